<?php
/**
 * The site's Toy Books.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Toy;

use WcAccounting\Tests\ControlApi;

/** The control API of toy-sandbox; see its README. */
final class Books {

	/** With a faultless service, empty books and the first tokens. */
	public static function reset(): string {
		self::control()->post( 'reset', array() );
		return self::state()['credentials'];
	}

	/** The access token ends now. */
	public static function expire(): void {
		self::control()->post( 'expire', array() );
	}

	/** The shop is let in no longer, until a person connects it again. */
	public static function revoke(): void {
		self::control()->post( 'revoke', array() );
	}

	/** A person connects the shop again; what it is to store then. */
	public static function connect(): string {
		return self::control()->post( 'connect', array() )['credentials'];
	}

	/** @param array<string, mixed> $fault */
	public static function fault( string $method, string $path, array $fault, ?int $times = null ): void {
		self::control()->fault( $method, $path, $fault, $times );
	}

	public static function heal(): void {
		self::control()->heal();
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
		return array_map( $name, self::control()->get( 'requests' )['requests'] );
	}

	/** @return array<string, mixed> */
	public static function state(): array {
		return self::control()->get( 'state' );
	}

	private static function control(): ControlApi {
		return new ControlApi( (string) getenv( 'TOY_URL' ) );
	}
}
