<?php
/**
 * The site's Xero.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Tests\ControlApi;

/** The control API of xero-sandbox; see its README. */
final class Books {

	public const CLIENT_ID     = 'SANDBOXCLIENT0000000000000000001';
	public const CLIENT_SECRET = 'client-sandboxsecret-1';

	/** What the tests want otherwise than the sandbox has it: no limits, so that no test waits for a minute to pass. */
	private const SETTINGS = array(
		'limits' => array(
			'minute'     => null,
			'day'        => null,
			'app_minute' => null,
		),
	);

	/** Empty books, a faultless Xero. */
	public static function reset(): void {
		self::control()->post( 'reset', array() );
		self::settings( array() );
	}

	/** @param array<string, mixed> $settings As the sandbox knows them. */
	public static function settings( array $settings ): void {
		self::control()->post( 'settings', array_replace_recursive( self::SETTINGS, $settings ) );
	}

	public static function url(): string {
		return (string) getenv( 'XERO_URL' );
	}

	/** All access tokens end now. */
	public static function expire(): void {
		self::control()->post( 'expire', array() );
	}

	/** The shop is let in no longer. */
	public static function revoke(): void {
		self::control()->post( 'revoke', array() );
	}

	/** Nobody comes for so many days. */
	public static function pass_days( int $days ): void {
		self::control()->post( 'clock', array( 'forward_ms' => $days * DAY_IN_SECONDS * 1000 ) );
	}

	/**
	 * The tokens of somebody who let this application into another organisation.
	 *
	 * @return array<string, mixed> access_token, refresh_token, …
	 */
	public static function tokens_of( string $organisation ): array {
		return self::control()->post( 'connect', array( 'organisation' => $organisation ) );
	}

	/** Somebody takes the shop's connection away in Xero. */
	public static function disconnect(): void {
		self::control()->post( 'disconnect', array() );
	}

	/** @param array<string, mixed> $fault */
	public static function fault( string $method, string $path, array $fault, ?int $times = null ): void {
		self::control()->fault( $method, $path, $fault, $times );
	}

	public static function heal(): void {
		self::control()->heal();
	}

	/**
	 * What a person does in Xero.
	 *
	 * @param array<string, mixed> $body
	 */
	public static function act( string $method, string $path, array $body ): void {
		$done = self::control()->post( 'act', array( 'method' => $method, 'path' => $path, 'body' => $body ) );
		if ( $done['status'] >= 300 ) {
			throw new \RuntimeException( "$method $path: " . json_encode( $done ) );
		}
	}

	/**
	 * @param string $what invoices, credit_notes, quotes, payments, allocations, contacts, items or history.
	 * @return list<array<string, mixed>> In the order in which they were made.
	 */
	public static function all( string $what ): array {
		return array_values( self::state()[ $what ] );
	}

	/** @return array<string, int> Name of a call, e.g. `PUT Invoices` => how often it was made. */
	public static function calls(): array {
		return self::state()['calls'];
	}

	/**
	 * Whatever came in, token requests too, in the order in which it came.
	 *
	 * @return list<array<string, mixed>> As in the sandbox's log: at, method, path, form, status, …
	 */
	public static function requests(): array {
		return self::control()->get( 'requests' )['requests'];
	}

	/** @return array<string, mixed> */
	public static function state(): array {
		return self::control()->get( 'state' );
	}

	private static function control(): ControlApi {
		return new ControlApi( self::url() );
	}
}
