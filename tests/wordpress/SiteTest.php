<?php
/**
 * A database that wakes up on another site sends nothing until somebody says what that site is (issue 10.10).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Relocation;
use WcAccounting\Delivery\Status;
use WcAccounting\Environment\Site;

final class SiteTest extends ShopTestCase {

	/** Mark of a sandbox's key; a copy needs one of its own. */
	private const OTHER_KEY = 'kledo_pat_demo00_sandboxkey_of_the_copy';

	protected function tearDown(): void {
		$this->move_to( (string) getenv( 'SITE_URL' ) );
		parent::tearDown();
	}

	/** As after a database was restored at another address: the constants of wp-config.php would hide it from update_option(). */
	private function move_to( string $address ): void {
		global $wpdb;
		$wpdb->update( $wpdb->options, array( 'option_value' => $address ), array( 'option_name' => 'siteurl' ) );
		wp_cache_flush();
	}

	/** A shop whose queue knows its site, with one delivery waiting. */
	private function waiting_order(): \WC_Order {
		self::run_worker();
		return $this->processing_order();
	}

	private static function requests(): int {
		return count( Sandbox::requests() );
	}

	public function test_a_copy_sends_looks_up_and_tests_nothing_until_somebody_answers(): void {
		$accepted = $this->processing_order();
		self::run_worker();
		$waiting = $this->processing_order();
		self::pass( 2 * self::MINUTE );
		$before = self::requests();

		$this->move_to( 'https://staging.example.test' );
		self::run_worker();
		self::plugin()->by_hand->check_now( array( self::row( $accepted )->id ) );
		self::plugin()->by_hand->retry_now( array( self::row( $waiting )->id ) );
		self::plugin()->sweeper->sweep();
		$tested = self::plugin()->connector->test_connection();

		self::assertSame( $before, self::requests() );
		self::assertFalse( $tested['ok'] );
		self::assertSame( 'site_unclear', self::plugin()->connector->obstacle()['code'] );
		self::assertSame(
			array( Status::Accepted, Status::Pending ),
			array( self::row( $accepted )->status, self::row( $waiting )->status )
		);
	}

	public function test_the_live_shop_that_moved_goes_on_and_the_time_until_the_answer_does_not_count(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 503 ) );
		$order = $this->waiting_order();
		self::run_worker();
		$this->move_to( 'https://new.example.test' );
		self::run_worker();
		$asked             = (array) get_option( Site::OPTION );
		$asked['asked_at'] = time() - 3 * self::HOUR;
		update_option( Site::OPTION, $asked );
		self::sql( 'UPDATE {deliveries} SET first_attempt_at = UTC_TIMESTAMP() - INTERVAL 4 HOUR' );

		Relocation::answer( Site::LIVE, self::plugin()->site, array( self::plugin()->relocation ) );

		self::assertEqualsWithDelta( self::HOUR, time() - self::row( $order )->first_attempt_at, 5 );
		Sandbox::heal();
		for ( $run = 0; $run < 3; $run++ ) {
			self::pass( self::HOUR );
			self::run_worker();
		}
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	public function test_a_copy_does_not_use_the_live_shops_key_and_says_so(): void {
		$order = $this->waiting_order();
		$this->move_to( 'https://staging.example.test' );
		Relocation::answer( Site::COPY, self::plugin()->site, array( self::plugin()->relocation ) );
		$before = self::requests();

		self::run_worker();

		self::assertSame( $before, self::requests() );
		self::assertSame( 'copy_without_key', self::plugin()->connector->obstacle()['code'] );
		self::assertSame( Status::Pending, self::row( $order )->status );
		self::assertMatchesRegularExpression( '/This site is a copy of 127\.0\.0\.1:\d+\./', Process::start( 'notices.php' )->output() );
	}

	public function test_a_copy_with_a_key_of_its_own_sends_its_orders_and_not_those_that_waited_in_the_live_shop(): void {
		$copied = $this->waiting_order();
		self::sql( 'UPDATE {deliveries} SET created_at = created_at - INTERVAL 1 MINUTE' );
		$this->move_to( 'https://staging.example.test' );
		Relocation::answer( Site::COPY, self::plugin()->site, array( self::plugin()->relocation ) );
		self::sql( 'UPDATE {deliveries} SET created_at = created_at - INTERVAL 1 MINUTE' );
		sleep( 1 );
		$own = $this->processing_order();
		Sandbox::use_key( self::OTHER_KEY );
		update_option( 'wc_kledo_api_key', self::OTHER_KEY, false );

		self::run_worker();

		self::assertNull( self::row( $copied ) );
		self::assertSame( Status::Accepted, self::row( $own )->status );
		self::assertSame( '', self::reread( $copied )->get_meta( '_wc_kledo_order_synced' ) );
	}

	/**
	 * @return array<string, array{0: string}>
	 */
	public static function addresses_of_the_same_site(): array {
		return array(
			'https for http' => array( 'https://%s' ),
			'www.'           => array( 'http://www.%s' ),
			'a slash'        => array( 'http://%s/' ),
			'capitals'       => array( 'HTTP://%s' ),
		);
	}

	/**
	 * @dataProvider addresses_of_the_same_site
	 */
	public function test_a_change_that_is_no_move_changes_nothing( string $address ): void {
		$order = $this->waiting_order();
		$this->move_to( sprintf( $address, (string) preg_replace( '~^http://~', '', (string) getenv( 'SITE_URL' ) ) ) );

		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	public function test_an_address_by_language_or_by_the_visitors_host_is_no_move(): void {
		$order = $this->waiting_order();
		$this->hook( 'option_siteurl', static fn (): string => 'https://shop.example.test/id' );
		$this->hook( 'option_home', static fn (): string => 'https://shop.example.test/id' );
		$_SERVER['HTTP_HOST'] = 'forged.example.test';

		try {
			self::run_worker();
		} finally {
			unset( $_SERVER['HTTP_HOST'] );
		}

		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	public function test_a_search_and_replace_of_the_address_does_not_touch_what_is_remembered(): void {
		self::run_worker();
		$host = (string) wp_parse_url( (string) getenv( 'SITE_URL' ), PHP_URL_HOST );

		self::assertStringNotContainsString( $host, (string) wp_json_encode( get_option( Site::OPTION ) ) );
		self::assertStringStartsWith( $host, self::plugin()->site->former_address() );
	}

	public function test_another_kind_of_environment_is_asked_about(): void {
		$order = $this->waiting_order();

		$output = Process::start( 'deliver.php', array( '0' ), array( 'CONSTANTS' => '{"WP_ENVIRONMENT_TYPE":"staging"}' ) )->output();
		$notice = Process::start( 'notices.php', array(), array( 'CONSTANTS' => '{"WP_ENVIRONMENT_TYPE":"staging"}' ) )->output();

		self::assertSame( Status::Pending, self::row( $order )->status, $output );
		self::assertStringContainsString( 'was of the kind &quot;production&quot;', $notice );
	}

	/**
	 * @return array<string, array{0: string, 1: Status}>
	 */
	public static function constants(): array {
		return array(
			'live' => array( 'live', Status::Accepted ),
			'copy' => array( 'copy', Status::Pending ),
		);
	}

	/**
	 * @dataProvider constants
	 */
	public function test_the_constant_answers( string $answer, Status $expected ): void {
		$order = $this->waiting_order();
		$this->move_to( 'https://elsewhere.example.test' );

		$constants = (string) wp_json_encode( array( Site::CONSTANT => $answer ) );
		Process::start( 'deliver.php', array( '0' ), array( 'CONSTANTS' => $constants ) )->output();

		self::assertSame( $expected, self::row( $order )->status );
	}

	/** Issue 11: what the constant says of a site is no less than what a person says. */
	public function test_on_a_copy_by_the_constant_orders_count_from_now_on_once(): void {
		$this->waiting_order();
		$this->orders_count_from( 1000 );
		$this->move_to( 'https://elsewhere.example.test' );
		$constants = (string) wp_json_encode( array( Site::CONSTANT => Site::COPY ) );
		$from      = static function () use ( $constants ): int {
			Process::start( 'deliver.php', array( '0' ), array( 'CONSTANTS' => $constants ) )->output();
			wp_cache_flush();
			$runtime = self::plugin();
			return (int) $runtime->start_day->of( $runtime->connector->description()->document( 'order' ) );
		};

		$began = $from();
		self::assertEqualsWithDelta( time(), $began, 20 );
		sleep( 1 );
		self::assertSame( $began, $from(), 'the next run begins nothing anew' );
	}

	public function test_the_answer_needs_the_right_the_nonce_and_a_post(): void {
		$this->waiting_order();
		$this->move_to( 'https://staging.example.test' );
		$path   = '/wp-admin/admin-post.php';
		$answer = static fn ( string $role ): array => array(
			'action' => 'wc_accounting_site',
			'site_is' => 'live',
			'_wpnonce' => Visitor::of( $role )->nonce( 'wc_accounting_site' ),
		);

		Visitor::of( Visitor::ANONYMOUS )->visit( $path, $answer( Visitor::ANONYMOUS ) );
		self::assertSame( 403, Visitor::of( 'customer' )->visit( $path, $answer( 'customer' ) )['status'] );
		self::assertSame(
			403,
			Visitor::of( 'shop_manager' )->visit( $path, array( '_wpnonce' => 'x' ) + $answer( 'shop_manager' ) )['status']
		);
		self::assertSame(
			403,
			Visitor::of( 'shop_manager' )->visit( $path . '?' . http_build_query( $answer( 'shop_manager' ) ) )['status']
		);
		wp_cache_flush();
		self::assertTrue( self::plugin()->site->is_unclear() );

		self::assertSame( 302, Visitor::of( 'shop_manager' )->visit( $path, $answer( 'shop_manager' ) )['status'] );
		wp_cache_flush();
		self::assertFalse( self::plugin()->site->is_unclear() );
	}
}
