<?php
/**
 * From when on orders are sent.
 *
 * @group woocommerce
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\StartQuestion;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Status;
use WcAccounting\Order\StartDay;
use WcAccounting\Order\Subject;

/**
 * Issue 10.11.
 *
 * @group woocommerce
 */
final class StartDayTest extends ShopTestCase {

	private const DAY = 86400;

	protected function setUp(): void {
		parent::setUp();
		self::hide_earlier_orders();
		self::hide_creation_of_earlier_orders();
	}

	public function test_orders_count_from_the_first_connection(): void {
		delete_option( 'wc_kledo_api_key' );
		$this->start_day()->notice();
		self::assertNull( $this->from( 'order' ), 'not connected yet' );

		update_option( 'wc_kledo_api_key', getenv( 'SANDBOX_KEY' ), false );
		$before = time();
		$this->start_day()->notice();

		self::assertGreaterThanOrEqual( $before, $this->from( 'order' ) );
		self::assertSame( array( 'order', 'invoice' ), $this->start_day()->questions() );
	}

	public function test_a_run_that_finds_the_shop_connected_takes_the_order_along_that_woke_it(): void {
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertGreaterThan( time() - 11 * self::MINUTE, $this->from( 'order' ) );

		delete_option( Name::of( 'kledo', StartDay::OPTION ) );
		$this->option( 'wc_accounting_kledo_installed_at', time() - 5 );
		self::run_worker();
		self::assertGreaterThanOrEqual( time() - 10, $this->from( 'order' ), 'never before the installation' );
	}

	public function test_an_older_order_that_reaches_a_trigger_is_listed_and_not_sent(): void {
		$this->orders_count_from( time() - self::HOUR );
		$order = $this->older_order();
		$order->update_status( 'processing' );
		$report = self::run_worker();

		$row = self::row( $order );
		self::assertSame( array( 1, 0 ), array( $report->set_aside, $report->sent ) );
		self::assertSame(
			array( Status::SetAside, 'before_start_day', null ),
			array( $row->status, $row->reason['code'], $row->next_attempt_at )
		);
		self::assertSame( array(), self::kledo_notes( $order ), 'nothing is wrong with it' );
		self::assertSame( 'not_sent', $row->status->view() );
		self::assertStringContainsString( 'before the start day', $this->box_of( $order ) );
		self::assertSame( array(), Sandbox::requests() );
	}

	public function test_a_person_can_send_it_all_the_same(): void {
		$this->orders_count_from( time() - self::HOUR );
		$listed = $this->older_order();
		$listed->update_status( 'processing' );
		self::run_worker();
		$fresh = $this->older_order();
		$this->as_if_the_hook_was_lost( $fresh, 'processing' );
		$document = self::plugin()->connector->description()->document( 'order' );

		foreach ( array( $listed, $fresh ) as $order ) {
			self::plugin()->order_actions->perform( 'send', Subject::all( $document, $order )[0] );
			self::assertSame( Status::Accepted, self::row( $order )->status );
			self::assertTrue( self::row( $order )->by_hand );
		}
	}

	public function test_the_documents_of_an_order_of_which_one_was_delivered_go_on(): void {
		$this->orders_count_from( time() - 3 * self::DAY );
		$order = $this->older_order( 2 * self::DAY );
		$order->update_status( 'processing' );
		self::run_worker();
		$marked = $this->older_order();
		self::mark( $marked );
		$this->orders_count_from( time() );

		foreach ( array( $order, $marked ) as $each ) {
			$each->update_status( 'completed' );
			self::pass( 16 * self::MINUTE );
			self::run_worker();
			self::run_worker();
			self::assertContains( self::row( $each, 'invoice' )->status, array( Status::Accepted, Status::Confirmed ) );
		}
	}

	public function test_a_pause_loses_nothing_and_moves_nothing(): void {
		$from = time() - 3 * self::DAY;
		$this->orders_count_from( $from );
		$early = $this->older_order( 2 * self::DAY );
		foreach ( array( 'wc_kledo_enable_order', 'wc_kledo_enable_api_connection' ) as $switch ) {
			$this->option( $switch, 'no' );
			self::run_worker();
			self::assertSame( array(), array_intersect( array( 'order' ), $this->start_day()->questions() ) );
			$this->start_day()->notice();
			$this->as_if_the_hook_was_lost( $early, 'processing' );
			$paused_at = self::paused_at();
			self::assertNotNull( $paused_at );
			update_option( 'wc_accounting_kledo_sweep', array( 'order' => array( 'done' => time() ) ) );

			$this->option( $switch, 'yes' );
			$this->start_day()->notice();
			self::assertContains( 'order', $this->start_day()->questions() );
			self::assertSame( $paused_at, $this->start_day()->look_back( $this->document( 'order' ) ) );
			self::assertSame( $from, $this->from( 'order' ) );
			self::assertSame( 1, self::plugin()->sweeper->sweep()['queued'] );
			self::assertNull( $this->start_day()->look_back( $this->document( 'order' ) ) );
			self::sql( 'TRUNCATE TABLE {deliveries}' );
		}
	}

	public function test_deactivation_is_a_pause_and_a_refused_key_is_none(): void {
		$this->orders_count_from( time() - self::DAY );
		delete_option( 'wc_kledo_api_key' );
		$this->start_day()->notice();
		self::assertNull( self::paused_at() );

		StartDay::pause( 'kledo' );
		$paused_at = self::paused_at();
		self::assertEqualsWithDelta( time(), $paused_at, 2 );
		StartDay::pause( 'kledo' );
		self::assertSame( $paused_at, self::paused_at(), 'the first one holds' );
	}

	public function test_a_document_that_is_switched_on_later_counts_from_then_on(): void {
		$this->option( 'wc_kledo_enable_invoice', 'no' );
		$this->start_day()->notice( self::DAY );
		self::assertNull( $this->from( 'invoice' ) );
		$order_from = $this->from( 'order' );

		$this->option( 'wc_kledo_enable_invoice', 'yes' );
		$this->start_day()->notice();
		self::assertEqualsWithDelta( time(), $this->from( 'invoice' ), 2 );
		self::assertSame( $order_from, $this->from( 'order' ) );
	}

	public function test_an_earlier_day_takes_up_what_was_set_aside_and_finds_what_was_missed(): void {
		$this->orders_count_from( time() );
		$listed = $this->older_order( 3 * self::DAY );
		$listed->update_status( 'processing' );
		$too_old = $this->older_order( 20 * self::DAY );
		$too_old->update_status( 'processing' );
		self::run_worker();
		self::assertSame( Status::SetAside, self::row( $listed )->status );
		$missed = $this->older_order( 3 * self::DAY );
		$this->as_if_the_hook_was_lost( $missed, 'processing', 3 * self::DAY );

		$said = $this->answer( array( 'from_when' => 'day', 'day' => wp_date( 'Y-m-d', time() - 5 * self::DAY ) ) );

		self::assertStringContainsString( '1 document was queued', $said );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $listed )->status );
		self::assertSame( Status::Accepted, self::row( $missed )->status );
		self::assertSame( Status::SetAside, self::row( $too_old )->status );
		self::assertSame( array(), $this->start_day()->questions() );
	}

	public function test_the_open_orders_can_be_taken_along(): void {
		$this->orders_count_from( time() - self::HOUR );
		$waiting_for_payment = $this->older_order( 40 * self::DAY );
		$this->as_if_the_hook_was_lost( $waiting_for_payment, 'on-hold', 40 * self::DAY );
		$processing = $this->older_order( 40 * self::DAY );
		$this->as_if_the_hook_was_lost( $processing, 'processing', 40 * self::DAY );
		$finished = $this->older_order( 40 * self::DAY );
		$this->as_if_the_hook_was_lost( $finished, 'completed', 40 * self::DAY );

		$said = $this->answer( array( 'from_when' => 'keep', 'open_orders' => 'yes' ) );
		self::assertStringContainsString( '1 document was queued', $said );
		$waiting_for_payment->update_status( 'processing' );
		$finished->update_status( 'processing' );
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $processing )->status );
		self::assertSame( Status::Accepted, self::row( $waiting_for_payment )->status );
		self::assertSame( Status::SetAside, self::row( $finished )->status );
	}

	public function test_the_sweep_leaves_older_orders_alone(): void {
		$this->orders_count_from( time() - self::HOUR );
		$this->as_if_the_hook_was_lost( $this->older_order(), 'processing' );
		self::assertSame( 0, self::plugin()->sweeper->sweep()['queued'] );
		$this->orders_count_from( time() - 2 * self::DAY );
		self::assertSame( 1, self::plugin()->sweeper->sweep()['queued'] );
	}

	public function test_the_screen_shows_how_many_orders_a_day_means(): void {
		$this->orders_count_from( time() - self::HOUR );
		foreach ( array( 2, 3, 9 ) as $days ) {
			$this->as_if_the_hook_was_lost( $this->older_order( $days * self::DAY ), 'processing' );
		}
		$this->as_if_the_hook_was_lost( $this->older_order( 2 * self::DAY ), 'completed' );

		$_GET['day'] = wp_date( 'Y-m-d', time() - 4 * self::DAY );
		$html        = $this->rendered();
		unset( $_GET['day'] );

		self::assertStringContainsString( 'Orders since that day: Sales order: 2, Invoice: 1', $html );
		self::assertStringContainsString( 'and the 3 older orders that are open', $html );
		self::assertStringContainsString( 'that is 0 orders now', $html );
	}

	public function test_once_it_is_answered_nothing_is_counted_until_the_owner_wants_another_day(): void {
		$this->orders_count_from( time() - self::HOUR );
		$asked = 0;
		$this->hook(
			'query',
			static function ( string $query ) use ( &$asked ): string {
				$asked += str_contains( $query, 'wc_orders' ) || str_contains( $query, 'shop_order' ) ? 1 : 0;
				return $query;
			}
		);
		self::assertStringContainsString( 'Change the day', $this->rendered() );
		self::assertSame( 0, $asked );

		$_GET['change_day'] = '1';
		$html               = $this->rendered();
		unset( $_GET['change_day'] );
		self::assertStringContainsString( 'Save the day', $html );
		self::assertGreaterThan( 0, $asked );
	}

	public function test_a_day_to_come_and_no_document_are_refused(): void {
		$this->orders_count_from( 1000 );
		$tomorrow = wp_date( 'Y-m-d', time() + self::DAY );
		self::assertStringContainsString( 'Nothing was saved', $this->answer( array( 'from_when' => 'day', 'day' => $tomorrow ) ) );
		self::assertStringContainsString( 'Nothing was saved', $this->answer( array( 'from_when' => 'keep', 'documents' => array() ) ) );
		self::assertSame( 1000, $this->from( 'order' ) );
	}

	public function test_what_waited_without_a_key_is_part_of_the_question(): void {
		delete_option( 'wc_kledo_api_key' );
		$order = $this->older_order( 2 * self::HOUR );
		$order->update_status( 'processing' );
		self::run_worker();
		self::assertSame( Status::Pending, self::row( $order )->status );

		update_option( 'wc_kledo_api_key', getenv( 'SANDBOX_KEY' ), false );
		$this->start_day()->notice();
		self::run_worker();
		self::assertSame( Status::SetAside, self::row( $order )->status );
		$this->answer( array( 'from_when' => 'keep', 'open_orders' => 'yes' ) );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	public function test_a_copy_begins_anew(): void {
		$this->orders_count_from( 1000 );
		update_option( Name::of( 'kledo', StartDay::OPEN_OPTION ), array( self::account() => array( 1, 2 ) ), false );
		StartDay::begin_anew( 'kledo' );
		self::assertEqualsWithDelta( time(), $this->from( 'order' ), 2 );
		self::assertSame( array(), self::plugin()->start_day->open_orders() );
	}

	/** Since when sales orders pause, as it is stored. */
	private static function paused_at(): ?int {
		return get_option( Name::of( 'kledo', StartDay::OPTION ) )[ self::account() ]['order']['paused_at'] ?? null;
	}

	private function start_day(): StartDay {
		return self::plugin()->start_day;
	}

	private function document( string $kind ): \WcAccounting\Connector\DocumentType {
		return self::plugin()->connector->description()->document( $kind );
	}

	private function from( string $kind ): ?int {
		return $this->start_day()->of( $this->document( $kind ) );
	}

	private function older_order( int $seconds = self::DAY ): \WC_Order {
		$order = $this->order();
		$order->set_date_created( time() - $seconds );
		$order->save();
		return $order;
	}

	/** The order gets a status that nobody heard of, some time ago. */
	private function as_if_the_hook_was_lost( \WC_Order $order, string $status, int $ago = 0 ): void {
		$order->set_status( $status );
		$rows = count( self::rows() );
		$order->save();
		self::sql( "DELETE FROM {deliveries} WHERE order_id = {$order->get_id()}" );
		self::assertLessThanOrEqual( $rows, count( self::rows() ) );
		if ( $ago > 0 ) {
			self::set_last_change( time() - $ago, array( $order->get_id() ) );
		}
	}

	/** What other tests have left is neither open nor young. */
	private static function hide_creation_of_earlier_orders(): void {
		$statuses = array( 'wc-pending', 'wc-processing', 'wc-on-hold', 'wc-completed' );
		foreach ( wc_get_orders( array( 'limit' => -1, 'return' => 'ids', 'status' => $statuses ) ) as $id ) {
			$order = wc_get_order( $id );
			$order instanceof \WC_Order && $order->delete( true );
		}
	}

	private function rendered(): string {
		ob_start();
		$this->question()->render();
		return (string) ob_get_clean();
	}

	private function question(): StartQuestion {
		$plugin = self::plugin();
		return new StartQuestion(
			new \WcAccounting\Admin\Page( 'kledo', 'wc-kledo' ),
			$plugin->settings,
			$plugin->orders,
			new \WcAccounting\Order\OrderPages( $plugin->database ),
			$plugin->start_day,
			$plugin->store,
			$plugin->sweeper,
			$plugin->after_response
		);
	}

	/**
	 * The form is sent.
	 *
	 * @param array<string, mixed> $fields
	 * @return string What the owner is told.
	 */
	private function answer( array $fields ): string {
		wp_set_current_user( 1 );
		$nonce                     = wp_create_nonce( StartQuestion::action( 'kledo' ) );
		$_POST                     = wp_slash( $fields + array( 'documents' => array( 'order', 'invoice' ), '_wpnonce' => $nonce ) );
		$_REQUEST                  = $_POST;
		$_SERVER['REQUEST_METHOD'] = 'POST';
		$stop                      = static fn () => throw new \RuntimeException( 'redirected' );
		add_filter( 'wp_redirect', $stop );
		try {
			( fn () => $this->handle() )->call( $this->question() );
		} catch ( \RuntimeException ) {
			$said = get_user_option( \WcAccounting\Admin\Notices::OPTION, 1 );
			delete_user_option( 1, \WcAccounting\Admin\Notices::OPTION );
			return (string) wp_json_encode( $said );
		} finally {
			remove_filter( 'wp_redirect', $stop );
			unset( $_SERVER['REQUEST_METHOD'] );
			$_POST    = array();
			$_REQUEST = array();
		}
		return '';
	}
}
