<?php
/**
 * What the list of a service said.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Account;
use WcAccounting\Connector\Name;

/**
 * What came of laying a month beside the list that the service has of it: kept for a while, since asking takes long.
 *
 * @phpstan-import-type Fields from Gap
 * @phpstan-type Fault array{code: string, detail: string}
 */
final class Listed {

	/** Differences that are kept. */
	public const MOST_KEPT = 500;

	private const SECONDS_KEPT = 40 * 86400;

	/**
	 * @param array<string, int>   $documents Kind of document => how many the list has.
	 * @param array<string, Fault> $faults    Kind of document => why its list could not be read to its end.
	 * @param list<Gap>            $gaps
	 */
	public function __construct(
		/** UNIX seconds. */
		public readonly int $asked_at,
		public readonly array $documents,
		public readonly array $faults,
		public readonly array $gaps,
		/** Differences beside those. */
		public readonly int $more,
	) {}

	/** Whether all lists were read to their ends. */
	public function is_complete(): bool {
		return array() === $this->faults;
	}

	/** Keeps it, in place of what was said of that month before. */
	public function keep( Account $account, Month $month ): void {
		$kept = array(
			'asked_at'  => $this->asked_at,
			'documents' => $this->documents,
			'faults'    => $this->faults,
			'gaps'      => array_map( static fn ( Gap $gap ): array => $gap->to_array(), array_slice( $this->gaps, 0, self::MOST_KEPT ) ),
			'more'      => $this->more + max( 0, count( $this->gaps ) - self::MOST_KEPT ),
		);
		set_transient( self::name( $account, $month ), $kept, self::SECONDS_KEPT );
	}

	/** @return ?self Null when nobody has asked lately. */
	public static function of( Account $account, Month $month ): ?self {
		$kept = get_transient( self::name( $account, $month ) );
		if ( ! is_array( $kept ) || ! isset( $kept['asked_at'], $kept['documents'], $kept['faults'], $kept['gaps'], $kept['more'] ) ) {
			return null;
		}
		/** @var array{asked_at: int, documents: array<string, int>, faults: array<string, Fault>, gaps: list<Fields>, more: int} $kept */
		return new self(
			$kept['asked_at'],
			$kept['documents'],
			$kept['faults'],
			array_map( Gap::from_array( ... ), $kept['gaps'] ),
			$kept['more']
		);
	}

	private static function name( Account $account, Month $month ): string {
		return Name::of( $account->service, 'month_' . md5( $account->id() . ' ' . $month->name() ) );
	}
}
