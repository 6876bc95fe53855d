<?php
/**
 * Watching a shop.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Watch;

use WcAccounting\Admin\BackgroundRun;
use WcAccounting\Admin\Guard;
use WcAccounting\Admin\Page;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\Cron;
use WcAccounting\Environment\Plugins;
use WcAccounting\Environment\Site;
use WcAccounting\Log\Logger;
use WcAccounting\ServiceRuntime;

/**
 * Wires what watches all services of a shop together. Nothing is made before it is asked for, and nothing in a request of a customer.
 */
final class Watch {

	/** Source of the log, where it is no service's. */
	private const SOURCE = 'wc-accounting';

	/** Whether this request looks once it is answered. */
	private bool $is_asked = false;

	/**
	 * @param \Closure(): array<string, ?ServiceRuntime> $services By key; null for one that cannot work.
	 */
	public function __construct( private readonly \Closure $services ) {}

	public function register(): void {
		add_action( 'rest_api_init', fn () => ( new MetricsRoute( MetricsToken::of_site(), $this->metrics( ... ) ) )->register() );
		add_filter( 'woocommerce_email_classes', $this->add_mail( ... ) );
		foreach ( array( Cron::DELIVER, Cron::SOON, Cron::SWEEP ) as $event ) {
			// After the services have done their work.
			add_action( $event, fn () => $this->digest()->look(), 20 );
		}
		if ( is_admin() ) {
			add_action( 'admin_post_' . TokenBox::ACTION, static fn () => ( new TokenBox( MetricsToken::of_site() ) )->handle() );
			add_action( 'admin_init', $this->begin_request( ... ) );
		}
	}

	/** On the Support tab of each service, since it is one token for all. */
	public static function print_on_support(): void {
		( new TokenBox( MetricsToken::of_site() ) )->render();
	}

	private function metrics(): string {
		return ( new Metrics( ( $this->services )(), new Database(), $this->logger() ) )->text();
	}

	private function logger(): Logger {
		return new Logger( self::SOURCE );
	}

	// --- The digest ---------------------------------------------------------------------------------------------------

	/**
	 * A page of wp-admin has seen that something is overdue, held or failed: cron, which should tell it, may be what stands still. The
	 * page does not wait for it; where PHP cannot go on after its answer, a request that exists for delivering does it.
	 */
	public function page_saw_trouble(): void {
		if ( AfterResponse::can_let_go() ) {
			$this->look_when_answered();
		}
	}

	/** A request that the script of a page sends while something is overdue. */
	private function begin_request(): void {
		$asked = $_REQUEST['action'] ?? null;
		if ( wp_doing_ajax() && in_array( $asked, array_map( BackgroundRun::action( ... ), Plugins::services() ), true ) ) {
			$this->look_when_answered();
		}
	}

	private function look_when_answered(): void {
		if ( ! $this->is_asked && current_user_can( Guard::ORDER_CAPABILITY ) ) {
			$this->is_asked = true;
			// Behind what is delivered then.
			add_action( 'shutdown', $this->look_at_shutdown( ... ), PHP_INT_MAX );
		}
	}

	private function look_at_shutdown(): void {
		AfterResponse::finish();
		$this->digest()->look();
	}

	private function digest(): Digest {
		$services = array_values( array_filter( ( $this->services )() ) );
		return new Digest( $services, new Site(), new Database(), $this->send( ... ), $this->logger() );
	}

	/**
	 * @param list<Trouble> $troubles
	 */
	private function send( array $troubles ): bool {
		// Loads WooCommerce's mails.
		$mails = function_exists( 'WC' ) && method_exists( WC(), 'mailer' ) ? WC()->mailer()->get_emails() : array();
		$mail  = $mails[ Digest::MAIL ] ?? null;
		return ! $mail instanceof DigestMail || $mail->tell( $troubles );
	}

	/**
	 * Adds the mail to WooCommerce's, for those who set it up or send it: a checkout that mails its own does without.
	 *
	 * @param mixed $mails
	 * @return array<array-key, mixed>
	 */
	private function add_mail( $mails ): array {
		$mails    = (array) $mails;
		$services = Plugins::services();
		$is_ours  = is_admin() || wp_doing_cron() || 'cli' === PHP_SAPI || current_user_can( Guard::CAPABILITY );
		$page     = array() === $services ? null : $this->page( $services[0] );
		return ! $is_ours || null === $page ? $mails : $mails + array( Digest::MAIL => new DigestMail( $page->url( 'support' ) ) );
	}

	private function page( string $service ): ?Page {
		$runtime = ( $this->services )()[ $service ] ?? null;
		return null === $runtime ? null : Page::of( $runtime->service );
	}
}
