<?php
/**
 * Look-ups for the settings.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\WebConnector;
use WcAccounting\Delivery\Cron;
use WcAccounting\Log\Logger;

/**
 * Answers what the service has to choose from, remembered for some minutes. What a tax comes to is told as `percent`.
 */
final class Lookups {

	private const ACTION = 'lookup';

	/** How the names of transients begin. */
	private const TRANSIENT = 'lookup_';

	private const SECONDS = 5 * MINUTE_IN_SECONDS;

	/** Option: lists that the command line is to fetch, by name. */
	public const WANTED = 'lookups_wanted';

	/** What the command line fetched is kept so long; a look at what is older than SECONDS has it fetched anew. */
	private const FETCHED_SECONDS = DAY_IN_SECONDS;

	/** Of one list, fetched by the command line, where nobody waits. */
	private const MOST_PAGES = 10;

	public function __construct(
		private readonly Connector $connector,
		private readonly KeyRing $keys,
		private readonly Messages $messages,
		private readonly Logger $logger,
	) {}

	/** Name of the action, and of its nonce. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	public function register( Guard $guard ): void {
		$guard->answer( self::action( $this->service() ), Guard::MANAGE, $this->handle( ... ) );
	}

	public static function nonce_action( string $service, string $kind ): string {
		return self::action( $service ) . '-' . $kind;
	}

	/**
	 * @return array{items: list<array{value: string, label: string, percent: string}>, more: bool}
	 * @throws \DomainException When the service cannot say, or has no such thing.
	 */
	private function handle(): array {
		$kind = Guard::text( 'kind' );
		Guard::check( Guard::text( 'nonce' ), self::nonce_action( $this->service(), $kind ) );
		$catalogue = $this->connector->description()->catalogue( $kind );
		if ( null === $catalogue ) {
			throw Guard::refusal( __( 'You are not allowed to do this.', 'wc-accounting' ), 400 );
		}
		$search = Text::cut( Text::plain( Guard::text( 'search' ) ), 100 );
		$is_searched = $catalogue['searches'] && $this->connector->sends_here();
		$asked       = $is_searched ? $search : '';
		$name        = $this->transient( $kind, $asked );
		$items       = get_transient( $name );
		if ( ! $this->connector->sends_here() ) {
			$items = $this->fetched( $kind, $items );
		} elseif ( ! is_array( $items ) ) {
			$items = $this->ask( $kind, $asked );
			set_transient( $name, $items, self::SECONDS );
		}
		return $is_searched ? $items : self::matching( $items, $search );
	}

	/** Name of what is remembered, of the company that the key is of. */
	private function transient( string $kind, string $asked ): string {
		return Name::of( $this->service(), self::TRANSIENT . md5( implode( '|', array( $kind, $asked, $this->keys->mark() ) ) ) );
	}

	// --- By the command line ------------------------------------------------------------------------------------------

	/**
	 * Where only the command line can ask: what it has fetched, or the promise that it will.
	 *
	 * @param mixed $kept
	 * @return array{items: list<array{value: string, label: string, percent: string}>, more: bool}
	 * @throws \DomainException When nothing was fetched yet.
	 */
	private function fetched( string $kind, $kept ): array {
		$this->refuse_by_obstacle();
		$is_there = is_array( $kept );
		if ( ! $is_there || (int) ( $kept['at'] ?? 0 ) < time() - self::SECONDS ) {
			$option = Name::of( $this->service(), self::WANTED );
			update_option( $option, array( $kind => true ) + (array) get_option( $option, array() ), false );
			wp_schedule_single_event( time(), Cron::SOON );
		}
		if ( ! $is_there ) {
			throw Guard::refusal(
				__(
					'The command line of the server fetches this list the next time that its cron job runs, mostly within a minute. Look here again then.',
					'wc-accounting'
				),
				409
			);
		}
		return $kept;
	}

	/** On the command line: fetches what was wanted. Never throws. */
	public function fetch_wanted(): void {
		$option = Name::of( $this->service(), self::WANTED );
		$wanted = get_option( $option );
		if ( ! is_array( $wanted ) || ! $this->connector->sends_here() ) {
			return;
		}
		delete_option( $option );
		foreach ( array_keys( $wanted ) as $kind ) {
			try {
				if ( null !== $this->connector->description()->catalogue( (string) $kind ) ) {
					$all = $this->ask_all( (string) $kind ) + array( 'at' => time() );
					set_transient( $this->transient( (string) $kind, '' ), $all, self::FETCHED_SECONDS );
				}
			} catch ( \Throwable $fault ) {
				$this->logger->warning( "The list of $kind could not be fetched: {$fault->getMessage()}" );
			}
		}
	}

	/**
	 * @return array{items: list<array{value: string, label: string, percent: string}>, more: bool}
	 * @throws \DomainException When the service cannot say.
	 */
	private function ask_all( string $kind ): array {
		$all = array(
			'items' => array(),
			'more'  => true,
		);
		for ( $page = 1; $all['more'] && $page <= self::MOST_PAGES; $page++ ) {
			$answer = $this->ask( $kind, '', $page );
			$all    = array(
				'items' => array( ...$all['items'], ...$answer['items'] ),
				'more'  => $answer['more'],
			);
		}
		return $all;
	}

	// --- Asking -------------------------------------------------------------------------------------------------------

	/** @throws \DomainException When something of the shop forbids it, other than that only the command line can ask. */
	private function refuse_by_obstacle(): void {
		$obstacle = $this->connector->obstacle();
		Guard::stop_at( null !== $obstacle && WebConnector::is_only( $obstacle ) ? null : $obstacle, $this->messages );
	}

	/**
	 * @return array{items: list<array{value: string, label: string, percent: string}>, more: bool}
	 * @throws \DomainException When the service cannot say.
	 */
	private function ask( string $kind, string $search, int $page = 1 ): array {
		$this->refuse_by_obstacle();
		$answer = $this->connector->choices( $kind, $search, $page );
		if ( ! $answer['ok'] ) {
			throw Guard::refusal( Text::plain( $this->messages->of( $answer['reason'] ) ), 502 );
		}
		$item = static fn ( array $found ): array => array(
			'value'   => Text::plain( $found['value'] ),
			'label'   => Text::plain( $found['label'] ),
			'percent' => Text::plain( (string) ( $found['percent'] ?? '' ) ),
		);
		return array(
			'items' => array_map( $item, array_values( $answer['items'] ) ),
			'more'  => (bool) $answer['more'],
		);
	}

	private function service(): string {
		return $this->connector->description()->service;
	}

	/**
	 * @param array{items: list<array{value: string, label: string, percent: string}>, more: bool} $all
	 * @return array{items: list<array{value: string, label: string, percent: string}>, more: bool}
	 */
	private static function matching( array $all, string $search ): array {
		$found = array_filter(
			$all['items'],
			static fn ( array $item ): bool => '' === $search || false !== mb_stripos( $item['label'], $search, 0, 'UTF-8' )
		);
		return array(
			'items' => array_values( array_slice( $found, 0, 50 ) ),
			'more'  => $all['more'] || count( $found ) > 50,
		);
	}
}
