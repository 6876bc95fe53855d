<?php
/**
 * The connector of another service.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Description;

/**
 * Works as another one does, and describes itself otherwise.
 */
final class SecondConnector implements Connector {

	public function __construct(
		private readonly Connector $like,
		private readonly Description $description,
	) {}

	public function description(): Description {
		return $this->description;
	}

	public function sends_here(): bool {
		return $this->like->sends_here();
	}

	public function obstacle(): ?array {
		return $this->like->obstacle();
	}

	public function map( string $kind, int $subject_id, array $snapshot, array $settings ): array {
		return $this->like->map( $kind, $subject_id, $snapshot, $settings );
	}

	public function leaving( array $document, array $known = array() ): array {
		return $this->like->leaving( $document, $known );
	}

	public function new_delivery( int $now ): array {
		return $this->like->new_delivery( $now );
	}

	public function step( array $delivery, array $event, int $now ): array {
		return $this->like->step( $delivery, $event, $now );
	}

	public function pace( array $queue, array $event, int $now ): array {
		return $this->like->pace( $queue, $event, $now );
	}

	public function deliver( callable $next, callable $on_outcome, int $concurrency, int $deadline_ms ): void {
		$this->like->deliver( $next, $on_outcome, $concurrency, $deadline_ms );
	}

	public function look_up( callable $next, callable $on_result, int $concurrency, int $deadline_ms ): void {
		$this->like->look_up( $next, $on_result, $concurrency, $deadline_ms );
	}

	public function read_back( callable $next, callable $on_result, int $concurrency, int $deadline_ms ): void {
		$this->like->read_back( $next, $on_result, $concurrency, $deadline_ms );
	}

	public function customer_page( string $kind, string $remote_id ): array {
		return $this->like->customer_page( $kind, $remote_id );
	}

	public function present( array $queries ): array {
		return $this->like->present( $queries );
	}

	public function inventory( array $query, array $settings ): array {
		return $this->like->inventory( $query, $settings );
	}

	public function lock_date(): array {
		return $this->like->lock_date();
	}

	public function compare_books( array $documents ): array {
		return $this->like->compare_books( $documents );
	}

	public function feed( array $tempo, array $event, array $queue, int $now, int $most ): array {
		return $this->like->feed( $tempo, $event, $queue, $now, $most );
	}

	public function estimate( int $documents, array $queue, int $now, int $most ): array {
		return $this->like->estimate( $documents, $queue, $now, $most );
	}

	public function stands_out( array $order, array $others ): ?array {
		return $this->like->stands_out( $order, $others );
	}

	public function watch( callable $next, callable $on_result, int $deadline_ms ): void {
		$this->like->watch( $next, $on_result, $deadline_ms );
	}

	public function endpoint_fault( string $endpoint ): ?string {
		return $this->like->endpoint_fault( $endpoint );
	}

	public function test_connection( ?string $endpoint = null, ?object $keys = null ): array {
		return $this->like->test_connection( $endpoint, $keys );
	}

	public function binding(): string {
		return $this->like->binding();
	}

	public function marks(): array {
		return $this->like->marks();
	}

	public function recognize( array $known, string $current, array $marks, bool $asked ): array {
		return $this->like->recognize( $known, $current, $marks, $asked );
	}

	public function choices( string $catalogue, string $search = '', int $page = 1 ): array {
		return $this->like->choices( $catalogue, $search, $page );
	}
}
