<?php
/**
 * The configuration of every site of the rig. What differs from site to site is read from site.env, one folder up.
 *
 * @package WcAccounting\Rig
 */

declare(strict_types=1);

( static function ( array $site ): void {
	$constants = array(
		'DB_NAME'                    => $site['DB_NAME'],
		'DB_USER'                    => $site['DB_USER'],
		'DB_PASSWORD'                => $site['DB_PASSWORD'],
		'DB_HOST'                    => $site['DB_HOST'],
		'DB_CHARSET'                 => 'utf8mb4',
		'DB_COLLATE'                 => '',
		'WP_HOME'                    => $site['SITE_URL'],
		'WP_SITEURL'                 => $site['SITE_URL'],
		'WP_DEBUG'                   => true,
		'WP_DEBUG_LOG'               => $site['DEBUG_LOG'],
		'WP_DEBUG_DISPLAY'           => false,
		'WP_HTTP_BLOCK_EXTERNAL'     => true,
		'WP_ACCESSIBLE_HOSTS'        => '127.0.0.1,localhost,no-such-host.invalid',
		'AUTOMATIC_UPDATER_DISABLED' => true,
		'DISABLE_WP_CRON'            => 'yes' !== $site['CRON'],
		'FS_METHOD'                  => 'direct',
		'WC_ACCOUNTING_RIG_MAIL_LOG'      => $site['MAIL_LOG'],
	);
	if ( '' !== $site['SANDBOX_URL'] ) {
		$constants['WC_ACCOUNTING_ALLOWED_ENDPOINTS'] = $site['SANDBOX_URL'];
	}
	foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $purpose ) {
		$constants[ "{$purpose}_KEY" ]  = hash( 'sha256', "key $purpose {$site['SITE_NAME']}" );
		$constants[ "{$purpose}_SALT" ] = hash( 'sha256', "salt $purpose {$site['SITE_NAME']}" );
	}
	foreach ( $constants as $name => $value ) {
		// A test script may have set its own before it loads WordPress.
		if ( ! defined( $name ) ) {
			define( $name, $value );
		}
	}
} )( parse_ini_file( dirname( __DIR__ ) . '/site.env' ) );

$table_prefix = 'wp_';

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}

require_once ABSPATH . 'wp-settings.php';
