<?php
/**
 * Plugin Name: Rig
 * Description: No mail leaves the machine: each becomes a line of JSON in the site's mails.jsonl, for tests to compare.
 *
 * @package WcAccounting\Rig
 */

declare(strict_types=1);

add_filter(
	'pre_wp_mail',
	static function ( $result, array $mail ): bool {
		$line = wp_json_encode(
			array(
				'time'    => gmdate( 'c' ),
				'to'      => implode( ',', (array) $mail['to'] ),
				'subject' => $mail['subject'],
			),
			JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES
		);
		file_put_contents( WC_ACCOUNTING_RIG_MAIL_LOG, $line . "\n", FILE_APPEND | LOCK_EX );
		return true;
	},
	10,
	2
);
