<?php
/**
 * Metrics.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Watch;

use WcAccounting\Admin\HoldText;
use WcAccounting\Connector\Account;
use WcAccounting\Connector\WebConnector;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\Counters;
use WcAccounting\Delivery\CounterStore;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\HandHold;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\QueueStore;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;
use WcAccounting\Delivery\Transactions;
use WcAccounting\Environment\Extension;
use WcAccounting\Environment\Facts;
use WcAccounting\Environment\Plugins;
use WcAccounting\Environment\Site;
use WcAccounting\Log\Logger;
use WcAccounting\ServiceRuntime;

/**
 * What there is to measure of all services of a shop. What cannot be told is left out: most of it is in the database and is told
 * without the extension too. Labels are keys of services and words of ours and of the extension; nothing of an order, a customer or a
 * company is among them.
 */
final class Metrics {

	/** Words for why a queue is held: the extension's, and ours for who holds it by hand. */
	private const HOLDS = array( 'rate_limited', 'day_used_up', 'unauthorized', 'unreachable', Queue::HOLD_BY_HAND );

	/** Words for why a service may not be asked anything. */
	private const OBSTACLES = array( 'site_unclear', 'no_key', 'connect_again', 'copy_without_key' );

	/** @var array<string, list<array{labels: array<string, string>, value: int|float}>> Metric => samples. */
	private array $samples = array();

	/** @var array<string, list<array{labels: array<string, string>, buckets: array<array-key, int>, beyond: int, sum: float}>> */
	private array $histograms = array();

	/**
	 * @param array<string, ?ServiceRuntime> $services By key; null for one that cannot work here.
	 */
	public function __construct(
		private readonly array $services,
		private readonly Database $database,
		private readonly Logger $logger,
	) {}

	public function text(): string {
		$this->samples    = array();
		$this->histograms = array();
		$this->gather( $this->look_at_site( ... ) );
		foreach ( $this->services as $service => $runtime ) {
			$this->sample( 'up', self::can_work( $runtime ) ? 1 : 0, $service );
			$this->gather( fn () => $this->look_at_deliveries( $service ) );
			$this->gather( fn () => $this->look_at_queue( $service, $runtime ) );
			$this->gather( fn () => $this->look_at_counters( $service ) );
		}
		$text = new PrometheusText();
		foreach ( MetricNames::all() as $name => list( $type, $help ) ) {
			if ( MetricNames::HISTOGRAM === $type ) {
				$text->add_histogram( MetricNames::PREFIX . $name, $help, $this->histograms[ $name ] ?? array() );
			} else {
				$text->add( MetricNames::PREFIX . $name, $type, $help, $this->samples[ $name ] ?? array() );
			}
		}
		return $text->text();
	}

	/** What one of them cannot tell, because a table is not there yet or the database is busy, must not keep the others from it. */
	private function gather( \Closure $look ): void {
		try {
			$look();
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'Some metrics could not be told', $fault );
		}
	}

	/**
	 * @param array<string, string> $labels Beside the service.
	 */
	private function sample( string $metric, int|float $value, string $service = '', array $labels = array() ): void {
		$this->samples[ $metric ][] = array(
			'labels' => self::of( $service ) + $labels,
			'value'  => $value,
		);
	}

	/**
	 * @return array<string, string>
	 */
	private static function of( string $service ): array {
		return '' === $service ? array() : array( 'service' => $service );
	}

	// --- Where it comes from ------------------------------------------------------------------------------------------

	private function look_at_site(): void {
		$versions = array(
			'version'   => Plugins::VERSION,
			'extension' => Extension::version() ?? '',
		);
		$this->sample( 'info', 1, '', $versions );
		$this->sample( 'site_is_copy', ( new Site() )->is_copy() ? 1 : 0 );
		$ran_at = get_option( Cron::RAN_AT );
		if ( is_numeric( $ran_at ) ) {
			$this->sample( 'last_run_timestamp_seconds', (int) $ran_at );
		}
	}

	private function look_at_deliveries( string $service ): void {
		$account = new Account( $service );
		$store   = new Store( $this->database, $account );
		$counts  = $store->counts();
		foreach ( Status::cases() as $status ) {
			$this->sample( 'deliveries', $counts[ $status->value ] ?? 0, $service, array( 'state' => $status->value ) );
		}
		$now    = $store->now();
		$oldest = ( new Transactions( $this->database, $account ) )->oldest_waiting();
		if ( null !== $oldest ) {
			$this->sample( 'oldest_waiting_age_seconds', max( 0, $now - $oldest ), $service );
		}
		$due = $store->next_due();
		if ( null !== $due && $due <= $now ) {
			$this->sample( 'longest_overdue_seconds', $now - $due, $service );
		}
	}

	/** Of a shop in two halves it is the other one that works. */
	private static function can_work( ?ServiceRuntime $runtime ): bool {
		if ( null === $runtime || $runtime->connector->sends_here() ) {
			return null !== $runtime;
		}
		return null !== ( Facts::last_command_line()['extension'] ?? null );
	}

	private function look_at_queue( string $service, ?ServiceRuntime $runtime ): void {
		$store    = new QueueStore( $this->database );
		$queue    = $store->read( $service );
		$now      = $store->now();
		$since    = self::holds( $queue, $now );
		$obstacle = $runtime?->connector->obstacle();
		$why      = null === $obstacle || WebConnector::is_only( $obstacle ) ? array() : array( $obstacle['code'] );
		$here     = array( ...array_keys( $since ), ...$why );
		// What stands in the way of one that cannot work here, nobody can tell.
		$known    = null === $runtime ? self::HOLDS : array( ...self::HOLDS, ...self::OBSTACLES );
		foreach ( array_unique( array( ...$known, ...$here ) ) as $reason ) {
			$this->sample( 'queue_held', in_array( $reason, $here, true ) ? 1 : 0, $service, array( 'reason' => $reason ) );
		}
		$since = array_filter( $since, 'is_int' );
		if ( array() !== $since ) {
			$this->sample( 'queue_held_age_seconds', max( 0, $now - min( $since ) ), $service );
		}
		// The extension alone knows what is spent, and what the service bears.
		foreach ( $runtime?->connector->remaining( $queue, $now ) ?? array() as $window => $room ) {
			if ( null !== $room ) {
				$this->sample( 'requests_limit', $room['limit'], $service, array( 'window' => $window ) );
				$this->sample( 'requests_remaining', $room['remaining'], $service, array( 'window' => $window ) );
			}
		}
	}

	/**
	 * Who holds the queue, since when: a person may, while it rests anyway.
	 *
	 * @param array{hold: ?string, held_until: ?int, held_at: ?int, by_hand: ?HandHold, ...} $queue
	 * @return array<string, ?int> Reason => UNIX seconds; null where that is not known.
	 */
	private static function holds( array $queue, int $now ): array {
		$holds   = array();
		$by_hand = $queue['by_hand'];
		// Until the next run a rest that is over is still stored.
		$is_over = HoldText::UNAUTHORIZED !== $queue['hold'] && null !== $queue['held_until'] && $queue['held_until'] <= $now;
		if ( null !== $queue['hold'] && ! $is_over ) {
			$holds[ $queue['hold'] ] = $queue['held_at'];
		}
		if ( null !== $by_hand && ! $by_hand->is_over( $now ) ) {
			$holds[ Queue::HOLD_BY_HAND ] = $by_hand->at;
		}
		return $holds;
	}

	// --- What was counted ---------------------------------------------------------------------------------------------

	private function look_at_counters( string $service ): void {
		$counted = ( new CounterStore( $this->database, $service ) )->all();
		$this->take_counter( 'attempts_total', $counted[ Counters::ATTEMPTS ] ?? array(), $service, array( 'outcome' ) );
		$this->take_counter( 'questions_total', $counted[ Counters::QUESTIONS ] ?? array(), $service, array( 'about', 'outcome' ) );
		$this->take_counter( 'failures_total', $counted[ Counters::FAILURES ] ?? array(), $service, array( 'document' ) );
		foreach ( array( 'delivery_duration_seconds' => 'document', 'answer_duration_seconds' => 'about' ) as $metric => $label ) {
			$name = MetricNames::COUNTED[ $metric ];
			$this->take_histogram( $metric, $name, $counted[ $name ] ?? array(), $service, $label );
		}
	}

	/**
	 * @param array<array-key, int> $counted Labels as Counters writes them => how many.
	 * @param list<string>          $names   Of the labels.
	 */
	private function take_counter( string $metric, array $counted, string $service, array $names ): void {
		foreach ( $counted as $labels => $count ) {
			$values = explode( Counters::AND, (string) $labels );
			if ( count( $values ) === count( $names ) ) {
				$this->sample( $metric, $count, $service, array_combine( $names, $values ) );
			}
		}
	}

	/**
	 * @param Counters::DELIVERY|Counters::ANSWER $name
	 * @param array<array-key, int>               $counted
	 */
	private function take_histogram( string $metric, string $name, array $counted, string $service, string $label ): void {
		$found = array();
		foreach ( $counted as $labels => $count ) {
			list( $value, $part )     = explode( Counters::AND, (string) $labels, 2 ) + array( '', '' );
			$found[ $value ][ $part ] = $count;
		}
		foreach ( $found as $value => $parts ) {
			$buckets = array();
			foreach ( Counters::BOUNDS[ $name ] as $bound ) {
				$buckets[ (string) ( $bound / 1000 ) ] = $parts[ (string) $bound ] ?? 0;
				unset( $parts[ (string) $bound ] );
			}
			$sum = $parts[ Counters::SUM ] ?? 0;
			unset( $parts[ Counters::SUM ] );
			// What is left was counted with bounds of another version: it was something, and is in none of these.
			$this->histograms[ $metric ][] = array(
				'labels'  => self::of( $service ) + array( $label => (string) $value ),
				'buckets' => $buckets,
				'beyond'  => array_sum( $parts ),
				'sum'     => $sum / 1000,
			);
		}
	}
}
