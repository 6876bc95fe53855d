<?php
/**
 * A line.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * A product as it was bought.
 *
 * Mirrored: a product id that is no product any more is refused, so that the line of a deleted product reads with
 * the id 0; the subtotal is never below the total.
 */
class WC_Order_Item_Product extends WC_Order_Item {

	public const STORED = array(
		'product_id'   => '_product_id',
		'variation_id' => '_variation_id',
		'quantity'     => '_qty',
		'tax_class'    => '_tax_class',
		'subtotal'     => '_line_subtotal',
		'subtotal_tax' => '_line_subtotal_tax',
		'total'        => '_line_total',
		'total_tax'    => '_line_tax',
		'taxes'        => '_line_tax_data',
	);

	/** @var array<string, mixed> */
	protected $extra_data = array(
		'product_id'   => 0,
		'variation_id' => 0,
		'quantity'     => 1,
		'tax_class'    => '',
		'subtotal'     => 0,
		'subtotal_tax' => 0,
		'total'        => 0,
		'total_tax'    => 0,
		'taxes'        => array(
			'subtotal' => array(),
			'total'    => array(),
		),
	);

	/** Type, as the database names it. */
	public function get_type() {
		return 'line_item';
	}

	/** @param int|float $value Quantity. */
	public function set_quantity( $value ) {
		$this->set_prop( 'quantity', wc_stock_amount( $value ) );
	}

	/** @param string $value A class of tax, '' for the standard one. */
	public function set_tax_class( $value ) {
		if ( $value && ! in_array( $value, WC_Tax::get_tax_class_slugs(), true ) ) {
			$this->error( 'order_item_product_invalid_tax_class', 'There is no such class of tax.' );
		}
		$this->set_prop( 'tax_class', $value );
	}

	/** @param int $value A product. */
	public function set_product_id( $value ) {
		if ( $value > 0 && 'product' !== get_post_type( absint( $value ) ) ) {
			$this->error( 'order_item_product_invalid_product_id', 'There is no such product.' );
		}
		$this->set_prop( 'product_id', absint( $value ) );
	}

	/** @param int $value A variation. */
	public function set_variation_id( $value ) {
		if ( $value > 0 && 'product_variation' !== get_post_type( (int) $value ) ) {
			$this->error( 'order_item_product_invalid_variation_id', 'There is no such variation.' );
		}
		$this->set_prop( 'variation_id', absint( $value ) );
	}

	/** @param string|float $value Before coupons. */
	public function set_subtotal( $value ) {
		$value = wc_format_decimal( $value );
		$this->set_prop( 'subtotal', is_numeric( $value ) ? $value : '0' );
	}

	/** @param string|float $value After coupons. */
	public function set_total( $value ) {
		$value = wc_format_decimal( $value );
		$value = is_numeric( $value ) ? $value : '0';
		$this->set_prop( 'total', $value );
		if ( '' === (string) $this->get_subtotal() || (float) $this->get_subtotal() < (float) $this->get_total() ) {
			$this->set_subtotal( $value );
		}
	}

	/** @param string|float $value Tax before coupons. */
	public function set_subtotal_tax( $value ) {
		$this->set_prop( 'subtotal_tax', wc_format_decimal( $value ) );
	}

	/** @param string|float $value Tax after coupons. */
	public function set_total_tax( $value ) {
		$this->set_prop( 'total_tax', wc_format_decimal( $value ) );
	}

	/** @param array|string|false $raw_tax_data By rate. */
	public function set_taxes( $raw_tax_data ) {
		$taxes = $this->tidy_taxes( $raw_tax_data, array( 'total', 'subtotal' ) );
		$this->set_prop( 'taxes', $taxes );
		$this->set_total_tax( $this->sum_taxes( $taxes['total'] ) );
		$this->set_subtotal_tax( $this->sum_taxes( $taxes['subtotal'] ) );
	}

	/** @param array<string, string> $data Attributes of the variation; they become meta of the line. */
	public function set_variation( $data = array() ) {
		foreach ( (array) $data as $key => $value ) {
			$this->add_meta_data( str_replace( 'attribute_', '', (string) $key ), $value, true );
		}
	}

	/** @param WC_Product $product The product. */
	public function set_product( $product ) {
		if ( ! $product instanceof WC_Product ) {
			$this->error( 'order_item_product_invalid_product', 'There is no such product.' );
		}
		foreach ( $product->as_bought() as $prop => $value ) {
			$this->{"set_$prop"}( $value );
		}
	}

	/** Notes a back order on the line. */
	public function set_backorder_meta() {
		$product = $this->get_product();
		$ordered = $product ? $this->get_quantity() : 0;
		if ( $ordered && $product->is_on_backorder( $ordered ) && $product->backorders_require_notification() ) {
			$this->add_meta_data( apply_filters( 'woocommerce_backordered_item_meta_name', 'Backordered', $this ), $this->get_quantity() - max( 0, $product->get_stock_quantity() ), true );
		}
	}

	/** The product as it is today, false where it is gone. */
	public function get_product() {
		$product = wc_get_product( $this->get_variation_id() ? $this->get_variation_id() : $this->get_product_id() );
		return apply_filters( 'woocommerce_order_item_product', $product, $this );
	}

	/** Whether today's product is taxed. */
	public function get_tax_status() {
		$today = $this->get_product();
		return false === $today || null === $today ? parent::get_tax_status() : $today->get_tax_status();
	}

	/** @param string $context `view` filters. */
	public function get_product_id( $context = 'view' ) {
		return $this->get_prop( 'product_id', $context );
	}

	/** @param string $context `view` filters. */
	public function get_variation_id( $context = 'view' ) {
		return $this->get_prop( 'variation_id', $context );
	}

	/** @param string $context `view` filters. */
	public function get_quantity( $context = 'view' ) {
		return $this->get_prop( 'quantity', $context );
	}

	/** @param string $context `view` filters. */
	public function get_tax_class( $context = 'view' ) {
		return $this->get_prop( 'tax_class', $context );
	}

	/** @param string $context `view` filters. */
	public function get_subtotal( $context = 'view' ) {
		return $this->get_prop( 'subtotal', $context );
	}

	/** @param string $context `view` filters. */
	public function get_subtotal_tax( $context = 'view' ) {
		return $this->get_prop( 'subtotal_tax', $context );
	}

	/** @param string $context `view` filters. */
	public function get_total( $context = 'view' ) {
		return $this->get_prop( 'total', $context );
	}

	/** @param string $context `view` filters. */
	public function get_total_tax( $context = 'view' ) {
		return $this->get_prop( 'total_tax', $context );
	}

	/** @param string $context `view` filters. */
	public function get_taxes( $context = 'view' ) {
		return $this->get_prop( 'taxes', $context );
	}
}
