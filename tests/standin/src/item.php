<?php
/**
 * What an order consists of.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

use WcAccounting\Standin\Amount;
use WcAccounting\Standin\Database;
use WcAccounting\Standin\Kind;

/**
 * An item of an order: a line, a fee, a way of shipping, a coupon, a tax. They differ in their fields, and in which of
 * them is the item's name; the classes below say no more than that.
 */
abstract class WC_Order_Item extends WC_Data {

	protected const NAME = 'order_item';
	protected const META = 'order_item';

	/** As rows say what kind of item it is. */
	public const TYPE = '';

	/** Which field is the name. */
	protected const TITLE = 'name';

	private const CLASSES = array(
		'line_item' => WC_Order_Item_Product::class,
		'fee'       => WC_Order_Item_Fee::class,
		'shipping'  => WC_Order_Item_Shipping::class,
		'coupon'    => WC_Order_Item_Coupon::class,
		'tax'       => WC_Order_Item_Tax::class,
	);

	private int $order_id = 0;

	/**
	 * @return list<string>
	 */
	public static function types(): array {
		return array_keys( self::CLASSES );
	}

	/**
	 * @return array<int, self> All of an order, by number.
	 */
	public static function of_order( int $order_id ): array {
		$items = array();
		foreach ( Database::find( 'woocommerce_order_items', 'order_id = %d ORDER BY order_item_id', $order_id ) as $row ) {
			$class = self::CLASSES[ $row['order_item_type'] ] ?? null;
			if ( null !== $class ) {
				$item           = new $class();
				$item->order_id = $order_id;
				$item->fill( (int) $row['order_item_id'], (array) json_decode( $row['props'], true ) );
				$items[ $item->get_id() ] = $item;
			}
		}
		return $items;
	}

	/** Takes all of an order away. */
	public static function forget_order( int $order_id ): void {
		foreach ( array_keys( self::of_order( $order_id ) ) as $id ) {
			Database::remove( 'woocommerce_order_itemmeta', 'order_item_id', $id );
		}
		Database::remove( 'woocommerce_order_items', 'order_id', $order_id );
	}

	/**
	 * @return mixed What is stored with an item under a name that begins with `_`: one of its fields, or a meta value.
	 */
	public static function stored( int $id, string $key ) {
		$row   = Database::find( 'woocommerce_order_items', 'order_item_id = %d', $id )[0] ?? null;
		$field = null === $row ? null : json_decode( $row['props'], true )[ ltrim( $key, '_' ) ] ?? null;
		return $field ?? get_metadata( 'order_item', $id, $key, true );
	}

	protected function write(): void {
		$is_new = 0 === $this->id;
		if ( $is_new || array() !== $this->get_changes() ) {
			$row = array(
				'order_id'        => $this->order_id,
				'order_item_type' => static::TYPE,
				'order_item_name' => (string) $this->get_name( 'edit' ),
				'props'           => (string) wp_json_encode( $this->to_row() ),
			);
			$this->settle( Database::put( 'woocommerce_order_items', 'order_item_id', $this->id, $row ) );
			do_action( $is_new ? 'woocommerce_new_order_item' : 'woocommerce_update_order_item', $this->id, $this, $this->order_id );
		}
	}

	public function get_type(): string {
		return static::TYPE;
	}

	public function get_order_id(): int {
		return $this->order_id;
	}

	public function set_order_id( int $order_id ): void {
		$this->order_id = $order_id;
	}

	public function get_name( string $context = 'view' ): string {
		return (string) $this->value( static::TITLE, $context );
	}

	/**
	 * The taxes by rate; their sums are the item's tax.
	 *
	 * @param array<string, array<int|string, mixed>>|mixed $taxes Of `total` and, where the item has one, of `subtotal`.
	 */
	public function set_taxes( $taxes ): void {
		$by_rate = array();
		foreach ( is_array( $taxes ) ? $taxes : array() as $which => $amounts ) {
			$by_rate[ $which ] = array_map( Amount::text( ... ), (array) $amounts );
			if ( isset( static::fields()[ "{$which}_tax" ] ) ) {
				$this->put( "{$which}_tax", Amount::sum( $by_rate[ $which ] ) );
			}
		}
		$this->put( 'taxes', $by_rate );
	}
}

/** A product that was bought. */
class WC_Order_Item_Product extends WC_Order_Item {

	public const TYPE = 'line_item';

	protected static function fields(): array {
		return array(
			'name'         => Kind::Text,
			'product_id'   => Kind::Whole,
			'variation_id' => Kind::Whole,
			'quantity'     => Kind::Amount,
			'tax_class'    => Kind::Text,
			'subtotal'     => Kind::Amount,
			'subtotal_tax' => Kind::Amount,
			'total'        => Kind::Amount,
			'total_tax'    => Kind::Amount,
			'taxes'        => Kind::Mixed,
		);
	}

	/** One that was deleted is forgotten, except by what is stored. */
	protected function fill( int $id, array $values ): void {
		parent::fill( $id, $values );
		foreach ( array( 'product_id', 'variation_id' ) as $field ) {
			$product = $this->value( $field, 'edit' );
			if ( 0 !== $product && null === get_post( $product ) ) {
				parent::fill( $id, array( $field => 0 ) + $values );
				$values[ $field ] = 0;
			}
		}
	}

	/** What somebody bought, and what that cost then. */
	public static function bought( WC_Product $product, int|float $quantity ): self {
		$is_variation = $product instanceof WC_Product_Variation;
		$price        = Amount::text( (float) $product->get_price() * $quantity );
		$line         = new self();
		$line->set_props(
			array(
				'name'         => $product->get_name(),
				'product_id'   => $is_variation ? $product->get_parent_id() : $product->get_id(),
				'variation_id' => $is_variation ? $product->get_id() : 0,
				'quantity'     => $quantity,
				'tax_class'    => $product->get_tax_class(),
				'subtotal'     => $price,
				'total'        => $price,
			)
		);
		foreach ( $is_variation ? $product->get_attributes() : array() as $name => $value ) {
			$line->add_meta_data( $name, $value );
		}
		return $line;
	}

	public function get_quantity( string $context = 'view' ): int|float {
		return wc_stock_amount( $this->value( 'quantity', $context ) );
	}

	/**
	 * @return WC_Product|false
	 */
	public function get_product() {
		$id      = $this->value( 'variation_id', 'edit' );
		$product = wc_get_product( 0 === $id ? $this->value( 'product_id', 'edit' ) : $id );
		return apply_filters( 'woocommerce_order_item_product', $product, $this );
	}
}

/** Something that is charged besides. */
class WC_Order_Item_Fee extends WC_Order_Item {

	public const TYPE = 'fee';

	protected static function fields(): array {
		return array(
			'name'       => Kind::Text,
			'tax_class'  => Kind::Text,
			'tax_status' => Kind::Text,
			'amount'     => Kind::Amount,
			'total'      => Kind::Amount,
			'total_tax'  => Kind::Amount,
			'taxes'      => Kind::Mixed,
		);
	}
}

/** A way of shipping. */
class WC_Order_Item_Shipping extends WC_Order_Item {

	public const TYPE      = 'shipping';
	protected const TITLE = 'method_title';

	protected static function fields(): array {
		return array(
			'method_title' => Kind::Text,
			'method_id'    => Kind::Text,
			'total'        => Kind::Total,
			'total_tax'    => Kind::Amount,
			'taxes'        => Kind::Mixed,
		);
	}
}

/** A coupon, with what it took off. */
class WC_Order_Item_Coupon extends WC_Order_Item {

	public const TYPE      = 'coupon';
	protected const TITLE = 'code';

	protected static function fields(): array {
		return array(
			'code'         => Kind::Text,
			'discount'     => Kind::Amount,
			'discount_tax' => Kind::Amount,
		);
	}
}

/** What one rate of tax brought. */
class WC_Order_Item_Tax extends WC_Order_Item {

	public const TYPE      = 'tax';
	protected const TITLE = 'rate_code';

	protected static function fields(): array {
		return array(
			'rate_code'          => Kind::Text,
			'rate_id'            => Kind::Whole,
			'label'              => Kind::Text,
			'compound'           => Kind::Flag,
			'rate_percent'       => Kind::Amount,
			'tax_total'          => Kind::Total,
			'shipping_tax_total' => Kind::Total,
		);
	}

	public function is_compound(): bool {
		return $this->value( 'compound', 'edit' );
	}
}
