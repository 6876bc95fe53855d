<?php
/**
 * Makes what a customer needs to buy: pages, ways of paying, shipping, a tax rate and a coupon. Runs after set-up-shop.php,
 * on WooCommerce only: the stand-in has no checkout.
 *
 * @package WcAccounting\Rig
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';

wp_set_current_user( 1 );

update_option( 'woocommerce_cod_settings', array( 'enabled' => 'yes', 'title' => 'Cash on delivery' ) );
update_option( 'woocommerce_bacs_settings', array( 'enabled' => 'yes', 'title' => 'Direct bank transfer' ) );

// The classic pages: a form that can be filled in without a browser.
$pages = array(
	'shop'      => array( 'shop', 'Shop', '' ),
	'cart'      => array( 'cart', 'Cart', '[woocommerce_cart]' ),
	'checkout'  => array( 'checkout', 'Checkout', '[woocommerce_checkout]' ),
	'myaccount' => array( 'my-account', 'My account', '[woocommerce_my_account]' ),
);
foreach ( $pages as $option => list( $slug, $title, $content ) ) {
	$existing = get_page_by_path( $slug );
	$page_id  = wp_insert_post(
		array(
			'ID'           => $existing->ID ?? 0,
			'post_type'    => 'page',
			'post_status'  => 'publish',
			'post_name'    => $slug,
			'post_title'   => $title,
			'post_content' => $content,
		)
	);
	update_option( "woocommerce_{$option}_page_id", $page_id );
}

$zone = new WC_Shipping_Zone();
$zone->set_zone_name( 'Indonesia' );
$zone->set_locations(
	array(
		array(
			'code' => 'ID',
			'type' => 'country',
		),
	)
);
$zone->save();
$method = $zone->add_shipping_method( 'flat_rate' );
update_option(
	"woocommerce_flat_rate_{$method}_settings",
	array(
		'title'      => 'JNE Reguler',
		'tax_status' => 'taxable',
		'cost'       => 'IDR' === getenv( 'CURRENCY' ) ? '15000' : '15.00',
	)
);
// Counted in this very second, before there was a method: WooCommerce would take that for still true.
delete_transient( 'wc_shipping_method_count' );
delete_transient( 'wc_shipping_method_count_legacy' );

WC_Tax::_insert_tax_rate(
	array(
		'tax_rate_country'  => 'ID',
		'tax_rate_state'    => '',
		'tax_rate'          => '11.0000',
		'tax_rate_name'     => 'PPN 11%',
		'tax_rate_priority' => 1,
		'tax_rate_compound' => 0,
		'tax_rate_shipping' => 1,
		'tax_rate_order'    => 1,
		'tax_rate_class'    => '',
	)
);

$coupon = new WC_Coupon();
$coupon->set_code( 'hemat10' );
$coupon->set_discount_type( 'percent' );
$coupon->set_amount( '10' );
$coupon->save();
