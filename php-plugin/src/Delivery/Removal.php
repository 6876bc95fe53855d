<?php
/**
 * The end.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Delivery;

/**
 * Takes out of the database what the plugin has made, for uninstall.php.
 */
final class Removal {

	public function __construct( private readonly Database $database ) {}

	/**
	 * @param list<string> $tables
	 */
	public function drop( array $tables ): void {
		foreach ( $tables as $table ) {
			$this->database->run( 'DROP TABLE IF EXISTS %i', array( $table ) );
		}
	}

	/**
	 * @return list<string> Names of options with this beginning.
	 */
	public function option_names( string $beginning ): array {
		global $wpdb;
		$rows = $this->database->rows(
			'SELECT option_name FROM %i WHERE option_name LIKE %s',
			array( $wpdb->options, $wpdb->esc_like( $beginning ) . '%' )
		);
		return array_map( static fn ( array $row ): string => (string) $row['option_name'], $rows );
	}

	/** Removes a user option of this site from all users. */
	public function delete_user_option( string $name ): void {
		global $wpdb;
		delete_metadata( 'user', 0, $wpdb->get_blog_prefix() . $name, '', true );
	}

	/** Removes an order meta from all orders, wherever orders are kept. */
	public function delete_order_meta( string $key ): void {
		global $wpdb;
		foreach ( array( $wpdb->postmeta, $wpdb->prefix . 'wc_orders_meta' ) as $table ) {
			if ( $this->database->value( 'SHOW TABLES LIKE %s', array( $wpdb->esc_like( $table ) ) ) === $table ) {
				$this->database->run( 'DELETE FROM %i WHERE meta_key = %s', array( $table, $key ) );
			}
		}
	}
}
