<?php
/**
 * Many orders, quickly.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/**
 * Copies an order that WooCommerce has made, with all that belongs to it and its rows in our table. By SQL: 2,000 orders take
 * minutes through WooCommerce and less than a second so. Notes are not copied.
 */
final class OrderCopies {

	/** Tables => the columns with the order's id. Which of them there are depends on where orders are kept. */
	private const TABLES = array(
		'posts'                     => 'ID',
		'postmeta'                  => 'post_id',
		'wc_orders'                 => 'id',
		'wc_orders_meta'            => 'order_id',
		'wc_order_addresses'        => 'order_id',
		'wc_order_operational_data' => 'order_id',
		'wc_accounting_deliveries'  => array( 'order_id', 'subject_id' ),
	);

	private const ITEMS = 'woocommerce_order_items';

	private readonly string $numbers;

	private function __construct( private readonly int $order, private readonly int $first, int $copies ) {
		$this->numbers = '( ' . TransactionsSeed::numbers( 0, $copies - 1 ) . ' ) numbers';
	}

	/**
	 * @return list<int> Their ids.
	 */
	public static function of( \WC_Order $order, int $copies ): array {
		global $wpdb;
		$first = 1 + (int) $wpdb->get_var( "SELECT MAX( ID ) FROM $wpdb->posts" );
		$maker = new self( $order->get_id(), $first, $copies );
		foreach ( self::TABLES as $table => $column ) {
			$maker->copy( $table, ( (array) $column )[0] . " = $maker->order", array_fill_keys( (array) $column, "$first + seq" ) );
		}
		$maker->copy_items();
		wp_cache_flush();
		return range( $first, $first + $copies - 1 );
	}

	/** Items have ids of their own, and details that name them. */
	private function copy_items(): void {
		global $wpdb;
		$items = $wpdb->prefix . self::ITEMS;
		$these = "order_item_id IN ( SELECT order_item_id FROM ( SELECT order_item_id FROM $items WHERE order_id = $this->order ) these )";
		$range = $wpdb->get_row(
			"SELECT MIN( order_item_id ) AS lowest, MAX( order_item_id ) AS highest FROM $items WHERE order_id = $this->order"
		);
		if ( null === $range->lowest ) {
			return;
		}
		$width = 1 + $range->highest - $range->lowest;
		$shift = 1 + (int) $wpdb->get_var( "SELECT MAX( order_item_id ) FROM $items" ) - $range->lowest;
		$id    = "order_item_id + $shift + seq * $width";
		$this->copy( 'woocommerce_order_itemmeta', $these, array( 'order_item_id' => $id ) );
		$this->copy( self::ITEMS, $these, array( 'order_item_id' => $id, 'order_id' => "$this->first + seq" ) );
	}

	/**
	 * @param array<string, string> $new Column => what a copy has in it; any other is as it was, or counted by the table itself.
	 */
	private function copy( string $table, string $which, array $new ): void {
		global $wpdb;
		$table = $wpdb->prefix . $table;
		if ( null === $wpdb->get_var( "SHOW TABLES LIKE '$table'" ) ) {
			return;
		}
		foreach ( $wpdb->get_results( "SHOW COLUMNS FROM $table" ) as $column ) {
			if ( 'auto_increment' !== $column->Extra ) {
				$new += array( $column->Field => "`$column->Field`" );
			}
		}
		$columns = implode( '`, `', array_keys( $new ) );
		$wpdb->query( "INSERT INTO $table ( `$columns` ) SELECT " . implode( ', ', $new ) . " FROM $table, $this->numbers WHERE $which" );
		if ( '' !== $wpdb->last_error ) {
			throw new \RuntimeException( $wpdb->last_error );
		}
	}
}
