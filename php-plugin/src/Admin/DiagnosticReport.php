<?php
/**
 * The diagnostic report.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\Schema;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;
use WcAccounting\Environment\Facts;
use WcAccounting\Environment\Fault;
use WcAccounting\Environment\Plugins;

/**
 * What a helper needs to know, in English. No key, no text that a service said, nothing about customers; account and tags
 * are said to be set, not what they are.
 */
final class DiagnosticReport {

	public function __construct(
		private readonly Connector $connector,
		private readonly Settings $settings,
		private readonly KeyRing $keys,
		private readonly Store $store,
		private readonly Queue $queue,
		private readonly ConnectionCheck $check,
		private readonly Facts $facts,
	) {}

	public function text(): string {
		$text = '';
		foreach ( $this->sections() as $title => $facts ) {
			$text .= "### $title\n";
			foreach ( $facts as $name => $value ) {
				$text .= "$name: $value\n";
			}
			$text .= "\n";
		}
		return trim( $text );
	}

	/**
	 * @return array<string, array<string, string>> Title => name => value.
	 */
	public function sections(): array {
		$sections = array(
			'Versions'   => $this->versions(),
			'Connection' => $this->connection(),
			'Settings'   => $this->values(),
			'Deliveries' => $this->deliveries(),
			'Cron'       => self::cron(),
		);
		$fit      = fn ( string $value ): string => Text::cut( Text::plain( $this->keys->masked( $value ) ), 300 );
		return array_map( static fn ( array $facts ): array => array_map( $fit, $facts ), $sections );
	}

	/**
	 * The same of a service that cannot work.
	 *
	 * @param list<Fault> $faults
	 * @return array<string, array<string, string>>
	 */
	public static function of_faults( array $faults, Facts $facts ): array {
		$versions = array(
			'Plugin'      => $facts->plugin,
			'Services'    => self::services(),
			'Extension'   => null === $facts->extension ? 'missing' : "$facts->extension, interface $facts->interface",
			'WordPress'   => $facts->wordpress,
			'WooCommerce' => $facts->woocommerce ?? 'missing',
			'PHP'         => self::php( $facts ),
			'Tables'      => self::schema(),
			'Faults'      => implode( ', ', array_column( $faults, 'value' ) ),
		);
		return array(
			'Versions' => $versions,
			'Cron'     => self::cron(),
		);
	}

	private static function services(): string {
		return implode( ', ', Plugins::services() );
	}

	private static function schema(): string {
		$version = (string) get_option( Schema::OPTION, '' );
		return '' === $version ? 'not made' : "version $version";
	}

	private static function php( Facts $facts ): string {
		return "$facts->php, $facts->sapi, " . ( $facts->thread_safe ? 'zts' : 'nts' ) . ", $facts->os $facts->machine";
	}

	/**
	 * @return array<string, string>
	 */
	private function versions(): array {
		$facts = $this->facts;
		return array(
			'Plugin'        => $facts->plugin,
			'Services'      => self::services(),
			'Extension'     => "$facts->extension, interface $facts->interface",
			'WordPress'     => $facts->wordpress . ( is_multisite() ? ' (multisite)' : '' ),
			'WooCommerce'   => (string) $facts->woocommerce,
			'Order storage' => class_exists( '\Automattic\WooCommerce\Utilities\OrderUtil' )
				&& \Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled()
				? 'tables'
				: 'posts',
			'PHP'           => self::php( $facts ),
			'Database'      => $this->store->server(),
			'Tables'        => self::schema(),
			'Locale, zone'  => get_locale() . ', ' . wp_timezone_string(),
		);
	}

	/**
	 * @return array<string, string>
	 */
	private function connection(): array {
		$last     = $this->check->last();
		$obstacle = $this->connector->obstacle();
		$hold     = $this->queue->hold();
		$account  = $this->connector->description()->account;
		$source   = $this->keys->is_constant() ? 'constant' : ( $this->keys->is_fixed() ? 'filter' : 'option' );
		return array(
			'Enabled'     => $this->settings->is_connection_enabled() ? 'yes' : 'no',
			'Endpoint'    => (string) wp_parse_url(
				(string) get_option( $this->connector->description()->connection['endpoint_option'], '' ),
				PHP_URL_HOST
			),
			'Key'         => '' === $this->keys->current() ? 'none' : "set ($source)",
			'Company'     => $account->id() . ', ' . count( $account->known() ) . ' known',
			'Obstacle'    => null === $obstacle ? 'none' : $obstacle['code'],
			'Held'        => null === $hold
				? 'no'
				: $hold['hold'] . ( null === $hold['held_until'] ? '' : ' until ' . gmdate( 'c', $hold['held_until'] ) ),
			'Last test'   => null === $last ? 'never' : $last['class'] . ' at ' . gmdate( 'c', (int) $last['tested_at'] ),
			'Key expires' => null === ( $last['expires_at'] ?? null ) ? 'not known' : gmdate( 'c', (int) $last['expires_at'] ),
		);
	}

	/**
	 * @return array<string, string>
	 */
	private function values(): array {
		$values = $this->settings->values();
		$told   = array();
		foreach ( $this->connector->description()->settings as $setting ) {
			$value                    = $values[ $setting['name'] ];
			$told[ $setting['name'] ] = in_array( $setting['type'], array( 'toggle', 'choice' ), true )
				? $value
				: ( '' === $value ? 'empty' : 'set' );
		}
		return $told;
	}

	/**
	 * @return array<string, string>
	 */
	private function deliveries(): array {
		$counts = $this->store->counts();
		$told   = array();
		foreach ( Status::cases() as $status ) {
			$told[ $status->value ] = Store::told( $counts[ $status->value ] ?? 0 );
		}
		$due = $this->store->next_due();
		return $told + array( 'Next due' => null === $due ? 'nothing waits' : gmdate( 'c', $due ) );
	}

	/**
	 * @return array<string, string>
	 */
	private static function cron(): array {
		$ran_at = get_option( Cron::RAN_AT );
		$told   = array(
			'DISABLE_WP_CRON' => defined( 'DISABLE_WP_CRON' ) && DISABLE_WP_CRON ? 'yes' : 'no',
			'Last run'        => is_numeric( $ran_at ) ? gmdate( 'c', (int) $ran_at ) : 'never',
		);
		foreach ( array( Cron::DELIVER, Cron::SOON, Cron::SWEEP ) as $hook ) {
			$next          = wp_next_scheduled( $hook );
			$told[ $hook ] = false === $next ? 'not scheduled' : gmdate( 'c', $next );
		}
		return $told;
	}
}
