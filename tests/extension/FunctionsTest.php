<?php

declare(strict_types=1);

namespace WcAccounting\Tests\Extension;

use PHPUnit\Framework\TestCase;
use WcAccounting\Extension;
use WcAccounting\Extension\InvalidArgumentException;

/** The pure side: describe, map, step, pace. */
final class FunctionsTest extends TestCase {

	private const NOW = 1_700_000_000;

	public function test_the_version_is_the_one_of_the_plugin(): void {
		$header = file_get_contents( dirname( __DIR__, 2 ) . '/php-plugin/kledo.php' );
		self::assertSame( 1, preg_match( '/^ \* Version:\s+(\S+)$/m', $header, $match ) );
		self::assertSame( $match[1], Extension\version() );
	}

	/** Issue 11.8. */
	public function test_the_interface_is_the_one_that_the_plugin_is_written_for(): void {
		$source = file_get_contents( dirname( __DIR__, 2 ) . '/php-plugin/src/Environment/Extension.php' );
		self::assertSame( 1, preg_match( '/const INTERFACE = (\d+);/', $source, $match ) );
		self::assertSame( (int) $match[1], Extension\interface_number() );
	}

	/** Issue 11.8: a plugin may be for a service that an older extension does not know. */
	public function test_it_says_which_services_it_speaks_with(): void {
		self::assertContains( 'kledo', Extension\services() );
		foreach ( Extension\services() as $service ) {
			self::assertSame( $service, Extension\describe( $service )['service'] );
			self::assertMatchesRegularExpression( '/^[a-z]+$/', $service, 'names of options and actions are made of it' );
		}
	}

	public function test_kledo_describes_its_documents_and_every_setting_with_its_option(): void {
		$description = Extension\describe( 'kledo' );
		self::assertSame( 'Kledo', $description['name'] );
		self::assertSame( array( 'order', 'invoice' ), array_column( $description['documents'], 'kind' ) );
		$defaults = array_column( $description['settings'], 'default', 'option' );
		self::assertSame( array( 'order_statuses', 'invoice_statuses' ), array_column( $description['documents'], 'statuses' ) );
		self::assertSame( 'processing', $defaults['wc_kledo_order_statuses'] );
		self::assertSame( 'completed', $defaults['wc_kledo_invoice_statuses'] );
		self::assertSame( 'WC/INV/', $defaults['wc_kledo_invoice_prefix'] );
		self::assertSame( 'yes', $defaults['wc_kledo_link_order'] );
		self::assertContains( 'never_appeared', $description['reasons'] );
		$types = array_unique( array_column( $description['settings'], 'type' ) );
		self::assertEqualsCanonicalizing( array( 'toggle', 'statuses', 'text', 'choice', 'account', 'warehouse', 'tags' ), $types );
	}

	/** For who watches a shop: of a service without a limit there is nothing to tell. */
	public function test_what_remains_of_a_minute_and_of_a_day_is_told_where_the_service_has_limits(): void {
		$slot  = static fn ( int $requests ): array => array( array( 'at' => self::NOW, 'requests' => $requests ) );
		$queue = array( 'spent' => array( 'minute' => $slot( 13 ), 'day' => $slot( 400 ) ) );
		self::assertSame( array( 'minute' => null, 'day' => null ), Extension\remaining( 'kledo', $queue, self::NOW ) );
		self::assertSame(
			array( 'minute' => array( 'limit' => 60, 'remaining' => 47 ), 'day' => array( 'limit' => 1000, 'remaining' => 600 ) ),
			Extension\remaining( 'xero', $queue, self::NOW )
		);
		self::assertSame( 60, Extension\remaining( 'xero', array(), self::NOW )['minute']['remaining'] );
	}

	public function test_an_unknown_service_is_an_invalid_argument(): void {
		$this->expectException( InvalidArgumentException::class );
		$this->expectExceptionMessage( 'no accounting service is called "nobody"' );
		Extension\describe( 'nobody' );
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

	/** 10.1: what is stored before a document leaves. */
	public function test_what_leaves_is_told_without_the_name_of_the_customer(): void {
		$document = Extension\map( 'kledo', 'order', Snapshots::order( 12 ), array() )['document'];
		$leaving  = Extension\leaving( 'kledo', $document );
		self::assertSame( array( 'WC/SO/12', 'IDR', '110000' ), array( $leaving['number'], $leaving['currency'], $leaving['total'] ) );
		self::assertSame( $document['payload']['trans_date'], $leaving['dated_on'], '13: the day that it carries' );
		self::assertStringNotContainsString( 'Budi', json_encode( $leaving ) );
		$document['payload']['memo'] = 'edited';
		self::assertSame( array( 'digest' ), array_keys( array_diff_assoc( Extension\leaving( 'kledo', $document ), $leaving ) ) );
	}

	/** 11: the document that it is sent for is kept with what leaves, and a look-up is told of it. */
	public function test_what_a_document_belongs_to_is_kept_with_what_leaves(): void {
		$document = Extension\map( 'kledo', 'order', Snapshots::order( 12 ), array() )['document'];
		self::assertArrayNotHasKey( 'asks_for', $document, 'Kledo finds contacts and products by itself' );
		$alone = Extension\leaving( 'kledo', $document );
		self::assertArrayNotHasKey( 'belongs_to', $alone );
		self::assertSame( $alone, Extension\leaving( 'kledo', $document, array( 'belongs_to' => null ) ) );
		$known = array( 'belongs_to' => array( 'id' => '1d-9', 'number' => null ) );
		self::assertSame( $alone + $known, Extension\leaving( 'kledo', $document, $known ) );
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
		$delivery = array( 'id' => 5 ) + Extension\new_delivery( 'kledo', self::NOW );
		$claimed  = Extension\step( 'kledo', $delivery, array( 'type' => 'claimed' ), self::NOW );
		self::assertSame( 'sending', $claimed['delivery']['status'] );
		self::assertSame( 1, $claimed['delivery']['attempts'] );
		self::assertSame( array( array( 'type' => 'send' ) ), $claimed['effects'] );

		$event    = array(
			'type'    => 'outcome',
			'outcome' => array( 'class' => 'accepted' ),
		);
		$accepted = Extension\step( 'kledo', $claimed['delivery'], $event, self::NOW + 1 );
		self::assertSame( 'accepted', $accepted['delivery']['status'] );
		self::assertSame( self::NOW + 121, $accepted['delivery']['next_attempt_at'] );
	}

	/** 11: Kledo never says it, other services do. */
	public function test_what_was_made_is_confirmed_at_once(): void {
		$claimed = Extension\step( 'kledo', Extension\new_delivery( 'kledo', self::NOW ), array( 'type' => 'claimed' ), self::NOW );
		$event   = array(
			'type'    => 'outcome',
			'outcome' => array(
				'class'         => 'made',
				'remote_id'     => '7',
				'remote_number' => 'INV-7',
			),
		);
		$made    = Extension\step( 'kledo', $claimed['delivery'], $event, self::NOW );
		self::assertSame( 'confirmed', $made['delivery']['status'] );
		self::assertSame( array( '7', 'INV-7' ), array( $made['delivery']['remote_id'], $made['delivery']['remote_number'] ) );
		self::assertSame( array( array( 'type' => 'delivered', 'remote_number' => 'INV-7' ) ), $made['effects'] );
		$bounds = array( 'min_concurrency' => 1, 'max_concurrency' => 16 );
		$pace   = Extension\pace( 'kledo', array(), array( 'type' => 'outcome', 'class' => 'made' ), self::NOW, $bounds );
		self::assertTrue( $pace['may_run'] );
	}

	/** 11: kinds and policies are the service's own. */
	public function test_a_kind_or_a_service_that_does_not_exist_is_an_invalid_argument(): void {
		$attempts = array(
			'no document called "quote"'             => static fn () => Extension\map( 'kledo', 'quote', Snapshots::order( 1 ), array() ),
			'no accounting service is called "none"' => static fn () => Extension\new_delivery( 'none', self::NOW ),
		);
		foreach ( $attempts as $said => $attempt ) {
			try {
				$attempt();
				self::fail( 'nothing was thrown' );
			} catch ( InvalidArgumentException $exception ) {
				self::assertStringContainsString( $said, $exception->getMessage() );
			}
		}
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
		$pace   = Extension\pace( 'kledo', array(), $event, self::NOW, $bounds );
		self::assertFalse( $pace['may_run'] );
		self::assertSame( 'unauthorized', $pace['queue']['hold'] );
		$pace = Extension\pace( 'kledo', $pace['queue'], array( 'type' => 'key_changed' ), self::NOW, $bounds );
		self::assertTrue( $pace['may_run'] );
	}

	/**
	 * A delivery that is done is given back as it came, so what PHP gets is what PHP gave: through the reader of PHP's values
	 * and the writer of them. Every value of it is one of many shapes, and what it must be read as is written beside it.
	 */
	public function test_values_come_back_as_they_went(): void {
		$seed = random_int( 0, PHP_INT_MAX );
		mt_srand( $seed );
		for ( $case = 0; $case < 2000; $case++ ) {
			list( $given, $expected ) = self::delivery();
			$step                     = Extension\step( 'kledo', $given, array( 'type' => 'claimed' ), self::NOW );
			self::sort( $step['delivery'] );
			self::assertSame( $expected, $step['delivery'], "seed $seed, case $case" );
			self::assertSame( array(), $step['effects'] );
		}
	}

	/**
	 * @return array{array<string, mixed>, array<string, mixed>} As it goes, and as it has to come back.
	 */
	private static function delivery(): array {
		$count  = static fn (): array => self::same( mt_rand( 0, 1_000_000 ) );
		$time   = static fn (): array => self::same( self::one_of( null, mt_rand(), -mt_rand(), PHP_INT_MAX, PHP_INT_MIN, 0 ) );
		$text   = static fn (): array => self::one_of( self::same( null ), self::text(), array( 7, '7' ), array( -70, '-70' ) );
		$code   = static fn (): array => self::same( self::one_of( 'timed_out', 'rejected', 'still_unknown' ) );
		$reason = self::one_of( self::same( null ), self::fields( array( 'code' => $code, 'detail' => self::text( ... ) ) ) );
		return self::fields(
			array(
				'id'               => $count,
				'status'           => static fn (): array => self::same( 'confirmed' ),
				'attempts'         => $count,
				'series_attempts'  => $count,
				'by_hand'          => static fn (): array => self::same( (bool) mt_rand( 0, 1 ) ),
				'checks'           => $count,
				'refusals'         => $count,
				'approval'         => static fn (): array => self::one_of( self::same( null ), self::approval() ),
				'created_at'       => static fn (): array => self::same( mt_rand() ),
				'first_attempt_at' => $time,
				'sent_at'          => $time,
				'next_attempt_at'  => $time,
				'remote_id'        => $text,
				'remote_number'    => $text,
				'reason'           => static fn (): array => $reason,
			)
		);
	}

	/**
	 * @param array<mixed> $values
	 */
	private static function sort( array &$values ): void {
		ksort( $values );
		foreach ( $values as &$value ) {
			is_array( $value ) && self::sort( $value );
		}
	}

	/**
	 * @return array{array<string, mixed>, array<string, mixed>}
	 */
	private static function approval(): array {
		$amount = static fn (): array => self::one_of( self::same( '166500' ), array( 17, '17' ), self::same( '-0.5' ) );
		$totals = static fn (): array => self::fields(
			array(
				'currency'       => self::text( ... ),
				'order_total'    => $amount,
				'document_total' => $amount,
				'difference'     => $amount,
				'causes'         => static fn (): array => self::same( self::one_of( array(), array( 'mixed_tax', 'tax_edited' ) ) ),
			)
		);
		return self::fields( array( 'given' => static fn (): array => self::same( (bool) mt_rand( 0, 1 ) ), 'shown' => $totals ) );
	}

	/**
	 * Fields in any order, some of them references as `foreach ( $fields as &$value )` leaves them, some that nobody knows.
	 *
	 * @param array<string, callable(): array{mixed, mixed}> $makers
	 * @return array{array<string, mixed>, array<string, mixed>}
	 */
	private static function fields( array $makers ): array {
		$names = array_keys( $makers );
		shuffle( $names );
		$given    = mt_rand( 0, 1 ) ? array( "\xFF unknown" => new \stdClass(), 5 => null ) : array();
		$expected = array();
		$held     = array();
		foreach ( $names as $name ) {
			list( $value, $expected[ $name ] ) = $makers[ $name ]();
			if ( mt_rand( 0, 1 ) ) {
				$held[ $name ]  = $value;
				$given[ $name ] = &$held[ $name ];
			} else {
				$given[ $name ] = $value;
			}
		}
		ksort( $expected );
		return array( $given, $expected );
	}

	/** @return array{string, string} A text in whatever encoding, and what is read of it. */
	private static function text(): array {
		$pieces = array(
			array( 'Kopi', 'Kopi' ),
			array( "\u{1F35A} é", "\u{1F35A} é" ),
			array( "\0\r\n", "\0\r\n" ),
			array( "\xFF", "\u{FFFD}" ),
			array( "\xC3(", "\u{FFFD}(" ),
			array( "\xE2\x82(", "\u{FFFD}(" ),
		);
		$text   = array( '', '' );
		for ( $length = mt_rand( 0, 6 ); $length > 0; $length-- ) {
			$piece = self::one_of( ...$pieces );
			$text  = array( $text[0] . $piece[0], $text[1] . $piece[1] );
		}
		return $text;
	}

	/** @return array{mixed, mixed} */
	private static function same( mixed $value ): array {
		return array( $value, $value );
	}

	private static function one_of( mixed ...$choices ): mixed {
		return $choices[ mt_rand( 0, count( $choices ) - 1 ) ];
	}

	/** 23: a filter that walks by reference leaves references everywhere; the order was refused. */
	public function test_references_left_by_a_filter_change_nothing(): void {
		$snapshot             = Snapshots::order( 12 );
		$snapshot['paid_at']  = null;
		$snapshot['lines'][0] = array( 'regular_price' => null ) + $snapshot['lines'][0];
		$plain                = Extension\map( 'kledo', 'order', $snapshot, array() );
		$walk                 = static function ( array &$values ) use ( &$walk ): void {
			foreach ( $values as &$value ) {
				is_array( $value ) && $walk( $value );
				$GLOBALS['held'][] = &$value;
			}
		};
		$walk( $snapshot );
		self::assertSame( $plain, Extension\map( 'kledo', 'order', $snapshot, array() ) );
		unset( $GLOBALS['held'] );
	}

	/** 23: these were segmentation faults. */
	public function test_an_array_that_holds_itself_is_an_invalid_argument(): void {
		$endless            = array( 'type' => 'claimed' );
		$endless['endless'] = &$endless;
		$deep               = array();
		for ( $depth = 0; $depth < 10_000; $depth++ ) {
			$deep = array( $deep );
		}
		foreach ( array( $endless, array( 'type' => 'claimed', 'deep' => $deep ) ) as $event ) {
			try {
				Extension\step( 'kledo', Extension\new_delivery( 'kledo', self::NOW ), $event, self::NOW );
				self::fail( 'nothing was thrown' );
			} catch ( InvalidArgumentException $exception ) {
				self::assertStringContainsString( 'arrays go deeper than 64', $exception->getMessage() );
			}
		}
	}

	/** 23: a key that is no UTF-8 was a panic. */
	public function test_a_key_in_another_encoding_is_like_any_other(): void {
		$snapshot         = Snapshots::order( 12 );
		$snapshot['meta'] = array( "caf\xE9" => 'x' );
		self::assertNotNull( Extension\map( 'kledo', 'order', $snapshot, array() )['document'] );
	}
}
