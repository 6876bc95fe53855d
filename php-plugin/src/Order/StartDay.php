<?php
/**
 * From when on orders count.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Settings;

/**
 * Remembers for each kind of document from which moment on orders count, compared with the moment an order was created.
 *
 * The shop is connected for the first time, or a kind of document is switched on: from then on. What is switched off and on
 * again goes on where it was: the sweep looks for what was missed since. The owner is asked whether that is right, and
 * until he answers it holds.
 */
final class StartDay {

	/** Autoloaded: kind of document => when it began, whether the owner is to be asked, since when it pauses. UNIX seconds. */
	public const OPTION = 'wc_accounting_start_days';

	/** Ids of orders that were open before they would have counted, and that the owner wants to count. */
	public const OPEN_OPTION = 'wc_accounting_open_orders';

	/** How long ago the shop may have been connected, or a document switched on, when a run finds it so; seconds. */
	public const NOTICED_WITHIN = 10 * MINUTE_IN_SECONDS;

	public function __construct(
		private readonly Connector $connector,
		private readonly Settings $settings,
	) {}

	/**
	 * Compares what is switched on with what was: nobody tells when a constant or another program changes it.
	 *
	 * @param int $slack How many seconds ago it may have been switched on.
	 */
	public function notice( int $slack = 0 ): void {
		$stored  = self::stored();
		$entries = $stored;
		foreach ( $this->connector->description()->documents as $document ) {
			$entry = $stored[ $document->kind ] ?? null;
			$wants = $this->settings->wants( $document );
			// The last is asked only until the document has begun: it reads the key.
			if ( null === $entry && $wants && null === $this->connector->obstacle() ) {
				$entries[ $document->kind ] = self::beginning( max( Mark::installed_at(), time() - $slack ) );
			} elseif ( null !== $entry && ! $wants && null === $entry['paused_at'] ) {
				$entries[ $document->kind ] = array( 'paused_at' => time() ) + $entry;
			} elseif ( null !== $entry && $wants && null !== $entry['paused_at'] ) {
				$entries[ $document->kind ] = array(
					'asks'      => true,
					'look_back' => $entry['paused_at'],
					'paused_at' => null,
				) + $entry;
			}
		}
		self::store( $entries, $stored );
	}

	/** The plugin is switched off. */
	public static function pause(): void {
		$stored  = self::stored();
		$entries = array_map(
			static fn ( array $entry ): array => array( 'paused_at' => $entry['paused_at'] ?? time() ) + $entry,
			$stored
		);
		self::store( $entries, $stored );
	}

	/** This site is a copy: what was before is the live shop's. */
	public static function begin_anew(): void {
		$stored = self::stored();
		self::store( array_map( static fn (): array => self::beginning( time() ), $stored ), $stored );
		delete_option( self::OPEN_OPTION );
	}

	/** When the document began to count, UNIX seconds; null before it did. */
	public function of( DocumentType $document ): ?int {
		return self::stored()[ $document->kind ]['from'] ?? null;
	}

	/**
	 * Documents that have begun to count.
	 *
	 * @return list<DocumentType>
	 */
	public function started(): array {
		$documents = $this->connector->description()->documents;
		return array_values( array_filter( $documents, fn ( DocumentType $document ): bool => null !== $this->of( $document ) ) );
	}

	/** From when on the sweep is to look for what was missed; null when nothing special was. */
	public function look_back( DocumentType $document ): ?int {
		return self::stored()[ $document->kind ]['look_back'] ?? null;
	}

	/** The sweep has looked. */
	public function looked_back( DocumentType $document ): void {
		$this->change( array( $document->kind ), array( 'look_back' => null ) );
	}

	/** Whether an order counts by when it was created, or because the owner said so of the open ones. */
	public function counts( \WC_Order $order, DocumentType $document ): bool {
		$created = $order->get_date_created( 'edit' )?->getTimestamp();
		$from    = $this->of( $document );
		return null === $created || null === $from || $created >= $from || in_array( $order->get_id(), self::open_orders(), true );
	}

	/**
	 * @return list<int> Ids of older orders that count since they were open.
	 */
	public static function open_orders(): array {
		$stored = get_option( self::OPEN_OPTION, array() );
		return is_array( $stored ) ? array_map( 'intval', array_values( $stored ) ) : array();
	}

	/**
	 * Kinds of documents that the owner is to be asked about.
	 *
	 * @return list<string>
	 */
	public function questions(): array {
		return array_keys(
			array_filter( self::stored(), static fn ( array $entry ): bool => $entry['asks'] && null === $entry['paused_at'] )
		);
	}

	/**
	 * What the owner says.
	 *
	 * @param list<string> $kinds
	 * @param ?int         $from  From when on orders count, UNIX seconds; null keeps what holds.
	 * @param list<int>    $open  Ids of older orders that are open and count as well.
	 */
	public function answer( array $kinds, ?int $from, array $open ): void {
		foreach ( $kinds as $kind ) {
			$began = $from ?? self::stored()[ $kind ]['from'] ?? null;
			if ( null !== $began ) {
				$back = array( self::stored()[ $kind ]['look_back'] ?? null, array() === $open ? $from : $began );
				$back = array_filter( $back, static fn ( ?int $time ): bool => null !== $time );
				$this->change(
					array( $kind ),
					array(
						'from'      => $began,
						'asks'      => false,
						'look_back' => array() === $back ? null : min( $back ),
					)
				);
			}
		}
		if ( array() !== $open ) {
			update_option( self::OPEN_OPTION, array_values( array_unique( array_merge( self::open_orders(), $open ) ) ), false );
		}
	}

	/**
	 * @param list<string>                         $kinds
	 * @param array<string, int|bool|null> $news
	 */
	private function change( array $kinds, array $news ): void {
		$stored  = self::stored();
		$entries = $stored;
		foreach ( array_intersect( $kinds, array_keys( $stored ) ) as $kind ) {
			$entries[ $kind ] = $news + $stored[ $kind ];
		}
		self::store( $entries, $stored );
	}

	/**
	 * @return array{from: int, asks: bool, paused_at: null, look_back: null}
	 */
	private static function beginning( int $from ): array {
		return array(
			'from'      => $from,
			'asks'      => true,
			'paused_at' => null,
			'look_back' => null,
		);
	}

	/**
	 * @return array<string, array{from: int, asks: bool, paused_at: ?int, look_back: ?int}>
	 */
	private static function stored(): array {
		$stored = get_option( self::OPTION, array() );
		$valid  = array_filter( is_array( $stored ) ? $stored : array(), static fn ( $entry ): bool => is_int( $entry['from'] ?? null ) );
		return array_map( static fn ( array $entry ): array => $entry + self::beginning( $entry['from'] ), $valid );
	}

	/**
	 * @param array<string, array<string, int|bool|null>> $entries
	 * @param array<string, array<string, int|bool|null>> $stored
	 */
	private static function store( array $entries, array $stored ): void {
		if ( $entries !== $stored ) {
			update_option( self::OPTION, $entries, true );
		}
	}
}
