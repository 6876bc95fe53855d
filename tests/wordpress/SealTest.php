<?php
/**
 * Tokens at rest: a copied database cannot use them.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\SecretStore;

final class SealTest extends ShopTestCase {

	private const OPTION = 'books_connection';

	private static function store( bool $seals = true ): SecretStore {
		return new SecretStore( self::plugin()->database, $seals );
	}

	private static function secret( string $text ): object {
		return new class( $text ) {
			public function __construct( private readonly string $text ) {}

			public function reveal(): string {
				return $this->text;
			}
		};
	}

	/** As it stands in the database, past every cache. */
	private static function stored(): string {
		global $wpdb;
		$sql = "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s";
		return (string) $wpdb->get_var( $wpdb->prepare( $sql, self::OPTION ) );
	}

	public function tearDown(): void {
		remove_all_filters( 'salt' );
		delete_option( self::OPTION );
		parent::tearDown();
	}

	public function test_12_2_the_database_holds_nothing_that_reads_and_each_time_another_text(): void {
		self::store()->put( self::OPTION, self::secret( '{"access_token":"at-1"}' ) );
		$first = self::stored();
		self::assertTrue( SecretStore::is_sealed( $first ) );
		self::assertStringNotContainsString( 'at-1', $first . base64_decode( explode( ':', $first )[1] ) );
		self::assertSame( '{"access_token":"at-1"}', self::store()->read( self::OPTION ) );
		self::store()->put( self::OPTION, self::secret( '{"access_token":"at-1"}' ) );
		self::assertNotSame( $first, self::stored() );
	}

	public function test_12_2_what_replaces_a_secret_is_sealed_too_and_only_replaces_the_one_expected(): void {
		self::store()->put( self::OPTION, self::secret( 'one' ) );
		self::assertFalse( self::store()->swap( self::OPTION, self::secret( 'two' ), self::secret( 'three' ) ) );
		self::assertTrue( self::store()->swap( self::OPTION, self::secret( 'one' ), self::secret( 'two' ) ) );
		self::assertSame( array( 'two', true ), array( self::store()->read( self::OPTION ), SecretStore::is_sealed( self::stored() ) ) );
	}

	public function test_12_2_what_was_stored_in_plain_text_is_read_and_sealed_with_the_next_change(): void {
		self::store( false )->put( self::OPTION, self::secret( 'plain' ) );
		self::assertSame( array( 'plain', 'plain' ), array( self::stored(), self::store()->read( self::OPTION ) ) );
		self::assertTrue( self::store()->swap( self::OPTION, self::secret( 'plain' ), self::secret( 'new' ) ) );
		self::assertTrue( SecretStore::is_sealed( self::stored() ) );
	}

	public function test_12_2_with_other_salts_it_is_lost_and_with_the_old_ones_it_is_there_again(): void {
		self::store()->put( self::OPTION, self::secret( 'one' ) );
		self::assertFalse( self::store()->is_lost( self::OPTION ) );
		add_filter( 'salt', static fn ( string $salt ): string => "changed $salt" );
		self::assertSame( array( '', true ), array( self::store()->read( self::OPTION ), self::store()->is_lost( self::OPTION ) ) );
		remove_all_filters( 'salt' );
		self::assertSame( 'one', self::store()->read( self::OPTION ) );
	}

	public function test_12_2_a_secret_cannot_stand_in_for_another_nor_be_changed(): void {
		$sealed = SecretStore::seal( 'one_option', 'secret' );
		self::assertSame( 'secret', SecretStore::unseal( 'one_option', $sealed ) );
		self::assertNull( SecretStore::unseal( 'other_option', $sealed ) );
		self::assertNull( SecretStore::unseal( 'one_option', substr( $sealed, 0, -6 ) . 'AAAAA=' ) );
		foreach ( array( 'wc-accounting-sealed-1:', 'wc-accounting-sealed-1:!', 'wc-accounting-sealed-1:AAAA', 'secret' ) as $broken ) {
			self::assertNull( SecretStore::unseal( 'one_option', $broken ) );
		}
	}

	public function test_12_2_nothing_is_lost_where_nothing_is(): void {
		self::assertSame( array( '', false ), array( self::store()->read( self::OPTION ), self::store()->is_lost( self::OPTION ) ) );
		self::store()->put( self::OPTION, self::secret( '' ) );
		self::assertSame( '', self::stored(), 'an empty secret is no secret' );
	}
}
