<?php
/**
 * Which company is it?
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Account;
use WcAccounting\Connector\Connector;
use WcAccounting\Log\Logger;
use WcAccounting\Order\StartDay;

/**
 * Finds out which company key and endpoint belong to, whoever changed them. What they tell by themselves costs nothing; where
 * that is not enough the service is asked, and nothing is sent before it has answered.
 */
final class Recognition {

	/** Results of a connection test after which nothing else need be tried for a while. */
	private const HOLDING = array( 'unauthorized', 'rate_limited', 'unavailable' );

	private readonly Account $account;

	public function __construct(
		private readonly Connector $connector,
		private readonly Queue $queue,
		private readonly Store $store,
		private readonly StartDay $start_day,
		private readonly Logger $logger,
	) {
		$this->account = $connector->description()->account;
	}

	/**
	 * Before anything is queued, sent or looked for in a run. The shop is connected: there is no obstacle.
	 *
	 * @return bool Whether it is known whose books these are; else nothing may leave.
	 */
	public function settle(): bool {
		if ( ! $this->connector->sends_here() ) {
			// The command line makes sure of it before anything leaves.
			return '' !== $this->account->id();
		}
		if ( '' !== $this->account->id() && hash_equals( $this->account->binding(), $this->connector->binding() ) ) {
			return true;
		}
		return $this->take( array(), false ) || $this->ask();
	}

	/** Why nothing is done where it is not settled. */
	public static function unsettled(): string {
		return __( 'It is not known yet which company the shop is connected with. Test the connection and try again.', 'wc-accounting' );
	}

	/** A service that does not answer, or refuses the key, holds the queue as it would for a document. */
	private function ask(): bool {
		$pace = $this->queue->begin();
		if ( ! $pace['may_run'] && ! $pace['test'] ) {
			return false;
		}
		$tested = $this->connector->test_connection();
		if ( ! $tested['ok'] ) {
			if ( in_array( $tested['class'], self::HOLDING, true ) ) {
				$this->queue->answered( $tested );
			}
			return false;
		}
		if ( ! $pace['may_run'] ) {
			$this->queue->key_changed();
		}
		return $this->told( (string) ( $tested['account']['company'] ?? '' ) );
	}

	/**
	 * The service was asked.
	 *
	 * @param string $company What it calls the company; empty when it does not say.
	 * @return bool Whether it is known now; it is, whenever the service has answered.
	 */
	public function told( string $company ): bool {
		return $this->take( '' === $company ? array() : array( 'told' => $company ), true );
	}

	/**
	 * @param array<string, string> $told
	 * @param bool                  $asked Whether the service was asked: more cannot be known.
	 */
	private function take( array $told, bool $asked ): bool {
		$former     = $this->account->id();
		$marks      = $told + $this->connector->marks();
		$recognized = $this->connector->recognize( $this->account->known(), $former, $marks, $asked );
		$now        = $recognized['account'];
		if ( null === $now ) {
			return false;
		}
		$this->account->store( $now, $recognized['known'], $this->connector->binding() );
		if ( 1 === count( $recognized['known'] ) ) {
			// Rows from before the first connection; none, as a rule.
			$this->store->adopt_unowned( $now );
			$this->start_day->adopt_unowned( $now );
		} elseif ( $former !== $now ) {
			// From this moment on, so that no order falls between the two.
			$this->start_day->notice();
			$this->logger->info( "The shop is connected with the company $now now; what is of $former stays as it is." );
		}
		return true;
	}
}
