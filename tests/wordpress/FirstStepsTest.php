<?php
/**
 * The first minutes.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\FirstSteps;
use WcAccounting\Connector\Installation;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Schema;

/**
 * Issue 10.27.
 *
 * @group woocommerce
 */
final class FirstStepsTest extends ShopTestCase {

	public function test_a_new_installation_says_so_once_and_leads_to_the_steps(): void {
		delete_option( Name::of( 'kledo', Installation::AT_OPTION ) );
		delete_option( Name::of( 'kledo', Installation::STEPS_OPTION ) );
		$install = fn () => ( new Schema( new \WcAccounting\Database\Database() ) )->install();
		$install();
		// A page of wp-admin makes up for an activation that this site never saw, as on a new site of a network.
		$page = $this->page( 'index.php' );
		self::assertStringContainsString( 'Show me the steps', $page );
		self::assertStringContainsString( 'This shop is connected to Kledo already.', $page, 'the official plugin left its key' );
		$key = get_option( 'wc_kledo_api_key' );
		delete_option( 'wc_kledo_api_key' );
		self::assertStringContainsString( 'It takes a few minutes to connect it.', $this->page( 'index.php' ) );
		update_option( 'wc_kledo_api_key', $key, false );
		wp_cache_flush();
		self::assertEqualsWithDelta( time(), Installation::at( 'kledo' ), 60 );

		self::assertStringContainsString( 'The first steps', $this->page( 'admin.php?page=wc-kledo' ) );
		$later = $this->page( 'index.php' );
		self::assertStringNotContainsString( 'Show me the steps', $later, 'seen' );
		wp_cache_flush();
		$install();
		self::assertSame( Installation::STEPS_SEEN, Installation::steps( 'kledo' ), 'an update is no installation' );
	}

	public function test_each_step_is_ticked_when_it_is_done(): void {
		Installation::set_steps( 'kledo', Installation::STEPS_SEEN );
		delete_option( 'wc_kledo_api_key' );
		self::assertSame( array( false, false, false, false ), $this->ticks() );

		update_option( 'wc_kledo_api_key', getenv( 'SANDBOX_KEY' ), false );
		self::assertSame( array( true, false, false, false ), $this->ticks() );
		$this->check()->test();
		self::assertSame( array( true, true, false, false ), $this->ticks() );
		$this->option( 'wc_kledo_enable_order', 'yes' );
		self::assertStringContainsString( 'tab=invoice', $this->rendered(), 'the way to what was not chosen yet' );
		$this->option( 'wc_kledo_enable_invoice', 'yes' );
		self::assertSame( array( true, true, true, false ), $this->ticks() );
		self::plugin()->start_day->notice();
		self::assertSame( array( true, true, true, false ), $this->ticks(), 'the owner was not asked yet' );
		self::assertStringNotContainsString( 'That looks right', $this->rendered() );
		$this->orders_count_from( time() );
		self::assertSame( array( true, true, true, true ), $this->ticks() );
		self::assertStringContainsString( 'That looks right', $this->rendered() );
	}

	public function test_the_newest_order_is_shown_with_both_totals(): void {
		Installation::set_steps( 'kledo', Installation::STEPS_SEEN );
		$order = $this->order();
		$order->set_total( '149999' );
		$order->save();

		$html = html_entity_decode( wp_strip_all_tags( $this->rendered() ) );

		self::assertStringContainsString( "Order #{$order->get_id()}", $html );
		self::assertMatchesRegularExpression( '/149[.,]999/', $html );
		self::assertMatchesRegularExpression( '/150[.,]000/', $html );
		self::assertStringContainsString( "WC/SO/{$order->get_id()}", $html );
		self::assertSame( array(), Sandbox::requests(), 'a preview sends nothing' );
	}

	public function test_they_are_gone_when_the_owner_says_so(): void {
		self::assertSame( '', $this->rendered() );
	}

	public function test_what_failed_is_offered_only_when_something_did_and_an_empty_chart_says_so(): void {
		$page = $this->page( 'admin.php?page=wc-kledo&tab=transactions' );
		self::assertStringContainsString( 'Nothing was sent in the last 30 days', $page );
		self::assertStringNotContainsString( 'Show what failed', $page );

		$this->processing_order();
		self::sql( "UPDATE {deliveries} SET status = 'failed', next_attempt_at = NULL" );
		$page = $this->page( 'admin.php?page=wc-kledo&tab=transactions' );
		self::assertStringNotContainsString( 'Nothing was sent in the last 30 days', $page );
		self::assertStringContainsString( 'Show what failed', $page );
	}

	/**
	 * Of the four steps that have one.
	 *
	 * @return list<bool>
	 */
	private function ticks(): array {
		preg_match_all( '#<li( class="is-done")?><a #', $this->rendered(), $found );
		return array_map( static fn ( string $class ): bool => '' !== $class, $found[1] );
	}

	private function rendered(): string {
		wp_set_current_user( 1 );
		$plugin  = self::plugin();
		$preview = new \WcAccounting\Admin\OrderPreview( $plugin->connector, $plugin->orders, $plugin->documents, $plugin->messages );
		$steps   = new FirstSteps(
			new \WcAccounting\Admin\Page( 'kledo', 'wc-kledo' ),
			$plugin->connector,
			$plugin->keys,
			$this->check(),
			$plugin->settings,
			$plugin->start_day,
			$plugin->orders,
			$preview
		);
		ob_start();
		$steps->render();
		return (string) ob_get_clean();
	}

	private function check(): \WcAccounting\Admin\ConnectionCheck {
		$plugin = self::plugin();
		return new \WcAccounting\Admin\ConnectionCheck(
			$plugin->connector,
			$plugin->keys,
			$plugin->queue,
			$plugin->recognition,
			$plugin->after_response,
			$plugin->messages,
			$plugin->settings
		);
	}

	private function page( string $path ): string {
		return Visitor::of( 'administrator' )->page( '/wp-admin/' . $path );
	}
}
