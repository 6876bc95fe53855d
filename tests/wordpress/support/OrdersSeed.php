<?php
/**
 * The orders of a shop with a long past.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/**
 * Fills the tables of orders by `INSERT … SELECT` from a sequence, as far as lists and sweeps look at them, wherever this shop keeps
 * its orders. Beside TransactionsSeed: each order there is one here, made at the same time. So many more that one in ten is added were
 * never sent, and one in a hundred of those that were has a refund.
 */
final class OrdersSeed {

	/** As many numbers as TransactionsSeed::numbers() can make at a time, or fewer. */
	private const STEP = 50000;

	private const YEARS_IN_SECONDS = 3 * 365 * 86400;

	/** Of orders that were sent, by n % 100 from the first to the last; the newest are still in work. */
	private const SENT = "IF( n > %d, 'wc-processing',
		IF( n %% 50 = 7, 'wc-refunded', IF( n %% 70 = 9, 'wc-cancelled', 'wc-completed' ) ) )";

	/** Of orders that were not. */
	private const UNSENT = "ELT( n DIV 10 % 4 + 1, 'wc-pending', 'wc-cancelled', 'wc-failed', 'wc-on-hold' )";

	/** @param int $before Ids come after it; as TransactionsSeed has it. */
	public function __construct( private readonly int $before = 100 ) {}

	/** @return float Seconds it took. */
	public function fill( int $orders ): float {
		$started = microtime( true );
		$this->clear();
		for ( $first = 1; $first <= $orders; $first += self::STEP ) {
			$last = min( $orders, $first + self::STEP - 1 );
			$sent = sprintf( self::SENT, intdiv( $orders * 98, 100 ) );
			$this->insert( 'shop_order', $this->id(), '0', $sent, '1 = 1', $orders, $first, $last );
			$this->insert( 'shop_order', $this->id( 2 ), '0', self::UNSENT, 'n % 10 = 3', $orders, $first, $last );
			$this->insert( 'shop_order_refund', $this->id( 1 ), $this->id(), "'wc-completed'", 'n % 100 = 57', $orders, $first, $last );
		}
		$this->run( 'ANALYZE TABLE {posts}' . ( $this->is_in_tables() ? ', {orders}' : '' ) );
		return microtime( true ) - $started;
	}

	/** Takes away what fill() made, and whatever else has such ids. */
	public function clear(): void {
		$this->run( "DELETE FROM {posts} WHERE ID > $this->before AND post_type LIKE 'shop\\_order%'" );
		! $this->is_in_tables() || $this->run( "DELETE FROM {orders} WHERE id > $this->before" );
	}

	private function id( int $more = 0 ): string {
		return $this->before + $more . ' + 3 * n';
	}

	/**
	 * @param string $id     SQL on n, the number of the order; as $parent, $status and $which.
	 * @param int    $orders How many there will be.
	 */
	private function insert(
		string $type,
		string $id,
		string $parent,
		string $status,
		string $which,
		int $orders,
		int $first,
		int $last
	): void {
		$years   = self::YEARS_IN_SECONDS;
		$numbers = TransactionsSeed::numbers( $first, $last );
		$created = "UTC_TIMESTAMP() - INTERVAL ROUND( $years * ( 1 - POW( n / $orders, 0.75 ) ) ) SECOND";
		$from    = "FROM ( SELECT n, $id AS id, $parent AS parent, $status AS status, $created AS created
			FROM ( SELECT seq AS n FROM ( $numbers ) seqs ) numbers WHERE $which ) orders ORDER BY id";
		$this->run(
			$this->is_in_tables()
				? "INSERT INTO {orders} ( id, status, currency, type, tax_amount, total_amount, customer_id, billing_email,
						date_created_gmt, date_updated_gmt, parent_order_id, payment_method, payment_method_title, ip_address, user_agent )
					SELECT id, status, 'IDR', '$type', 11000, 111000, 0, CONCAT( 'buyer', n % 90000, '@example.com' ), created,
						created + INTERVAL 1 HOUR, parent, 'cod', 'Cash on delivery', '127.0.0.1', 'Mozilla/5.0' $from"
				: "INSERT INTO {posts} ( ID, post_date, post_date_gmt, post_content, post_title, post_excerpt, post_status, to_ping, pinged,
						post_modified, post_modified_gmt, post_content_filtered, post_parent, post_type )
					SELECT id, created + INTERVAL 7 HOUR, created, '', 'Order', '', status, '', '', created + INTERVAL 8 HOUR,
						created + INTERVAL 1 HOUR, '', parent, '$type' $from"
		);
	}

	private function is_in_tables(): bool {
		return 'posts' !== getenv( 'STORAGE' );
	}

	private function run( string $sql ): void {
		global $wpdb;
		$wpdb->query( strtr( $sql, array( '{posts}' => $wpdb->posts, '{orders}' => "{$wpdb->prefix}wc_orders" ) ) );
		if ( '' !== $wpdb->last_error ) {
			throw new \RuntimeException( $wpdb->last_error );
		}
	}
}
