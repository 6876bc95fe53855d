<?php
/**
 * What keeps orders from arriving.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\WebConnector;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Transactions;
use WcAccounting\Environment\Facts;
use WcAccounting\Environment\Fault;

/**
 * Looks at what keeps, or will soon keep, orders from arriving. Each finding is a line of Tools > Site Health in plain text: its
 * status is `good`, `recommended` or `critical`, as Site Health calls them, and its address says where it can be mended.
 *
 * @phpstan-type Finding array{status: string, label: string, description: string, url: string}
 */
final class HealthChecks {

	private const SOON_SECONDS = 7 * DAY_IN_SECONDS;

	/** Failed deliveries are counted no further. */
	private const COUNTED = 1000;

	public function __construct(
		private readonly Page $page,
		private readonly Connector $connector,
		private readonly ConnectionCheck $check,
		private readonly Queue $queue,
		private readonly Transactions $transactions,
		private readonly Messages $messages,
	) {}

	/**
	 * @return array<string, \Closure(): Finding> By id.
	 */
	public function all(): array {
		$checks = array(
			'extension' => $this->extension( ... ),
			'cron'      => $this->cron( ... ),
			'queue'     => $this->queue( ... ),
			'failed'    => $this->failed( ... ),
		);
		return $this->connector->description()->is_keyed() ? $checks + array( 'key' => $this->key( ... ) ) : $checks;
	}

	/**
	 * The same for a plugin that cannot work.
	 *
	 * @param list<Fault> $faults
	 * @return array<string, \Closure(): Finding> By id.
	 */
	public static function of_faults( array $faults, Facts $facts, Page $page ): array {
		$checks = array();
		foreach ( $faults as $fault ) {
			$checks[ $fault->value ] = static fn (): array => self::bad(
				/* translators: %s: name of the service. */
				sprintf( __( 'No order is sent to %s', 'wc-accounting' ), $facts->service ),
				$fault->message( $facts ),
				$page->url()
			);
		}
		return $checks;
	}

	/**
	 * The web server has it, or its other half; cron may run another PHP.
	 *
	 * @return Finding
	 */
	private function extension(): array {
		$command_line = Facts::last_command_line();
		$sends_here   = $this->connector->sends_here();
		if ( null !== $command_line && null === $command_line['extension'] ) {
			$label  = __( 'The PHP extension is missing in the PHP of the command line', 'wc-accounting' );
			$advice = CronText::install( $command_line['php'], $sends_here );
			$url    = $this->page->url( 'support' );
			return $sends_here ? self::worth_a_look( $label, $advice, $url ) : self::bad( $label, $advice, $url );
		}
		return self::good(
			$sends_here
				? __( 'The PHP extension is loaded', 'wc-accounting' )
				: __( 'The PHP extension is loaded by the command line, which sends for this web server', 'wc-accounting' )
		);
	}

	/** @return Finding */
	private function cron(): array {
		if ( Cron::is_late() ) {
			return self::bad(
				CronText::title(),
				CronText::advice( $this->connector->sends_here() ),
				$this->page->url( 'transactions' )
			);
		}
		return self::good( __( 'WP-Cron runs', 'wc-accounting' ) );
	}

	/** @return Finding */
	private function queue(): array {
		$name     = $this->connector->description()->name;
		$obstacle = $this->connector->obstacle();
		$obstacle = WebConnector::is_only( $obstacle ) ? null : $obstacle;
		$hold     = $this->queue->hold();
		if ( null === $obstacle && null !== $hold && 'unauthorized' === $hold['hold'] ) {
			$obstacle = array(
				'code'   => 'unauthorized',
				'detail' => '',
			);
		}
		if ( null !== $obstacle ) {
			return self::bad(
				/* translators: %s: name of the service. */
				sprintf( __( 'Nothing is sent to %s', 'wc-accounting' ), $name ),
				$this->messages->of( $obstacle ),
				$this->page->url()
			);
		}
		$by_hand = $this->queue->held_by_hand();
		if ( null !== $by_hand ) {
			return self::worth_a_look(
				/* translators: %s: name of the service. */
				sprintf( __( 'Sending to %s is held by hand', 'wc-accounting' ), $name ),
				$by_hand->sentence( $name ),
				$this->page->url( 'transactions' )
			);
		}
		/* translators: %s: name of the service. */
		return self::good( sprintf( __( 'Orders are sent to %s', 'wc-accounting' ), $name ) );
	}

	/** @return Finding */
	private function failed(): array {
		$failed = $this->transactions->failed( self::COUNTED );
		if ( $failed > 0 ) {
			return self::worth_a_look(
				sprintf(
					/* translators: %s: a number. */
					_n( '%s delivery needs attention', '%s deliveries need attention', $failed, 'wc-accounting' ),
					number_format_i18n( $failed )
				),
				__(
					'They are not tried again by themselves. The Transactions screen says why they failed and what to do.',
					'wc-accounting'
				),
				$this->page->url( 'transactions', array( 'view' => Status::VIEW_FAILED ) )
			);
		}
		return self::good( __( 'No delivery has failed', 'wc-accounting' ) );
	}

	/** @return Finding */
	private function key(): array {
		$expires = $this->check->last()['expires_at'] ?? null;
		if ( is_int( $expires ) && $expires < time() + self::SOON_SECONDS ) {
			return self::bad(
				__( 'The API key expires soon, or has expired', 'wc-accounting' ),
				sprintf(
					/* translators: %s: a date. */
					__( 'It is valid until %s. Make a new one and save it in the settings; nothing is lost meanwhile.', 'wc-accounting' ),
					Text::exact_time( $expires )
				),
				$this->page->url()
			);
		}
		return self::good( __( 'The API key does not expire soon', 'wc-accounting' ) );
	}

	/** @return Finding */
	private static function good( string $label ): array {
		return self::finding( 'good', $label, '', '' );
	}

	/** @return Finding */
	private static function worth_a_look( string $label, string $description, string $url ): array {
		return self::finding( 'recommended', $label, $description, $url );
	}

	/** @return Finding */
	private static function bad( string $label, string $description, string $url ): array {
		return self::finding( 'critical', $label, $description, $url );
	}

	/** @return Finding */
	private static function finding( string $status, string $label, string $description, string $url ): array {
		return array(
			'status'      => $status,
			'label'       => $label,
			'description' => $description,
			'url'         => $url,
		);
	}
}
