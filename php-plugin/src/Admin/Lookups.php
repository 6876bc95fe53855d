<?php
/**
 * Look-ups for the settings.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Name;

/**
 * Answers what the service has to choose from, remembered for some minutes. What a tax comes to is told as `percent`.
 */
final class Lookups {

	private const ACTION = 'lookup';

	/** How the names of transients begin. */
	private const TRANSIENT = 'lookup_';

	private const SECONDS = 5 * MINUTE_IN_SECONDS;

	public function __construct(
		private readonly Connector $connector,
		private readonly KeyRing $keys,
		private readonly Messages $messages,
	) {}

	/** Name of the action, and of its nonce. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	public function register( Guard $guard ): void {
		$guard->answer( self::action( $this->service() ), Guard::MANAGE, $this->handle( ... ) );
	}

	public static function nonce_action( string $service, string $kind ): string {
		return self::action( $service ) . '-' . $kind;
	}

	/**
	 * @return array{items: list<array{value: string, label: string, percent: string}>, more: bool}
	 * @throws \DomainException When the service cannot say, or has no such thing.
	 */
	private function handle(): array {
		$kind = Guard::text( 'kind' );
		Guard::check( Guard::text( 'nonce' ), self::nonce_action( $this->service(), $kind ) );
		$catalogue = $this->connector->description()->catalogue( $kind );
		if ( null === $catalogue ) {
			throw Guard::refusal( __( 'You are not allowed to do this.', 'wc-accounting' ), 400 );
		}
		$search = Text::cut( Text::plain( Guard::text( 'search' ) ), 100 );
		$asked  = $catalogue['searches'] ? $search : '';
		$parts  = array( $kind, $asked, $this->keys->mark() );
		$name   = Name::of( $this->service(), self::TRANSIENT . md5( implode( '|', $parts ) ) );
		$items  = get_transient( $name );
		if ( ! is_array( $items ) ) {
			$items = $this->ask( $kind, $asked );
			set_transient( $name, $items, self::SECONDS );
		}
		return $catalogue['searches'] ? $items : self::matching( $items, $search );
	}

	/**
	 * @return array{items: list<array{value: string, label: string, percent: string}>, more: bool}
	 * @throws \DomainException When the service cannot say.
	 */
	private function ask( string $kind, string $search ): array {
		$obstacle = $this->connector->obstacle();
		if ( null !== $obstacle ) {
			throw Guard::refusal( $this->messages->of( $obstacle ), 409 );
		}
		$answer = $this->connector->choices( $kind, $search );
		if ( ! $answer['ok'] ) {
			throw Guard::refusal( Text::plain( $this->messages->of( $answer['reason'] ) ), 502 );
		}
		$item = static fn ( array $found ): array => array(
			'value'   => Text::plain( $found['value'] ),
			'label'   => Text::plain( $found['label'] ),
			'percent' => Text::plain( (string) ( $found['percent'] ?? '' ) ),
		);
		return array(
			'items' => array_map( $item, array_values( $answer['items'] ) ),
			'more'  => (bool) $answer['more'],
		);
	}

	private function service(): string {
		return $this->connector->description()->service;
	}

	/**
	 * @param array{items: list<array{value: string, label: string, percent: string}>, more: bool} $all
	 * @return array{items: list<array{value: string, label: string, percent: string}>, more: bool}
	 */
	private static function matching( array $all, string $search ): array {
		$found = array_filter(
			$all['items'],
			static fn ( array $item ): bool => '' === $search || false !== mb_stripos( $item['label'], $search, 0, 'UTF-8' )
		);
		return array(
			'items' => array_values( array_slice( $found, 0, 50 ) ),
			'more'  => $all['more'] || count( $found ) > 50,
		);
	}
}
