<?php
/**
 * Features that plugins declare themselves compatible with.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace Automattic\WooCommerce\Utilities;

/**
 * Remembers the declarations. They may be made during `before_woocommerce_init` only, as in WooCommerce.
 */
class FeaturesUtil {

	/** @var array<string, array{compatible: list<string>, incompatible: list<string>}> */
	private static $declared = array();

	/**
	 * Declares.
	 *
	 * @param string $feature_id              Feature.
	 * @param string $plugin_file             Main file of the plugin.
	 * @param bool   $positive_compatibility  Whether it is compatible.
	 */
	public static function declare_compatibility( string $feature_id, string $plugin_file, bool $positive_compatibility = true ): bool {
		if ( ! doing_action( 'before_woocommerce_init' ) ) {
			wc_doing_it_wrong( __METHOD__, 'Declare compatibility during before_woocommerce_init.', '7.0' );
			return false;
		}
		self::$declared[ $feature_id ]['compatible']   ??= array();
		self::$declared[ $feature_id ]['incompatible'] ??= array();
		self::$declared[ $feature_id ][ $positive_compatibility ? 'compatible' : 'incompatible' ][] = plugin_basename( $plugin_file );
		return true;
	}

	/**
	 * Whether a feature is on.
	 *
	 * @param string $feature_id Feature.
	 */
	public static function feature_is_enabled( string $feature_id ): bool {
		return 'custom_order_tables' === $feature_id && OrderUtil::custom_orders_table_usage_is_enabled();
	}

	/**
	 * Plugins by what they declared.
	 *
	 * @param string $feature_id Feature.
	 */
	public static function get_compatible_plugins_for_feature( string $feature_id ): array {
		return ( self::$declared[ $feature_id ] ?? array() ) + array( 'compatible' => array(), 'incompatible' => array(), 'uncertain' => array() );
	}

	/**
	 * What a plugin declared.
	 *
	 * @param string $plugin_name Its basename.
	 */
	public static function get_compatible_features_for_plugin( string $plugin_name ): array {
		$result = array( 'compatible' => array(), 'incompatible' => array(), 'uncertain' => array() );
		foreach ( self::$declared as $feature => $lists ) {
			foreach ( $lists as $which => $plugins ) {
				if ( in_array( $plugin_name, $plugins, true ) ) {
					$result[ $which ][] = $feature;
				}
			}
		}
		return $result;
	}
}
