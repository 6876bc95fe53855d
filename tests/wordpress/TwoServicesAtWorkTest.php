<?php
/**
 * Two services at work in one shop do not answer for one another (issue 11.5).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\Assets;
use WcAccounting\Admin\Notices;
use WcAccounting\Admin\Guard;
use WcAccounting\Admin\MetaBox;
use WcAccounting\Admin\OrderForms;
use WcAccounting\Admin\OrderPreview;
use WcAccounting\Admin\DeliveryActions;
use WcAccounting\Admin\Screens;
use WcAccounting\Admin\SiteQuestion;
use WcAccounting\Cli\Action;
use WcAccounting\Cli\BackfillCommand;
use WcAccounting\Cli\CheckCommand;
use WcAccounting\Cli\DeliverCommand;
use WcAccounting\Cli\DoctorCommand;
use WcAccounting\Cli\ExitCode;
use WcAccounting\Cli\ExportCommand;
use WcAccounting\Cli\HoldCommand;
use WcAccounting\Cli\ListCommand;
use WcAccounting\Cli\PreviewCommand;
use WcAccounting\Cli\ReconcileCommand;
use WcAccounting\Cli\ReleaseCommand;
use WcAccounting\Cli\RetryCommand;
use WcAccounting\Cli\Runner;
use WcAccounting\Cli\Scope;
use WcAccounting\Cli\SendCommand;
use WcAccounting\Cli\SiteCommand;
use WcAccounting\Cli\StatusCommand;
use WcAccounting\Cli\SweepCommand;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Relocation;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Environment\Plugins;
use WcAccounting\Environment\Site;
use WcAccounting\Order\Subject;
use WcAccounting\Order\Wanted;
use WcAccounting\ServiceRuntime;
use WcAccounting\Shell;

/**
 * The second one is made of names: see SecondService.
 *
 * @group woocommerce
 */
final class TwoServicesAtWorkTest extends ShopTestCase {

	/** Screens on which both show something. */
	private const ORDER_SCREEN = 'woocommerce_page_wc-orders';

	private ServiceRuntime $second;

	/** @var array<string, mixed> What WordPress keeps of screens in this process. */
	private array $globals = array();

	/** @var array<string, \WP_Hook> */
	private array $filters = array();

	protected function setUp(): void {
		parent::setUp();
		require_once ABSPATH . 'wp-admin/includes/admin.php';
		require_once ABSPATH . 'wp-admin/includes/dashboard.php';
		foreach ( array( 'wp_meta_boxes', 'wp_scripts', 'wp_styles', 'current_screen' ) as $name ) {
			$this->globals[ $name ] = $GLOBALS[ $name ] ?? null;
		}
		// Screens set hooks and nobody takes them away: these do not outlive a test.
		$this->filters = array_map( static fn ( \WP_Hook $hook ): \WP_Hook => clone $hook, $GLOBALS['wp_filter'] );
		$this->second  = SecondService::start();
		update_option( SecondService::OPTIONS . 'endpoint', getenv( 'SANDBOX_URL' ) . '/api/v1' );
		update_option( SecondService::OPTIONS . 'key', getenv( 'SANDBOX_KEY' ), false );
		$this->second->settings->store_defaults();
		$this->second->recognition->settle();
		wp_set_current_user( 1 );
	}

	protected function tearDown(): void {
		global $wpdb;
		SecondService::stop();
		$GLOBALS['wp_filter'] = $this->filters;
		foreach ( $this->globals as $name => $value ) {
			$GLOBALS[ $name ] = $value;
		}
		unset( $_REQUEST['action'], $_SERVER['REQUEST_METHOD'] );
		$_POST = array();
		$_GET  = array();
		foreach ( $wpdb->get_col( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE 'books\\_%'" ) as $option ) {
			delete_option( $option );
		}
		delete_user_option( 1, Notices::OPTION );
		wp_set_current_user( 0 );
		parent::tearDown();
	}

	/**
	 * @return array{kledo: ServiceRuntime, second: ServiceRuntime}
	 */
	private function both(): array {
		return array( 'kledo' => self::plugin(), SecondService::KEY => $this->second );
	}

	/** All that is wired for a request of wp-admin. */
	private function open( string $action = '' ): void {
		$_REQUEST['action'] = $action;
		foreach ( $this->both() as $runtime ) {
			( new Screens( $runtime ) )->register();
		}
	}

	/**
	 * @return list<string> Names of the hooks of this kind that were set since the test began.
	 */
	private function hooks_of( string ...$beginnings ): array {
		$hooks = array_diff( array_keys( $GLOBALS['wp_filter'] ), array_keys( $this->filters ) );
		$found = preg_grep( '/^(' . implode( '|', $beginnings ) . ')/', $hooks );
		sort( $found );
		return $found;
	}

	public function test_a_request_is_answered_by_the_service_that_it_names(): void {
		$answers = array( 'wp_ajax_', 'admin_post_' );
		$this->open( Name::of( SecondService::KEY, 'anything' ) );
		$of_second = $this->hooks_of( ...$answers );
		self::assertGreaterThan( 10, count( $of_second ) );
		self::assertSame( array(), preg_grep( '/wc_accounting_second_/', $of_second, PREG_GREP_INVERT ) );

		$this->open( Name::of( 'kledo', 'anything' ) );
		$of_both = $this->hooks_of( ...$answers );

		self::assertSame(
			preg_replace( '/_second_/', '_kledo_', $of_second ),
			array_values( array_diff( $of_both, $of_second ) ),
			'the same, under other names'
		);
	}

	/**
	 * Makes an AJAX call in this process.
	 *
	 * @param array<string, mixed> $fields
	 * @return array{success: bool, data: mixed}
	 */
	private function ask( string $action, array $fields ): array {
		$this->hook( 'wp_doing_ajax', '__return_true' );
		$this->hook( 'wp_die_ajax_handler', static fn () => static fn () => throw new \LogicException( 'ended' ) );
		$_SERVER['REQUEST_METHOD'] = 'POST';
		$_POST                     = $fields;
		ob_start();
		try {
			do_action( "wp_ajax_$action" );
		} catch ( \LogicException $end ) {
			self::assertSame( 'ended', $end->getMessage() );
		} finally {
			$answer = (string) ob_get_clean();
		}
		return (array) json_decode( $answer, true );
	}

	public function test_the_nonce_of_one_service_is_none_for_the_other(): void {
		$order  = $this->order();
		$fields = array( 'document' => 'order', 'order_id' => (string) $order->get_id() );
		$nonce  = static fn ( string $service ): array => array(
			'nonce' => wp_create_nonce( OrderPreview::nonce_action( $service, 'order', $order->get_id() ) ),
		);
		$this->open( OrderPreview::action( SecondService::KEY ) );

		$strange = $this->ask( OrderPreview::action( SecondService::KEY ), $nonce( 'kledo' ) + $fields );
		$own     = $this->ask( OrderPreview::action( SecondService::KEY ), $nonce( SecondService::KEY ) + $fields );

		self::assertFalse( $strange['success'] );
		self::assertSame( 'This page is too old. Reload it and try again.', $strange['data']['message'] );
		self::assertTrue( $own['success'] );
		self::assertStringContainsString( 'wc-accounting-preview', $own['data']['html'] );
	}

	public function test_retry_all_failed_of_one_leaves_alone_what_failed_in_the_other(): void {
		$order = $this->order();
		foreach ( $this->both() as $runtime ) {
			$runtime->store->enqueue( 'order', $order->get_id(), $order->get_id(), $runtime->connector->new_delivery( time() ), time() );
		}
		self::sql( "UPDATE {deliveries} SET status = 'failed', next_attempt_at = NULL" );
		$action = DeliveryActions::retry_failed_action( SecondService::KEY );
		$this->open( $action );

		$answer = $this->ask( $action, array( 'nonce' => wp_create_nonce( $action ) ) );

		self::assertTrue( $answer['success'] );
		self::assertCount( 1, $answer['data']['rows'] );
		self::assertSame( Status::Failed, self::row( $order )->status );
		self::assertNotSame( Status::Failed, $this->second->store->find_of_order( $order->get_id() )[0]->status );
	}

	public function test_who_wakes_the_shop_wakes_one_service(): void {
		$at = time();
		$token = static fn ( string $service ): string => AfterResponse::wake_up_fields( $service, $at )[ AfterResponse::TOKEN ];
		self::assertTrue( AfterResponse::is_from_the_shop( 'kledo', $at, $token( 'kledo' ) ) );
		self::assertFalse( AfterResponse::is_from_the_shop( 'kledo', $at, $token( SecondService::KEY ) ) );
	}

	// --- Screens that both are on -------------------------------------------------------------------------------------

	/** The screen of one order, as WordPress would print it. */
	private function order_screen( \WC_Order $order ): string {
		$this->open();
		set_current_screen( self::ORDER_SCREEN );
		do_action( 'add_meta_boxes', self::ORDER_SCREEN, $order );
		$html = '';
		foreach ( $GLOBALS['wp_meta_boxes'] as $boxes ) {
			foreach ( $boxes['side']['default'] ?? array() as $id => $box ) {
				if ( is_array( $box ) && str_starts_with( (string) $id, 'wc-accounting' ) ) {
					$html .= self::printed( static fn () => ( $box['callback'] )( $order ) ) . "<i id=\"$id\"></i>";
				}
			}
		}
		return $html . self::printed( static fn () => do_action( 'admin_footer' ) );
	}

	private static function printed( callable $prints ): string {
		ob_start();
		$prints();
		return (string) ob_get_clean();
	}

	public function test_the_boxes_of_an_order_stand_side_by_side_and_each_of_their_buttons_has_its_own_form(): void {
		$html = $this->order_screen( $this->processing_order() );

		preg_match_all( '/ id="([^"]+)"/', $html, $ids );
		self::assertSame( array_unique( $ids[1] ), $ids[1] );
		preg_match_all( '/ form="([^"]+)"/', $html, $forms );
		foreach ( $this->both() as $key => $runtime ) {
			self::assertContains( "wc-accounting-$key-box", $ids[1] );
			self::assertStringContainsString( "<div class=\"wc-accounting-box\" data-service=\"$key\">", $html );
			$own = preg_grep( "/^wc-accounting-$key-/", $forms[1] );
			self::assertCount( 3, $own, 'one sends, and there is a preview of each document' );
			self::assertSame( array(), array_diff( $own, $ids[1] ) );
			$action = OrderForms::action( $key );
			$nonce  = wp_create_nonce( OrderForms::nonce_action( $key, 'order', self::shown_order( $html ) ) );
			self::assertMatchesRegularExpression( "~id=\"wc-accounting-$key-send-order\".*?value=\"$action\".*?value=\"$nonce\"~s", $html );
		}
	}

	private static function shown_order( string $html ): int {
		preg_match( '/name="order_id" value="(\d+)"/', $html, $found );
		return (int) $found[1];
	}

	/**
	 * Each box has the tick, and the whole form is sent.
	 *
	 * @return array<string, array{0: bool, 1: list<string>, 2: bool}>
	 */
	public static function ticks(): array {
		return array(
			'ticked in the first'    => array( false, array( 'kledo' ), true ),
			'ticked in the second'   => array( false, array( SecondService::KEY ), true ),
			'ticked in both'         => array( false, array( 'kledo', SecondService::KEY ), true ),
			'in none'                => array( false, array(), false ),
			'left as it was'         => array( true, array( 'kledo', SecondService::KEY ), true ),
			'unticked in the first'  => array( true, array( SecondService::KEY ), false ),
			'unticked in the second' => array( true, array( 'kledo' ), false ),
		);
	}

	/**
	 * @param list<string> $ticked
	 *
	 * @dataProvider ticks
	 */
	public function test_an_order_is_withheld_by_the_box_in_which_somebody_changed_the_tick( bool $was, array $ticked, bool $is ): void {
		$order = $this->order();
		Wanted::withhold( $order, $was );
		$order->save();
		$html = $this->order_screen( self::reread( $order ) );
		self::assertSame( 2, substr_count( $html, 'Send this order to no accounting service' ) );
		foreach ( $this->both() as $key => $runtime ) {
			$name = MetaBox::tick( $key );
			self::assertStringContainsString( sprintf( 'name="%s[was]" value="%s"', $name, $was ? 'yes' : 'no' ), $html );
			$sent           = array( 'was' => $was ? 'yes' : 'no', 'is' => 'yes' );
			$_POST[ $name ] = in_array( $key, $ticked, true ) ? $sent : array_diff_key( $sent, array( 'is' => 0 ) );
		}

		do_action( 'woocommerce_process_shop_order_meta', $order->get_id(), $order );

		self::assertSame( $is, Wanted::is_withheld( self::reread( $order ) ) );
	}

	public function test_the_list_of_orders_has_a_column_a_filter_and_bulk_actions_of_each(): void {
		$this->open();
		set_current_screen( self::ORDER_SCREEN );
		$columns = apply_filters( 'manage_woocommerce_page_wc-orders_columns', array( 'order_status' => 'Status' ) );
		$bulk    = apply_filters( 'bulk_actions-woocommerce_page_wc-orders', array() );
		$filters = self::printed( static fn () => do_action( 'woocommerce_order_list_table_restrict_manage_orders', 'shop_order' ) );
		$order   = $this->processing_order();
		foreach ( $this->both() as $key => $runtime ) {
			self::assertSame( $runtime->service->name(), $columns[ "wc_accounting_{$key}_column" ] );
			self::assertStringContainsString( "name=\"wc_accounting_{$key}_state\"", $filters );
			self::assertArrayHasKey( OrderForms::choice( $key, 'send', 'order' ), $bulk );
		}
		$cell = static fn ( string $key ): string => self::printed(
			static fn () => do_action( 'manage_woocommerce_page_wc-orders_custom_column', "wc_accounting_{$key}_column", $order )
		);
		self::assertStringContainsString( 'Retrying', $cell( 'kledo' ), 'its row waits' );
		self::assertStringNotContainsString( 'Retrying', $cell( SecondService::KEY ), 'it has none' );

		$action = OrderForms::choice( SecondService::KEY, 'send', 'order' );
		apply_filters( 'handle_bulk_actions-woocommerce_page_wc-orders', '', $action, array( $order->get_id() ) );

		self::assertSame( Status::Pending, self::row( $order )->status );
		self::assertSame(
			array( Status::Accepted ),
			array_column( $this->second->store->find_of_order( $order->get_id() ), 'status' )
		);
	}

	public function test_the_filter_of_one_service_asks_nothing_of_the_other(): void {
		$this->open();
		set_current_screen( self::ORDER_SCREEN );
		$_GET[ Name::of( SecondService::KEY, 'state' ) ] = 'failed';

		$asked = apply_filters( 'woocommerce_order_list_table_prepare_items_query_args', array() );

		self::assertSame( array( Name::of( SecondService::KEY, 'state' ) => 'failed' ), $asked );
	}

	public function test_the_script_is_loaded_once_and_finds_the_data_of_each_under_its_key(): void {
		// Those of WooCommerce want more of wp-admin than there is here.
		unset( $GLOBALS['wp_filter']['admin_enqueue_scripts'] );
		foreach ( $this->both() as $runtime ) {
			( new Assets( Plugins::VERSION, $runtime->connector->description() ) )->enqueue();
		}
		do_action( 'admin_enqueue_scripts', 'index.php' );
		$html = self::printed( static fn () => wp_scripts()->do_items( array( 'wc-accounting-admin' ) ) );

		self::assertSame( 1, preg_match_all( '~<script[^>]+src="[^"]+/admin\.js~', $html ) );
		$assigns = '/window\.wcAccounting = Object\.assign\( window\.wcAccounting \|\| {}, (.*) \);/';
		self::assertSame( 2, preg_match_all( $assigns, $html, $found ) );
		$data = array_merge( ...array_map( static fn ( string $json ): array => (array) json_decode( $json, true ), $found[1] ) );
		foreach ( $this->both() as $key => $runtime ) {
			self::assertSame( OrderPreview::action( $key ), $data[ $key ]['actions']['preview'] );
			self::assertSame( "Asking {$runtime->service->name()}…", $data[ $key ]['texts']['testing'] );
		}
	}

	public function test_dashboard_site_health_and_privacy_tell_of_both(): void {
		$this->open();
		set_current_screen( 'dashboard' );
		do_action( 'wp_dashboard_setup' );
		$widgets = array_keys( $GLOBALS['wp_meta_boxes']['dashboard']['normal']['core'] ?? array() );
		$tests   = array_keys( apply_filters( 'site_status_tests', array( 'direct' => array() ) )['direct'] );
		$facts   = array_keys( apply_filters( 'debug_information', array() ) );
		$told    = array_map( static fn ( ServiceRuntime $one ): array => $one->privacy->add_exporter( array() ), $this->both() );
		foreach ( array_keys( $this->both() ) as $key ) {
			self::assertContains( "wc_accounting_{$key}_dashboard", $widgets );
			self::assertContains( "wc_accounting_{$key}_queue", $tests );
			self::assertContains( "wc-accounting-$key-facts", $facts );
			self::assertSame( array( "wc-accounting-$key-documents" ), array_keys( $told[ $key ] ) );
		}
	}

	public function test_the_question_of_one_is_not_taken_away_by_the_other_and_what_is_said_is_said_once(): void {
		$order = $this->order();
		$_GET['id'] = (string) $order->get_id();
		OrderForms::ask( Subject::all( $this->second->connector->description()->document( 'order' ), $order )[0] );
		Notices::say( 'success', 'Second Books: it is there.' );
		$this->open();
		set_current_screen( self::ORDER_SCREEN );

		$notices = self::printed( static fn () => do_action( 'all_admin_notices' ) );

		self::assertSame( 1, substr_count( $notices, 'Second Books: it is there.' ) );
		self::assertStringContainsString( 'id="wc-accounting-second-resend-question"', $notices );
		self::assertStringNotContainsString( 'id="wc-accounting-kledo-resend-question"', $notices );
		self::assertStringContainsString( 'value="' . OrderForms::action( SecondService::KEY ) . '"', $notices );
	}

	// --- Live shop or copy --------------------------------------------------------------------------------------------

	private function move(): void {
		array_map( static fn ( ServiceRuntime $runtime ) => $runtime->relocation->settle(), $this->both() );
		$stored         = (array) get_option( Site::OPTION );
		$stored['site'] = base64_encode( 'shop.example.test' );
		update_option( Site::OPTION, $stored );
	}

	private function answer( string $answer, ServiceRuntime ...$runtimes ): void {
		$relocations = array_map( static fn ( ServiceRuntime $one ): Relocation => $one->relocation, $runtimes );
		Relocation::answer( $answer, new Site(), $relocations );
	}

	public function test_which_site_it_is_is_asked_once_for_both(): void {
		$this->move();
		$this->open();
		add_action( 'admin_notices', \Closure::bind( static fn () => Shell::site_question()?->show(), null, Shell::class ) );

		$notices = self::printed( static fn () => do_action( 'admin_notices' ) );

		self::assertSame( 1, substr_count( $notices, 'name="action" value="' . SiteQuestion::ACTION . '"' ) );
		self::assertStringContainsString( 'The orders of shop.example.test are sent to Kledo and Second Books', $notices );
		self::assertSame(
			array( 'site_unclear', 'site_unclear' ),
			array_values( array_map( static fn ( $one ) => $one->connector->obstacle()['code'] ?? null, $this->both() ) )
		);
	}

	public function test_a_copy_refuses_the_live_key_of_each_service_and_takes_another_one_of_each(): void {
		update_option( SecondService::OPTIONS . 'key', 'key-of-the-live-shop-in-the-second', false );
		$this->move();
		$this->answer( Site::COPY, ...array_values( $this->both() ) );
		$codes = fn (): array => array_values(
			array_map( static fn ( $one ) => $one->connector->obstacle()['code'] ?? null, $this->both() )
		);
		self::assertSame( array( 'copy_without_key', 'copy_without_key' ), $codes() );

		update_option( 'wc_kledo_api_key', 'kledo_pat_demo00_sandboxkey_of_the_copy', false );
		self::assertSame( array( null, 'copy_without_key' ), $codes(), 'the second still has the key of the live shop' );
		update_option( SecondService::OPTIONS . 'key', 'key-of-the-copy-in-the-second', false );
		self::assertSame( array( null, null ), $codes() );
		update_option( 'wc_kledo_api_key', getenv( 'SANDBOX_KEY' ), false );
		self::assertSame( array( 'copy_without_key', null ), $codes() );
	}

	public function test_a_service_that_slept_when_the_site_was_said_to_be_a_copy_refuses_the_key_it_wakes_up_with(): void {
		$this->move();
		$this->answer( Site::COPY, self::plugin() );
		self::assertSame( 'copy_without_key', $this->second->connector->obstacle()['code'], 'before anything is known' );

		$this->second->bring_up_to_date();

		self::assertSame( 'copy_without_key', $this->second->connector->obstacle()['code'] );
		update_option( SecondService::OPTIONS . 'key', 'key-of-the-copy-in-the-second', false );
		$this->second->bring_up_to_date();
		self::assertNull( $this->second->connector->obstacle() );
		self::assertSame( 'copy_without_key', self::plugin()->connector->obstacle()['code'] );
	}

	public function test_a_copy_drops_what_waited_of_each_service_once(): void {
		$order = $this->order();
		foreach ( $this->both() as $runtime ) {
			$runtime->store->enqueue( 'order', $order->get_id(), $order->get_id(), $runtime->connector->new_delivery( time() ), time() );
		}
		self::sql( 'UPDATE {deliveries} SET created_at = created_at - INTERVAL 1 MINUTE' );
		$this->move();
		$this->answer( Site::COPY, ...array_values( $this->both() ) );

		self::plugin()->relocation->drop_copied_queue();

		self::assertSame( array( SecondService::KEY ), array_column( self::rows(), 'connector' ) );
		$this->second->relocation->drop_copied_queue();
		self::assertSame( array(), self::rows() );
		self::assertNull( self::plugin()->site->copied_queue_from( 'kledo' ) );
	}

	// --- Settings -----------------------------------------------------------------------------------------------------

	public function test_a_changed_setting_flags_what_failed_in_its_service_whatever_its_option_is_called(): void {
		$order = $this->order();
		foreach ( $this->both() as $runtime ) {
			$runtime->store->enqueue( 'order', $order->get_id(), $order->get_id(), $runtime->connector->new_delivery( time() ), time() );
		}
		self::sql( "UPDATE {deliveries} SET status = 'failed', next_attempt_at = NULL" );
		$options = array_column( $this->second->connector->description()->settings, 'option' );
		$hear    = static fn () => Shell::add_hooks_of_changes( 'second', $options );
		\Closure::bind( $hear, null, Shell::class )();

		// What this test has set up is told before.
		array_map( static fn ( string $key ) => Shell::changes( $key )->tell(), array_keys( $this->both() ) );
		self::sql( 'UPDATE {deliveries} SET flagged_at = NULL' );

		update_option( SecondService::OPTIONS . 'order_prefix', 'NEW/' );
		array_map( static fn ( string $key ) => Shell::changes( $key )->tell(), array_keys( $this->both() ) );

		self::assertSame( array( SecondService::KEY ), array_column( self::flagged(), 'connector' ) );
		update_option( 'wc_kledo_order_prefix', 'NEW/' );
		array_map( static fn ( string $key ) => Shell::changes( $key )->tell(), array_keys( $this->both() ) );
		self::assertCount( 2, self::flagged() );
	}

	/**
	 * @return list<array<string, ?string>>
	 */
	private static function flagged(): array {
		return self::sql( 'SELECT connector FROM {deliveries} WHERE flagged_at IS NOT NULL' );
	}

	// --- The command line ---------------------------------------------------------------------------------------------

	/**
	 * @param class-string<Action>  $command
	 * @param list<string>          $arguments
	 * @param array<string, string> $options
	 * @return array{0: int, 1: RecordingTerminal} What it ends with, and what it said.
	 */
	private function command( string $command, array $arguments, array $options, ServiceRuntime ...$runtimes ): array {
		$terminal = new RecordingTerminal();
		$scope    = new Scope( static fn (): array => $runtimes, static fn (): array => array() );
		$code     = Runner::run( static fn (): Action => new $command( $scope, $terminal ), $terminal, $arguments, $options );
		return array( $code, $terminal );
	}

	public function test_a_command_that_does_something_asks_which_service_where_there_are_several(): void {
		$both     = array_values( $this->both() );
		$asks     = 'Say which accounting service: --service=kledo or --service=second.';
		$commands = array(
			DeliverCommand::class,
			SweepCommand::class,
			RetryCommand::class,
			CheckCommand::class,
			SendCommand::class,
			PreviewCommand::class,
			HoldCommand::class,
			ReleaseCommand::class,
			BackfillCommand::class,
			ReconcileCommand::class,
		);
		foreach ( $commands as $command ) {
			foreach ( array( array(), array( 'service' => 'third' ) ) as $options ) {
				$more = RetryCommand::class === $command ? array( 'state' => 'failed' ) : array( 'yes' => '1' );
				$ids  = CheckCommand::class === $command ? array( '1' ) : array();
				list( $code, $terminal ) = $this->command( $command, $ids, $options + $more, ...$both );
				self::assertSame( array( ExitCode::USAGE, array( $asks ) ), array( $code, $terminal->complaints ), $command );
			}
			list( $code, $terminal ) = $this->command( $command, array(), array() );
			self::assertStringNotContainsString( 'Say which accounting', $terminal->said() );
		}
		list( $code, $terminal ) = $this->command( StatusCommand::class, array(), array() );
		self::assertSame( ExitCode::OBSTACLE, $code );
		self::assertStringContainsString( 'No accounting service is at work', $terminal->said() );
	}

	public function test_a_command_that_only_looks_is_about_all_services_unless_one_is_named(): void {
		$order = $this->order();
		foreach ( $this->both() as $runtime ) {
			$runtime->store->enqueue( 'order', $order->get_id(), $order->get_id(), $runtime->connector->new_delivery( time() ), time() );
		}
		$both = array_values( $this->both() );
		$keys = array( 'kledo', SecondService::KEY );
		foreach ( array( StatusCommand::class, ListCommand::class, DoctorCommand::class, ExportCommand::class ) as $command ) {
			$fields = ListCommand::class === $command ? array( 'fields' => 'id,service' ) : array();
			list( , $terminal ) = $this->command( $command, array(), $fields + array( 'format' => 'json' ), ...$both );
			self::assertSame( $keys, array_values( array_unique( array_column( $terminal->json(), 'service' ) ) ), $command );
			$of_one = array( 'format' => 'json', 'service' => 'second' );
			list( , $terminal ) = $this->command( $command, array(), $fields + $of_one, ...$both );
			self::assertSame( array( 'second' ), array_values( array_unique( array_column( $terminal->json(), 'service' ) ) ), $command );
		}
		list( , $terminal ) = $this->command( ListCommand::class, array(), array(), ...$both );
		self::assertStringStartsWith( 'id|service|order|', $terminal->written );
		list( , $terminal ) = $this->command( ListCommand::class, array(), array( 'format' => 'count' ), ...$both );
		self::assertSame( "2\n", $terminal->written );
	}

	public function test_the_command_line_works_on_the_service_that_is_named(): void {
		$order = $this->order();
		$id = $order->get_id();
		$this->second->store->enqueue( 'order', $id, $id, $this->second->connector->new_delivery( time() ), time() );
		$both = array_values( $this->both() );

		foreach ( array( 'kledo' => 0, SecondService::KEY => 1 ) as $key => $number ) {
			list( , $terminal ) = $this->command( StatusCommand::class, array(), array( 'service' => $key ), ...$both );
			self::assertMatchesRegularExpression( "/pending +$number/", $terminal->written );
		}
		$row = (string) $this->second->store->find_of_order( $order->get_id() )[0]->id;
		list( $code ) = $this->command( RetryCommand::class, array( $row ), array( 'service' => 'kledo' ), ...$both );
		self::assertSame( ExitCode::USAGE, $code, 'a delivery of the other is none of this one' );
		$this->command( DeliverCommand::class, array(), array( 'service' => 'kledo' ), ...$both );
		$this->command( HoldCommand::class, array(), array( 'service' => SecondService::KEY ), ...$both );
		self::assertNull( self::plugin()->queue->hold() );
		list( $code ) = $this->command( DeliverCommand::class, array(), array( 'service' => SecondService::KEY ), ...$both );
		self::assertSame( ExitCode::OBSTACLE, $code );
		self::assertSame( Status::Pending, $this->second->store->find_of_order( $order->get_id() )[0]->status );
	}

	public function test_the_command_line_says_what_the_site_is_to_both(): void {
		$this->move();
		$both = array_values( $this->both() );

		list( $code ) = $this->command( SiteCommand::class, array( 'copy' ), array(), ...$both );

		self::assertSame( ExitCode::OK, $code );
		foreach ( $both as $runtime ) {
			self::assertSame( 'copy_without_key', $runtime->connector->obstacle()['code'] );
		}
	}

	// --- Words --------------------------------------------------------------------------------------------------------

	public function test_a_document_and_a_setting_have_the_words_of_their_service(): void {
		$ours   = self::plugin()->connector->description();
		$theirs = $this->second->connector->description();

		self::assertSame( 'Sales order', $ours->document( 'order' )->label() );
		self::assertSame( 'Order', $theirs->document( 'order' )->label(), 'Kledo alone calls it a sales order' );
		self::assertSame( 'Warehouse', $ours->words->setting( 'order_warehouse' )['label'] );
		self::assertSame( 'Order warehouse', $theirs->words->setting( 'order_warehouse' )['label'] );
		$reason = array( 'code' => 'waiting_for_order', 'detail' => '' );
		self::assertStringContainsString( 'until the sales order is in Kledo', self::plugin()->messages->of( $reason ) );
		self::assertStringContainsString( 'the one that it belongs to is in Second Books', $this->second->messages->of( $reason ) );
	}
}
