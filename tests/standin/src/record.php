<?php
/**
 * Objects with fields.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

use WcAccounting\Standin\Kind;

/**
 * A thing that has a number, fields and meta data: an order, an item, a product. Its fields are a list, and `get_x()` and
 * `set_x()` are understood for each of them. What was set and not saved yet is kept apart.
 */
abstract class WC_Data {

	/** In the names of filters and hooks. */
	protected const NAME = '';

	/** Whose meta data they are, for WordPress's functions. */
	protected const META = '';

	protected int $id = 0;

	/** @var array<string, mixed> */
	private array $stored = array();

	/** @var array<string, mixed> */
	private array $changes = array();

	/** @var ?list<WC_Meta_Data> Null until somebody asks. */
	private ?array $meta = null;

	/**
	 * @return array<string, Kind> Name => kind of each field.
	 */
	abstract protected static function fields(): array;

	/** Writes the fields, and sets the number of a new one. */
	abstract protected function write(): void;

	// --- Fields -------------------------------------------------------------------------------------------------------

	/**
	 * @param array<int, mixed> $arguments
	 */
	public function __call( string $method, array $arguments ): mixed {
		$field = substr( $method, 4 );
		if ( isset( static::fields()[ $field ] ) ) {
			if ( str_starts_with( $method, 'get_' ) ) {
				return $this->value( $field, $arguments[0] ?? 'view' );
			}
			if ( str_starts_with( $method, 'set_' ) ) {
				$this->put( $field, $arguments[0] );
				return null;
			}
		}
		throw new Error( 'Call to undefined method ' . static::class . "::$method()" );
	}

	/**
	 * @param string $context `view`: as plugins want it shown; `edit`: as it is.
	 */
	protected function value( string $field, string $context ): mixed {
		$values = $this->changes + $this->stored;
		$value  = array_key_exists( $field, $values ) ? $values[ $field ] : static::fields()[ $field ]->nothing();
		return 'view' === $context ? apply_filters( 'woocommerce_' . static::NAME . "_get_$field", $value, $this ) : $value;
	}

	protected function put( string $field, mixed $given ): void {
		$kind  = static::fields()[ $field ];
		$value = $kind->of( $given );
		if ( 0 === $this->id || $kind->to_row( $value ) !== $kind->to_row( $this->value( $field, 'edit' ) ) ) {
			$this->changes[ $field ] = $value;
		}
	}

	/**
	 * What a row says.
	 *
	 * @param array<string, mixed> $values
	 */
	protected function fill( int $id, array $values ): void {
		$this->id      = $id;
		$this->stored  = array();
		$this->changes = array();
		$this->meta    = null;
		foreach ( array_intersect_key( static::fields(), $values ) as $field => $kind ) {
			$this->stored[ $field ] = $kind->of( $values[ $field ] );
		}
	}

	/**
	 * @param list<string> $without
	 * @return array<string, mixed> The fields as a row keeps them.
	 */
	protected function to_row( array $without = array() ): array {
		$values = array();
		foreach ( array_diff_key( static::fields(), array_flip( $without ) ) as $field => $kind ) {
			$values[ $field ] = $kind->to_row( $this->value( $field, 'edit' ) );
		}
		return $values;
	}

	/** What was set is what is stored. */
	protected function settle( int $id ): void {
		$this->id      = $id;
		$this->stored  = array_merge( $this->stored, $this->changes );
		$this->changes = array();
	}

	public function get_id(): int {
		return $this->id;
	}

	/**
	 * @return array<string, mixed>
	 */
	public function get_changes(): array {
		return $this->changes;
	}

	/**
	 * @return array<string, mixed>
	 */
	public function get_data(): array {
		$data = array( 'id' => $this->id );
		foreach ( array_keys( static::fields() ) as $field ) {
			$data[ $field ] = $this->value( $field, 'edit' );
		}
		return $data + array( 'meta_data' => $this->get_meta_data() );
	}

	/**
	 * Sets what it knows, and leaves the rest.
	 *
	 * @param array<string, mixed> $props
	 * @return true|WP_Error The values that cannot be.
	 */
	public function set_props( array $props ) {
		$refused = new WP_Error();
		foreach ( $props as $field => $value ) {
			if ( null === $value || ! ( isset( static::fields()[ $field ] ) || method_exists( $this, "set_$field" ) ) ) {
				continue;
			}
			try {
				$this->{"set_$field"}( $value );
			} catch ( WC_Data_Exception $fault ) {
				$refused->add( $field, $fault->getMessage() );
			}
		}
		return $refused->has_errors() ? $refused : true;
	}

	public function save(): int {
		$this->write();
		$this->write_meta();
		return $this->id;
	}

	// --- Meta data ----------------------------------------------------------------------------------------------------

	/** @return list<WC_Meta_Data> Those to be deleted too. */
	private function all_meta(): array {
		if ( null === $this->meta ) {
			global $wpdb;
			$subject    = static::META . '_id';
			$table      = $wpdb->{static::META . 'meta'};
			$query      = $wpdb->prepare(
				"SELECT meta_id, meta_key, meta_value FROM $table WHERE $subject = %d ORDER BY meta_id",
				$this->id
			);
			$this->meta = array_map( WC_Meta_Data::of( ... ), $wpdb->get_results( $query ) );
		}
		return $this->meta;
	}

	/** @return list<WC_Meta_Data> */
	public function get_meta_data(): array {
		return array_values( array_filter( $this->all_meta(), static fn ( WC_Meta_Data $meta ): bool => null !== $meta->value ) );
	}

	/** @return list<WC_Meta_Data> */
	private function meta_of( string $key ): array {
		return array_values( array_filter( $this->get_meta_data(), static fn ( WC_Meta_Data $meta ): bool => $key === $meta->key ) );
	}

	/**
	 * @return mixed The first value, or an empty text; the entries when all are asked for.
	 */
	public function get_meta( string $key = '', bool $single = true, string $context = 'view' ) {
		$found = $this->meta_of( $key );
		return $single ? $found[0]->value ?? '' : $found;
	}

	public function add_meta_data( string $key, mixed $value, bool $unique = false ): void {
		if ( $unique ) {
			$this->delete_meta_data( $key );
		}
		$this->meta = array( ...$this->all_meta(), new WC_Meta_Data( 0, $key, $value ) );
	}

	/** One entry remains, with this value. */
	public function update_meta_data( string $key, mixed $value ): void {
		$found = $this->meta_of( $key );
		if ( array() === $found ) {
			$this->add_meta_data( $key, $value );
			return;
		}
		foreach ( $found as $place => $meta ) {
			$meta->value = 0 === $place ? $value : null;
		}
	}

	public function delete_meta_data( string $key ): void {
		foreach ( $this->meta_of( $key ) as $meta ) {
			$meta->value = null;
		}
	}

	/** @param int $mid Id of the entry. */
	public function delete_meta_data_by_mid( $mid ): void {
		foreach ( $this->get_meta_data() as $meta ) {
			if ( 0 !== $meta->id && (int) $mid === $meta->id ) {
				$meta->value = null;
			}
		}
	}

	/** The meta data alone. */
	public function save_meta_data(): void {
		$this->write_meta();
	}

	/**
	 * By WordPress's functions, so that its hooks tell of each entry: `added_order_meta`, `updated_…`, `deleted_…`.
	 *
	 * @return bool Whether there was something to write.
	 */
	protected function write_meta(): bool {
		$left = array_filter( $this->all_meta(), static fn ( WC_Meta_Data $meta ): bool => ! $meta->is_stored() );
		foreach ( $left as $meta ) {
			if ( null === $meta->value ) {
				0 !== $meta->id && delete_metadata_by_mid( static::META, $meta->id );
			} elseif ( 0 === $meta->id ) {
				$meta->now_stored_as( (int) add_metadata( static::META, $this->id, wp_slash( $meta->key ), wp_slash( $meta->value ) ) );
			} else {
				update_metadata_by_mid( static::META, $meta->id, $meta->value );
				$meta->now_stored_as( $meta->id );
			}
		}
		$this->meta = $this->get_meta_data();
		return array() !== $left;
	}
}
