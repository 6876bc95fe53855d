<?php
/**
 * Who may do what.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Messages;
use WcAccounting\Connector\NeedsCommandLine;
use WcAccounting\Environment\Roles;
use WcAccounting\Log\Logger;

/**
 * Every AJAX call of ours goes through here: a POST, by somebody who may, with a nonce that is bound to the action and to
 * what it is done to.
 */
final class Guard {

	/** For everything on the page of a service. */
	public const MANAGE = Roles::MANAGE;

	/** For looking at deliveries and the closing page, for exporting them and for previews. */
	public const VIEW = Roles::VIEW;

	/** For what is done to orders; which ones, may_edit_order() says. */
	public const ORDER_CAPABILITY = 'edit_shop_orders';

	/** The right for one order. */
	private const OF_ONE_ORDER = 'edit_shop_order';

	/** What the right for an order comes to where no post tells whose it is. */
	private const OF_ANY_ORDER = 'edit_others_shop_orders';

	/** The last one that was made. */
	private static ?\DomainException $refusal = null;

	public function __construct( private readonly Logger $logger ) {}

	/**
	 * Answers an AJAX action. The work's answer is sent as JSON; what it refuses, by throwing a refusal(), as an error.
	 *
	 * @param callable(): array<string, mixed> $work
	 */
	public function answer( string $action, string $capability, callable $work ): void {
		add_action(
			'wp_ajax_' . $action,
			function () use ( $action, $capability, $work ): void {
				if ( 'POST' !== ( $_SERVER['REQUEST_METHOD'] ?? '' ) || ! current_user_can( $capability ) ) {
					self::refuse( self::refusal( __( 'You are not allowed to do this.', 'wc-accounting' ), 403 ) );
				}
				try {
					$answer = $work();
				} catch ( \Throwable $fault ) {
					// Code of the shop throws things of its own; what those say is for the log.
					if ( $fault === self::$refusal ) {
						self::refuse( self::$refusal );
					}
					if ( $fault instanceof NeedsCommandLine ) {
						self::refuse( $fault );
					}
					$this->logger->fault( "$action failed", $fault );
					self::refuse( self::fault() );
				}
				wp_send_json_success( $answer );
			}
		);
	}

	/**
	 * The same as a page of its own, where no script shows it: what is asked for by a form, with a way back.
	 *
	 * @param callable(): array{html: string} $work Escapes it. It refuses by throwing a refusal().
	 */
	public static function show_as_page( string $title, callable $work ): void {
		try {
			if ( 'POST' !== ( $_SERVER['REQUEST_METHOD'] ?? '' ) ) {
				throw self::refusal( __( 'You are not allowed to do this.', 'wc-accounting' ), 405 );
			}
			list( $html, $status ) = array( $work()['html'], 200 );
		} catch ( \DomainException $refusal ) {
			list( $html, $status ) = array( esc_html( $refusal->getMessage() ), (int) $refusal->getCode() );
		}
		// Escaped above and by whoever made it.
		wp_die( $html, esc_html( $title ), array( 'response' => $status, 'back_link' => true ) );
	}

	/**
	 * To be thrown by whoever does not grant a request.
	 *
	 * @param string $text   For the person who asked.
	 * @param int    $status Of the answer, as in HTTP.
	 */
	public static function refusal( string $text, int $status ): \DomainException {
		self::$refusal = new \DomainException( $text, $status );
		return self::$refusal;
	}

	/** The same when something broke; what it was is in the log. */
	public static function fault(): \DomainException {
		return self::refusal( __( 'That did not work. The log under WooCommerce > Status > Logs says why.', 'wc-accounting' ), 500 );
	}

	/**
	 * Lets nothing pass that would ask a service which may not be asked.
	 *
	 * @param ?array{code: string, detail: string} $obstacle Null when there is none.
	 * @throws \DomainException When there is one.
	 */
	public static function stop_at( ?array $obstacle, Messages $messages ): void {
		if ( null !== $obstacle ) {
			throw self::refusal( $messages->of( $obstacle ), 409 );
		}
	}

	/**
	 * Whether somebody who looks may do something with this very order: code of the shop may keep single ones from him.
	 *
	 * Where orders have tables of their own, WordPress takes the empty post that keeps an order's number for a post of the
	 * blog: who edits the blog might, who only edits orders might not. There, and where an order is gone and only its
	 * delivery is left, the right comes to that for anybody's orders.
	 */
	public static function may_edit_order( int $order_id ): bool {
		$is_post = 'shop_order' === get_post_type( $order_id );
		$mapped  = static function ( $needed, $right, $user_id, $arguments ) use ( $order_id, $is_post ) {
			$is_asked = in_array( $right, array( self::OF_ONE_ORDER, 'edit_post' ), true )
				&& (int) ( $arguments[0] ?? 0 ) === $order_id;
			return $is_asked && ! $is_post ? array( self::OF_ANY_ORDER ) : $needed;
		};
		// Before the shop's own code, which has the last word.
		add_filter( 'map_meta_cap', $mapped, 0, 4 );
		$may = current_user_can( self::OF_ONE_ORDER, $order_id );
		remove_filter( 'map_meta_cap', $mapped, 0 );
		return $may;
	}

	/**
	 * Ends the request unless its nonce is the one for this action on this object.
	 *
	 * @throws \DomainException When it is not.
	 */
	public static function check( string $nonce, string $action ): void {
		if ( 1 !== wp_verify_nonce( $nonce, $action ) && 2 !== wp_verify_nonce( $nonce, $action ) ) {
			throw self::refusal( __( 'This page is too old. Reload it and try again.', 'wc-accounting' ), 403 );
		}
	}

	/** The same for a form: it is sent by POST, with its nonce, by somebody who may. */
	public static function check_form( string $action, string $capability = self::MANAGE ): void {
		check_admin_referer( $action );
		if ( 'POST' !== ( $_SERVER['REQUEST_METHOD'] ?? '' ) || ! current_user_can( $capability ) ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'wc-accounting' ), 403 );
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
	private static function refuse( \DomainException $refusal ): void {
		wp_send_json_error( array( 'message' => $refusal->getMessage() ), (int) $refusal->getCode() ?: 500 );
	}
}
