<?php
/**
 * How deliveries go.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Account;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Transactions;
use WcAccounting\Log\Logger;

/**
 * What was delivered, waits and failed in the last 30 days, how long the oldest has waited, and whether cron runs: on top
 * of Transactions and on the dashboard.
 */
final class Overview {

	private const DAYS = 30;

	/** Nobody needs to know how many more there are. */
	private const MOST_COUNTED = 1000;

	private const HEIGHT = 64;
	private const WIDTH  = 12;

	/** From the bottom of a bar upwards: view => colour. */
	private const COLORS = array(
		Status::VIEW_SUCCESS  => '#4ab866',
		Status::VIEW_RETRYING => '#dba617',
		Status::VIEW_FAILED   => '#d63638',
	);

	public function __construct(
		private readonly Page $page,
		private readonly Transactions $transactions,
		private readonly Account $account,
		private readonly string $service,
		private readonly Logger $logger,
	) {}

	/** On the dashboard. */
	public function add_widget(): void {
		if ( current_user_can( Guard::VIEW ) ) {
			wp_add_dashboard_widget(
				Name::of( $this->page->service, 'dashboard' ),
				/* translators: %s: name of the service. */
				esc_html( sprintf( __( '%s deliveries', 'wc-accounting' ), $this->service ) ),
				$this->render( ... )
			);
		}
	}

	public function render(): void {
		try {
			$days = $this->days();
			echo '<div class="wc-accounting-overview"><div>';
			echo array() === array_filter( $days )
				? '<p>' . esc_html__( 'Nothing was sent in the last 30 days.', 'wc-accounting' ) . '</p>'
				: $this->chart( $days ); // Made of numbers and escaped texts.
			echo '</div><ul>';
			$this->render_facts();
			echo '</ul></div>';
			$this->warn_about_cron();
			$this->tell_of_former_company();
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'The overview could not be made', $fault );
		}
	}

	/** Their rows are in no list while the shop is connected with another company. */
	private function tell_of_former_company(): void {
		$number = count( $this->account->known() ) > 1 ? $this->transactions->of_other_companies( self::MOST_COUNTED ) : 0;
		if ( $number > 0 ) {
			printf(
				'<p>%s</p>',
				esc_html(
					sprintf(
						_n(
							/* translators: 1: number of documents, 2: name of the service. */
							'%1$s document is of another company in %2$s that this shop was connected with before. It stays as it is: it is neither sent nor checked while the shop is connected with this one.',
							'%1$s documents are of another company in %2$s that this shop was connected with before. They stay as they are: they are neither sent nor checked while the shop is connected with this one.',
							$number,
							'wc-accounting'
						),
						number_format_i18n( $number ) . ( self::MOST_COUNTED === $number ? '+' : '' ),
						$this->service
					)
				)
			);
		}
	}

	/**
	 * @return array<string, array<string, int>> Each of the last days => view => number.
	 */
	private function days(): array {
		$today   = new \DateTimeImmutable( 'today', wp_timezone() );
		$first   = $today->modify( '-' . ( self::DAYS - 1 ) . ' days' );
		$counted = $this->transactions->by_day( $first->getTimestamp(), $today->getOffset() );
		$days    = array();
		for ( $day = $first; $day <= $today; $day = $day->modify( '+1 day' ) ) {
			$days[ $day->format( 'Y-m-d' ) ] = $counted[ $day->format( 'Y-m-d' ) ] ?? array();
		}
		return $days;
	}

	/**
	 * @param array<string, array<string, int>> $days
	 */
	private function chart( array $days ): string {
		$sums   = array_map( static fn ( array $views ): int => (int) array_sum( $views ), array_values( $days ) );
		$most   = max( 1, ...$sums );
		$bars   = '';
		$column = 0;
		foreach ( $days as $day => $views ) {
			$bars .= $this->bar(
				$column++ * self::WIDTH,
				(string) wp_date( (string) get_option( 'date_format' ), (int) strtotime( "$day 12:00 UTC" ), new \DateTimeZone( 'UTC' ) ),
				$views,
				$most
			);
		}
		$totals = self::totals( $days );
		$text   = sprintf(
			/* translators: 1: number delivered, 2: number waiting, 3: number failed. */
			__( 'Last 30 days: %1$s delivered, %2$s waiting, %3$s failed.', 'wc-accounting' ),
			...array_map( 'number_format_i18n', array_values( $totals ) )
		);
		$width  = self::DAYS * self::WIDTH;
		$legend = '';
		foreach ( array( Status::Confirmed, Status::Retrying, Status::Failed ) as $status ) {
			$legend .= sprintf(
				'<span><i style="background:%s" aria-hidden="true"></i>%s: %s</span>',
				self::COLORS[ $status->view() ],
				esc_html( $status->label() ),
				esc_html( number_format_i18n( $totals[ $status->view() ] ) )
			);
		}
		ob_start();
		?>
		<svg role="img" aria-label="<?php echo esc_attr( $text ); ?>" width="<?php echo (int) $width; ?>"
			height="<?php echo self::HEIGHT + 1; ?>" viewBox="0 0 <?php echo (int) $width; ?> <?php echo self::HEIGHT + 1; ?>">
			<title><?php echo esc_html( $text ); ?></title>
			<?php echo $bars; // Escaped in bar(). ?>
			<path d="M0 <?php echo self::HEIGHT + 0.5; ?> H<?php echo (int) $width; ?>" stroke="#8c8f94"/>
		</svg>
		<p class="wc-accounting-legend"><?php echo $legend; // Escaped above. ?></p>
		<?php
		return trim( (string) ob_get_clean() );
	}

	/**
	 * @param array<string, int> $views
	 */
	private function bar( int $left, string $day, array $views, int $most ): string {
		$bottom = (float) self::HEIGHT;
		$parts  = '';
		$words  = array();
		foreach ( self::COLORS as $view => $color ) {
			$number = $views[ $view ] ?? 0;
			if ( $number > 0 ) {
				$height  = max( 2.0, $number / $most * ( self::HEIGHT - 6 ) );
				$bottom -= $height;
				$parts  .= sprintf(
					'<rect x="%d" y="%.1F" width="%d" height="%.1F" fill="%s"/>',
					$left + 1,
					$bottom,
					self::WIDTH - 2,
					$height,
					$color
				);
				$words[] = Status::of_view( $view )[0]->label() . ' ' . number_format_i18n( $number );
			}
		}
		return '' === $parts ? '' : '<g><title>' . esc_html( "$day: " . implode( ', ', $words ) ) . "</title>$parts</g>";
	}

	/**
	 * @param array<string, array<string, int>> $days
	 * @return array<string, int>
	 */
	private static function totals( array $days ): array {
		$totals = array();
		foreach ( array_keys( self::COLORS ) as $view ) {
			$totals[ $view ] = array_sum( array_column( $days, $view ) );
		}
		return $totals;
	}

	private function render_facts(): void {
		$now    = time();
		$oldest = $this->transactions->oldest_waiting();
		$ran_at = (int) get_option( Cron::RAN_AT, 0 );
		$none   = esc_html__( 'nothing waits', 'wc-accounting' );
		$never  = esc_html__( 'not yet', 'wc-accounting' );
		// Text escapes.
		echo '<li>'
			/* translators: %s: a time, such as "5 minutes ago". */
			. sprintf( esc_html__( 'Waiting longest: %s', 'wc-accounting' ), null === $oldest ? $none : Text::time( $oldest, $now ) )
			. '</li>';
		// Text escapes.
		/* translators: %s: a time, such as "5 minutes ago". */
		$cron = esc_html__( 'Cron ran: %s', 'wc-accounting' );
		echo '<li>' . sprintf( $cron, 0 === $ran_at ? $never : Text::time( $ran_at, $now ) ) . '</li>';
		if ( $this->transactions->failed( 1 ) > 0 ) {
			printf(
				'<li><a href="%s">%s</a></li>',
				esc_url( $this->page->url( 'transactions', array( 'view' => Status::VIEW_FAILED ) ) ),
				esc_html__( 'Show what failed', 'wc-accounting' )
			);
		}
	}

	/** An event that is long overdue: nothing comes for what waits. */
	private function warn_about_cron(): void {
		if ( ! Cron::is_late() ) {
			return;
		}
		printf(
			'<div class="notice notice-warning inline"><p><strong>%s</strong> %s</p><p><code>* * * * * cd %s &amp;&amp; php wp-cron.php</code></p></div>',
			esc_html__( 'WP-Cron does not run.', 'wc-accounting' ),
			esc_html__(
				'What waits is only sent while somebody looks at wp-admin. Have the server run cron every minute, for instance with this line in its crontab:',
				'wc-accounting'
			),
			esc_html( untrailingslashit( ABSPATH ) )
		);
	}
}
