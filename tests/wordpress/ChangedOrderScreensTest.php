<?php
/**
 * Where orders that changed after they were sent are shown (10.17), and those that are not there any more. Needs the site to be
 * served.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\StatusView;

/**
 * @group woocommerce
 */
final class ChangedOrderScreensTest extends ShopTestCase {

	public function test_an_order_in_the_trash_and_one_that_is_gone_are_told(): void {
		$changed = static fn (): array => array_column(
			array_filter( self::rows(), static fn ( array $row ): bool => null !== $row['changed_at'] ),
			'order_id'
		);
		$order   = $this->order_in_kledo_before();
		$row     = self::row( $order );
		$order->delete( false );
		self::end_request_and_run_cron();
		self::assertSame( array( (string) $row->order_id ), $changed() );

		'hpos' === getenv( 'STORAGE' ) ? self::plugin()->orders->fresh( $row->order_id )->untrash() : wp_untrash_post( $row->order_id );
		self::end_request_and_run_cron();
		self::assertSame( array(), $changed() );
		self::plugin()->orders->fresh( $row->order_id )->delete( true );
		self::end_request_and_run_cron();
		self::assertSame( array( (string) $row->order_id ), $changed() );
		$view = new StatusView( self::plugin()->connector->description(), self::plugin()->messages );
		self::assertStringContainsString( 'The order was deleted', $view->change( $row, null ) );
	}

	public function test_the_screens_list_them(): void {
		$order = $this->order_in_kledo_before();
		$other = $this->order_in_kledo_before();
		$owner = Visitor::of( 'administrator' );
		$tab   = '/wp-admin/admin.php?page=wc-kledo&tab=transactions';
		self::assertStringNotContainsString( 'view=changed', $owner->page( $tab ) );
		$order->set_total( '120000' );
		$order->save();
		self::end_request_and_run_cron();

		self::assertStringContainsString( 'view=changed', $owner->page( $tab ) );
		$page = $owner->page( "$tab&view=changed" );
		self::assertStringContainsString( 'the order came to', $page );
		self::assertStringContainsString( 'wc-accounting-delivery-' . self::row( $order )->id, $page );
		self::assertStringNotContainsString( 'wc-accounting-delivery-' . self::row( $other )->id . '"', $page );

		$list = 'hpos' === getenv( 'STORAGE' ) ? 'admin.php?page=wc-orders' : 'edit.php?post_type=shop_order';
		$page = $owner->page( "/wp-admin/$list&wc_accounting_kledo_state=changed" );
		self::assertStringContainsString( 'wc-accounting-changed', $page );
		self::assertSame( 1, preg_match_all( '/wc-accounting-changed/', $page ), 'one order, one document' );
		self::assertDoesNotMatchRegularExpression( "/id=\"(?:order|post)-{$other->get_id()}\"/", $page );
		self::assertMatchesRegularExpression( "/id=\"(?:order|post)-{$order->get_id()}\"/", $page );
	}
}
