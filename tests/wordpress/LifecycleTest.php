<?php
/**
 * Activation, deactivation; personal data.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Cron;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\Schema;

final class LifecycleTest extends ShopTestCase {

	public function test_the_tables_come_back_when_the_schema_is_behind(): void {
		$schema = new Schema( new Database() );
		self::sql( 'DROP TABLE {queues}' );
		delete_option( Schema::OPTION );

		$schema->ensure();

		self::assertSame( array(), self::sql( 'SELECT * FROM {queues}' ) );
		self::assertNotFalse( get_option( Schema::OPTION ) );
	}

	public function test_making_the_tables_twice_changes_nothing(): void {
		$before = self::sql( 'SHOW CREATE TABLE {deliveries}' );
		$order  = $this->processing_order();

		( new Schema( new Database() ) )->install();

		self::assertSame(
			preg_replace( '/AUTO_INCREMENT=\d+ /', '', $before[0]['Create Table'] ),
			preg_replace( '/AUTO_INCREMENT=\d+ /', '', self::sql( 'SHOW CREATE TABLE {deliveries}' )[0]['Create Table'] )
		);
		self::assertNotNull( self::row( $order ) );
	}

	public function test_a_table_of_another_version_gets_the_indexes_of_today_and_keeps_its_rows(): void {
		$keys  = static fn (): array => array_unique(
			array_column(
				self::sql(
					'SHOW INDEX FROM {deliveries} WHERE NOT Key_name REGEXP "^(PRIMARY|document_of_order|due|of_order|lease_token)$"'
				),
				'Key_name'
			)
		);
		$today = $keys();
		$order = $this->processing_order();
		foreach ( $today as $key ) {
			self::sql( "ALTER TABLE {deliveries} DROP KEY $key" );
		}
		update_option( Schema::OPTION, '0' );

		( new Schema( new Database() ) )->ensure();

		self::assertEqualsCanonicalizing( $today, $keys() );
		self::assertNotNull( self::row( $order ) );
		self::assertNotSame( '0', get_option( Schema::OPTION ) );
	}

	public function test_deactivation_takes_the_events_away_and_keeps_what_waits(): void {
		$order = $this->processing_order();
		wp_schedule_single_event( time() + self::MINUTE, Cron::SOON );

		do_action( 'deactivate_kledo/kledo.php', false );

		self::assertFalse( wp_next_scheduled( Cron::DELIVER ) );
		self::assertFalse( wp_next_scheduled( Cron::SOON ) );
		self::assertFalse( wp_next_scheduled( Cron::SWEEP ) );
		self::assertNotNull( self::row( $order ) );
	}

	public function test_personal_data_in_errors_is_exported_and_erased(): void {
		Sandbox::fault(
			'POST',
			'woocommerce/order',
			array( 'kind' => 'status', 'code' => 400, 'body' => array( 'success' => false, 'message' => 'Siti Rahayu is not known' ) )
		);
		$email = bin2hex( random_bytes( 6 ) ) . '@example.test';
		$order = $this->order();
		$order->set_billing_email( $email );
		$order->save();
		$order->update_status( 'processing' );
		self::run_worker();

		$name   = Name::element( 'kledo', 'documents' );
		$export = apply_filters( 'wp_privacy_personal_data_exporters', array() )[ $name ]['callback']( $email, 1 );
		self::assertTrue( $export['done'] );
		self::assertCount( 1, $export['data'] );
		self::assertStringContainsString( 'Siti Rahayu is not known', (string) wp_json_encode( $export['data'] ) );

		$erased = apply_filters( 'wp_privacy_personal_data_erasers', array() )[ $name ]['callback']( $email, 1 );
		self::assertTrue( $erased['items_removed'] );
		self::assertStringNotContainsString( 'Siti', print_r( self::rows(), true ) );
		self::assertSame( 'rejected', self::row( $order )->reason['code'] );
	}

	public function test_every_reason_has_a_sentence_of_its_own(): void {
		$messages = self::plugin()->messages;
		$unknown  = $messages->of( array( 'code' => 'no_such_code', 'detail' => '' ) );
		foreach ( self::plugin()->connector->description()->reasons as $code ) {
			$sentence = $messages->of( array( 'code' => $code, 'detail' => '' ) );
			self::assertNotSame( $unknown, $sentence, "the reason $code has no sentence" );
			self::assertStringNotContainsString( '%s', $sentence );
		}
	}
}
