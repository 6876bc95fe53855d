<?php
/**
 * Two addresses.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

namespace WcAccounting\Standin;

/** Who pays and who receives. The getters are written out: whoever reads an order asks whether there is such a method. */
trait Addresses {

	/**
	 * @return array<string, Kind>
	 */
	private static function address_fields(): array {
		$parts  = 'first_name last_name company address_1 address_2 city state postcode country phone';
		$fields = array();
		foreach ( explode( ' ', $parts ) as $part ) {
			$fields[ "billing_$part" ]  = Kind::Text;
			$fields[ "shipping_$part" ] = Kind::Text;
		}
		return $fields + array( 'billing_email' => Kind::Text );
	}

	/**
	 * @param array<string, string> $address What it does not name stays.
	 */
	public function set_address( array $address, string $type = 'billing' ): void {
		$this->set_props(
			array_combine( array_map( static fn ( string $part ): string => "{$type}_$part", array_keys( $address ) ), $address )
		);
	}

	public function get_billing_first_name( string $context = 'view' ): string {
		return $this->value( 'billing_first_name', $context );
	}

	public function get_billing_last_name( string $context = 'view' ): string {
		return $this->value( 'billing_last_name', $context );
	}

	public function get_billing_company( string $context = 'view' ): string {
		return $this->value( 'billing_company', $context );
	}

	public function get_billing_address_1( string $context = 'view' ): string {
		return $this->value( 'billing_address_1', $context );
	}

	public function get_billing_address_2( string $context = 'view' ): string {
		return $this->value( 'billing_address_2', $context );
	}

	public function get_billing_city( string $context = 'view' ): string {
		return $this->value( 'billing_city', $context );
	}

	public function get_billing_state( string $context = 'view' ): string {
		return $this->value( 'billing_state', $context );
	}

	public function get_billing_postcode( string $context = 'view' ): string {
		return $this->value( 'billing_postcode', $context );
	}

	public function get_billing_country( string $context = 'view' ): string {
		return $this->value( 'billing_country', $context );
	}

	public function get_billing_phone( string $context = 'view' ): string {
		return $this->value( 'billing_phone', $context );
	}

	public function get_billing_email( string $context = 'view' ): string {
		return $this->value( 'billing_email', $context );
	}

	public function get_shipping_first_name( string $context = 'view' ): string {
		return $this->value( 'shipping_first_name', $context );
	}

	public function get_shipping_last_name( string $context = 'view' ): string {
		return $this->value( 'shipping_last_name', $context );
	}

	public function get_shipping_company( string $context = 'view' ): string {
		return $this->value( 'shipping_company', $context );
	}

	public function get_shipping_address_1( string $context = 'view' ): string {
		return $this->value( 'shipping_address_1', $context );
	}

	public function get_shipping_address_2( string $context = 'view' ): string {
		return $this->value( 'shipping_address_2', $context );
	}

	public function get_shipping_city( string $context = 'view' ): string {
		return $this->value( 'shipping_city', $context );
	}

	public function get_shipping_state( string $context = 'view' ): string {
		return $this->value( 'shipping_state', $context );
	}

	public function get_shipping_postcode( string $context = 'view' ): string {
		return $this->value( 'shipping_postcode', $context );
	}

	public function get_shipping_country( string $context = 'view' ): string {
		return $this->value( 'shipping_country', $context );
	}

	public function get_shipping_phone( string $context = 'view' ): string {
		return $this->value( 'shipping_phone', $context );
	}
}
