<?php
/**
 * What the server's owner sets in wp-config.php decides where a delivery may go, and whom it trusts there.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Delivery;

final class ConstantsTest extends ShopTestCase {

	/**
	 * What became of a delivery to that place, by a process with these constants.
	 *
	 * @param array<string, mixed>  $constants
	 * @param array<string, string> $environment
	 */
	private function delivered_to( string $origin, array $constants, array $environment = array() ): Delivery {
		$this->option( 'wc_kledo_api_endpoint', $origin . '/api/v1' );
		$order = $this->processing_order();
		self::process( 'deliver.php', $origin, $constants, $environment );
		return self::row( $order );
	}

	/** A helper's output. */
	private static function process( string $helper, string $origin, array $constants, array $environment ): string {
		$constants = (string) wp_json_encode( $constants + array( 'WC_ACCOUNTING_ALLOWED_ENDPOINTS' => $origin ) );
		return Process::start( $helper, array(), array( 'CONSTANTS' => $constants ) + $environment )->output();
	}

	public function test_a_private_authority_is_trusted_where_a_constant_names_it(): void {
		$kledo = new TlsSandbox( 'none' );
		$row   = $this->delivered_to( $kledo->origin, array( 'WC_ACCOUNTING_CA_FILE' => $kledo->ca_file ) );
		self::assertSame( 'accepted', $row->status->value, (string) wp_json_encode( $row->reason ) );
	}

	/**
	 * @return array<string, array{0: string}>
	 */
	public static function bad_certificates(): array {
		return array(
			'of another host'      => array( 'wrong-host' ),
			'expired'              => array( 'expired' ),
			'of another authority' => array( 'unknown-ca' ),
		);
	}

	/**
	 * @dataProvider bad_certificates
	 */
	public function test_the_authority_does_not_excuse_a_bad_certificate( string $fault ): void {
		$kledo = new TlsSandbox( $fault );
		$row   = $this->delivered_to( $kledo->origin, array( 'WC_ACCOUNTING_CA_FILE' => $kledo->ca_file ) );
		self::assertSame( array( 'retrying', 'tls' ), array( $row->status->value, $row->reason['code'] ?? null ) );
	}

	/**
	 * @return array<string, array{0: array<string, string>, 1: array<string, string>, 2: string}>
	 */
	public static function certificates_that_cannot_be_read(): array {
		return array(
			'a file that is not there' => array(
				array( 'WC_ACCOUNTING_CA_FILE' => '/nowhere/ca.pem' ),
				array(),
				'the CA file /nowhere/ca\.pem cannot be used',
			),
			'a server that has none'   => array(
				array(),
				array( 'SSL_CERT_FILE' => '/dev/null', 'SSL_CERT_DIR' => '/nowhere' ),
				'TLS cannot be set up',
			),
		);
	}

	/**
	 * @dataProvider certificates_that_cannot_be_read
	 */
	public function test_certificates_that_cannot_be_read_are_told_and_nothing_is_sent(
		array $constants,
		array $environment,
		string $detail
	): void {
		$kledo   = new TlsSandbox( 'none' );
		$row     = $this->delivered_to( $kledo->origin, $constants, $environment );
		$notices = self::process( 'notices.php', $kledo->origin, $constants, $environment );
		self::assertSame( array( 'pending', 0 ), array( $row->status->value, $row->attempts ) );
		self::assertMatchesRegularExpression( "~or the certificates that this server trusts\..*$detail~", $notices );
	}

	/**
	 * @return array<string, array{0: array<string, mixed>, 1: string}>
	 */
	public static function ways(): array {
		$proxy = array(
			'WP_PROXY_HOST' => '127.0.0.1',
			'WP_PROXY_PORT' => '1',
		);
		$block = array( 'WP_HTTP_BLOCK_EXTERNAL' => true );
		return array(
			'straight'                             => array( array( 'WP_HTTP_BLOCK_EXTERNAL' => false ), 'dns' ),
			'blocked'                              => array( $block, 'blocked' ),
			'blocked, but this host is accessible' => array(
				$block + array( 'WP_ACCESSIBLE_HOSTS' => 'api.example.org, *.invalid' ),
				'dns',
			),
			'through a proxy, which is down'       => array( array( 'WP_HTTP_BLOCK_EXTERNAL' => false ) + $proxy, 'connection_refused' ),
			'past the proxy'                       => array(
				array( 'WP_HTTP_BLOCK_EXTERNAL' => false, 'WP_PROXY_BYPASS_HOSTS' => '*.invalid' ) + $proxy,
				'dns',
			),
		);
	}

	/**
	 * @dataProvider ways
	 */
	public function test_the_way_out_is_the_one_of_wordpress( array $constants, string $code ): void {
		$row = $this->delivered_to( 'http://kledo.invalid', $constants );
		self::assertSame( array( 'retrying', $code ), array( $row->status->value, $row->reason['code'] ?? null ) );
	}
}
