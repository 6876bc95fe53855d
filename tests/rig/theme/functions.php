<?php
/**
 * A plain theme: WooCommerce's own templates, inside a page of a few lines.
 *
 * @package WcAccounting\Rig
 */

declare(strict_types=1);

add_action(
	'after_setup_theme',
	static function (): void {
		add_theme_support( 'title-tag' );
		add_theme_support( 'woocommerce' );
	}
);

add_action( 'wp_enqueue_scripts', static fn() => wp_enqueue_style( 'rig', get_stylesheet_uri(), array(), '1.0' ) );
