<?php
/**
 * 13.5: the buyer's NPWP or NIK goes into the memo, and into nothing else.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\OrderPreview;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Status;
use WcAccounting\Order\Subject;

final class BuyerNumberTest extends ShopTestCase {

	private const NPWP = '0012345678901000';

	private const TYPED = '01.234.567.8-901.000';

	protected function setUp(): void {
		parent::setUp();
		$this->option( 'wc_kledo_buyer_number_field', '_billing_npwp' );
	}

	private function order_with( string $number, string $field = '_billing_npwp' ): \WC_Order {
		$order = $this->order();
		$order->update_meta_data( $field, $number );
		$order->set_billing_email( bin2hex( random_bytes( 6 ) ) . '@example.test' );
		$order->save();
		return $order;
	}

	private function memo( \WC_Order $order ): ?string {
		$description = self::plugin()->connector->description();
		$subject     = Subject::named( $description, 'order', self::reread( $order ), $order->get_id() );
		return self::plugin()->documents->of( $subject )['document']['payload']['memo'] ?? null;
	}

	public function test_the_memo_ends_with_the_number_of_the_field_that_the_owner_named(): void {
		self::assertSame( 'NPWP: ' . self::NPWP, $this->memo( $this->order_with( self::TYPED ) ) );

		$this->option( 'wc_kledo_buyer_number_field', 'billing_npwp' );
		self::assertSame( 'NPWP: ' . self::NPWP, $this->memo( $this->order_with( self::TYPED ) ), 'stored with a line in front' );
		self::assertSame( 'NPWP: ' . self::NPWP, $this->memo( $this->order_with( self::TYPED, 'billing_npwp' ) ) );

		$this->option( 'wc_kledo_buyer_number_field', 'billing_company' );
		$order = $this->order();
		$order->set_billing_company( '3273014507900001' );
		$order->save();
		$complaints = did_action( 'doing_it_wrong_run' );
		self::assertSame( 'NIK: 3273014507900001', $this->memo( $order ), 'a field that WooCommerce has itself' );
		self::assertSame( $complaints, did_action( 'doing_it_wrong_run' ), 'is asked for as WooCommerce wants it' );
	}

	public function test_it_is_off_until_a_field_is_named(): void {
		$order = $this->order_with( self::TYPED );
		$this->option( 'wc_kledo_buyer_number_field', '' );

		self::assertNull( $this->memo( $order ) );
		self::assertArrayNotHasKey( 'buyer_number', self::plugin()->snapshots->of( self::reread( $order ) ) );
	}

	public function test_it_is_sent_whole_and_shown_stored_and_logged_nowhere(): void {
		$refusal = array( 'success' => false, 'message' => 'The memo NPWP: ' . self::NPWP . ' is not known' );
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400, 'body' => $refusal ), 1 );
		$refused = $this->order_with( self::TYPED );
		$sent    = $this->order_with( self::TYPED );
		$refused->update_status( 'processing' );
		self::run_worker();
		$sent->update_status( 'processing' );
		self::run_worker();

		self::assertSame( Status::Failed, self::row( $refused )->status );
		self::assertSame( Status::Accepted, self::row( $sent )->status );
		$asked = (string) wp_json_encode( Sandbox::requests( 'POST' ) );
		self::assertStringContainsString( self::NPWP, urldecode( $asked ), 'Kledo is told all of it' );

		$preview = $this->preview( $sent );
		self::assertStringContainsString( 'NPWP: ••••1000', $preview );
		self::assertStringContainsString( 'NPWP: ••••1000', self::row( $refused )->reason['detail'] );
		$shown = $preview . $this->box_of( $sent ) . $this->box_of( $refused ) . self::log() . print_r( self::rows(), true )
			. implode( ' ', array( ...self::notes( $sent ), ...self::notes( $refused ) ) );
		self::assertStringContainsString( '1000', $shown );
		self::assertStringNotContainsString( '12345678901', $shown );
		self::assertStringNotContainsString( '567.8', $shown );
		$options = self::sql( "SELECT option_name FROM {$GLOBALS['wpdb']->options} WHERE option_value LIKE '%12345678901000%'" );
		self::assertSame( array(), $options );
	}

	public function test_what_is_no_number_is_left_out_and_said_and_holds_nothing(): void {
		$this->option( 'wc_kledo_hold_differences', 'yes' );
		$order = $this->order_with( '12345-77777' );

		self::assertNull( $this->memo( $order ) );
		$order->update_status( 'processing' );
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order )->status );
		$notes = implode( ' ', self::notes( $order ) );
		self::assertStringContainsString( 'is no NPWP and no NIK', $notes );
		self::assertStringContainsString( 'is no NPWP and no NIK', $this->box_of( $order ) . $this->preview( $order ) );
		self::assertStringNotContainsString( '77777', $notes . self::log() . $this->box_of( $order ) );
	}

	public function test_who_asks_for_his_data_is_told_the_number_and_the_shop_which_field_to_erase(): void {
		$order = $this->order_with( self::TYPED );
		$email = $order->get_billing_email();
		self::assertStringNotContainsString( self::TYPED, $this->exported( $email ), 'nothing left yet' );
		$order->update_status( 'processing' );
		self::run_worker();

		self::assertStringContainsString( self::TYPED, $this->exported( $email ) );
		$meta = apply_filters( 'woocommerce_privacy_remove_order_personal_data_meta', array( '_other' => 'text' ), $order );
		self::assertSame( array( '_other' => 'text', '_billing_npwp' => 'text' ), $meta );
		$this->option( 'wc_kledo_buyer_number_field', 'npwp' );
		$meta = apply_filters( 'woocommerce_privacy_remove_order_personal_data_meta', array(), $order );
		self::assertSame( array( 'npwp', '_npwp' ), array_keys( $meta ), 'wherever it is read from' );

		$this->option( 'wc_kledo_buyer_number_field', '' );
		self::assertStringNotContainsString( self::TYPED, $this->exported( $email ) );
		self::assertSame( array(), apply_filters( 'woocommerce_privacy_remove_order_personal_data_meta', array(), $order ) );
	}

	/**
	 * @group woocommerce
	 */
	public function test_woocommerce_erases_it_with_the_order(): void {
		$order = $this->order_with( self::TYPED );
		\WC_Privacy_Erasers::remove_order_personal_data( self::reread( $order ) );

		self::assertStringNotContainsString( '567', (string) self::reread( $order )->get_meta( '_billing_npwp' ) );
	}

	private function exported( string $email ): string {
		$exporter = apply_filters( 'wp_privacy_personal_data_exporters', array() )[ Name::element( 'kledo', 'documents' ) ];
		return (string) wp_json_encode( $exporter['callback']( $email, 1 )['data'] );
	}

	private function preview( \WC_Order $order ): string {
		$plugin  = self::plugin();
		$preview = new OrderPreview( $plugin->connector, $plugin->orders, $plugin->documents, $plugin->messages );
		$subject = Subject::named( $plugin->connector->description(), 'order', self::reread( $order ), $order->get_id() );
		return $preview->html( $subject, $preview->mapped( $subject ) );
	}
}
