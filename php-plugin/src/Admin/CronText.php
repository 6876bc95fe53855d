<?php
/**
 * What is said of cron.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Environment\Facts;

/**
 * Says that cron does nothing for what waits, and what helps: for checks and mails. Plain text.
 */
final class CronText {

	/** The command line says once a day what it has, while it is there: after that it is gone. */
	private const SEEN_SECONDS = 2 * DAY_IN_SECONDS;

	public static function title(): string {
		return null === self::php_without_extension()
			? __( 'WP-Cron does not run', 'wc-accounting' )
			: __( 'The cron job runs without the PHP extension', 'wc-accounting' );
	}

	/** @param bool $sends_here Whether the web server's PHP has the extension. */
	public static function advice( bool $sends_here ): string {
		$php = self::php_without_extension();
		return match ( true ) {
			null !== $php => self::install( $php, $sends_here ),
			$sends_here => __(
				'What waits is only sent while somebody looks at wp-admin. Have the server run cron every minute; the Transactions screen shows the line for its crontab.',
				'wc-accounting'
			),
			default => __(
				'Here only the cron job of the command line sends, and it does not come. Have the server run it every minute, with the extension.',
				'wc-accounting'
			),
		};
	}

	/** Cron comes, by a PHP that lacks the extension. */
	public static function install( string $php, bool $sends_here ): string {
		return sprintf(
			$sends_here
				? __(
					/* translators: %s: PHP version. */
					'A cron job runs PHP %s without the extension wc_accounting, so it delivers nothing. Install the extension for that PHP too, or let the cron job call the PHP of the web server.',
					'wc-accounting'
				)
				: __(
					/* translators: %1$s: PHP version, twice. */
					'The cron job runs PHP %1$s without the extension wc_accounting, which the web server does not have either: nothing is sent. Have the cron job load it again; after an update of PHP that takes the wc_accounting.so for PHP %1$s. If you did not change anything, ask your host.',
					'wc-accounting'
				),
			$php
		);
	}

	/** Version of the PHP by which cron came lately, where that has no extension. */
	private static function php_without_extension(): ?string {
		$command_line = Facts::last_command_line();
		$is_here      = null !== $command_line && $command_line['seen_at'] >= time() - self::SEEN_SECONDS;
		return $is_here && null === $command_line['extension'] ? $command_line['php'] : null;
	}
}
