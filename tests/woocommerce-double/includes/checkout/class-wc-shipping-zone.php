<?php
/**
 * A zone of shipping.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Places, and the methods that ship there. The first zone of a place counts.
 */
class WC_Shipping_Zone {

	/** @var int */
	private $id = 0;

	/** @var string */
	private $name = '';

	/** @var list<array{code: string, type: string}> */
	private $locations = array();

	/** @param int|null $zone Zone. */
	public function __construct( $zone = null ) {
		$this->id = (int) $zone;
	}

	/** Id. */
	public function get_id() {
		return $this->id;
	}

	/** @param string $name Name. */
	public function set_zone_name( $name ) {
		$this->name = (string) $name;
	}

	/** @param list<array{code: string, type: string}> $locations Places. */
	public function set_locations( $locations = array() ) {
		$this->locations = $locations;
	}

	/**
	 * Adds a place.
	 *
	 * @param string $code `ID` or `ID:JB`.
	 * @param string $type `country` or `state`.
	 */
	public function add_location( $code, $type ) {
		$this->locations[] = array( 'code' => $code, 'type' => $type );
	}

	/** Stores it. */
	public function save() {
		global $wpdb;
		$row = array( 'zone_name' => $this->name, 'zone_order' => 0 );
		if ( $this->id ) {
			$wpdb->update( "{$wpdb->prefix}woocommerce_shipping_zones", $row, array( 'zone_id' => $this->id ) );
		} else {
			$wpdb->insert( "{$wpdb->prefix}woocommerce_shipping_zones", $row );
			$this->id = (int) $wpdb->insert_id;
		}
		$wpdb->delete( "{$wpdb->prefix}woocommerce_shipping_zone_locations", array( 'zone_id' => $this->id ) );
		foreach ( $this->locations as $at ) {
			$wpdb->insert( "{$wpdb->prefix}woocommerce_shipping_zone_locations", array( 'zone_id' => $this->id, 'location_code' => $at['code'], 'location_type' => $at['type'] ) );
		}
		return $this->id;
	}

	/**
	 * Adds a method.
	 *
	 * @param string $type `flat_rate` or `free_shipping`.
	 * @return int Its instance.
	 */
	public function add_shipping_method( $type ) {
		global $wpdb;
		if ( ! $this->id ) {
			$this->save();
		}
		$wpdb->insert( "{$wpdb->prefix}woocommerce_shipping_zone_methods", array( 'zone_id' => $this->id, 'method_id' => $type, 'method_order' => 1, 'is_enabled' => 1 ) );
		$instance = (int) $wpdb->insert_id;
		do_action( 'woocommerce_shipping_zone_method_added', $instance, $type, $this->id );
		return $instance;
	}

	/** @param bool $delete_methods Unused: they always go. */
	public function delete( $delete_methods = false ) {
		global $wpdb;
		foreach ( array( 'zones', 'zone_locations', 'zone_methods' ) as $table ) {
			$wpdb->delete( "{$wpdb->prefix}woocommerce_shipping_$table", array( 'zone_id' => $this->id ) );
		}
		$this->id = 0;
	}

	/**
	 * Methods for a place.
	 *
	 * @param string $country Country.
	 * @param string $state   State.
	 * @return list<object>
	 */
	public static function methods_for( string $country, string $state ): array {
		global $wpdb;
		$zone = $wpdb->get_var( $wpdb->prepare( "SELECT z.zone_id FROM {$wpdb->prefix}woocommerce_shipping_zones z JOIN {$wpdb->prefix}woocommerce_shipping_zone_locations l ON l.zone_id = z.zone_id WHERE ( l.location_type = 'country' AND l.location_code = %s ) OR ( l.location_type = 'state' AND l.location_code = %s ) ORDER BY z.zone_order, z.zone_id LIMIT 1", $country, "$country:$state" ) );
		return $wpdb->get_results( $wpdb->prepare( "SELECT * FROM {$wpdb->prefix}woocommerce_shipping_zone_methods WHERE zone_id = %d AND is_enabled = 1 ORDER BY method_order, instance_id", (int) $zone ) );
	}
}
