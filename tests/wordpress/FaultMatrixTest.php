<?php
/**
 * Every fault, end to end: what the shop notices, what the row says, what Kledo holds, and what comes of it in the end.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Status;

final class FaultMatrixTest extends ShopTestCase {

	/** Seconds until a document is asked after, and ± for a slow machine. */
	private const CHECK = 120;

	/** Seconds until what did not leave is sent again, ± 10 %. */
	private const RETRY = 300;

	private const SLACK = 40;

	/** How many mails the same change of status sends while the plugin is switched off. */
	private static ?int $mails_without_us = null;

	protected function setUp(): void {
		parent::setUp();
		self::make_mails();
	}

	/**
	 * Fault of the sandbox; state, attempts, code and seconds until due (null: never) after it; documents Kledo made all
	 * the same; what it takes to arrive once the fault is over.
	 *
	 * @return array<string, array{0: array<string, mixed>, 1: string, 2: int, 3: ?string, 4: ?int, 5: int, 6: string}>
	 */
	public static function faults(): array {
		$unsure   = static fn ( string $code, int $made = 0 ): array => array( 'unconfirmed', 1, $code, self::CHECK, $made, 'time' );
		$rejected = static fn ( string $code = 'rejected' ): array => array( 'failed', 1, $code, self::HOUR, 0, 'hand' );
		$refused  = static fn ( string $code ): array => array( 'retrying', 0, $code, 0, 0, 'key' );
		$status   = static fn ( int $code, array $more = array() ): array => array( 'kind' => 'status', 'code' => $code ) + $more;
		$table    = array(
			'latency'                             => array(
				array( 'kind' => 'latency', 'ms' => 300 ),
				array( 'accepted', 1, null, self::CHECK, 1, 'time' ),
			),
			'hang before the body'                => array( array( 'kind' => 'hang', 'when' => 'before_body' ), $unsure( 'timed_out' ) ),
			'hang after the body'                 => array( array( 'kind' => 'hang', 'when' => 'after_body' ), $unsure( 'timed_out' ) ),
			'hang after the body, created'        => array(
				array( 'kind' => 'hang', 'when' => 'after_body', 'create' => true ),
				$unsure( 'timed_out', 1 ),
			),
			'reset before the body'               => array(
				array( 'kind' => 'reset', 'when' => 'before_body' ),
				$unsure( 'connection_lost' ),
			),
			'reset after the body'                => array(
				array( 'kind' => 'reset', 'when' => 'after_body' ),
				$unsure( 'connection_lost' ),
			),
			'reset after the body, created'       => array(
				array( 'kind' => 'reset', 'when' => 'after_body', 'create' => true ),
				$unsure( 'connection_lost', 1 ),
			),
			'created, answer lost'                => array( array( 'kind' => 'created_answer_lost' ), $unsure( 'connection_lost', 1 ) ),
			'slow drip'                           => array( array( 'kind' => 'slow_drip', 'ms' => 1000 ), $unsure( 'timed_out', 1 ) ),
			'cut body'                            => array( array( 'kind' => 'cut_body' ), $unsure( 'connection_lost', 1 ) ),
			'empty'                               => array( array( 'kind' => 'empty' ), $unsure( 'unreadable_answer' ) ),
			'HTML with 200'                       => array( array( 'kind' => 'html', 'code' => 200 ), $unsure( 'unreadable_answer' ) ),
			'HTML with 500'                       => array( array( 'kind' => 'html', 'code' => 500 ), $unsure( 'server_error' ) ),
			'wrong JSON'                          => array(
				array( 'kind' => 'wrong_json', 'body' => array( 'foo' => 1 ) ),
				$unsure( 'unreadable_answer' ),
			),
			'cut JSON'                            => array(
				array( 'kind' => 'wrong_json', 'body' => '{"success":tr' ),
				$unsure( 'unreadable_answer' ),
			),
			'body of 1 GiB'                       => array( array( 'kind' => 'huge_body' ), $unsure( 'answer_too_large' ) ),
			'gzip bomb'                           => array(
				array( 'kind' => 'gzip_bomb', 'bytes' => 67108864 ),
				$unsure( 'unreadable_answer' ),
			),
			'invalid UTF-8'                       => array( array( 'kind' => 'invalid_utf8' ), $unsure( 'unreadable_answer' ) ),
			'redirect to another host'            => array(
				array( 'kind' => 'redirect', 'location' => 'https://other.invalid/' ),
				$unsure( 'redirected' ),
			),
			'redirect to http'                    => array(
				array( 'kind' => 'redirect', 'location' => 'http://other.invalid/', 'code' => 301 ),
				$unsure( 'redirected' ),
			),
			'redirect to what was made (10.2)'    => array(
				array( 'kind' => 'redirect', 'location' => '/api/v1/finance/orders/1', 'code' => 303, 'create' => true ),
				$unsure( 'redirected', 1 ),
			),
			'400'                                 => array( $status( 400 ), $rejected() ),
			'401'                                 => array( $status( 401 ), $refused( 'unauthorized' ) ),
			'401, no access'                      => array( $status( 401, array( 'in_this_website' => true ) ), $refused( 'no_access' ) ),
			'403'                                 => array( $status( 403 ), $refused( 'forbidden' ) ),
			'404'                                 => array( $status( 404 ), $rejected( 'not_found' ) ),
			'408'                                 => array( $status( 408 ), array( 'retrying', 0, 'rate_limited', 300, 0, 'time' ) ),
			'409'                                 => array( $status( 409 ), $rejected( 'already_exists' ) ),
			'422'                                 => array( $status( 422 ), $rejected() ),
			'429'                                 => array( $status( 429 ), array( 'retrying', 0, 'rate_limited', 300, 0, 'time' ) ),
			'429 with seconds'                    => array(
				$status( 429, array( 'retry_after' => 90 ) ),
				array( 'retrying', 0, 'rate_limited', 90, 0, 'time' ),
			),
			'429 with a date'                     => array(
				$status( 429, array( 'retry_after_date' => 600 ) ),
				array( 'retrying', 0, 'rate_limited', 600, 0, 'time' ),
			),
			'500'                                 => array( $status( 500 ), $unsure( 'server_error' ) ),
			'502, created'                        => array( $status( 502, array( 'create' => true ) ), $unsure( 'server_error', 1 ) ),
			'503'                                 => array( $status( 503 ), $unsure( 'server_error' ) ),
			'504'                                 => array( $status( 504 ), $unsure( 'server_error' ) ),
			'success:false'                       => array( array( 'kind' => 'success_false', 'message' => 'Nomor salah' ), $rejected() ),
			'accepted and never created'          => array(
				array( 'kind' => 'accepted_never_created' ),
				array( 'accepted', 1, null, self::CHECK, 0, 'never' ),
			),
			'accepted and fails in Kledo\'s queue' => array(
				array( 'kind' => 'fails_in_queue', 'message' => 'Stok habis' ),
				array( 'accepted', 1, null, self::CHECK, 0, 'fails' ),
			),
		);
		return array_map( static fn ( array $row ): array => array( $row[0], ...$row[1] ), $table );
	}

	/**
	 * @dataProvider faults
	 * @param array<string, mixed> $fault
	 */
	public function test_a_fault_at_kledo(
		array $fault,
		string $status,
		int $attempts,
		?string $code,
		?int $due,
		int $made,
		string $cure
	): void {
		Sandbox::fault( 'POST', 'woocommerce/', $fault );
		$order = $this->order_that_nobody_disturbs();
		// Who never answers is waited for until the end; all others may take as long as a busy machine needs.
		self::run_worker( 'timed_out' === $code ? 3 : 60 );

		$row = self::row( $order );
		self::assertSame( $status, $row->status->value );
		self::assertSame( $attempts, $row->attempts );
		self::assertSame( $code, $row->reason['code'] ?? null );
		self::assertSame( null === $code, '' === (string) self::rows()[0]['last_error'], 'a reason has a sentence' );
		if ( null === $due ) {
			self::assertNull( $row->next_attempt_at );
		} else {
			self::assertEqualsWithDelta( $due, self::seconds_until_due( $row ), self::SLACK );
		}
		self::assertCount( $made, Sandbox::documents( $order->get_id() ) );

		Sandbox::heal();
		$this->cure( $order, $cure );
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
		self::assertSame( 'yes', self::reread( $order )->get_meta( '_wc_kledo_order_synced' ) );
	}

	/**
	 * @return array<string, array{0: string, 1: string}>
	 */
	public static function places_nobody_answers_at(): array {
		return array(
			'unknown host'                => array( 'http://no-such-host.invalid', 'dns' ),
			'nobody listens'              => array( 'http://127.0.0.1:1', 'connection_refused' ),
			'TLS with an unknown CA'      => array( 'unknown-ca', 'tls' ),
			'TLS for another host'        => array( 'wrong-host', 'tls' ),
			'TLS with an old certificate' => array( 'expired', 'tls' ),
		);
	}

	/**
	 * @dataProvider places_nobody_answers_at
	 */
	public function test_a_fault_before_anything_left( string $origin, string $code ): void {
		$other = str_contains( $origin, '://' ) ? null : new TlsSandbox( $origin );
		$place = null === $other ? $origin : $other->origin;
		$this->option( 'wc_kledo_api_endpoint', $place . '/api/v1' );
		$this->hook( 'wc_accounting_allowed_endpoints', static fn () => array( $place, getenv( 'SANDBOX_URL' ) ) );
		$order = $this->order_that_nobody_disturbs();
		self::run_worker( 60 );

		$row = self::row( $order );
		self::assertSame( array( 'retrying', 1, $code ), array( $row->status->value, $row->attempts, $row->reason['code'] ) );
		self::assertEqualsWithDelta( self::RETRY, self::seconds_until_due( $row ), self::SLACK );

		update_option( 'wc_kledo_api_endpoint', getenv( 'SANDBOX_URL' ) . '/api/v1' );
		$this->cure( $order, 'time' );
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	/** An order whose change of status is as it would be without the plugin: mails, later hooks, note. */
	private function order_that_nobody_disturbs(): \WC_Order {
		$later = 0;
		$this->hook(
			'woocommerce_order_status_processing',
			static function () use ( &$later ): void {
				++$later;
			},
			999
		);
		self::$mails_without_us ??= $this->mails_of( fn (): \WC_Order => $this->order_without_hook( 'processing' ) );
		$later                    = 0;
		$order                    = $this->order();
		$mails                    = $this->mails_of( static fn () => $order->update_status( 'processing' ) );
		self::assertSame( 'processing', self::reread( $order )->get_status() );
		self::assertSame( 1, $later );
		self::assertSame( self::$mails_without_us, $mails );
		self::assertSame( array(), Sandbox::requests(), 'nothing leaves in the hook' );
		return $order;
	}

	private function mails_of( callable $work ): int {
		$before = self::count_mails();
		$work();
		return self::count_mails() - $before;
	}

	/** What the shop's owner does, or only time, until the document is there. */
	private function cure( \WC_Order $order, string $cure ): void {
		if ( 'key' === $cure ) {
			// Another key: the queue is released without anybody touching the row.
			Sandbox::use_key( 'kledo_pat_demo00_sandboxkey_another' );
			update_option( 'wc_kledo_api_key', 'kledo_pat_demo00_sandboxkey_another', false );
		}
		$runs = 'never' === $cure ? 10 : 4;
		for ( $run = 0; $run < $runs && self::row( $order )->status !== Status::Confirmed; $run++ ) {
			if ( Status::Failed === self::row( $order )->status ) {
				self::assertContains( $cure, array( 'hand', 'never', 'fails' ), 'this should arrive by itself' );
				self::assertTrue( self::plugin()->by_hand->retry( self::row( $order )->id ) );
			}
			self::pass( 'never' === $cure ? 24 * self::HOUR : 20 * self::MINUTE );
			self::run_worker();
		}
		self::pass( 3 * self::MINUTE );
		self::run_worker();
	}
}
