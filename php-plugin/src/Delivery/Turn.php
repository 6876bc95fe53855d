<?php
/**
 * When it is a document's turn.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/** When a document may leave that belongs to others; see Precedence. From the best to the worst. */
enum Turn {

	case Now;

	/** Without the other one, which did not arrive. */
	case Alone;

	/** The other one is on its way. */
	case Later;

	/** The other one needs a person first. */
	case AfterAPerson;

	/** Nobody sends the other one. */
	case Never;

	/** Of a document that waits for several: the worse counts. */
	public function and( self $other ): self {
		$of = static fn ( self $turn ): int => (int) array_search( $turn, self::cases(), true );
		return $of( $other ) > $of( $this ) ? $other : $this;
	}
}
