<?php
/**
 * Finds out who serves the accounting plugins of a shop.
 *
 * Each accounting service is a plugin with a main file of its own, but all of them are made from one tree: whatever a plugin is
 * called, its folder holds the code of every service. Several may be active at once, in different versions. Their classes have
 * the same names, so one folder alone can be used in a request: the newest, for all services. The others only say here that
 * they are active.
 *
 * This file is loaded once from each folder, so it names no function and no class. What the versions of it agree about must stay
 * as it is for ever, since a newer file will meet older ones:
 *
 * - a main file calls the function that this file returns, with the key of its service and its own path;
 * - `$GLOBALS['wc_accounting_waiting']` lists the plugins that nobody serves yet, each as `version`, `folder`, `service`, `file`;
 *   there may be more entries in a later version;
 * - `src/Autoloader.php` of a folder has WcAccounting\Autoloader::register(), which makes its classes known, and
 *   WcAccounting\Shell::boot( $service, $file ) serves one plugin: at `plugins_loaded`, or later, when one is being activated.
 *
 * Written in old syntax, like the main files: a PHP that is too old must show a notice, not a fatal error.
 *
 * @package WcAccounting
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * @param string $service Key of the service.
 * @param string $file    Main file of its plugin.
 */
return function ( $service, $file ) {
	// The folder of a plugin that this PHP cannot run must not serve the others.
	if ( PHP_VERSION_ID < 80100 ) {
		add_action(
			'admin_notices',
			function () use ( $file ) {
				if ( ! current_user_can( 'activate_plugins' ) ) {
					return;
				}
				$header  = get_file_data( $file, array( 'name' => 'Plugin Name' ) );
				$message = __(
					/* translators: 1: name of the service, 2: PHP version needed, 3: PHP version found. */
					'%1$s needs PHP %2$s or newer; this site runs PHP %3$s. Nothing is sent to %1$s until PHP is updated: choose a newer PHP version at your host. Orders that change meanwhile are found and sent afterwards.',
					'wc-accounting'
				);
				$message = sprintf( $message, $header['name'], '8.1', PHP_VERSION );
				echo '<div class="notice notice-error"><p>' . esc_html( $message ) . '</p></div>';
			}
		);
		return;
	}

	$GLOBALS['wc_accounting_waiting'][] = array(
		// The one in the header of the main file, and Shell::VERSION.
		'version' => '2.0.0',
		'folder'  => __DIR__,
		'service' => $service,
		'file'    => $file,
	);

	$serve = function () {
		$waiting                          = (array) $GLOBALS['wc_accounting_waiting'];
		$GLOBALS['wc_accounting_waiting'] = array();
		// Of two that are equally new, the one that came first.
		$newest = null;
		foreach ( $waiting as $plugin ) {
			if ( null === $newest || version_compare( $plugin['version'], $newest['version'], '>' ) ) {
				$newest = $plugin;
			}
		}
		if ( null !== $newest && ! class_exists( 'WcAccounting\Shell', false ) ) {
			require_once $newest['folder'] . '/src/Autoloader.php';
			WcAccounting\Autoloader::register();
		}
		foreach ( $waiting as $plugin ) {
			WcAccounting\Shell::boot( $plugin['service'], $plugin['file'] );
		}
	};

	// WordPress loads a plugin that is being activated when all others have been loaded. If another folder serves them already, it
	// serves this plugin too for the rest of the request, even if it is the older one: its classes are there. From the next request
	// on it is the newest again, which makes up for what an older one could not do.
	if ( did_action( 'plugins_loaded' ) ) {
		$serve();
	} else {
		// Each adds this; whoever comes first serves all, and the others find nobody waiting.
		add_action( 'plugins_loaded', $serve );
	}
};
