<?php
/**
 * What the server's owner sets in wp-config.php decides where a delivery may go, and whom it trusts there.
 */

declare(strict_types=1);

namespace WcKledo\Tests;

use WcKledo\Delivery\Delivery;

final class ConstantsTest extends ShopTestCase {

	/** What became of a delivery to that place, by a process with these constants. */
	private function delivered_to( string $origin, array $constants ): Delivery {
		$this->option( 'wc_kledo_api_endpoint', $origin . '/api/v1' );
		$order     = $this->processing_order();
		$constants = $constants + array( 'WC_KLEDO_ALLOWED_ENDPOINTS' => $origin );
		Process::start( 'deliver.php', array( '0' ), array( 'CONSTANTS' => (string) wp_json_encode( $constants ) ) )->output();
		return self::row( $order );
	}

	public function test_a_private_authority_is_trusted_where_a_constant_names_it(): void {
		$kledo = new TlsSandbox( 'none' );
		$row   = $this->delivered_to( $kledo->origin, array( 'WC_KLEDO_CA_FILE' => $kledo->ca_file ) );
		self::assertSame( 'accepted', $row->status->value, (string) wp_json_encode( $row->reason ) );
	}

	/**
	 * @return array<string, array{0: string}>
	 */
	public function bad_certificates(): array {
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
		$row   = $this->delivered_to( $kledo->origin, array( 'WC_KLEDO_CA_FILE' => $kledo->ca_file ) );
		self::assertSame( array( 'retrying', 'tls' ), array( $row->status->value, $row->reason['code'] ?? null ) );
	}

	public function test_a_missing_file_of_certificates_is_told_and_nothing_is_sent_without_it(): void {
		$kledo = new TlsSandbox( 'none' );
		$row   = $this->delivered_to( $kledo->origin, array( 'WC_KLEDO_CA_FILE' => '/nowhere/ca.pem' ) );
		self::assertSame( array( 'pending', 0 ), array( $row->status->value, $row->attempts ) );
		$notices = Process::start( 'notices.php', array(), array( 'CONSTANTS' => (string) wp_json_encode( array( 'WC_KLEDO_CA_FILE' => '/nowhere/ca.pem', 'WC_KLEDO_ALLOWED_ENDPOINTS' => $kledo->origin ) ) ) )->output(); // phpcs:ignore
		self::assertMatchesRegularExpression( '~Correct the proxy or the file of certificates in wp-config\.php\..*the CA file /nowhere/ca\.pem cannot be used~', $notices );
	}

	/**
	 * @return array<string, array{0: array<string, mixed>, 1: string}>
	 */
	public function ways(): array {
		$proxy = array(
			'WP_PROXY_HOST' => '127.0.0.1',
			'WP_PROXY_PORT' => '1',
		);
		$block = array( 'WP_HTTP_BLOCK_EXTERNAL' => true );
		return array(
			'straight'                             => array( array( 'WP_HTTP_BLOCK_EXTERNAL' => false ), 'dns' ),
			'blocked'                              => array( $block, 'blocked' ),
			'blocked, but this host is accessible' => array( $block + array( 'WP_ACCESSIBLE_HOSTS' => 'api.example.org, *.invalid' ), 'dns' ),
			'through a proxy, which is down'       => array( array( 'WP_HTTP_BLOCK_EXTERNAL' => false ) + $proxy, 'connection_refused' ),
			'past the proxy'                       => array( array( 'WP_HTTP_BLOCK_EXTERNAL' => false, 'WP_PROXY_BYPASS_HOSTS' => '*.invalid' ) + $proxy, 'dns' ), // phpcs:ignore
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
