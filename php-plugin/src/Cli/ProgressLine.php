<?php
/**
 * How far it is, on the standard error.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

/**
 * One line that is written over, beside rows that go into a file: WP-CLI's bar would go there too.
 */
final class ProgressLine implements Progress {

	/** Of a second, between two. */
	private const PAUSE = 0.2;

	private int $done = 0;

	private float $shown_at = 0.0;

	/**
	 * @param ?\Closure( string ): mixed $write Null where nobody looks.
	 * @param int                        $total Steps; 0 when that is not known.
	 */
	public function __construct( private readonly ?\Closure $write, private readonly string $what, private readonly int $total ) {
		$this->show();
	}

	public function advance( int $steps = 1 ): void {
		$this->done += $steps;
		if ( microtime( true ) - $this->shown_at >= self::PAUSE ) {
			$this->show();
		}
	}

	public function end(): void {
		$this->show();
		if ( null !== $this->write ) {
			( $this->write )( "\n" );
		}
	}

	private function show(): void {
		if ( null === $this->write ) {
			return;
		}
		$far = 0 === $this->total
			? (string) $this->done
			: sprintf( '%d/%d, %d %%', $this->done, $this->total, min( 100, intdiv( 100 * $this->done, $this->total ) ) );
		( $this->write )( "\r$this->what: $far\x1B[K" );
		$this->shown_at = microtime( true );
	}
}
