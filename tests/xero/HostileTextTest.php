<?php
/**
 * A Xero whose names and refusals are scripts, links, quotes, marks that turn the writing around, line breaks, emoji and 100 kB.
 * Needs the site to be served.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Admin\ConnectionActions;
use WcAccounting\Admin\ConnectionCheck;
use WcAccounting\Admin\Lookups;
use WcAccounting\Delivery\Status;
use WcAccounting\Tests\Visitor;

/** Issue 12: whatever Xero calls something, it is shown as a text, on one line, and nothing breaks. */
final class HostileTextTest extends XeroTestCase {

	private const LURE = 'Teak <script>window.hacked=1</script> <a href="https://evil.example/">click</a> <img src=x onerror=alert(1)> '
		. "\"' onfocus=alert(1) x=\" </option></textarea></td> \u{202E}txet\u{202C} \u{2066}x\u{2069} \u{1FA91}\x08\r\n"
		. "2026-01-01T00:00:00+00:00 CRITICAL forged entry\n &lt;b&gt; | %s %1\$s {id} kept to the end. ";

	/** What of it a page may still say. */
	private const SAID = 'forged entry';

	protected function setUp(): void {
		parent::setUp();
		// Emptied and not deleted: an old WooCommerce keeps the file open, and would go on in one that nobody sees.
		array_map( static fn ( string $file ) => file_put_contents( $file, '' ), self::logs_of_xero() );
	}

	/** @return list<string> */
	private static function logs_of_xero(): array {
		return (array) glob( wp_upload_dir()['basedir'] . '/wc-logs/wc-xero*' );
	}

	private static function long(): string {
		return self::LURE . str_repeat( 'Very long. ', 9_000 );
	}

	/** What everything that is shown must be: inert, and on the side that reads. */
	private static function assert_inert( string $html, string $where ): void {
		$live = array( '<script>window.hacked', 'href="https://evil.example/"', '<img src=x', '\' onfocus=', '</option></t' );
		foreach ( array( ...$live, "\u{202E}", "\u{2066}", "\x08" ) as $one ) {
			self::assertStringNotContainsString( $one, $html, $where );
		}
		self::assertLessThan( 500_000, strlen( $html ), $where );
	}

	/** A field of an answer that a script puts into a page as a text. */
	private static function assert_plain( string $text, string $where, int $longest = 3_000 ): void {
		self::assertDoesNotMatchRegularExpression( '/[\x{202A}-\x{202E}\x{2066}-\x{2069}\x00-\x1F]/u', $text, $where );
		self::assertLessThan( $longest, mb_strlen( $text ), $where );
	}

	/** Each of Xero's screens, the order's, the list of orders and the dashboard. */
	private static function assert_pages_are_inert( ?\WC_Order $order = null, string $must_say = '' ): void {
		$admin = Visitor::of( 'administrator' );
		$tabs  = array( '', 'connection', 'documents', 'mapping', 'transactions', 'support', 'transactions&view=failed' );
		$pages = array_map( static fn ( string $tab ): string => "/wp-admin/admin.php?page=wc-xero&tab=$tab", $tabs );
		array_push( $pages, '/wp-admin/index.php', '/wp-admin/plugins.php' );
		$pages[] = 'hpos' === getenv( 'STORAGE' ) ? '/wp-admin/admin.php?page=wc-orders' : '/wp-admin/edit.php?post_type=shop_order';
		if ( null !== $order ) {
			$pages[] = str_replace( (string) getenv( 'SITE_URL' ), '', $order->get_edit_order_url() );
		}
		$said = '';
		foreach ( $pages as $page ) {
			$html = $admin->page( $page );
			self::assert_inert( $html, $page );
			$said .= $html;
		}
		self::assertStringContainsString( $must_say, $said );
	}

	private static function assert_notes_and_logs_are_inert( \WC_Order $order ): void {
		foreach ( self::notes( $order ) as $note ) {
			self::assert_inert( $note, 'a note' );
			self::assertLessThan( 3_000, strlen( $note ) );
		}
		$lines = array();
		foreach ( self::logs_of_xero() as $file ) {
			array_push( $lines, ...explode( "\n", (string) file_get_contents( $file ) ) );
		}
		self::assertNotEmpty( $lines );
		self::assertSame( array(), preg_grep( '/^2026-01-01T00:00:00/', $lines ), 'no entry is forged' );
		self::assertLessThan( 10_000, max( array_map( 'strlen', $lines ) ) );
	}

	/**
	 * What Xero says no with => how, and to which request.
	 *
	 * @return array<string, array{0: string, 1: string, 2: int, 3: mixed}>
	 */
	public static function refusals(): array {
		$invalid = static fn ( string $text ): array => array(
			'Type'     => 'ValidationException',
			'Message'  => self::LURE,
			'Elements' => array( array( 'ValidationErrors' => array( array( 'Message' => $text ), array( 'Message' => self::LURE ) ) ) ),
		);
		$archived = array(
			'Contacts' => array(
				array(
					'ContactID'     => 'c8',
					'Name'          => self::long(),
					'EmailAddress'  => 'siti@example.test',
					'ContactStatus' => 'ARCHIVED',
				),
			),
		);
		return array(
			'validation errors'             => array( 'PUT', 'Invoices', 400, $invalid( self::long() ) ),
			'a contact that is put away'    => array( 'GET', 'Contacts', 200, $archived ),
			'a contact that is refused'     => array( 'PUT', 'Contacts', 400, $invalid( self::LURE ) ),
			'a title and a detail'          => array( 'PUT', 'Invoices', 412, array( 'Title' => self::LURE, 'Detail' => self::long() ) ),
			'an answer that is text'        => array( 'PUT', 'Invoices', 409, self::long() ),
			'no right, in a long text'      => array( 'PUT', 'Invoices', 403, array( 'Title' => self::LURE, 'Detail' => self::long() ) ),
			'an error in a 200'             => array(
				'PUT',
				'Invoices',
				200,
				array(
					'Invoices' => array(
						array( 'HasErrors' => true, 'ValidationErrors' => array( array( 'Message' => self::long() ) ) ),
					),
				),
			),
			'a server that fails in a text' => array( 'PUT', 'Invoices', 500, self::long() ),
		);
	}

	/**
	 * @dataProvider refusals
	 * @param mixed $body
	 */
	public function test_what_xero_says_no_with_is_inert( string $method, string $path, int $status, $body ): void {
		Books::fault( $method, $path, array( 'kind' => 'status', 'code' => $status, 'body' => $body ) );
		$order = $this->paid_order();
		self::send();
		$row = self::delivery( 'invoice', $order->get_id() );
		self::assertNotSame( Status::Confirmed, $row->status );
		self::assertLessThanOrEqual( 500, mb_strlen( (string) ( $row->reason['detail'] ?? '' ) ) );
		self::assert_pages_are_inert( $order, 400 === $status ? self::SAID : '' );
		self::assert_notes_and_logs_are_inert( $order );
	}

	/** With Xero's own numbers the number is whatever Xero answers. */
	public function test_what_xero_calls_a_document_is_inert(): void {
		$made  = array(
			'InvoiceID'     => '1d000000-0000-4000-8000-000000000009',
			'InvoiceNumber' => self::long(),
			'Reference'     => self::LURE,
			'Status'        => self::LURE,
			'Total'         => 150001,
			'Contact'       => array( 'ContactID' => 'c1', 'Name' => self::long() ),
			'Warnings'      => array( array( 'Message' => self::LURE ) ),
		);
		$fault = array( 'kind' => 'status', 'code' => 200, 'body' => array( 'Invoices' => array( $made ) ) );
		Books::fault( 'PUT', 'Invoices', $fault, 1 );
		$order = $this->paid_order();
		self::send();
		$row = self::delivery( 'invoice', $order->get_id() );
		self::assertSame( Status::Confirmed, $row->status );
		self::assert_plain( (string) $row->remote_number, 'the number', 200 );
		self::assert_pages_are_inert( $order, 'Teak' );
		self::assert_notes_and_logs_are_inert( $order );
		self::assert_inert( (string) wp_json_encode( self::box_of_service( $order ) ), 'the box' );
	}

	public function test_what_an_organisation_calls_its_things_is_inert_in_lists_settings_and_the_connection(): void {
		Books::settings( array( 'organisation' => self::hostile_organisation() ) );
		self::connect();
		self::xero()->recognition->settle();
		self::xero()->settings->refresh_facts( self::xero()->connector );
		$admin  = Visitor::of( 'administrator' );
		$action = ConnectionCheck::action( 'xero' );
		$answer = $admin->visit( '/wp-admin/admin-ajax.php', array( 'action' => $action, 'nonce' => $admin->nonce( $action ) ) );
		$tested = json_decode( $answer['body'], true )['data'];
		self::assertTrue( $tested['ok'], $answer['body'] );
		self::assertStringContainsString( 'Teak', (string) wp_json_encode( $tested['rows'] ) );
		foreach ( array( $tested['message'], ...array_column( $tested['rows'], 'value' ) ) as $text ) {
			self::assert_plain( $text, 'the connection test', 1_000 );
		}

		foreach ( self::xero()->connector->description()->settings as $setting ) {
			if ( 'lookup' === $setting['type'] ) {
				update_option( $setting['option'], $this->pick_lure( $setting['catalogue'] ) );
			}
		}
		$this->settings( array( 'gateways' => array( 'bacs' => $this->pick_lure( 'payment_accounts' ) ) ) );
		$this->settings( array( 'tax_rates' => array( '' => $this->pick_lure( 'tax_rates' ) ) ) );
		self::assert_pages_are_inert( null, 'Teak' );

		$order = $this->paid_order();
		self::send();
		self::assert_pages_are_inert( $order );
		self::assert_notes_and_logs_are_inert( $order );
	}

	/** @return array<string, mixed> */
	private static function hostile_organisation(): array {
		$account = static fn ( string $type ): array => array(
			'id'       => '0acc0000-0000-4000-8000-00000000000' . strlen( $type ),
			'code'     => substr( $type, 0, 3 ),
			'name'     => self::long(),
			'type'     => $type,
			'currency' => 'BANK' === $type ? 'GBP' : null,
		);
		return array(
			'name'            => self::long(),
			'short_code'      => "\"><script>window.hacked=1</script>\u{202E}",
			'country'         => self::LURE,
			'timezone'        => self::LURE,
			'actions_refused' => array( 'CreateApprovedInvoice', self::LURE ),
			'accounts'        => array( $account( 'REVENUE' ), $account( 'BANK' ) ),
			'tax_rates'       => array( array( 'tax_type' => 'NONE', 'name' => self::long(), 'rate' => '0' ) ),
			'branding_themes' => array( self::long() ),
			'tracking'        => array(
				array(
					'id'      => '7c000000-0000-4000-8000-000000000001',
					'name'    => self::LURE,
					'options' => array( array( '70000000-0000-4000-8000-000000000001', self::long() ) ),
				),
			),
		);
	}

	/** What an owner stores who picks the first of a list, as the script does it. */
	private function pick_lure( string $catalogue ): string {
		$admin  = Visitor::of( 'administrator' );
		$fields = array(
			'action' => Lookups::action( 'xero' ),
			'nonce'  => $admin->nonce( Lookups::nonce_action( 'xero', $catalogue ) ),
			'kind'   => $catalogue,
		);
		$answer = json_decode( $admin->visit( '/wp-admin/admin-ajax.php', $fields )['body'], true );
		self::assertTrue( $answer['success'], $catalogue );
		foreach ( $answer['data']['items'] as $item ) {
			self::assert_plain( $item['value'] . $item['label'], $catalogue, 600 );
		}
		self::assertNotEmpty( $answer['data']['items'], $catalogue );
		if ( 'currencies' !== $catalogue ) {
			self::assertStringContainsString( 'Teak', $answer['data']['items'][0]['label'], $catalogue );
		}
		return $answer['data']['items'][0]['value'];
	}

	/** Before one is picked there is a list of them on the page. */
	public function test_what_organisations_are_called_is_inert_where_one_is_picked(): void {
		$one   = static fn ( string $id, string $name ): array => array(
			'id'         => "c$id",
			'tenantId'   => $id,
			'tenantType' => 'ORGANISATION',
			'tenantName' => $name,
		);
		$names = array( $one( 't1', self::long() ), $one( 't2', self::LURE ), $one( '"><script>window.hacked=1</script>', 'No id' ) );
		Books::fault( 'GET', 'connections', array( 'kind' => 'status', 'code' => 200, 'body' => $names ) );
		$admin  = Visitor::of( 'administrator' );
		$action = ConnectionActions::action( 'xero', ConnectionActions::CONNECT );
		$asked  = $admin->visit( '/wp-admin/admin-post.php', array( 'action' => $action, '_wpnonce' => $admin->nonce( $action ) ) );
		$back   = Person::at( $asked['location'] );
		$admin->visit( wp_parse_url( $back['at'], PHP_URL_PATH ) . '?' . wp_parse_url( $back['at'], PHP_URL_QUERY ) );

		$page = $admin->page( '/wp-admin/admin.php?page=wc-xero&tab=connection' );
		self::assert_inert( $page, 'the choice' );
		self::assertMatchesRegularExpression( '/value="t2"[^>]*>[^<]*Teak &lt;script&gt;/', $page );
		self::assertStringNotContainsString( 'No id', $page );
	}

	/** The page is opened by whoever made the address. */
	public function test_what_is_in_the_address_of_the_way_back_is_inert(): void {
		$admin = Visitor::of( 'administrator' );
		$query = http_build_query( array( 'state' => self::LURE, 'error' => self::long() ) );
		$admin->visit( '/wp-admin/admin.php?page=wc-xero&tab=connection&' . substr( $query, 0, 7_000 ) );
		self::assert_pages_are_inert();
	}

	/** Xero's identity service says no in words of its own. */
	public function test_what_the_renewal_of_tokens_is_refused_with_is_inert(): void {
		Books::expire();
		$body = array( 'error' => self::long(), 'error_description' => self::LURE );
		Books::fault( 'POST', 'connect/token', array( 'kind' => 'status', 'code' => 400, 'body' => $body ) );
		$order = $this->paid_order();
		self::send();
		self::assertNotSame( Status::Confirmed, self::delivery( 'invoice', $order->get_id() )->status );
		self::xero()->connector->test_connection();
		self::assert_pages_are_inert( $order );
		self::assert_notes_and_logs_are_inert( $order );
	}
}
