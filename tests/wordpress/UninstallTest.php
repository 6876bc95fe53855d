<?php
/**
 * What is left when the plugin is deleted (10.25).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\Notices;
use WcAccounting\Admin\Tab\TransactionsTab;
use WcAccounting\Connector\Account;
use WcAccounting\Connector\PlainSecret;
use WcAccounting\Connector\Installation;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Cron;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\LinkStore;
use WcAccounting\Delivery\Schema;
use WcAccounting\Delivery\Store;
use WcAccounting\Environment\Roles;
use WcAccounting\Environment\Site;
use WcAccounting\Order\Unqueued;
use WcAccounting\Order\Wanted;
use WcAccounting\Admin\OrderForms;
use WcAccounting\Services\Kledo\OfficialQueue;
use WcAccounting\Watch\Digest;

final class UninstallTest extends ShopTestCase {

	/** Of what the classes name as stored, what is stored for each person. */
	private const OF_USERS = array( Notices::OPTION, 'wc_accounting_kledo_resend_question' );

	/** @var list<string> Of the words that PHP has learned since 7.4, and of none that a comment may have. */
	private const NEW_WORDS = array(
		'T_ATTRIBUTE',
		'T_ENUM',
		'T_MATCH',
		'T_NAME_RELATIVE',
		'T_NULLSAFE_OBJECT_OPERATOR',
		'T_READONLY',
	);

	protected function tearDown(): void {
		( new Schema( new Database() ) )->install();
		Cron::ensure();
		delete_metadata( 'user', 1, TransactionsTab::per_page( 'kledo' ) );
		delete_user_option( 1, Notices::OPTION );
		delete_user_option( 1, OrderForms::question_option( 'kledo' ) );
		parent::tearDown();
	}

	/**
	 * @param array<string, mixed> $constants
	 */
	private static function uninstall( array $constants = array() ): void {
		$process = Process::start( 'uninstall.php', array(), array( 'CONSTANTS' => (string) wp_json_encode( $constants ) ) );
		self::assertSame( '', $process->output() );
		wp_cache_flush();
	}

	/**
	 * All that the classes name as something that they store: class and constant => name.
	 *
	 * @return array<string, string>
	 */
	private static function names_in_the_classes(): array {
		$names = array();
		$root  = dirname( __DIR__, 2 ) . '/php-plugin/src';
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( $root ) ) as $file ) {
			if ( 'php' === $file->getExtension() ) {
				preg_match_all(
					"/const ((?:\w+_)?OPTION|RAN_AT) *= '([^']+)'/",
					(string) file_get_contents( $file->getPathname() ),
					$found,
					PREG_SET_ORDER
				);
				foreach ( $found as list( , $constant, $name ) ) {
					$whole = str_starts_with( $name, 'wc_' ) ? $name : Name::of( 'kledo', $name );

					$names[ $file->getBasename( '.php' ) . '::' . $constant ] = $whole;
				}
			}
		}
		return $names;
	}

	/**
	 * @return list<string> Options of settings, which the official plugin has too, or which belong to them.
	 */
	private static function settings(): array {
		$description = self::plugin()->connector->description();
		$settings    = array_column( $description->settings, 'option' );
		array_push( $settings, $description->connection['enabled_option'], $description->connection['endpoint_option'] );
		sort( $settings );
		return $settings;
	}

	/** As after a long life of the shop. */
	private function store_everything(): void {
		foreach ( self::names_in_the_classes() as $name ) {
			if ( in_array( $name, self::OF_USERS, true ) ) {
				update_user_option( 1, $name, 'something' );
			} else {
				update_option( $name, 'something' );
			}
		}
		foreach ( self::settings() as $name ) {
			update_option( $name, 'KEEP' );
		}
		update_option( 'woocommerce_' . Digest::MAIL . '_settings', array( 'enabled' => 'no' ) );
		$key = new PlainSecret( (string) getenv( 'SANDBOX_KEY' ) );
		self::plugin()->keys->store( $key );
		set_transient( 'wc_accounting_kledo_lookup_' . md5( 'x' ), array( 'Kas' ), self::HOUR );
		update_user_meta( 1, TransactionsTab::per_page( 'kledo' ), 50 );
		update_user_meta( 1, 'managewoocommerce_page_wc-kledocolumnshidden', array( 'attempts' ) );
		wp_schedule_single_event( time() + self::MINUTE, Cron::SOON );
	}

	/**
	 * @return list<string>
	 */
	private static function found( string $sql ): array {
		$found = $GLOBALS['wpdb']->get_col( $sql );
		sort( $found );
		return $found;
	}

	public function test_10_25_the_key_goes_and_all_that_is_only_ours_and_settings_and_marks_stay(): void {
		global $wpdb;
		$order = $this->order_in_kledo();
		Wanted::withhold( $order, true );
		$order->update_meta_data( Unqueued::META, "kledo invoice {$order->get_id()}" );
		$order->save();
		$this->store_everything();

		self::uninstall();

		self::assertSame(
			self::sorted( array( OfficialQueue::OPTION, ...self::settings() ) ),
			self::found( "SELECT option_name FROM $wpdb->options WHERE option_name REGEXP 'wc_(kledo|accounting)'" ),
			'only what the official plugin reads'
		);
		self::assertSame( array(), self::found( "SELECT option_name FROM $wpdb->options WHERE option_value LIKE '%sandboxkey%'" ) );
		self::assertSame( array(), self::found( "SELECT meta_key FROM $wpdb->usermeta WHERE meta_key REGEXP 'wc[-_](kledo|accounting)'" ) );
		self::assertSame( array(), self::found( "SHOW TABLES LIKE '%wc\\_accounting\\_%'" ) );
		foreach ( array( Cron::DELIVER, Cron::SOON, Cron::SWEEP ) as $event ) {
			self::assertFalse( wp_next_scheduled( $event ), $event );
		}
		$roles = "SELECT option_name FROM $wpdb->options WHERE option_name = '{$wpdb->prefix}user_roles' AND option_value LIKE ";
		self::assertSame( array(), self::found( "$roles'%" . Roles::BOOKKEEPER . "%'" ) );
		self::assertSame( 'yes', self::reread( $order )->get_meta( '_wc_kledo_order_synced' ) );
		self::assertTrue( Wanted::is_withheld( self::reread( $order ) ) );
		self::assertSame( '', self::reread( $order )->get_meta( Unqueued::META ), 'it waited like a row' );
	}

	public function test_who_kept_the_books_is_left_with_the_other_roles_that_he_had(): void {
		require_once ABSPATH . 'wp-admin/includes/user.php';
		// A test before this one may have removed it.
		wp_roles()->for_site();
		Roles::ensure();
		$made = array();
		foreach ( array( 'keeper', 'keeper_and_author' ) as $login ) {
			$user           = array( 'user_login' => $login, 'user_pass' => 'x', 'role' => Roles::BOOKKEEPER );
			$made[ $login ] = new \WP_User( wp_insert_user( $user ) );
		}
		$made['keeper_and_author']->add_role( 'author' );

		self::uninstall();

		$kept = array_map( static fn ( \WP_User $user ): array => ( new \WP_User( $user->ID ) )->caps, $made );
		array_walk( $made, static fn ( \WP_User $user ) => wp_delete_user( $user->ID ) );
		self::assertSame( array( 'keeper' => array(), 'keeper_and_author' => array( 'author' => true ) ), $kept );
	}

	/** Another service was begun here and is still there, active or not (issue 11.5). */
	private function begin_another_service( \WC_Order $order ): void {
		$account = new Account( SecondService::KEY );
		$row     = self::plugin()->connector->new_delivery( time() );
		( new Store( self::plugin()->database, $account ) )->enqueue( 'order', $order->get_id(), $order->get_id(), $row, time() );
		self::sql( "INSERT INTO {queues} (connector, updated_at) VALUES ('second', UTC_TIMESTAMP())" );
		$link = array( 'kind' => 'contact', 'key' => 'siti@example.test', 'remote_id' => 'c1' );
		foreach ( array( $account, self::plugin()->connector->description()->account ) as $whose ) {
			( new LinkStore( self::plugin()->database, $whose ) )->keep( array( $link ), array() );
		}
		Installation::begin( SecondService::KEY );
		set_transient( Name::of( SecondService::KEY, 'lookup_x' ), 'KEEP', self::HOUR );
		update_user_option( 1, OrderForms::question_option( SecondService::KEY ), 'KEEP' );
		update_user_meta( 1, TransactionsTab::per_page( SecondService::KEY ), 50 );
	}

	public function test_what_is_of_another_service_and_what_they_share_stay_until_the_last_one_goes(): void {
		global $wpdb;
		$order = $this->order_in_kledo();
		Wanted::withhold( $order, true );
		$order->save();
		$this->store_everything();
		$this->begin_another_service( $order );
		try {
			self::uninstall( array( 'WC_ACCOUNTING_REMOVE_ALL_DATA' => true ) );

			$left = self::found( "SELECT option_name FROM $wpdb->options WHERE option_name REGEXP '^wc_(kledo|accounting)_'" );
			self::assertSame( array(), preg_grep( '/kledo/', $left ) );
			self::assertContains( Name::of( SecondService::KEY, Installation::AT_OPTION ), $left );
			self::assertContains( Site::OPTION, $left );
			self::assertContains( Schema::OPTION, $left );
			self::assertSame( 'KEEP', get_transient( Name::of( SecondService::KEY, 'lookup_x' ) ) );
			foreach ( array( 'deliveries', 'queues', 'links' ) as $table ) {
				self::assertSame( array( 'second' ), array_column( self::sql( "SELECT connector FROM {{$table}}" ), 'connector' ), $table );
			}
			self::assertNotFalse( wp_next_scheduled( Cron::DELIVER ) );
			self::assertSame( 'KEEP', get_user_option( OrderForms::question_option( SecondService::KEY ), 1 ) );
			self::assertSame( 'something', get_user_option( Notices::OPTION, 1 ) );
			self::assertSame( '50', get_user_meta( 1, TransactionsTab::per_page( SecondService::KEY ), true ) );
			self::assertSame( '', get_user_meta( 1, TransactionsTab::per_page( 'kledo' ), true ) );
			self::assertSame( '', self::reread( $order )->get_meta( '_wc_kledo_order_synced' ) );
			self::assertTrue( Wanted::is_withheld( self::reread( $order ) ), 'what the owner said to all of them' );
		} finally {
			array_map( 'delete_option', preg_grep( '/second/', self::our_options() ) );
			delete_transient( Name::of( SecondService::KEY, 'lookup_x' ) );
			delete_user_option( 1, OrderForms::question_option( SecondService::KEY ) );
			delete_user_meta( 1, TransactionsTab::per_page( SecondService::KEY ) );
		}
	}

	public function test_10_25_everything_goes_where_a_constant_says_so(): void {
		global $wpdb;
		$order = $this->order_in_kledo();
		Wanted::withhold( $order, true );
		$order->save();
		$this->store_everything();

		self::uninstall( array( 'WC_ACCOUNTING_REMOVE_ALL_DATA' => true ) );

		self::assertSame(
			array(),
			self::found( "SELECT option_name FROM $wpdb->options WHERE option_name REGEXP 'wc_(kledo|accounting)'" )
		);
		self::assertSame( '', self::reread( $order )->get_meta( '_wc_kledo_order_synced' ) );
		self::assertFalse( Wanted::is_withheld( self::reread( $order ) ) );
	}

	/**
	 * @return array<string, array{0: string}>
	 */
	public static function files_for_every_php(): array {
		return array(
			'uninstall.php' => array( 'uninstall.php' ),
			'loader.php'    => array( 'loader.php' ),
			'kledo.php'     => array( 'kledo.php' ),
		);
	}

	/**
	 * No PHP as old as that is at hand: what it could not read is looked for.
	 *
	 * @dataProvider files_for_every_php
	 */
	public function test_10_25_a_php_that_is_too_old_can_read( string $file ): void {
		$code  = (string) file_get_contents( dirname( __DIR__, 2 ) . "/php-plugin/$file" );
		$words = array_map( static fn ( \PhpToken $token ): string => (string) $token->getTokenName(), \PhpToken::tokenize( $code ) );
		self::assertSame( array(), array_values( array_intersect( self::NEW_WORDS, $words ) ) );
		$bare = implode(
			'',
			array_map(
				static fn ( \PhpToken $token ): string => $token->is( array( T_COMMENT, T_DOC_COMMENT, T_CONSTANT_ENCAPSED_STRING ) )
					? ' '
					: $token->text,
				\PhpToken::tokenize( $code )
			)
		);
		$new  = array(
			'first-class callables'   => '/\(\s*\.\.\.\s*\)/',
			'named arguments'         => '/[(,]\s*\w+\s*:\s*[^:]/',
			'union types'             => '/function\b[^{;]*\w\s*\|\s*\w/',
			'types of PHP 8'          => '/:\s*\??(mixed|never|static|null|false|true)\b/',
			'commas after parameters' => '/function\b[^{;()]*\([^{;()]*,\s*\)/',
			'arrow functions'         => '/\bfn\b/',
			'throwing expressions'    => '/(\?\?|\?|:|=>|=)\s*throw\b/',
		);
		foreach ( $new as $name => $pattern ) {
			self::assertSame( 0, preg_match( $pattern, $bare ), $name );
		}
	}

	/**
	 * @param list<string> $names
	 * @return list<string>
	 */
	private static function sorted( array $names ): array {
		sort( $names );
		return $names;
	}
}
