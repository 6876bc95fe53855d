<?php
/**
 * `admin.php?page=wc-settings`.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * One plain page with what tests change, made of WC_Admin_Settings like those of plugins.
 */
final class Settings_Page {

	/** Fields. */
	private static function fields(): array {
		return array(
			array( 'type' => 'title', 'id' => 'general', 'title' => 'General' ),
			array( 'type' => 'text', 'id' => 'woocommerce_default_country', 'title' => 'Country / State', 'default' => 'US:CA' ),
			array( 'type' => 'select', 'id' => 'woocommerce_currency', 'title' => 'Currency', 'options' => get_woocommerce_currencies(), 'default' => 'USD' ),
			array( 'type' => 'number', 'id' => 'woocommerce_price_num_decimals', 'title' => 'Number of decimals', 'default' => '2' ),
			array( 'type' => 'checkbox', 'id' => 'woocommerce_calc_taxes', 'title' => 'Taxes', 'desc' => 'Calculate taxes', 'default' => 'no' ),
			array( 'type' => 'sectionend', 'id' => 'general' ),
		);
	}

	/** The page. */
	public static function show(): void {
		if ( isset( $_POST['save'] ) && check_admin_referer( 'woocommerce-settings' ) ) {
			\WC_Admin_Settings::save_fields( self::fields() );
			\WC_Admin_Settings::add_message( 'Saved.' );
		}
		echo '<div class="wrap woocommerce"><h1>WooCommerce</h1><form method="post" id="mainform">';
		\WC_Admin_Settings::show_messages();
		\WC_Admin_Settings::output_fields( self::fields() );
		wp_nonce_field( 'woocommerce-settings' );
		echo '<p class="submit"><button name="save" class="button-primary woocommerce-save-button" type="submit" value="Save changes">Save changes</button></p></form></div>';
	}
}
