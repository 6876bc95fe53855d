<?php
/**
 * Delivering where PHP cannot go on after its answer (10.19): run.sh serves the site by `php -S` and by Apache's module for
 * these tests. They look at which request asks Kledo, not at clocks.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\BackgroundRun;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\AfterResponse;

/**
 * @group sapi
 */
final class SapiTest extends ShopTestCase {

	/** Takes down who asks Kledo; and changes an order's status in a page of the shop, as a payment does. */
	private const LISTENER = <<<'PHP'
		add_action( 'wc_kledo_http_request', static function (): void {
			$asker = array( PHP_SAPI, basename( $_SERVER['SCRIPT_NAME'] ), $_POST['action'] ?? '' );
			file_put_contents( '%1$s', implode( ' ', $asker ) . "\n", FILE_APPEND );
		} );
		add_action( 'wp_loaded', static function (): void {
			if ( isset( $_GET['test_pay'] ) ) {
				$order = wc_get_order( (int) $_GET['test_pay'] );
				$order->update_status( 'processing' );
				exit( 'paid' );
			}
		} );
		PHP;

	private string $askers;

	protected function setUp(): void {
		parent::setUp();
		self::wait_until_nobody_delivers();
		$this->askers = (string) tempnam( sys_get_temp_dir(), 'wc-accounting-askers' );
		$this->foreign_code( sprintf( self::LISTENER, $this->askers ) );
	}

	protected function tearDown(): void {
		self::wait_until_nobody_delivers();
		parent::tearDown();
		unlink( $this->askers );
	}

	private static function wait_for( callable $condition ): bool {
		for ( $tries = 0; $tries < 600 && ! $condition(); $tries++ ) {
			usleep( 50_000 );
		}
		return $condition();
	}

	private static function wait_until_nobody_delivers(): void {
		$is_free = static fn (): bool => ! self::plugin()->database->is_locked( 'after_response' );
		self::assertTrue( self::wait_for( $is_free ) );
	}

	private static function wait_until_accepted( \WC_Order $order ): void {
		self::assertTrue( self::wait_for( static fn (): bool => Status::Accepted === self::row( $order )?->status ) );
	}

	/**
	 * @return list<string> SAPI, script and action of each request that asked Kledo something.
	 */
	private function askers(): array {
		return (array) file( $this->askers, FILE_IGNORE_NEW_LINES );
	}

	/** What the page's script would send; null when it has none. */
	private static function request_of( string $page ): ?array {
		$is_there = preg_match( '~<script[^>]* id="wc-accounting-kledo-deliver-overdue"[^>]*>(.*?)</script>~s', $page, $script );
		if ( 1 !== $is_there ) {
			return null;
		}
		self::assertSame( 1, preg_match( '/URLSearchParams\( (\{.*?\}) \)/', $script[1], $fields ), $script[1] );
		return json_decode( $fields[1], true );
	}

	private static function ask( array $fields, string $role = 'administrator' ): array {
		return Visitor::of( $role )->visit( '/wp-admin/admin-ajax.php', $fields );
	}

	public function test_10_19_a_page_of_wp_admin_delivers_nothing_and_has_it_done_by_another_request_once_a_minute(): void {
		$first = $this->processing_order();

		$page = Visitor::of( 'administrator' )->page( '/wp-admin/index.php' );
		self::assertSame( array(), $this->askers(), 'the page asks nobody' );
		self::assertSame( Status::Pending, self::row( $first )->status );
		$fields = self::request_of( $page );
		self::assertSame( BackgroundRun::action( 'kledo' ), $fields['action'] );

		self::assertTrue( json_decode( self::ask( $fields )['body'], true )['data']['delivers'] );
		self::wait_until_accepted( $first );
		self::assertStringEndsWith( ' admin-ajax.php ' . BackgroundRun::action( 'kledo' ), $this->askers()[0] );
		self::assertStringStartsNotWith( 'fpm', $this->askers()[0] );

		$second = $this->processing_order();
		self::assertNull( self::request_of( Visitor::of( 'administrator' )->page( '/wp-admin/index.php' ) ), 'a minute has not passed' );
		self::assertFalse( json_decode( self::ask( $fields )['body'], true )['data']['delivers'] );
		self::assertSame( Status::Pending, self::row( $second )->status );

		self::sql( 'UPDATE {queues} SET fallback_at = fallback_at - INTERVAL 61 SECOND' );
		self::ask( self::request_of( Visitor::of( 'administrator' )->page( '/wp-admin/index.php' ) ) );
		self::wait_until_accepted( $second );
	}

	public function test_10_19_nothing_is_asked_for_while_nothing_is_overdue_nor_of_people_without_the_right(): void {
		self::assertNull( self::request_of( Visitor::of( 'administrator' )->page( '/wp-admin/index.php' ) ) );

		$order = $this->processing_order();
		self::assertNull( self::request_of( Visitor::of( 'editor' )->page( '/wp-admin/index.php' ) ) );
		$action = BackgroundRun::action( 'kledo' );
		$fields = array( 'action' => $action, 'nonce' => Visitor::of( 'editor' )->nonce( $action ) );
		self::assertSame( 403, self::ask( $fields, 'editor' )['status'] );
		self::assertSame( 403, self::ask( array( 'nonce' => 'wrong' ) + $fields )['status'] );
		self::assertSame( Status::Pending, self::row( $order )->status );
	}

	public function test_10_19_a_status_hook_wakes_another_request_which_delivers(): void {
		$order = $this->order();

		self::assertSame( 'paid', Visitor::of( Visitor::ANONYMOUS )->visit( '/?test_pay=' . $order->get_id() )['body'] );

		self::wait_until_accepted( $order );
		self::assertSame( array( 'admin-ajax.php ' . AfterResponse::wake_up_action( 'kledo' ) ), $this->askers_without_sapi() );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	public function test_10_19_a_kledo_that_hangs_is_asked_by_another_request_than_the_page_that_queued(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'hang' ) );
		$order = $this->order();

		self::assertSame( 'paid', Visitor::of( Visitor::ANONYMOUS )->visit( '/?test_pay=' . $order->get_id() )['body'] );

		self::assertTrue( self::wait_for( static fn (): bool => Status::Sending === self::row( $order )->status ) );
		$page = Visitor::of( 'administrator' )->page( '/wp-admin/index.php' );
		self::assertStringContainsString( '</html>', $page );
		self::assertSame( array( 'admin-ajax.php ' . AfterResponse::wake_up_action( 'kledo' ) ), array_unique( $this->askers_without_sapi() ) );
	}

	public function test_10_19_who_is_at_work_is_not_woken_again(): void {
		$woken = $this->askers . '-woken';
		$this->foreign_code(
			sprintf(
				"'%s' === ( \$_POST['action'] ?? '' ) && file_put_contents( '%s', '.', FILE_APPEND );",
				AfterResponse::wake_up_action( 'kledo' ),
				$woken
			)
		);
		$order = $this->order();
		self::assertTrue( self::plugin()->database->lock( 'after_response' ) );
		try {
			Visitor::of( Visitor::ANONYMOUS )->visit( '/?test_pay=' . $order->get_id() );
			Visitor::of( Visitor::ANONYMOUS )->visit( '/' );
			self::assertFileDoesNotExist( $woken );
		} finally {
			self::plugin()->database->unlock( 'after_response' );
		}
		$next = $this->order();
		Visitor::of( Visitor::ANONYMOUS )->visit( '/?test_pay=' . $next->get_id() );
		self::wait_until_accepted( $next );
		self::assertStringEqualsFile( $woken, '.' );
		unlink( $woken );
	}

	public function test_10_19_nobody_outside_can_have_anything_delivered(): void {
		$order = $this->processing_order();
		$right = AfterResponse::wake_up_fields( 'kledo', time() );
		$wrong = array(
			'no token'           => array( 'action' => AfterResponse::wake_up_action( 'kledo' ) ),
			'a wrong token'      => array( AfterResponse::TOKEN => str_repeat( '0', 64 ) ) + $right,
			'of another time'    => array( AfterResponse::AT => (string) ( time() - 5 ) ) + $right,
			'an old token'       => AfterResponse::wake_up_fields( 'kledo', time() - 120 ),
			'one of the future'  => AfterResponse::wake_up_fields( 'kledo', time() + 120 ),
		);
		foreach ( $wrong as $name => $fields ) {
			self::assertSame( 403, self::ask( $fields, Visitor::ANONYMOUS )['status'], $name );
		}
		self::assertSame( 403, self::ask( $wrong['no token'], Visitor::ANONYMOUS )['status'] );
		self::assertSame( array(), $this->askers() );
		self::assertSame( Status::Pending, self::row( $order )->status );

		self::assertSame( 200, self::ask( $right, Visitor::ANONYMOUS )['status'] );
		self::wait_until_accepted( $order );
	}

	/**
	 * @return list<string>
	 */
	private function askers_without_sapi(): array {
		return array_map( static fn ( string $asker ): string => explode( ' ', $asker, 2 )[1], $this->askers() );
	}

	/**
	 * @group woocommerce
	 */
	public function test_10_19_a_checkout_asks_nobody_and_its_order_arrives(): void {
		$words = array( dirname( __DIR__ ) . '/rig/place-order.sh', (string) getenv( 'SITE_NAME' ), (string) $this->product()->get_id() );
		exec( implode( ' ', array_map( 'escapeshellarg', $words ) ) . ' 2>&1', $output );
		$order = self::plugin()->orders->fresh( (int) end( $output ) );
		self::assertNotNull( $order, implode( "\n", $output ) );

		self::wait_until_accepted( $order );
		self::assertSame( array( 'admin-ajax.php ' . AfterResponse::wake_up_action( 'kledo' ) ), $this->askers_without_sapi() );
	}
}
