<?php
/**
 * The address of the metrics.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Watch;

use WcAccounting\Admin\Guard;

/**
 * GET wc-accounting/v1/metrics, in Prometheus' text format: for somebody who may see the deliveries, by any way that WordPress lets him
 * in (an application password, for instance), and for whoever shows the token. Shell registers it, so that no other request of REST
 * loads this.
 */
final class MetricsRoute {

	private const SPACE = 'wc-accounting/v1';

	private const PATH = '/metrics';

	/** @param \Closure(): string $text Makes them. */
	public function __construct(
		private readonly MetricsToken $token,
		private readonly \Closure $text,
	) {}

	public static function url(): string {
		return rest_url( self::SPACE . self::PATH );
	}

	/** Whether who asks is let in: 401 for one who has not shown who he is, or shows a wrong token, 403 for one who has no right. */
	public function may_read( \WP_REST_Request $request ): bool|\WP_Error {
		if ( current_user_can( Guard::VIEW ) ) {
			return true;
		}
		$shown = self::shown( (string) $request->get_header( 'authorization' ) );
		if ( null !== $shown && $this->token->is( $shown ) ) {
			return true;
		}
		add_filter( 'rest_post_dispatch', self::ask_for_token( ... ), 10, 3 );
		return new \WP_Error(
			'wc_accounting_metrics_refused',
			__( 'You are not allowed to do this.', 'wc-accounting' ),
			array( 'status' => null === $shown ? rest_authorization_required_code() : 401 )
		);
	}

	/** The token of a header; null when it has none. */
	private static function shown( #[\SensitiveParameter] string $header ): ?string {
		return 1 === preg_match( '/^\s*Bearer\s+(\S+)\s*$/iD', $header, $found ) ? $found[1] : null;
	}

	public function answer(): \WP_REST_Response {
		add_filter( 'rest_pre_serve_request', self::write( ... ), 10, 3 );
		// For plugins that keep whole answers.
		if ( ! defined( 'DONOTCACHEPAGE' ) ) {
			define( 'DONOTCACHEPAGE', true );
		}
		$response = new \WP_REST_Response( ( $this->text )() );
		$response->header( 'Content-Type', PrometheusText::CONTENT_TYPE );
		$response->header( 'Cache-Control', 'no-store, private' );
		return $response;
	}

	/**
	 * WordPress would write it as JSON.
	 *
	 * @param mixed $is_served
	 * @param mixed $response
	 * @return mixed
	 */
	private static function write( $is_served, $response, \WP_REST_Request $request ) {
		$is_refused = ! $response instanceof \WP_REST_Response || 200 !== $response->get_status();
		if ( true === $is_served || $is_refused || ! self::is_ours( $request ) ) {
			return $is_served;
		}
		if ( 'HEAD' !== $request->get_method() ) {
			// Text for a machine, which WordPress is told above: nothing of it is HTML.
			echo $response->get_data();
		}
		return true;
	}

	/**
	 * Says with a refusal what would help, as HTTP wants it.
	 *
	 * @param mixed $response
	 * @return mixed
	 */
	private static function ask_for_token( $response, \WP_REST_Server $server, \WP_REST_Request $request ) {
		if ( self::is_ours( $request ) && $response instanceof \WP_REST_Response && 401 === $response->get_status() ) {
			$response->header( 'WWW-Authenticate', 'Bearer realm="wc-accounting metrics"' );
		}
		return $response;
	}

	private static function is_ours( \WP_REST_Request $request ): bool {
		return '/' . self::SPACE . self::PATH === $request->get_route();
	}
}
