<?php
/**
 * An API that answers with scripts, links, marks that turn the writing around, line breaks and a megabyte of text.
 * Needs the site to be served.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\ConnectionCheck;
use WcAccounting\Admin\Lookups;
use WcAccounting\Delivery\Status;

final class HostileTextTest extends ShopTestCase {

	private const LURE = 'Gudang <script>window.hacked=1</script> <a href="https://evil.example/">klik</a> <img src=x onerror=alert(1)> '
		. "\u{202E}txet\u{202C} \u{2066}x\u{2069}\r\n2026-01-01T00:00:00+00:00 CRITICAL forged entry\n &lt;b&gt; tidak ditemukan. ";

	private static function megabyte(): string {
		return self::LURE . str_repeat( 'Panjang sekali. ', 65_000 );
	}

	/** What everything that is shown must be: inert, and on the side that reads. */
	private static function assert_inert( string $html, string $where ): void {
		foreach ( array( '<script>window.hacked', 'href="https://evil.example/"', '<img src=x', "\u{202E}", "\u{2066}" ) as $live ) {
			self::assertStringNotContainsString( $live, $html, $where );
		}
	}

	private function rejected_order(): \WC_Order {
		Sandbox::fault(
			'POST',
			'woocommerce/order',
			array( 'kind' => 'status', 'code' => 400, 'body' => array( 'success' => false, 'message' => self::megabyte() ) ),
			1
		);
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( Status::Failed, self::row( $order )->status );
		return $order;
	}

	/**
	 * @group woocommerce
	 */
	public function test_a_megabyte_of_lures_is_inert_and_readable_wherever_it_is_shown(): void {
		$order = $this->rejected_order();
		$admin = Visitor::of( 'administrator' );
		$pages = array(
			'the list'        => '/wp-admin/admin.php?page=wc-kledo&tab=transactions&view=failed',
			'the search'      => '/wp-admin/admin.php?page=wc-kledo&tab=transactions&failure=' . rawurlencode( 'tidak ditemukan' ),
			'the order'       => str_replace( (string) getenv( 'SITE_URL' ), '', $order->get_edit_order_url() ),
			'the report'      => '/wp-admin/admin.php?page=wc-kledo&tab=support',
			'the orders list' => 'hpos' === getenv( 'STORAGE' )
				? '/wp-admin/admin.php?page=wc-orders'
				: '/wp-admin/edit.php?post_type=shop_order',
		);
		$sizes = array();
		foreach ( $pages as $where => $path ) {
			$html            = $admin->page( $path );
			$sizes[ $where ] = strlen( $html );
			self::assert_inert( $html, $where );
			if ( in_array( $where, array( 'the list', 'the search', 'the order' ), true ) ) {
				self::assertStringContainsString( 'tidak ditemukan', $html, $where );
			}
		}
		self::assertLessThan( 400_000, max( $sizes ), (string) wp_json_encode( $sizes ) );

		$note = self::kledo_notes( $order )[0];
		self::assertLessThan( 2_500, strlen( $note ) );
		self::assertStringContainsString( 'tidak ditemukan', $note );
		self::assert_inert( $note, 'the note' );

		$log = array_filter( explode( "\n", self::log() ) );
		self::assertSame( array(), preg_grep( '/^2026-01-01T00:00:00/', $log ), 'no entry is forged' );
		self::assertNotSame( array(), preg_grep( '/. CRITICAL forged entry/', $log ), 'it was written down as what it is' );
		self::assertLessThan( 8_000, max( array_map( 'strlen', $log ) ) );
		self::assertLessThan(
			5_000,
			strlen( (string) self::rows()[0]['last_error'] ) + strlen( (string) self::rows()[0]['reason_detail'] )
		);
	}

	public function test_a_refusal_full_of_lures_is_inert_in_the_settings_and_the_notice(): void {
		Sandbox::fault(
			'POST',
			'woocommerce/order',
			array( 'kind' => 'status', 'code' => 401, 'body' => array( 'success' => false, 'message' => self::megabyte() ) ),
			1
		);
		$this->processing_order();
		self::run_worker();
		Sandbox::fault(
			'GET',
			'woocommerce/connection',
			array( 'kind' => 'status', 'code' => 401, 'body' => array( 'success' => false, 'message' => self::megabyte() ) ),
			1
		);
		$admin  = Visitor::of( 'administrator' );
		$answer = json_decode(
			$admin->visit(
				'/wp-admin/admin-ajax.php',
				array( 'action' => ConnectionCheck::action( 'kledo' ), 'nonce' => $admin->nonce( ConnectionCheck::action( 'kledo' ) ) )
			)['body'],
			true
		);

		self::assertFalse( $answer['data']['ok'] );
		self::assertDoesNotMatchRegularExpression( '/[\x{202A}-\x{202E}\x{2066}-\x{2069}\x00-\x1F]/u', $answer['data']['message'] );
		self::assertLessThan( 3_000, strlen( $answer['data']['message'] ) );
		foreach ( array( '/wp-admin/admin.php?page=wc-kledo', '/wp-admin/index.php' ) as $path ) {
			$html = $admin->page( $path );
			self::assertStringContainsString( 'Kledo refused the API key', $html );
			self::assert_inert( $html, $path );
		}
	}

	public function test_hostile_names_in_the_connection_test_and_the_lists_are_inert(): void {
		$admin = Visitor::of( 'administrator' );
		$ask   = static fn ( string $action, string $nonce, array $more ): array => (array) json_decode(
			$admin->visit( '/wp-admin/admin-ajax.php', array( 'action' => $action, 'nonce' => $admin->nonce( $nonce ) ) + $more )['body'],
			true
		)['data'];
		Sandbox::fault(
			'GET',
			'woocommerce/connection',
			array(
				'kind' => 'status',
				'code' => 200,
				'body' => array( 'success' => true, 'data' => array( 'name' => self::megabyte(), 'timezone' => 'Mars' ) ),
			),
			1
		);
		Sandbox::settings( array( 'accounts' => array( array( 'name' => self::LURE, 'ref_code' => '1-1<b>', 'category' => 1 ) ) ) );

		$connected = $ask( ConnectionCheck::action( 'kledo' ), ConnectionCheck::action( 'kledo' ), array() );
		$accounts  = $ask(
			Lookups::action( 'kledo' ),
			Lookups::nonce_action( 'kledo', 'accounts' ),
			array( 'kind' => 'accounts', 'search' => 'Gudang' )
		);

		self::assertStringStartsWith( 'Gudang <script>', $connected['rows'][0]['value'] );
		self::assertLessThanOrEqual( 200, mb_strlen( $connected['rows'][0]['value'] ) );
		self::assertStringContainsString( 'tidak ditemukan', $accounts['items'][0]['label'] );
		self::assertDoesNotMatchRegularExpression(
			'/[\x{202A}-\x{202E}\x{2066}-\x{2069}\x00-\x1F]/u',
			$connected['rows'][0]['value'] . $accounts['items'][0]['label']
		);
		self::assert_inert( $admin->page( '/wp-admin/admin.php?page=wc-kledo' ), 'the settings' );
	}
}
