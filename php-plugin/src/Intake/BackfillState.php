<?php
/**
 * How far bringing over old orders is.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

enum BackfillState: string {

	/** The orders are looked through, and nothing is sent. */
	case Counting = 'counting';

	/** A person has to say that it may begin. */
	case Counted = 'counted';

	case Running   = 'running';
	case Paused    = 'paused';
	case Done      = 'done';
	case Cancelled = 'cancelled';

	/** Whether a run of the worker has something to do for it. */
	public function is_at_work(): bool {
		return self::Counting === $this || self::Running === $this;
	}

	/** Whether another one may be begun. */
	public function is_over(): bool {
		return self::Done === $this || self::Cancelled === $this;
	}

	/**
	 * In which states a person may bring it into this one.
	 *
	 * @return list<self>
	 */
	public function comes_after(): array {
		return match ( $this ) {
			self::Running => array( self::Counted, self::Paused ),
			self::Paused => array( self::Running ),
			self::Cancelled => array( self::Counting, self::Counted, self::Running, self::Paused ),
			default => array(),
		};
	}
}
