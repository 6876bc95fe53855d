<?php
/**
 * Two companies of one service, one after the other.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\Overview;
use WcAccounting\Admin\Page;
use WcAccounting\Connector\Account;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;
use WcAccounting\Order\StartDay;
use WcAccounting\Order\Subject;

/** Issue 11.0: rows, marks and start days carry the company, and nothing of the one meets the other. */
final class AccountTest extends ShopTestCase {

	private const OTHERS_KEY = 'kledo_pat_warung_sandboxkey_another';

	/** Carries no tenant, as a key that came by rotation may. */
	private const BARE_KEY = 'sandboxkey-without-a-tenant';

	public function test_what_was_queued_before_the_first_connection_gets_the_company_then(): void {
		delete_option( Account::option( 'kledo' ) );
		self::plugin()->start_day->notice();
		$order = $this->processing_order();
		self::assertSame( '', self::rows()[0]['account'] );

		self::run_worker();

		self::assertSame( 'demo00', self::account() );
		self::assertSame( 'demo00', self::rows()[0]['account'] );
		self::assertSame( array( 'demo00' ), array_keys( get_option( Name::of( 'kledo', StartDay::OPTION ) ) ) );
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertSame( "{$order->get_id()} demo00", self::reread( $order )->get_meta( '_wc_kledo_order_synced_id' ) );
		self::assertSame( array(), $this->asked_who_it_is(), 'the key says it' );
	}

	/** A document that may have arrived in the one company is neither looked for in the other nor sent there. */
	public function test_a_lost_answer_stays_with_the_company_it_was_asked_of(): void {
		$order = $this->processing_order();
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'created_answer_lost' ), 1 );
		self::run_worker();
		self::assertSame( Status::Unconfirmed, self::row( $order )->status );
		$before = self::rows()[0];

		$this->connect_on_screen( self::OTHERS_KEY );
		self::pass( 20 * self::MINUTE );
		$later = $this->processing_order();
		sleep( 1 );
		$this->processing_order();
		$sent  = count( Sandbox::requests() );
		self::run_worker();

		self::assertSame( 'warung', self::account() );
		self::assertSame( Status::Accepted, self::row( $later )->status );
		self::assertNull( self::row( $order ), 'it is the row of another company' );
		self::assertSame( array( 'accepted' => 2 ), self::plugin()->store->counts() );
		self::assertStringContainsString( '1 document is of another company in Kledo', $this->overview() );
		$asked = array_column( array_slice( Sandbox::requests(), $sent ), 'path' );
		self::assertSame( array_fill( 0, 2, '/api/v1/woocommerce/order' ), $asked );
		$same = array( 'status', 'account', 'attempts', 'checks', 'remote_id', 'lease_token' );
		foreach ( $same as $column ) {
			self::assertSame( $before[ $column ], self::rows()[0][ $column ], $column );
		}

		$this->connect( (string) getenv( 'SANDBOX_KEY' ) );
		self::run_worker();

		self::assertSame( 'demo00', self::account() );
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertNull( self::row( $later ) );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	public function test_an_order_of_the_former_company_is_sent_to_the_new_one_only_when_the_owner_says_so(): void {
		self::hide_earlier_orders();
		$order = self::reread( $this->order_in_kledo() );
		$order->set_date_created( time() - 2 * self::MINUTE );
		$order->save();
		self::assertSame( array( 'order', 'invoice' ), self::plugin()->start_day->questions() );
		self::plugin()->start_day->answer( array( 'order', 'invoice' ), null, array() );
		$this->connect( self::OTHERS_KEY );
		self::run_worker();

		self::assertSame( array( 'order', 'invoice' ), self::plugin()->start_day->questions(), 'asked anew' );
		self::plugin()->sweeper->sweep();
		self::assertNull( self::row( $order ) );
		$transactions = new Transactions( self::plugin()->database, new Account( 'kledo' ) );
		self::assertSame( 0, $transactions->count( new TransactionFilter(), 9 ) );

		self::plugin()->start_day->answer( array( 'order' ), time() - self::HOUR, array() );
		self::plugin()->sweeper->sweep();
		self::assertSame( Status::Pending, self::row( $order )->status, 'the mark is that of the former company' );
		self::assertCount( 2, self::rows() );
	}

	/** The mark of the official plugin is of whoever was connected first. */
	public function test_a_mark_that_names_no_company_is_of_the_first_one(): void {
		$order = $this->order();
		$order->update_meta_data( '_wc_kledo_order_synced', 'yes' );
		$this->is_older_than_ours( $order );
		$document = self::plugin()->connector->description()->document( 'order' );
		self::assertTrue( self::plugin()->wanted->is_there( Subject::all( $document, $order )[0] ) );

		$this->connect( self::OTHERS_KEY );
		self::run_worker();

		self::assertFalse( self::plugin()->wanted->is_there( Subject::all( $document, $order )[0] ) );
	}

	public function test_another_key_of_the_same_company_changes_nothing(): void {
		$order = $this->processing_order();
		$this->connect( 'kledo_pat_demo00_sandboxkey_another' );
		self::run_worker();

		self::assertSame( 'demo00', self::account() );
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertSame( array(), $this->asked_who_it_is() );
	}

	/** The service replaces the key while it answers; the new one says nothing of the company. */
	public function test_a_rotated_key_is_of_the_same_company(): void {
		$order = $this->processing_order();
		Sandbox::settings( array( 'rotate_next' => true ) );
		self::run_worker();
		self::assertNotSame( getenv( 'SANDBOX_KEY' ), get_option( 'wc_kledo_api_key' ) );

		self::pass( 2 * self::MINUTE );
		self::run_worker();

		self::assertSame( 'demo00', self::account() );
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertSame( array(), $this->asked_who_it_is() );
	}

	/** A mistyped key makes no other company: what comes in waits for the right one. */
	public function test_a_key_that_is_refused_is_nobodys(): void {
		update_option( 'wc_kledo_api_key', 'kledo_pat_demo01_sandboxkey_mistyped', false );
		$order = $this->processing_order();
		self::run_worker();
		self::run_worker();

		self::assertSame( 'demo00', self::account() );
		self::assertCount( 1, $this->asked_who_it_is(), 'and not again while the queue is held' );
		self::assertSame( 'unauthorized', self::plugin()->queue->hold()['hold'] );
		self::assertSame( 0, self::row( $order )->attempts );

		update_option( 'wc_kledo_api_key', getenv( 'SANDBOX_KEY' ), false );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	/** Nothing leaves before the service has said which company a key without a tenant belongs to. */
	public function test_where_the_key_does_not_say_the_service_is_asked_first(): void {
		self::hide_earlier_orders();
		self::plugin()->recognition->told( 'sandbox' );
		$missed = $this->order_without_hook( 'processing' );
		$order  = $this->processing_order();
		$this->connect( self::BARE_KEY );
		Sandbox::fault( 'GET', 'woocommerce/connection', array( 'kind' => 'status', 'code' => 503 ) );
		self::run_worker();
		self::plugin()->sweeper->sweep();
		self::assertSame( array(), Sandbox::requests( 'POST' ) );
		self::assertSame( Status::Pending, self::row( $order )->status );
		self::assertNull( self::row( $missed ), 'nobody knows yet whose it is' );

		Sandbox::heal();
		self::run_worker();

		self::assertSame( 'demo00', self::account(), 'it says the same as before' );
		self::assertSame( Status::Accepted, self::row( $order )->status );
		$asked = count( $this->asked_who_it_is() );
		self::run_worker();
		self::assertCount( $asked, $this->asked_who_it_is(), 'asked once' );
	}

	public function test_what_the_service_says_of_a_bare_key_may_be_another_company(): void {
		self::plugin()->recognition->told( 'sandbox' );
		$order = $this->processing_order();
		$this->connect( self::BARE_KEY );
		Sandbox::settings( array( 'company' => 'Warung Kopi' ) );

		self::run_worker();

		self::assertSame( 'warungkopi', self::account() );
		self::assertNull( self::row( $order ) );
		self::assertSame( array(), Sandbox::requests( 'POST' ) );
	}

	/** The shop is connected with that key from now on; who changed it ran nothing of ours. */
	private function connect( string $key ): void {
		Sandbox::use_key( $key );
		update_option( 'wc_kledo_api_key', $key, false );
	}

	/** As when the key is saved in the settings. */
	private function connect_on_screen( string $key ): void {
		$this->connect( $key );
		self::assertTrue( self::plugin()->recognition->settle() );
	}

	private function overview(): string {
		$plugin       = self::plugin();
		$description  = $plugin->connector->description();
		$transactions = new Transactions( $plugin->database, $description->account );
		ob_start();
		$page = Page::of( $plugin->service );
		( new Overview( $page, $transactions, $description->account, $description->name, $plugin->logger ) )->render();
		return (string) ob_get_clean();
	}

	/**
	 * @return list<array<string, mixed>>
	 */
	private function asked_who_it_is(): array {
		$paths = preg_grep( '#woocommerce/connection#', array_column( Sandbox::requests( 'GET' ), 'path' ) );
		return array_values( (array) $paths );
	}
}
