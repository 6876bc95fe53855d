<?php
/**
 * What is counted while old orders are looked through.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Order\Decimal;

/**
 * Orders and documents, by what becomes of them.
 */
final class BackfillTally {

	/** It is sent, or was queued to be. */
	public const SEND = 'send';

	/** The service has it, and it is taken for the order's. */
	public const THERE = 'there';

	/** The shop knows it: it was delivered, or is in the list of transactions. */
	public const KNOWN = 'known';

	/** It will be held until a person has looked at it. */
	public const HELD = 'held';

	/** The order makes no such document. */
	public const NOTHING = 'nothing';

	/** Orders that were looked at. */
	public int $orders = 0;

	/** @var array<string, array<string, int>> Kind of document => what becomes of it => how many. */
	public array $documents = array();

	/** @var array<string, string> Currency => what the orders come to of which something is sent; decimals. */
	public array $totals = array();

	/** @var array<string, int> Why documents are held, or none is made => how many. */
	public array $reasons = array();

	/** Documents whose day is closed in the books. */
	public int $locked = 0;

	/** Documents of which the service did not tell whether they are there: each is asked after before it is sent. */
	public int $unasked = 0;

	/** Last day that is closed in the books, Y-m-d; null when none is, empty when the service does not tell. */
	public ?string $locked_until = null;

	/**
	 * @param array<string, mixed> $stored As to_array() made it.
	 */
	public static function from_array( array $stored ): self {
		$tally = new self();
		foreach ( array_intersect_key( $stored, get_object_vars( $tally ) ) as $name => $value ) {
			$tally->$name = $value;
		}
		return $tally;
	}

	/** @return array<string, mixed> */
	public function to_array(): array {
		return get_object_vars( $this );
	}

	/**
	 * @param self::* $fate
	 */
	public function count( string $kind, string $fate ): void {
		$this->documents[ $kind ][ $fate ] = ( $this->documents[ $kind ][ $fate ] ?? 0 ) + 1;
	}

	public function because( string $reason ): void {
		$this->reasons[ $reason ] = ( $this->reasons[ $reason ] ?? 0 ) + 1;
	}

	/** @param string $total A decimal. */
	public function add_total( string $currency, string $total ): void {
		$this->totals[ $currency ] = Decimal::sum( array( $this->totals[ $currency ] ?? '0', $total ) );
	}

	/**
	 * @param self::* $fate
	 */
	public function of( string $fate ): int {
		return array_sum( array_column( $this->documents, $fate ) );
	}
}
