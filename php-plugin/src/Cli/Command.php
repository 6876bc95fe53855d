<?php
/**
 * WP-CLI.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Delivery\Month;
use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Relocation;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;
use WcAccounting\Environment\Site;
use WcAccounting\ServiceRuntime;

/**
 * Delivers orders to the accounting service.
 */
final class Command {

	private const SERVICE = 'service';

	/**
	 * @param \Closure(): list<ServiceRuntime> $runtimes The services at work; made when a command runs.
	 */
	public function __construct( private readonly \Closure $runtimes ) {}

	/**
	 * Delivers what is due now.
	 *
	 * ## OPTIONS
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * [--seconds=<seconds>]
	 * : How long it may take.
	 * ---
	 * default: 300
	 * ---
	 *
	 * @param list<string>          $arguments
	 * @param array<string, string> $options
	 */
	public function deliver( array $arguments, array $options ): void {
		$runtime = $this->runtime( $options );
		self::stop_at_an_obstacle( $runtime );
		$seconds = $options['seconds'] ?? '';
		$run     = $runtime->worker->run( new Run( is_numeric( $seconds ) ? max( 1.0, (float) $seconds ) : 300.0, brings_over: true ) );
		$runtime->cron->come_back_in_time();
		foreach ( $run->counts() as $what => $number ) {
			\WP_CLI::log( str_pad( str_replace( '_', ' ', $what ), 12 ) . $number );
		}
	}

	/**
	 * Queues documents of recent orders whose status change was missed.
	 *
	 * ## OPTIONS
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * @param list<string>          $arguments
	 * @param array<string, string> $options
	 */
	public function sweep( array $arguments = array(), array $options = array() ): void {
		$runtime = $this->runtime( $options );
		self::stop_at_an_obstacle( $runtime );
		do {
			$result = $runtime->sweeper->sweep();
			\WP_CLI::log( "{$result['queued']} documents queued." );
		} while ( ! $result['is_complete'] && ! $result['has_failed'] );
		$runtime->cron->come_back_in_time();
		if ( $result['has_failed'] ) {
			\WP_CLI::error( 'It ended early; the log says why.' );
		}
		\WP_CLI::success( 'Every recent order was looked at.' );
	}

	/**
	 * Shows what waits, what failed and what arrived, and why nothing is sent.
	 *
	 * ## OPTIONS
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * @param list<string>          $arguments
	 * @param array<string, string> $options
	 */
	public function status( array $arguments = array(), array $options = array() ): void {
		$runtime = $this->runtime( $options );
		$counts  = $runtime->store->counts();
		foreach ( Status::cases() as $status ) {
			\WP_CLI::log( str_pad( $status->value, 12 ) . Store::told( $counts[ $status->value ] ?? 0 ) );
		}
		$hold = $runtime->queue->hold();
		if ( null !== $hold ) {
			$until = null === $hold['held_until'] ? '' : ', until ' . gmdate( 'c', $hold['held_until'] );
			\WP_CLI::warning( 'The queue is held: ' . $hold['hold'] . $until );
		}
		self::stop_at_an_obstacle( $runtime );
	}

	/**
	 * Brings over old orders: counts them first, and asks before anything is sent.
	 *
	 * ## OPTIONS
	 *
	 * [<what>]
	 * : What to do.
	 * ---
	 * default: start
	 * options:
	 *   - start
	 *   - status
	 *   - pause
	 *   - resume
	 *   - cancel
	 * ---
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * [--from=<day>]
	 * : First day on which the orders were created, e.g. 2026-01-01. Thirty days ago where it is not said.
	 *
	 * [--to=<day>]
	 * : Last day; today where it is not said.
	 *
	 * [--documents=<kinds>]
	 * : Which kinds of documents, separated by commas, e.g. order,invoice. All that the shop sends where it is not said.
	 *
	 * [--statuses=<statuses>]
	 * : Statuses of the orders, separated by commas. Those that trigger the documents where it is not said.
	 *
	 * [--most=<documents>]
	 * : Documents a minute at most.
	 * ---
	 * default: 300
	 * ---
	 *
	 * [--dry-run]
	 * : Counts and sends nothing.
	 *
	 * [--yes]
	 * : Does not ask.
	 *
	 * @param list<string>          $arguments
	 * @param array<string, string> $options
	 */
	public function backfill( array $arguments = array(), array $options = array() ): void {
		$runtime = $this->runtime( $options );
		$what    = $arguments[0] ?? 'start';
		if ( in_array( $what, array( 'start', 'resume' ), true ) ) {
			self::stop_at_an_obstacle( $runtime );
		}
		( new BackfillCommand( $runtime ) )->run( $what, $options );
	}

	/**
	 * Lays a month of the shop beside the same month of the books, and lists every difference. Ends with status 0 when there is none,
	 * with 1 when there is one, and with 2 when none was found and the service could not be asked for all that it has.
	 *
	 * ## OPTIONS
	 *
	 * --month=<month>
	 * : Which month of the shop's calendar, e.g. 2026-10.
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * [--format=<format>]
	 * : How it is written.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 * ---
	 *
	 * @param list<string>          $arguments
	 * @param array<string, string> $options
	 */
	public function reconcile( array $arguments = array(), array $options = array() ): void {
		$runtime = $this->runtime( $options );
		$month   = Month::named( $options['month'] ?? '' );
		if ( null === $month ) {
			\WP_CLI::error( 'Say which month: --month=2026-10.' );
		}
		$format = $options['format'] ?? 'table';
		if ( ! in_array( $format, Reconcile::FORMATS, true ) ) {
			\WP_CLI::error( 'Say --format=table, --format=csv or --format=json.' );
		}
		$write  = static function ( string $text ): void {
			// To a terminal, a file or a program.
			echo $text;
		};
		$status = ( new Reconcile( $runtime, $write ) )->run( $month, $format );
		if ( Reconcile::AGREES !== $status ) {
			\WP_CLI::halt( $status );
		}
	}

	/**
	 * Says whether this site is the live shop, which moved, or a copy of it: for every service.
	 *
	 * ## OPTIONS
	 *
	 * <which>
	 * : What this site is.
	 * ---
	 * options:
	 *   - live
	 *   - copy
	 * ---
	 *
	 * @param list<string> $arguments
	 */
	public function site( array $arguments ): void {
		$which = $arguments[0] ?? '';
		if ( ! in_array( $which, array( Site::LIVE, Site::COPY ), true ) ) {
			\WP_CLI::error( 'Say live or copy.' );
		}
		$runtimes = $this->all();
		Relocation::answer( $which, new Site(), array_map( static fn ( $runtime ): Relocation => $runtime->relocation, $runtimes ) );
		foreach ( $runtimes as $runtime ) {
			$runtime->cron->come_back_in_time();
		}
		\WP_CLI::success(
			Site::LIVE === $which
				? 'This is the live shop: what waits is sent.'
				: 'This is a copy: nothing is sent until a key of its own is saved in its settings.'
		);
	}

	/**
	 * @return non-empty-list<ServiceRuntime>
	 */
	private function all(): array {
		$runtimes = ( $this->runtimes )();
		if ( array() === $runtimes ) {
			\WP_CLI::error( 'No accounting service is at work here; wp-admin says what is missing.' );
		}
		return $runtimes;
	}

	/**
	 * The service that is named, or the only one.
	 *
	 * @param array<string, string> $options
	 */
	private function runtime( array $options ): ServiceRuntime {
		$by_key = array();
		foreach ( $this->all() as $runtime ) {
			$by_key[ $runtime->service->key() ] = $runtime;
		}
		$wanted = $options[ self::SERVICE ] ?? ( 1 === count( $by_key ) ? array_key_first( $by_key ) : '' );
		if ( ! isset( $by_key[ $wanted ] ) ) {
			\WP_CLI::error( 'Say which accounting service: --service=' . implode( ' or --service=', array_keys( $by_key ) ) . '.' );
		}
		return $by_key[ $wanted ];
	}

	private static function stop_at_an_obstacle( ServiceRuntime $runtime ): void {
		$obstacle = $runtime->connector->obstacle();
		if ( null !== $obstacle ) {
			\WP_CLI::error( $runtime->messages->of( $obstacle ) );
		}
	}
}
