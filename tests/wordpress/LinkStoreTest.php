<?php
/**
 * Links in the database.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Account;
use WcAccounting\Delivery\LinkStore;

/** Issue 11.3: what a conversation learned is kept for the company it is of, and is gone when it was wrong. */
final class LinkStoreTest extends ShopTestCase {

	protected function setUp(): void {
		parent::setUp();
		$this->note_statements_about( 'links' );
	}

	public function test_each_company_of_each_service_has_its_own(): void {
		$link   = self::link( 'contact', 'ayu@example.test', 'c1' );
		$stores = array(
			self::store( 'kledo', 'teak' ),
			self::store( 'kledo', 'warung' ),
			self::store( 'kledo', '' ),
			self::store( 'another', 'teak' ),
		);
		$stores[0]->keep( array( $link ), array() );
		self::assertSame( array( $link ), $stores[0]->find( array( $link ) ) );
		foreach ( array_slice( $stores, 1 ) as $other ) {
			self::assertSame( array(), $other->find( array( $link ) ) );
			$other->keep( array(), array( $link ) );
		}
		$stores[1]->keep( array( self::link( 'contact', 'ayu@example.test', 'c9' ) ), array() );
		self::assertSame( array( $link ), $stores[0]->find( array( $link ) ), 'nobody else forgot it or led it elsewhere' );
	}

	/** The shop is connected with another company, and with the first one again. */
	public function test_links_wait_for_the_company_they_are_of(): void {
		$store = self::plugin()->links;
		$link  = self::link( 'contact', 'ayu@example.test', 'c1' );
		$store->keep( array( $link ), array() );
		$account = self::plugin()->connector->description()->account;
		list( $known, $binding, $first ) = array( $account->known(), $account->binding(), $account->id() );

		$account->store( 'warung', $known, $binding );
		self::assertSame( array(), $store->find( array( $link ) ) );

		$account->store( $first, $known, $binding );
		self::assertSame( array( $link ), $store->find( array( $link ) ) );
	}

	public function test_what_is_learned_again_leads_elsewhere_and_what_was_wrong_is_gone(): void {
		$store = self::plugin()->links;
		$c1    = self::link( 'contact', 'ayu@example.test', 'c1' );
		$c2    = self::link( 'contact', 'ayu@example.test', 'c2' );
		$item  = self::link( 'item', 'KOPI', 'i1' );
		$store->keep( array( $c1, $item ), array() );
		$store->keep( array( $c2 ), array() );
		self::assertSame( array( $c2, $item ), $store->find( array( $c2, $item ) ) );

		$store->keep( array(), array( $c1 ) );
		self::assertSame( array( $c2 ), $store->find( array( $c2 ) ), 'another worker has corrected it meanwhile' );

		$store->keep( array( $c1 ), array( $c2 ) );
		self::assertSame( array( $c1 ), $store->find( array( $c2 ) ), 'found wrong, and found anew' );

		$store->keep( array(), array( $c1, $item ) );
		self::assertSame( array(), $store->find( array( $c1, $item ) ) );
	}

	/** A link of one SKU must never be taken for that of another, whatever the database thinks of letters. */
	public function test_keys_are_told_apart_letter_for_letter(): void {
		$keys  = array(
			'KOPI',
			'kopi',
			'kopí',
			'kopi ',
			' kopi',
			'kopi☕',
			'kopi🍵',
			"kopi\xC3",
			"kopi\xE2\x98",
			"ko'pi",
			'ko"pi',
			'ko\\pi',
			'ko%s',
			'100%',
			"kopi\0",
			'コピ',
			'0',
		);
		$links = array_map( static fn ( string $key ): array => self::link( 'item', $key, "the $key" ), $keys );
		foreach ( $links as $link ) {
			self::plugin()->links->keep( array( $link ), array() );
		}
		foreach ( $links as $link ) {
			self::assertSame( array( $link ), self::plugin()->links->find( array( $link ) ) );
		}
		self::assertEqualsCanonicalizing( $links, self::plugin()->links->find( $links ) );
		self::assertSame( array(), self::plugin()->links->find( array( self::link( 'contact', 'KOPI', '' ) ) ) );
	}

	public function test_five_hundred_lines_each_with_its_own_sku_are_one_question_of_bounded_size(): void {
		$links = array();
		for ( $line = 0; $line < 500; ++$line ) {
			// The widest letters there are, as many as a key may have.
			$number  = sprintf( '%03d', $line );
			$links[] = self::link( 'item', str_repeat( '🍵', 188 ) . $number, str_repeat( '☕', 188 ) . $number );
		}
		self::plugin()->links->keep( $links, array() );
		self::assertCount( 3, $this->statements );
		$this->statements = array();

		self::assertEqualsCanonicalizing( $links, self::plugin()->links->find( $links ) );

		self::assertCount( 1, $this->statements );
		$asked = $this->statements[0];
		self::plugin()->links->keep( array(), $links );
		foreach ( array( $asked, ...$this->statements ) as $statement ) {
			self::assertLessThan( 1024 * 1024, strlen( $statement ) );
		}
		self::assertSame( array(), self::plugin()->links->find( $links ) );
	}

	public function test_who_asks_for_nothing_costs_nothing(): void {
		self::assertSame( array(), self::plugin()->links->find( array() ) );
		self::plugin()->links->keep( array(), array() );
		self::assertSame( array(), $this->statements );
	}

	public function test_links_are_found_by_the_key_of_the_table(): void {
		$names = array();
		for ( $number = 0; $number < 50; ++$number ) {
			$names[] = self::link( 'item', "KOPI-$number", "i$number" );
		}
		self::plugin()->links->keep( $names, array() );
		self::sql( 'ANALYZE TABLE {links}' );
		$this->statements = array();
		self::plugin()->links->find( array( ...array_slice( $names, 0, 3 ), self::link( 'contact', 'ayu@example.test', '' ) ) );
		foreach ( self::explain( $this->statements[0] ) as $step ) {
			self::assertSame( array( 'range', 'PRIMARY' ), array( $step['type'], $step['key'] ) );
			self::assertLessThan( 10, (int) $step['rows'] );
		}
	}

	/** Data protection: what is known of a person is known by the e-mail address, whatever kind of link it is, of any company. */
	public function test_a_person_sees_the_links_by_the_e_mail_address_and_has_them_forgotten(): void {
		$store = self::plugin()->links;
		$long  = str_repeat( 'siti', 60 ) . '@example.test';
		$mine  = array(
			self::link( 'contact', 'Siti.Rahayu@example.test', 'c1' ),
			self::link( 'contact', 'siti.rahayu@example.test wc-1a2b3c4d-7', 'n1' ),
			self::link( 'delivery_address', 'siti.rahayu@example.test', 'a1' ),
		);
		$other = array(
			self::link( 'contact', 'sití.rahayu@example.test', 'c2' ),
			self::link( 'contact', 'siti.rahayu@example.test.id', 'c3' ),
			self::link( 'item', 'siti', 'i1' ),
		);
		$shortened = self::link( 'contact', substr( $long, 0, 158 ) . '-' . md5( $long ), 'c4' );
		$store->keep( array( ...$mine, ...$other, $shortened ), array() );
		$former = self::link( 'contact', 'siti.rahayu@example.test', 'c5' );
		self::store( 'kledo', 'warung' )->keep( array( $former ), array() );
		self::store( 'another', 'teak' )->keep( $mine, array() );
		$email = 'SITI.Rahayu@example.test';
		$numbered = self::link( 'contact', substr( "$long wc-1-7", 0, 158 ) . '-' . md5( "$long wc-1-7" ), 'c6' );
		$store->keep( array( $numbered ), array() );

		$exported = $this->privacy( 'exporters', $email, 1 );
		self::assertCount( 4, $exported['data'] );
		$text = (string) wp_json_encode( $exported['data'] );
		foreach ( array( 'c1', 'a1', 'n1', 'c5', 'Siti.Rahayu@example.test' ) as $shown ) {
			self::assertStringContainsString( "\"$shown\"", $text );
		}
		self::assertStringNotContainsString( 'c2', $text );
		self::assertSame( array(), $this->privacy( 'exporters', $email, 2 )['data'], 'not again on the next page' );
		self::assertCount( 4, array_unique( array_column( $exported['data'], 'item_id' ) ) );

		self::assertTrue( $this->privacy( 'erasers', $email, 1 )['items_removed'] );

		self::assertSame( array(), $store->of_person( $email ) );
		self::assertFalse( $this->privacy( 'erasers', $email, 1 )['items_removed'] );
		self::assertEqualsCanonicalizing( $other, $store->find( array( ...$mine, ...$other ) ) );
		self::assertSame( $mine, self::store( 'another', 'teak' )->find( $mine ), 'the other service has its own' );
		self::assertSame( 2, $store->forget_person( $long ) );
	}

	/**
	 * @return array<string, mixed>
	 */
	private function privacy( string $what, string $email, int $page ): array {
		return apply_filters( "wp_privacy_personal_data_$what", array() )['wc-accounting-kledo-documents']['callback']( $email, $page );
	}

	private static function store( string $service, string $company ): LinkStore {
		return new LinkStore( self::plugin()->database, new Account( $service, $company ) );
	}

	/**
	 * @return array{kind: string, key: string, remote_id: string}
	 */
	private static function link( string $kind, string $key, string $remote_id ): array {
		return array( 'kind' => $kind, 'key' => $key, 'remote_id' => $remote_id );
	}
}
