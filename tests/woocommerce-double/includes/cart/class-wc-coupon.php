<?php
/**
 * A coupon.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * A code that gives a discount: `percent`, `fixed_cart` or `fixed_product`.
 */
class WC_Coupon extends WC_Data {

	use WooCommerceDouble\Coupon_Properties;

	/** @var array<string, mixed> */
	protected $data = array(
		'code'                        => '',
		'amount'                      => 0,
		'status'                      => null,
		'date_created'                => null,
		'date_modified'               => null,
		'date_expires'                => null,
		'discount_type'               => 'fixed_cart',
		'description'                 => '',
		'usage_count'                 => 0,
		'individual_use'              => false,
		'product_ids'                 => array(),
		'excluded_product_ids'        => array(),
		'usage_limit'                 => 0,
		'usage_limit_per_user'        => 0,
		'limit_usage_to_x_items'      => null,
		'free_shipping'               => false,
		'product_categories'          => array(),
		'excluded_product_categories' => array(),
		'exclude_sale_items'          => false,
		'minimum_amount'              => '',
		'maximum_amount'              => '',
		'email_restrictions'          => array(),
		'used_by'                     => array(),
		'virtual'                     => false,
	);

	/** @var string */
	protected $object_type = 'coupon';

	/**
	 * Reads the coupon.
	 *
	 * @param int|string|self $data Id, code or coupon.
	 */
	public function __construct( $data = '' ) {
		parent::__construct( $data );
		$this->data_store = WC_Data_Store::load( 'coupon' );
		if ( $data instanceof self ) {
			$this->set_id( $data->get_id() );
		} elseif ( is_int( $data ) && 'shop_coupon' === get_post_type( $data ) ) {
			$this->set_id( $data );
		} elseif ( ! empty( $data ) && is_scalar( $data ) ) {
			$id = wc_get_coupon_id_by_code( (string) $data );
			$this->set_id( $id );
			if ( ! $id ) {
				$this->set_code( (string) $data );
			}
		}
		if ( $this->get_id() ) {
			$this->data_store->read( $this );
		} else {
			$this->set_object_read( true );
		}
	}

	/** @param string $context `view` filters. */
	public function get_code( $context = 'view' ) {
		return $this->get_prop( 'code', $context );
	}

	/** @param string $value Code. */
	public function set_code( $value ) {
		$this->set_prop( 'code', wc_format_coupon_code( $value ) );
	}

	/** @param string|list<string> $type One or several types. */
	public function is_type( $type ) {
		return in_array( $this->get_discount_type(), (array) $type, true );
	}

	/** Whether it may be used at all. */
	public function is_valid() {
		$expires = $this->get_date_expires();
		$valid   = $this->get_id() && ! ( $expires && time() > $expires->getTimestamp() ) && ! ( $this->get_usage_limit() > 0 && $this->get_usage_count() >= $this->get_usage_limit() );
		return apply_filters( 'woocommerce_coupon_is_valid', $valid, $this );
	}

	/** @param WC_Product $product Product. */
	public function is_valid_for_product( $product, $values = array() ) {
		$ids   = array_filter( array( $product->get_id(), $product->get_parent_id() ) );
		$valid = ( ! $this->get_product_ids() || array_intersect( $ids, $this->get_product_ids() ) )
			&& ! array_intersect( $ids, $this->get_excluded_product_ids() )
			&& ! ( $this->get_exclude_sale_items() && $product->is_on_sale() );
		return apply_filters( 'woocommerce_coupon_is_valid_for_product', (bool) $valid, $product, $this, $values );
	}

	/**
	 * One use more or less.
	 *
	 * @param int    $by      1 or -1.
	 * @param string $used_by User id or e-mail.
	 */
	public function change_usage_count( int $by, string $used_by = '' ): void {
		$this->set_usage_count( max( 0, $this->get_usage_count( 'edit' ) + $by ) );
		update_post_meta( $this->get_id(), 'usage_count', $this->get_usage_count( 'edit' ) );
		$this->apply_changes();
		do_action( $by > 0 ? 'woocommerce_increase_coupon_usage_count' : 'woocommerce_decrease_coupon_usage_count', $this, $this->get_usage_count(), $used_by );
	}
}
