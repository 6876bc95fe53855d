<?php
/**
 * A container of services.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * Makes one of each class of WooCommerce's own that is asked for.
 */
final class Container {

	/** @var array<string, object> */
	private array $made = array();

	/**
	 * A service.
	 *
	 * @param string $id Class.
	 * @throws \Exception Where the double has none.
	 */
	public function get( string $id ): object {
		if ( ! $this->has( $id ) ) {
			throw new \Exception( esc_html( "The container has no '$id'." ) );
		}
		$this->made[ $id ] ??= new $id();
		return $this->made[ $id ];
	}

	/** @param string $id Class. */
	public function has( string $id ): bool {
		return str_starts_with( $id, 'Automattic\\WooCommerce\\' ) && class_exists( $id );
	}
}
