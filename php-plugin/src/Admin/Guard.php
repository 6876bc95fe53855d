<?php
/**
 * Who may do what.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Admin;

use WcKledo\Log\Logger;

/**
 * Every AJAX call of ours goes through here: a POST, by somebody who may, with a nonce that is bound to the action and to
 * what it is done to.
 */
final class Guard {

	/** For everything on WooCommerce > Kledo. */
	public const CAPABILITY = 'manage_woocommerce';

	/** For what is done to single orders. */
	public const ORDER_CAPABILITY = 'edit_shop_orders';

	public function __construct( private readonly Logger $logger ) {}

	/**
	 * Answers an AJAX action. The work's answer is sent as JSON; a Refusal as an error.
	 *
	 * @param callable(): array<string, mixed> $work
	 */
	public function answer( string $action, string $capability, callable $work ): void {
		add_action(
			'wp_ajax_' . $action,
			function () use ( $action, $capability, $work ): void {
				if ( 'POST' !== ( $_SERVER['REQUEST_METHOD'] ?? '' ) || ! current_user_can( $capability ) ) {
					self::refuse( new Refusal( __( 'You are not allowed to do this.', 'wc-kledo' ), 403 ) );
				}
				try {
					$answer = $work();
				} catch ( Refusal $refusal ) {
					self::refuse( $refusal );
				} catch ( \Throwable $fault ) {
					$this->logger->fault( "$action failed", $fault );
					self::refuse( Refusal::fault() );
				}
				wp_send_json_success( $answer );
			}
		);
	}

	/**
	 * Ends the request unless its nonce is the one for this action on this object.
	 *
	 * @throws Refusal When it is not.
	 */
	public static function check( string $nonce, string $action ): void {
		if ( 1 !== wp_verify_nonce( $nonce, $action ) && 2 !== wp_verify_nonce( $nonce, $action ) ) {
			throw new Refusal( __( 'This page is too old. Reload it and try again.', 'wc-kledo' ), 403 );
		}
	}

	/** A text field of the request. Whoever asks has checked the nonce, or is about to with this very field. */
	public static function text( string $name ): string {
		return isset( $_POST[ $name ] ) && is_string( $_POST[ $name ] )
			? trim( wp_check_invalid_utf8( wp_unslash( $_POST[ $name ] ), true ) )
			: '';
	}

	/**
	 * @return never
	 */
	private static function refuse( Refusal $refusal ): void {
		wp_send_json_error( array( 'message' => $refusal->getMessage() ), (int) $refusal->getCode() );
	}
}
