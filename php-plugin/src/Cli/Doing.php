<?php
/**
 * Commands that do something.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

/**
 * What WP-CLI reads of the commands that change something: what they are for, and what they may be given.
 */
trait Doing {

	/**
	 * Runs it, and ends the process as it says.
	 *
	 * @param \Closure( Scope, Terminal ): Action $make
	 * @param array<mixed>                        $arguments
	 * @param array<string, mixed>                $options
	 */
	abstract private function end( \Closure $make, array $arguments, array $options ): void;

	/**
	 * Tries deliveries again, as the buttons of the Transactions screen do. What is there already is left alone.
	 *
	 * ## OPTIONS
	 *
	 * [<id>...]
	 * : Deliveries, by their ids: see wp accounting list.
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * [--state=<state>]
	 * : Those in this state, the oldest first, in place of ids: failed, retrying or not_sent. At most 100 of them.
	 *
	 * [--all]
	 * : Not only 100; those that failed where no state is said.
	 *
	 * [--approve]
	 * : You have looked at each that you name: also what is held for review is sent.
	 *
	 * [--dry-run]
	 * : Shows which they are and does nothing.
	 *
	 * [--yes]
	 * : Does not ask.
	 *
	 * ## EXIT STATUS
	 *
	 * 0 when all arrived, 1 when one failed or is held, 2 when one waits and is tried again by itself, 3 when there is no such
	 * delivery, 4 when nothing may be sent now.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting retry 17 18
	 *     wp accounting retry --state=failed --all --yes
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function retry( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new RetryCommand( $scope, $terminal ), $arguments, $options );
	}

	/**
	 * Sends the documents of an order, as the box on the order's screen does.
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
	 * : Only this kind of document, e.g. invoice; it is sent also when it was held for you to look at.
	 *
	 * [--again]
	 * : Once more although it is there: asks, since there may be two then. The kind has to be said.
	 *
	 * [--yes]
	 * : Does not ask.
	 *
	 * ## EXIT STATUS
	 *
	 * 0 when all that was sent arrived, 1 when it failed, is held or may not be sent, 2 when it waits and is tried again by itself,
	 * 3 when there is no such order, 4 when nothing may be sent now.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting send 1234
	 *     wp accounting send 1234 --document=invoice
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function send( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new SendCommand( $scope, $terminal ), $arguments, $options );
	}

	/**
	 * Holds sending to a service until it is released. Orders are queued meanwhile. The screens say who holds it and why.
	 *
	 * ## OPTIONS
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * [--for=<minutes>]
	 * : Goes on by itself after so many minutes.
	 *
	 * [--reason=<text>]
	 * : Why, for whoever wonders.
	 *
	 * ## EXIT STATUS
	 *
	 * 0, 3 when several services are at work and none is named.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting hold --for=120 --reason="The books of October are being closed"
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function hold( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new HoldCommand( $scope, $terminal ), $arguments, $options );
	}

	/**
	 * Releases what somebody holds: what waits is sent.
	 *
	 * ## OPTIONS
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * ## EXIT STATUS
	 *
	 * 0, also when nobody held it; 3 when several services are at work and none is named.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting release
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function release( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new ReleaseCommand( $scope, $terminal ), $arguments, $options );
	}

	/**
	 * Delivers what is due now, and nothing else that cron does: a crontab needs `wp cron event run --due-now`.
	 *
	 * ## OPTIONS
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * [--seconds=<seconds>]
	 * : How long it may take.
	 * ---
	 * default: 300
	 * ---
	 *
	 * ## EXIT STATUS
	 *
	 * 0, 2 when something of the shop went wrong, 4 when nothing may be sent now, or nothing more.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting deliver --seconds=50
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function deliver( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new DeliverCommand( $scope, $terminal ), $arguments, $options );
	}

	/**
	 * Queues documents of recent orders whose status change was missed.
	 *
	 * ## OPTIONS
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * ## EXIT STATUS
	 *
	 * 0, 2 when it ended early, 4 when the service may not work now: then no order was looked at.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting sweep
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function sweep( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new SweepCommand( $scope, $terminal ), $arguments, $options );
	}

	/**
	 * Brings over old orders: counts them first, and asks before anything is sent.
	 *
	 * ## OPTIONS
	 *
	 * [<what>]
	 * : What to do: start, status, pause, resume or cancel.
	 * ---
	 * default: start
	 * ---
	 *
	 * [--service=<key>]
	 * : Which accounting service, where several are at work.
	 *
	 * [--from=<day>]
	 * : First day on which the orders were created, e.g. 2026-01-01. Thirty days ago where it is not said.
	 *
	 * [--to=<day>]
	 * : Last day; today where it is not said.
	 *
	 * [--documents=<kinds>]
	 * : Which kinds of documents, separated by commas, e.g. order,invoice. All that the shop sends where it is not said.
	 *
	 * [--statuses=<statuses>]
	 * : Statuses of the orders, separated by commas. Those that trigger the documents where it is not said.
	 *
	 * [--most=<documents>]
	 * : Documents a minute at most.
	 * ---
	 * default: 300
	 * ---
	 *
	 * [--dry-run]
	 * : Counts and sends nothing.
	 *
	 * [--yes]
	 * : Does not ask.
	 *
	 * ## EXIT STATUS
	 *
	 * 0 when it is done, 2 when the answer was no, somebody paused or cancelled it meanwhile, or something of the shop went wrong,
	 * 3 when that is not possible now, 4 when nothing may be sent now: it goes on by cron then.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting backfill --from=2026-01-01 --dry-run
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function backfill( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new BackfillCommand( $scope, $terminal ), $arguments, $options );
	}

	/**
	 * Says whether this site is the live shop, which moved, or a copy of it, or that an older database was put back: for every service.
	 *
	 * ## OPTIONS
	 *
	 * [<which>]
	 * : What this site is: live or copy. Or restored: what older orders have not sent is looked for in the books before it leaves.
	 *
	 * ## EXIT STATUS
	 *
	 * 0, 3 when none of them was said.
	 *
	 * ## EXAMPLES
	 *
	 *     wp accounting site copy
	 *
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $options
	 */
	public function site( array $arguments = array(), array $options = array() ): void {
		$this->end( static fn ( Scope $scope, Terminal $terminal ) => new SiteCommand( $scope, $terminal ), $arguments, $options );
	}
}
