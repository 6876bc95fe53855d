<?php
/**
 * The site's Toy Books.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Toy;

/** The control API of toy-sandbox; see its README. */
final class Books {

	/** With a faultless service, empty books and the first tokens. */
	public static function reset(): string {
		self::call( 'POST', 'reset', '{}' );
		return self::state()['credentials'];
	}

	/** The access token ends now. */
	public static function expire(): void {
		self::call( 'POST', 'expire', '{}' );
	}

	/** The shop is let in no longer, until a person connects it again. */
	public static function revoke(): void {
		self::call( 'POST', 'revoke', '{}' );
	}

	/** A person connects the shop again; what it is to store then. */
	public static function connect(): string {
		return self::call( 'POST', 'connect', '{}' )['credentials'];
	}

	/**
	 * @param array<string, mixed> $fault
	 */
	public static function fault( string $method, string $path, array $fault, ?int $times = null ): void {
		$rule = array(
			'match' => array(
				'method' => $method,
				'path'   => $path,
			),
			'fault' => $fault,
		);
		$rule += null === $times ? array() : array( 'times' => $times );
		self::call( 'POST', 'faults', (string) json_encode( array( $rule ) ) );
	}

	public static function heal(): void {
		self::call( 'POST', 'faults', '[]' );
	}

	/**
	 * @return list<array<string, mixed>> What is in the books of one kind, in the order in which it was made.
	 */
	public static function documents( string $kind ): array {
		$is_of_kind = static fn ( array $document ): bool => $kind === $document['kind'];
		return array_values( array_filter( self::state()['documents'], $is_of_kind ) );
	}

	/** @return list<array<string, mixed>> */
	public static function contacts(): array {
		return self::state()['contacts'];
	}

	/**
	 * @return list<string> Method and path of what came in, e.g. `POST invoices`.
	 */
	public static function requests(): array {
		$name = static fn ( array $request ): string => $request['method'] . ' ' . trim( (string) strtok( $request['path'], '?' ), '/' );
		return array_map( $name, self::call( 'GET', 'requests', null )['requests'] );
	}

	/** @return array<string, mixed> */
	public static function state(): array {
		return self::call( 'GET', 'state', null );
	}

	/** @return array<string, mixed> */
	private static function call( string $method, string $path, ?string $body ): array {
		$http   = array(
			'method'        => $method,
			'header'        => 'Content-Type: application/json',
			'content'       => (string) $body,
			'timeout'       => 10,
			'ignore_errors' => true,
		);
		$answer = file_get_contents( getenv( 'TOY_URL' ) . "/_sandbox/$path", false, stream_context_create( array( 'http' => $http ) ) );
		$said   = json_decode( (string) $answer, true );
		if ( ! is_array( $said ) || isset( $said['error'] ) ) {
			throw new \RuntimeException( "The books do not do $method $path: " . substr( (string) $answer, 0, 200 ) );
		}
		return $said;
	}
}
