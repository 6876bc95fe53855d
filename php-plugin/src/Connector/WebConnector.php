<?php
/**
 * The web half.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

use WcAccounting\Environment\Halves;

/**
 * Stands where the web server's PHP has no extension: it knows what the command line has left, and queues. All that takes the
 * extension is left to the command line.
 */
final class WebConnector implements Connector {

	/** Why nothing is sent from here: a reason for the worker to rest, and none for a warning. */
	public const REASON = 'sent_by_command_line';

	public function __construct(
		private readonly Description $description,
		private readonly KeyRing $keys,
		private readonly KeyGate $gate,
	) {}

	public function description(): Description {
		return $this->description;
	}

	public function sends_here(): bool {
		return false;
	}

	public function obstacle(): ?array {
		return $this->gate->obstacle() ?? self::reason();
	}

	/**
	 * Whether nothing is wrong but that it is not done here.
	 *
	 * @param ?array{code: string, detail: string} $obstacle
	 */
	public static function is_only( ?array $obstacle ): bool {
		return self::REASON === ( $obstacle['code'] ?? null );
	}

	/**
	 * @return array{code: string, detail: string}
	 */
	private static function reason(): array {
		return array(
			'code'   => self::REASON,
			'detail' => '',
		);
	}

	public function new_delivery( int $now ): array {
		return Halves::new_delivery( $this->description->service, $now );
	}

	/** The command line looks at it before it sends, and says what is wrong. */
	public function endpoint_fault( string $endpoint ): ?string {
		return null;
	}

	public function test_connection( ?string $endpoint = null, ?object $keys = null ): array {
		$reason = $this->gate->obstacle( $keys?->current() ) ?? self::reason();
		return array(
			'ok'     => false,
			'class'  => $reason['code'],
			'reason' => $reason,
		);
	}

	public function binding(): string {
		return $this->keys->mark();
	}

	public function map( string $kind, int $subject_id, array $snapshot, array $settings ): array {
		throw NeedsCommandLine::here();
	}

	public function leaving( array $document, array $known = array() ): array {
		throw NeedsCommandLine::here();
	}

	public function step( array $delivery, array $event, int $now ): array {
		throw NeedsCommandLine::here();
	}

	public function pace( array $queue, array $event, int $now ): array {
		throw NeedsCommandLine::here();
	}

	public function deliver( callable $next, callable $on_outcome, int $concurrency, int $deadline_ms ): void {
		throw NeedsCommandLine::here();
	}

	public function look_up( callable $next, callable $on_result, int $concurrency, int $deadline_ms ): void {
		throw NeedsCommandLine::here();
	}

	public function watch( callable $next, callable $on_result, int $deadline_ms ): void {
		throw NeedsCommandLine::here();
	}

	public function customer_page( string $kind, string $remote_id ): array {
		throw NeedsCommandLine::here();
	}

	public function read_back( callable $next, callable $on_result, int $concurrency, int $deadline_ms ): void {
		throw NeedsCommandLine::here();
	}

	public function compare_books( array $documents ): array {
		throw NeedsCommandLine::here();
	}

	public function feed( array $tempo, array $event, array $queue, int $now, int $most ): array {
		throw NeedsCommandLine::here();
	}

	public function estimate( int $documents, array $queue, int $now, int $most ): array {
		throw NeedsCommandLine::here();
	}

	public function stands_out( array $order, array $others ): ?array {
		throw NeedsCommandLine::here();
	}

	public function present( array $queries ): array {
		throw NeedsCommandLine::here();
	}

	public function inventory( array $query, array $settings ): array {
		throw NeedsCommandLine::here();
	}

	public function lock_date(): array {
		throw NeedsCommandLine::here();
	}

	public function marks(): array {
		throw NeedsCommandLine::here();
	}

	public function recognize( array $known, string $current, array $marks, bool $asked ): array {
		throw NeedsCommandLine::here();
	}

	public function choices( string $catalogue, string $search = '', int $page = 1 ): array {
		throw NeedsCommandLine::here();
	}
}
