<?php
/**
 * Commands that only look.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

/**
 * What WP-CLI reads of the commands that change nothing: what they are for, and what they may be given.
 */
trait Looking {

	/**
	 * Runs it, and ends the process as it says.
	 *
	 * @param \Closure( Scope, Terminal ): Action $make
	 * @param array<mixed>                        $arguments
	 * @param array<string, mixed>                $options
	 */
	abstract private function end( \Closure $make, array $arguments, array $options ): void;

	/**
	 * Shows what waits, what failed and what arrived, who holds the queue, when cron ran last, and why nothing is sent.
	 *
	 * ## OPTIONS
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work; all of them where none is named.
	 *
	 * [--check]
	 * : Ends with another status than 0 when something is wrong.
	 *
	 * [--format=<format>]
	 * : How it is written: table, json or csv.
	 * ---
	 * default: table
	 * ---
	 *
	 * ## EXIT STATUS
	 *
	 * 0. With --check 1 when a delivery has failed, and 4 when nothing may be sent now.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting status
	 *     wp accounting status --check --format=json || alert
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function status( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new StatusCommand( $scope, $terminal ), $arguments, $options );
	}

	/**
	 * Lists deliveries, the newest first.
	 *
	 * ## OPTIONS
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work; all of them where none is named.
	 *
	 * [--state=<state>]
	 * : Only those in this state: success, failed, retrying, not_sent, changed (the order was, since it was sent) or differs (in the
	 * books).
	 *
	 * [--order=<number>]
	 * : Only those of this order.
	 *
	 * [--document=<kind>]
	 * : Only those of this kind, e.g. invoice.
	 *
	 * [--since=<moment>]
	 * : Only those that were queued on this day of the shop's calendar or later, e.g. 2026-10-01; or at this moment, e.g.
	 * 2026-10-01T09:30:00Z.
	 *
	 * [--fields=<fields>]
	 * : Which columns, separated by commas: id, service, order, subject, document, state, status, attempts, created, sent, next,
	 * reference, number, error.
	 *
	 * [--limit=<number>]
	 * : At most so many.
	 *
	 * [--format=<format>]
	 * : How it is written: table, json, csv, count or ids.
	 * ---
	 * default: table
	 * ---
	 *
	 * ## EXIT STATUS
	 *
	 * 0, also when there is none.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting list --state=failed
	 *     wp accounting list --service=KEY --state=failed --format=ids | xargs -r wp accounting retry --service=KEY
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function list( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new ListCommand( $scope, $terminal ), $arguments, $options );
	}

	/**
	 * Asks the service whether documents are there. Nothing is sent.
	 *
	 * ## OPTIONS
	 *
	 * [<id>...]
	 * : Deliveries, by their ids: see wp accounting list.
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * ## EXIT STATUS
	 *
	 * 0 when all are there, 1 when one is not, 2 when the service did not answer, 3 when there is no such delivery, 4 when the
	 * service may not be asked.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting check 17 18
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function check( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new CheckCommand( $scope, $terminal ), $arguments, $options );
	}

	/**
	 * Shows what would be sent for an order, field by field. Nothing is sent.
	 *
	 * ## OPTIONS
	 *
	 * [<order>]
	 * : Number of the order.
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * [--document=<kind>]
	 * : Only this kind of document, e.g. invoice. All that the settings leave room for where it is not said.
	 *
	 * [--format=<format>]
	 * : How it is written: table, json or csv.
	 * ---
	 * default: table
	 * ---
	 *
	 * ## EXIT STATUS
	 *
	 * 0, 1 when nothing would be sent, 3 when there is no such order.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting preview 1234 --document=invoice
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function preview( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new PreviewCommand( $scope, $terminal ), $arguments, $options );
	}

	/**
	 * Looks at all that Site Health looks at, asks the service whether it lets the shop in, and says what to do.
	 *
	 * ## OPTIONS
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work; all of them where none is named.
	 *
	 * [--format=<format>]
	 * : How it is written: table, json or csv.
	 * ---
	 * default: table
	 * ---
	 *
	 * ## EXIT STATUS
	 *
	 * 0, 1 when something critical was found.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting doctor
	 *     wp accounting doctor --format=json
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function doctor( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new DoctorCommand( $scope, $terminal ), $arguments, $options );
	}

	/**
	 * Writes all that is known of deliveries, for an auditor: attempts, moments in UTC, amounts on both sides, reasons. No key, and
	 * no names of customers.
	 *
	 * ## OPTIONS
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work; all of them where none is named.
	 *
	 * [--since=<moment>]
	 * : Only those that were queued on this day of the shop's calendar or later; or at this moment, as in wp accounting list.
	 *
	 * [--until=<moment>]
	 * : Only those that were queued until the end of this day; or before this moment.
	 *
	 * [--state=<state>]
	 * : Only those in this state, as in wp accounting list.
	 *
	 * [--format=<format>]
	 * : How it is written: csv (for spreadsheets) or json.
	 * ---
	 * default: csv
	 * ---
	 *
	 * ## EXIT STATUS
	 *
	 * 0.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting export --since=2026-01-01 --until=2026-12-31 > deliveries-2026.csv
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function export( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new ExportCommand( $scope, $terminal ), $arguments, $options );
	}

	/**
	 * Lays a month of the shop beside the same month of the books, and lists every difference.
	 *
	 * ## OPTIONS
	 *
	 * [--month=<month>]
	 * : Which month of the shop's calendar, e.g. 2026-10. It has to be said.
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * [--format=<format>]
	 * : How it is written: table, csv or json.
	 * ---
	 * default: table
	 * ---
	 *
	 * ## EXIT STATUS
	 *
	 * 0 when there is no difference, 1 when there is one, 2 when none was found and the service could not be asked for all that it
	 * has, 3 when no month was said.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting reconcile --month=2026-10 --format=csv > october.csv
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function reconcile( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new ReconcileCommand( $scope, $terminal ), $arguments, $options );
	}
}
