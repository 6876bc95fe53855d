<?php
/**
 * Who may connect a shop.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Admin\ConnectionActions;
use WcAccounting\Tests\Visitor;

/** Issue 12: each change is a POST, by somebody who may, with its nonce. */
final class RightsTest extends XeroTestCase {

	/**
	 * @return array<string, array{0: string}>
	 */
	public static function actions(): array {
		$actions = array(
			ConnectionActions::SAVE,
			ConnectionActions::CONNECT,
			ConnectionActions::CHOOSE,
			ConnectionActions::DISCONNECT,
		);
		return array_combine( $actions, array_map( static fn ( string $action ): array => array( $action ), $actions ) );
	}

	/**
	 * @dataProvider actions
	 */
	public function test_nobody_else_and_nothing_without_a_nonce_changes_the_connection( string $what ): void {
		$action = ConnectionActions::action( 'xero', $what );
		$before = array( self::xero()->keys->current(), self::xero()->application->to_array(), Books::state()['connections'] );
		$fields = array(
			'action'        => $action,
			'client_id'     => 'SOMEBODY-ELSES-APPLICATION',
			'client_secret' => 'somebody-elses',
			'organisation'  => 't9',
		);
		foreach ( array( 'customer', 'editor' ) as $role ) {
			$visitor = Visitor::of( $role );
			$answer  = $visitor->visit( '/wp-admin/admin-post.php', $fields + array( '_wpnonce' => $visitor->nonce( $action ) ) );
			self::assertContains( $answer['status'], array( 302, 403 ), $role );
		}
		$admin = Visitor::of( 'administrator' );
		self::assertSame( 403, $admin->visit( '/wp-admin/admin-post.php', $fields )['status'], 'no nonce' );
		$other = $admin->nonce( ConnectionActions::action( 'xero', 'other' ) );
		$answer = $admin->visit( '/wp-admin/admin-post.php', $fields + array( '_wpnonce' => $other ) );
		self::assertSame( 403, $answer['status'], 'another nonce' );
		$right = http_build_query( $fields + array( '_wpnonce' => $admin->nonce( $action ) ) );
		self::assertSame( 403, $admin->visit( "/wp-admin/admin-post.php?$right" )['status'], 'no POST' );
		wp_cache_flush();
		$after = array( self::xero()->keys->current(), self::xero()->application->to_array(), Books::state()['connections'] );
		self::assertSame( $before, $after );
	}
}
