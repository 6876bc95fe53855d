<?php
/**
 * Payment methods.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Those of the double, and those that plugins add.
 */
class WC_Payment_Gateways {

	/** @var array<string, WC_Payment_Gateway> */
	public $payment_gateways = array();

	/** Makes them. */
	public function __construct() {
		$own = array(
			new WooCommerceDouble\Offline_Gateway( 'bacs', 'Direct bank transfer', 'on-hold', 'Waiting for the transfer.' ),
			new WooCommerceDouble\Offline_Gateway( 'cheque', 'Check payments', 'on-hold', 'Waiting for the check.' ),
			new WooCommerceDouble\Offline_Gateway( 'cod', 'Cash on delivery', 'processing', 'To be paid on delivery.' ),
		);
		foreach ( apply_filters( 'woocommerce_payment_gateways', $own ) as $gateway ) {
			$gateway = is_string( $gateway ) && class_exists( $gateway ) ? new $gateway() : $gateway;
			if ( $gateway instanceof WC_Payment_Gateway ) {
				$this->payment_gateways[ $gateway->id ] = $gateway;
			}
		}
	}

	/** The one instance. */
	public static function instance() {
		return WC()->payment_gateways();
	}

	/** All of them. */
	public function payment_gateways() {
		return $this->payment_gateways;
	}

	/** Those that can be chosen. */
	public function get_available_payment_gateways() {
		return (array) apply_filters( 'woocommerce_available_payment_gateways', array_filter( $this->payment_gateways, static fn( $gateway ) => $gateway->is_available() ) );
	}
}
