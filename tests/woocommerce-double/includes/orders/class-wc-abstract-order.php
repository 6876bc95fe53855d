<?php
/**
 * What orders and refunds have in common.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Items, totals and storing.
 *
 * Mirrored: items are kept in groups and read when first asked for; `add_item()` stores nothing before `save()`;
 * `save()` stores the order, then its items, then ends with `woocommerce_after_{type}_object_save`; an `Exception`
 * on the way is logged and noted, an `Error` is not caught.
 */
abstract class WC_Abstract_Order extends WC_Data {

	use WooCommerceDouble\Abstract_Order_Properties;
	use WooCommerceDouble\Order_Totals;
	use WooCommerceDouble\Order_Coupons;

	/** Groups of items by their type. */
	protected const GROUPS = array(
		'line_item' => 'line_items',
		'tax'       => 'tax_lines',
		'shipping'  => 'shipping_lines',
		'fee'       => 'fee_lines',
		'coupon'    => 'coupon_lines',
	);

	/** @var array<string, mixed> */
	protected $data = array(
		'parent_id'          => 0,
		'status'             => '',
		'currency'           => '',
		'version'            => '',
		'prices_include_tax' => false,
		'date_created'       => null,
		'date_modified'      => null,
		'discount_total'     => 0,
		'discount_tax'       => 0,
		'shipping_total'     => 0,
		'shipping_tax'       => 0,
		'cart_tax'           => 0,
		'total'              => 0,
		'total_tax'          => 0,
	);

	/** @var array<string, array<int|string, WC_Order_Item>> Groups that were read. */
	protected $items = array();

	/** @var list<WC_Order_Item> */
	protected $items_to_delete = array();

	/** @var string */
	protected $object_type = 'order';

	/**
	 * Reads the order.
	 *
	 * @param int|object $order Id, order, or something with an `ID`.
	 */
	public function __construct( $order = 0 ) {
		parent::__construct();
		$this->data_store = WC_Data_Store::load( 'order' );
		$this->id         = WooCommerceDouble\Identity::of( $order, self::class );
		if ( $this->id > 0 ) {
			$this->data_store->read( $this );
			return;
		}
		$this->set_object_read();
	}

	/** Type of the order. */
	public function get_type() {
		return 'shop_order';
	}

	/** Everything, with the items. */
	public function get_data() {
		$items = array();
		foreach ( self::GROUPS as $type => $group ) {
			$items[ $group ] = $this->get_items( $type );
		}
		return array_merge( array( 'id' => $this->get_id() ), $this->get_base_data(), array( 'meta_data' => $this->get_meta_data() ), $items );
	}

	/** Everything but items and meta. */
	public function get_base_data() {
		return $this->data;
	}

	/**
	 * The total.
	 *
	 * @param string $context `view` filters.
	 */
	public function get_total( $context = 'view' ) {
		return $this->get_prop( 'total', $context );
	}

	/**
	 * The status, without `wc-`.
	 *
	 * @param string $context In `view` an order that has none is pending.
	 */
	public function get_status( $context = 'view' ) {
		$known = $this->get_prop( 'status', $context );
		return $known || 'view' !== $context ? $known : apply_filters( 'woocommerce_default_order_status', 'pending' );
	}

	/** User that it belongs to. */
	public function get_user_id( $context = 'view' ) {
		return 0;
	}

	/** The user, or false. */
	public function get_user() {
		return false;
	}

	/** @param int $value Parent, which must be an order. */
	public function set_parent_id( $value ) {
		if ( $value && ( (int) $value === $this->get_id() || ! wc_get_order( $value ) ) ) {
			$this->error( 'order_invalid_parent_id', 'There is no such parent order.' );
		}
		$this->set_prop( 'parent_id', absint( $value ) );
	}

	/**
	 * Sets the status; one that does not exist becomes pending.
	 *
	 * @param string $new_status With or without `wc-`.
	 * @return array{from: string, to: string}
	 */
	public function set_status( $new_status ) {
		$old  = $this->get_status();
		$to   = str_starts_with( (string) $new_status, 'wc-' ) ? substr( $new_status, 3 ) : (string) $new_status;
		$free = array( 'auto-draft', 'trash' );
		if ( $this->object_read ) {
			if ( ! in_array( "wc-$to", $this->get_valid_statuses(), true ) && ! in_array( $to, $free, true ) ) {
				$to = 'pending';
			}
			if ( $old && ! in_array( "wc-$old", $this->get_valid_statuses(), true ) && ! in_array( $old, array_merge( $free, array( 'checkout-draft' ) ), true ) ) {
				$old = 'pending';
			}
		}
		$this->set_prop( 'status', $to );
		return array( 'from' => $old, 'to' => $to );
	}

	/** Statuses that an order may have. */
	protected function get_valid_statuses() {
		return array_keys( wc_get_order_statuses() );
	}

	/** @param string $value Code of a currency that WooCommerce knows. */
	public function set_currency( $value ) {
		if ( $value && ! array_key_exists( $value, get_woocommerce_currencies() ) ) {
			$this->error( 'order_invalid_currency', 'There is no such currency.' );
		}
		$this->set_prop( 'currency', $value ? $value : get_woocommerce_currency() );
	}

	/** @param string|float $value Tax on shipping. */
	public function set_shipping_tax( $value ) {
		$this->set_part_of_tax( 'shipping_tax', $value );
	}

	/** @param string|float $value Tax on lines and fees. */
	public function set_cart_tax( $value ) {
		$this->set_part_of_tax( 'cart_tax', $value );
	}

	/** All tax is always the sum of its parts. */
	private function set_part_of_tax( string $part, $value ): void {
		$this->set_prop( $part, wc_format_decimal( $value, false, true ) );
		$sum = array_sum( array_map( 'floatval', array( $this->get_cart_tax(), $this->get_shipping_tax() ) ) );
		$this->set_prop( 'total_tax', wc_format_decimal( wc_round_tax_total( $sum ) ) );
	}

	/**
	 * The total is kept with all decimals of the shop's currency.
	 *
	 * @param string|float $value      The total.
	 * @param string       $deprecated Unused.
	 */
	public function set_total( $value, $deprecated = '' ) {
		$this->set_prop( 'total', wc_format_decimal( $value, wc_get_price_decimals() ) );
	}

	/**
	 * Whether it has one of the statuses.
	 *
	 * @param string|list<string> $status One or several, without `wc-`.
	 */
	public function has_status( $status ) {
		$current = $this->get_status();
		return apply_filters( 'woocommerce_order_has_status', is_array( $status ) ? in_array( $current, $status, true ) : $current === $status, $this, $status );
	}

	/** Stores the order and its items. */
	public function save() {
		if ( ! $this->data_store ) {
			return $this->get_id();
		}
		try {
			do_action( "woocommerce_before_{$this->object_type}_object_save", $this, $this->data_store );
			$this->store();
			$this->save_items();
			do_action( "woocommerce_after_{$this->object_type}_object_save", $this, $this->data_store );
		} catch ( Exception $e ) {
			$this->handle_exception( $e, sprintf( 'Saving order %d did not work.', $this->get_id() ) );
		}
		return $this->get_id();
	}

	/**
	 * Takes down an exception.
	 *
	 * @param Exception $e       The exception.
	 * @param string    $message What was being done.
	 */
	protected function handle_exception( $e, $message = 'Error' ) {
		wc_get_logger()->error( $message, array( 'order' => $this, 'error' => $e ) );
	}

	/** Stores items, and deletes those that were removed. */
	protected function save_items() {
		foreach ( $this->items_to_delete as $item ) {
			$item->delete();
		}
		$changed               = array() !== $this->items_to_delete;
		$this->items_to_delete = array();
		foreach ( $this->items as $group => $items ) {
			foreach ( $items as $key => $item ) {
				$item->set_order_id( $this->get_id() );
				$id = $item->save();
				if ( $id !== $key ) {
					$changed = true;
					unset( $this->items[ $group ][ $key ] );
					$this->items[ $group ][ $id ] = $item;
				}
			}
		}
		if ( $changed ) {
			WooCommerceDouble\Order_Item_Storage::forget( $this->get_id() );
		}
	}

	/**
	 * Name of the group of a type of item, '' where there is none.
	 *
	 * @param string $type Type.
	 */
	protected function type_to_group( $type ) {
		$groups = apply_filters( 'woocommerce_order_type_to_group', self::GROUPS );
		return $groups[ $type ] ?? '';
	}

	/**
	 * Items of one or more types, by id.
	 *
	 * @param string|list<string> $types Types.
	 * @return array<int|string, WC_Order_Item>
	 */
	public function get_items( $types = 'line_item' ) {
		$items = array();
		foreach ( array_filter( (array) $types ) as $type ) {
			$group = $this->type_to_group( $type );
			if ( '' === $group ) {
				continue;
			}
			if ( ! isset( $this->items[ $group ] ) ) {
				$this->items[ $group ] = array_filter( $this->data_store->read_items( $this, $type ) );
			}
			$items += $this->items[ $group ];
		}
		return apply_filters( 'woocommerce_order_get_items', $items, $this, $types );
	}

	/**
	 * One item.
	 *
	 * @param int  $item_id        Id.
	 * @param bool $load_from_db   Read it from the database, whatever is held.
	 */
	public function get_item( $item_id, $load_from_db = true ) {
		$held = array_column( array_map( static fn( $items ) => array( 'it' => $items[ $item_id ] ?? null ), $load_from_db ? array() : $this->items ), 'it' );
		return $load_from_db ? WC_Order_Factory::get_order_item( $item_id ) : ( current( array_filter( $held ) ) );
	}

	/** Coupons. */
	public function get_coupons() {
		return $this->get_items( 'coupon' );
	}

	/** Fees. */
	public function get_fees() {
		return $this->get_items( 'fee' );
	}

	/** Taxes. */
	public function get_taxes() {
		return $this->get_items( 'tax' );
	}

	/** Shipping. */
	public function get_shipping_methods() {
		return $this->get_items( 'shipping' );
	}

	/** Names of the shipping methods. */
	public function get_shipping_method() {
		$names = array_map( static fn( $item ) => $item->get_name(), $this->get_shipping_methods() );
		return apply_filters( 'woocommerce_order_shipping_method', implode( ', ', $names ), $this );
	}

	/** @param string $method_id Id of a shipping method. */
	public function has_shipping_method( $method_id ) {
		foreach ( $this->get_shipping_methods() as $item ) {
			if ( str_starts_with( (string) $item->get_method_id(), $method_id ) ) {
				return true;
			}
		}
		return false;
	}

	/** Codes of its coupons. */
	public function get_coupon_codes() {
		return array_values( array_map( static fn( $item ) => $item->get_code(), $this->get_coupons() ) );
	}

	/**
	 * Number of items.
	 *
	 * @param string $item_type Type, '' for lines.
	 */
	public function get_item_count( $item_type = '' ) {
		$count = 0;
		foreach ( $this->get_items( empty( $item_type ) ? 'line_item' : $item_type ) as $item ) {
			$count += $item->get_quantity();
		}
		return apply_filters( 'woocommerce_get_item_count', $count, $item_type, $this );
	}

	/**
	 * Adds an item; it is stored by `save()`.
	 *
	 * @param WC_Order_Item $item The item.
	 * @return false|null
	 */
	public function add_item( $item ) {
		$type  = $item->get_type();
		$group = $this->type_to_group( $type );
		if ( '' === $group ) {
			return false;
		}
		$this->get_items( $type );
		$item->set_order_id( $this->get_id() );
		$id = $item->get_id();
		if ( $id ) {
			$this->items[ $group ][ $id ] = $item;
		} else {
			$this->items[ $group ][ 'new:' . $group . count( $this->items[ $group ] ) ] = $item;
		}
	}

	/**
	 * Removes an item; it is deleted by `save()`.
	 *
	 * @param int $item_id Id.
	 * @return false|null
	 */
	public function remove_item( $item_id ) {
		$item  = $this->get_item( $item_id, false );
		$item  = $item ? $item : $this->get_item( $item_id );
		$group = $item ? $this->type_to_group( $item->get_type() ) : '';
		if ( '' === $group ) {
			return false;
		}
		$this->get_items( $item->get_type() );
		$this->items_to_delete[] = $item;
		unset( $this->items[ $group ][ $item_id ] );
	}

	/**
	 * Deletes items at once.
	 *
	 * @param string|null $type Type, all where null.
	 */
	public function remove_order_items( $type = null ) {
		do_action( 'woocommerce_remove_order_items', $this, $type );
		$this->data_store->delete_items( $this, $type );
		if ( $type ) {
			unset( $this->items[ $this->type_to_group( $type ) ] );
		} else {
			$this->items = array();
		}
		do_action( 'woocommerce_removed_order_items', $this, $type );
	}

	/**
	 * Adds a product as a line, at today's price, and stores the line at once.
	 *
	 * @param WC_Product $product The product.
	 * @param int|float  $qty     Quantity.
	 * @param array      $args    Properties of the line that differ.
	 * @return int Id of the line.
	 */
	public function add_product( $product, $qty = 1, $args = array() ) {
		$item = new WC_Order_Item_Product();
		if ( $product ) {
			$args['order']    = $this;
			$price            = (float) wc_get_price_excluding_tax( $product, array( 'qty' => $qty, 'order' => $this ) );
			unset( $args['order'] );
			$line             = $product->as_bought() + array_fill_keys( array( 'subtotal', 'total' ), $price );
			$line['quantity'] = $qty;
		} else {
			$line = array( 'quantity' => $qty );
		}
		$line = array_merge( $line, (array) $args );
		if ( isset( $line['totals']['total'] ) ) {
			$line = array_merge( $line, array_intersect_key( $line['totals'], array_flip( array( 'total', 'subtotal' ) ) ) );
		}
		$item->set_props( $line );
		$item->set_order_id( $this->get_id() );
		$item->set_backorder_meta();
		$id = $item->save();
		$this->add_item( $item );
		return $id;
	}

	/** Whether the shop's code calls it editable. */
	public function is_editable() {
		$open = array_flip( array( 'auto-draft', 'on-hold', 'pending' ) );
		return apply_filters( 'wc_order_is_editable', isset( $open[ $this->get_status() ] ), $this );
	}
}
