<?php
/**
 * What orders and refunds have in common.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

use WcAccounting\Standin\Amount;
use WcAccounting\Standin\Database;
use WcAccounting\Standin\Kind;

/** A row of orders, with items and totals. */
abstract class WC_Abstract_Order extends WC_Data {

	protected const META = 'order';

	/** As rows say what it is. */
	public const TYPE = '';

	/** Fields that have a column of their own, which the row's JSON leaves to it. */
	private const COLUMNS = array( 'status', 'parent_id', 'billing_email', 'date_created', 'date_modified' );

	/** Items of some type, and which of their fields each total is the sum of. */
	private const SUMS = array(
		'shipping_total' => array( 'shipping' => 'total' ),
		'shipping_tax'   => array( 'shipping' => 'total_tax' ),
		'cart_tax'       => array(
			'line_item' => 'total_tax',
			'fee'       => 'total_tax',
		),
	);

	/** @var ?array<int|string, WC_Order_Item> By number, new ones by another key; null until somebody asks. */
	private ?array $items = null;

	/** Must be found if it is named. */
	public function __construct( int $id = 0 ) {
		if ( 0 !== $id ) {
			$row = self::row( $id );
			if ( null === $row || static::TYPE !== $row['type'] ) {
				throw new Exception( "There is no order $id." );
			}
			$this->read( $row );
		}
	}

	protected static function fields(): array {
		return array(
			'status'             => Kind::Text,
			'parent_id'          => Kind::Whole,
			'currency'           => Kind::Text,
			'prices_include_tax' => Kind::Flag,
			'date_created'       => Kind::Moment,
			'date_modified'      => Kind::Moment,
			'discount_total'     => Kind::Total,
			'discount_tax'       => Kind::Total,
			'shipping_total'     => Kind::Total,
			'shipping_tax'       => Kind::Total,
			'cart_tax'           => Kind::Total,
			'total'              => Kind::Total,
		);
	}

	// --- Rows ---------------------------------------------------------------------------------------------------------

	/**
	 * @return ?array<string, string>
	 */
	private static function row( int $id ): ?array {
		return Database::find( 'wc_orders', 'id = %d', $id )[0] ?? null;
	}

	/** The order or refund of that number; none where code of the shop says that nothing is to be made of it. */
	public static function find( int $id ): ?self {
		$row   = self::row( $id );
		$class = WC_Order_Refund::TYPE === ( $row['type'] ?? '' ) ? WC_Order_Refund::class : WC_Order::class;
		if ( null === $row || false === apply_filters( 'woocommerce_order_class', $class, $row['type'], $id ) ) {
			return null;
		}
		$order = new $class();
		$order->read( $row );
		return $order;
	}

	/**
	 * @param array<string, string> $row
	 */
	private function read( array $row ): void {
		$columns = array(
			'status'        => preg_replace( '/^wc-/', '', $row['status'] ),
			'parent_id'     => $row['parent_order_id'],
			'billing_email' => $row['billing_email'],
			'date_created'  => $row['date_created_gmt'] . '+00:00',
			'date_modified' => $row['date_updated_gmt'] . '+00:00',
		);
		$this->fill( (int) $row['id'], $columns + (array) json_decode( $row['props'], true ) );
		$this->items = null;
	}

	protected function write(): void {
		$changes = $this->get_changes();
		if ( null === $this->value( 'date_created', 'edit' ) ) {
			$this->put( 'date_created', time() );
		}
		if ( ! isset( $changes['date_modified'] ) ) {
			$this->put( 'date_modified', time() );
		}
		$status = (string) $this->value( 'status', 'edit' );
		$row    = array(
			'type'             => static::TYPE,
			'status'           => 'trash' === $status ? $status : 'wc-' . ( '' === $status ? 'pending' : $status ),
			'parent_order_id'  => $this->value( 'parent_id', 'edit' ),
			'billing_email'    => isset( static::fields()['billing_email'] ) ? $this->value( 'billing_email', 'edit' ) : '',
			'date_created_gmt' => gmdate( 'Y-m-d H:i:s', $this->value( 'date_created', 'edit' )->getTimestamp() ),
			'date_updated_gmt' => gmdate( 'Y-m-d H:i:s', $this->value( 'date_modified', 'edit' )->getTimestamp() ),
			'props'            => (string) wp_json_encode( $this->to_row( self::COLUMNS ) ),
		);
		$is_new = 0 === $this->id;
		$number = $is_new ? Database::new_number() : $this->id;
		Database::put( 'wc_orders', 'id', $this->id, $is_new ? array( 'id' => $number ) + $row : $row );
		$this->settle( $number );
		$this->written( $is_new, $changes );
		$this->save_items();
	}

	/**
	 * Tells of it.
	 *
	 * @param array<string, mixed> $changes
	 */
	abstract protected function written( bool $is_new, array $changes ): void;

	/** For good, or into the bin. Once is enough. */
	public function delete( bool $force_delete = false ): bool {
		if ( 0 === $this->id ) {
			return true;
		}
		if ( $force_delete ) {
			WC_Order_Item::forget_order( $this->id );
			Database::remove( 'wc_orders_meta', 'order_id', $this->id );
			Database::remove( 'comments', 'comment_post_ID', $this->id );
			Database::remove( 'wc_orders', 'id', $this->id );
			Database::remove( 'posts', 'ID', $this->id );
		} else {
			$this->put( 'status', 'trash' );
			$this->save();
		}
		$this->id = 0;
		return true;
	}

	public function get_type(): string {
		return static::TYPE;
	}

	// --- Items --------------------------------------------------------------------------------------------------------

	/**
	 * @param string|list<string> $types
	 * @return array<int|string, WC_Order_Item>
	 */
	public function get_items( $types = 'line_item' ): array {
		$this->items ??= WC_Order_Item::of_order( $this->id );
		return array_filter( $this->items, static fn ( WC_Order_Item $item ): bool => in_array( $item->get_type(), (array) $types, true ) );
	}

	/** It is stored with the order. */
	public function add_item( WC_Order_Item $item ): void {
		$this->items ??= WC_Order_Item::of_order( $this->id );
		$item->set_order_id( $this->id );
		$this->items[ 0 === $item->get_id() ? 'new ' . spl_object_id( $item ) : $item->get_id() ] = $item;
	}

	private function save_items(): void {
		$saved = array();
		foreach ( $this->items ?? array() as $item ) {
			$item->set_order_id( $this->id );
			$saved[ $item->save() ] = $item;
		}
		$this->items = null === $this->items ? null : $saved;
	}

	// --- Totals -------------------------------------------------------------------------------------------------------

	/** Sums of what the items say; taxes are as they were set on them. */
	public function calculate_totals( bool $and_taxes = true ): string {
		foreach ( self::SUMS as $total => $parts ) {
			$this->put( $total, Amount::sum( array_map( $this->sum_of( ... ), array_keys( $parts ), $parts ) ) );
		}
		$lines  = $this->sum_of( 'line_item', 'total' );
		$others = array_map( fn ( string $total ) => $this->value( $total, 'edit' ), array_keys( self::SUMS ) );
		$this->put( 'discount_total', $this->sum_of( 'line_item', 'subtotal' ) - $lines );
		$this->put( 'discount_tax', $this->sum_of( 'line_item', 'subtotal_tax' ) - $this->sum_of( 'line_item', 'total_tax' ) );
		$this->put( 'total', $lines + $this->sum_of( 'fee', 'total' ) + Amount::sum( $others ) );
		$this->save();
		return $this->value( 'total', 'edit' );
	}

	private function sum_of( string $type, string $field ): float {
		return Amount::sum( array_map( static fn ( WC_Order_Item $item ) => $item->{"get_$field"}( 'edit' ), $this->get_items( $type ) ) );
	}

	public function get_total_tax( string $context = 'view' ): string {
		return Amount::rounded( (float) $this->value( 'cart_tax', $context ) + (float) $this->value( 'shipping_tax', $context ) );
	}
}
