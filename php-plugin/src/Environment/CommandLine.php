<?php
/**
 * PHP of the command line.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Environment;

/**
 * What runs a cron job: on many hosts another PHP than the web server's, without its extensions. A web page cannot see it,
 * so each cron run from the command line leaves a word.
 */
final class CommandLine {

	public const OPTION = 'wc_accounting_command_line';

	private function __construct(
		public readonly string $php,
		/** Version of our extension, null when it is not loaded. */
		public readonly ?string $extension,
		/** UNIX seconds. */
		public readonly int $seen_at,
	) {}

	/** Called in every cron run. Writes only what has changed, and once a day. */
	public static function remember( ?string $extension ): void {
		if ( 'cli' !== PHP_SAPI ) {
			return;
		}
		$last = self::last_seen();
		if ( null === $last || PHP_VERSION !== $last->php || $extension !== $last->extension || $last->seen_at < time() - DAY_IN_SECONDS ) {
			$seen = array(
				'php'       => PHP_VERSION,
				'extension' => $extension,
				'seen_at'   => time(),
			);
			update_option( self::OPTION, $seen, false );
		}
	}

	/** What the last cron run from the command line was; null when none was seen. */
	public static function last_seen(): ?self {
		$seen = get_option( self::OPTION );
		if ( ! is_array( $seen ) || ! is_string( $seen['php'] ?? null ) ) {
			return null;
		}
		return new self(
			$seen['php'],
			is_string( $seen['extension'] ?? null ) ? $seen['extension'] : null,
			(int) ( $seen['seen_at'] ?? 0 )
		);
	}
}
