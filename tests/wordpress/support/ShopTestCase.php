<?php
/**
 * A shop to test in.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use PHPUnit\Framework\TestCase;
use WcAccounting\Connector\Installation;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Schema;
use WcAccounting\Delivery\Status;
use WcAccounting\Order\Mark;
use WcAccounting\Order\StartDay;
use WcAccounting\Order\Subject;
use WcAccounting\ServiceRuntime;
use WcAccounting\Shell;

/**
 * Each test starts with an empty queue, an empty Kledo and the default settings. Orders of earlier tests stay. No mails are made
 * in this process unless a test asks for them: they take longer than all the rest of an order.
 */
abstract class ShopTestCase extends TestCase {

	protected const MINUTE = 60;
	protected const HOUR   = 3600;

	private const MAILS = array( 'new_order', 'customer_processing_order', 'customer_completed_order', 'customer_refunded_order' );

	/** What orders are of, where it does not matter. */
	private static ?\WC_Product $coffee = null;

	/** What the filter of that name answers. */
	private static int $after_response_seconds = 0;

	/** @var list<array{0: string, 1: callable, 2: int}> */
	private array $hooks = array();

	/** @var array<string, mixed> */
	private array $options = array();

	/** @var list<string> See note_statements_about(). */
	protected array $statements = array();

	/** @var array<string, int> Files of our log => how long they were when the test began. */
	private static array $log_before = array();

	/** @var list<string> Files of somebody else's code. */
	private array $foreign_code = array();

	protected function setUp(): void {
		self::$after_response_seconds = 0;
		self::sql( 'TRUNCATE TABLE {deliveries}' );
		self::sql( 'TRUNCATE TABLE {queues}' );
		self::sql( 'TRUNCATE TABLE {links}' );
		self::sql( 'TRUNCATE TABLE {books}' );
		self::sql( 'TRUNCATE TABLE {backfills}' );
		self::sql( 'TRUNCATE TABLE {counters}' );
		array_map( 'delete_option', array_diff( self::our_options(), array( Schema::OPTION ) ) );
		update_option( 'wc_kledo_api_endpoint', getenv( 'SANDBOX_URL' ) . '/api/v1' );
		update_option( 'wc_kledo_api_key', getenv( 'SANDBOX_KEY' ), false );
		self::plugin()->settings->store_defaults();
		// As after the first connection.
		self::plugin()->recognition->settle();
		Installation::set_steps( 'kledo', Installation::STEPS_DONE );
		Cron::clear();
		Cron::ensure();
		Sandbox::reset();
		Sandbox::settings( array( 'queue_delay_ms' => 0 ) );
		self::$log_before = array_map( 'strlen', self::logs() );
		foreach ( self::MAILS as $mail ) {
			$this->hook( "woocommerce_email_enabled_$mail", '__return_false' );
		}
	}

	protected function tearDown(): void {
		foreach ( $this->hooks as list( $hook, $callback, $priority ) ) {
			remove_filter( $hook, $callback, $priority );
		}
		foreach ( $this->options as $option => $value ) {
			null === $value ? delete_option( $option ) : update_option( $option, $value );
		}
		$this->remove_foreign_code();
		Sandbox::reset();
		wp_set_current_user( 0 );
	}

	public static function after_response_seconds(): int {
		return self::$after_response_seconds;
	}

	protected static function deliver_after_response(): void {
		self::$after_response_seconds = 10;
	}

	protected static function plugin(): ServiceRuntime {
		return Shell::runtime( 'kledo' );
	}

	protected static function make_mails(): void {
		foreach ( self::MAILS as $mail ) {
			remove_filter( "woocommerce_email_enabled_$mail", '__return_false' );
		}
	}

	// --- The shop -----------------------------------------------------------------------------------------------------

	/** A hook for this test alone. */
	protected function hook( string $hook, callable $callback, int $priority = 10, int $arguments = 1 ): void {
		add_filter( $hook, $callback, $priority, $arguments );
		$this->hooks[] = array( $hook, $callback, $priority );
	}

	/** Writes down what is asked of one of our tables from now on, in $statements. */
	protected function note_statements_about( string $table ): void {
		$this->hook(
			'query',
			function ( $sql ) use ( $table ) {
				if ( str_contains( (string) $sql, "wc_accounting_$table" ) ) {
					$this->statements[] = (string) $sql;
				}
				return $sql;
			}
		);
	}

	/**
	 * An option for this test alone.
	 *
	 * @param mixed $value
	 */
	protected function option( string $name, $value ): void {
		if ( ! array_key_exists( $name, $this->options ) ) {
			$before                 = get_option( $name, null );
			$this->options[ $name ] = $before;
		}
		update_option( $name, $value );
	}

	/** Somebody else's code on the site, for this test alone; what a visitor meets. */
	protected function foreign_code( string $php ): void {
		$file                 = WPMU_PLUGIN_DIR . '/test-' . bin2hex( random_bytes( 6 ) ) . '.php';
		$this->foreign_code[] = $file;
		file_put_contents( $file, "<?php\n" . $php );
	}

	protected function remove_foreign_code(): void {
		array_map( 'unlink', $this->foreign_code );
		$this->foreign_code = array();
	}

	/**
	 * @param array<string, mixed> $props
	 */
	protected function product( array $props = array() ): \WC_Product {
		$product = new \WC_Product_Simple();
		$product->set_props(
			$props + array(
				'name'              => 'Kopi Toraja',
				'regular_price'     => '75000',
				'short_description' => 'Roasted in Makale.',
				'sku'               => 'TEST-' . bin2hex( random_bytes( 5 ) ),
			)
		);
		$product->save();
		return $product;
	}

	/**
	 * An order of a guest, two pieces of one product if nothing else is said.
	 *
	 * @param list<array{0: \WC_Product, 1: int|float}> $lines
	 */
	protected function order( array $lines = array() ): \WC_Order {
		$order          = wc_create_order();
		self::$coffee ??= $this->product();
		foreach ( array() === $lines ? array( array( self::$coffee, 2 ) ) : $lines as list( $product, $quantity ) ) {
			$order->add_product( $product, $quantity );
		}
		$order->set_address(
			array(
				'first_name' => 'Siti',
				'last_name'  => 'Rahayu',
				'email'      => 'siti@example.test',
				'phone'      => '0812 3456 789',
				'address_1'  => 'Jl. Merdeka 17',
				'city'       => 'Bandung',
				'state'      => 'JB',
				'postcode'   => '40111',
				'country'    => 'ID',
			),
			'billing'
		);
		$order->set_payment_method( 'cod' );
		$order->calculate_totals();
		$order->save();
		return $order;
	}

	/** Orders of other tests have no row any more; a sweep is not to find them. */
	protected static function hide_earlier_orders(): void {
		self::set_last_change( time() - 90 * DAY_IN_SECONDS );
	}

	/**
	 * As if orders had been changed last at one moment.
	 *
	 * @param ?list<int> $ids All when null.
	 */
	protected static function set_last_change( int $time, ?array $ids = null ): void {
		global $wpdb;
		$moment = gmdate( 'Y-m-d H:i:s', $time );
		$local  = get_date_from_gmt( $moment );
		$these  = static fn ( string $column ): string => null === $ids ? '' : "AND $column IN ( " . implode( ', ', $ids ) . ' )';
		self::sql(
			"UPDATE {$wpdb->posts} SET post_modified_gmt = '$moment', post_modified = '$local'
			WHERE post_type LIKE 'shop\_order%' " . $these( 'ID' )
		);
		if ( 'hpos' === getenv( 'STORAGE' ) ) {
			self::sql( "UPDATE {$wpdb->prefix}wc_orders SET date_updated_gmt = '$moment' WHERE 1 = 1 " . $these( 'id' ) );
		}
		wp_cache_flush();
	}

	/** As after a crash between the save and its hooks, or while the plugin could not work. */
	protected function order_without_hook( string $status ): \WC_Order {
		$order = $this->order();
		$this->option( 'wc_kledo_enable_api_connection', 'no' );
		$order->update_status( $status );
		$this->option( 'wc_kledo_enable_api_connection', 'yes' );
		self::assertNull( self::row( $order ) );
		return $order;
	}

	/** As this plugin marks an order that is in the service. */
	protected static function mark( \WC_Order $order, string $document = 'order' ): void {
		Mark::put( Subject::all( self::plugin()->connector->description()->document( $document ), $order )[0] );
		$order->save();
	}

	/** Ours came half an hour ago, and the order was there before. */
	protected function is_older_than_ours( \WC_Order $order ): void {
		$this->option( Name::of( 'kledo', Installation::AT_OPTION ), time() - 30 * self::MINUTE );
		$order->set_date_created( time() - self::HOUR );
		$order->save();
	}

	/** The owner has said from when on orders are sent, of all documents. */
	protected function orders_count_from( int $time ): void {
		$this->option(
			Name::of( 'kledo', StartDay::OPTION ),
			array( self::account() => array_fill_keys( array( 'order', 'invoice' ), array( 'from' => $time, 'asks' => false ) ) )
		);
	}

	/** The company that the shop is connected with. */
	protected static function account(): string {
		return self::plugin()->connector->description()->account->id();
	}

	/** An order that is processing, with its sales order queued. */
	protected function processing_order(): \WC_Order {
		$order = $this->order();
		$order->update_status( 'processing' );
		return $order;
	}

	/** An order whose sales order is in Kledo for certain. */
	protected function order_in_kledo(): \WC_Order {
		$order = $this->processing_order();
		self::run_worker();
		self::pass( 2 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		return $order;
	}

	/** The same, of an earlier request: what that one has saved is looked at already. */
	protected function order_in_kledo_before(): \WC_Order {
		$order = $this->order_in_kledo();
		Shell::changes( 'kledo' )->tell();
		self::sql( 'UPDATE {deliveries} SET flagged_at = NULL' );
		return self::reread( $order );
	}

	/** As it is stored now. */
	protected static function reread( \WC_Order $order ): \WC_Order {
		return self::plugin()->orders->fresh( $order->get_id() );
	}

	/**
	 * @return list<string> The newest first.
	 */
	protected static function notes( \WC_Order $order ): array {
		return array_map(
			static fn ( object $note ): string => $note->content,
			wc_get_order_notes( array( 'order_id' => $order->get_id() ) )
		);
	}

	/**
	 * @return list<string> Notes of ours.
	 */
	protected static function kledo_notes( \WC_Order $order ): array {
		return array_values( array_filter( self::notes( $order ), static fn ( string $note ): bool => str_contains( $note, 'Kledo' ) ) );
	}

	/**
	 * @return list<string> Subjects of mails sent since a moment.
	 */
	protected static function mails( int $since = 0 ): array {
		$lines = file_exists( (string) getenv( 'MAIL_LOG' ) ) ? file( (string) getenv( 'MAIL_LOG' ), FILE_IGNORE_NEW_LINES ) : array();
		return array_map( static fn ( string $line ): string => json_decode( $line, true )['subject'], array_slice( $lines, $since ) );
	}

	protected static function count_mails(): int {
		return count( self::mails() );
	}

	/** What our log says since the test began. */
	protected static function log(): string {
		$log = '';
		foreach ( self::logs() as $file => $text ) {
			$log .= substr( $text, self::$log_before[ $file ] ?? 0 );
		}
		return $log;
	}

	/**
	 * @return array<string, string> File => what is in it.
	 */
	private static function logs(): array {
		$files = glob( wp_upload_dir()['basedir'] . '/wc-logs/wc-kledo*' );
		return array_combine( $files, array_map( 'file_get_contents', $files ) );
	}

	/** Our box on the order's screen, as a user sees it. */
	protected function box_of( \WC_Order $order, int $user = 1 ): string {
		wp_set_current_user( $user );
		$show = function () use ( $order ): void {
			$this->render( $order );
			$this->print_forms();
		};
		ob_start();
		$show->call( self::box() );
		return (string) ob_get_clean();
	}

	protected static function order_forms(): \WcAccounting\Admin\OrderForms {
		$plugin = self::plugin();
		return new \WcAccounting\Admin\OrderForms( $plugin->connector->description(), $plugin->orders, $plugin->order_actions );
	}

	protected static function box(): \WcAccounting\Admin\MetaBox {
		$plugin = self::plugin();
		return new \WcAccounting\Admin\MetaBox(
			$plugin->connector->description(),
			$plugin->messages,
			$plugin->documents,
			$plugin->order_actions,
			$plugin->book_store,
			new \WcAccounting\Admin\StatusView( $plugin->connector->description(), $plugin->messages ),
			true
		);
	}

	// --- The queue ----------------------------------------------------------------------------------------------------

	protected static function run_worker( float $seconds = 20 ): Run {
		return self::plugin()->worker->run( new Run( $seconds ) );
	}

	/** A run that brings over old orders once nothing else is due, as cron's. */
	protected static function run_cron_worker( float $seconds = 30 ): Run {
		return self::plugin()->worker->run( new Run( $seconds, brings_over: true ) );
	}

	/** Time goes by for the queue. */
	protected static function pass( int $seconds ): void {
		$columns = array( 'created_at', 'first_attempt_at', 'sent_at', 'next_attempt_at', 'lease_expires_at', 'flagged_at', 'changed_at' );
		foreach ( $columns as $column ) {
			self::sql( "UPDATE {deliveries} SET $column = $column - INTERVAL $seconds SECOND" );
		}
		self::sql(
			"UPDATE {books} SET sent_at = sent_at - INTERVAL $seconds SECOND, read_at = read_at - INTERVAL $seconds SECOND,
			read_next_at = read_next_at - INTERVAL $seconds SECOND"
		);
		self::sql(
			"UPDATE {queues} SET held_until = held_until - INTERVAL $seconds SECOND, held_at = held_at - INTERVAL $seconds SECOND,
			fallback_at = fallback_at - INTERVAL $seconds SECOND, looked_at = looked_at - INTERVAL $seconds SECOND"
		);
		foreach ( self::sql( 'SELECT plan_id, tempo FROM {backfills} WHERE tempo IS NOT NULL' ) as $row ) {
			$tempo = json_decode( $row['tempo'], true );
			$tempo = wp_json_encode( array( 'began' => ( $tempo['began'] ?? 0 ) - $seconds ) + $tempo );
			self::sql( "UPDATE {backfills} SET tempo = '$tempo' WHERE plan_id = '{$row['plan_id']}'" );
		}
	}

	/** As when a request that saved something is over, and a minute later cron comes. */
	protected static function end_request_and_run_cron(): void {
		Shell::changes( 'kledo' )->tell();
		self::pass( self::MINUTE );
		do_action( Cron::DELIVER );
	}

	protected static function row( \WC_Order $order, string $document = 'order' ): ?Delivery {
		return self::plugin()->store->find_document( $document, $order->get_id() );
	}

	/**
	 * @return list<array<string, ?string>>
	 */
	protected static function rows(): array {
		return self::sql( 'SELECT * FROM {deliveries} ORDER BY id' );
	}

	/** Seconds until the delivery is due. */
	protected static function seconds_until_due( Delivery $delivery ): int {
		return (int) $delivery->next_attempt_at - self::plugin()->store->now();
	}

	/**
	 * How the server would run a statement, a row a step.
	 *
	 * @return list<array<string, ?string>>
	 */
	protected static function explain( string $statement ): array {
		// MySQL draws a tree unless it is told not to; MariaDB does not know the question.
		if ( array() !== self::sql( "SHOW VARIABLES LIKE 'explain_format'" ) ) {
			self::sql( "SET SESSION explain_format = 'TRADITIONAL'" );
		}
		return self::sql( "EXPLAIN $statement" );
	}

	/**
	 * @return list<string> Names of the options of the plugin.
	 */
	protected static function our_options(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name REGEXP '^wc_(kledo|accounting)_'" );
	}

	/**
	 * @return list<array<string, ?string>>
	 */
	protected static function sql( string $sql ): array {
		global $wpdb;
		$sql  = preg_replace( '/{(\w+)}/', $wpdb->prefix . 'wc_accounting_$1', $sql );
		$rows = $wpdb->get_results( $sql, ARRAY_A );
		self::assertSame( '', $wpdb->last_error );
		return (array) $rows;
	}
}
