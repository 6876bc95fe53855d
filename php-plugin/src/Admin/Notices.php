<?php
/**
 * Notices in wp-admin.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Description;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\Settings;
use WcAccounting\Connector\WebConnector;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\ReadBack;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;
use WcAccounting\Log\Logger;

/**
 * What is said above a page: why nothing is sent and when the key expires, to those who can do something about it, and what came
 * of what a person has just done.
 */
final class Notices {

	/**
	 * User option: until when it is worth saying, and what. What belongs to the person who looks is loaded with the person, so that a
	 * page on which nothing is to be said does not ask for it.
	 */
	public const OPTION = 'wc_accounting_flash';

	private const SAID_SECONDS = 5 * MINUTE_IN_SECONDS;

	/** What came of something that cron has done for a person, who is not there at that moment. */
	private const SAID_BY_CRON_SECONDS = DAY_IN_SECONDS;

	/** Characters of a sentence. */
	private const LONGEST = 1000;

	/** Days before the key expires: said on our screens and the dashboard, then everywhere. */
	private const SOON_DAYS      = 30;
	private const VERY_SOON_DAYS = 7;

	/** Obstacles that SiteQuestion tells of. */
	private const OF_THE_SITE = array( 'site_unclear', 'copy_without_key' );

	public function __construct(
		private readonly Page $page,
		private readonly Connector $connector,
		private readonly Settings $settings,
		private readonly Store $store,
		private readonly Queue $queue,
		private readonly Messages $messages,
		private readonly Logger $logger,
	) {}

	// --- Why nothing is sent ------------------------------------------------------------------------------------------

	/** For somebody who may do something about it, while something is overdue or held. */
	public function show(): void {
		if ( ! current_user_can( Guard::MANAGE ) || ! $this->settings->is_connection_enabled() ) {
			return;
		}
		try {
			$obstacle = $this->connector->obstacle();
			if ( null === $obstacle ) {
				$this->show_hold();
			} elseif ( WebConnector::is_only( $obstacle ) && ! Cron::is_late() ) {
				// It is on its way, by the command line.
				return;
			} elseif ( ! in_array( $obstacle['code'], self::OF_THE_SITE, true ) && $this->something_waits() ) {
				$this->warn( $this->messages->of( $obstacle ) );
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'The notices could not be made', $fault );
		}
	}

	/** On the page of the service, where only the command line sends. */
	public function show_web_half(): void {
		$obstacle = $this->connector->obstacle();
		if ( ! WebConnector::is_only( $obstacle ) ) {
			return;
		}
		$ran_at = (int) get_option( Cron::RAN_AT, 0 );
		printf(
			'<div class="notice notice-info"><p>%s %s</p></div>',
			esc_html( $this->messages->of( $obstacle ) ),
			/* translators: %s: a time, such as "5 minutes ago". */
			sprintf( esc_html__( 'Its cron job ran: %s.', 'wc-accounting' ), Text::time( $ran_at, time() ) ) // Text escapes.
		);
	}

	private function something_waits(): bool {
		return null !== $this->store->next_due();
	}

	/** A pause that the service asked for ends by itself: no notice. One by hand has a notice of its own, with a button. */
	private function show_hold(): void {
		$hold = $this->queue->hold();
		if ( null !== $hold && ! in_array( $hold['hold'], array( HoldText::RATE_LIMITED, Queue::HOLD_BY_HAND ), true ) ) {
			$now = $this->store->now();
			$this->warn(
				HoldText::of( $hold['hold'], $hold['held_until'], $now, $this->connector->description(), $this->messages ),
				HoldText::UNAUTHORIZED === $hold['hold']
			);
		}
	}

	/**
	 * @param bool $is_about_key Whether a new key is what helps.
	 */
	private function warn( string $message, bool $is_about_key = false ): void {
		$description = $this->connector->description();
		$to_connect  = $is_about_key && null !== $description->connection['consent'];
		?>
		<div class="notice notice-error">
			<p>
				<strong><?php echo esc_html( $description->name ); ?>:</strong>
				<?php echo esc_html( $message ); ?>
				<?php if ( $to_connect ) : ?>
					<a href="<?php echo esc_url( $this->page->url( ConnectionActions::TAB ) ); ?>">
						<?php esc_html_e( 'Go to the connection', 'wc-accounting' ); ?></a>
				<?php else : ?>
					<?php echo $is_about_key ? Text::link_to_keys( $description ) . ' · ' : ''; // Escapes. ?>
					<a href="<?php echo esc_url( $this->page->url() ); ?>"><?php esc_html_e( 'Open the settings', 'wc-accounting' ); ?></a>
				<?php endif; ?>
			</p>
		</div>
		<?php
	}

	// --- When the key expires -----------------------------------------------------------------------------------------

	/** The latest documents all come to something else in the service, in one way: that is a setting, and not an accident. */
	public static function show_pattern( Page $page, Description $description ): void {
		$pattern = ReadBack::pattern( $description->service );
		if ( null === $pattern ) {
			return;
		}
		$text = sprintf(
			match ( $pattern ) {
				'tax_missing' => __(
					/* translators: 1: a number, 2: name of the service. */
					'The last %1$s documents come to less in %2$s, by just the tax of their orders.',
					'wc-accounting'
				),
				'tax_twice' => __(
					/* translators: 1: a number, 2: name of the service. */
					'The last %1$s documents have their tax twice in %2$s: it adds tax to prices that hold it already.',
					'wc-accounting'
				),
				'tax_unrecorded' => __(
					/* translators: 1: a number, 2: name of the service. */
					'The last %1$s documents have no tax in %2$s: it takes prices that hold their tax for prices without any.',
					'wc-accounting'
				),
				'tax_otherwise' => __(
					/* translators: 1: a number, 2: name of the service. */
					'The last %1$s documents come to the same in %2$s as in the shop, with another tax in them: it reckons with another rate.',
					'wc-accounting'
				),
				/* translators: 1: a number, 2: name of the service. */
				'too_high' => __( 'The last %1$s documents come to more in %2$s than in the shop.', 'wc-accounting' ),
				/* translators: 1: a number, 2: name of the service. */
				default => __( 'The last %1$s documents come to less in %2$s than in the shop.', 'wc-accounting' ),
			},
			number_format_i18n( ReadBack::LATEST ),
			$description->name
		);
		?>
		<div class="notice notice-warning" id="<?php echo esc_attr( Name::element( $description->service, 'pattern' ) ); ?>">
			<p>
				<strong><?php echo esc_html( $description->name ); ?>:</strong>
				<?php echo esc_html( $text . ' ' . $description->words->where_taxes_are() ); ?>
				<a href="<?php echo esc_url( $page->url( 'transactions', array( 'view' => Status::VIEW_DIFFERS ) ) ); ?>">
					<?php esc_html_e( 'Show the documents that differ', 'wc-accounting' ); ?>
				</a>
			</p>
		</div>
		<?php
	}

	/** @param ?int $expires UNIX seconds; null when that is not known. */
	public static function show_expiry( Page $page, Description $description, ?int $expires ): void {
		if ( null === $expires || $expires - time() > self::SOON_DAYS * DAY_IN_SECONDS ) {
			return;
		}
		$is_urgent = $expires - time() <= self::VERY_SOON_DAYS * DAY_IN_SECONDS;
		$screen    = (string) get_current_screen()?->id;
		if ( ! $is_urgent && 'dashboard' !== $screen && ! str_ends_with( $screen, $page->slug ) ) {
			return;
		}
		$kind = $is_urgent ? 'error' : 'warning';
		?>
		<div class="notice notice-<?php echo esc_attr( $kind ); ?>"><p><strong><?php
			echo esc_html( $description->name );
		?>:</strong> <?php echo esc_html( self::expiry( $expires ) ); ?>
			<?php echo Text::link_to_keys( $description ); // Escapes. ?> ·
			<a href="<?php echo esc_url( $page->url() ); ?>"><?php esc_html_e( 'Open the settings', 'wc-accounting' ); ?></a>
		</p></div>
		<?php
	}

	private static function expiry( int $expires ): string {
		$days = (int) floor( ( $expires - time() ) / DAY_IN_SECONDS );
		if ( $expires <= time() ) {
			return __( 'The API key has expired. Make a new one and save it in the settings; nothing is lost meanwhile.', 'wc-accounting' );
		}
		return sprintf(
			_n(
				/* translators: 1: number of days, 2: a date. */
				'The API key expires in %1$s day, on %2$s. Make a new one and save it in the settings.',
				'The API key expires in %1$s days, on %2$s. Make a new one and save it in the settings.',
				$days,
				'wc-accounting'
			),
			number_format_i18n( $days ),
			Text::exact_time( $expires )
		);
	}

	// --- What came of what a person did -------------------------------------------------------------------------------

	/**
	 * Keeps a sentence for the page that comes after this request, where it is shown once.
	 *
	 * @param string $kind success, warning, error or info.
	 */
	public static function say( string $kind, string $text ): void {
		$said   = self::said();
		$said[] = array( $kind, Text::cut( Text::plain( $text ), self::LONGEST ) );
		$news   = array(
			'until' => time() + ( wp_doing_cron() ? self::SAID_BY_CRON_SECONDS : self::SAID_SECONDS ),
			'said'  => array_slice( $said, -10 ),
		);
		update_user_option( get_current_user_id(), self::OPTION, $news );
	}

	/** What was kept for the person who looks. */
	public static function show_said(): void {
		$said = self::said();
		if ( array() === $said ) {
			return;
		}
		delete_user_option( get_current_user_id(), self::OPTION );
		foreach ( $said as list( $kind, $text ) ) {
			printf(
				'<div class="notice notice-%s is-dismissible" role="status"><p><bdi>%s</bdi></p></div>',
				esc_attr( $kind ),
				esc_html( $text )
			);
		}
	}

	/**
	 * @return list<array{0: string, 1: string}>
	 */
	private static function said(): array {
		/** @var array{until: int, said: list<array{0: string, 1: string}>}|false $news */
		$news = get_user_option( self::OPTION );
		return is_array( $news ) && time() < ( $news['until'] ?? 0 ) ? $news['said'] : array();
	}
}
