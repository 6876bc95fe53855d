<?php
/**
 * From when on orders count.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\Account;
use WcAccounting\Connector\Connector;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Installation;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\Settings;

/**
 * Remembers for each kind of document from which moment on orders count, compared with the moment an order was created.
 *
 * The shop is connected with a company for the first time, or a kind of document is switched on: from then on. What is switched off and on
 * again goes on where it was: the sweep looks for what was missed since. The owner is asked whether that is right, and
 * until he answers it holds.
 */
final class StartDay {

	/** Autoloaded: company => kind of document => when it began, whether the owner is to be asked, since when it pauses. UNIX seconds. */
	public const OPTION = 'start_days';

	/** Company => ids of orders that were open before they would have counted, and that the owner wants to count. */
	public const OPEN_OPTION = 'open_orders';

	/** How long ago the shop may have been connected, or a document switched on, when a run finds it so; seconds. */
	public const NOTICED_WITHIN = 10 * MINUTE_IN_SECONDS;

	private readonly Account $account;

	public function __construct(
		private readonly Connector $connector,
		private readonly Settings $settings,
	) {
		$this->account = $connector->description()->account;
	}

	/**
	 * Compares what is switched on with what was: nobody tells when a constant or another program changes it.
	 *
	 * @param int $slack How many seconds ago it may have been switched on.
	 */
	public function notice( int $slack = 0 ): void {
		$stored  = $this->stored();
		$entries = $stored;
		// What was sent to another company a moment ago is not sent to this one as well.
		$slack = $this->account->is_first() ? $slack : 0;
		foreach ( $this->connector->description()->documents as $document ) {
			$entry = $stored[ $document->kind ] ?? null;
			$wants = $this->settings->wants( $document );
			// The last is asked only until the document has begun: it reads the key.
			if ( null === $entry && $wants && null === $this->connector->obstacle() ) {
				$entries[ $document->kind ] = self::beginning( max( Installation::at( $this->account->service ), time() - $slack ) );
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
		$this->store( $entries );
	}

	/** The plugin is switched off. */
	public static function pause( string $service ): void {
		self::change_all( $service, static fn ( array $entry ): array => array( 'paused_at' => $entry['paused_at'] ?? time() ) + $entry );
	}

	/** This site is a copy: what was before is the live shop's. */
	public static function begin_anew( string $service ): void {
		self::change_all( $service, static fn (): array => self::beginning( time() ) );
		delete_option( Name::of( $service, self::OPEN_OPTION ) );
	}

	/** What began before it was known whose books these are. */
	public function adopt_unowned( string $account ): void {
		$all = self::all( $this->account->service );
		$all = array( $account => ( $all[ $account ] ?? array() ) + ( $all[''] ?? array() ) ) + $all;
		unset( $all[''] );
		self::store_all( $this->account->service, $all );
	}

	/** When the document began to count, UNIX seconds; null before it did. */
	public function of( DocumentType $document ): ?int {
		return $this->stored()[ $document->kind ]['from'] ?? null;
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
		return $this->stored()[ $document->kind ]['look_back'] ?? null;
	}

	/** The sweep has looked. */
	public function looked_back( DocumentType $document ): void {
		$this->change( array( $document->kind ), array( 'look_back' => null ) );
	}

	/** Whether an order counts by when it was created, or because the owner said so of the open ones. */
	public function counts( \WC_Order $order, DocumentType $document ): bool {
		$created = $order->get_date_created( 'edit' )?->getTimestamp();
		$from    = $this->of( $document );
		return null === $created || null === $from || $created >= $from || in_array( $order->get_id(), $this->open_orders(), true );
	}

	/**
	 * @return list<int> Ids of older orders that count since they were open.
	 */
	public function open_orders(): array {
		return array_map( 'intval', array_values( $this->all_open_orders()[ $this->account->id() ] ?? array() ) );
	}

	/**
	 * @return array<string, array<array-key, mixed>>
	 */
	private function all_open_orders(): array {
		$stored = get_option( Name::of( $this->account->service, self::OPEN_OPTION ), array() );
		return array_filter( is_array( $stored ) ? $stored : array(), 'is_array' );
	}

	/**
	 * Kinds of documents that the owner is to be asked about.
	 *
	 * @return list<string>
	 */
	public function questions(): array {
		return array_keys(
			array_filter( $this->stored(), static fn ( array $entry ): bool => $entry['asks'] && null === $entry['paused_at'] )
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
			$began = $from ?? $this->stored()[ $kind ]['from'] ?? null;
			if ( null !== $began ) {
				$back = array( $this->stored()[ $kind ]['look_back'] ?? null, array() === $open ? $from : $began );
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
			$mine = array( $this->account->id() => array_values( array_unique( array_merge( $this->open_orders(), $open ) ) ) );
			update_option( Name::of( $this->account->service, self::OPEN_OPTION ), $mine + $this->all_open_orders(), false );
		}
	}

	/**
	 * @param list<string>                         $kinds
	 * @param array<string, int|bool|null> $news
	 */
	private function change( array $kinds, array $news ): void {
		$stored  = $this->stored();
		$entries = $stored;
		foreach ( array_intersect( $kinds, array_keys( $stored ) ) as $kind ) {
			$entries[ $kind ] = $news + $stored[ $kind ];
		}
		$this->store( $entries );
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
	 * @return array<string, array{from: int, asks: bool, paused_at: ?int, look_back: ?int}> Kind of document => entry.
	 */
	private function stored(): array {
		return self::all( $this->account->service )[ $this->account->id() ] ?? array();
	}

	/**
	 * @param array<string, array<string, int|bool|null>> $entries
	 */
	private function store( array $entries ): void {
		if ( $entries !== $this->stored() ) {
			$service = $this->account->service;
			self::store_all( $service, array( $this->account->id() => $entries ) + self::all( $service ) );
		}
	}

	/**
	 * @return array<string, array<string, array{from: int, asks: bool, paused_at: ?int, look_back: ?int}>>
	 */
	private static function all( string $service ): array {
		$stored = get_option( Name::of( $service, self::OPTION ), array() );
		$all    = array();
		foreach ( is_array( $stored ) ? $stored : array() as $account => $entries ) {
			$valid = array_filter( (array) $entries, static fn ( $entry ): bool => is_int( $entry['from'] ?? null ) );

			$whole = array_map( static fn ( array $entry ): array => $entry + self::beginning( $entry['from'] ), $valid );

			$all[ (string) $account ] = $whole;
		}
		return $all;
	}

	/**
	 * @param array<string, array<string, array<string, int|bool|null>>> $all
	 */
	private static function store_all( string $service, array $all ): void {
		if ( self::all( $service ) !== $all ) {
			update_option( Name::of( $service, self::OPTION ), $all, true );
		}
	}

	/**
	 * @param callable(array<string, int|bool|null>): array<string, int|bool|null> $change
	 */
	private static function change_all( string $service, callable $change ): void {
		$changed = array_map( static fn ( array $entries ): array => array_map( $change, $entries ), self::all( $service ) );
		self::store_all( $service, $changed );
	}
}
