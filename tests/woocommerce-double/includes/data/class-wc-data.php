<?php
/**
 * What orders, items, products and coupons have in common.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Properties with a record of their changes, and meta that is read when first asked for.
 *
 * Mirrored: getters filter in the context `view`; a setter changes nothing stored until `save()`; meta is
 * saved by `save()` or alone by `save_meta_data()`; deleted meta is an entry with the value null until then.
 */
abstract class WC_Data {

	/** @var int */
	protected $id = 0;

	/** @var array<string, mixed> */
	protected $data = array();

	/** @var array<string, mixed> */
	protected $changes = array();

	/** @var bool */
	protected $object_read = false;

	/** @var string */
	protected $object_type = 'data';

	/** @var array<string, mixed> */
	protected $default_data = array();

	/** @var WC_Data_Store|null */
	protected $data_store = null;

	/** @var list<WC_Meta_Data>|null Null until it is read. */
	protected $meta_data = null;

	/**
	 * Remembers the defaults.
	 *
	 * @param int|object|array $read Unused here.
	 */
	public function __construct( $read = 0 ) {
		$this->default_data = $this->data;
	}

	/** Copies keep their own meta. */
	public function __clone() {
		if ( null !== $this->meta_data ) {
			$this->meta_data = array_map( static fn( $meta ) => clone $meta, $this->meta_data );
		}
	}

	/** As JSON. */
	public function __toString() {
		return (string) wp_json_encode( $this->get_data() );
	}

	/** The storage of this kind of object. */
	public function get_data_store() {
		return $this->data_store;
	}

	/** The id, 0 while it is not stored. */
	public function get_id() {
		return $this->id;
	}

	/** @param int $id The id. */
	public function set_id( $id ) {
		$this->id = absint( $id );
	}

	/** Whether reading is over, so that setters record changes. */
	public function get_object_read() {
		return (bool) $this->object_read;
	}

	/** @param bool $read Whether reading is over. */
	public function set_object_read( $read = true ) {
		$this->object_read = (bool) $read;
	}

	/** Back to the defaults. */
	public function set_defaults() {
		[ $this->data, $this->changes, $this->object_read ] = array( $this->default_data, array(), false );
	}

	/** Everything, meta included. */
	public function get_data() {
		$whole              = array( 'id' => $this->get_id() ) + $this->data;
		$whole['meta_data'] = $this->get_meta_data();
		return $whole;
	}

	/** Names of the properties. */
	public function get_data_keys() {
		return array_keys( $this->data );
	}

	/** What was changed and not yet saved. */
	public function get_changes() {
		return $this->changes;
	}

	/** The changes become the data. */
	public function apply_changes() {
		$this->data    = array_replace_recursive( $this->data, $this->changes );
		$this->changes = array();
	}

	/**
	 * Sets several properties through their setters; one that refuses does not stop the rest.
	 *
	 * @param array<string, mixed> $props   Properties.
	 * @param string               $context Unused.
	 * @return true|WP_Error
	 */
	public function set_props( $props, $context = 'set' ) {
		$errors = new WP_Error();
		foreach ( $props as $prop => $value ) {
			$setter = "set_$prop";
			if ( null === $value || in_array( $prop, array( 'prop', 'date_prop', 'meta_data' ), true ) || ! is_callable( array( $this, $setter ) ) ) {
				continue;
			}
			try {
				$this->$setter( $value );
			} catch ( WC_Data_Exception $e ) {
				$errors->add( $e->getErrorCode(), $e->getMessage(), array( 'property_name' => $prop ) );
			}
		}
		return $errors->has_errors() ? $errors : true;
	}

	/**
	 * Stores it: creates or updates, in between the two hooks of its kind.
	 */
	public function save() {
		if ( ! $this->data_store ) {
			return $this->get_id();
		}
		do_action( "woocommerce_before_{$this->object_type}_object_save", $this, $this->data_store );
		$this->store();
		do_action( "woocommerce_after_{$this->object_type}_object_save", $this, $this->data_store );
		return $this->get_id();
	}

	/** Inserts or updates. */
	protected function store(): void {
		$way = 0 === (int) $this->get_id() ? 'create' : 'update';
		$this->data_store->$way( $this );
	}

	/**
	 * Deletes it.
	 *
	 * @param bool $force_delete Past the trash.
	 */
	public function delete( $force_delete = false ) {
		if ( ! $this->data_store ) {
			return false;
		}
		$how = compact( 'force_delete' );
		$this->data_store->delete( $this, $how );
		$this->id = 0;
		return true;
	}

	/** Prefix of the filters of the getters. */
	protected function get_hook_prefix() {
		return 'woocommerce_' . $this->object_type . '_get_';
	}

	/**
	 * A property.
	 *
	 * @param string $prop    Name.
	 * @param string $context `view` filters, `edit` does not.
	 */
	protected function get_prop( $prop, $context = 'view' ) {
		if ( ! array_key_exists( $prop, $this->data ) ) {
			return null;
		}
		[ $prop => $value ] = $this->changes + $this->data;
		return 'view' === $context ? apply_filters( $this->get_hook_prefix() . $prop, $value, $this ) : $value;
	}

	/**
	 * Sets a property, and records it as a change once reading is over.
	 *
	 * @param string $prop  Name.
	 * @param mixed  $value Value.
	 */
	protected function set_prop( $prop, $value ) {
		if ( ! array_key_exists( $prop, $this->data ) ) {
			return;
		}
		if ( ! $this->object_read ) {
			$this->data[ $prop ] = $value;
		} elseif ( $value !== $this->data[ $prop ] || array_key_exists( $prop, $this->changes ) ) {
			$this->changes[ $prop ] = $value;
		}
	}

	/**
	 * Sets a moment: seconds since 1970 (UTC), or a text in the site's zone unless it names its own.
	 *
	 * @param string                    $prop  Name.
	 * @param string|int|DateTime|null  $value Value.
	 */
	protected function set_date_prop( $prop, $value ) {
		$this->set_prop( $prop, WooCommerceDouble\Moment::from( $value ) );
	}

	/**
	 * Refuses a value. While an object is being read, bad data is taken as it is.
	 *
	 * @param string $code    Code.
	 * @param string $message For a person.
	 * @param int    $status  HTTP status.
	 * @param array  $data    More.
	 * @throws WC_Data_Exception Always.
	 */
	protected function error( $code, $message, $status = 400, $data = array() ) {
		throw new WC_Data_Exception( $code, $message, $status, $data );
	}

	/** Meta, as a list of entries, without those that are to be deleted. */
	public function get_meta_data() {
		$this->maybe_read_meta_data();
		return array_values( array_filter( $this->meta_data, static fn( $meta ) => null !== $meta->value ) );
	}

	/**
	 * The value of a key.
	 *
	 * @param string $key     Key.
	 * @param bool   $single  The first value, else all entries.
	 * @param string $context `view` filters.
	 * @return mixed '' (or an empty list) where there is none.
	 */
	public function get_meta( $key = '', $single = true, $context = 'view' ) {
		$entries = array_filter( $this->get_meta_data(), static fn( $meta ) => $meta->key === $key );
		if ( $single ) {
			$value = array() === $entries ? '' : reset( $entries )->value;
		} else {
			$value = $entries;
		}
		return 'view' === $context ? apply_filters( $this->get_hook_prefix() . $key, $value, $this ) : $value;
	}

	/** @param string $key Key. */
	public function meta_exists( $key = '' ) {
		return in_array( $key, wp_list_pluck( $this->get_meta_data(), 'key' ), true );
	}

	/**
	 * Replaces all meta.
	 *
	 * @param list<object|array> $data Entries.
	 */
	public function set_meta_data( $data ) {
		if ( ! is_array( $data ) ) {
			return;
		}
		$this->maybe_read_meta_data();
		foreach ( $data as $meta ) {
			$meta = (array) ( $meta instanceof WC_Meta_Data ? $meta->get_data() : $meta );
			if ( isset( $meta['key'], $meta['value'], $meta['id'] ) ) {
				$this->meta_data[] = new WC_Meta_Data( array( 'id' => $meta['id'], 'key' => $meta['key'], 'value' => $meta['value'] ) );
			}
		}
	}

	/**
	 * Adds an entry.
	 *
	 * @param string $key    Key.
	 * @param mixed  $value  Value.
	 * @param bool   $unique Whether entries of the same key go.
	 */
	public function add_meta_data( $key, $value, $unique = false ) {
		$this->forget_meta( static fn( $meta ) => $unique && $meta->key === $key );
		$this->meta_data[] = new WC_Meta_Data( array( 'key' => (string) $key, 'value' => $value ) );
	}

	/**
	 * Sets the value of a key: the entry with the id if given, else the only one of its key.
	 *
	 * @param string $key     Key.
	 * @param mixed  $value   Value.
	 * @param int    $meta_id Entry.
	 */
	public function update_meta_data( $key, $value, $meta_id = 0 ) {
		$this->maybe_read_meta_data();
		$chosen = null;
		$last   = null;
		foreach ( $this->meta_data as $meta ) {
			if ( $meta_id && (int) $meta->id === (int) $meta_id ) {
				$chosen = $meta;
			}
			if ( ! $meta_id && $meta->key === $key && null !== $meta->value ) {
				if ( null === $chosen ) {
					$chosen = $meta;
				} else {
					$meta->value = null;
				}
			}
			$last = $meta;
		}
		if ( null === $chosen ) {
			$this->add_meta_data( $key, $value, true );
			return;
		}
		$chosen->key   = $key;
		$chosen->value = $value;
	}

	/** @param string $key Key whose entries go. */
	public function delete_meta_data( $key ) {
		$this->forget_meta( static fn( $meta ) => $meta->key === $key );
	}

	/**
	 * Entries of a key with one value go.
	 *
	 * @param string $key   Key.
	 * @param mixed  $value Value.
	 */
	public function delete_meta_data_value( $key, $value ) {
		$this->forget_meta( static fn( $meta ) => $meta->key === $key && $meta->value === $value );
	}

	/** @param int $mid Entry that goes. */
	public function delete_meta_data_by_mid( $mid ) {
		$this->forget_meta( static fn( $meta ) => (int) $meta->id === (int) $mid );
	}

	/** @param callable $which Tells which entries go. */
	private function forget_meta( callable $which ): void {
		$this->maybe_read_meta_data();
		foreach ( $this->meta_data as $meta ) {
			if ( $which( $meta ) ) {
				$meta->value = null;
			}
		}
	}

	/** Reads meta if that was not done. */
	protected function maybe_read_meta_data() {
		if ( null === $this->meta_data ) {
			$this->read_meta_data();
		}
	}

	/**
	 * Reads meta.
	 *
	 * @param bool $force_read Unused.
	 */
	public function read_meta_data( $force_read = false ) {
		$this->meta_data = array();
		if ( ! $this->get_id() || ! $this->data_store ) {
			return;
		}
		foreach ( $this->data_store->read_meta( $this ) as $row ) {
			$this->meta_data[] = new WC_Meta_Data( array( 'id' => (int) $row->meta_id, 'key' => $row->meta_key, 'value' => maybe_unserialize( $row->meta_value ) ) );
		}
	}

	/** Stores meta alone. */
	public function save_meta_data() {
		if ( ! $this->data_store || null === $this->meta_data ) {
			return;
		}
		foreach ( $this->meta_data as $at => $meta ) {
			if ( null === $meta->value ) {
				if ( ! empty( $meta->id ) ) {
					$this->data_store->delete_meta( $this, $meta );
				}
				unset( $this->meta_data[ $at ] );
			} elseif ( empty( $meta->id ) ) {
				$meta->id = $this->data_store->add_meta( $this, $meta );
				$meta->apply_changes();
			} elseif ( $meta->get_changes() ) {
				$this->data_store->update_meta( $this, $meta );
				$meta->apply_changes();
			}
		}
		$this->meta_data = array_values( $this->meta_data ?? array() );
	}
}
