<?php

declare(strict_types=1);

namespace WcAccounting\Tests\Extension;

use PHPUnit\Framework\TestCase;
use WcAccounting\Extension;
use WcAccounting\Extension\Client;
use WcAccounting\Extension\ConfigurationException;
use WcAccounting\Extension\InvalidArgumentException;

/** The network side, against a sandbox Kledo. */
final class ClientTest extends TestCase {

	private static SandboxProcess $sandbox;

	private Keys $keys;

	public static function setUpBeforeClass(): void {
		self::$sandbox = new SandboxProcess();
	}

	protected function setUp(): void {
		self::$sandbox->reset();
		self::$sandbox->settings( array( 'queue_delay_ms' => 0 ) );
		$this->keys = new Keys();
	}

	public function test_an_endpoint_that_is_not_allowed_is_a_configuration_exception(): void {
		$this->expectException( ConfigurationException::class );
		$this->expectExceptionMessage( 'https://kledo.com.evil.example is not one that this shop allows' );
		$this->client( array( 'endpoint' => 'https://kledo.com.evil.example/api/v1' ) );
	}

	public function test_documents_arrive_and_each_outcome_is_told(): void {
		$outcomes = $this->deliver( range( 1, 20 ) );
		self::assertSame( array( 'accepted' ), array_values( array_unique( array_column( $outcomes, 'class' ) ) ) );
		self::assertEqualsCanonicalizing( range( 1, 20 ), array_keys( $outcomes ) );
		self::assertCount( 20, self::$sandbox->documents() );
	}

	public function test_as_many_requests_are_under_way_as_allowed_and_no_more(): void {
		self::$sandbox->settings( array( 'latency_ms' => 200 ) );
		foreach ( array( 1, 4, 16 ) as $concurrency ) {
			$under_way = 0;
			$most      = 0;
			$this->client()->deliver(
				$this->work( range( 1, 6 + $concurrency ), $under_way, $most ),
				static function () use ( &$under_way ): void {
					--$under_way;
				},
				array( 'concurrency' => $concurrency )
			);
			self::assertSame( $concurrency, $most );
		}
	}

	public function test_a_look_up_tells_what_became_of_a_document(): void {
		$this->deliver( array( 7 ) );
		$found  = $this->look_up( 7 );
		$absent = $this->look_up( 8 );
		self::assertSame( 'found', $found['class'] );
		self::assertSame( 'WC/SO/7', $found['remote_number'] );
		self::assertSame( 'open', $found['remote_status'] );
		self::assertSame( 'absent', $absent['class'] );
		self::assertArrayNotHasKey( 'learned', $found );
	}

	/** 10.1: a look-up takes nothing for ours but what left. */
	public function test_a_look_up_adopts_only_the_number_that_left(): void {
		$this->deliver( array( 7 ) );
		$sent = Extension\leaving( 'kledo', Extension\map( 'kledo', 'order', Snapshots::order( 7 ), array() )['document'] );
		self::assertSame( 'found', $this->look_up( 7, $sent )['class'] );
		$other = Extension\leaving(
			'kledo',
			Extension\map( 'kledo', 'order', Snapshots::order( 7 ), array( 'order_prefix' => 'B/' ) )['document']
		);
		$found = $this->look_up( 7, $other );
		self::assertSame(
			array( 'ambiguous', 'foreign_reference', 'WC/SO/7' ),
			array( $found['class'], $found['reason']['code'], $found['reason']['detail'] )
		);
	}

	/** 13.1. */
	public function test_what_stands_in_the_books_is_read_back(): void {
		$this->deliver( array( 7 ) );
		$id   = $this->look_up( 7 )['remote_id'];
		$read = $this->read_back( 'order', (string) $id );
		self::assertSame( 'found', $read['class'] );
		$total = self::$sandbox->documents()[0]['total'];
		self::assertEquals( $total, $read['books']['total'] );
		self::assertSame( 'open', $read['books']['state'] );
		self::assertSame( 1, $read['requests'] );

		self::assertSame( 'not_comparable', $this->read_back( 'order', '999' )['class'] );
		self::$sandbox->settings( array( 'may_read_documents' => false ) );
		self::assertSame( 'not_comparable', $this->read_back( 'order', (string) $id )['class'] );
	}

	public function test_without_the_transactions_path_the_lists_are_asked(): void {
		$this->deliver( array( 7, 77 ) );
		self::$sandbox->settings( array( 'has_transactions_path' => false ) );
		self::assertSame( 'found', $this->look_up( 7 )['class'] );
		self::assertSame( 'absent', $this->look_up( 8 )['class'] );
	}

	/** 13.2: a hundred orders of last year are not asked after one by one. */
	public function test_one_question_tells_which_of_many_documents_are_there(): void {
		$this->deliver( array( 7, 77, 8 ) );
		$present = $this->client()->present( self::queries( array( 7, 8, 9, 70 ) ) );
		self::assertSame( array( 'found', 200, 1 ), array( $present['class'], $present['http_status'], $present['requests'] ) );
		self::assertNull( $present['left'] );
		self::assertSame( array( 'WC/SO/7', 'WC/SO/8' ), $present['there'] );
		self::assertTrue( $present['is_complete'] );

		self::$sandbox->settings( array( 'may_read_documents' => false ) );
		$present = $this->client()->present( self::queries( array( 7 ) ) );
		self::assertSame( array( 'not_comparable', array() ), array( $present['class'], $present['there'] ) );
		self::assertFalse( $present['is_complete'] );
		self::assertSame( 403, $present['http_status'] );
	}

	/** 13.2: each page is signed with the key that the page before it brought, and what listens hears of it. */
	public function test_a_long_list_is_read_page_by_page_with_the_key_of_the_hour(): void {
		$this->deliver( range( 100, 225 ) );
		self::$sandbox->settings( array( 'rotate_every' => 1 ) );
		$heard   = array();
		$options = array(
			'deadline_ms' => 20_000,
			'on_exchange' => static function ( array $message ) use ( &$heard ): void {
				$heard[] = $message['phase'] . ' ' . $message['status'];
			},
		);
		$present = $this->client()->present( self::queries( array( 100, 1000 ) ), $options );
		self::assertSame( array( array( 'WC/SO/100' ), 1 ), array( $present['there'], $present['requests'] ) );
		self::assertTrue( $present['is_complete'] );
		$present = $this->client()->present( self::queries( array( 1, 2 ) ), $options );
		self::assertSame( array( array(), true, 2 ), array( $present['there'], $present['is_complete'], $present['requests'] ) );
		self::assertSame( array( 'request ', 'response 200' ), array_slice( $heard, 0, 2 ) );
		self::assertCount( 6, $heard );
		self::assertSame( self::$sandbox->key(), $this->keys->current() );
	}

	/** 13.2 */
	public function test_only_documents_of_one_kind_are_asked_after_at_once_and_not_too_many(): void {
		$other = array( 'kind' => 'invoice' ) + self::queries( array( 7 ) )[0];
		foreach ( array( array(), self::queries( range( 1, 101 ) ), array( self::queries( array( 7 ) )[0], $other ) ) as $queries ) {
			try {
				$this->client()->present( $queries );
				self::fail( count( $queries ) . ' were asked after' );
			} catch ( InvalidArgumentException $exception ) {
				self::assertStringContainsString( 'from 1 to 100 documents of one kind', $exception->getMessage() );
			}
		}
		self::assertSame( array(), self::$sandbox->requests() );
	}

	/** 13.3: what the books have, by the prefix that the settings say. */
	public function test_the_books_are_listed_by_days_and_by_the_prefix_of_the_shop(): void {
		$this->deliver( array( 7, 8 ), array( 'concurrency' => 1 ) );
		$query = array(
			'kind' => 'order',
			'from' => '2026-01-01',
			'to'   => '2026-01-31',
			'page' => 1,
		);
		$told  = $this->client()->inventory( $query, array( 'order_prefix' => 'WC/SO/' ) );
		self::assertSame( array( 'found', false, 1 ), array( $told['class'], $told['has_more'], $told['requests'] ) );
		$entry = array(
			'number'    => 'WC/SO/7',
			'reference' => null,
			'date'      => '2026-01-31',
			'total'     => '110000',
			'tax'       => null,
			'state'     => 'open',
		);
		self::assertSame( $entry, array_diff_key( $told['documents'][0], array( 'id' => 1 ) ) );
		self::assertSame( array( 'WC/SO/7', 'WC/SO/8' ), array_column( $told['documents'], 'number' ) );
		self::assertSame( array(), $this->client()->inventory( $query, array( 'order_prefix' => 'WC/S' ) )['documents'] );
		$before = $this->client()->inventory( array( 'prefixes' => array( 'WC/SO/' ) ) + $query, array( 'order_prefix' => 'TOKO-' ) );
		self::assertSame( array( 'WC/SO/7', 'WC/SO/8' ), array_column( $before['documents'], 'number' ), 'a prefix of before' );
		self::assertSame( array(), $this->client()->inventory( array( 'to' => '2026-01-30' ) + $query, array() )['documents'] );

		self::$sandbox->settings( array( 'may_read_documents' => false ) );
		self::assertSame( 'not_comparable', $this->client()->inventory( $query, array() )['class'] );
		foreach ( array( array( 'from' => 'January' ), array( 'page' => 0 ), array( 'page' => -1 ) ) as $wrong ) {
			try {
				$this->client()->inventory( $wrong + $query, array() );
				self::fail( json_encode( $wrong ) );
			} catch ( InvalidArgumentException $exception ) {
				self::assertStringStartsWith( 'query: ', $exception->getMessage() );
			}
		}
	}

	/** 13.3 */
	public function test_the_service_says_how_far_its_books_are_closed(): void {
		$told = $this->client()->lockDate();
		self::assertSame( array( 'found', null, 1 ), array( $told['class'], $told['locked_until'], $told['requests'] ) );
		self::$sandbox->settings( array( 'lock_date' => '2026-01-31' ) );
		self::assertSame( '2026-01-31', $this->client()->lockDate( array( 'deadline_ms' => 5_000 ) )['locked_until'] );
		self::$sandbox->settings( array( 'may_read_documents' => false ) );
		self::assertSame( 'not_comparable', $this->client()->lockDate()['class'] );
	}

	/**
	 * @param list<int> $orders
	 * @return list<array{kind: string, order_id: int, subject_id: int, reference: string}>
	 */
	private static function queries( array $orders ): array {
		return array_map(
			static fn ( int $id ): array => array(
				'kind'       => 'order',
				'order_id'   => $id,
				'subject_id' => $id,
				'reference'  => "WC/SO/$id",
			),
			$orders
		);
	}

	public function test_a_new_key_is_stored_first_and_used_by_the_very_next_request(): void {
		self::$sandbox->settings( array( 'rotate_every' => 1 ) );
		$outcomes = $this->deliver( range( 1, 5 ), array( 'concurrency' => 1 ) );
		self::assertSame( array( 'accepted' ), array_values( array_unique( array_column( $outcomes, 'class' ) ) ) );
		self::assertCount( 5, $this->keys->rotations );
		self::assertSame( SandboxProcess::KEY, $this->keys->rotations[0]['replaced'] );
		self::assertSame( self::$sandbox->key(), $this->keys->current() );
	}

	public function test_a_request_that_left_with_a_replaced_key_goes_again_at_once(): void {
		self::$sandbox->settings(
			array(
				'rotate_every' => 3,
				'latency_ms'   => 20,
			)
		);
		$outcomes = $this->deliver( range( 1, 40 ), array( 'concurrency' => 8 ) );
		self::assertSame( array( 'accepted' ), array_values( array_unique( array_column( $outcomes, 'class' ) ) ) );
		self::assertCount( 40, self::$sandbox->documents() );
		self::assertContains( 401, array_column( self::$sandbox->requests(), 'status' ), 'some had left with the replaced key' );
	}

	public function test_a_refused_key_is_told_and_not_tried_for_ever(): void {
		$this->keys->replace( 'kledo_pat_wrong0_key' );
		$outcomes = $this->deliver( array( 1 ) );
		self::assertSame( 'unauthorized', $outcomes[1]['class'] );
		self::assertCount( 1, self::$sandbox->requests() );
	}

	public function test_an_exception_in_a_callback_comes_back_after_the_others_were_told(): void {
		self::$sandbox->settings( array( 'latency_ms' => 300 ) );
		$told = array();
		try {
			$this->client()->deliver(
				$this->work( range( 1, 10 ) ),
				static function ( int $id ) use ( &$told ): void {
					$told[] = $id;
					throw new \DomainException( "told of $id" );
				},
				array( 'concurrency' => 4 )
			);
			self::fail( 'nothing was thrown' );
		} catch ( \DomainException $exception ) {
			self::assertSame( "told of $told[0]", $exception->getMessage() );
		}
		self::assertCount( 4, $told );
		self::assertCount( 4, self::$sandbox->documents() );
	}

	/** @return array<string, array{string, string, int}> */
	public static function endings(): array {
		$endings = array();
		foreach ( array( 'next', 'outcome', 'key' ) as $where ) {
			$endings[ "exit in $where" ]        = array( $where, 'exit', 3 );
			$endings[ "fatal error in $where" ] = array( $where, 'memory', 255 );
		}
		return $endings;
	}

	/**
	 * 10.22: they were swallowed, and the run went on.
	 *
	 * @dataProvider endings
	 */
	public function test_what_ends_the_process_in_a_callback_ends_it( string $where, string $how, int $status ): void {
		$extension = dirname( __DIR__, 2 ) . '/target/release/libwc_accounting.so';
		$command   = array(
			PHP_BINARY,
			'-n',
			'-d',
			"extension=$extension",
			'-d',
			'log_errors=0',
			__DIR__ . '/ending.php',
			self::$sandbox->origin,
			$where,
			$how,
		);
		$process   = proc_open( $command, array( 1 => array( 'pipe', 'w' ) ), $pipes );
		$said      = stream_get_contents( $pipes[1] );
		self::assertSame( $status, proc_close( $process ), $said );
		self::assertStringEndsWith( "shut down\n", $said );
		foreach ( array( 'told', 'caught', 'finally', 'went on' ) as $afterwards ) {
			self::assertStringNotContainsString( $afterwards, $said );
		}
	}

	public function test_no_request_lasts_beyond_the_deadline(): void {
		self::$sandbox->faults( array( array( 'fault' => array( 'kind' => 'hang' ) ) ) );
		$started  = microtime( true );
		$outcomes = $this->deliver( range( 1, 3 ), array( 'deadline_ms' => 1500 ) );
		// The sandbox hangs for two minutes, and without a deadline half a minute is waited for it.
		self::assertLessThan( 15.0, microtime( true ) - $started );
		self::assertSame( array( 'unconfirmed' ), array_values( array_unique( array_column( $outcomes, 'class' ) ) ) );
		self::assertSame( array( 'timed_out', 'timed_out', 'timed_out' ), array_column( array_column( $outcomes, 'reason' ), 'code' ) );
	}

	public function test_a_blocked_host_is_not_asked(): void {
		$client   = $this->client( array( 'block_external' => true ) );
		$outcomes = $this->deliver( array( 1 ), array(), $client );
		self::assertSame( 'not_sent', $outcomes[1]['class'] );
		self::assertSame( 'blocked', $outcomes[1]['reason']['code'] );
		self::assertSame( array(), self::$sandbox->requests() );
	}

	/** 23: what a filter of the document gives back may hold itself; it was a segmentation fault. */
	public function test_a_document_that_holds_itself_is_an_error_and_not_sent(): void {
		$document                       = Extension\map( 'kledo', 'order', Snapshots::order( 1 ), array() )['document'];
		$document['payload']['endless'] = &$document['payload'];
		$this->expectException( InvalidArgumentException::class );
		$this->expectExceptionMessage( 'arrays go deeper than 64' );
		$this->client()->deliver(
			static fn (): array => array(
				'id'       => 1,
				'document' => $document,
			),
			static fn () => null
		);
	}

	/**
	 * 11: what is handed over with a document, and that Kledo's conversations teach nothing. That others' do, and how it is told
	 * then, this build cannot show: the tests of accounting-http and of accounting-core's links do.
	 */
	public function test_a_document_is_handed_what_is_known_of_its_links(): void {
		$link  = array( 'kind' => 'contact', 'key' => "budi\xC3@example.test ☕", 'remote_id' => 'c1' );
		$known = array(
			'links'      => array( $link, array( 'key' => str_repeat( '🍵', 300 ) ) + $link ),
			'belongs_to' => array( 'id' => '7', 'number' => null ),
		);
		foreach ( array( $known, array( 'links' => array(), 'belongs_to' => null ), array() ) as $id => $handed ) {
			$outcome = $this->deliver_knowing( $id + 1, $handed, array( array( 'kind' => 'contact', 'key' => 'budi@example.test' ) ) );
			self::assertSame( 'accepted', $outcome['class'] );
			self::assertArrayNotHasKey( 'learned', $outcome );
			self::assertArrayNotHasKey( 'forgotten', $outcome );
		}
		$incomplete = array( 'links' => array( array( 'kind' => 'contact' ) ), 'belongs_to' => array( 'number' => '7' ) );
		foreach ( $incomplete as $what => $broken ) {
			try {
				$this->deliver_knowing( 9, array( $what => $broken ) );
				self::fail( "$what was taken as it is" );
			} catch ( InvalidArgumentException $exception ) {
				self::assertStringContainsString( 'next()', $exception->getMessage() );
			}
		}
	}

	/**
	 * @param array<string, mixed>                   $known
	 * @param list<array{kind: string, key: string}> $asks_for
	 * @return array<string, mixed> Outcome.
	 */
	private function deliver_knowing( int $order, array $known, array $asks_for = array() ): array {
		$document             = Extension\map( 'kledo', 'order', Snapshots::order( $order ), array() )['document'];
		$document['asks_for'] = $asks_for;
		$tasks                = array( array( 'id' => $order, 'document' => $document, 'known' => $known ) );
		$heard                = array();
		$this->client()->deliver(
			static function () use ( &$tasks ): ?array {
				return array_shift( $tasks );
			},
			static function ( int $id, array $outcome ) use ( &$heard ): void {
				$heard = $outcome;
			}
		);
		return $heard;
	}

	public function test_the_connection_test_names_the_key_and_its_end(): void {
		$test = $this->client()->testConnection();
		self::assertTrue( $test['ok'] );
		self::assertSame( 'Asia/Jakarta', $test['account']['timezone'] );
		$this->keys->replace( 'kledo_pat_wrong0_key' );
		$test = $this->client()->testConnection();
		self::assertFalse( $test['ok'] );
		self::assertSame( 'unauthorized', $test['class'] );
	}

	public function test_accounts_and_warehouses_are_listed_as_the_options_store_them(): void {
		$accounts = $this->client()->listChoices( 'accounts', 'Kas' );
		self::assertTrue( $accounts['ok'] );
		self::assertSame( array( '1-10001 | Kas' ), array_column( $accounts['items'], 'value' ) );
		self::assertSame(
			array( 'Unassigned', 'Gudang Utama', 'Gudang Bandung' ),
			array_column( $this->client()->listChoices( 'warehouses' )['items'], 'value' )
		);
		self::assertSame(
			array( 'WooCommerce', 'Online', 'Toko' ),
			array_column( $this->client()->listChoices( 'tags' )['items'], 'value' )
		);
	}

	/** 11: look-ups go by the names that the service describes. */
	public function test_only_what_the_service_describes_can_be_listed(): void {
		$catalogues = array_column( Extension\describe( 'kledo' )['catalogues'], 'searches', 'name' );
		self::assertSame( array( 'accounts' => true, 'warehouses' => false, 'tags' => false ), $catalogues );
		$this->expectException( InvalidArgumentException::class );
		$this->expectExceptionMessage( 'the service has nothing called "contacts" to choose from' );
		$this->client()->listChoices( 'contacts' );
	}

	public function test_the_key_appears_nowhere(): void {
		self::$sandbox->settings( array( 'rotate_every' => 1 ) );
		$seen   = '';
		$client = $this->client();
		$this->deliver(
			array( 1 ),
			array(
				'on_exchange' => static function ( array $exchange ) use ( &$seen ): void {
					$seen .= print_r( $exchange, true );
				},
			),
			$client
		);
		self::assertStringContainsString( 'Bearer [key]', $seen );
		$seen .= print_r( $client, true );
		ob_start();
		var_dump( $client );
		$seen .= ob_get_clean();
		try {
			$client->deliver(
				static function (): never {
					throw new \LogicException( 'stop' );
				},
				static fn () => null
			);
		} catch ( \LogicException $exception ) {
			$seen .= $exception . print_r( $exception->getTrace()[0]['function'] ?? '', true );
		}
		foreach ( array( SandboxProcess::KEY, self::$sandbox->key() ) as $key ) {
			self::assertStringNotContainsString( $key, $seen );
		}
	}

	/**
	 * @param list<int>            $orders
	 * @param array<string, mixed> $options
	 * @return array<int, array<string, mixed>> Outcome by order.
	 */
	private function deliver( array $orders, array $options = array(), ?Client $client = null ): array {
		$outcomes = array();
		( $client ?? $this->client() )->deliver(
			$this->work( $orders ),
			static function ( int $id, array $outcome ) use ( &$outcomes ): void {
				$outcomes[ $id ] = $outcome;
			},
			$options
		);
		return $outcomes;
	}

	/** @param list<int> $orders */
	private function work( array $orders, int &$under_way = 0, int &$most = 0 ): callable {
		return static function () use ( &$orders, &$under_way, &$most ): ?array {
			$id = array_shift( $orders );
			if ( null === $id ) {
				return null;
			}
			$most = max( $most, ++$under_way );
			return array(
				'id'       => $id,
				'document' => Extension\map( 'kledo', 'order', Snapshots::order( $id ), array() )['document'],
			);
		};
	}

	/**
	 * @return array<string, mixed>
	 */
	private function read_back( string $kind, string $remote_id ): array {
		$queries = array( array( 'id' => 1, 'kind' => $kind, 'remote_id' => $remote_id ) );
		$read    = array();
		$this->client()->readBack(
			static function () use ( &$queries ): ?array {
				return array_shift( $queries );
			},
			static function ( int $id, array $reading ) use ( &$read ): void {
				$read = $reading;
			}
		);
		return $read;
	}

	/** @param ?array<string, mixed> $sent_as */
	private function look_up( int $order, ?array $sent_as = null ): array {
		$queries = array(
			array(
				'id'         => $order,
				'kind'       => 'order',
				'order_id'   => $order,
				'subject_id' => $order,
				'reference'  => "WC/SO/$order",
				'sent_as'    => $sent_as,
			),
		);
		$found   = array();
		$this->client()->lookUp(
			static function () use ( &$queries ): ?array {
				return array_shift( $queries );
			},
			static function ( int $id, array $result ) use ( &$found ): void {
				$found = $result;
			}
		);
		return $found;
	}

	/** @param array<string, mixed> $config */
	private function client( array $config = array() ): Client {
		$defaults = array(
			'endpoint'          => self::$sandbox->endpoint(),
			'allowed_endpoints' => array( self::$sandbox->origin ),
			'user_agent'        => 'Kledo/2.0.0 (WooCommerce/8.2.2; WordPress/6.8)',
		);
		return new Client( 'kledo', $config + $defaults, $this->keys );
	}
}
