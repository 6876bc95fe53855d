<?php

declare(strict_types=1);

namespace WcKledo\Tests\Extension;

use PHPUnit\Framework\TestCase;
use WcKledo\Extension;
use WcKledo\Extension\InvalidArgumentException;

/** The pure side: describe, map, step, pace. */
final class FunctionsTest extends TestCase {

	private const NOW = 1_700_000_000;

	public function test_the_version_is_the_one_of_the_plugin(): void {
		$header = file_get_contents( dirname( __DIR__, 2 ) . '/php-plugin/kledo.php' );
		self::assertSame( 1, preg_match( '/^ \* Version:\s+(\S+)$/m', $header, $match ) );
		self::assertSame( $match[1], Extension\version() );
	}

	public function test_kledo_describes_its_documents_and_every_setting_with_its_option(): void {
		$description = Extension\describe( 'kledo' );
		self::assertSame( 'Kledo', $description['name'] );
		self::assertSame( array( 'order', 'invoice' ), array_column( $description['documents'], 'kind' ) );
		self::assertSame( array( 'processing', 'completed' ), array_column( $description['documents'], 'trigger' ) );
		$defaults = array_column( $description['settings'], 'default', 'option' );
		self::assertSame( 'WC/INV/', $defaults['wc_kledo_invoice_prefix'] );
		self::assertSame( 'yes', $defaults['wc_kledo_link_order'] );
		self::assertContains( 'never_appeared', $description['reasons'] );
	}

	public function test_an_unknown_service_is_an_invalid_argument(): void {
		$this->expectException( InvalidArgumentException::class );
		$this->expectExceptionMessage( 'no accounting service is called "xero"' );
		Extension\describe( 'xero' );
	}

	public function test_an_order_maps_to_the_document_with_its_own_amounts(): void {
		$mapped   = Extension\map( 'kledo', 'order', Snapshots::order( 12 ), array( 'order_prefix' => 'SO-' ) );
		$document = $mapped['document'];
		self::assertNull( $mapped['skipped'] );
		self::assertSame( 'SO-12', $document['reference'] );
		self::assertSame( '2', $document['payload']['items'][0]['qty'] );
		self::assertSame( '50000', $document['payload']['items'][0]['sale_price'] );
		self::assertSame( '2026-02-28', $document['payload']['due_date'] );
		self::assertSame( '0', $document['reconciliation']['difference'] );
	}

	public function test_broken_utf8_is_kept_as_replacement_characters_and_not_lost(): void {
		$snapshot                          = Snapshots::order( 12 );
		$snapshot['billing']['first_name'] = "Bu\xC3di 🍚";
		$document                          = Extension\map( 'kledo', 'order', $snapshot, array() )['document'];
		self::assertSame( "Bu\u{FFFD}di 🍚 Santoso", $document['payload']['contact_name'] );
	}

	public function test_a_float_for_money_is_refused(): void {
		$snapshot                         = Snapshots::order( 12 );
		$snapshot['lines'][0]['subtotal'] = 0.1;
		$this->expectException( InvalidArgumentException::class );
		$this->expectExceptionMessage( 'floating point' );
		Extension\map( 'kledo', 'order', $snapshot, array() );
	}

	public function test_an_exception_knows_where_it_was_thrown(): void {
		try {
			$line = __LINE__ + 1;
			Extension\map( 'kledo', 'order', array( 'order_id' => 1 ), array() );
			self::fail( 'nothing was thrown' );
		} catch ( InvalidArgumentException $exception ) {
			self::assertSame( __FILE__, $exception->getFile() );
			self::assertSame( $line, $exception->getLine() );
			self::assertInstanceOf( Extension\Exception::class, $exception );
			self::assertStringContainsString( 'missing field', $exception->getMessage() );
		}
	}

	public function test_a_claimed_delivery_is_sent_and_an_accepted_one_checked_two_minutes_later(): void {
		$delivery = array( 'id' => 5 ) + Extension\new_delivery( self::NOW );
		$claimed  = Extension\step( $delivery, array( 'type' => 'claimed' ), self::NOW );
		self::assertSame( 'sending', $claimed['delivery']['status'] );
		self::assertSame( 1, $claimed['delivery']['attempts'] );
		self::assertSame( array( array( 'type' => 'send' ) ), $claimed['effects'] );

		$event    = array(
			'type'    => 'outcome',
			'outcome' => array( 'class' => 'accepted' ),
		);
		$accepted = Extension\step( $claimed['delivery'], $event, self::NOW + 1 );
		self::assertSame( 'accepted', $accepted['delivery']['status'] );
		self::assertSame( self::NOW + 121, $accepted['delivery']['next_attempt_at'] );
	}

	public function test_a_refused_key_holds_the_queue(): void {
		$bounds = array(
			'min_concurrency' => 1,
			'max_concurrency' => 16,
		);
		$event  = array(
			'type'  => 'outcome',
			'class' => 'unauthorized',
		);
		$pace   = Extension\pace( array(), $event, self::NOW, $bounds );
		self::assertFalse( $pace['may_run'] );
		self::assertSame( 'unauthorized', $pace['queue']['hold'] );
		$pace = Extension\pace( $pace['queue'], array( 'type' => 'key_changed' ), self::NOW, $bounds );
		self::assertTrue( $pace['may_run'] );
	}
}
