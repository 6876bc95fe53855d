<?php
/**
 * The buyer's number with the tax office.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\Settings;

/**
 * Reads it from the field of the order that the owner names, as it was typed; whether it can be one is for the extension to say. Nothing
 * of it is stored: a row has a mark of the document, and what is shown or logged hides it.
 */
final class BuyerNumber {

	private const SETTING = 'buyer_number_field';

	public function __construct( private readonly Settings $settings, private readonly OrderReader $reader ) {}

	/** Name of the field; empty where the service knows no such setting, or the owner wants none of it. */
	public function field(): string {
		return trim( $this->settings->get( self::SETTING ) );
	}

	public function of( \WC_Order $order ): string {
		$field = $this->field();
		if ( '' === $field ) {
			return '';
		}
		// Fields that WooCommerce knows itself are no meta, e.g. billing_company; those of other plugins are, most with a line in front.
		$getter = 'get_' . ltrim( $field, '_' );
		if ( str_starts_with( $getter, 'get_billing_' ) && method_exists( $order, $getter ) ) {
			return $this->reader->text( fn () => $order->$getter( 'edit' ) );
		}
		$value = $this->reader->text( fn () => $order->get_meta( $field, true, 'edit' ) );
		return '' !== $value ? $value : $this->reader->text( fn () => $order->get_meta( "_$field", true, 'edit' ) );
	}
}
