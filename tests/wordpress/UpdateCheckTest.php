<?php
/**
 * WordPress's check for updates never replaces this plugin by the official one, whose folder is the same (issue 10.18).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

final class UpdateCheckTest extends ShopTestCase {

	private const PLUGIN = 'kledo/kledo.php';

	/** @var array<string, mixed> What WordPress told the plugin directory of this plugin. */
	private array $told = array();

	/** A plugin directory that offers the official plugin in a newer version. */
	private function directory_offers( string $id ): void {
		$this->hook(
			'pre_http_request',
			function ( $answer, array $request, string $url ) use ( $id ) {
				if ( ! str_contains( $url, '/plugins/update-check/' ) ) {
					return $answer;
				}
				$this->told = (array) ( json_decode( (string) $request['body']['plugins'], true )['plugins'][ self::PLUGIN ] ?? array() );
				$offer      = array(
					'id' => $id,
					'slug' => 'kledo',
					'plugin' => self::PLUGIN,
					'new_version' => '99.0',
					'package' => 'https://directory.example.test/kledo.zip',
				);
				return array(
					'response' => array( 'code' => 200 ),
					'body'     => (string) wp_json_encode(
						array( 'plugins' => array( self::PLUGIN => $offer ), 'translations' => array(), 'no_update' => array() )
					),
				);
			},
			10,
			3
		);
		require_once ABSPATH . 'wp-admin/includes/plugin.php';
		wp_clean_plugins_cache();
		delete_site_transient( 'update_plugins' );
		wp_update_plugins();
	}

	protected function tearDown(): void {
		delete_site_transient( 'update_plugins' );
		parent::tearDown();
	}

	public function test_the_directory_is_told_that_this_plugin_is_not_its_own(): void {
		$this->directory_offers( 'w.org/plugins/kledo' );

		self::assertSame( 'false', $this->told['UpdateURI'] ?? null );
	}

	public function test_the_official_plugin_is_not_offered_even_if_the_directory_does(): void {
		$this->directory_offers( 'w.org/plugins/kledo' );

		self::assertNotSame( array(), $this->told, 'the directory was asked' );
		self::assertArrayNotHasKey( self::PLUGIN, get_site_transient( 'update_plugins' )->response );
	}

	public function test_an_update_of_somebody_who_serves_this_plugin_is_offered(): void {
		$this->directory_offers( 'https://updates.example.test/kledo' );

		self::assertSame( '99.0', get_site_transient( 'update_plugins' )->response[ self::PLUGIN ]->new_version );
	}
}
