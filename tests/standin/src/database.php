<?php
/**
 * Tables.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

namespace WcAccounting\Standin;

/**
 * Orders and items are rows with a few columns that are searched for; everything else is one JSON object in `props`. Meta
 * data are rows of WordPress's own kind, which its functions for meta data read and write and tell of.
 */
final class Database {

	/** Makes tables and roles. Runs when the plugin is activated; twice is as good as once. */
	public static function install(): void {
		global $wpdb;
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		$charset = $wpdb->get_charset_collate();
		$meta    = static fn ( string $subject ): string =>
			"( meta_id bigint unsigned NOT NULL AUTO_INCREMENT, {$subject}_id bigint unsigned NOT NULL, meta_key varchar(255) NOT NULL,
			meta_value longtext NULL, PRIMARY KEY (meta_id), KEY subject ({$subject}_id,meta_key(100)) ) $charset";
		$tables  = array(
			'wc_orders'                   => "( id bigint unsigned NOT NULL, type varchar(20) NOT NULL, status varchar(20) NOT NULL,
				parent_order_id bigint unsigned NOT NULL, billing_email varchar(191) NOT NULL, date_created_gmt datetime NOT NULL,
				date_updated_gmt datetime NOT NULL, props longtext NOT NULL, PRIMARY KEY (id), KEY changed (type,status,date_updated_gmt),
				KEY parent (parent_order_id), KEY customer (billing_email) ) $charset",
			'wc_orders_meta'              => $meta( 'order' ),
			'woocommerce_order_items'     => "( order_item_id bigint unsigned NOT NULL AUTO_INCREMENT, order_id bigint unsigned NOT NULL,
				order_item_type varchar(40) NOT NULL, order_item_name text NOT NULL, props longtext NOT NULL, PRIMARY KEY (order_item_id),
				KEY subject (order_id) ) $charset",
			'woocommerce_order_itemmeta'  => $meta( 'order_item' ),
		);
		foreach ( $tables as $name => $columns ) {
			$wpdb->query( "CREATE TABLE IF NOT EXISTS {$wpdb->prefix}$name $columns" );
		}
		self::make_roles();
		update_option( 'woocommerce_version', WC_VERSION );
	}

	private static function make_roles(): void {
		$rights = array_fill_keys( array( 'manage_woocommerce', 'edit_shop_orders', 'edit_others_shop_orders', 'edit_products' ), true );
		add_role( 'customer', 'Customer', array( 'read' => true ) );
		add_role( 'shop_manager', 'Shop manager', get_role( 'editor' )->capabilities + $rights );
		array_map( get_role( 'administrator' )->add_cap( ... ), array_keys( $rights ) );
	}

	/** Where WordPress's functions for meta data find those of orders and items. */
	public static function name_meta_tables(): void {
		global $wpdb;
		$wpdb->ordermeta      = $wpdb->prefix . 'wc_orders_meta';
		$wpdb->order_itemmeta = $wpdb->prefix . 'woocommerce_order_itemmeta';
	}

	/** A number that nothing else on the site has: that of an empty post, which keeps it for an order. */
	public static function new_number(): int {
		$post = array(
			'post_type'     => 'shop_order_placehold',
			'post_status'   => 'draft',
			'post_date'     => current_time( 'mysql' ),
			'post_date_gmt' => current_time( 'mysql', true ),
		);
		return self::put( 'posts', 'ID', 0, $post );
	}

	/**
	 * Inserts a row, or changes the one with that number.
	 *
	 * @param array<string, int|string> $row
	 * @return int Its number.
	 */
	public static function put( string $table, string $key, int $id, array $row ): int {
		global $wpdb;
		$name = $wpdb->prefix . $table;
		$done = 0 === $id ? $wpdb->insert( $name, $row ) : $wpdb->update( $name, $row, array( $key => $id ) );
		if ( false === $done ) {
			throw new \Exception( "$table: {$wpdb->last_error}" );
		}
		return 0 === $id ? $wpdb->insert_id : $id;
	}

	/**
	 * @param string $what A condition with the placeholders of wpdb::prepare(), and what comes behind a condition.
	 * @return list<array<string, string>>
	 */
	public static function find( string $table, string $what, mixed ...$values ): array {
		global $wpdb;
		return $wpdb->get_results( $wpdb->prepare( "SELECT * FROM {$wpdb->prefix}$table WHERE $what", $values ), ARRAY_A );
	}

	public static function remove( string $table, string $key, int $id ): void {
		global $wpdb;
		$wpdb->delete( $wpdb->prefix . $table, array( $key => $id ) );
	}
}
