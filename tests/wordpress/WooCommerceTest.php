<?php
/**
 * What plugin and tests take for granted of WooCommerce.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/**
 * How WooCommerce was seen to behave. This holds on the real one and on the stand-in alike: what the other tests find out on
 * the stand-in is worth as much as this.
 */
final class WooCommerceTest extends ShopTestCase {

	private const STATUS_HOOKS = array( 'order_status_processing', 'order_status_pending_to_processing', 'order_status_changed' );

	/** @var list<array<int, mixed>> Hooks that were heard, with the numbers and texts of their arguments. */
	private array $heard = array();

	private function listen( string ...$hooks ): void {
		foreach ( $hooks as $hook ) {
			$hear = fn ( ...$arguments ) => $this->heard[] = array( $hook, ...array_filter( $arguments, 'is_scalar' ) );
			$this->hook( $hook, $hear, 99, 4 );
		}
	}

	/** To what a change from pending to processing is told by. */
	private function listen_to_status(): void {
		$this->listen( ...self::prefixed( self::STATUS_HOOKS ), ...self::prefixed( array( 'order_note_added', 'new_order' ) ) );
		$this->listen( 'woocommerce_before_order_object_save', 'woocommerce_after_order_object_save' );
	}

	/**
	 * @param list<string> $names
	 * @return list<string>
	 */
	private static function prefixed( array $names ): array {
		return array_map( static fn ( string $name ): string => "woocommerce_$name", $names );
	}

	/** What happens when an order is stored in a new status, behind what tells whether it is a new one. */
	private static function status_is_told(): array {
		return array( 'after_order_object_save', self::STATUS_HOOKS[0], 'order_note_added', self::STATUS_HOOKS[1], self::STATUS_HOOKS[2] );
	}

	/**
	 * @return list<string> Names of hooks, without what they have in common, each once.
	 */
	private function heard(): array {
		return array_values( array_unique( str_replace( 'woocommerce_', '', array_column( $this->heard, 0 ) ) ) );
	}

	// --- Status -------------------------------------------------------------------------------------------------------

	public function test_a_change_of_status_is_stored_and_then_told_of(): void {
		$order  = $this->order();
		$stored = '';
		$this->hook(
			'woocommerce_order_status_processing',
			static function ( $id, $order ) use ( &$stored ): void {
				$stored = self::reread( $order )->get_status() . ' ' . ( $id === $order->get_id() ? 'its own' : 'another' );
			},
			10,
			2
		);
		$this->listen_to_status();
		$this->listen( 'woocommerce_update_order' );

		self::assertTrue( $order->update_status( 'processing', 'It is paid.' ) );

		self::assertSame( 'processing its own', $stored );
		self::assertSame( array( 'before_order_object_save', 'update_order', ...self::status_is_told() ), $this->heard() );
		self::assertSame( array( 'woocommerce_order_status_changed', $order->get_id(), 'pending', 'processing' ), end( $this->heard ) );
		self::assertSame( array( 'It is paid. Order status changed from Pending payment to Processing.' ), self::notes( $order ) );
	}

	public function test_a_new_order_comes_from_pending(): void {
		$this->listen_to_status();
		$order = wc_create_order( array( 'status' => 'processing' ) );

		self::assertSame( array( 'before_order_object_save', 'new_order', ...self::status_is_told() ), $this->heard() );
		self::assertSame( 'processing', self::reread( $order )->get_status() );
		self::assertSame( 'pending', wc_create_order()->get_status() );
	}

	public function test_the_same_status_is_no_change_and_one_that_is_only_set_waits(): void {
		$order = $this->processing_order();
		$this->listen( 'woocommerce_order_status_changed' );
		$order->update_status( 'processing' );
		$order->set_status( 'wc-on-hold' );
		self::assertSame( array(), $this->heard );
		self::assertSame( array( 'on-hold', 'processing' ), array( $order->get_status(), self::reread( $order )->get_status() ) );

		$order->save();
		self::assertSame( array( array( 'woocommerce_order_status_changed', $order->get_id(), 'processing', 'on-hold' ) ), $this->heard );
		self::assertSame( 'on-hold', self::reread( $order )->get_status() );
		$order->update_status( 'no such status' );
		self::assertSame( 'pending', self::reread( $order )->get_status() );
	}

	/**
	 * @return array<string, array{0: string, 1: list<string>, 2: string}>
	 */
	public static function places_of_an_exception(): array {
		$hooks = self::prefixed( self::STATUS_HOOKS );
		$note  = 'Error during status transition. broken';
		return array(
			'first hook'  => array( $hooks[0], array(), $note ),
			'second hook' => array( $hooks[1], array_slice( self::STATUS_HOOKS, 0, 1 ), $note ),
			'third hook'  => array( $hooks[2], array_slice( self::STATUS_HOOKS, 0, 2 ), $note ),
			'after save'  => array( 'woocommerce_after_order_object_save', self::STATUS_HOOKS, 'Error saving order ID %d. broken' ),
		);
	}

	/**
	 * @dataProvider places_of_an_exception
	 */
	public function test_an_exception_ends_the_hooks_and_an_error_more_than_them( string $hook, array $later, string $note ): void {
		$order = $this->order();
		$this->listen( ...self::prefixed( self::STATUS_HOOKS ) );
		$fault = new \Exception( 'broken' );
		$throw = static function () use ( &$fault ): void {
			$fault instanceof \Throwable && throw $fault;
		};
		$this->hook( $hook, $throw, 50 );
		self::assertTrue( $order->update_status( 'processing' ) );
		self::assertSame( $later, $this->heard() );
		self::assertContains( sprintf( $note, $order->get_id() ), self::notes( $order ) );
		self::assertSame( 'processing', self::reread( $order )->get_status() );

		$fault  = null;
		$order  = $this->order();
		$fault  = new \Error( 'broken' );
		$caught = null;
		try {
			$order->update_status( 'processing' );
		} catch ( \Error $error ) {
			$caught = $error;
		}
		self::assertSame( $fault, $caught );
		self::assertSame( 'processing', self::reread( $order )->get_status() );
	}

	// --- What is stored -----------------------------------------------------------------------------------------------

	public function test_it_remembers_when_it_was_paid_and_completed(): void {
		$order = $this->order();
		self::assertNull( $order->get_date_paid() );
		self::assertEqualsWithDelta( time(), $order->get_date_created()->getTimestamp(), 60 );
		$order->update_status( 'processing' );
		self::assertEqualsWithDelta( time(), self::reread( $order )->get_date_paid()->getTimestamp(), 60 );
		self::assertNull( self::reread( $order )->get_date_completed() );
		$order->update_status( 'completed' );
		self::assertEqualsWithDelta( time(), self::reread( $order )->get_date_completed()->getTimestamp(), 60 );

		$order->set_date_created( '2026-03-01T20:30:00Z' );
		$order->set_date_paid( null );
		$order->save();
		self::assertSame( '2026-03-02T03:30:00+07:00', (string) self::reread( $order )->get_date_created() );
		self::assertNull( self::reread( $order )->get_date_paid() );
	}

	public function test_whoever_saves_moves_the_date_of_the_last_change(): void {
		$order = $this->order();
		$moved = static function ( callable $work ) use ( $order ): bool {
			self::set_last_change( time() - 1000, array( $order->get_id() ) );
			$work( self::reread( $order ) );
			return time() - self::reread( $order )->get_date_modified()->getTimestamp() < 500;
		};
		$mark  = static function ( \WC_Order $order ): void {
			$order->update_meta_data( 'mark', uniqid() );
			$order->save_meta_data();
		};
		self::assertFalse( $moved( static fn ( \WC_Order $order ) => $order->get_items() ) );
		self::assertTrue( $moved( static fn ( \WC_Order $order ) => $order->set_customer_note( uniqid() ) . $order->save() ) );
		if ( 'hpos' === getenv( 'STORAGE' ) ) {
			self::assertTrue( $moved( $mark ) );
			$waits = static fn ( \WC_Order $order ) => $order->set_date_modified( time() + 1 ) . $mark( $order );
			self::assertFalse( $moved( $waits ), 'unless something waits to be saved' );
		}
	}

	public function test_meta_data_are_of_any_shape_and_number(): void {
		$order = $this->order();
		$order->update_meta_data( 'list', array( 'a' => array( 1, "it's" ) ) );
		$order->add_meta_data( 'two', 'one' );
		$order->add_meta_data( 'two', 'other \\ "way"' );
		$order->add_meta_data( 'once', '1', true );
		$order->add_meta_data( 'once', '2', true );
		$order->save();

		$read = self::reread( $order );
		self::assertSame( array( 'a' => array( 1, "it's" ) ), $read->get_meta( 'list' ) );
		self::assertSame( array( 'one', '' ), array( $read->get_meta( 'two' ), $read->get_meta( 'three' ) ) );
		$values = array_map( static fn ( \WC_Meta_Data $meta ): string => $meta->get_data()['value'], $read->get_meta( 'two', false ) );
		self::assertSame( array( 'one', 'other \\ "way"' ), array_values( $values ) );
		self::assertSame( '2', $read->get_meta( 'once' ) );

		$read->delete_meta_data( 'two' );
		$read->update_meta_data( 'once', '3' );
		$both = static fn ( \WC_Order $order ): array => array( $order->get_meta( 'two' ), $order->get_meta( 'once' ) );
		self::assertSame( array( '', '3' ), $both( $read ) );
		self::assertSame( array( 'one', '2' ), $both( self::reread( $order ) ) );
		$read->save_meta_data();
		self::assertSame( array( '', '3' ), $both( self::reread( $order ) ) );
	}

	public function test_the_bin_keeps_an_order_and_deletion_does_not(): void {
		$order = $this->order();
		$id    = $order->get_id();
		self::assertTrue( $order->delete( false ) );
		self::assertSame( 'trash', wc_get_order( $id )->get_status() );
		self::assertTrue( wc_get_order( $id )->delete( true ) );
		self::assertFalse( self::plugin()->orders->fresh( $id ) instanceof \WC_Order );
		self::assertSame( array( false, false ), array( wc_get_order( 0 ), wc_get_order( 987_654_321 ) ) );
	}

	// --- Items --------------------------------------------------------------------------------------------------------

	public function test_items_add_up_and_are_read_as_they_were_bought(): void {
		$product = $this->product( array( 'regular_price' => '40000', 'sale_price' => '32000.5' ) );
		$order   = $this->order( array( array( $product, 2 ), array( $product, 1 ) ) );
		list( $first, $second ) = array_values( $order->get_items() );
		$second->set_total( '30000' );
		$fee = new \WC_Order_Item_Fee();
		$fee->set_props( array( 'name' => 'Gift wrap', 'total' => '5000', 'no_such_thing' => 1 ) );
		$order->add_item( $fee );
		$shipping = new \WC_Order_Item_Shipping();
		$shipping->set_props( array( 'method_title' => 'JNE', 'total' => '18000' ) );
		$order->add_item( $shipping );
		$order->calculate_totals();

		$read = self::reread( $order );
		$totals = array( $read->get_total(), $read->get_shipping_total(), $read->get_discount_total() );
		self::assertEquals( array( 117001, 18000, 2001 ), $totals );
		self::assertSame( array( $first->get_id(), $second->get_id() ), array_keys( $read->get_items() ) );
		$name = static fn ( string $type ): string => current( $read->get_items( $type ) )->get_name();
		self::assertSame( array( 'Kopi Toraja', 'Gift wrap', 'JNE' ), array_map( $name, array( 'line_item', 'fee', 'shipping' ) ) );
		$line = $read->get_items()[ $first->get_id() ];
		self::assertSame( array( 2, '64001' ), array( $line->get_quantity(), $line->get_total() ) );
		$ids = array( $line->get_product_id(), $line->get_variation_id(), $line->get_order_id() );
		self::assertSame( array( $product->get_id(), 0, $order->get_id() ), $ids );
		self::assertSame( (string) $product->get_id(), (string) wc_get_order_item_meta( $line->get_id(), '_product_id' ) );

		$line->set_quantity( 5 );
		$line->save();
		self::assertSame( 5, self::reread( $order )->get_items()[ $line->get_id() ]->get_quantity() );
		$product->delete( true );
		$line = self::reread( $order )->get_items()[ $first->get_id() ];
		self::assertSame( array( false, 0 ), array( $line->get_product(), $line->get_product_id() ) );
	}

	public function test_a_variation_has_of_its_parent_what_it_has_not_itself(): void {
		$attribute = new \WC_Product_Attribute();
		$attribute->set_name( 'Ukuran' );
		$attribute->set_options( array( 'S', 'L' ) );
		$attribute->set_variation( true );
		$sku    = 'BATIK-' . bin2hex( random_bytes( 4 ) );
		$parent = new \WC_Product_Variable();
		$parent->set_props( array( 'name' => 'Kemeja', 'sku' => $sku, 'attributes' => array( $attribute ) ) );
		$parent->save();
		$variation = new \WC_Product_Variation();
		$variation->set_parent_id( $parent->get_id() );
		$variation->set_attributes( array( 'ukuran' => 'L' ) );
		$variation->set_regular_price( '275000' );
		$id = $variation->save();

		$read = wc_get_product( $id );
		self::assertSame( array( 'Kemeja - L', '275000' ), array( $read->get_name(), $read->get_price() ) );
		self::assertSame( $parent->get_id(), $read->get_parent_id() );
		self::assertSame( array( $sku, '' ), array( $read->get_sku(), $read->get_sku( 'edit' ) ) );
		self::assertSame( array( $parent->get_id(), 0 ), array_map( 'wc_get_product_id_by_sku', array( $sku, 'no such SKU' ) ) );
		self::assertSame(
			array( 'Ukuran', 'warna' ),
			array( wc_attribute_label( 'ukuran', $read ), wc_attribute_label( 'warna', $read ) )
		);
		$order = $this->order( array( array( $read, 1 ) ) );
		$line  = current( self::reread( $order )->get_items() );
		self::assertSame( array( 'Kemeja - L', 'L' ), array( $line->get_name(), $line->get_meta( 'ukuran' ) ) );
		self::assertSame( array( $parent->get_id(), $id ), array( $line->get_product_id(), $line->get_variation_id() ) );
		$read->delete( true );
		$line = current( self::reread( $order )->get_items() );
		self::assertTrue( $line->get_product() instanceof \WC_Product_Variable, 'the parent stands in' );
	}

	public function test_a_refund_mirrors_what_it_takes_back(): void {
		$order = $this->order( array( array( $this->product(), 3 ) ) );
		$order->update_status( 'processing' );
		$line = array_key_first( $order->get_items() );
		$this->listen( ...self::prefixed( array( 'create_refund', 'order_partially_refunded', 'order_fully_refunded' ) ) );
		$this->listen( ...self::prefixed( array( 'order_status_refunded', 'refund_created', 'order_refunded' ) ) );
		$of   = array( 'order_id' => $order->get_id() );
		$cup  = array( $line => array( 'qty' => 1, 'refund_total' => '75000' ) );
		$part = wc_create_refund( $of + array( 'amount' => '75000', 'reason' => 'Broken', 'line_items' => $cup ) );

		self::assertSame( array( 'create_refund', 'order_partially_refunded', 'refund_created', 'order_refunded' ), $this->heard() );
		self::assertSame( array( '75000', '-75000', 'Broken' ), array( $part->get_amount(), $part->get_total(), $part->get_reason() ) );
		self::assertSame( $order->get_id(), $part->get_parent_id() );
		$item = current( $part->get_items() );
		self::assertSame( array( -1, '-75000' ), array( $item->get_quantity(), $item->get_total() ) );
		self::assertSame( $line, (int) $item->get_meta( '_refunded_item_id' ) );
		self::assertTrue( is_wp_error( wc_create_refund( $of + array( 'amount' => '150001' ) ) ), 'that is more than is left' );

		$this->heard = array();
		$rest        = wc_create_refund( $of + array( 'amount' => '150000' ) );
		$told        = array( 'create_refund', 'order_fully_refunded', 'order_status_refunded', 'refund_created', 'order_refunded' );
		self::assertSame( $told, $this->heard() );
		self::assertSame( 'refunded', self::reread( $order )->get_status() );
		$part->set_date_created( time() - 1000 );
		$part->save();
		$ids = array_map( static fn ( \WC_Order_Refund $refund ): int => $refund->get_id(), self::reread( $order )->get_refunds() );
		self::assertSame( array( $rest->get_id(), $part->get_id() ), $ids, 'the newest first' );
	}

	// --- Around them --------------------------------------------------------------------------------------------------

	public function test_orders_are_found_by_customer_in_pages(): void {
		self::hide_earlier_orders();
		$email = uniqid() . '@example.test';
		$ids   = array();
		foreach ( array( 'processing', 'completed', 'processing', 'processing' ) as $place => $status ) {
			$order = wc_create_order( array( 'status' => $status ) );
			$order->set_billing_email( 1 === $place ? 'another@example.test' : $email );
			$order->save();
			$ids[] = $order->get_id();
		}
		$theirs = static fn ( int $page ): array => self::plugin()->orders->of_customer( $email, 2, $page );
		self::assertSame( array( array( $ids[0], $ids[2] ), array( $ids[3] ) ), array_map( $theirs, array( 1, 2 ) ) );
	}

	public function test_notes_say_who_wrote_them(): void {
		$order = $this->order();
		$order->add_order_note( 'from a script' );
		wp_set_current_user( 1 );
		$order->add_order_note( 'to the customer', 1, true );

		$told  = static fn ( object $note ): array => array( $note->content, $note->added_by, $note->customer_note );
		$notes = array_map( $told, wc_get_order_notes( array( 'order_id' => $order->get_id() ) ) );
		self::assertSame( array( array( 'to the customer', 'admin', true ), array( 'from a script', 'system', false ) ), $notes );
	}

	public function test_the_shop_says_how_it_writes_things(): void {
		$text = static fn ( string $html ): string => html_entity_decode( wp_strip_all_tags( $html ) );
		self::assertSame( 'Rp1.234.568', $text( wc_price( '1234567.6' ) ) );
		self::assertSame( '-$1.234,50', $text( wc_price( '-1234.5', array( 'currency' => 'USD', 'decimals' => 2 ) ) ) );
		$names = array_map( 'wc_get_order_status_name', array( 'on-hold', 'wc-on-hold', 'odd' ) );
		self::assertSame( array( 'On hold', 'On hold', 'odd' ), $names );
		self::assertSame( 'DKI Jakarta', WC()->countries->get_states( 'ID' )['JK'] );
		self::assertFalse( WC()->countries->get_states( 'XX' ) );
	}

	public function test_the_log_is_a_file_for_each_source(): void {
		$source = 'wc-accounting-' . bin2hex( random_bytes( 4 ) );
		wc_get_logger()->log( 'warning', 'Heed this.', array( 'source' => $source ) );
		$files = glob( wp_upload_dir()['basedir'] . "/wc-logs/$source*.log" );
		self::assertCount( 1, $files );
		$entry = '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 WARNING Heed this\.$/m';
		self::assertMatchesRegularExpression( $entry, (string) file_get_contents( $files[0] ) );
	}
}
