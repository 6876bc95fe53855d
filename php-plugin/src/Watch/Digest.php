<?php
/**
 * The digest.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Watch;

use WcAccounting\Connector\Service;
use WcAccounting\Database\Database;
use WcAccounting\Environment\Site;
use WcAccounting\Log\Logger;
use WcAccounting\ServiceRuntime;

/**
 * Tells the shop's owner, now and then and all in one, what keeps documents from the books. Nothing is told while all is well; what was
 * told and goes on is told again once a day. A copy of a shop tells nothing.
 */
final class Digest {

	/**
	 * `tried_at` (UNIX seconds; when it was told last, or that was tried), and of the last one that was told: `told_at`, `failures`
	 * (counters by service) and `names` of what went on.
	 */
	public const OPTION = 'wc_accounting_digest';

	/** Name of the mail in WooCommerce's list, and in the name of its option, `woocommerce_…_settings`. */
	public const MAIL = 'wc_accounting_digest';

	private const LOCK = 'digest';

	/** How often at most. */
	private const SECONDS = 6 * HOUR_IN_SECONDS;

	/** How often what goes on is told again. */
	private const AGAIN_SECONDS = DAY_IN_SECONDS;

	/**
	 * @param list<ServiceRuntime>            $services Those at work.
	 * @param list<Service>                   $broken   Those whose plugin is active and that cannot work here.
	 * @param \Closure( list<Trouble> ): bool $send     Makes a mail of it; whether it left, or nobody wants it.
	 */
	public function __construct(
		private readonly array $services,
		private readonly array $broken,
		private readonly Site $site,
		private readonly Database $database,
		private readonly \Closure $send,
		private readonly Logger $logger,
	) {}

	/** Looks, and tells what there is to tell. Never throws, and waits for nobody: one process at a time looks. */
	public function look(): void {
		try {
			// Also when nothing may be told yet: from now on counts for how long it lasts.
			Outage::note( array_map( static fn ( Service $service ): string => $service->key(), $this->broken ) );
			if ( ! $this->is_time() || ! $this->database->lock( self::LOCK ) ) {
				return;
			}
			try {
				// Another process may have told it since this one read the option.
				wp_cache_delete( self::OPTION, 'options' );
				if ( $this->is_time() && $this->is_the_shop() ) {
					$this->look_in_the_language_of_the_shop();
				}
			} finally {
				$this->database->unlock( self::LOCK );
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'What is wrong could not be told', $fault );
		}
	}

	private function is_time(): bool {
		/**
		 * Filters how often the owner is told what is wrong, at most. It is never more often than every fifteen minutes.
		 *
		 * @param int $seconds Between two mails.
		 */
		$seconds = max( 15 * MINUTE_IN_SECONDS, (int) apply_filters( 'wc_accounting_digest_seconds', self::SECONDS ) );
		return self::stored()['tried_at'] <= time() - $seconds;
	}

	/** Whether this is the shop itself, as far as anybody has said. */
	private function is_the_shop(): bool {
		$this->site->settle();
		return ! $this->site->is_unclear() && ! $this->site->is_copy();
	}

	/** A page of wp-admin speaks the language of the person who looks at it. */
	private function look_in_the_language_of_the_shop(): void {
		$is_switched = switch_to_locale( get_locale() );
		try {
			$this->tell();
		} finally {
			if ( $is_switched ) {
				restore_previous_locale();
			}
		}
	}

	private function tell(): void {
		$stored   = self::stored();
		$troubles = new Troubles( $this->services, $this->broken );
		// Before anything is looked at: what fails meanwhile is told the next time.
		$failures = $troubles->failures();
		$found    = $troubles->all( $stored['failures'] );
		$names    = array_map( static fn ( Trouble $trouble ): string => $trouble->name(), $found );
		$others   = array_filter( $stored['names'], static fn ( string $name ): bool => ! $troubles->can_judge( $name ) );
		if ( ! self::is_news( $found, $stored ) ) {
			// What is over is news should it come again.
			$left = array_values( array_intersect( $stored['names'], array( ...$names, ...$others ) ) );
			if ( $left !== $stored['names'] ) {
				self::store( array( 'names' => $left ) + $stored );
			}
			return;
		}
		// Stored first: a mail that cannot be sent, or a process that dies of it, is not tried again and again.
		$stored = array( 'tried_at' => time() ) + $stored;
		self::store( $stored );
		$this->tell_others( $found );
		if ( ( $this->send )( $found ) ) {
			self::store(
				array(
					'told_at'  => time(),
					'failures' => $failures + $stored['failures'],
					'names'    => array_values( array_unique( array( ...$names, ...$others ) ) ),
				) + $stored
			);
		} else {
			$this->logger->error( 'The mail that says what keeps documents from the books could not be sent.' );
		}
	}

	/**
	 * @param list<Trouble> $found
	 */
	private function tell_others( array $found ): void {
		try {
			/**
			 * Something keeps documents from the books. Called once for all of it, as often as the mail is sent, also when nobody wants
			 * that.
			 *
			 * @param list<array{kind: string, service: string, title: string, text: string, url: string}> $troubles `kind` is `failed`,
			 *        `held`, `cron` or `broken` (something that the service needs is missing); `service` is the key of the service, empty
			 *        where it is about all; the others are plain text in the language of the site, to be escaped where it is shown.
			 */
			do_action( 'wc_accounting_digest', array_map( static fn ( Trouble $trouble ): array => $trouble->to_array(), $found ) );
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'Code that listens to the digest failed', $fault );
		}
	}

	/**
	 * @param list<Trouble> $found
	 * @param array{tried_at: int, told_at: int, failures: array<string, int>, names: list<string>} $stored
	 */
	private static function is_news( array $found, array $stored ): bool {
		$goes_on = static fn ( Trouble $trouble ): bool =>
			Trouble::FAILED !== $trouble->kind && in_array( $trouble->name(), $stored['names'], true );
		$is_old  = array_filter( $found, $goes_on ) === $found;
		return array() !== $found && ( ! $is_old || $stored['told_at'] <= time() - self::AGAIN_SECONDS );
	}

	/**
	 * @return array{tried_at: int, told_at: int, failures: array<string, int>, names: list<string>}
	 */
	private static function stored(): array {
		$stored = get_option( self::OPTION );
		$stored = is_array( $stored ) ? $stored : array();
		return array(
			'tried_at' => (int) ( $stored['tried_at'] ?? 0 ),
			'told_at'  => (int) ( $stored['told_at'] ?? 0 ),
			'failures' => array_map( 'intval', (array) ( $stored['failures'] ?? array() ) ),
			'names'    => array_values( array_filter( (array) ( $stored['names'] ?? array() ), 'is_string' ) ),
		);
	}

	/**
	 * @param array{tried_at: int, told_at: int, failures: array<string, int>, names: list<string>} $news
	 */
	private static function store( array $news ): void {
		update_option( self::OPTION, $news, false );
	}
}
