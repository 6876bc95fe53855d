<?php
/**
 * Makes a small Indonesian shop: settings and products. Writes the products to the site's products.tsv (id, slug, SKU,
 * name). Works on WooCommerce and on the stand-in.
 *
 * @package WcAccounting\Rig
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';

wp_set_current_user( 1 );
$is_rupiah = 'IDR' === getenv( 'CURRENCY' );

$options = array(
	'woocommerce_store_address'                    => 'Jl. Jenderal Sudirman No. 1',
	'woocommerce_store_city'                       => 'Jakarta Selatan',
	'woocommerce_store_postcode'                   => '12190',
	'woocommerce_default_country'                  => 'ID:JK',
	'woocommerce_currency'                         => getenv( 'CURRENCY' ),
	'woocommerce_currency_pos'                     => 'left',
	'woocommerce_price_num_decimals'               => $is_rupiah ? '0' : '2',
	'woocommerce_price_thousand_sep'               => $is_rupiah ? '.' : ',',
	'woocommerce_price_decimal_sep'                => $is_rupiah ? ',' : '.',
	'woocommerce_calc_taxes'                       => getenv( 'TAX' ),
	'woocommerce_prices_include_tax'               => 'no',
	'woocommerce_enable_coupons'                   => 'yes',
	'woocommerce_enable_guest_checkout'            => 'yes',
	// A shop that has been set up: no wizard, no "coming soon" page in front of it, no tracking.
	'woocommerce_coming_soon'                      => 'no',
	'woocommerce_store_pages_only'                 => 'no',
	'woocommerce_onboarding_profile'               => array( 'skipped' => true ),
	'woocommerce_task_list_hidden'                 => 'yes',
	'woocommerce_task_list_hidden_lists'           => array( 'setup', 'extended' ),
	'woocommerce_task_list_welcome_modal_dismissed' => 'yes',
	'woocommerce_show_marketplace_suggestions'     => 'no',
	'woocommerce_allow_tracking'                   => 'no',
);
foreach ( $options as $name => $value ) {
	update_option( $name, $value );
}
delete_transient( '_wc_activation_redirect' );

$price = static fn( int $rupiah ): string => $is_rupiah ? (string) $rupiah : number_format( $rupiah / 1000, 2, '.', '' );
$saved = array();
$save  = static function ( WC_Product $product, string $name, string $slug, string $sku ) use ( &$saved ): int {
	if ( ! $product instanceof WC_Product_Variation ) {
		$product->set_name( $name );
		$product->set_slug( $slug );
	}
	$product->set_sku( $sku );
	$product->set_status( 'publish' );
	$id      = $product->save();
	$saved[] = implode( "\t", array( $id, $slug, $sku, $name ) );
	return $id;
};

$simple = new WC_Product_Simple();
$simple->set_regular_price( $price( 85000 ) );
$simple->set_short_description( 'Arabica from the Gayo highlands, whole beans.' );
$save( $simple, 'Kopi Gayo 250 g', 'kopi-gayo', 'KOPI-GAYO' );

$on_sale = new WC_Product_Simple();
$on_sale->set_regular_price( $price( 40000 ) );
$on_sale->set_sale_price( $price( 32000 ) );
$on_sale->set_short_description( 'Jasmine tea, 25 bags.' );
$save( $on_sale, 'Teh Melati', 'teh-melati', 'TEH-MELATI' );

$without_sku = new WC_Product_Simple();
$without_sku->set_regular_price( $price( 15000 ) );
$save( $without_sku, 'Kartu Ucapan', 'kartu-ucapan', '' );

$sizes = array(
	's' => 250000,
	'm' => 250000,
	'l' => 275000,
);

$attribute = new WC_Product_Attribute();
$attribute->set_name( 'Size' );
$attribute->set_options( array_map( 'strtoupper', array_keys( $sizes ) ) );
$attribute->set_visible( true );
$attribute->set_variation( true );

$shirt = new WC_Product_Variable();
$shirt->set_attributes( array( $attribute ) );
$shirt->set_short_description( 'Hand-printed batik.' );
$shirt_id = $save( $shirt, 'Kemeja Batik', 'kemeja-batik', 'BATIK' );

foreach ( $sizes as $size => $rupiah ) {
	$variation = new WC_Product_Variation();
	$variation->set_parent_id( $shirt_id );
	$variation->set_attributes( array( 'size' => strtoupper( $size ) ) );
	$variation->set_regular_price( $price( $rupiah ) );
	$save( $variation, 'Kemeja Batik - ' . strtoupper( $size ), "kemeja-batik-$size", 'BATIK-' . strtoupper( $size ) );
}
WC_Product_Variable::sync( $shirt_id );

file_put_contents( getenv( 'SITE_DIR' ) . '/products.tsv', implode( "\n", $saved ) . "\n" );
