<?php
/**
 * What there is in wp-admin only.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

/** Id of the screen of orders, where they are kept in tables; the stand-in has no such screen. */
function wc_get_page_screen_id( string $for ): string {
	return 'woocommerce_page_wc-' . ( in_array( $for, array( 'shop-order', 'shop_order' ), true ) ? 'orders' : $for );
}
