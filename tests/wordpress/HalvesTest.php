<?php
/**
 * A shop whose web server's PHP has no extension, while that of the command line has (14.3).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\BackfillPage;
use WcAccounting\Admin\DeliveryActions;
use WcAccounting\Admin\Lookups;
use WcAccounting\Admin\OrderPreview;
use WcAccounting\Connector\Installation;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\HandResult;
use WcAccounting\Delivery\QueueStore;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Worker;
use WcAccounting\Environment\Halves;
use WcAccounting\Intake\BackfillState;

final class HalvesTest extends ShopTestCase {

	private const PAGE = '/wp-admin/admin.php?page=wc-kledo';

	private const BACKFILL = '&tab=transactions&section=backfill';

	private BareServer $server;

	private string $served_at;

	protected function setUp(): void {
		parent::setUp();
		$this->server    = new BareServer();
		$this->served_at = (string) getenv( 'SITE_URL' );
		putenv( 'SITE_URL=' . $this->server->url );
	}

	protected function tearDown(): void {
		putenv( "SITE_URL=$this->served_at" );
		$this->server->stop();
		delete_option( Halves::OPTION );
		parent::tearDown();
	}

	private static function page( string $what = '' ): string {
		$page = Visitor::of( 'administrator' )->page( self::PAGE . $what );
		// Of the rest of wp-admin a failure would print many pages.
		return (string) strstr( (string) strstr( $page, '<div id="wpbody-content"' ), '<div id="wpfooter"', true );
	}

	/** The web server's half asks for the other one, which answers when its cron job runs. */
	private static function meet(): void {
		self::page();
		BareServer::cron_job();
	}

	/** Without the extension. */
	private function order_without_extension(): \WC_Order {
		$order = $this->order_without_hook( 'pending' );
		Process::start( 'reach.php', array( (string) $order->get_id(), 'processing' ), BareServer::settings() )->output();
		return self::reread( $order );
	}

	public function test_before_the_command_line_has_been_there_the_page_says_how_to_do_without_the_web_servers_php(): void {
		$page = self::page();

		self::assertStringContainsString( 'not loaded', $page );
		self::assertStringContainsString( 'php -d extension=', $page );
		self::assertStringContainsString( 'wp-cron.php', $page );
		self::assertNotFalse( get_option( Halves::OPTION ) );
	}

	public function test_an_order_of_a_web_server_without_the_extension_is_delivered_by_the_command_line(): void {
		self::meet();

		$order = $this->order_without_extension();
		self::assertSame( Status::Pending, self::row( $order )->status );
		$due = wp_next_scheduled( Cron::DELIVER );
		wp_clear_scheduled_hook( Cron::DELIVER );
		wp_schedule_event( time() - 1, 'wc_accounting_every_five_minutes', Cron::DELIVER );
		delete_transient( 'doing_cron' );
		Visitor::of( Visitor::ANONYMOUS )->visit( '/wp-cron.php?doing_wp_cron' );
		wp_cache_flush();
		self::assertLessThan( $due, wp_next_scheduled( Cron::DELIVER ), 'the web server\'s cron leaves the event to the other half' );
		self::assertSame( Status::Pending, self::row( $order )->status );
		self::assertSame( array(), Sandbox::documents() );

		BareServer::cron_job();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertCount( 1, Sandbox::documents() );
	}

	public function test_no_screen_fails_for_lack_of_it(): void {
		self::meet();
		$order = $this->order_without_extension();

		$tabs = array( '', '&tab=connection', '&tab=configure', '&tab=order', '&tab=invoice', '&tab=support' );
		foreach ( array( ...$tabs, '&tab=transactions&section=backfill' ) as $tab ) {
			self::assertStringContainsString( 'nav-tab', self::page( $tab ), $tab );
		}
		self::assertStringContainsString( 'the command line of the server sends them to Kledo', self::page() );
		self::assertStringContainsString( 'Its cron job ran', self::page( '&tab=transactions' ) );
		self::assertStringContainsString( '#' . $order->get_order_number(), self::page( '&tab=transactions' ) );
		foreach ( array( '/wp-admin/', '/wp-admin/site-health.php' ) as $screen ) {
			self::assertStringNotContainsString( 'Nothing is sent to Kledo', Visitor::of( 'administrator' )->page( $screen ) );
		}
		$month = self::page( '&tab=transactions&section=month' );
		self::assertStringNotContainsString( 'critical error', $month );
		self::assertStringNotContainsString( 'Uncaught', self::log() );
	}

	public function test_the_first_steps_say_what_cannot_be_seen_here_and_the_settings_stay_below_them(): void {
		self::meet();
		$this->order_without_extension();
		Installation::set_steps( 'kledo', Installation::STEPS_SEEN );

		$page = self::page( '&tab=configure' );

		self::assertStringContainsString( 'See how your newest order would arrive', $page );
		self::assertStringContainsString( 'this cannot be done in the browser', $page );
		self::assertStringContainsString( 'id="wc-accounting-key"', $page );
		self::assertStringContainsString( 'Save Changes', $page );
	}

	public function test_no_request_is_made_for_delivering_where_nothing_can_be_delivered(): void {
		$plugin  = self::plugin();
		$at_end  = static fn (): int => count( $GLOBALS['wp_filter']['shutdown']->callbacks[ PHP_INT_MAX ] ?? array() );
		$before  = $at_end();
		$request = static fn ( bool $sends_here ) => ( new AfterResponse(
			'kledo',
			new QueueStore( $plugin->database ),
			static fn (): Worker => $plugin->worker,
			$plugin->logger,
			$sends_here
		) )->request();
		$request( false );
		self::assertSame( $before, $at_end() );
		$request( true );
		self::assertSame( $before + 1, $at_end() );
	}

	public function test_another_request_of_the_shop_does_not_end_it(): void {
		self::meet();
		putenv( "SITE_URL=$this->served_at" );
		Visitor::of( 'administrator' )->visit( '/wp-admin/admin-ajax.php', array( 'action' => 'heartbeat' ) );
		wp_cache_flush();
		self::assertNotFalse( get_option( Halves::OPTION ) );
	}

	/** @return array<string, array{0: bool}> */
	public static function cron_jobs(): array {
		return array(
			'wp-cron.php' => array( false ),
			'WP-CLI'      => array( true ),
		);
	}

	/** @dataProvider cron_jobs */
	public function test_what_a_field_offers_is_fetched_by_the_command_line( bool $by_wp_cli ): void {
		self::sql( "DELETE FROM {$GLOBALS['wpdb']->options} WHERE option_name LIKE '\_transient%wc\_accounting\_kledo\_lookup\_%'" );
		self::meet();
		$owner = Visitor::of( 'administrator' );
		$form  = array(
			'action' => Lookups::action( 'kledo' ),
			'nonce'  => $owner->nonce( Lookups::nonce_action( 'kledo', 'accounts' ) ),
			'kind'   => 'accounts',
			'search' => 'mandiri',
		);
		$first = $owner->visit( '/wp-admin/admin-ajax.php', $form );
		self::assertSame( 409, $first['status'] );
		self::assertStringContainsString( 'Look here again then.', $first['body'] );

		BareServer::cron_job( $by_wp_cli );
		$found = json_decode( $owner->visit( '/wp-admin/admin-ajax.php', $form )['body'], true );
		self::assertSame( array( '1-10003 | Rekening Bank Mandiri' ), array_column( $found['data']['items'], 'value' ) );
	}

	public function test_old_orders_are_asked_for_in_the_browser_and_brought_over_by_the_command_line(): void {
		self::meet();
		$order = $this->order_without_hook( 'processing' );
		$order->set_date_created( '2024-02-03T10:00:00' );
		$order->save();
		$form = array(
			'from'      => '2024-02-01',
			'to'        => '2024-02-29',
			'documents' => array( 'order' ),
			'statuses'  => array( 'processing' ),
		);

		self::press_backfill( BackfillPage::COUNT, $form );
		self::assertStringContainsString( 'The orders are being counted', self::page( self::BACKFILL ) );
		BareServer::cron_job();
		$counted = self::page( self::BACKFILL );
		self::assertStringContainsString( 'The orders are counted. Nothing was sent yet.', $counted );
		self::assertStringContainsString( 'Bring over 1 document', $counted );

		self::press_backfill( BackfillState::Running->value );
		self::assertSame( array(), Sandbox::documents() );
		BareServer::cron_job();
		BareServer::cron_job();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertCount( 1, Sandbox::documents() );
	}

	/** @param array<string, mixed> $form */
	private static function press_backfill( string $button, array $form = array() ): void {
		$owner = Visitor::of( 'administrator' );
		$form += array(
			'action'           => BackfillPage::action( 'kledo' ),
			'_wpnonce'         => $owner->nonce( BackfillPage::action( 'kledo' ) ),
			BackfillPage::STEP => $button,
		);
		self::assertSame( 302, $owner->visit( '/wp-admin/admin-post.php', $form )['status'] );
	}

	public function test_what_is_asked_for_by_hand_is_done_by_the_command_line(): void {
		self::meet();
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );
		$order = $this->order_without_extension();
		BareServer::cron_job();
		Sandbox::heal();
		$id = self::row( $order )->id;
		self::assertSame( Status::Failed, self::row( $order )->status );

		$owner = Visitor::of( 'administrator' );
		$nonce = $owner->nonce( DeliveryActions::nonce_action( 'kledo', DeliveryActions::RETRY, $id ) );
		$form  = array( 'one' => DeliveryActions::RETRY . ":$id:$nonce" );
		self::assertSame( 302, $owner->visit( self::PAGE . '&tab=transactions', $form )['status'] );
		self::assertStringContainsString(
			HandResult::Asked->counted( 1, 'Kledo' ),
			html_entity_decode( $owner->page( self::PAGE . '&tab=transactions' ) )
		);
		self::assertSame( Status::Failed, self::row( $order )->status, 'not here' );

		BareServer::cron_job();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertCount( 1, Sandbox::documents() );
	}

	public function test_what_takes_the_extension_says_so(): void {
		self::meet();
		$order  = $this->order_without_extension();
		$owner  = Visitor::of( 'administrator' );
		$nonce  = $owner->nonce( OrderPreview::nonce_action( 'kledo', 'order', $order->get_id() ) );
		$form   = array( 'preview_of' => "{$order->get_id()}:order:{$order->get_id()}:$nonce" );
		$answer = $owner->visit( '/wp-admin/admin-post.php?action=wc_accounting_kledo_preview', $form );

		self::assertSame( 409, $answer['status'] );
		self::assertStringContainsString( 'this cannot be done in the browser', $answer['body'] );
	}

	public function test_a_web_server_that_has_the_extension_again_ends_it(): void {
		self::meet();
		self::assertNotFalse( get_option( Halves::OPTION ) );
		putenv( "SITE_URL=$this->served_at" );

		self::page();

		wp_cache_flush();
		self::assertFalse( get_option( Halves::OPTION ) );
	}
}
