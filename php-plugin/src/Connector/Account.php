<?php
/**
 * The company that the shop is connected with.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * Whose books a service keeps for this shop. Rows, marks on orders and start days carry it: should the shop be connected with
 * another company some day, nothing of the one is ever looked for in, or sent to, the other.
 *
 * Which company it is, is found out by Delivery\Recognition; before the first connection its id is empty.
 */
final class Account {

	/** A condition on rows; values() goes with it. */
	public const CONDITION = 'connector = %s AND account = %s';

	/** Autoloaded, since each page that queues or counts something asks for it. */
	private const OPTION = 'account';

	/**
	 * @param ?string $fixed One company, whichever the shop is connected with.
	 */
	public function __construct(
		public readonly string $service,
		private readonly ?string $fixed = null,
	) {}

	/** As in rows. */
	public function id(): string {
		return $this->fixed ?? $this->stored()['current'];
	}

	/**
	 * For CONDITION.
	 *
	 * @return array{0: string, 1: string}
	 */
	public function values(): array {
		return array( $this->service, $this->id() );
	}

	/** Whether what names no company is this one's: it is from before the shop was connected by us. */
	public function is_first(): bool {
		$first = $this->known()[0]['account'] ?? $this->id();
		return $first === $this->id();
	}

	/**
	 * Companies that the shop is or was connected with, the first one first.
	 *
	 * @return list<array{account: string, marks: array<string, ?string>}>
	 */
	public function known(): array {
		return $this->stored()['known'];
	}

	/** The connection that the company was recognized by: key and endpoint, unreadable. */
	public function binding(): string {
		return $this->stored()['binding'];
	}

	/**
	 * @param list<array{account: string, marks: array<string, ?string>}> $known
	 */
	public function store( string $current, array $known, string $binding ): void {
		$value = array(
			'current' => $current,
			'known'   => $known,
			'binding' => $binding,
		);
		update_option( self::option( $this->service ), $value, true );
	}

	/**
	 * The service gave a new key in place of the one that the company was recognized by: it is the same company.
	 *
	 * @param string $mark As KeyRing::mark() gives it.
	 */
	public function key_replaced( string $mark, string $by ): void {
		$parts = explode( ' ', $this->binding(), 2 );
		if ( $mark === $parts[0] ) {
			$this->store( $this->id(), $this->known(), $by . ' ' . ( $parts[1] ?? '' ) );
		}
	}

	/** Stores that there is none yet: else each document that is queued would ask the database for it. */
	public function begin(): void {
		if ( false === get_option( self::option( $this->service ) ) ) {
			add_option( self::option( $this->service ), array(), '', true );
		}
	}

	/** Name of the option. */
	public static function option( string $service ): string {
		return Name::of( $service, self::OPTION );
	}

	/**
	 * @return array{current: string, known: list<array{account: string, marks: array<string, ?string>}>, binding: string}
	 */
	private function stored(): array {
		$stored = get_option( self::option( $this->service ) );
		return array(
			'current' => (string) ( $stored['current'] ?? '' ),
			'known'   => array_values( (array) ( $stored['known'] ?? array() ) ),
			'binding' => (string) ( $stored['binding'] ?? '' ),
		);
	}
}
