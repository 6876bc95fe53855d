<?php
/**
 * What an AJAX answer says of what went wrong.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\Guard;

final class GuardTest extends ShopTestCase {

	/** @return array{message: string} */
	private function refused( \Throwable $thrown ): array {
		wp_set_current_user( 1 );
		$this->hook( 'wp_doing_ajax', '__return_true' );
		$died = static fn (): callable => static fn () => throw new \LogicException( 'the answer is out' );
		$this->hook( 'wp_die_ajax_handler', $died );
		$action = 'wc_accounting_guard_' . bin2hex( random_bytes( 4 ) );
		$guard  = new Guard( self::plugin()->logger );
		$guard->answer( $action, Guard::MANAGE, static fn () => throw $thrown );
		$method = $_SERVER['REQUEST_METHOD'] ?? null;
		ob_start();
		try {
			$_SERVER['REQUEST_METHOD'] = 'POST';
			do_action( "wp_ajax_$action" );
			self::fail( 'it was answered' );
		} catch ( \LogicException $end ) {
			self::assertSame( 'the answer is out', $end->getMessage() );
		} finally {
			$_SERVER['REQUEST_METHOD'] = $method;
			$answer = json_decode( (string) ob_get_clean(), true );
			remove_all_actions( "wp_ajax_$action" );
		}
		self::assertFalse( $answer['success'] );
		return $answer['data'];
	}

	public function test_a_refusal_is_told_to_who_asked(): void {
		self::assertSame( array( 'message' => 'Not on Sundays.' ), $this->refused( Guard::refusal( 'Not on Sundays.', 409 ) ) );
		self::assertStringNotContainsString( 'Not on Sundays', self::log() );
	}

	public function test_what_other_code_throws_is_for_the_log(): void {
		foreach ( array( new \DomainException( 'secret of a hook' ), new \TypeError( 'secret of a hook' ) ) as $thrown ) {
			self::assertStringNotContainsString( 'secret', $this->refused( $thrown )['message'] );
			self::assertStringContainsString( 'secret of a hook', self::log() );
		}
	}
}
