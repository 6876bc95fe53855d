<?php
/**
 * Plugin Name: Toy Books
 * Description: A service that exists for the tests; see docs/a-new-service.md.
 * Version: 2.0.0
 * Update URI: false
 * Requires PHP: 8.1
 * Text Domain: wc-accounting
 *
 * @package WcAccounting
 */

declare(strict_types=1);

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

call_user_func( require __DIR__ . '/loader.php', 'toy', __FILE__ );
