<?php
/**
 * Functions about the shop and what it sells.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

use WcAccounting\Standin\Container;

function wc_get_container(): Container {
	static $container = null;
	$container        ??= new Container();
	return $container;
}

function wc_get_logger(): WC_Logger {
	return wc_get_container()->get( WC_Logger::class );
}

// --- Products ---------------------------------------------------------------------------------------------------------

/**
 * @param mixed $product Its number, or the product itself.
 * @return WC_Product|false
 */
function wc_get_product( $product = false ) {
	return $product instanceof WC_Product ? $product : ( WC_Product::find( (int) $product ) ?? false );
}

function wc_get_product_id_by_sku( string $sku ): int {
	return WC_Product::id_by_sku( $sku );
}

/** Pieces are whole, unless a plugin says otherwise. */
function wc_stock_amount( mixed $amount ): int|float {
	return apply_filters( 'woocommerce_stock_amount', $amount );
}

/**
 * How a product writes the name of one of its attributes.
 *
 * @param WC_Product|string $product
 */
function wc_attribute_label( string $name, $product = '' ): string {
	$owner     = $product instanceof WC_Product_Variation ? wc_get_product( $product->get_parent_id() ) : $product;
	$attribute = $owner instanceof WC_Product ? $owner->get_attributes( 'edit' )[ sanitize_title( $name ) ] ?? null : null;
	return $attribute instanceof WC_Product_Attribute ? $attribute->get_name() : $name;
}

// --- Money ------------------------------------------------------------------------------------------------------------

function get_woocommerce_currency(): string {
	return (string) apply_filters( 'woocommerce_currency', get_option( 'woocommerce_currency', 'USD' ) );
}

function wc_get_price_decimals(): int {
	return absint( apply_filters( 'wc_get_price_decimals', get_option( 'woocommerce_price_num_decimals', 2 ) ) );
}

/**
 * @param string|int|float     $price
 * @param array<string, mixed> $args `currency` and `decimals`, where they are not the shop's.
 * @return string HTML.
 */
function wc_price( $price, array $args = array() ): string {
	$currency = (string) ( $args['currency'] ?? '' );
	$currency = '' === $currency ? get_woocommerce_currency() : $currency;
	$symbol   = array( 'IDR' => 'Rp', 'USD' => '$', 'EUR' => '€' )[ $currency ] ?? $currency;
	$number   = number_format(
		abs( (float) $price ),
		(int) ( $args['decimals'] ?? wc_get_price_decimals() ),
		(string) get_option( 'woocommerce_price_decimal_sep', '.' ),
		(string) get_option( 'woocommerce_price_thousand_sep', ',' )
	);
	return '<span class="amount">' . ( (float) $price < 0 ? '-' : '' ) . esc_html( $symbol . $number ) . '</span>';
}
