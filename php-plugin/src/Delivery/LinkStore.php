<?php
/**
 * Links in the database.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;

/**
 * What conversations with a service learned and may keep: this customer is that contact, this SKU that item. Each link is of one
 * company of one service. A link may be lost at any time: the next order asks the service instead.
 *
 * Keys and ids are bytes to the database, and are written as digits: so two keys are the same only if they are so letter for
 * letter, and an emoji is stored whole whatever the database's character set.
 */
final class LinkStore {

	/** Links in one statement, which stays below 1 MB even if each has the longest name of the widest letters. */
	private const READ_AT_A_TIME  = 500;
	private const WRITE_AT_A_TIME = 200;

	/** Letters that a shortened key keeps; as in the extension. */
	private const KEY_BEGINNING = 158;

	private const COLUMNS = 'kind, link_key, remote_id';

	public function __construct(
		private readonly Database $database,
		/** Whose links these are: those of other services and other companies are out of reach. */
		private readonly Account $account,
	) {}

	/**
	 * Those of these links that there are. One question; none when nobody asks for anything.
	 *
	 * @param list<array{kind: string, key: string}> $names
	 * @return list<array{kind: string, key: string, remote_id: string}>
	 */
	public function find( array $names ): array {
		$links = array();
		foreach ( array_chunk( $names, self::READ_AT_A_TIME ) as $some ) {
			$keys = array();
			foreach ( $some as $name ) {
				$keys[ $name['kind'] ][] = bin2hex( $name['key'] );
			}
			$conditions = array();
			$values     = array();
			foreach ( $keys as $kind => $of_kind ) {
				$conditions[] = 'kind = %s AND link_key IN ( ' . Database::places( 'UNHEX( %s )', $of_kind ) . ' )';
				array_push( $values, (string) $kind, ...$of_kind );
			}
			$condition = Account::CONDITION . ' AND ( ' . implode( ' OR ', $conditions ) . ' )';
			array_push( $links, ...$this->links_where( $condition, array( ...$this->account->values(), ...$values ) ) );
		}
		return $links;
	}

	/**
	 * Stores what a conversation learned, and removes what it found wrong, unless another one has corrected that meanwhile.
	 *
	 * @param list<array{kind: string, key: string, remote_id: string}> $learned
	 * @param list<array{kind: string, key: string, remote_id: string}> $forgotten
	 */
	public function keep( array $learned, array $forgotten ): void {
		foreach ( array_chunk( $forgotten, self::WRITE_AT_A_TIME ) as $some ) {
			$conditions = array_fill( 0, count( $some ), 'kind = %s AND link_key = UNHEX( %s ) AND remote_id = UNHEX( %s )' );
			$this->database->run(
				'DELETE FROM %i WHERE ' . Account::CONDITION . ' AND ( ' . implode( ' OR ', $conditions ) . ' )',
				array( $this->table(), ...$this->account->values(), ...array_merge( ...array_map( self::columns( ... ), $some ) ) )
			);
		}
		// In one order for all processes, so that none waits for another in a circle.
		sort( $learned );
		foreach ( array_chunk( $learned, self::WRITE_AT_A_TIME ) as $some ) {
			$values = array( $this->table() );
			foreach ( $some as $link ) {
				array_push( $values, ...$this->account->values(), ...self::columns( $link ) );
			}
			$row = '( %s, %s, %s, UNHEX( %s ), UNHEX( %s ), UTC_TIMESTAMP() )';
			$this->database->run(
				'REPLACE INTO %i ( connector, account, ' . self::COLUMNS . ', updated_at ) VALUES ' . Database::places( $row, $some ),
				$values
			);
		}
	}

	/**
	 * Links of a person, of all companies.
	 *
	 * @return list<array{kind: string, key: string, remote_id: string}>
	 */
	public function of_person( string $email ): array {
		return $this->links_where( ...$this->is_person( $email ) );
	}

	/**
	 * @return int Links that there were.
	 */
	public function forget_person( string $email ): int {
		list( $condition, $values ) = $this->is_person( $email );
		return $this->database->run( 'DELETE FROM %i WHERE ' . $condition, array( $this->table(), ...$values ) );
	}

	/**
	 * A person is known by the e-mail address, in capitals or not: the key is that, or begins with it and a space. Few ask for what is
	 * known of them: no index serves this.
	 *
	 * @return array{0: string, 1: list<string>} Condition and values.
	 */
	private function is_person( string $email ): array {
		$email     = mb_strtolower( trim( $email ), 'UTF-8' );
		$key       = 'LOWER( CONVERT( link_key USING utf8mb4 ) )';
		$is_long   = mb_strlen( $email, 'UTF-8' ) > self::KEY_BEGINNING;
		$beginning = $is_long ? 'LEFT( ' . $key . ', ' . self::KEY_BEGINNING . ' )' : "SUBSTRING_INDEX( $key, ' ', 1 )";
		$values    = array( $this->account->service, bin2hex( mb_substr( $email, 0, self::KEY_BEGINNING, 'UTF-8' ) ) );
		return array( "connector = %s AND $beginning COLLATE utf8mb4_bin = CONVERT( UNHEX( %s ) USING utf8mb4 )", $values );
	}

	/**
	 * @param array{kind: string, key: string, remote_id: string} $link
	 * @return list<string>
	 */
	private static function columns( array $link ): array {
		return array( $link['kind'], bin2hex( $link['key'] ), bin2hex( $link['remote_id'] ) );
	}

	/**
	 * @param list<string> $values
	 * @return list<array{kind: string, key: string, remote_id: string}>
	 */
	private function links_where( string $condition, array $values ): array {
		return array_map(
			static fn ( array $row ): array => array(
				'kind'      => (string) $row['kind'],
				'key'       => (string) $row['link_key'],
				'remote_id' => (string) $row['remote_id'],
			),
			$this->database->rows( 'SELECT ' . self::COLUMNS . ' FROM %i WHERE ' . $condition, array( $this->table(), ...$values ) )
		);
	}

	private function table(): string {
		return $this->database->table( 'links' );
	}
}
