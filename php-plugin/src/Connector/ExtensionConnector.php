<?php
/**
 * The extension.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

use WcAccounting\Extension;
use WcAccounting\Log\Logger;

/**
 * The one file that touches the PHP extension `wc_accounting`.
 */
final class ExtensionConnector implements Connector {

	/** Code of the exception when it is the endpoint's address that is wrong. */
	private const ENDPOINT_FAULT = 0;

	/** So long a person who looks at a page, or a run, waits for one answer. */
	private const PATIENCE_MS = 20_000;

	/**
	 * @param \Closure(): NetworkConfig $network Made when something is asked of the service.
	 */
	public function __construct(
		private readonly Description $description,
		private readonly Service $service,
		private readonly \Closure $network,
		private readonly KeyRing $keys,
		private readonly KeyGate $gate,
		private readonly Logger $logger,
	) {}

	public function sends_here(): bool {
		return true;
	}

	public function description(): Description {
		return $this->description;
	}

	public function obstacle(): ?array {
		$obstacle = $this->gate->obstacle();
		if ( null !== $obstacle ) {
			return $obstacle;
		}
		try {
			$this->client();
			return null;
		} catch ( Extension\ConfigurationException $exception ) {
			return self::reason( $exception );
		}
	}

	public function endpoint_fault( string $endpoint ): ?string {
		try {
			$this->client( $endpoint );
			return null;
		} catch ( Extension\ConfigurationException $exception ) {
			return self::ENDPOINT_FAULT === $exception->getCode() ? $exception->getMessage() : null;
		}
	}

	/**
	 * @return array{code: string, detail: string}
	 */
	private static function reason( Extension\ConfigurationException $exception ): array {
		return array(
			'code'   => self::ENDPOINT_FAULT === $exception->getCode() ? 'endpoint_not_allowed' : 'network_misconfigured',
			'detail' => $exception->getMessage(),
		);
	}

	public function map( string $kind, int $subject_id, array $snapshot, array $settings ): array {
		return Extension\map( $this->description->service, $kind, $snapshot, $settings, $subject_id );
	}

	public function leaving( array $document, array $known = array() ): array {
		return Extension\leaving( $this->description->service, $document, $known );
	}

	public function new_delivery( int $now ): array {
		return Extension\new_delivery( $this->description->service, $now );
	}

	public function step( array $delivery, array $event, int $now ): array {
		return Extension\step( $this->description->service, $delivery, $event, $now );
	}

	public function pace( array $queue, array $event, int $now ): array {
		return Extension\pace( $this->description->service, $queue, $event, $now, self::bounds() );
	}

	public function deliver( callable $next, callable $on_outcome, int $concurrency, int $deadline_ms ): void {
		$this->must_be_allowed();
		$this->client()->deliver( $next, $this->masking( $on_outcome ), $this->options( $concurrency, $deadline_ms ) );
	}

	public function look_up( callable $next, callable $on_result, int $concurrency, int $deadline_ms ): void {
		$this->must_be_allowed();
		$this->client()->lookUp( $next, $this->masking( $on_result ), $this->options( $concurrency, $deadline_ms ) );
	}

	public function read_back( callable $next, callable $on_result, int $concurrency, int $deadline_ms ): void {
		$this->must_be_allowed();
		$this->client()->readBack( $next, $this->masking( $on_result ), $this->options( $concurrency, $deadline_ms ) );
	}

	public function customer_page( string $kind, string $remote_id ): array {
		$query = array(
			'kind'      => $kind,
			'remote_id' => $remote_id,
		);
		return $this->told( static fn ( Extension\Client $client, array $options ): array => $client->customerPage( $query, $options ) );
	}

	public function present( array $queries ): array {
		return $this->told( static fn ( Extension\Client $client, array $options ): array => $client->present( $queries, $options ) );
	}

	public function inventory( array $query, array $settings ): array {
		$query += array( 'shop' => (string) wp_parse_url( home_url(), PHP_URL_HOST ) );
		$ask    = static fn ( Extension\Client $client, array $options ): array => $client->inventory( $query, $settings, $options );
		return $this->told( $ask );
	}

	public function lock_date(): array {
		return $this->told( static fn ( Extension\Client $client, array $options ): array => $client->lockDate( $options ) );
	}

	/**
	 * The answer to one question.
	 *
	 * @param \Closure(Extension\Client, array<string, mixed>): array<string, mixed> $ask
	 * @return array<string, mixed>
	 */
	private function told( \Closure $ask ): array {
		$this->must_be_allowed();
		return $this->masked( $ask( $this->client(), $this->options( 1, self::PATIENCE_MS ) ) );
	}

	public function compare_books( array $documents ): array {
		return Extension\compare_books( $documents );
	}

	public function feed( array $tempo, array $event, array $queue, int $now, int $most ): array {
		return Extension\feed( $this->description->service, $tempo, $event, $queue, $now, $most );
	}

	public function estimate( int $documents, array $queue, int $now, int $most ): array {
		return Extension\estimate( $this->description->service, $documents, $queue, $now, $most );
	}

	public function remaining( array $queue, int $now ): array {
		// An extension of an earlier release, with the same interface, does not say.
		if ( ! function_exists( 'WcAccounting\Extension\remaining' ) ) {
			return array(
				'minute' => null,
				'day'    => null,
			);
		}
		return Extension\remaining( $this->description->service, $queue, $now );
	}

	public function stands_out( array $order, array $others ): ?array {
		return Extension\stands_out( $order, $others );
	}

	public function watch( callable $next, callable $on_result, int $deadline_ms ): void {
		$this->must_be_allowed();
		$this->client()->watch( $next, $this->masking( $on_result ), $this->options( 1, $deadline_ms ) );
	}

	public function test_connection( ?string $endpoint = null, ?object $keys = null ): array {
		$obstacle = $this->gate->obstacle( $keys?->current() );
		if ( null !== $obstacle ) {
			return array(
				'ok'     => false,
				'class'  => $obstacle['code'],
				'reason' => $obstacle,
			);
		}
		try {
			return $this->client( $endpoint, $keys )->testConnection();
		} catch ( Extension\ConfigurationException $exception ) {
			return array(
				'ok'     => false,
				'class'  => 'misconfigured',
				'reason' => self::reason( $exception ),
			);
		}
	}

	public function binding(): string {
		return $this->keys->mark() . ' ' . ( $this->network )()->endpoint();
	}

	public function marks(): array {
		return $this->client()->marks();
	}

	public function recognize( array $known, string $current, array $marks, bool $asked ): array {
		return Extension\recognize( $known, $current, $marks, $asked );
	}

	public function choices( string $catalogue, string $search = '', int $page = 1 ): array {
		$this->must_be_allowed();
		return $this->client()->listChoices( $catalogue, $search, $page );
	}

	/**
	 * The last gate before the network: whoever asks has looked at obstacle() before.
	 *
	 * @throws \LogicException When this site may not ask the service anything.
	 */
	private function must_be_allowed(): void {
		$obstacle = $this->gate->obstacle();
		if ( null !== $obstacle ) {
			throw new \LogicException( "Nothing may be asked: {$obstacle['code']}" );
		}
	}

	/**
	 * Takes the key out of what a service says: one that repeats it in an error must not get it into rows and notes.
	 *
	 * @param callable(int, array<string, mixed>): void $hear
	 * @return callable(int, array<string, mixed>): void
	 */
	private function masking( callable $hear ): callable {
		return function ( int $id, array $answer ) use ( $hear ): void {
			$hear( $id, $this->masked( $answer ) );
		};
	}

	/**
	 * @param array<string, mixed> $answer
	 * @return array<string, mixed>
	 */
	private function masked( array $answer ): array {
		if ( '' !== ( $answer['reason']['detail'] ?? '' ) ) {
			$answer['reason']['detail'] = $this->keys->masked( $answer['reason']['detail'] );
		}
		return $answer;
	}

	/** A new one each time: settings may have changed, and it holds nothing open. */
	private function client( ?string $endpoint = null, ?object $keys = null ): Extension\Client {
		$config = ( $this->network )()->to_array();
		return new Extension\Client(
			$this->description->service,
			array( 'endpoint' => $endpoint ?? $config['endpoint'] ) + $config,
			$keys ?? $this->keys
		);
	}

	/**
	 * @return array{min_concurrency: int, max_concurrency: int}
	 */
	private static function bounds(): array {
		/**
		 * Filters how many requests may be under way at a time, each bound between 1 and 16.
		 *
		 * @param array{min_concurrency: int, max_concurrency: int} $bounds The least, 1, and the most, 16; between them it grows while the
		 *        service keeps up.
		 */
		$bounds = apply_filters(
			'wc_accounting_concurrency',
			array(
				'min_concurrency' => 1,
				'max_concurrency' => 16,
			)
		);
		return array(
			'min_concurrency' => max( 1, min( 16, (int) ( $bounds['min_concurrency'] ?? 1 ) ) ),
			'max_concurrency' => max( 1, min( 16, (int) ( $bounds['max_concurrency'] ?? 16 ) ) ),
		);
	}

	/**
	 * @return array<string, mixed>
	 */
	private function options( int $concurrency, int $deadline_ms ): array {
		$options = array(
			'concurrency' => max( 1, min( 16, $concurrency ) ),
			'deadline_ms' => max( 1, $deadline_ms ),
		);
		if ( $this->service->is_overheard() ) {
			$options['on_exchange'] = ( new Overheard( $this->service, $this->logger ) )->tell( ... );
		}
		return $options;
	}
}
