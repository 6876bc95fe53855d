<?php
/**
 * An item of an order.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * What lines, shipping, fees, coupons and taxes have in common.
 */
class WC_Order_Item extends WC_Data implements ArrayAccess {

	/** Meta keys that hold properties, by property. Each type has its own. */
	public const STORED = array();

	/** @var array<string, mixed> */
	protected $data = array(
		'order_id' => 0,
		'name'     => '',
	);

	/** @var array<string, mixed> Properties of the type. */
	protected $extra_data = array();

	/** @var string */
	protected $object_type = 'order_item';

	/**
	 * Reads the item.
	 *
	 * @param int|self $item Id or item.
	 */
	public function __construct( $item = 0 ) {
		$this->data = array_merge( $this->data, $this->extra_data );
		parent::__construct();
		$this->data_store = WC_Data_Store::load( 'order-item' );
		$this->id         = WooCommerceDouble\Identity::of( $item, self::class );
		if ( $this->id > 0 ) {
			$this->data_store->read( $this );
			return;
		}
		$this->set_object_read();
	}

	/** The changes become the data; a list is replaced as a whole. */
	public function apply_changes() {
		$this->data    = array_replace( $this->data, $this->changes );
		$this->changes = array();
	}

	/** Type, as the database names it. */
	public function get_type() {
		return '';
	}

	/** @param string|list<string> $type One or several types. */
	public function is_type( $type ) {
		return in_array( $this->get_type(), (array) $type, true );
	}

	/** How many. */
	public function get_quantity() {
		return 1;
	}

	/** Whether it is taxed. */
	public function get_tax_status() {
		return 'taxable';
	}

	/** Class of its tax. */
	public function get_tax_class() {
		return '';
	}

	/** @param string $context `view` filters. */
	public function get_order_id( $context = 'view' ) {
		return $this->get_prop( 'order_id', $context );
	}

	/** @param int $value Order. */
	public function set_order_id( $value ) {
		$this->set_prop( 'order_id', absint( $value ) );
	}

	/** Its order. */
	public function get_order() {
		return wc_get_order( $this->get_order_id() );
	}

	/** @param string $context `view` filters. */
	public function get_name( $context = 'view' ) {
		return $this->get_prop( 'name', $context );
	}

	/** @param string $value Name. */
	public function set_name( $value ) {
		$this->set_prop( 'name', wp_check_invalid_utf8( (string) $value ) );
	}

	/**
	 * Its taxes, from today's rates.
	 *
	 * @param array $calculate_tax_for Where.
	 */
	public function calculate_taxes( $calculate_tax_for = array() ) {
		foreach ( array( 'country', 'state', 'postcode', 'city' ) as $part ) {
			if ( null === ( $calculate_tax_for[ $part ] ?? null ) ) {
				return false;
			}
		}
		if ( wc_tax_enabled() && 'taxable' === $this->get_tax_status() && '0' !== $this->get_tax_class() ) {
			$calculate_tax_for['tax_class'] = $calculate_tax_for['tax_class'] ?? $this->get_tax_class();
			$rates                          = $this->rates( $calculate_tax_for );
			$taxes                          = array( 'total' => WC_Tax::calc_tax( $this->get_total(), $rates, false ) );
			if ( method_exists( $this, 'get_subtotal' ) ) {
				$taxes['subtotal'] = WC_Tax::calc_tax( $this->get_subtotal(), $rates, false );
			}
			$this->set_taxes( $taxes );
		} else {
			$this->set_taxes( false );
		}
		do_action( 'woocommerce_order_item_after_calculate_taxes', $this, $calculate_tax_for );
		return true;
	}

	/**
	 * Rates for it.
	 *
	 * @param array $where Where.
	 * @return array<int, array<string, mixed>>
	 */
	protected function rates( array $where ): array {
		return WC_Tax::find_rates( $where );
	}

	/**
	 * Taxes as decimal texts by rate.
	 *
	 * @param mixed        $raw   Taxes, maybe serialized.
	 * @param list<string> $parts Parts that are wanted.
	 * @return array<string, array<int, string>>
	 */
	protected function tidy_taxes( $raw, array $parts ): array {
		$raw   = maybe_unserialize( $raw );
		$tidy  = array_fill_keys( $parts, array() );
		if ( ! is_array( $raw ) || empty( $raw['total'] ) ) {
			return $tidy;
		}
		foreach ( $parts as $part ) {
			$tidy[ $part ] = array_map( static fn( $tax ) => wc_format_decimal( $tax ), (array) ( $raw[ $part ] ?? array() ) );
		}
		if ( isset( $tidy['subtotal'] ) && array_sum( $tidy['subtotal'] ) < array_sum( $tidy['total'] ) ) {
			$tidy['subtotal'] = $tidy['total'];
		}
		return $tidy;
	}

	/**
	 * Sum of taxes, each rounded unless that happens at the subtotal.
	 *
	 * @param array<int, string> $taxes By rate.
	 */
	protected function sum_taxes( array $taxes ): float {
		return 'yes' === get_option( 'woocommerce_tax_round_at_subtotal' ) ? (float) array_sum( $taxes ) : (float) array_sum( array_map( 'wc_round_tax_total', $taxes ) );
	}

	/**
	 * Meta as people see it: without keys that begin with the prefix, and without attributes that the name has already.
	 *
	 * @param string $hideprefix  Prefix.
	 * @param bool   $include_all Attributes in the name too.
	 * @return array<int, object>
	 */
	public function get_formatted_meta_data( $hideprefix = '_', $include_all = false ) {
		$shown   = array();
		$product = is_callable( array( $this, 'get_product' ) ) ? $this->get_product() : false;
		foreach ( $this->get_meta_data() as $meta ) {
			if ( empty( $meta->id ) || '' === $meta->value || ! is_scalar( $meta->value ) || ( $hideprefix && str_starts_with( (string) $meta->key, $hideprefix ) ) ) {
				continue;
			}
			$key       = rawurldecode( (string) $meta->key );
			$value     = rawurldecode( (string) $meta->value );
			$attribute = str_replace( 'attribute_', '', $key );
			$words     = wp_kses_post( $value );
			if ( taxonomy_exists( $attribute ) ) {
				$term  = get_term_by( 'slug', $value, $attribute );
				$words = $term instanceof WP_Term && $term->name ? $term->name : $words;
			}
			if ( ! $include_all && $product && $product->is_type( 'variation' ) && wc_is_attribute_in_product_name( $words, $this->get_name() ) ) {
				continue;
			}
			$shown[ $meta->id ] = (object) array(
				'key'           => $key,
				'value'         => $value,
				'display_key'   => apply_filters( 'woocommerce_order_item_display_meta_key', wc_attribute_label( $attribute, $product ), $meta, $this ),
				'display_value' => wpautop( make_clickable( (string) apply_filters( 'woocommerce_order_item_display_meta_value', $words, $meta, $this ) ) ),
			);
		}
		return apply_filters( 'woocommerce_order_item_get_formatted_meta_data', $shown, $this );
	}

	/** @param string $hideprefix Prefix. */
	public function get_all_formatted_meta_data( $hideprefix = '_' ) {
		return $this->get_formatted_meta_data( $hideprefix, true );
	}

	/** @param mixed $offset A property, by its name or its old name. */
	public function offsetExists( $offset ): bool {
		return in_array( $offset, array( 'item_meta', 'type', 'qty' ), true ) || array_key_exists( $offset, $this->data ) || $this->meta_exists( "_$offset" );
	}

	/** @param mixed $offset A property, by its name or its old name. */
	#[ReturnTypeWillChange]
	public function offsetGet( $offset ) {
		return match ( true ) {
			'type' === $offset => $this->get_type(),
			'qty' === $offset => $this->get_quantity(),
			'item_meta' === $offset => wp_list_pluck( $this->get_meta_data(), 'value', 'key' ),
			is_callable( array( $this, "get_$offset" ) ) => $this->{"get_$offset"}(),
			in_array( "_$offset", static::STORED, true ) => $this->{'get_' . array_search( "_$offset", static::STORED, true )}(),
			default => $this->get_meta( "_$offset" ),
		};
	}

	/**
	 * Sets a property.
	 *
	 * @param mixed $offset Name.
	 * @param mixed $value  Value.
	 */
	public function offsetSet( $offset, $value ): void {
		if ( is_callable( array( $this, "set_$offset" ) ) ) {
			$this->{"set_$offset"}( $value );
		} else {
			$this->update_meta_data( (string) $offset, $value );
		}
	}

	/** @param mixed $offset Name of meta. */
	public function offsetUnset( $offset ): void {
		$this->delete_meta_data( (string) $offset );
	}
}
