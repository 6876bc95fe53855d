<?php
/**
 * What conversations learned, on its way through a delivery.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Connector;
use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Status;
use WcAccounting\ServiceRuntime;

/**
 * Issue 11.3: a document gets the links that it asks for, and what was learned is stored whatever came of it.
 *
 * Kledo asks for no link and teaches none. So a filter makes its documents ask, and what they are handed and hear passes through
 * a listener that adds what a service might have taught; the extension and the sandbox are the real ones.
 */
final class LinksTest extends ShopTestCase {

	private const CONTACT = array( 'kind' => 'contact', 'key' => 'siti@example.test', 'remote_id' => 'c1' );
	private const ITEM    = array( 'kind' => 'item', 'key' => 'KOPI', 'remote_id' => 'i1' );

	/** @var list<array<string, mixed>> What the extension was handed. */
	private array $tasks = array();

	/** @var list<array<string, mixed>> What the extension was asked. */
	private array $questions = array();

	/** @var array<string, mixed> What a conversation taught, besides what came of it. */
	private array $taught = array();

	protected function setUp(): void {
		parent::setUp();
		$this->note_statements_about( 'links' );
	}

	public function test_a_document_is_handed_the_links_that_it_asks_for_and_no_others(): void {
		self::plugin()->links->keep( array( self::CONTACT, self::ITEM, array( 'key' => 'TEH' ) + self::ITEM ), array() );
		$this->documents_ask_for( self::CONTACT, self::ITEM, array( 'key' => 'unknown' ) + self::ITEM );
		$order = $this->processing_order();
		$this->statements = array();

		$this->deliver();

		self::assertSame( Status::Accepted, self::row( $order )->status, 'the extension takes what it is handed' );
		self::assertEqualsCanonicalizing( array( self::CONTACT, self::ITEM ), $this->tasks[0]['known']['links'] );
		self::assertCount( 1, $this->statements, 'one question, and nothing was learned' );
	}

	public function test_kledo_asks_for_none_and_pays_for_none(): void {
		$order = $this->processing_order();
		$this->deliver();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		$known = array( 'links' => array(), 'belongs_to' => null, 'awaited' => array() );
		self::assertSame( $known, array_diff_key( $this->tasks[0]['known'], array( 'sending' => '' ) ) );
		self::assertNotEmpty( $this->tasks[0]['known']['sending'], 'what no other sending has' );
		self::assertSame( array(), $this->statements );
	}

	/**
	 * @return array<string, array{0: string, 1: ?array<string, mixed>}>
	 */
	public static function outcomes(): array {
		$refusal = array( 'success' => false, 'message' => 'Gudang salah' );
		return array(
			'taken'             => array( 'accepted', null ),
			'refused'           => array( 'failed', array( 'kind' => 'status', 'code' => 422, 'body' => $refusal ) ),
			'answer lost'       => array( 'unconfirmed', array( 'kind' => 'created_answer_lost' ) ),
			'nothing has left'  => array( 'retrying', array( 'kind' => 'status', 'code' => 429 ) ),
			'key refused'       => array( 'retrying', array( 'kind' => 'status', 'code' => 401 ) ),
		);
	}

	/**
	 * @dataProvider outcomes
	 * @param ?array<string, mixed> $fault
	 */
	public function test_what_was_learned_is_kept_whatever_came_of_the_document( string $status, ?array $fault ): void {
		$wrong = array( 'remote_id' => 'i0' ) + self::ITEM;
		self::plugin()->links->keep( array( $wrong ), array() );
		$this->taught = array( 'learned' => array( self::CONTACT ), 'forgotten' => array( $wrong ) );
		$order        = $this->processing_order();
		if ( null !== $fault ) {
			Sandbox::fault( 'POST', 'woocommerce/order', $fault );
		}

		$this->deliver();

		self::assertSame( $status, self::row( $order )->status->value );
		self::assertSame( array( self::CONTACT ), self::plugin()->links->find( array( self::CONTACT, self::ITEM ) ) );
	}

	/**
	 * @return array<string, array{0: string}>
	 */
	public static function statements(): array {
		return array( 'reading' => array( 'SELECT' ), 'forgetting' => array( 'DELETE' ), 'learning' => array( 'REPLACE' ) );
	}

	/**
	 * @dataProvider statements
	 */
	public function test_a_fault_of_the_database_with_links_is_logged_and_no_fault_of_the_document( string $verb ): void {
		$this->documents_ask_for( self::CONTACT );
		$this->taught = array( 'learned' => array( self::CONTACT ), 'forgotten' => array( self::ITEM ) );
		$this->hook(
			'query',
			static fn ( $sql ) => preg_match( "/^\s*$verb\\b.*wc_accounting_links/s", (string) $sql ) ? 'SELECT broken' : $sql
		);
		$GLOBALS['wpdb']->suppress_errors( true );
		$orders = array( $this->processing_order(), $this->processing_order() );

		$this->deliver();

		$GLOBALS['wpdb']->suppress_errors( false );
		self::assertCount( 2, $this->tasks );
		foreach ( $orders as $order ) {
			self::assertSame( Status::Accepted, self::row( $order )->status );
			self::assertSame( 1, self::row( $order )->attempts );
			self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
		}
		self::assertStringContainsString( 'failed', self::log() );
		self::assertStringContainsString( 'broken', self::log() );
	}

	/** A document that waited for another one is told what that is called, and a look-up is told what it was sent for. */
	public function test_what_a_document_belongs_to_goes_with_it_and_with_the_questions_after_it(): void {
		$order    = $this->order_in_kledo();
		$expected = array( 'id' => self::row( $order )->remote_id, 'number' => 'WC/SO/' . $order->get_id() );
		self::assertNotNull( $expected['id'] );
		$order->update_status( 'completed' );
		Sandbox::fault( 'POST', 'woocommerce/invoice', array( 'kind' => 'created_answer_lost' ) );

		$this->deliver();

		self::assertSame( $expected, $this->tasks[0]['known']['belongs_to'] );
		self::assertSame( array( 'order' => $expected ), $this->tasks[0]['known']['awaited'] );
		self::assertSame( $expected, self::row( $order, 'invoice' )->sent_as['belongs_to'] );
		self::pass( 2 * self::MINUTE );
		// Whatever becomes of the sales order: it is what left that is looked for.
		self::sql( "UPDATE {deliveries} SET remote_id = '999' WHERE document = 'order'" );
		$this->deliver();
		self::assertSame( $expected, $this->questions[0]['sent_as']['belongs_to'] );
		self::assertSame( Status::Confirmed, self::row( $order, 'invoice' )->status );
	}

	/** Nobody waits for ever: the invoice goes alone, and belongs to nothing that is certain. */
	public function test_a_document_that_goes_alone_belongs_to_nothing(): void {
		$order = $this->processing_order();
		self::run_worker();
		self::sql( "UPDATE {deliveries} SET remote_id = '7', status = 'failed', next_attempt_at = NULL" );
		$order->update_status( 'completed' );

		$this->deliver();

		self::assertNull( $this->tasks[0]['known']['belongs_to'] );
		self::assertArrayNotHasKey( 'belongs_to', self::row( $order, 'invoice' )->sent_as );
	}

	/** An update from a version without the table. */
	public function test_an_update_makes_the_table(): void {
		self::sql( 'DROP TABLE {links}' );
		update_option( 'wc_accounting_schema_version', '1' );
		self::plugin()->bring_up_to_date();
		self::plugin()->links->keep( array( self::CONTACT ), array() );
		self::assertSame( array( self::CONTACT ), self::plugin()->links->find( array( self::CONTACT ) ) );
	}

	/**
	 * @param array{kind: string, key: string} ...$links
	 */
	private function documents_ask_for( array ...$links ): void {
		$names = array_map( static fn ( array $link ): array => array_diff_key( $link, array( 'remote_id' => '' ) ), $links );
		$this->hook( 'wc_accounting_document', static fn ( array $document ): array => array( 'asks_for' => $names ) + $document );
	}

	private function deliver(): void {
		$plugin    = self::plugin();
		$connector = $this->listener( $plugin->connector );
		$nothing   = static fn (): int => 0;
		$parts     = array( $plugin->service, $connector, $plugin->database, $plugin->keys, $plugin->site, $plugin->logger, $nothing );
		$class     = new \ReflectionClass( ServiceRuntime::class );
		$runtime   = $class->newInstanceWithoutConstructor();
		$class->getConstructor()->invoke( $runtime, ...$parts );
		$runtime->worker->run( new Run( 20 ) );
	}

	private function listener( Connector $real ): Connector {
		$connector = $this->createStub( Connector::class );
		foreach ( array_diff( get_class_methods( Connector::class ), array( 'deliver', 'look_up' ) ) as $method ) {
			$connector->method( $method )->willReturnCallback( array( $real, $method ) );
		}
		$deliver = fn ( callable $next, callable $hear, int ...$limits ) => $real->deliver(
			fn (): ?array => $this->noted( $this->tasks, $next() ),
			fn ( int $id, array $outcome ) => $hear( $id, $this->taught + $outcome ),
			...$limits
		);
		$look_up = fn ( callable $next, callable $hear, int ...$limits ) => $real->look_up(
			fn (): ?array => $this->noted( $this->questions, $next() ),
			$hear,
			...$limits
		);
		$connector->method( 'deliver' )->willReturnCallback( $deliver );
		$connector->method( 'look_up' )->willReturnCallback( $look_up );
		return $connector;
	}

	/**
	 * @param list<array<string, mixed>> $notes
	 */
	private function noted( array &$notes, ?array $task ): ?array {
		if ( null !== $task ) {
			$notes[] = $task;
		}
		return $task;
	}
}
