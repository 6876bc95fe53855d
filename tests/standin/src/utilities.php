<?php
/**
 * Classes that are asked what the shop is like.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

namespace Automattic\WooCommerce\Utilities {

	/** Orders are kept in tables of their own, always. */
	final class OrderUtil {

		public static function custom_orders_table_usage_is_enabled(): bool {
			return true;
		}

		public static function get_table_for_orders(): string {
			return $GLOBALS['wpdb']->prefix . 'wc_orders';
		}
	}

	/** Which plugins say that they get on with which feature: nobody asks. */
	final class FeaturesUtil {

		public static function declare_compatibility( string $feature, string $plugin_file, bool $is_compatible = true ): bool {
			return '' !== $feature && '' !== $plugin_file && $is_compatible;
		}
	}
}

namespace Automattic\WooCommerce\Caches {

	/** Nothing is cached: each reading of an order reads the database. */
	final class OrderCache {

		/**
		 * @param int|string $id
		 * @return bool Whether it was there.
		 */
		public function remove( $id ): bool {
			return false;
		}
	}
}

namespace WcAccounting\Standin {

	/** Makes what is asked for by the name of its class. */
	final class Container {

		/** @var array<class-string, object> */
		private array $made = array();

		/**
		 * @param class-string $name
		 */
		public function get( string $name ): object {
			$this->made[ $name ] ??= new $name();
			return $this->made[ $name ];
		}
	}

	/** States by country: those of the tests' and the demo's customers. */
	final class Countries {

		private const STATES = array(
			'ID' => array(
				'BA' => 'Bali',
				'BT' => 'Banten',
				'JB' => 'Jawa Barat',
				'JI' => 'Jawa Timur',
				'JK' => 'DKI Jakarta',
				'JT' => 'Jawa Tengah',
			),
		);

		/**
		 * @return array<string, string>|false
		 */
		public function get_states( string $country ) {
			return self::STATES[ $country ] ?? false;
		}
	}
}
