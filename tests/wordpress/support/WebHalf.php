<?php
/**
 * The web half of a shop.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\KeyGate;
use WcAccounting\Connector\WebConnector;
use WcAccounting\ServiceRuntime;

/** A service as the web server has it whose PHP has no extension: the same queue and key, and another connector. */
final class WebHalf {

	public static function of( ServiceRuntime $whole ): ServiceRuntime {
		$gate      = new KeyGate( $whole->service, $whole->keys, $whole->site );
		$connector = new WebConnector( $whole->connector->description(), $whole->keys, $gate );
		$class     = new \ReflectionClass( ServiceRuntime::class );
		$half      = $class->newInstanceWithoutConstructor();
		$parts     = array( $whole->service, $connector, $whole->database, $whole->keys, $whole->site, $whole->logger );
		$class->getConstructor()->invoke( $half, ...$parts, ...array( static fn (): int => 0 ) );
		return $half;
	}

	/** As if cron's PHP had come just now, with or without the extension. */
	public static function cron_came( ?string $extension ): void {
		$seen = array(
			'php'       => '8.4.1',
			'extension' => $extension,
			'seen_at'   => time(),
		);
		update_option( 'wc_accounting_command_line', $seen, false );
	}
}
