<?php
/**
 * Formats and small functions.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	foreach ( array( array( '2', '.', ',' ), array( '0', ',', '.' ), array( '3', ',', '' ) ) as [ $decimals, $sign, $thousands ] ) {
		update_option( 'woocommerce_price_num_decimals', $decimals );
		update_option( 'woocommerce_price_decimal_sep', $sign );
		update_option( 'woocommerce_price_thousand_sep', $thousands );
		echo "== $decimals $sign $thousands\n";
		$t->line( 'precision', array( wc_get_price_decimals(), wc_get_rounding_precision(), wc_get_price_decimal_separator(), wc_get_price_thousand_separator() ) );
		foreach ( array( '12.5', '12,5', '1.234,56', '1,234.56', 12.5, 0.1 + 0.2, 1e15, 1.0E-10, -0.0, '', null, 'abc', '-5', '1e3', ' 7 ', 33333.33333333, 5, '007', '.5', '5.', '12.500' ) as $value ) {
			$t->line( 'decimal ' . var_export( $value, true ), array( wc_format_decimal( $value ), wc_format_decimal( $value, 2 ), wc_format_decimal( $value, '' ), wc_format_decimal( $value, false, true ), wc_format_decimal( $value, 4, true ) ) );
		}
		foreach ( array( 12.5, 1234567.891, -5, 0, '99.999', '' ) as $value ) {
			$t->line( 'price ' . var_export( $value, true ), wc_price( $value ) );
		}
		$t->line( 'price in', wc_price( 5, array( 'currency' => 'USD', 'decimals' => 1, 'ex_tax_label' => false ) ) );
		foreach ( array( '1.005', 2.5, 1.45, 0.5, -0.5, '1.2345' ) as $value ) {
			$t->line( "tax round $value", wc_round_tax_total( $value ) );
		}
		$t->line( 'localized', array( wc_format_localized_price( '12.5' ), wc_trim_zeros( '1' . $sign . '00' ) ) );
	}
	foreach ( array( 'left', 'right', 'left_space', 'right_space' ) as $at ) {
		update_option( 'woocommerce_currency_pos', $at );
		$t->line( "price $at", wc_price( 1.5 ) );
	}
	update_option( 'woocommerce_currency_pos', 'left' );
	update_option( 'woocommerce_price_decimal_sep', '.' );
	update_option( 'woocommerce_price_thousand_sep', ',' );
	$t->line( 'currency', array( get_woocommerce_currency(), get_woocommerce_currency_symbol(), get_woocommerce_currency_symbol( 'USD' ), isset( get_woocommerce_currencies()['KWD'] ), isset( get_woocommerce_currencies()['ZZZ'] ) ) );
	foreach ( array( 'yes', 'no', '1', 1, true, 'true', 'YES', '', 0, 'on', null ) as $value ) {
		$t->line( 'bool ' . var_export( $value, true ), wc_string_to_bool( $value ) );
	}
	$t->line( 'to string', array( wc_bool_to_string( true ), wc_bool_to_string( false ), wc_bool_to_string( 'yes' ), wc_bool_to_string( 1 ) ) );
	$t->line( 'clean', wc_clean( array( " <b>a</b>\n", 'k' => array( 'x<y' ) ) ) );
	$t->line( 'textarea', wc_sanitize_textarea( "a <b>b</b>\nc" ) );
	$t->line( 'tip', wc_help_tip( 'A "tip" <b>x</b>' ) );
	$t->line( 'tip html', wc_help_tip( 'A "tip" <b>x</b> <em>y</em>', true ) );
	$t->line( 'statuses', array( wc_get_order_status_name( 'wc-on-hold' ), wc_get_order_status_name( 'processing' ), wc_get_order_status_name( 'x' ), wc_is_order_status( 'wc-failed' ), wc_is_order_status( 'failed' ) ) );
	$t->line( 'pages', array( wc_get_page_id( 'checkout' ) > 0, wc_get_page_id( 'nope' ), str_ends_with( wc_get_checkout_url(), wc_get_page_permalink( 'checkout' ) ) ) );
	$t->line( 'tax', array( wc_tax_enabled(), wc_prices_include_tax() ) );
	$t->line( 'coupon code', array( wc_format_coupon_code( ' HeMat &amp; "10" ' ) ) );
	foreach ( array( 'Asia/Jakarta', '' ) as $zone ) {
		update_option( 'timezone_string', $zone );
		update_option( 'gmt_offset', '' === $zone ? '5.5' : '' );
		$moment = wc_string_to_datetime( '2024-01-31 23:30:00' );
		$t->line( "moment $zone", array( get_class( $moment ), $moment->getTimestamp(), $moment->getOffset(), $moment->getOffsetTimestamp(), $moment->date( 'Y-m-d H:i:s' ), $moment->date_i18n( 'j F Y' ), (string) $moment, $moment->format( 'c' ), $moment->getTimezone()->getName() ) );
		$order = wc_create_order();
		$order->set_date_created( '2024-01-31T17:30:00+00:00' );
		$order->set_date_paid( '1706722200' );
		$order->set_date_completed( '2024-03-01 00:00:00' );
		$order->save();
		$order = wc_get_order( $order->get_id() );
		foreach ( array( 'get_date_created', 'get_date_paid', 'get_date_completed' ) as $getter ) {
			$t->line( "$getter $zone", array( $order->$getter()->getTimestamp(), $order->$getter()->date( 'Y-m-d H:i' ), $order->$getter()->format( 'Y-m-d H:i P' ), $order->$getter()->getTimezone()->getName() ) );
		}
	}
	update_option( 'timezone_string', 'Asia/Jakarta' );
	update_option( 'gmt_offset', '' );

	$heard = array();
	$hear  = static function ( $message, $level, $context, $handler ) use ( &$heard ) {
		$heard[] = array( $level, $message, array_keys( $context ) );
		return 'error' === $level ? null : $message;
	};
	add_filter( 'woocommerce_logger_log_message', $hear, 10, 4 );
	$log = wc_get_logger();
	$t->line( 'logger', array( get_class( $log ), $log instanceof WC_Logger_Interface, $log === wc_get_logger() ) );
	$log->info( 'Satu', array( 'source' => 'wc-kledo' ) );
	$log->error( 'Dua', array( 'source' => 'wc-kledo', 'x' => 1 ) );
	$log->log( 'debug', "Tiga\nbaris" );
	remove_filter( 'woocommerce_logger_log_message', $hear );
	$t->line( 'heard', $heard );
	$file = wc_get_log_file_path( 'wc-kledo' );
	$t->line( 'file', array( str_contains( $file, '/wc-logs/' ), (bool) preg_match( '~/wc-kledo-\d{4}-\d\d-\d\d-[0-9a-f]{32}\.log$~', $file ), file_exists( $file ) ) );
	$lines = file( $file, FILE_IGNORE_NEW_LINES | FILE_SKIP_EMPTY_LINES );
	$t->line( 'line', preg_replace( '/\d/', 'N', (string) end( $lines ) ) );
	$filter = static fn() => new class() extends WC_Logger {
	};
	add_filter( 'woocommerce_logging_class', $filter );
	$t->line( 'another class', wc_get_logger() instanceof WC_Logger );
	remove_filter( 'woocommerce_logging_class', $filter );
	$t->line( 'severity', array( WC_Log_Levels::get_level_severity( 'error' ), WC_Log_Levels::get_level_severity( 'debug' ), WC_Log_Levels::is_valid_level( 'x' ) ) );

	$order = wc_create_order();
	$order->set_billing_first_name( 'A' );
	$order->set_billing_last_name( '' );
	$order->save();
	$t->line( 'full name', $order->get_formatted_billing_full_name() );
	add_filter( 'woocommerce_order_number', static fn( $number, $order ) => 'TOKO-' . ( $order instanceof WC_Order ? 'x' : 'y' ), 10, 2 );
	$t->line( 'number', $order->get_order_number() );
	$t->line( 'urls', array_map( static fn( $url ) => preg_replace( array( '~^https?://[^/]+~', '/page_id=\d+/', '/\d{3,}/', '/wc_order_\w+/' ), array( '', 'page_id=P', 'N', 'K' ), $url ), array( $order->get_view_order_url(), $order->get_checkout_order_received_url() ) ) );
	add_filter( 'woocommerce_order_get_billing_first_name', static fn( $value ) => "$value!" );
	$t->line( 'filtered', array( $order->get_billing_first_name(), $order->get_billing_first_name( 'edit' ) ) );
	add_filter( 'woocommerce_order_get__x', static fn( $value ) => 'filtered' );
	$t->line( 'filtered meta', array( $order->get_meta( '_x' ), $order->get_meta( '_x', true, 'edit' ) ) );
};
