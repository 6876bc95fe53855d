<?php
/**
 * What stands in the books, in the database.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;

/**
 * One row for each delivery whose document has a total: what its order came to, what the service says, and when it is to be asked.
 * A row is of what left last: one that was written for an earlier sending is as good as none.
 */
final class BookStore {

	/** A document that cannot be read for so long is not asked for any more. */
	private const PATIENCE_DAYS = 30;

	public function __construct(
		private readonly Database $database,
		private readonly Account $account,
	) {}

	/**
	 * A document is there, and somebody is to ask what it comes to.
	 *
	 * @param string  $shop_total What it is compared with, a decimal.
	 * @param ?string $shop_tax   Tax in that; null when it is not known.
	 */
	public function ask_for( Delivery $delivery, string $shop_total, ?string $shop_tax ): void {
		$this->database->run(
			'REPLACE INTO %i ( delivery_id, connector, account, sent_at, shop_total, shop_tax, read_next_at )
			VALUES ( %d, %s, %s, %s, %s, %s, UTC_TIMESTAMP() )',
			array( $this->table(), ...$this->of_shop( $delivery, $shop_total, $shop_tax ) )
		);
	}

	/**
	 * What it comes to.
	 *
	 * @param string                                                           $shop_total As in ask_for().
	 * @param ?string                                                          $shop_tax   The same.
	 * @param array{total: string, tax: ?string, due: ?string, state: ?string} $books      Decimals; the state is the service's own word.
	 * @param bool                                                             $differs    Whether shop and books disagree.
	 */
	public function told( Delivery $delivery, string $shop_total, ?string $shop_tax, array $books, bool $differs ): void {
		$this->database->run(
			'REPLACE INTO %i ( delivery_id, connector, account, sent_at, shop_total, shop_tax, total, tax, due, state, differs, read_at )
			VALUES ( %d, %s, %s, %s, %s, %s, %s, %s, %s, %s, %d, UTC_TIMESTAMP() )',
			array(
				$this->table(),
				...$this->of_shop( $delivery, $shop_total, $shop_tax ),
				...array( $books['total'], $books['tax'], $books['due'], self::word( $books['state'] ), $differs ? 1 : 0 ),
			)
		);
	}

	/**
	 * The list of the service does not have it, or has it again.
	 *
	 * @param ?Books                                  $known What is known of it.
	 * @param Books::GONE|Books::TAKEN_BACK|null      $absent
	 */
	public function set_absent( Delivery $delivery, ?Books $known, ?string $absent ): void {
		if ( $known?->absent === $absent ) {
			return;
		}
		if ( null !== $known ) {
			$this->database->run(
				'UPDATE %i SET absent = %s WHERE delivery_id = %d',
				array( $this->table(), $absent, $delivery->id )
			);
			return;
		}
		$this->database->run(
			'REPLACE INTO %i ( delivery_id, connector, account, sent_at, shop_total, shop_tax, absent ) VALUES ( %d, %s, %s, %s, %s, %s, %s )',
			array( $this->table(), ...$this->of_shop( $delivery, $delivery->order_total ?? '0', null ), ...array( $absent ) )
		);
	}

	/** Another document has undone this one: it is in the books no more, and is not missing there. */
	public function take_back( string $document, int $subject_id ): void {
		$this->database->run(
			'UPDATE %i b JOIN %i d ON d.id = b.delivery_id SET b.absent = %s
			WHERE d.connector = %s AND d.account = %s AND d.document = %s AND d.subject_id = %d AND d.status = %s',
			array(
				...array( $this->table(), $this->database->table( 'deliveries' ), Books::TAKEN_BACK ),
				...$this->account->values(),
				...array( $document, $subject_id, Status::Confirmed->value ),
			)
		);
	}

	/**
	 * @return list<int|string|null>
	 */
	private function of_shop( Delivery $delivery, string $shop_total, ?string $shop_tax ): array {
		return array(
			$delivery->id,
			...$this->account->values(),
			...array( Database::datetime( $delivery->sent_at ), $shop_total, $shop_tax ),
		);
	}

	/** A state is a word in small letters; what is none is not kept. */
	private static function word( ?string $state ): ?string {
		return 1 === preg_match( '/^[a-z_]{1,40}$/', (string) $state ) ? $state : null;
	}

	/**
	 * Documents that are to be asked for, those that have waited longest first.
	 *
	 * @return list<array{delivery: Delivery, shop_total: string, shop_tax: ?string}>
	 */
	public function due( int $limit ): array {
		$rows = $this->database->rows(
			'SELECT d.*, b.shop_total, b.shop_tax, b.sent_at <=> d.sent_at AND d.status = %s AS is_current
			FROM ( SELECT delivery_id, sent_at, shop_total, shop_tax, read_next_at FROM %i
				WHERE ' . Account::CONDITION . ' AND read_next_at <= UTC_TIMESTAMP() ORDER BY read_next_at, delivery_id LIMIT %d ) b
			JOIN %i d ON d.id = b.delivery_id ORDER BY b.read_next_at, d.id',
			array(
				Status::Confirmed->value,
				$this->table(),
				...$this->account->values(),
				...array( $limit, $this->database->table( 'deliveries' ) ),
			)
		);
		$due  = array();
		foreach ( $rows as $row ) {
			if ( '1' === $row['is_current'] ) {
				$due[] = array(
					'delivery'   => Delivery::from_row( $row ),
					'shop_total' => (string) $row['shop_total'],
					'shop_tax'   => $row['shop_tax'],
				);
			} else {
				$this->forget( (int) $row['id'] );
			}
		}
		return $due;
	}

	/** What is being sent anew is compared when it is there again. */
	private function forget( int $delivery_id ): void {
		$this->database->run( 'DELETE FROM %i WHERE delivery_id = %d', array( $this->table(), $delivery_id ) );
	}

	/** The service did not tell: it is asked later, unless it has been for long enough. */
	public function put_off( Delivery $delivery, int $seconds ): void {
		$this->database->run(
			'UPDATE %i SET read_next_at = IF( sent_at < UTC_TIMESTAMP() - INTERVAL %d DAY, NULL, UTC_TIMESTAMP() + INTERVAL %d SECOND )
			WHERE delivery_id = %d',
			array( $this->table(), self::PATIENCE_DAYS, $seconds, $delivery->id )
		);
	}

	/**
	 * What is known of these.
	 *
	 * @param list<Delivery> $deliveries
	 * @return array<int, Books> By id of the delivery; without those of which nothing is known.
	 */
	public function of( array $deliveries ): array {
		if ( array() === $deliveries ) {
			return array();
		}
		$ids   = array_map( static fn ( Delivery $delivery ): int => $delivery->id, $deliveries );
		$rows  = $this->database->rows(
			'SELECT * FROM %i WHERE delivery_id IN ( ' . Database::places( '%d', $ids ) . ' )',
			array( $this->table(), ...$ids )
		);
		$by_id = array_combine( $ids, $deliveries );
		$books = array();
		foreach ( $rows as $row ) {
			$delivery = $by_id[ (int) $row['delivery_id'] ];
			if ( Status::Confirmed === $delivery->status && Database::seconds( $row['sent_at'] ) === $delivery->sent_at ) {
				$books[ $delivery->id ] = Books::from_row( $row );
			}
		}
		return $books;
	}

	/**
	 * Those that were read last, the newest first.
	 *
	 * @return list<Books>
	 */
	public function latest( int $limit ): array {
		$rows = $this->database->rows(
			'SELECT * FROM %i WHERE ' . Account::CONDITION . ' AND read_at IS NOT NULL ORDER BY read_at DESC, delivery_id DESC LIMIT %d',
			array( $this->table(), ...$this->account->values(), ...array( $limit ) )
		);
		return array_map( Books::from_row( ... ), $rows );
	}

	/**
	 * What the latest documents came to in the shop, whether or not the service has told what they come to there.
	 *
	 * @return list<array{total: string, tax: string}> Without those whose tax nobody knows.
	 */
	public function latest_charges( int $limit ): array {
		$charges = array();
		$rows    = $this->database->rows(
			'SELECT shop_total, shop_tax FROM %i WHERE ' . Account::CONDITION . ' ORDER BY read_at DESC, delivery_id DESC LIMIT %d',
			array( $this->table(), ...$this->account->values(), ...array( $limit ) )
		);
		foreach ( $rows as $row ) {
			if ( null !== $row['shop_tax'] ) {
				$charges[] = array(
					'total' => (string) $row['shop_total'],
					'tax'   => $row['shop_tax'],
				);
			}
		}
		return $charges;
	}

	private function table(): string {
		return $this->database->table( 'books' );
	}
}
