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
use WcAccounting\Connector\Service;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\AfterResponse;
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
	 * @param \Closure(): list<Service>                  $broken   Those whose plugin is active and that cannot work.
	 */
	public function __construct( private readonly \Closure $services, private readonly \Closure $broken ) {}

	public function register_for_admin(): void {
		add_action( 'admin_post_' . TokenBox::ACTION, static fn () => ( new TokenBox( MetricsToken::of_site() ) )->handle() );
		add_action( 'admin_init', $this->begin_request( ... ) );
	}

	public function metrics_route(): MetricsRoute {
		return new MetricsRoute( MetricsToken::of_site(), $this->metrics( ... ) );
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
	 * A page of wp-admin has seen that something is overdue, held or failed, or that a service cannot work: cron, which should tell it,
	 * may be what stands still. The page does not wait for it; where PHP cannot go on after its answer, a request that exists for
	 * delivering does it.
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
			// Right before what is overdue is delivered for once: after that, nothing tells any more that cron stands still.
			add_action( 'shutdown', $this->look_at_shutdown( ... ), PHP_INT_MAX - 1 );
		}
	}

	private function look_at_shutdown(): void {
		if ( PHP_SESSION_ACTIVE === session_status() ) {
			// Else the next page of this person would wait for this one.
			session_write_close();
		}
		ignore_user_abort( true );
		AfterResponse::finish();
		$this->look();
	}

	/** Looks for what the owner should hear of; for requests that nobody waits for. */
	public function look(): void {
		( new Digest(
			array_values( array_filter( ( $this->services )() ) ),
			( $this->broken )(),
			new Site(),
			new Database(),
			$this->send( ... ),
			$this->logger()
		) )->look();
	}

	/**
	 * @param list<Trouble> $troubles
	 */
	private function send( array $troubles ): bool {
		if ( ! function_exists( 'WC' ) || ! method_exists( WC(), 'mailer' ) ) {
			return true;
		}
		// Loads WooCommerce's mails, whichever are on its list in this request.
		WC()->mailer();
		$mail = $this->mail();
		return null === $mail || $mail->tell( $troubles );
	}

	/**
	 * Adds the mail to WooCommerce's, for somebody who sets it up.
	 *
	 * @param mixed $mails
	 * @return array<array-key, mixed>
	 */
	public function add_mail( $mails ): array {
		$mail = current_user_can( Guard::MANAGE ) ? $this->mail() : null;
		return (array) $mails + ( null === $mail ? array() : array( Digest::MAIL => $mail ) );
	}

	/** Null when no service is there: then there is nothing that it could tell. One that cannot work says on its page what helps. */
	private function mail(): ?DigestMail {
		$services = array_values( array_filter( ( $this->services )() ) );
		$broken   = ( $this->broken )();
		return match ( true ) {
			array() !== $services => new DigestMail( Page::of( $services[0]->service )->url( 'support' ) ),
			array() !== $broken => new DigestMail( Page::of( $broken[0] )->url() ),
			default => null,
		};
	}
}
