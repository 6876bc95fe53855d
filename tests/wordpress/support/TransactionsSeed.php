<?php
/**
 * A delivery table of a shop with a long past.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Account;

/**
 * Fills the delivery table by `INSERT … SELECT` from a sequence, so that a million rows take a minute. Everything follows
 * from the number of the row: two runs make the same table.
 *
 * Three years, ever more orders a day; each order with a sales order and, some orders later, an invoice. Most are
 * confirmed at the first attempt, the newest still wait.
 */
final class TransactionsSeed {

	/** Nearly all went well: 5,000 of a million failed. */
	public const HEALTHY = 'healthy';

	/** The key was refused for months: 200,000 failed in a row, 20,000 wait, all within one day. A fifth needed two attempts. */
	public const HOSTILE = 'hostile';

	/** A shop that has its troubles: of a hundred two failed, one waits, half of these for an approval, one was set aside. */
	public const BUSY = 'busy';

	private const YEARS_IN_SECONDS = 3 * 365 * 86400;

	/** What was said, of which two are about one order only. */
	private const ERRORS = array(
		'Kledo refused the document. Correct what it names in the order or in the settings, then send it again. (Details: The contact of order #{order} is not known)',
		'Kledo refused the document. Correct what it names in the order or in the settings, then send it again. (Details: SKU KOPI-{order} not found in warehouse {group})',
		'Kledo refused the API key: it is wrong, has expired or was revoked. Make a new key in Kledo and save it in the settings; everything that waits is then sent.',
		'Kledo did not answer in time. Whether the document arrived is checked before it is sent again; nothing to do. (Details: operation timed out after {group}000 ms)',
		'The address of Kledo could not be found. Check the API endpoint in the settings and the name servers of this server; sending is tried again by itself.',
		'Kledo had an internal error. Whether the document arrived is checked before it is sent again; nothing to do. (Details: HTTP 50{group})',
		'Sending to Kledo was tried as often as allowed. Remove the cause, then send it again. (Details: tanggal transaksi tidak boleh kosong, kode {group})',
		'Kledo accepted the document, but it never appeared there. Look for it in Kledo; if it is not there, send it again.',
	);

	/** @param int $before Ids of orders come after it. */
	public function __construct( private readonly string $table, private readonly int $before = 100 ) {}

	/** @return float Seconds it took. */
	public function fill( string $distribution, int $rows ): float {
		global $wpdb;
		$started = microtime( true );
		$wpdb->query( "TRUNCATE TABLE $this->table" );
		$step = 50000;
		for ( $first = 1; $first <= $rows; $first += $step ) {
			$wpdb->query( $this->insert( $distribution, $rows, $first, min( $rows, $first + $step - 1 ) ) );
			if ( '' !== $wpdb->last_error ) {
				throw new \RuntimeException( $wpdb->last_error );
			}
		}
		$this->fill_books();
		$wpdb->query( "ANALYZE TABLE $this->table" );
		return microtime( true ) - $started;
	}

	/** Of what is confirmed all but a few have been read, and of those one in a hundred differs. */
	private function fill_books(): void {
		global $wpdb;
		$books = "{$wpdb->prefix}wc_accounting_books";
		$wpdb->query( "TRUNCATE TABLE $books" );
		$wpdb->query(
			"INSERT INTO $books ( delivery_id, connector, account, sent_at, shop_total, shop_tax, total, tax, due, state, differs, read_at )
			SELECT id, connector, account, sent_at, '111000', '11000', IF( id % 100 = 7, '100000', '111000' ), '11000', '0', 'paid',
				id % 100 = 7, sent_at FROM $this->table WHERE status = 'confirmed' AND id % 1000 <> 999"
		);
		$wpdb->query( "ANALYZE TABLE $books" );
	}

	/** n: number of the row; r: 0 … 9999, as good as random; o: id of the order. */
	private function insert( string $distribution, int $rows, int $first, int $last ): string {
		$half    = intdiv( $rows, 2 );
		$later   = intdiv( $rows, 1000 );
		$pair    = "IF( seq % 2, ( seq + 1 ) DIV 2, ( seq DIV 2 + $half - $later - 1 ) % $half + 1 )";
		$years   = self::YEARS_IN_SECONDS;
		$second  = self::HOSTILE === $distribution ? 2000 : 0;
		$status  = self::status( $distribution, $rows );
		$error   = self::error();
		$reason  = self::BUSY === $distribution ? "IF( status = 'retrying' AND r % 2, 'awaits_approval', 'rejected' )" : "'rejected'";
		$numbers = self::numbers( $first, $last );
		$account = ( new Account( 'kledo' ) )->id();
		return "INSERT INTO $this->table ( connector, account, document, order_id, subject_id, reference, status, attempts, checks,
				created_at, first_attempt_at, sent_at, next_attempt_at,
				remote_id, remote_number, reason, reason_detail, last_error, changed_at, updated_at,
				order_total, currency, dated_on )
			SELECT 'kledo', '$account', document, o, o, CONCAT( 'WC/SO/', o ), status,
				CASE status
					WHEN 'pending' THEN 0
					WHEN 'failed' THEN IF( r % 10 < 7, 20, r % 20 + 1 )
					WHEN 'retrying' THEN r % 12 + 1
					ELSE IF( r < 200, r % 19 + 2, IF( r < 200 + $second, 2, 1 ) )
				END,
				1, created, created, created,
				IF( status IN ( 'confirmed', 'failed', 'set_aside' ), NULL, UTC_TIMESTAMP() + INTERVAL r % 28800 SECOND ),
				IF( status = 'confirmed', n, NULL ), IF( status = 'confirmed', CONCAT( 'SO/', n ), NULL ),
				IF( error IS NULL, NULL, $reason ), NULL, error,
				IF( status = 'confirmed' AND r BETWEEN 300 AND 399, created, NULL ), created,
				'111000', 'IDR', IF( status IN ( 'pending', 'set_aside' ), NULL, DATE( created ) )
			FROM (
				SELECT *, IF( status IN ( 'failed', 'retrying', 'unconfirmed' ), $error, NULL ) AS error FROM (
					SELECT n, r, document, o, created, $status AS status FROM (
						SELECT seq AS n, CRC32( seq * 7919 ) % 10000 AS r, IF( seq % 2, 'order', 'invoice' ) AS document,
							$this->before + 3 * $pair AS o,
							UTC_TIMESTAMP() - INTERVAL ROUND( $years * ( 1 - POW( seq / $rows, 0.75 ) ) ) SECOND AS created
						FROM ( $numbers ) seqs
					) numbers
				) deliveries
			) told ORDER BY n";
	}

	/** Whole numbers, as `seq`, in a way that MariaDB and MySQL both know; at most 100,000. */
	public static function numbers( int $first, int $last ): string {
		$digits = '( SELECT 0 AS digit UNION ALL SELECT ' . implode( ' UNION ALL SELECT ', range( 1, 9 ) ) . ' )';
		return "SELECT $first + a.digit + 10 * b.digit + 100 * c.digit + 1000 * d.digit + 10000 * e.digit AS seq
			FROM $digits a, $digits b, $digits c, $digits d, $digits e HAVING seq <= $last";
	}

	private static function status( string $distribution, int $rows ): string {
		$waiting = "ELT( r % 5 + 1, 'pending', 'retrying', 'retrying', 'unconfirmed', 'accepted' )";
		if ( self::HOSTILE === $distribution ) {
			$waits = $rows - intdiv( $rows, 50 );
			$from  = intdiv( $rows * 3, 5 );
			$to    = $from + intdiv( $rows, 5 );
			return "IF( n > $waits, $waiting, IF( n > $from AND n <= $to, 'failed', 'confirmed' ) )";
		}
		$waits = $rows - intdiv( $rows, 400 );
		if ( self::BUSY === $distribution ) {
			$settled = "IF( r < 200, 'failed', IF( r < 300, 'retrying', IF( r BETWEEN 400 AND 499, 'set_aside', 'confirmed' ) ) )";
			return "IF( n > $waits, $waiting, $settled )";
		}
		return "IF( n > $waits, $waiting, IF( r < 50, 'failed', 'confirmed' ) )";
	}

	/** Five groups of eight sentences. */
	private static function error(): string {
		$sentences = array_map( static fn ( string $sentence ): string => "'" . esc_sql( $sentence ) . "'", self::ERRORS );
		$error     = 'ELT( r % ' . count( $sentences ) . ' + 1, ' . implode( ', ', $sentences ) . ' )';
		return "REPLACE( REPLACE( $error, '{order}', o ), '{group}', r DIV 8 % 5 )";
	}
}
