<?php
/**
 * An attribute of a product.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * A name and its possible values. Only attributes of the product's own; there are no shared ones in the double.
 */
class WC_Product_Attribute {

	/** @var array<string, mixed> */
	private $data = array(
		'id'        => 0,
		'name'      => '',
		'options'   => array(),
		'position'  => 0,
		'visible'   => false,
		'variation' => false,
	);

	/**
	 * `get_x()` and `set_x()` of each.
	 *
	 * @param string $method Method.
	 * @param array  $args   Arguments.
	 * @throws BadMethodCallException Where there is no such method.
	 */
	public function __call( $method, $args ) {
		[ $verb, $prop ] = explode( '_', $method, 2 ) + array( '', '' );
		if ( ! array_key_exists( $prop, $this->data ) ) {
			throw new BadMethodCallException( esc_html( $method ) );
		}
		if ( 'set' === $verb ) {
			$this->data[ $prop ] = $args[0];
		}
		return $this->data[ $prop ];
	}

	/** Whether it is a shared one. */
	public function is_taxonomy() {
		return false;
	}

	/** As it is stored. */
	public function get_data() {
		return array(
			'name'         => $this->data['name'],
			'value'        => implode( ' | ', $this->data['options'] ),
			'position'     => $this->data['position'],
			'is_visible'   => (int) $this->data['visible'],
			'is_variation' => (int) $this->data['variation'],
			'is_taxonomy'  => 0,
		);
	}

	/**
	 * From its stored form.
	 *
	 * @param array<string, mixed> $stored Stored form.
	 */
	public static function of( array $stored ): self {
		$attribute       = new self();
		$attribute->data = array(
			'id'        => 0,
			'name'      => (string) ( $stored['name'] ?? '' ),
			'options'   => array_map( 'trim', explode( '|', (string) ( $stored['value'] ?? '' ) ) ),
			'position'  => (int) ( $stored['position'] ?? 0 ),
			'visible'   => ! empty( $stored['is_visible'] ),
			'variation' => ! empty( $stored['is_variation'] ),
		);
		return $attribute;
	}
}
