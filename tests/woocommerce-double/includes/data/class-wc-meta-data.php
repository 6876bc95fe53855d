<?php
/**
 * One entry of meta.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * `id`, `key` and `value`, and whether they were changed since they were read.
 *
 * @property int|null $id
 * @property string   $key
 * @property mixed    $value
 */
class WC_Meta_Data implements JsonSerializable {

	/** @var array<string, mixed> As stored. */
	protected $data;

	/** @var array<string, mixed> As it is now. */
	protected $current_data;

	/**
	 * Takes the entry.
	 *
	 * @param array<string, mixed> $meta The three parts.
	 */
	public function __construct( $meta = array() ) {
		$this->current_data = (array) $meta;
		$this->apply_changes();
	}

	/**
	 * What it is now becomes what is stored.
	 */
	public function apply_changes(): void {
		$this->data = $this->current_data;
	}

	/**
	 * What differs from what is stored.
	 *
	 * @return array<string, mixed>
	 */
	public function get_changes(): array {
		return array_filter(
			$this->current_data,
			fn( $value, $part ) => ! array_key_exists( $part, $this->data ) || $this->data[ $part ] !== $value,
			ARRAY_FILTER_USE_BOTH
		);
	}

	/**
	 * The stored entry.
	 *
	 * @return array<string, mixed>
	 */
	public function get_data() {
		return $this->data;
	}

	/**
	 * For `json_encode()`.
	 */
	#[ReturnTypeWillChange]
	public function jsonSerialize() {
		return $this->get_data();
	}

	/** @param string $part A part. */
	public function __get( $part ) {
		return $this->current_data[ $part ] ?? null;
	}

	/**
	 * Sets a part.
	 *
	 * @param string $part  A part.
	 * @param mixed  $value Its value.
	 */
	public function __set( $part, $value ) {
		$this->current_data[ $part ] = $value;
	}

	/** @param string $part A part. */
	public function __isset( $part ) {
		return isset( $this->current_data[ $part ] );
	}

	/** @param string $part A part. */
	public function __unset( $part ) {
		unset( $this->current_data[ $part ] );
	}
}
