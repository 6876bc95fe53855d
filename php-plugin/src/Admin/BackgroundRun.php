<?php
/**
 * Requests that exist for delivering.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Name;
use WcAccounting\Delivery\AfterResponse;

/**
 * Where PHP cannot go on after its answer, neither a page nor a checkout delivers: another request does. The script of a page
 * of wp-admin sends one while something is overdue, the shop sends itself one when something was queued.
 */
final class BackgroundRun {

	/** Asked for by a page's script. */
	private const ACTION = 'deliver_overdue';

	public function __construct(
		private readonly string $service,
		private readonly AfterResponse $after_response,
	) {}

	/** Name of the action, and of its nonce. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	public function register( Guard $guard ): void {
		$guard->answer( self::action( $this->service ), Guard::ORDER_CAPABILITY, $this->answer_page( ... ) );
		add_action( 'wp_ajax_nopriv_' . AfterResponse::wake_up_action( $this->service ), $this->answer_shop( ... ) );
	}

	/** Something is overdue while a page of wp-admin begins. */
	public function announce(): void {
		if ( current_user_can( Guard::ORDER_CAPABILITY ) && $this->after_response->may_stand_in() ) {
			add_action( 'admin_print_footer_scripts', $this->print_script( ... ) );
		}
	}

	/** The request goes on when the person goes to another page meanwhile. */
	private function print_script(): void {
		$fields = array(
			'action' => self::action( $this->service ),
			'nonce'  => wp_create_nonce( self::action( $this->service ) ),
		);
		wp_print_inline_script_tag(
			sprintf(
				'addEventListener( "load", () => fetch( %s, { method: "POST", credentials: "same-origin", keepalive: true, '
				. 'body: new URLSearchParams( %s ) } ).catch( () => {} ) );',
				(string) wp_json_encode( admin_url( 'admin-ajax.php' ), JSON_HEX_TAG ),
				(string) wp_json_encode( $fields, JSON_HEX_TAG )
			),
			array( 'id' => Name::element( $this->service, 'deliver-overdue' ) )
		);
	}

	/**
	 * @return array{delivers: bool}
	 * @throws \DomainException When the nonce is not right.
	 */
	private function answer_page(): array {
		Guard::check( Guard::text( 'nonce' ), self::action( $this->service ) );
		return array( 'delivers' => $this->after_response->stand_in( true ) );
	}

	/** Nobody is logged in here, and nobody waits. */
	private function answer_shop(): void {
		$at = absint( Guard::text( AfterResponse::AT ) );
		if ( ! AfterResponse::is_from_the_shop( $this->service, $at, Guard::text( AfterResponse::TOKEN ) ) ) {
			wp_send_json_error( null, 403 );
		}
		$this->after_response->request_here();
		wp_send_json_success();
	}
}
