<?php
/**
 * What happens in the web server: needs the site to be served.
 */

declare(strict_types=1);

namespace WcKledo\Tests;

use WcKledo\Delivery\Status;

final class WebTest extends ShopTestCase {

	private static string $cookies = '';

	/**
	 * A page of the site, as the administrator sees it.
	 *
	 * @param ?array<string, string> $form Fields of a POST.
	 */
	private static function visit_as_admin( string $path, ?array $form = null ): string {
		if ( '' === self::$cookies ) {
			$expires       = time() + 3600;
			$token         = \WP_Session_Tokens::get_instance( 1 )->create( $expires );
			self::$cookies = AUTH_COOKIE . '=' . wp_generate_auth_cookie( 1, $expires, 'auth', $token ) . '; ' . LOGGED_IN_COOKIE . '=' . wp_generate_auth_cookie( 1, $expires, 'logged_in', $token );
		}
		$context = stream_context_create(
			array(
				'http' => array(
					'method'        => null === $form ? 'GET' : 'POST',
					'header'        => array( 'Cookie: ' . self::$cookies, 'Content-Type: application/x-www-form-urlencoded' ),
					'content'       => http_build_query( $form ?? array() ),
					'timeout'       => 60,
					'ignore_errors' => true,
				),
			)
		);
		return (string) file_get_contents( getenv( 'SITE_URL' ) . $path, false, $context );
	}

	/** Waits for what a PHP worker does after its answer. */
	private static function wait_for( callable $condition ): void {
		for ( $tries = 0; $tries < 100 && ! $condition(); $tries++ ) {
			usleep( 50_000 );
		}
	}

	public function test_a_page_of_wp_admin_delivers_what_is_overdue_after_it_was_sent(): void {
		Sandbox::settings( array( 'latency_ms' => 2000 ) );
		$order   = $this->processing_order();
		$started = microtime( true );

		$page = self::visit_as_admin( '/wp-admin/index.php' );

		$seconds = microtime( true ) - $started;
		self::assertStringContainsString( '</html>', $page );
		self::assertNotSame( Status::Accepted, self::row( $order )->status, "the page came after $seconds s, before the answer of Kledo" );
		self::wait_for( static fn (): bool => Status::Accepted === self::row( $order )->status );
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	public function test_wp_admin_stands_in_for_cron_at_most_once_a_minute(): void {
		$first = $this->processing_order();
		self::visit_as_admin( '/wp-admin/index.php' );
		self::wait_for( static fn (): bool => Status::Accepted === self::row( $first )->status );
		$second = $this->processing_order();

		self::visit_as_admin( '/wp-admin/index.php' );
		usleep( 500_000 );
		self::assertSame( Status::Pending, self::row( $second )->status );

		self::sql( 'UPDATE {queues} SET fallback_at = fallback_at - INTERVAL 61 SECOND' );
		self::visit_as_admin( '/wp-admin/index.php' );
		self::wait_for( static fn (): bool => Status::Accepted === self::row( $second )->status );
		self::assertSame( Status::Accepted, self::row( $second )->status );
	}

	public function test_a_customers_order_is_delivered_after_the_answer_and_a_hanging_kledo_is_not_felt(): void {
		$product = $this->product();
		$quick   = $this->place_order( $product );
		self::wait_for( static fn (): bool => Status::Accepted === self::row( $quick['order'] )?->status );
		self::assertSame( Status::Accepted, self::row( $quick['order'] )->status );

		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'hang' ) );
		$hanging = $this->place_order( $product );

		self::assertLessThan( $quick['seconds'] + 2.0, $hanging['seconds'] );
		self::wait_for( static fn (): bool => Status::Sending === self::row( $hanging['order'] )->status );
		self::assertSame( Status::Sending, self::row( $hanging['order'] )->status );
	}

	public function test_the_button_on_the_order_screen_sends_the_document(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 ); // phpcs:ignore
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( Status::Failed, self::row( $order )->status );

		$page = self::visit_as_admin( str_replace( (string) getenv( 'SITE_URL' ), '', $order->get_edit_order_url() ) );
		self::assertStringContainsString( 'form="wc-kledo-order"', $page );
		self::assertSame( 1, preg_match( '/<form id="wc-kledo-order".*?name="_wpnonce" value="(\w+)"/s', $page, $found ) );
		$form = array(
			'action'   => \WcKledo\Order\OrderActions::ACTION,
			'document' => 'order',
			'order_id' => (string) $order->get_id(),
		);

		self::visit_as_admin( '/wp-admin/admin-post.php', $form + array( '_wpnonce' => 'wrong' ) );
		self::visit_as_admin( '/wp-admin/admin-post.php', array( 'order_id' => (string) $this->order()->get_id(), '_wpnonce' => $found[1] ) + $form ); // phpcs:ignore
		self::assertSame( Status::Failed, self::row( $order )->status, 'another nonce is refused' );

		self::visit_as_admin( '/wp-admin/admin-post.php', $form + array( '_wpnonce' => $found[1] ) );
		self::wait_for( static fn (): bool => Status::Accepted === self::row( $order )->status );
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	/**
	 * @return array{order: \WC_Order, seconds: float}
	 */
	private function place_order( \WC_Product $product ): array {
		$started = microtime( true );
		$output  = array();
		exec( escapeshellarg( dirname( __DIR__ ) . '/rig/place-order.sh' ) . ' ' . escapeshellarg( (string) getenv( 'SITE_NAME' ) ) . ' ' . $product->get_id() . ' 2>&1', $output );
		$seconds = microtime( true ) - $started;
		$order   = self::plugin()->orders->fresh( (int) end( $output ) );
		self::assertNotNull( $order, implode( "\n", $output ) );
		self::assertSame( 'processing', $order->get_status() );
		return array(
			'order'   => $order,
			'seconds' => $seconds,
		);
	}
}
