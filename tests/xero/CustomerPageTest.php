<?php
/**
 * The page of an invoice that is for the customer.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Admin\CustomerPage;
use WcAccounting\Tests\Visitor;

/** Issue 12.4: the box has the online invoice's address for the customer, fetched when somebody wants to know it. */
final class CustomerPageTest extends XeroTestCase {

	private const CALL = 'GET Invoices/OnlineInvoice';

	public function test_the_box_offers_it_for_an_invoice_that_is_there_and_asks_for_nothing_by_itself(): void {
		$order = $this->paid_order();
		self::assertStringNotContainsString( 'wc-accounting-customer-button', self::box_of_service( $order ), 'not there yet' );
		self::send_until_settled( 2 );
		$box = self::box_of_service( $order );
		self::assertSame( 1, substr_count( $box, 'wc-accounting-customer-button' ), 'the invoice has one, its payment has none' );
		self::assertMatchesRegularExpression( '/form="wc-accounting-xero-customer-invoice-form"/', $box );
		self::assertArrayNotHasKey( self::CALL, Books::calls() );
	}

	public function test_who_asks_is_told_and_the_second_time_costs_no_call(): void {
		$order = $this->delivered();
		$id    = str_replace( '-', '', Books::all( 'invoices' )[0]['InvoiceID'] );
		$spent = self::xero()->queue->begin()['queue']['spent'];
		$asked = $this->ask( $order );
		self::assertSame( 200, $asked['status'], $asked['body'] );
		$html = json_decode( $asked['body'], true )['data']['html'];
		self::assertStringContainsString( "<a href=\"https://in.xero.com/$id\" target=\"_blank\" rel=\"noopener noreferrer\">", $html );
		self::assertSame( 1, Books::calls()[ self::CALL ] );
		self::assertNotEquals( $spent, self::xero()->queue->begin()['queue']['spent'], 'it is one of the calls of the day' );

		$page = $this->ask( $order, 'shop_manager', array(), '/wp-admin/admin-post.php' );
		self::assertSame( 200, $page['status'] );
		self::assertStringContainsString( "href=\"https://in.xero.com/$id\"", $page['body'], 'without a script' );
		self::assertSame( 1, Books::calls()[ self::CALL ], 'kept' );
	}

	public function test_a_draft_has_none_and_says_why(): void {
		$this->settings( array( 'invoice_status' => 'DRAFT' ) );
		$order = $this->unpaid_order();
		self::send_until_settled( 2 );
		self::assertSame( 'DRAFT', Books::all( 'invoices' )[0]['Status'] );
		$asked = $this->ask( $order );
		self::assertSame( 200, $asked['status'], $asked['body'] );
		self::assertStringContainsString( 'no address for the customer', $asked['body'] );
		self::assertStringContainsString( 'must be approved', $asked['body'], 'Xero\'s own words' );
		self::assertStringNotContainsString( '<a ', $asked['body'] );
		$this->ask( $order );
		self::assertSame( 1, Books::calls()[ self::CALL ], 'for a minute nobody asks again' );
	}

	public function test_what_xero_says_of_it_is_text(): void {
		$order = $this->delivered();
		$body  = array( 'Message' => '<img src=x onerror=alert(1)>' );
		Books::fault( 'GET', 'OnlineInvoice', array( 'kind' => 'status', 'code' => 400, 'body' => $body ) );
		$html = json_decode( $this->ask( $order )['body'], true )['data']['html'];
		self::assertStringContainsString( '&lt;img', $html );
		self::assertStringNotContainsString( '<img', $html );
		self::assertStringNotContainsString( '<img', $this->ask( $order, 'shop_manager', array(), '/wp-admin/admin-post.php' )['body'] );
	}

	/**
	 * @return array<string, array{0: string}>
	 */
	public static function hostile(): array {
		return array(
			'a script'        => array( 'javascript:alert(document.domain)' ),
			'data'            => array( 'data:text/html,<script>alert(1)</script>' ),
			'not encrypted'   => array( 'http://in.xero.com/abc' ),
			'a quote'         => array( 'https://in.xero.com/" onmouseover="alert(1)' ),
			'an apostrophe'   => array( "https://in.xero.com/' onmouseover='alert(1)" ),
			'a tag'           => array( 'https://in.xero.com/<img src=x>' ),
			'another host'    => array( 'https://in.xero.com@evil.example/' ),
			'ten kilobytes'   => array( 'https://in.xero.com/' . str_repeat( 'x', 10_000 ) ),
			'two lines'       => array( "https://in.xero.com/a\nb" ),
			'letters unseen'  => array( "https://in.xero.com/\u{202E}moc" ),
		);
	}

	/**
	 * @dataProvider hostile
	 */
	public function test_an_address_that_nobody_should_be_led_to_is_not_linked( string $url ): void {
		$order = $this->delivered();
		$body  = array( 'OnlineInvoices' => array( array( 'OnlineInvoiceUrl' => $url ) ) );
		Books::fault( 'GET', 'OnlineInvoice', array( 'kind' => 'status', 'code' => 200, 'body' => $body ) );
		$asked = $this->ask( $order );
		self::assertSame( 502, $asked['status'], $asked['body'] );
		self::assertStringContainsString( 'did not tell the address', $asked['body'] );
		foreach ( array( 'href', 'alert', 'evil', 'in.xero.com' ) as $part ) {
			self::assertStringNotContainsString( $part, $asked['body'] );
		}
		Books::heal();
		self::assertSame( 200, $this->ask( $order )['status'], 'nothing of it was kept' );
	}

	public function test_nobody_else_is_told_and_nobody_without_the_nonce(): void {
		$order = $this->delivered();
		$manager = Visitor::of( 'shop_manager' );
		$nonces  = array(
			'none'          => '',
			'another order' => $manager->nonce( CustomerPage::nonce_action( 'xero', 'invoice', $order->get_id() + 1 ) ),
		);
		$right   = http_build_query( $this->fields( $order, $manager ) );
		foreach ( array( '/wp-admin/admin-ajax.php' => 403, '/wp-admin/admin-post.php' => 405 ) as $door => $no_post ) {
			foreach ( array( 'customer', 'editor' ) as $role ) {
				$got = $this->ask( $order, $role, array(), $door )['status'];
				self::assertContains( $got, array( 302, 400, 403 ), "$role, $door" );
			}
			foreach ( $nonces as $what => $nonce ) {
				$got = $this->ask( $order, 'shop_manager', array( 'nonce' => $nonce ), $door )['status'];
				self::assertSame( 403, $got, "$what, $door" );
			}
			self::assertSame( $no_post, $manager->visit( "$door?$right" )['status'], "no POST, $door" );
		}
		self::assertArrayNotHasKey( self::CALL, Books::calls() );
	}

	/** What rests, rests; and a kind of document without such pages is not asked after. */
	public function test_while_sending_rests_nothing_is_asked(): void {
		$order = $this->delivered();
		$this->option( 'wc_xero_enable_api_connection', 'no' );
		self::assertSame( 409, $this->ask( $order )['status'] );
		$this->option( 'wc_xero_enable_api_connection', 'yes' );
		self::assertSame( 404, $this->ask( $order, 'shop_manager', array( 'document' => 'payment' ) )['status'] );

		Books::fault( 'GET', 'OnlineInvoice', array( 'kind' => 'status', 'code' => 429, 'retry_after' => 600 ) );
		self::assertSame( 502, $this->ask( $order )['status'] );
		self::assertSame( 'rate_limited', self::xero()->queue->hold()['hold'] ?? '' );
		Books::heal();
		$calls = Books::calls();
		self::assertSame( 409, $this->ask( $order )['status'] );
		self::assertSame( $calls, Books::calls() );
	}

	/** An order whose invoice is in Xero. */
	private function delivered(): \WC_Order {
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		self::assert_delivered( 'invoice', $order );
		return $order;
	}

	/**
	 * @param array<string, string> $otherwise Fields.
	 * @return array{status: int, location: string, body: string}
	 */
	private function ask(
		\WC_Order $order,
		string $role = 'shop_manager',
		array $otherwise = array(),
		string $door = '/wp-admin/admin-ajax.php'
	): array {
		$visitor = Visitor::of( $role );
		$answer  = $visitor->visit( $door, $otherwise + $this->fields( $order, $visitor, $otherwise['document'] ?? 'invoice' ) );
		wp_cache_flush();
		return $answer;
	}

	/**
	 * @return array<string, string>
	 */
	private function fields( \WC_Order $order, Visitor $visitor, string $kind = 'invoice' ): array {
		return array(
			'action'   => CustomerPage::action( 'xero' ),
			'document' => $kind,
			'order_id' => (string) $order->get_id(),
			'subject'  => (string) $order->get_id(),
			'nonce'    => $visitor->nonce( CustomerPage::nonce_action( 'xero', $kind, $order->get_id() ) ),
		);
	}
}
