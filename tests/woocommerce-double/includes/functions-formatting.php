<?php
/**
 * Numbers, texts and dates.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

// phpcs:disable Squiz.Commenting.FunctionComment -- Signatures and meaning are WooCommerce's own; a comment is only given where there is something to know.

function wc_get_price_decimals() {
	$decimals = get_option( 'woocommerce_price_num_decimals', 2 );
	return absint( apply_filters( 'wc_get_price_decimals', $decimals ) );
}

function wc_get_price_decimal_separator() {
	$sign = apply_filters( 'wc_get_price_decimal_separator', get_option( 'woocommerce_price_decimal_sep' ) );
	return $sign ? stripslashes( (string) $sign ) : '.';
}

function wc_get_price_thousand_separator() {
	return stripslashes( (string) apply_filters( 'wc_get_price_thousand_separator', get_option( 'woocommerce_price_thousand_sep' ) ) );
}

function wc_get_rounding_precision() {
	return max( wc_get_price_decimals() + 2, WC_ROUNDING_PRECISION );
}

/** Tax is rounded half down where prices include it. */
function wc_get_tax_rounding_mode() {
	return defined( 'WC_TAX_ROUNDING_MODE' ) ? (int) WC_TAX_ROUNDING_MODE : ( 'yes' === get_option( 'woocommerce_prices_include_tax', 'no' ) ? PHP_ROUND_HALF_DOWN : PHP_ROUND_HALF_UP );
}

function wc_round_tax_total( $value, $precision = null ) {
	$precision = null === $precision ? wc_get_price_decimals() : (int) $precision;
	$rounded   = round( (float) $value, $precision, wc_get_tax_rounding_mode() );
	return apply_filters( 'wc_round_tax_total', $rounded, $value, $precision, WC_TAX_ROUNDING_MODE );
}

function wc_round_discount( $value, $precision ) {
	return round( (float) $value, (int) $precision, WC_DISCOUNT_ROUNDING_MODE );
}

/** To the smallest unit, for sums that must not lose any. */
function wc_add_number_precision( $value, $round = true ) {
	if ( ! $value ) {
		return 0.0;
	}
	$cents = (float) $value * 10 ** wc_get_price_decimals();
	return $round ? round( $cents, wc_get_rounding_precision() - wc_get_price_decimals() ) : $cents;
}

function wc_remove_number_precision( $value ) {
	return $value ? (float) $value / 10 ** wc_get_price_decimals() : 0.0;
}

function wc_add_number_precision_deep( $value, $round = true ) {
	return is_array( $value ) ? array_map( static fn( $one ) => wc_add_number_precision_deep( $one, $round ), $value ) : wc_add_number_precision( $value, $round );
}

function wc_remove_number_precision_deep( $value ) {
	return is_array( $value ) ? array_map( 'wc_remove_number_precision_deep', $value ) : wc_remove_number_precision( $value );
}

/**
 * A decimal text.
 *
 * @param string|float|int $number     Number; a text may use the shop's own decimal sign.
 * @param int|false|''     $dp         Decimals; false keeps what is there, '' takes the shop's.
 * @param bool             $trim_zeros Without zeros at the end.
 */
function wc_format_decimal( $number, $dp = false, $trim_zeros = false ) {
	$number = $number ?? '';
	if ( ! is_float( $number ) ) {
		$number = str_replace( wc_get_price_decimal_separator(), '.', (string) $number );
		$number = (string) preg_replace( '/\.(?![^.]+$)|[^0-9.-]/', '', wc_clean( $number ) );
	}
	if ( false !== $dp ) {
		$dp     = '' === $dp ? wc_get_price_decimals() : (int) $dp;
		$number = number_format( (float) $number, $dp, '.', '' );
	} elseif ( is_float( $number ) ) {
		$number = str_replace( wc_get_price_decimal_separator(), '.', sprintf( '%.' . wc_get_rounding_precision() . 'f', $number ) );
		$number = str_contains( $number, '.' ) ? rtrim( rtrim( $number, '0' ), '.' ) : $number;
		$number = '-0' === $number ? '0' : $number;
	}
	if ( $trim_zeros && str_contains( (string) $number, '.' ) ) {
		$number = rtrim( rtrim( (string) $number, '0' ), '.' );
	}
	return $number;
}

function wc_float_to_string( $float ) {
	return is_float( $float ) ? wc_format_decimal( $float ) : (string) $float;
}

function wc_format_localized_price( $value ) {
	return apply_filters( 'woocommerce_format_localized_price', str_replace( '.', wc_get_price_decimal_separator(), (string) $value ), $value );
}

function wc_format_localized_decimal( $value ) {
	return str_replace( '.', wc_get_price_decimal_separator(), (string) $value );
}

function wc_trim_zeros( $price ) {
	return (string) preg_replace( '/' . preg_quote( wc_get_price_decimal_separator(), '/' ) . '0++$/', '', (string) $price );
}

/** A price as HTML: a span around a `bdi`, around the sign in a span of its own. */
function wc_price( $price, $args = array() ) {
	$args  += array( 'decimals' => wc_get_price_decimals(), 'currency' => '', 'price_format' => get_woocommerce_price_format(), 'ex_tax_label' => false, 'thousand_separator' => wc_get_price_thousand_separator(), 'decimal_separator' => wc_get_price_decimal_separator() );
	$args   = apply_filters( 'wc_price_args', $args );
	$amount = (float) $price;
	$number = apply_filters( 'formatted_woocommerce_price', number_format( abs( $amount ), (int) $args['decimals'], $args['decimal_separator'], $args['thousand_separator'] ), abs( $amount ), $args['decimals'], $args['decimal_separator'], $args['thousand_separator'], $price );
	if ( apply_filters( 'woocommerce_price_trim_zeros', false ) && $args['decimals'] > 0 ) {
		$number = wc_trim_zeros( $number );
	}
	$sign = '<span class="woocommerce-Price-currencySymbol">' . get_woocommerce_currency_symbol( $args['currency'] ) . '</span>';
	$html = '<span class="woocommerce-Price-amount amount"><bdi>' . ( $amount < 0 ? '-' : '' ) . sprintf( $args['price_format'], $sign, $number ) . '</bdi></span>';
	return apply_filters( 'wc_price', $html, $number, $args, $amount, $price );
}

function wc_clean( $var ) {
	return is_array( $var ) ? array_map( 'wc_clean', $var ) : ( is_scalar( $var ) ? sanitize_text_field( (string) $var ) : $var );
}

function wc_sanitize_textarea( $var ) {
	return implode( "\n", array_map( 'wc_clean', explode( "\n", (string) $var ) ) );
}

function wc_sanitize_tooltip( $var ) {
	return htmlspecialchars( wp_kses( html_entity_decode( (string) $var ), array( 'br' => array(), 'em' => array(), 'strong' => array(), 'small' => array(), 'span' => array(), 'ul' => array(), 'li' => array(), 'ol' => array(), 'p' => array() ) ) );
}

function wc_help_tip( $tip, $allow_html = false ) {
	$text = $allow_html ? wc_sanitize_tooltip( $tip ) : esc_attr( $tip );
	return apply_filters( 'wc_help_tip', '<span class="woocommerce-help-tip" tabindex="0" aria-label="' . $text . '" data-tip="' . $text . '"></span>', $text, $tip, $allow_html );
}

function wc_strtolower( $text ) {
	return mb_strtolower( (string) $text );
}

function wc_trim_string( $text, $chars = 200, $suffix = '...' ) {
	return mb_strlen( (string) $text ) > $chars ? mb_substr( (string) $text, 0, (int) $chars - mb_strlen( $suffix ) ) . $suffix : $text;
}

function wc_bool_to_string( $bool ) {
	return true === ( is_bool( $bool ) ? $bool : wc_string_to_bool( $bool ) ) ? 'yes' : 'no';
}

function wc_string_to_bool( $text ) {
	return is_bool( $text ) ? $text : in_array( is_string( $text ) ? strtolower( $text ) : $text, array( 'yes', 1, 'true', '1' ), true );
}

function wc_string_to_array( $text, $sign = ',' ) {
	return is_array( $text ) ? $text : array_filter( explode( $sign, (string) $text ) );
}

function wc_timezone_string() {
	$zone = (string) get_option( 'timezone_string' );
	if ( '' !== $zone ) {
		return $zone;
	}
	$hours = (float) get_option( 'gmt_offset', 0 );
	return 0.0 === $hours ? 'UTC' : wp_timezone_string();
}

function wc_timezone_offset() {
	$zone = (string) get_option( 'timezone_string' );
	return '' !== $zone ? ( new DateTime( 'now', new DateTimeZone( $zone ) ) )->getOffset() : (float) get_option( 'gmt_offset', 0 ) * HOUR_IN_SECONDS;
}

function wc_string_to_timestamp( $text, $from = null ) {
	$stamp = null === $from ? strtotime( (string) $text . ' UTC' ) : strtotime( (string) $text, (int) $from );
	return false === $stamp ? strtotime( (string) $text ) : $stamp;
}

function wc_string_to_datetime( $text ) {
	return WooCommerceDouble\Moment::from( $text ) ?? WooCommerceDouble\Moment::from( 0 );
}

function wc_date_format() {
	$format = (string) apply_filters( 'woocommerce_date_format', get_option( 'date_format' ) );
	return '' === $format ? 'F j, Y' : $format;
}

function wc_time_format() {
	$format = (string) apply_filters( 'woocommerce_time_format', get_option( 'time_format' ) );
	return '' === $format ? 'g:i a' : $format;
}

function wc_format_datetime( $moment, $format = '' ) {
	return $moment instanceof WC_DateTime ? $moment->date_i18n( $format ? $format : wc_date_format() ) : '';
}

function wc_rest_prepare_date_response( $date, $utc = true ) {
	$date = WooCommerceDouble\Moment::from( $date );
	return $date ? ( $utc ? gmdate( 'Y-m-d\TH:i:s', $date->getTimestamp() ) : $date->date( 'Y-m-d\TH:i:s' ) ) : null;
}

/** Quantities are whole numbers, unless a plugin takes the filter away. */
function wc_stock_amount( $amount ) {
	return apply_filters( 'woocommerce_stock_amount', $amount );
}
add_filter( 'woocommerce_stock_amount', 'intval' );

function wc_format_coupon_code( $code ) {
	return apply_filters( 'woocommerce_coupon_code', (string) $code );
}
add_filter( 'woocommerce_coupon_code', 'html_entity_decode' );
add_filter( 'woocommerce_coupon_code', 'wc_sanitize_coupon_code' );
add_filter( 'woocommerce_coupon_code', 'wc_strtolower' );

function wc_sanitize_coupon_code( $code ) {
	return wp_filter_kses( sanitize_post_field( 'post_title', $code ?? '', 0, 'db' ) );
}

function wc_sanitize_order_id( $id ) {
	return (int) filter_var( $id, FILTER_SANITIZE_NUMBER_INT );
}

function wc_sanitize_permalink( $value ) {
	return esc_url_raw( trim( (string) $value ) );
}

function wc_format_phone_number( $phone ) {
	return WC_Validation::is_phone( $phone ) ? trim( (string) preg_replace( '/[^0-9+\-\s()]/', '-', (string) $phone ) ) : '';
}

function wc_format_postcode( $postcode, $country ) {
	return trim( strtoupper( (string) $postcode ) );
}

function wc_normalize_postcode( $postcode ) {
	return (string) preg_replace( '/[\s\-]/', '', trim( strtoupper( (string) $postcode ) ) );
}

function wc_sanitize_taxonomy_name( $taxonomy ) {
	return apply_filters( 'sanitize_taxonomy_name', urldecode( sanitize_title( urldecode( (string) $taxonomy ) ) ), $taxonomy );
}

function wc_sanitize_phone_number( $phone ) {
	return preg_replace( '/[^\d+]/', '', (string) $phone );
}

function wc_make_numeric_postcode( $postcode ) {
	return (string) $postcode;
}

function wc_flatten_meta_callback( $value ) {
	return is_array( $value ) ? current( $value ) : $value;
}

function wc_make_phone_clickable( $phone ) {
	$number = trim( (string) preg_replace( '/[^\d+]/', '', (string) $phone ) );
	return $number ? '<a href="tel:' . esc_attr( $number ) . '">' . esc_html( (string) $phone ) . '</a>' : '';
}
