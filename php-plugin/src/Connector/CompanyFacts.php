<?php
/**
 * What a service says of the company.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * Settings that nobody enters: what the mapping has to know of the company's books, e.g. what each of its taxes comes to, and up to
 * which day they are closed. Asked for when the connection is tested, which is once a day at least; what cannot be had stays.
 */
final class CompanyFacts {

	/** Type of such a setting. */
	public const TYPE = 'fact';

	public function __construct( private readonly Connector $connector ) {}

	/** A catalogue of facts lists them by the names of their settings. */
	public function refresh(): void {
		$facts   = $this->facts();
		$options = array_column( $facts, 'option', 'name' );
		foreach ( array_unique( array_filter( array_column( $facts, 'catalogue' ) ) ) as $catalogue ) {
			$answer = $this->connector->choices( $catalogue );
			/** @var list<array{value: string, label: string}> $items */
			$items  = $answer['ok'] ? $answer['items'] : array();
			foreach ( $items as $item ) {
				if ( isset( $options[ $item['value'] ] ) ) {
					update_option( $options[ $item['value'] ], $item['label'], false );
				}
			}
		}
	}

	/** The company is another one, or the connection is gone. */
	public function forget(): void {
		array_map( 'delete_option', array_column( $this->facts(), 'option' ) );
	}

	/** @return list<array{name: string, option: string, type: string, catalogue: ?string, ...}> */
	private function facts(): array {
		$is_fact = static fn ( array $setting ): bool => self::TYPE === $setting['type'];
		return array_values( array_filter( $this->connector->description()->settings, $is_fact ) );
	}
}
