<?php
/**
 * A product.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Price, stock, tax and texts.
 *
 * Mirrored: the price is the sale price while the sale lasts, else the regular one, and is stored at each save.
 */
class WC_Product extends WC_Data {

	use WooCommerceDouble\Product_Properties;

	/** @var array<string, mixed> */
	protected $data = array(
		'name'               => '',
		'slug'               => '',
		'date_created'       => null,
		'date_modified'      => null,
		'status'             => false,
		'featured'           => false,
		'catalog_visibility' => 'visible',
		'description'        => '',
		'short_description'  => '',
		'sku'                => '',
		'price'              => '',
		'regular_price'      => '',
		'sale_price'         => '',
		'date_on_sale_from'  => null,
		'date_on_sale_to'    => null,
		'total_sales'        => 0,
		'tax_status'         => 'taxable',
		'tax_class'          => '',
		'manage_stock'       => false,
		'stock_quantity'     => null,
		'stock_status'       => 'instock',
		'backorders'         => 'no',
		'low_stock_amount'   => '',
		'sold_individually'  => false,
		'weight'             => '',
		'length'             => '',
		'width'              => '',
		'height'             => '',
		'parent_id'          => 0,
		'reviews_allowed'    => true,
		'purchase_note'      => '',
		'attributes'         => array(),
		'default_attributes' => array(),
		'menu_order'         => 0,
		'virtual'            => false,
		'downloadable'       => false,
		'category_ids'       => array(),
		'tag_ids'            => array(),
		'gallery_image_ids'  => array(),
		'image_id'           => '',
	);

	/** @var string */
	protected $object_type = 'product';

	/** @var string */
	protected $post_type = 'product';

	/**
	 * Reads the product.
	 *
	 * @param int|object $product Id, product or post.
	 */
	public function __construct( $product = 0 ) {
		parent::__construct();
		$this->data_store = WC_Data_Store::load( 'product' );
		$this->id         = WooCommerceDouble\Identity::of( $product, self::class );
		if ( $this->id > 0 ) {
			$this->data_store->read( $this );
			return;
		}
		$this->set_object_read();
	}

	/** Type. */
	public function get_type() {
		return 'simple';
	}

	/** Type of its post. */
	public function get_post_type_name(): string {
		return $this->post_type;
	}

	/** @param string|list<string> $type One or several types. */
	public function is_type( $type ) {
		return in_array( $this->get_type(), (array) $type, true );
	}

	/** @param string $context `view` filters. */
	public function get_sku( $context = 'view' ) {
		return $this->get_prop( 'sku', $context );
	}

	/** @param string $value A number of which there is only one. */
	public function set_sku( $value ) {
		$value = (string) $value;
		if ( $this->get_object_read() && '' !== $value && ! wc_product_has_unique_sku( $this->get_id(), $value ) ) {
			$this->error( 'product_invalid_sku', 'This SKU is taken.', 400, array( 'resource_id' => wc_get_product_id_by_sku( $value ) ) );
		}
		$this->set_prop( 'sku', $value );
	}

	/** @param string $context `view` filters. */
	public function get_attributes( $context = 'view' ) {
		return $this->get_prop( 'attributes', $context );
	}

	/** @param list<WC_Product_Attribute> $value Attributes. */
	public function set_attributes( $value ) {
		$attributes = array();
		foreach ( (array) $value as $attribute ) {
			if ( $attribute instanceof WC_Product_Attribute ) {
				$attributes[ sanitize_title( $attribute->get_name() ) ] = $attribute;
			}
		}
		$this->set_prop( 'attributes', $attributes );
	}

	/** @param string $attribute Name. */
	public function get_attribute( $attribute ) {
		$key = sanitize_title( $attribute );
		$all = $this->get_attributes();
		$one = $all[ $key ] ?? $all[ "pa_$key" ] ?? null;
		return $one instanceof WC_Product_Attribute ? implode( ' | ', $one->get_options() ) : (string) $one;
	}

	/** What a line of an order keeps of it. */
	public function as_bought(): array {
		return array( 'product_id' => $this->get_id(), 'variation_id' => 0, 'variation' => array(), 'name' => $this->get_name(), 'tax_class' => $this->get_tax_class() );
	}

	/** Title, which is the name. */
	public function get_title() {
		return apply_filters( 'woocommerce_product_title', $this->get_name(), $this );
	}

	/** Page. */
	public function get_permalink() {
		return get_permalink( $this->get_id() );
	}

	/** Name with the number that tells it apart. */
	public function get_formatted_name() {
		return $this->get_name() . ' (' . ( $this->get_sku() ? $this->get_sku() : '#' . $this->get_id() ) . ')';
	}

	/** Stores it. */
	public function save() {
		$this->set_prop( 'price', $this->current_price() );
		return parent::save();
	}

	/** The price of today. */
	private function current_price() {
		return $this->is_on_sale( 'edit' ) ? $this->get_sale_price( 'edit' ) : $this->get_regular_price( 'edit' );
	}

	/** @param string $context `view` filters. */
	public function is_on_sale( $context = 'view' ) {
		$sale = (string) $this->get_sale_price( $context );
		$on   = '' !== $sale && (float) $this->get_regular_price( $context ) > (float) $sale;
		$from = $this->get_date_on_sale_from( $context );
		$to   = $this->get_date_on_sale_to( $context );
		$on   = $on && ! ( $from && $from->getTimestamp() > time() ) && ! ( $to && $to->getTimestamp() < time() );
		return 'view' === $context ? apply_filters( 'woocommerce_product_is_on_sale', $on, $this ) : $on;
	}

	/** Whether it exists. */
	public function exists() {
		return false !== $this->get_status();
	}

	/** Whether it may be bought. */
	public function is_purchasable() {
		return apply_filters( 'woocommerce_is_purchasable', $this->exists() && ( 'publish' === $this->get_status() || current_user_can( 'edit_post', $this->get_id() ) ) && '' !== (string) $this->get_price(), $this );
	}

	/** Whether it is shown. */
	public function is_visible() {
		return 'publish' === $this->get_status();
	}

	/** Whether nothing has to be sent. */
	public function is_virtual() {
		return apply_filters( 'woocommerce_is_virtual', $this->get_virtual(), $this );
	}

	/** Whether it is a file. */
	public function is_downloadable() {
		return apply_filters( 'woocommerce_is_downloadable', $this->get_downloadable(), $this );
	}

	/** Whether it is sent. */
	public function needs_shipping() {
		return apply_filters( 'woocommerce_product_needs_shipping', ! $this->is_virtual(), $this );
	}

	/** Whether one is enough. */
	public function is_sold_individually() {
		return apply_filters( 'woocommerce_is_sold_individually', $this->get_sold_individually(), $this );
	}

	/** Whether it is taxed. */
	public function is_taxable() {
		return apply_filters( 'woocommerce_product_is_taxable', 'taxable' === $this->get_tax_status() && wc_tax_enabled(), $this );
	}

	/** Whether its pieces are counted. */
	public function managing_stock() {
		return 'yes' === get_option( 'woocommerce_manage_stock' ) && (bool) $this->get_manage_stock();
	}

	/** Whether it can be had. */
	public function is_in_stock() {
		return apply_filters( 'woocommerce_product_is_in_stock', 'outofstock' !== $this->get_stock_status(), $this );
	}

	/** Whether it can be ordered with nothing left. */
	public function backorders_allowed() {
		return in_array( $this->get_backorders(), array( 'yes', 'notify' ), true );
	}

	/** Whether the customer is told of that. */
	public function backorders_require_notification() {
		return $this->managing_stock() && 'notify' === $this->get_backorders();
	}

	/** @param int $qty_in_cart How many are wanted. */
	public function is_on_backorder( $qty_in_cart = 0 ) {
		return 'onbackorder' === $this->get_stock_status() || ( $this->managing_stock() && $this->backorders_allowed() && ( $this->get_stock_quantity() - $qty_in_cart ) < 0 );
	}

	/** @param int|float $quantity How many are wanted. */
	public function has_enough_stock( $quantity ) {
		return ! $this->managing_stock() || $this->backorders_allowed() || $this->get_stock_quantity() >= $quantity;
	}

	/** Variations. */
	public function get_children() {
		return array();
	}

	/** Categories. */
	public function get_stock_managed_by_id() {
		return $this->get_id();
	}

	/** The price as HTML. @param string $deprecated Unused. */
	public function get_price_html( $deprecated = '' ) {
		if ( '' === (string) $this->get_price() ) {
			return apply_filters( 'woocommerce_get_price_html', '', $this );
		}
		$now  = wc_price( wc_get_price_to_display( $this ) );
		$html = $this->is_on_sale() ? '<del>' . wc_price( wc_get_price_to_display( $this, array( 'price' => $this->get_regular_price() ) ) ) . '</del> <ins>' . $now . '</ins>' : $now;
		return apply_filters( 'woocommerce_get_price_html', $html, $this );
	}

	/**
	 * Image as HTML.
	 *
	 * @param string $size Size.
	 * @param array  $attr Attributes.
	 */
	public function get_image( $size = 'woocommerce_thumbnail', $attr = array() ) {
		return $this->get_image_id() ? wp_get_attachment_image( (int) $this->get_image_id(), $size, false, $attr ) : '<img alt="" src="' . esc_url( wc_placeholder_img_src() ) . '" />';
	}

	/** Address that puts it in the cart. */
	public function add_to_cart_url() {
		return add_query_arg( 'add-to-cart', $this->get_id(), get_permalink( wc_get_page_id( 'shop' ) ) );
	}
}
