<?php
/**
 * The way to an accounting service.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * Everything the plugin asks of the extension. Shapes of arrays are documented in `stubs/wc_accounting.php`.
 */
interface Connector {

	/** What the service is called, which documents it makes, which settings it has. */
	public function description(): Description;

	/**
	 * Whether this process can send. Where only the command line can, all throws NeedsCommandLine but description(), obstacle(),
	 * endpoint_fault(), new_delivery(), remaining() and test_connection().
	 */
	public function sends_here(): bool;

	/**
	 * Why nothing can be sent at all, or null: no key, an endpoint that is not allowed. No network.
	 *
	 * @return ?array{code: string, detail: string}
	 */
	public function obstacle(): ?array;

	/**
	 * The document an order makes.
	 *
	 * @param array<string, mixed>  $snapshot From Order\SnapshotFactory.
	 * @param array<string, string> $settings From Settings::values().
	 * @return array{document: ?array<string, mixed>, skipped: ?array{code: string, detail: string}}
	 */
	public function map( string $kind, int $subject_id, array $snapshot, array $settings ): array;

	/**
	 * What of a document is kept before it leaves, to know it again by.
	 *
	 * @param array<string, mixed> $document From map().
	 * @param array<string, mixed> $known    What deliver() is told is known.
	 * @return array{
	 *     number: string, contact: string, currency: string, total: string, digest: string, dated_on: ?string,
	 *     belongs_to?: array<string, ?string>
	 * } `dated_on` is the day that it carries, `Y-m-d`.
	 */
	public function leaving( array $document, array $known = array() ): array;

	/**
	 * A delivery that was just queued.
	 *
	 * @return array<string, mixed>
	 */
	public function new_delivery( int $now ): array;

	/**
	 * The next state of a delivery, and what is to be done.
	 *
	 * @param array<string, mixed> $delivery
	 * @param array<string, mixed> $event
	 * @return array{delivery: array<string, mixed>, effects: list<array<string, mixed>>}
	 */
	public function step( array $delivery, array $event, int $now ): array;

	/**
	 * The next state of the queue, and what may run.
	 *
	 * @param array<string, mixed> $queue
	 * @param array<string, mixed> $event
	 * @return array{queue: array<string, mixed>, may_run: bool, at_most: ?int, test: bool}
	 */
	public function pace( array $queue, array $event, int $now ): array;

	/**
	 * Sends documents, a few at a time.
	 *
	 * @param callable(): (null|array{id: int, document: array<string, mixed>, known: array{
	 *     links: list<array{kind: string, key: string, remote_id: string}>, belongs_to: ?array{id: string, number: ?string},
	 *     awaited: array<string, array{id: string, number: ?string}>, sending: ?string
	 * }}) $next
	 * @param callable(int, array<string, mixed>): void $on_outcome
	 */
	public function deliver( callable $next, callable $on_outcome, int $concurrency, int $deadline_ms ): void;

	/**
	 * Asks what became of documents.
	 *
	 * @param callable(): (null|array<string, mixed>)   $next      From Delivery::query().
	 * @param callable(int, array<string, mixed>): void $on_result
	 */
	public function look_up( callable $next, callable $on_result, int $concurrency, int $deadline_ms ): void;

	/**
	 * Asks which documents still wait for somebody's approval, as many at once as description() says.
	 *
	 * @param callable(): (null|array{
	 *     id: int, waiting: list<array{id: int, kind: string, awaited: array<string, array{id: string, number: ?string}>}>
	 * }) $next
	 * @param callable(int, array<string, mixed>): void $on_result
	 */
	public function watch( callable $next, callable $on_result, int $deadline_ms ): void;

	/**
	 * Asks for the page of a document that is for the customer, if its kind has any. See Client::customerPage() of the extension.
	 *
	 * @return array<string, mixed>
	 */
	public function customer_page( string $kind, string $remote_id ): array;

	/**
	 * Reads what stands in the books. See Client::readBack() of the extension.
	 *
	 * @param callable(): (null|array{id: int, kind: string, remote_id: string}) $next
	 * @param callable(int, array<string, mixed>): void                          $on_result
	 */
	public function read_back( callable $next, callable $on_result, int $concurrency, int $deadline_ms ): void;

	/**
	 * Whether shop and books agree. Pure.
	 *
	 * @param list<array{shop_total: string, shop_tax: ?string, books_total: string, books_tax: ?string, decimals: int}> $documents
	 * @return array{differs: list<bool>, pattern: ?string}
	 */
	public function compare_books( array $documents ): array;

	/**
	 * How many old documents may be queued now. Pure; see feed() of the extension.
	 *
	 * @param array{per_minute?: int, began?: int, fed?: int}      $tempo
	 * @param array{type: 'asked'|'fed'|'slowed', documents?: int} $event
	 * @param array<string, mixed>                                 $queue
	 * @param int                                                  $most  Documents a minute.
	 * @return array{tempo: array{per_minute: int, began: int, fed: int}, at_most: int, next_at: ?int}
	 */
	public function feed( array $tempo, array $event, array $queue, int $now, int $most ): array;

	/**
	 * How long so many documents take. Pure; see estimate() of the extension.
	 *
	 * @param array<string, mixed> $queue
	 * @param int                  $most  Documents a minute.
	 * @return array{minutes: int, days: int}
	 */
	public function estimate( int $documents, array $queue, int $now, int $most ): array;

	/**
	 * How many requests the service still takes, of the last 60 seconds and of the last 24 hours. Pure.
	 *
	 * @param array<string, mixed> $queue
	 * @return array{minute: ?array{limit: int, remaining: int}, day: ?array{limit: int, remaining: int}} Null where no limit is known,
	 *         and where the extension is too old to tell.
	 */
	public function remaining( array $queue, int $now ): array;

	/**
	 * The rates, where an order is taxed higher than the others of its shop. Pure.
	 *
	 * @param array{total: string, tax: string}       $order
	 * @param list<array{total: string, tax: string}> $others
	 * @return ?array{rate: string, usual: string}
	 */
	public function stands_out( array $order, array $others ): ?array;

	/**
	 * Which of several documents are there. See Client::present() of the extension.
	 *
	 * @param non-empty-list<array{kind: string, order_id: int, subject_id: int, reference: string}> $queries At most 100, of one kind.
	 * @return array<string, mixed>
	 */
	public function present( array $queries ): array;

	/**
	 * One page of what the service has of this shop. See Client::inventory() of the extension.
	 *
	 * @param array{kind: string, from: string, to: string, page: int, prefixes?: list<string>} $query Both days are `Y-m-d` and belong to
	 *        it; pages begin with 1; `prefixes` are those of before beside the one in the settings.
	 * @param array<string, string> $settings From Settings::values(): the shop's prefix is in them.
	 * @return array<string, mixed>
	 */
	public function inventory( array $query, array $settings ): array;

	/**
	 * How far the books are closed. See Client::lockDate() of the extension.
	 *
	 * @return array<string, mixed>
	 */
	public function lock_date(): array;

	/** Why an address cannot be the endpoint, in English, or null. No network. */
	public function endpoint_fault( string $endpoint ): ?string;

	/**
	 * Whether endpoint and key work, and whose they are.
	 *
	 * @param ?string $endpoint Another than the stored one.
	 * @param ?object $keys     Another key than the stored one; a PlainSecret.
	 * @return array<string, mixed>
	 */
	public function test_connection( ?string $endpoint = null, ?object $keys = null ): array;

	/** Key and endpoint as they are now, so that a change of either is noticed; says nothing of the key. */
	public function binding(): string;

	/**
	 * Which company key and endpoint say that they belong to. No network.
	 *
	 * @return array{key: ?string, told: ?string, host: ?string}
	 */
	public function marks(): array;

	/**
	 * Which company that is.
	 *
	 * @param list<array{account: string, marks: array<string, ?string>}> $known
	 * @param string                $current The one that was connected last.
	 * @param array<string, ?string> $marks
	 * @param bool                  $asked   Whether the service was asked.
	 * @return array{account: ?string, is_new: bool, known: list<array{account: string, marks: array<string, ?string>}>} `account` is
	 *         null when only the service can tell.
	 */
	public function recognize( array $known, string $current, array $marks, bool $asked ): array;

	/**
	 * What a setting may be, out of one of the service's catalogues.
	 *
	 * @param string $catalogue Name of one in description().
	 * @return array<string, mixed>
	 */
	public function choices( string $catalogue, string $search = '', int $page = 1 ): array;
}
