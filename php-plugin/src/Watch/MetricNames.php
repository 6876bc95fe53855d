<?php
/**
 * What is measured.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Watch;

use WcAccounting\Delivery\Counters;

/**
 * Names, types and help texts of the metrics, in the order in which they are written. They are what dashboards and alerts of shops rely
 * on: a name or a label that was released stays.
 */
final class MetricNames {

	public const PREFIX = 'wc_accounting_';

	public const HISTOGRAM = 'histogram';

	/** Where the histograms are counted. */
	public const COUNTED = array(
		'delivery_duration_seconds' => Counters::DELIVERY,
		'answer_duration_seconds'   => Counters::ANSWER,
	);

	/**
	 * English, as all that machines read.
	 *
	 * @return array<string, array{0: PrometheusText::COUNTER|PrometheusText::GAUGE|self::HISTOGRAM, 1: string}> Name without PREFIX =>
	 *         type and help.
	 */
	public static function all(): array {
		$gauge   = PrometheusText::GAUGE;
		$counter = PrometheusText::COUNTER;
		return array(
			'info'                       => array( $gauge, 'Versions of the plugin and of the PHP extension of the web server; always 1.' ),
			'site_is_copy'               => array( $gauge, 'Whether this site is a copy of the shop: 1, or 0.' ),
			'last_run_timestamp_seconds' => array(
				$gauge,
				'When WP-Cron last ran deliveries or the sweep, seconds since 1970; missing as long as it never did.',
			),
			'up'                         => array(
				$gauge,
				'Whether the service can work: 0 when the extension, of a shop in two halves that of the command line, or something else is missing.',
			),
			'deliveries'                 => array(
				$gauge,
				'Deliveries in each state for the company that is connected now; more than 100000 of a state are told as 100001.',
			),
			'oldest_waiting_age_seconds' => array(
				$gauge,
				'How long ago the oldest delivery that is not done yet was queued; missing when none waits.',
			),
			'longest_overdue_seconds'    => array(
				$gauge,
				'For how long the delivery that is overdue longest has been due; missing when none is.',
			),
			'queue_held'                 => array(
				$gauge,
				'Whether nothing is sent for this reason: 1, or 0. The service, a person (by_hand), or what the shop lacks (no_key) may be it.',
			),
			'queue_held_age_seconds'     => array(
				$gauge,
				'For how long the service or a person has kept sending at rest, probes in between included; missing when neither does.',
			),
			'requests_limit'             => array(
				$gauge,
				'Requests that the service takes from this shop in a window of a minute or a day; missing where no limit is known.',
			),
			'requests_remaining'         => array(
				$gauge,
				'Requests that are left of that, as far as the shop knows; missing where no limit is known.',
			),
			'attempts_total'             => array(
				$counter,
				'Attempts to send a document that came to an end, by what came of them. A process that is killed does not count its last ones.',
			),
			'questions_total'            => array(
				$counter,
				'Whatever else the service was asked: look_up is what became of a document that was sent.',
			),
			'failures_total'             => array( $counter, 'Times that a delivery failed and its order was given a note of it.' ),
			'delivery_duration_seconds'  => array(
				self::HISTOGRAM,
				'Time from a document being queued to the shop knowing for certain that it is in the service, with all waiting and retries.',
			),
			'answer_duration_seconds'    => array(
				self::HISTOGRAM,
				'Time from the first request to the last answer of one conversation (several requests where a document needs them), if it was answered.',
			),
		);
	}
}
