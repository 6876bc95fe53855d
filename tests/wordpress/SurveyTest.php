<?php
/**
 * Questions about the books as a whole: many documents, some days, how far they are closed (13).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

final class SurveyTest extends ShopTestCase {

	private const QUERY = array(
		array(
			'kind'       => 'order',
			'order_id'   => 7,
			'subject_id' => 7,
			'reference'  => 'WC/SO/7',
		),
	);

	private const MONTH = array(
		'kind' => 'order',
		'from' => '2026-01-01',
		'to'   => '2026-01-31',
		'page' => 1,
	);

	/** @return array<string, \Closure(): array<string, mixed>> By the path that is asked. */
	private static function questions(): array {
		$connector = self::plugin()->connector;
		$settings  = array( 'order_prefix' => 'TOKO-' );
		return array(
			'finance/orders?search=WC%2FSO%2F7' => static fn (): array => $connector->present( self::QUERY ),
			'finance/orders?search=TOKO-'       => static fn (): array => $connector->inventory( self::MONTH, $settings ),
			'options/lock_date'                 => static fn (): array => $connector->lock_date(),
		);
	}

	public function test_keys_in_an_answer_are_hidden_and_other_code_hears_of_each_question(): void {
		$heard = array();
		$this->hook(
			'wc_kledo_http_request',
			static function ( string $method, string $url ) use ( &$heard ): void {
				$heard[] = "$method $url";
			},
			10,
			2
		);
		foreach ( self::questions() as $path => $ask ) {
			// The answer replaces the key, and says both.
			$key   = self::plugin()->keys->current();
			$new   = 'kledo_pat_demo00_sandboxkey' . md5( $path );
			$fault = array(
				'kind' => 'status',
				'code' => 403,
				'body' => array(
					'success'      => false,
					'message'      => "Kunci $key diganti dengan $new.",
					'access_token' => $new,
				),
			);
			Sandbox::fault( 'GET', explode( '?', $path )[0], $fault );

			$told = $ask();

			self::assertSame( array( 'not_comparable', 403, 1 ), array( $told['class'], $told['http_status'], $told['requests'] ), $path );
			self::assertStringStartsWith( 'Kunci ', $told['reason']['detail'] );
			self::assertStringNotContainsString( $key, print_r( $told, true ), $path );
			self::assertStringNotContainsString( $new, print_r( $told, true ), $path );
			self::assertSame( $new, self::plugin()->keys->current() );
			self::assertStringContainsString( "/api/v1/$path", array_pop( $heard ) );
			self::assertTrue( self::plugin()->queue->answered( $told ), 'that says nothing about the key' );
		}
	}

	public function test_nothing_is_asked_with_a_key_that_this_site_may_not_use(): void {
		$this->option( 'wc_kledo_api_key', '' );
		$before = Sandbox::requests();
		foreach ( self::questions() as $path => $ask ) {
			try {
				$ask();
				self::fail( $path );
			} catch ( \LogicException $refusal ) {
				self::assertStringContainsString( 'Nothing may be asked: no_key', $refusal->getMessage() );
			}
		}
		self::assertSame( $before, Sandbox::requests() );
	}
}
