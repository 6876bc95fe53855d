<?php
/**
 * What the command line is asked to do.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Name;
use WcAccounting\Database\Database;

/**
 * Where only the command line can decide what becomes of a delivery, a button in the browser leaves a wish, which it carries out
 * before it delivers. One option for each delivery, so that two people who wish at the same moment do not wipe out each other's.
 */
final class Wishes {

	public const RETRY  = 'retry';
	public const RESEND = 'resend';
	public const CHECK  = 'check';

	/** Retried by somebody who looked at this very delivery: what is held goes, too. */
	public const APPROVE = 'approve';

	/** Carried out in one run. */
	private const LIMIT = 500;

	public function __construct( private readonly Database $database, private readonly string $service ) {}

	/** The last wish for a delivery counts. */
	public function leave( int $delivery_id, string $what ): void {
		update_option( $this->prefix() . $delivery_id, $what, false );
	}

	/** Does what was wished for. A wish that fails is dropped: the delivery is as it was, and the log says why. */
	public function carry_out( ByHand $by_hand ): void {
		foreach ( $this->left() as $name ) {
			$id   = (int) substr( $name, strlen( $this->prefix() ) );
			$what = get_option( $name );
			delete_option( $name );
			match ( $what ) {
				self::RETRY, self::APPROVE => $by_hand->retry( $id, self::APPROVE === $what ),
				self::RESEND => $by_hand->resend( $id ),
				self::CHECK => $by_hand->check_now( array( $id ) ),
				default => null,
			};
		}
	}

	/** @return list<string> Names of options, the oldest wish first. */
	private function left(): array {
		global $wpdb;
		$rows = $this->database->rows(
			'SELECT option_name FROM %i WHERE option_name LIKE %s ORDER BY option_id LIMIT %d',
			array( $wpdb->options, $wpdb->esc_like( $this->prefix() ) . '%', self::LIMIT )
		);
		return array_map( static fn ( array $row ): string => (string) $row['option_name'], $rows );
	}

	private function prefix(): string {
		return Name::of( $this->service, 'wish_' );
	}
}
