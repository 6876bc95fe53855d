<?php
/**
 * WooCommerce > Kledo, as the shop's owner sees it. Needs the site to be served.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\ConnectionCheck;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Schema;

final class SettingsScreenTest extends ShopTestCase {

	/** Options as the official plugin leaves them. */
	private const OFFICIAL = array(
		'wc_kledo_enable_api_connection'   => 'yes',
		'wc_kledo_enable_invoice'          => 'yes',
		'wc_kledo_invoice_prefix'          => 'TOKO/INV/',
		'wc_kledo_invoice_status'          => 'paid',
		'wc_kledo_invoice_payment_account' => '1-10002 | Bank BCA',
		'wc_kledo_warehouse'               => 'Gudang Bandung',
		'wc_kledo_tags'                    => 'Online,Toko',
		'wc_kledo_link_order'              => 'yes',
		'wc_kledo_close_order'             => 'no',
		'wc_kledo_enable_order'            => 'yes',
		'wc_kledo_order_prefix'            => 'TOKO/SO/',
		'wc_kledo_order_warehouse'         => 'Gudang Jakarta',
		'wc_kledo_order_tags'              => 'Pesanan',
	);

	private static function page( string $tab = '', string $role = 'administrator' ): string {
		$page = Visitor::of( $role )->page( '/wp-admin/admin.php?page=wc-kledo' . ( '' === $tab ? '' : "&tab=$tab" ) );
		self::assertStringContainsString( 'class="wrap woocommerce wc-accounting"', $page );
		return $page;
	}

	/** The value of a field, as a browser reads it: what stands in the attribute, or what is chosen. */
	private static function field( string $page, string $name ): ?string {
		$document = new \DOMDocument();
		libxml_use_internal_errors( true );
		$document->loadHTML( '<?xml encoding="utf-8"?>' . $page );
		$field = null;
		foreach ( ( new \DOMXPath( $document ) )->query( "//*[@name='wc_accounting[$name]']" ) as $node ) {
			$is_box = in_array( $node->getAttribute( 'type' ), array( 'checkbox', 'radio' ), true );
			if ( 'select' === $node->nodeName ) {
				foreach ( $node->getElementsByTagName( 'option' ) as $option ) {
					$field = $option->hasAttribute( 'selected' ) ? $option->getAttribute( 'value' ) : $field;
				}
			} elseif ( ! $is_box || $node->hasAttribute( 'checked' ) ) {
				$field = $node->getAttribute( 'value' );
			}
		}
		return $field;
	}

	public function test_what_the_official_plugin_stored_is_shown_and_works_unchanged(): void {
		delete_option( Schema::OPTION );
		foreach ( self::OFFICIAL as $option => $value ) {
			update_option( $option, $value );
		}
		do_action( 'activate_kledo/kledo.php', false );
		wp_cache_flush();

		$invoice = self::page( 'invoice' );
		$order   = self::page( 'order' );
		foreach ( self::OFFICIAL as $option => $value ) {
			self::assertSame( $value, get_option( $option ), "$option is as it was" );
		}
		self::assertSame( 'TOKO/INV/', self::field( $invoice, 'invoice_prefix' ) );
		self::assertSame( 'paid', self::field( $invoice, 'invoice_status' ) );
		self::assertSame( '1-10002 | Bank BCA', self::field( $invoice, 'invoice_payment_account' ) );
		self::assertSame( 'Gudang Bandung', self::field( $invoice, 'warehouse' ) );
		self::assertSame( array( 'Online', 'Toko' ), array_map( 'trim', explode( ',', (string) self::field( $invoice, 'tags' ) ) ) );
		self::assertSame( array( 'no', 'yes' ), array( self::field( $invoice, 'close_order' ), self::field( $invoice, 'link_order' ) ) );
		self::assertSame(
			array( 'TOKO/SO/', 'Gudang Jakarta', 'Pesanan' ),
			array( self::field( $order, 'order_prefix' ), self::field( $order, 'order_warehouse' ), self::field( $order, 'order_tags' ) )
		);

		$shop_order = $this->processing_order();
		self::run_worker();
		self::pass( 2 * self::MINUTE );
		self::run_worker();
		$shop_order->update_status( 'completed' );
		self::run_worker();
		$sent = Sandbox::requests( 'POST' );
		parse_str( $sent[0]['body'], $sales_order );
		parse_str( $sent[1]['body'], $sent_invoice );
		self::assertSame(
			array( 'TOKO/SO/', 'Gudang Jakarta', array( 'Pesanan' ) ),
			array( $sales_order['ref_number_prefix'], $sales_order['warehouse'], $sales_order['tags'] )
		);
		self::assertSame(
			array( 'TOKO/INV/', 'Gudang Bandung', array( 'Online', 'Toko' ), '1-10002', 'no' ),
			array(
				$sent_invoice['ref_number_prefix'],
				$sent_invoice['warehouse'],
				$sent_invoice['tags'],
				$sent_invoice['paid_to_account_code'] ?? null,
				$sent_invoice['close_order'],
			)
		);
	}

	public function test_other_plugins_add_screens_and_rename_tabs(): void {
		$this->foreign_code(
			<<<'PHP'
			add_filter( 'wc_kledo_admin_settings_screens', static function ( array $screens ): array {
				$screens['extra'] = new class() {
					public function get_label(): string {
						return 'Extra <b>screen</b>';
					}
					public function render(): void {
						echo '<p id="extra-screen">Made by somebody else.</p>';
					}
				};
				$screens['broken'] = new stdClass();
				unset( $screens['support'] );
				return $screens;
			} );
			add_filter( 'wc_kledo_admin_settings_tabs', static fn ( array $tabs ): array => array( 'invoice' => 'Faktur' ) + $tabs );
			PHP
		);

		$page = self::page( 'extra' );

		self::assertStringContainsString( '<p id="extra-screen">Made by somebody else.</p>', $page );
		self::assertStringContainsString( 'Extra &lt;b&gt;screen&lt;/b&gt;', $page );
		self::assertMatchesRegularExpression( '~tab=invoice[^>]*>\s*Faktur~', $page );
		self::assertStringNotContainsString( 'tab=support', $page );
		self::assertStringNotContainsString( 'tab=broken', $page );
		self::assertStringContainsString( 'name="wc_accounting[invoice_prefix]"', self::page( 'invoice' ) );
	}

	public function test_a_key_of_a_constant_takes_precedence_and_says_so(): void {
		$key = 'kledo_pat_demo00_sandboxkey_constant';
		$this->foreign_code( "define( 'WC_KLEDO_API_KEY', '$key' );" );
		Sandbox::use_key( $key );
		update_option( 'wc_kledo_api_key', 'kledo_pat_demo00_sandboxkey_stored', false );

		$page = self::page();
		self::assertStringContainsString( 'Set by the constant WC_KLEDO_API_KEY in wp-config.php, which takes precedence', $page );
		self::assertStringContainsString( 'kledo_pat_demo00_••••tant', $page );
		self::assertStringNotContainsString( 'name="wc_accounting[key]"', $page );

		$admin  = Visitor::of( 'administrator' );
		$answer = json_decode(
			$admin->visit(
				'/wp-admin/admin-ajax.php',
				array(
					'action' => ConnectionCheck::action( 'kledo' ),
					'nonce' => $admin->nonce( ConnectionCheck::action( 'kledo' ) ),
					'key' => 'kledo_pat_demo00_sandboxkey_typed',
				)
			)['body'],
			true
		);
		self::assertTrue( $answer['data']['ok'], $answer['data']['message'] );
	}

	/**
	 * @return array<string, array{0: ?int, 1: ?string, 2: bool, 3?: string}> Days left, kind of notice, whether it is shown
	 *                                                                        everywhere, what it says.
	 */
	public static function lives(): array {
		return array(
			'for ever'       => array( null, null, false ),
			'for 31 days'    => array( 31, null, false ),
			'for 29 days'    => array( 29, 'warning', false, 'expires in 29 days, on ' ),
			'for 6 days'     => array( 6, 'error', true, 'expires in 6 days, on ' ),
			'until tomorrow' => array( 1, 'error', true, 'expires in 1 day, on ' ),
			'no more'        => array( -1, 'error', true, 'has expired\.' ),
		);
	}

	/**
	 * @dataProvider lives
	 */
	public function test_a_key_that_expires_is_announced( ?int $days, ?string $kind, bool $everywhere, string $says = '' ): void {
		update_option(
			Name::of( 'kledo', ConnectionCheck::OPTION ),
			array(
				'ok'         => true,
				'class'      => 'ok',
				'message'    => 'Connected to Kledo.',
				'rows'       => array(),
				'tested_at'  => time(),
				'expires_at' => null === $days ? null : time() + $days * DAY_IN_SECONDS + HOUR_IN_SECONDS,
			)
		);
		$notice = null === $kind
			? '~notice notice-(warning|error)"><p><strong>Kledo:</strong> The API key~'
			: "~notice notice-$kind\"><p><strong>Kledo:</strong> The API key {$says}[^<]*<a href=\"https://app\\.kledo\\.com/~";

		self::assertSame( null === $kind ? 0 : 1, preg_match( $notice, self::page() ) );
		self::assertSame( $everywhere ? 1 : 0, preg_match( $notice, Visitor::of( 'administrator' )->page( '/wp-admin/tools.php' ) ) );
		self::assertStringNotContainsString( 'The API key', Visitor::of( 'author' )->page( '/wp-admin/tools.php' ) );
	}

	public function test_a_refused_key_is_told_with_the_way_to_a_new_one(): void {
		self::plugin()->queue->answered( array( 'class' => 'unauthorized' ) );
		$notice = '~Kledo refused the API key[^<]*<a href="https://app\.kledo\.com/[^"]*"[^>]*>API keys in Kledo'
			. '.*?<a href="[^"]*page=wc-kledo">Open the settings~s';
		self::assertMatchesRegularExpression( $notice, Visitor::of( 'shop_manager' )->page( '/wp-admin/edit.php' ) );
	}

	/**
	 * @group woocommerce
	 */
	public function test_the_way_to_a_document_is_kledo_or_what_a_filter_says(): void {
		$order  = $this->order_in_kledo();
		$number = self::row( $order )->remote_number;
		$shown  = preg_quote( (string) $number, '~' );
		$link   = static fn ( string $url ): string => '~<a href="' . preg_quote( $url, '~' ) . "\"[^>]*><bdi>in Kledo: $shown</bdi>~";
		$box    = str_replace( (string) getenv( 'SITE_URL' ), '', $order->get_edit_order_url() );
		self::assertMatchesRegularExpression( $link( 'https://app.kledo.com/' ), self::page( 'transactions' ) );
		self::assertMatchesRegularExpression( $link( 'https://app.kledo.com/' ), Visitor::of( 'administrator' )->page( $box ) );

		$this->foreign_code(
			"add_filter( 'wc_accounting_document_url', static fn ( \$url, array \$of ) => 'https://books.example/' . \$of['document'] . '/' . \$of['remote_number'], 10, 2 );"
		);
		self::assertMatchesRegularExpression(
			$link( "https://books.example/order/$number" ),
			Visitor::of( 'administrator' )->page( $box )
		);
	}
}
