<?php
/**
 * Another service.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\ExtensionConnector;
use WcAccounting\Connector\KeyGate;
use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\NetworkConfig;
use WcAccounting\Connector\SecretStore;
use WcAccounting\Connector\Service;
use WcAccounting\Database\Database;
use WcAccounting\Environment\Extension as Loaded;
use WcAccounting\Environment\Plugins;
use WcAccounting\Environment\Site;
use WcAccounting\Extension;
use WcAccounting\Log\Logger;
use WcAccounting\ServiceRuntime;
use WcAccounting\Shell;

/**
 * A service that works beside the first one, in the same process. The extension knows no second one for it: it makes its documents
 * as Kledo does, but has other names for all that is its own, also for its settings.
 */
final class SecondService extends Service {

	public const KEY = 'second';

	/** How the names of its options begin: unlike those of the first, not with its key. */
	public const OPTIONS = 'books_';

	public function key(): string {
		return self::KEY;
	}

	public function name(): string {
		return 'Second Books';
	}

	public function page(): string {
		return 'second-books';
	}

	public function key_constant(): string {
		return 'SECOND_BOOKS_KEY';
	}

	public function help_page(): string {
		return 'https://books.example/';
	}

	public function user_agent( string $plugin, string $woocommerce, string $wordpress ): string {
		return "Kledo/$plugin (WooCommerce/$woocommerce; WordPress/$wordpress)";
	}

	public function has_rival(): bool {
		return false;
	}

	/** It is at work in this process, until stop(). */
	public static function start(): ServiceRuntime {
		$runtime = self::make();
		self::tell_shell( $runtime );
		return $runtime;
	}

	public static function stop(): void {
		self::tell_shell( null );
	}

	private static function tell_shell( ?ServiceRuntime $runtime ): void {
		$key = self::KEY;
		$set = static function () use ( $key, $runtime ): void {
			Shell::$runtimes[ $key ] = $runtime;
			unset( Shell::$changes[ $key ] );
		};
		\Closure::bind( $set, null, Shell::class )();
		$serve = static function () use ( $key, $runtime ): void {
			$others              = array_diff( Plugins::$main_files, array( $key ) );
			Plugins::$main_files = null === $runtime ? $others : $others + array( 'second/second.php' => $key );
		};
		\Closure::bind( $serve, null, Plugins::class )();
	}

	private static function make(): ServiceRuntime {
		$service     = new self();
		$logger      = new Logger( $service->page() );
		$database    = new Database();
		$of_kledo    = Description::from_array( Loaded::describe( 'kledo' ), Shell::service( 'kledo' )->words() );
		$description = self::description();
		$keys        = new KeyRing( new SecretStore( $database ), self::OPTIONS . 'key', $service, $description->account );
		$network     = static fn (): NetworkConfig => new NetworkConfig( $description, $service, Plugins::VERSION );
		$site        = new Site();
		$connector   = new SecondConnector(
			new ExtensionConnector( $of_kledo, $service, $network, $keys, new KeyGate( $service, $keys, $site ), $logger ),
			$description
		);
		$make        = static fn (): ServiceRuntime => new ServiceRuntime(
			$service,
			$connector,
			$database,
			$keys,
			$site,
			$logger,
			static fn (): int => 0
		);
		return \Closure::bind( $make, null, ServiceRuntime::class )();
	}

	private static function description(): Description {
		$described = Extension\describe( 'kledo' );

		$described['service'] = self::KEY;
		$described['name']    = 'Second Books';
		foreach ( $described['settings'] as &$setting ) {
			$setting['option'] = self::OPTIONS . $setting['name'];
		}
		foreach ( $described['documents'] as &$document ) {
			$document['synced_meta'] = '_books_' . $document['kind'] . '_synced';
		}
		foreach ( array( 'enabled', 'endpoint', 'key' ) as $name ) {
			$described['connection'][ "{$name}_option" ] = self::OPTIONS . $name;
		}
		return Description::from_array( $described, ( new self() )->words() );
	}
}
