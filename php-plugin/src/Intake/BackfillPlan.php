<?php
/**
 * Which old orders are brought over.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Order\Triggers;

/**
 * What a person chose: documents, statuses of orders, the days on which these were created, and how fast it may go.
 */
final class BackfillPlan {

	/** Documents a minute, where nobody says otherwise. */
	public const MOST = 300;

	/** How far back is offered at first. */
	private const SECONDS = 30 * 86400;

	/**
	 * @param list<string> $documents Kinds.
	 * @param list<string> $statuses  Of orders, without `wc-`.
	 * @param string       $from      First day of the shop's calendar, Y-m-d.
	 * @param string       $to        Last day, Y-m-d.
	 * @param int          $most      Documents a minute.
	 */
	private function __construct(
		public readonly array $documents,
		public readonly array $statuses,
		public readonly string $from,
		public readonly string $to,
		public readonly int $most,
	) {}

	/** What a form shows at first. */
	public static function usual( Description $description, Settings $settings ): self {
		$documents = self::possible( $description, $settings );
		$statuses  = array();
		foreach ( $documents as $document ) {
			$statuses = array( ...$statuses, ...$settings->statuses( $document ) );
		}
		return new self(
			array_keys( $documents ),
			array_values( array_unique( array_diff( $statuses, Triggers::OVER ) ) ),
			self::day( time() - self::SECONDS ),
			self::day( time() ),
			self::MOST
		);
	}

	private static function day( int $seconds ): string {
		return (string) wp_date( 'Y-m-d', $seconds );
	}

	/**
	 * Documents that can be brought over: those that the shop sends.
	 *
	 * @return array<string, DocumentType> By kind.
	 */
	public static function possible( Description $description, Settings $settings ): array {
		$wanted = array_filter( $description->documents, $settings->wants( ... ) );
		return array_column( $wanted, null, 'kind' );
	}

	/**
	 * What a person chose.
	 *
	 * @param array{documents?: list<string>, statuses?: list<string>, from?: string, to?: string, most?: int} $chosen What is missing
	 *        is as usual.
	 * @throws \DomainException When it makes no sense; says why.
	 */
	public static function chosen( array $chosen, Description $description, Settings $settings ): self {
		$usual = self::usual( $description, $settings );
		$plan  = new self(
			self::both( array_keys( self::possible( $description, $settings ) ), $chosen['documents'] ?? $usual->documents ),
			self::both( array_keys( Triggers::possible( Triggers::OVER ) ), $chosen['statuses'] ?? $usual->statuses ),
			$chosen['from'] ?? $usual->from,
			$chosen['to'] ?? $usual->to,
			max( 1, min( 1000, $chosen['most'] ?? $usual->most ) )
		);
		$fault = match ( true ) {
			array() === $plan->documents => __( 'Choose at least one kind of document.', 'wc-accounting' ),
			array() === $plan->statuses => __( 'Choose at least one status.', 'wc-accounting' ),
			null === TransactionFilter::day( $plan->from ) || null === TransactionFilter::day( $plan->to )
				=> __( 'Enter both days of the period.', 'wc-accounting' ),
			$plan->from > $plan->to => __( 'The period ends before it begins.', 'wc-accounting' ),
			default => null,
		};
		return null === $fault ? $plan : throw new \DomainException( $fault );
	}

	/**
	 * @param list<string> $possible
	 * @param list<string> $chosen
	 * @return list<string>
	 */
	private static function both( array $possible, array $chosen ): array {
		return array_values( array_intersect( $possible, $chosen ) );
	}

	/**
	 * @param array<string, mixed> $stored As to_array() made it.
	 */
	public static function from_array( array $stored ): self {
		return new self(
			array_map( 'strval', array_values( (array) ( $stored['documents'] ?? array() ) ) ),
			array_map( 'strval', array_values( (array) ( $stored['statuses'] ?? array() ) ) ),
			(string) ( $stored['from'] ?? '' ),
			(string) ( $stored['to'] ?? '' ),
			(int) ( $stored['most'] ?? self::MOST )
		);
	}

	/** @return array<string, mixed> */
	public function to_array(): array {
		return get_object_vars( $this );
	}

	/** UNIX seconds. */
	public function begins_at(): int {
		return TransactionFilter::day( $this->from )[0] ?? 0;
	}

	/** UNIX seconds, no longer part of it. */
	public function ends_at(): int {
		return ( TransactionFilter::day( $this->to )[1] ?? -1 ) + 1;
	}
}
