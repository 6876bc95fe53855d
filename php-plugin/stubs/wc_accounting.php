<?php
/**
 * Stubs of the PHP extension `wc_accounting`, for editors and static analysis. Never loaded at run time.
 *
 * Everything that crosses the boundary is plain PHP: arrays, strings, integers, booleans. Money is a decimal
 * string ("571650", "33333.33"), never a float. Times are UNIX seconds. Dates of a document are `Y-m-d` in the
 * shop's time zone.
 *
 * A *reason* is `array{code: string, detail: string}`: the code is one of `describe()['reasons']` and has a
 * translated sentence in the plugin; the detail is hostile text from outside, already cut to length and without
 * control characters, but NOT escaped.
 */

declare(strict_types=1);

namespace WcAccounting\Extension {

	/** Anything this extension throws on purpose. Its message never holds a key. */
	class Exception extends \Exception {}

	/** An argument does not have the documented shape, e.g. a snapshot without `order_id`. A bug of the caller. */
	class InvalidArgumentException extends Exception {}

	/** The network cannot be used as configured. Code 0: the endpoint is no URL or not allowed; 1: the proxy, the certificates. */
	class ConfigurationException extends Exception {}

	/** Version of the extension, e.g. "2.0.0", for people to read. */
	function version(): string {}

	/**
	 * Number of the interface that this file describes. A plugin works with any extension of its number; when it is raised says
	 * "Versions" in `docs/ARCHITECTURE.md`.
	 */
	function interface_number(): int {}

	/**
	 * The services that the extension speaks with.
	 *
	 * @return list<string> Their keys.
	 */
	function services(): array {}

	/**
	 * What an accounting service is called, which documents it makes, which settings it has.
	 *
	 * - `documents`: in the order in which they happen. `statuses` names the setting that lists the WooCommerce
	 *   statuses which want the document, `enabled` the one that turns it on, `synced_meta` the order meta key that says `yes`
	 *   once the document is in the service. `subject` says what there is one of it for: the `order`, or each `refund` (then
	 *   whatever the status is); `only_paid` that only an order with a date of payment wants it; `only_if` what settings must say for
	 *   it to be wanted (a value of null: anything but nothing). `awaits` are the kinds that must be there first, while the setting
	 *   `waits_setting` is `yes`; `goes_alone`: it leaves without that one when that does not arrive, else it cannot be made without
	 *   it; `however_long`: what that one does decides what is left for it, so that it waits as long as anything happens to that one.
	 *   Of two that are of refunds it is the one of the same refund. `waits_for` is the first of them: it belongs to that one.
	 *   `first_setting` has that one made too for an order that never had the status which triggers it.
	 *   `is_compared`: it has a total that is compared with the shop's. `takes_back`: the kind that is undone once this one is there.
	 *   `page` is the address of one in the service: `{id}` stands for the service's own id of it, any other name for a fact.
	 *   `has_customer_page`: Client::customerPage() can be asked for one.
	 * - `settings`: `option` is the name in WordPress's options table; `type` is one of `toggle` (yes/no), `text`,
	 *   `tags` (comma-separated), `choice` (see `choices`), `account`, `warehouse`, `statuses` (comma-separated, without `wc-`),
	 *   `lookup`, `rate_table` (JSON object: ids of tax rates, ascending, joined by commas => value), `gateway_table` (JSON object: payment
	 *   gateway => value), `fact` (what the service says of the company; nobody enters it); the last four are of `catalogue`;
	 *   `group` is the tab it belongs to (`configure`, `invoice`, `order`).
	 * - `endpoint` and `key`: options of the API endpoint and of the key; the key is no ordinary setting and never part of `settings`.
	 * - `watches`: how many documents that wait for approval Client::watch() takes at once; 0: each asks by itself.
	 * - `reasons`: every code a reason may carry.
	 *
	 * @return array{
	 *     service: string,
	 *     name: string,
	 *     documents: list<array{
	 *         kind: string, subject: string, statuses: string, only_paid: bool, enabled: string, synced_meta: string,
	 *         is_compared: bool, page: ?string, has_customer_page: bool, waits_for: ?string, goes_alone: bool,
	 *         awaits: list<array{kind: string, goes_alone: bool, however_long?: bool}>,
	 *         waits_setting: ?string,
	 *         only_if: list<array{setting: string, value: ?string}>, first_setting: ?string, takes_back: ?string
	 *     }>,
	 *     settings: list<array{
	 *         name: string, option: string, type: string, default: string, group: string, choices: list<string>, catalogue: ?string
	 *     }>,
	 *     catalogues: list<array{name: string, searches: bool}>,
	 *     watches: int,
	 *     connection: array{
	 *         enabled_option: string, endpoint_option: string, key_option: string,
	 *         endpoint_default: string, key_page: string, app_page: string
	 *     },
	 *     reasons: list<string>
	 * }
	 * @throws InvalidArgumentException When the service is not known.
	 */
	function describe( string $service ): array {}

	/**
	 * Maps an order to the document that would be sent. Pure: no network, no clock.
	 *
	 * @param array<string, mixed>  $snapshot See `docs/mapping.md` and WcAccounting\Order\SnapshotFactory.
	 * @param array<string, string> $settings   Setting name (not option name) => value.
	 * @param ?int                  $subject_id What the document is of: the order, which null means, or one of its refunds.
	 * @return array{
	 *     document: null|array{
	 *         kind: string,
	 *         order_id: int,
	 *         subject_id: int,
	 *         reference: string,
	 *         payload: array<string, mixed>,
	 *         asks_for?: list<array{kind: string, key: string}>,
	 *         held: bool,
	 *         reconciliation: array{
	 *             currency: string, order_total: string, document_total: string, difference: string, causes: list<string>
	 *         }
	 *     },
	 *     skipped: null|array{code: string, detail: string}
	 * } Exactly one of the two is not null. `asks_for`: links that help it, see Client::deliver().
	 * `held`: the shop wants to see this one before it leaves (its total differs).
	 * `skipped` says why this order makes no such document (it never will).
	 * @throws InvalidArgumentException When the snapshot or the settings do not have the documented shape.
	 */
	function map( string $service, string $kind, array $snapshot, array $settings, ?int $subject_id = null ): array {}

	/**
	 * What of a document is stored before it leaves: its number, its total as mapped, the day that it carries (`Y-m-d`; null of one
	 * without), and marks that are equal when the contact and the whole document are. The name of a customer is not in it. Pure.
	 *
	 * @param array<string, mixed>  $document As map() gave it, or a filter.
	 * @param ?array<string, mixed> $known    As Client::deliver() gets it: `belongs_to` is kept too, if there is one.
	 * @return array{
	 *     number: string, contact: string, currency: string, total: string, digest: string, dated_on: ?string,
	 *     belongs_to?: array{id: string, number: ?string}
	 * }
	 * @throws InvalidArgumentException
	 */
	function leaving( string $service, array $document, ?array $known = null ): array {}

	/**
	 * The next state of one delivery: the whole state machine, by the limits and waits of the service. Pure.
	 *
	 * Events (key `type`):
	 * - `claimed`: a worker holds the row's lease. Answers with the task: effect `send` (the row must be stored as
	 *   returned, `sending`, before the request leaves) or `look_up`.
	 * - `not_ready` + `reason`: the document cannot leave yet (an invoice whose sales order is on its way): no attempt is spent.
	 * - `refused` + `reason`: mapping or a local rule says this can never be sent as it is.
	 * - `held` + `totals` (`reconciliation` of map()) and `detail`: its total differs, and the shop wants to see such documents
	 *   first. Answers with the effect `send` when an owner has approved these very totals: it may leave.
	 * - `mapped_again` + `differs`: the order or the settings were saved since it failed, and make a document, another one or the
	 *   same as was sent last.
	 * - `outcome` + `outcome`: what `Client::deliver()` reported for the attempt.
	 * - `looked_up` + `result`: what `Client::lookUp()` reported.
	 * - `watched` + `still`: what `Client::watch()` reported of one that waits for approval: the reason why it still does, or null.
	 * - `retry_by_hand` + `approves`: a person asked for it now; what is held goes on only if he looked at this very document.
	 *   What is there already (`confirmed`) or on its way (`sending`) stays as it is; what may be there is looked up first.
	 * - `resend_by_hand`: a person wants it sent although it is there, and was warned of a duplicate.
	 *
	 * Effects (key `type`):
	 * - `send`, `look_up`: the task, only after `claimed`.
	 * - `delivered` + `remote_number`: it is in the service for certain: set the synced meta, write one order note.
	 * - `accepted`: the service has queued it: set the synced meta.
	 * - `unsynced`: it is not believed to be there any more: remove the synced meta.
	 * - `note` + `reason`: tell the shop owner on the order.
	 * - `log` + `level` (PSR-3 level) + `reason`.
	 *
	 * @param array{
	 *     id: int, status: string, attempts: int, series_attempts: int, checks: int, refusals: int, created_at: int,
	 *     approval: ?array{given: bool, shown: array<string, mixed>}, first_attempt_at: ?int, sent_at: ?int,
	 *     next_attempt_at: ?int, remote_id: ?string, remote_number: ?string, reason: ?array{code: string, detail: string}
	 * } $delivery
	 * @param array<string, mixed> $event
	 * @param int                  $now UNIX seconds.
	 * @return array{delivery: array<string, mixed>, effects: list<array<string, mixed>>}
	 * @throws InvalidArgumentException
	 */
	function step( string $service, array $delivery, array $event, int $now ): array {}

	/**
	 * Which company a connection belongs to, given those that are known. Pure.
	 *
	 * @param list<array{account: string, marks: array<string, ?string>}> $known
	 * @param string                $current The one that was connected last; empty before the first connection.
	 * @param array<string, ?string> $marks   `key` and `host` as Client::marks() gives them, `told`: the company of testConnection().
	 * @param bool                  $asked   Whether the service has taken the key and was asked.
	 * @return array{account: ?string, is_new: bool, known: list<array{account: string, marks: array<string, ?string>}>} `account` is
	 *         null when only the service can tell.
	 */
	function recognize( array $known, string $current, array $marks, bool $asked ): array {}

	/** A new delivery, not stored yet: `pending`, due at once. Same shape as step()'s `delivery`, id 0. */
	function new_delivery( string $service, int $now ): array {}

	/**
	 * The state of the queue as a whole after something happened: holds, circuit breaker, concurrency. Pure.
	 *
	 * Events (key `type`): `outcome` + `class`, `retry_after`, `requests`, `left` and `code` of the reason (of any outcome or look-up),
	 * `clean_batch` (a whole run without a 429), `run_started`, `key_changed` (a new key passed the connection test: release everything).
	 * A new queue is `array()`.
	 *
	 * @param array{
	 *     hold: ?string, held_until: ?int, faults_in_a_row: int, concurrency: int, key_tests: int, spent: array<string, mixed>
	 * } $queue `hold` is null, `rate_limited`, `day_used_up` (of the requests that the service takes), `unauthorized` or
	 *        `unreachable`; `held_until` null with a hold means until released; `spent` is the extension's own.
	 * @param array<string, mixed> $event
	 * @param array{min_concurrency: int, max_concurrency: int} $bounds What the shop wants, between 1 and 16; never more than the
	 *        service bears.
	 * @return array{queue: array<string, mixed>, may_run: bool, at_most: ?int, test: bool}
	 *     `at_most` 1 = probe with one delivery first; `test`: test the connection now.
	 */
	function pace( string $service, array $queue, array $event, int $now, array $bounds ): array {}

	/**
	 * Whether shop and books agree, document by document, and how all of them differ if they do so in the same way. Pure.
	 *
	 * @param list<array{shop_total: string, shop_tax: ?string, books_total: string, books_tax: ?string, decimals: int}> $documents Amounts
	 *        in the document's currency, totals with tax; what is less than its smallest unit is no difference. A tax that one side does
	 *        not tell is not compared; one that is off by two units, or by a hundredth, was rounded otherwise.
	 * @return array{differs: list<bool>, pattern: ?string} `pattern`: `tax_missing` (the books have the price without tax),
	 *         `tax_twice` (the tax once more on top), `tax_unrecorded` (the same total without any tax in it), `tax_otherwise` (the same
	 *         total with another tax), `too_high`, `too_low`; null when one agrees, or they differ in several ways.
	 */
	function compare_books( array $documents ): array {}

	/**
	 * How many old documents may be queued now, so that the service is neither bored nor overrun. Pure.
	 *
	 * @param array{per_minute?: int, began?: int, fed?: int} $tempo What was answered last; nothing at the beginning.
	 * @param array{type: 'asked'|'fed'|'slowed', documents?: int} $event `fed`: so many documents were queued; `slowed`: the service said
	 *        that it is too much.
	 * @param array<string, mixed> $queue As pace() takes it.
	 * @param int                  $most  Documents a minute that the shop allows.
	 * @return array{tempo: array{per_minute: int, began: int, fed: int}, at_most: int, next_at: ?int} `next_at`: UNIX seconds, when more
	 *         may be queued; null while some may.
	 */
	function feed( string $service, array $tempo, array $event, array $queue, int $now, int $most ): array {}

	/**
	 * How long so many documents take if all goes well. Pure.
	 *
	 * @param array<string, mixed> $queue As pace() takes it.
	 * @param int                  $most  As feed() takes it.
	 * @return array{minutes: int, days: int} Minutes in which something is sent, and the days that these are spread over.
	 */
	function estimate( string $service, int $documents, array $queue, int $now, int $most ): array {}

	/**
	 * How many requests the service still takes from this shop, as far as the shop knows: what other programs use up counts only where
	 * the service says so. Pure.
	 *
	 * @param array<string, mixed> $queue As pace() takes it.
	 * @return array{minute: ?array{limit: int, remaining: int}, day: ?array{limit: int, remaining: int}} Of the last 60 seconds and of
	 *         the last 24 hours; null where no limit is known.
	 */
	function remaining( string $service, array $queue, int $now ): array {}

	/**
	 * The rates, where an order is taxed higher than the others of its shop; null where it is not. Pure.
	 *
	 * @param array{total: string, tax: string}       $order  Decimals; the total is with tax.
	 * @param list<array{total: string, tax: string}> $others The latest.
	 * @return ?array{rate: string, usual: string} Percent of the price without tax.
	 */
	function stands_out( array $order, array $others ): ?array {}

	/** A text that cannot be printed: an API key handed to PHP for storing. var_dump() shows nothing of it. */
	final class Secret {
		/** The plain text. Do not log it, do not pass it on as an argument. */
		public function reveal(): string {}
	}

	/**
	 * The network side. One object may be used for many calls; each call has its own connections.
	 *
	 * The credentials are read through `$keys` (an object with `current(): string` and `rotated( Secret $new, Secret $replaced ): void`),
	 * so that they are never an argument and never in a trace; they are one text, of which only the service's connector knows what
	 * is in it. `begin_renewal(): bool` asks for the right to renew what has run out, which one process of the shop has at a time
	 * (it may wait a few seconds for another), and `end_renewal(): void` gives it back; in between, `rotated()` stores what is new.
	 *
	 * `rotated()` is called before anything else happens with the answer that brought new credentials, and before any further
	 * request leaves; `current()` is called before requests leave, so that what another process has stored is used. An exception
	 * thrown by a callback ends the call after requests under way have been waited for and told to `$on_outcome` (`$on_result`), and
	 * is rethrown.
	 */
	final class Client {
		/**
		 * @param array{
		 *     endpoint: string,
		 *     hosts?: array<string, string>,
		 *     allowed_endpoints?: list<string>,
		 *     user_agent: string,
		 *     connect_timeout_ms?: int,
		 *     timeout_ms?: int,
		 *     proxy?: ?array{url: string, username: string, password: string, bypass: list<string>},
		 *     block_external?: bool,
		 *     accessible_hosts?: list<string>,
		 *     ca_file?: ?string
		 * } $config `allowed_endpoints` are extra origins ("http://127.0.0.1:8080") beside the service's own; `hosts` gives other
		 *        addresses, allowed likewise, to hosts of the service beside the endpoint, by the connector's name for them.
		 * @throws ConfigurationException When the endpoint is not allowed or not a URL, or when proxy or CA file cannot be used.
		 */
		public function __construct( string $service, array $config, object $keys ) {}

		/**
		 * Sends documents, a few at a time. `$next` is asked for the next one whenever a place is free, and answers null when
		 * there is none (or time is up); `$on_outcome` hears of each as it completes. Both run between requests, never inside one.
		 *
		 * Links are what conversations with a service learned and may keep: `kind` is the connector's word, e.g. `contact`, `key`
		 * what the shop calls it, e.g. an e-mail address, of at most 191 letters, `remote_id` what the service calls it. `known` says which
		 * of those that the document asks for there are; the outcome says which were `learned`, to be stored instead of what there is,
		 * and which were found wrong (`forgotten`), to be removed unless they lead elsewhere by now. It says so whatever its class is:
		 * a contact may have been made before the answer to its invoice was lost. What is not known is asked of the service.
		 *
		 * @param callable(): (null|array{
		 *     id: int,
		 *     document: array<string, mixed>,
		 *     known?: array{
		 *         links?: list<array{kind: string, key: string, remote_id: string}>,
		 *         belongs_to?: ?array{id: string, number: ?string},
		 *         awaited?: array<string, array{id: string, number: ?string}>,
		 *         sending?: ?string
		 *     }
		 * }) $next `document` as map() gave it; `belongs_to` is the document that it `waits_for`, once that is in the service;
		 *        `awaited` are all that it awaits, by kind; `sending` is what no other sending has, e.g. the lease.
		 * @param callable(int $id, array{
		 *     class: string, remote_id: ?string, remote_number: ?string, reason: ?array{code: string, detail: string},
		 *     books: ?array{total: string, tax: ?string, due: ?string, state: ?string},
		 *     http_status: ?int, retry_after: ?int, duration_ms: int,
		 *     requests: int, left: ?array{minute: ?int, day: ?int},
		 *     learned?: list<array{kind: string, key: string, remote_id: string}>,
		 *     forgotten?: list<array{kind: string, key: string, remote_id: string}>
		 * } $outcome): void $on_outcome `class`: accepted, made (it is there: `remote_id` and perhaps `remote_number`), rejected,
		 *        unauthorized, rate_limited, unconfirmed (it may have arrived: ask before sending again), not_sent (the service
		 *        has certainly made nothing: it did not leave, or a question that comes before it was not answered). `books` is what the
		 *        document comes to there, in its currency, where the answer tells.
		 * @param array{concurrency?: int, deadline_ms?: int, on_exchange?: callable} $options `concurrency` 1..16, default 4;
		 *        `deadline_ms`: no request may last beyond this many milliseconds from now; `on_exchange( array{
		 *        phase: 'request'|'response', method: string, url: string, headers: array<string, string>, body: string,
		 *        status: ?int, duration_ms: ?int, error: ?string} )`, authorization masked, for the plugin's public hooks.
		 */
		public function deliver( callable $next, callable $on_outcome, array $options = array() ): void {}

		/**
		 * Asks what became of documents.
		 *
		 * @param callable(): (null|array{
		 *     id: int, kind: string, order_id: int, subject_id: int, reference: string, sent_as?: ?array<string, mixed>
		 * }) $next
		 *        `sent_as` is what leaving() gave when it left: only what equals that, as far as the service tells, is found.
		 * @param callable(int $id, array{
		 *     class: string, remote_id: ?string, remote_number: ?string, remote_status: ?string, linked: ?bool,
		 *     books: ?array{total: string, tax: ?string, due: ?string, state: ?string},
		 *     reason: ?array{code: string, detail: string}, http_status: ?int, retry_after: ?int, duration_ms: int,
		 *     requests: int, left: ?array{minute: ?int, day: ?int}
		 * } $result): void $on_result `class`: found, absent, failed (the service says why), ambiguous (never send, show it),
		 *        unavailable, unauthorized, rate_limited.
		 * @param array{concurrency?: int, deadline_ms?: int, on_exchange?: callable} $options As deliver().
		 */
		public function lookUp( callable $next, callable $on_result, array $options = array() ): void {}

		/**
		 * Asks which documents still wait for somebody's approval there, many at once: no more than `watches` of describe(), and
		 * never of a service that has 0 there.
		 *
		 * @param callable(): (null|array{
		 *     id: int, waiting: list<array{id: int, kind: string, awaited: array<string, array{id: string, number: ?string}>}>
		 * }) $next `id` is the caller's own; `awaited` are the documents that one waits for, by kind, as far as they are in the service.
		 * @param callable(int $id, array{
		 *     class: string, still: list<array{id: int, reason: array{code: string, detail: string}}>,
		 *     reason: ?array{code: string, detail: string}, http_status: ?int, retry_after: ?int, duration_ms: int,
		 *     requests: int, left: ?array{minute: ?int, day: ?int}
		 * } $result): void $on_result `class`: found (`still` are those that wait, the others are worth a try), unavailable,
		 *        unauthorized, rate_limited (nothing is known of any).
		 * @param array{concurrency?: int, deadline_ms?: int, on_exchange?: callable} $options As deliver().
		 */
		public function watch( callable $next, callable $on_result, array $options = array() ): void {}

		/**
		 * Reads what stands in the books of documents that are there.
		 *
		 * @param callable(): (null|array{id: int, kind: string, remote_id: string}) $next
		 * @param callable(int $id, array{
		 *     class: string, books: ?array{total: string, tax: ?string, due: ?string, state: ?string},
		 *     reason: ?array{code: string, detail: string}, http_status: ?int, retry_after: ?int, duration_ms: int,
		 *     requests: int, left: ?array{minute: ?int, day: ?int}
		 * } $reading): void $on_result `class`: found, not_comparable (the service does not tell this shop), unavailable, unauthorized,
		 *        rate_limited. `books` as deliver() has them.
		 * @param array{concurrency?: int, deadline_ms?: int, on_exchange?: callable} $options As deliver().
		 */
		public function readBack( callable $next, callable $on_result, array $options = array() ): void {}

		/**
		 * Asks for the page of a document that is for the customer. It waits for the answer.
		 *
		 * @param array{kind: string, remote_id: string} $query
		 * @param array{deadline_ms?: int, on_exchange?: callable} $options As deliver().
		 * @return array{
		 *     class: string, url: ?string, reason: ?array{code: string, detail: string}, http_status: ?int, retry_after: ?int,
		 *     duration_ms: int, requests: int, left: ?array{minute: ?int, day: ?int}
		 * } `class`: found (`url` is an https address), absent (there is none), unavailable, unauthorized, rate_limited.
		 */
		public function customerPage( array $query, array $options = array() ): array {}

		/**
		 * Which of several documents of one kind are there. It waits for the answer; so do inventory() and lockDate().
		 *
		 * @param non-empty-list<array{kind: string, order_id: int, subject_id: int, reference: string}> $queries At most 100.
		 * @param array{deadline_ms?: int, on_exchange?: callable} $options As deliver().
		 * @return array{
		 *     class: string, there: list<string>, is_complete: bool,
		 *     reason: ?array{code: string, detail: string}, http_status: ?int, retry_after: ?int, duration_ms: int,
		 *     requests: int, left: ?array{minute: ?int, day: ?int}
		 * } `class`: found, not_comparable (the service does not tell this shop), unavailable, unauthorized, rate_limited. `there` are
		 *        references that exist, compared whole, also of what was voided. Without `is_complete` any other may be there all the
		 *        same, and has to be looked up by itself.
		 * @throws InvalidArgumentException For none, too many, or several kinds.
		 */
		public function present( array $queries, array $options = array() ): array {}

		/**
		 * One page of what the service has of this shop, whoever made it; without what was voided or deleted there.
		 *
		 * @param array{kind: string, from: string, to: string, page: int, shop?: string, prefixes?: list<string>} $query `from` and `to`
		 *        are days, `Y-m-d`, and both belong to it; pages begin with 1; `shop` is the host that references name, by which documents
		 *        are known to be this shop's where the service gives the numbers; `prefixes` are those that numbers began with before the
		 *        settings were changed.
		 * @param array<string, string> $settings As map() gets them: the shop's prefix is among them.
		 * @param array{deadline_ms?: int, on_exchange?: callable} $options As deliver().
		 * @return array{
		 *     class: string,
		 *     documents: list<array{
		 *         id: string, number: string, reference: ?string, date: ?string, total: ?string, tax: ?string, state: ?string
		 *     }>,
		 *     has_more: bool, reason: ?array{code: string, detail: string}, http_status: ?int, retry_after: ?int, duration_ms: int,
		 *     requests: int, left: ?array{minute: ?int, day: ?int}
		 * } `class` as present() has it. `total` and `tax` are in the document's currency, null where a list does not tell; a document
		 *        without a `date` is one that the service listed for these days; a `reference` names this shop and
		 *        ends in the order, or refund, that it is of. A page without documents may have others after it.
		 * @throws InvalidArgumentException When a day is none, or the page.
		 */
		public function inventory( array $query, array $settings, array $options = array() ): array {}

		/**
		 * How far the books are closed.
		 *
		 * @param array{deadline_ms?: int, on_exchange?: callable} $options As deliver().
		 * @return array{
		 *     class: string, locked_until: ?string, reason: ?array{code: string, detail: string}, http_status: ?int, retry_after: ?int,
		 *     duration_ms: int, requests: int, left: ?array{minute: ?int, day: ?int}
		 * } `class` as present() has it; `locked_until` is the last day that is closed, `Y-m-d`, null where none is.
		 */
		public function lockDate( array $options = array() ): array {}

		/**
		 * @return array{ok: bool, class: string, reason: ?array{code: string, detail: string}, account: ?array{
		 *     name: ?string, company: ?string, masked_key: ?string, expires_at: ?string, days_remaining: ?int,
		 *     auto_renews: ?bool, timezone: ?string, country: ?string, currency: ?string, short_code: ?string, not_allowed: list<string>
		 * }, duration_ms: int, requests: int, left: ?array{minute: ?int, day: ?int}}
		 */
		public function testConnection(): array {}

		/**
		 * Which company key and endpoint say that they belong to. No network.
		 *
		 * @return array{key: ?string, told: null, host: ?string}
		 */
		public function marks(): array {}

		/**
		 * What a setting may be. `value` is what the option stores, `label` what a person reads.
		 *
		 * @param string $catalogue Name of one of the `catalogues` of describe().
		 * @param string $search    Only for a catalogue that `searches`; any other is listed whole.
		 * @return array{
		 *     ok: bool, reason: ?array{code: string, detail: string}, items: list<array{value: string, label: string, percent?: string}>,
		 *     more: bool, duration_ms: int, requests: int, left: ?array{minute: ?int, day: ?int}
		 * }
		 * @throws InvalidArgumentException When the service has no such catalogue.
		 */
		public function listChoices( string $catalogue, string $search = '', int $page = 1 ): array {}
	}

	/**
	 * How a person connects the shop at a service that lets him in itself (OAuth 2). What `$keys` holds signs the requests: an
	 * object with `current(): string` and what else KeyRing has for the extension.
	 */
	final class Consent {

		/**
		 * @param array<string, mixed> $config As Client's.
		 * @throws InvalidArgumentException When the service gives out keys and asks nobody.
		 */
		public function __construct( string $service, array $config, object $keys ) {}

		/**
		 * The address of the page that the person's browser is sent to.
		 *
		 * @param array{redirect: string, state: string, verifier: ?string} $asking
		 */
		public function page( array $asking ): string {}

		/**
		 * Credentials with what he came back with: the first request redeems it, as it renews others, and tells the keys.
		 *
		 * @param array{code: string, redirect: string, verifier: ?string} $grant
		 */
		public function redeeming( array $grant ): Secret {}

		/**
		 * Which companies he let the shop into.
		 *
		 * @return array{
		 *     ok: bool, reason: ?array{code: string, detail: string}, items: list<array{id: string, connection: string, name: string}>
		 * }
		 */
		public function organisations(): array {}

		/**
		 * Credentials for the company that he picked.
		 *
		 * @param array{id: string, connection: string, name: string} $organisation
		 */
		public function chosen( array $organisation ): Secret {}

		/**
		 * Takes the connection back at the service.
		 *
		 * @return array{ok: bool, reason: ?array{code: string, detail: string}}
		 */
		public function farewell(): array {}

		/**
		 * What the credentials tell by themselves. No network.
		 *
		 * @return array{
		 *     organisation: ?string, name: ?string, scopes: list<string>, missing: list<string>, as_application: bool, unused_until: ?int
		 * }
		 */
		public function granted(): array {}
	}

	/**
	 * Credentials that let nobody in yet: they sign what redeems a code.
	 *
	 * @param array{id: string, secret: ?string, scopes?: list<string>} $application
	 */
	function applied( string $service, array $application ): Secret {}

	/**
	 * Credentials by which an application gets itself in; null where the service knows no such thing.
	 *
	 * @param array{id: string, secret: ?string, scopes?: list<string>} $application
	 */
	function as_application( string $service, array $application ): ?Secret {}
}
