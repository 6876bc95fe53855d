<?php
/**
 * What happens in the web server: needs the site to be served.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Status;

final class WebTest extends ShopTestCase {

	/**
	 * Waits for what a PHP worker does after its answer; in vain only in a test that fails.
	 *
	 * @return bool Whether it came.
	 */
	private static function wait_for( callable $condition ): bool {
		for ( $tries = 0; $tries < 600; $tries++ ) {
			if ( $condition() ) {
				return true;
			}
			usleep( 50_000 );
		}
		return false;
	}

	/** Waits until no PHP worker does anything any more. */
	private static function wait_until_idle(): void {
		// The one that says so is at work itself.
		$is_idle = static fn (): bool => 1 === json_decode(
			(string) file_get_contents( getenv( 'SITE_URL' ) . '/fpm-status?json' ),
			true
		)['active processes'];
		// Asked again, it might meet a worker that WordPress has sent for by itself meanwhile.
		self::assertTrue( self::wait_for( $is_idle ) );
	}

	public function test_a_page_of_wp_admin_delivers_what_is_overdue_after_it_was_sent(): void {
		Sandbox::settings( array( 'latency_ms' => 4000 ) );
		$order = $this->processing_order();

		Visitor::of( 'administrator' )->page( '/wp-admin/index.php' );

		self::assertContains(
			self::row( $order )->status,
			array( Status::Pending, Status::Sending ),
			'the page came before the answer of Kledo'
		);
		self::wait_for( static fn (): bool => Status::Accepted === self::row( $order )->status );
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	public function test_wp_admin_stands_in_for_cron_at_most_once_a_minute(): void {
		$first = $this->processing_order();
		Visitor::of( 'administrator' )->visit( '/wp-admin/index.php' );
		self::wait_for( static fn (): bool => Status::Accepted === self::row( $first )->status );
		$second = $this->processing_order();

		Visitor::of( 'administrator' )->visit( '/wp-admin/index.php' );
		self::wait_until_idle();
		self::assertSame( Status::Pending, self::row( $second )->status );

		self::sql( 'UPDATE {queues} SET fallback_at = fallback_at - INTERVAL 61 SECOND' );
		Visitor::of( 'administrator' )->visit( '/wp-admin/index.php' );
		self::wait_for( static fn (): bool => Status::Accepted === self::row( $second )->status );
		self::assertSame( Status::Accepted, self::row( $second )->status );
	}

	/**
	 * @group woocommerce
	 */
	public function test_a_customers_order_is_delivered_after_the_answer_and_a_hanging_kledo_is_not_felt(): void {
		$product = $this->product();
		$quick   = $this->place_order( $product );
		self::wait_for( static fn (): bool => Status::Accepted === self::row( $quick )?->status );
		self::assertSame( Status::Accepted, self::row( $quick )->status );

		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'hang' ) );
		$hanging = $this->place_order( $product );

		self::assertContains(
			self::row( $hanging )->status,
			array( Status::Pending, Status::Sending ),
			'the customer was let go before Kledo was given up'
		);
		self::wait_for( static fn (): bool => Status::Sending === self::row( $hanging )->status );
		self::assertSame( Status::Sending, self::row( $hanging )->status );
	}

	/**
	 * @group woocommerce
	 */
	public function test_the_button_on_the_order_screen_sends_the_document(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( Status::Failed, self::row( $order )->status );

		$page = Visitor::of( 'administrator' )->visit(
			str_replace( (string) getenv( 'SITE_URL' ), '', $order->get_edit_order_url() )
		)['body'];
		self::assertStringContainsString( 'form="wc-accounting-kledo-send-order"', $page );
		self::assertSame( 1, preg_match( '/<form id="wc-accounting-kledo-send-order".*?name="_wpnonce" value="(\w+)"/s', $page, $found ) );
		$form = array(
			'action'   => \WcAccounting\Admin\OrderForms::action( 'kledo' ),
			'document' => 'order',
			'order_id' => (string) $order->get_id(),
		);

		Visitor::of( 'administrator' )->visit( '/wp-admin/admin-post.php', $form + array( '_wpnonce' => 'wrong' ) );
		Visitor::of( 'administrator' )->visit(
			'/wp-admin/admin-post.php',
			array( 'order_id' => (string) $this->order()->get_id(), '_wpnonce' => $found[1] ) + $form
		);
		self::assertSame( Status::Failed, self::row( $order )->status, 'another nonce is refused' );

		Visitor::of( 'administrator' )->visit( '/wp-admin/admin-post.php', $form + array( '_wpnonce' => $found[1] ) );
		self::wait_for( static fn (): bool => Status::Accepted === self::row( $order )->status );
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	private function place_order( \WC_Product $product ): \WC_Order {
		$output = array();
		$words = array( dirname( __DIR__ ) . '/rig/place-order.sh', (string) getenv( 'SITE_NAME' ), (string) $product->get_id() );
		exec( implode( ' ', array_map( 'escapeshellarg', $words ) ) . ' 2>&1', $output );
		$order = self::plugin()->orders->fresh( (int) end( $output ) );
		self::assertNotNull( $order, implode( "\n", $output ) );
		self::assertSame( 'processing', $order->get_status() );
		return $order;
	}
}
