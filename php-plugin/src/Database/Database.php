<?php
/**
 * The database.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Database;

/**
 * What `wpdb` leaves to its callers: faults that pass, transactions, locks, and times in UTC.
 */
final class Database {

	/** Behind that of the site, in names of tables. */
	public const PREFIX = 'wc_accounting_';

	/** Deadlock, lock wait time-out, server gone, connection lost. */
	private const PASSING_FAULTS = array( 1213, 1205, 2006, 2013 );

	private const TRIES = 4;

	/** READ COMMITTED, where the server writes its log in a way that forbids it. */
	private const NOT_IN_THIS_LOG = 1665;

	/** So many seconds for one statement; MariaDB alone can do that. */
	private const WAIT_OF_STATEMENT = 'SET STATEMENT innodb_lock_wait_timeout = %1$d, lock_wait_timeout = %1$d FOR ';

	/** Elsewhere for the session, and no less than a second. */
	private const WAIT_OF_SESSION = 'SET @wca_rows = @@SESSION.innodb_lock_wait_timeout, @wca_tables = @@SESSION.lock_wait_timeout,
		SESSION innodb_lock_wait_timeout = %1$d, SESSION lock_wait_timeout = %1$d';

	private const USUAL_WAIT = 'SET SESSION innodb_lock_wait_timeout = @wca_rows, SESSION lock_wait_timeout = @wca_tables';

	private ?bool $skips_locked = null;

	private ?bool $is_mariadb = null;

	private bool $reads_committed = true;

	private ?int $ahead = null;

	/**
	 * Places for values in a statement, such as `%s, %s`.
	 *
	 * @param array<mixed> $values
	 */
	public static function places( string $placeholder, array $values ): string {
		return implode( ', ', array_fill( 0, count( $values ), $placeholder ) );
	}

	/** The table of this site; follows switch_to_blog(). */
	public function table( string $name ): string {
		global $wpdb;
		return $wpdb->prefix . self::PREFIX . $name;
	}

	/**
	 * Now by the database's clock, which all web servers of a shop share.
	 */
	public function now(): int {
		global $wpdb;
		if ( null === $this->ahead ) {
			$theirs      = $wpdb->get_var( 'SELECT UNIX_TIMESTAMP()' );
			$this->ahead = null === $theirs ? 0 : (int) $theirs - time();
		}
		return time() + $this->ahead;
	}

	/** A time as the database keeps it; the opposite of seconds(). */
	public static function datetime( ?int $seconds ): ?string {
		return null === $seconds ? null : gmdate( 'Y-m-d H:i:s', $seconds );
	}

	public static function seconds( ?string $datetime ): ?int {
		if ( null === $datetime || '' === $datetime ) {
			return null;
		}
		$seconds = strtotime( $datetime . ' UTC' );
		return false === $seconds ? null : $seconds;
	}

	/**
	 * Fills in a statement; unlike wpdb::prepare(), null stands for NULL.
	 *
	 * @param list<int|string|null> $values
	 * @throws DatabaseException When it cannot be done.
	 */
	public function prepare( string $sql, array $values ): string {
		global $wpdb;
		$filled    = array();
		$statement = preg_replace_callback(
			'/%[dsi]/',
			static function ( array $place ) use ( &$values, &$filled ): string {
				$value = array_shift( $values );
				if ( null === $value ) {
					return 'NULL';
				}
				$filled[] = $value;
				return $place[0];
			},
			$sql
		);
		if ( null === $statement ) {
			throw new DatabaseException( 'The statement is too long to be filled in.', 0, false );
		}
		return array() === $filled ? $statement : (string) $wpdb->prepare( $statement, $filled );
	}

	/**
	 * Runs a statement; again, when its fault was one that passes.
	 *
	 * @param list<int|string|null> $values
	 * @return int Affected rows.
	 * @throws DatabaseException When it cannot be run.
	 */
	public function run( string $sql, array $values ): int {
		global $wpdb;
		$try = 0;
		while ( true ) {
			++$try;
			$affected = $wpdb->query( $this->prepare( $sql, $values ) ); // prepare() is above.
			if ( false !== $affected ) {
				return (int) $affected;
			}
			$this->give_up_or_wait( $try );
		}
	}

	/**
	 * Runs a statement while somebody waits for the page: it waits for no lock where the server can do that, else for a second,
	 * and is not tried again.
	 *
	 * @param list<int|string|null> $values
	 * @param int                   $seconds How long it may wait, where a little is possible.
	 * @return int Affected rows.
	 * @throws DatabaseException When it cannot be run.
	 */
	public function run_at_once( string $sql, array $values, int $seconds = 0 ): int {
		global $wpdb;
		$statement = $this->prepare( $sql, $values );
		// Who calls knows what to do without; it is no news for the shop's error log.
		$suppressed = $wpdb->suppress_errors( true );
		try {
			if ( $this->is_mariadb() ) {
				$done = $wpdb->query( sprintf( self::WAIT_OF_STATEMENT, $seconds ) . $statement );
				// To wpdb it is none of the statements whose rows it counts.
				return false === $done ? throw $this->fault() : (int) $wpdb->dbh->affected_rows;
			}
			$wpdb->query( sprintf( self::WAIT_OF_SESSION, max( 1, $seconds ) ) );
			$done  = $wpdb->query( $statement );
			$fault = false === $done ? $this->fault() : null;
			$wpdb->query( self::USUAL_WAIT );
			return null === $fault ? (int) $done : throw $fault;
		} finally {
			$wpdb->suppress_errors( $suppressed );
		}
	}

	private function is_mariadb(): bool {
		global $wpdb;
		return $this->is_mariadb ??= $wpdb->dbh instanceof \mysqli && 1 === preg_match( '/MariaDB/i', $this->server() );
	}

	/**
	 * @param list<int|string|null> $values
	 * @return list<array<string, ?string>>
	 * @throws DatabaseException When it cannot be read.
	 */
	public function rows( string $sql, array $values ): array {
		global $wpdb;
		$try = 0;
		while ( true ) {
			++$try;
			/** @var ?list<array<string, ?string>> $rows */
			$rows = $wpdb->get_results( $this->prepare( $sql, $values ), ARRAY_A ); // prepare() is above.
			if ( is_array( $rows ) && '' === $wpdb->last_error ) {
				return $rows;
			}
			$this->give_up_or_wait( $try );
		}
	}

	/**
	 * @param list<int|string|null> $values
	 * @return ?string The first column of the first row.
	 * @throws DatabaseException When it cannot be read.
	 */
	public function value( string $sql, array $values ): ?string {
		$row = $this->rows( $sql, $values )[0] ?? array();
		return array() === $row ? null : reset( $row );
	}

	/**
	 * Runs several statements as one; all of them again, when a fault that passes rolled them back.
	 *
	 * @template T
	 * @param callable(): T $work       Uses once(), never run() or rows(): a statement of a dead transaction must not be repeated alone.
	 * @param bool          $locks_gaps False where others must be able to insert beside the rows that are locked.
	 * @return T
	 * @throws DatabaseException When it cannot be done.
	 */
	public function transaction( callable $work, bool $locks_gaps = true ) {
		global $wpdb;
		$try = 0;
		while ( true ) {
			++$try;
			try {
				if ( ! $locks_gaps && $this->reads_committed ) {
					// Of the next transaction alone.
					$wpdb->query( 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED' );
				}
				$wpdb->query( 'START TRANSACTION' );
				$result = $work();
				if ( false !== $wpdb->query( 'COMMIT' ) ) {
					return $result;
				}
				$this->give_up_or_wait( $try );
			} catch ( DatabaseException $fault ) {
				$wpdb->query( 'ROLLBACK' );
				if ( self::NOT_IN_THIS_LOG === $fault->getCode() && $this->reads_committed ) {
					$this->reads_committed = false;
					continue;
				}
				if ( ! $fault->passes || $try >= self::TRIES ) {
					throw $fault;
				}
				self::wait( $try );
			} catch ( \Throwable $fault ) {
				$wpdb->query( 'ROLLBACK' );
				throw $fault;
			}
		}
	}

	/**
	 * Runs one statement of a transaction.
	 *
	 * @param list<int|string|null> $values
	 * @return list<array<string, ?string>> Rows, if it has any.
	 * @throws DatabaseException When it cannot be run.
	 */
	public function once( string $sql, array $values ): array {
		global $wpdb;
		/** @var ?list<array<string, ?string>> $rows */
		$rows = $wpdb->get_results( $this->prepare( $sql, $values ), ARRAY_A ); // prepare() is above.
		if ( '' !== $wpdb->last_error ) {
			throw $this->fault();
		}
		return is_array( $rows ) ? $rows : array();
	}

	/** Takes a lock of the whole shop; waits no longer than so many seconds for whoever has it. */
	public function lock( string $name, int $seconds = 0 ): bool {
		global $wpdb;
		return '1' === (string) $wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK( %s, %d )', $this->lock_name( $name ), $seconds ) );
	}

	/** Whether somebody has the lock. */
	public function is_locked( string $name ): bool {
		global $wpdb;
		return '0' === (string) $wpdb->get_var( $wpdb->prepare( 'SELECT IS_FREE_LOCK( %s )', $this->lock_name( $name ) ) );
	}

	public function unlock( string $name ): void {
		global $wpdb;
		$wpdb->get_var( $wpdb->prepare( 'SELECT RELEASE_LOCK( %s )', $this->lock_name( $name ) ) );
	}

	/** Locks are the server's: the name must hold database and site, and must not be longer than 64. */
	private function lock_name( string $name ): string {
		global $wpdb;
		return 'wc_accounting_' . md5( DB_NAME . '|' . $wpdb->prefix . '|' . $name );
	}

	/** Whether the server knows SKIP LOCKED: MariaDB from 10.6, MySQL from 8.0.1. */
	public function skips_locked(): bool {
		global $wpdb;
		return $this->skips_locked ??= self::knows_skip_locked( (string) $wpdb->db_server_info() );
	}

	/** What the server calls itself. */
	public function server(): string {
		global $wpdb;
		return (string) $wpdb->db_server_info();
	}

	/** Some servers call themselves what they are not: never try again what they do not know. */
	public function forget_skip_locked(): void {
		$this->skips_locked = false;
	}

	public static function knows_skip_locked( string $server_info ): bool {
		if ( preg_match( '/(\d+\.\d+\.\d+)-MariaDB/i', $server_info, $found ) ) {
			return version_compare( $found[1], '10.6.0', '>=' );
		}
		return 1 === preg_match( '/^\d+\.\d+\.\d+/', $server_info, $found ) && version_compare( $found[0], '8.0.1', '>=' );
	}

	/**
	 * @throws DatabaseException When waiting will not help.
	 */
	private function give_up_or_wait( int $tries ): void {
		$fault = $this->fault();
		if ( ! $fault->passes || $tries >= self::TRIES ) {
			throw $fault;
		}
		self::wait( $tries );
	}

	private static function wait( int $tries ): void {
		usleep( random_int( 5_000, 20_000 ) * 2 ** $tries );
	}

	private function fault(): DatabaseException {
		global $wpdb;
		$number = $wpdb->dbh instanceof \mysqli ? mysqli_errno( $wpdb->dbh ) : 0;
		return new DatabaseException( $wpdb->last_error, $number, in_array( $number, self::PASSING_FAULTS, true ) );
	}
}
