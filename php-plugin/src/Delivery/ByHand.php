<?php
/**
 * What a person asks for.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Delivery;

use WcKledo\Connector\Connector;
use WcKledo\Connector\Messages;

/**
 * Makes a delivery due at once because a person wants it so: tried again, or asked after, as its state demands.
 */
final class ByHand {

	/** Only as long as it takes to store the row. */
	private const LEASE_SECONDS = 30;

	public function __construct(
		private readonly Connector $connector,
		private readonly Store $store,
		private readonly Messages $messages,
	) {}

	/**
	 * @return bool False when it is being sent right now, or is gone.
	 */
	public function retry( int $delivery_id ): bool {
		$delivery = $this->store->claim_one( $delivery_id, self::LEASE_SECONDS );
		if ( null === $delivery ) {
			return false;
		}
		if ( Status::Sending === $delivery->status ) {
			// Its process is dead, and its lease was over: it is due as it is.
			$this->store->release( array( $delivery ) );
			return true;
		}
		$step = $this->connector->step( $delivery->state(), array( 'type' => 'retry_by_hand' ), $this->store->now() );
		$next = $delivery->with_state( $step['delivery'] );
		return $this->store->finish( $next, $this->messages->of( $next->reason ) );
	}
}
