<?php
/**
 * What other code may hear of requests.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

use WcAccounting\Log\Logger;

/**
 * Tells the hooks of a service of every request and its answer, as the extension tells of them.
 */
final class Overheard {

	public function __construct(
		private readonly Service $service,
		private readonly Logger $logger,
	) {}

	/**
	 * Passes a request or an answer on to whoever listens. The authorization is masked already.
	 *
	 * @param array<string, mixed> $message Either of them; its `phase` says which.
	 */
	public function tell( array $message ): void {
		try {
			if ( 'request' === $message['phase'] ) {
				$this->tell_request( $message );
			} else {
				$this->tell_answer( $message );
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'A listener of the HTTP hooks failed', $fault );
		}
	}

	/**
	 * @param array<string, mixed> $message
	 */
	private function tell_request( array $message ): void {
		$this->service->requesting(
			$message['method'],
			$message['url'],
			array(
				'method'  => $message['method'],
				'headers' => $message['headers'],
				'body'    => $message['body'],
			)
		);
	}

	/**
	 * @param array<string, mixed> $message
	 */
	private function tell_answer( array $message ): void {
		$response = null === $message['error']
			? array(
				'headers'  => $message['headers'],
				'body'     => $message['body'],
				'response' => array(
					'code'    => (int) $message['status'],
					'message' => get_status_header_desc( (int) $message['status'] ),
				),
			)
			: new \WP_Error( 'http_request_failed', (string) $message['error'] );
		$this->service->answered( $response, (int) $message['duration_ms'], $message['method'], $message['url'] );
	}
}
