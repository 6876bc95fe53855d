<?php
/**
 * Connecting by the command line.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Errand;
use WcAccounting\Connector\RoundTrip;
use WcAccounting\Delivery\Cron;
use WcAccounting\Log\Logger;

/**
 * Where the web server's PHP has no extension: a person leaves the steps of connecting to the command line, whose PHP has it, and
 * hears of them on the next page that he opens.
 *
 * @phpstan-import-type Left from Errand
 */
final class ConnectionErrands {

	/** He came back from the service with a code. Is no form, unlike the other steps. */
	public const COME_BACK = 'come_back';

	/** For so long a service takes the code that it gave. */
	private const CODE_SECONDS = 5 * MINUTE_IN_SECONDS;

	/**
	 * @param string $redirect Where he comes back to from the service.
	 * @param string $name     Of the service, as people know it.
	 */
	public function __construct(
		private readonly Connecting $connecting,
		private readonly RoundTrip $round_trip,
		private readonly Errand $errand,
		private readonly string $redirect,
		private readonly string $name,
		private readonly Logger $logger,
	) {}

	/**
	 * @param string                $what One of ConnectionActions, or COME_BACK.
	 * @param array<string, string> $with What the step takes; may be secret.
	 */
	public function leave( string $what, #[\SensitiveParameter] array $with ): void {
		if ( ConnectionActions::CHOOSE !== $what ) {
			$this->round_trip->finish();
		}
		if ( ConnectionActions::CONNECT === $what ) {
			$this->round_trip->note_consent();
		}
		$this->errand->leave( $what, $this->round_trip->who(), $with );
		// The next time that its cron job runs.
		wp_schedule_single_event( time(), Cron::SOON );
		Notices::say( 'success', self::is_left() );
	}

	public static function is_left(): string {
		return __(
			'The command line of the server does this the next time that its cron job runs, mostly within a minute. Then this page shows how it goes on.',
			'wc-accounting'
		);
	}

	/** On the command line: does what was left, as the person who left it. Never throws. */
	public function carry_out(): void {
		$left = $this->errand->take();
		if ( null === $left ) {
			return;
		}
		$before = get_current_user_id();
		wp_set_current_user( $left['user'] );
		try {
			$this->go( $left );
		} catch ( \Throwable $fault ) {
			$this->logger->fault( "{$left['what']} failed", $fault );
			Notices::say( 'error', __( 'That did not work. The log says why.', 'wc-accounting' ) );
		} finally {
			wp_set_current_user( $before );
		}
	}

	/** @param Left $left */
	private function go( array $left ): void {
		$is_code = self::COME_BACK === $left['what'];
		if ( $left['at'] < time() - ( $is_code ? self::CODE_SECONDS : Errand::SECONDS ) ) {
			$this->say_late( $is_code );
			return;
		}
		$connecting = $this->connecting->of( $left['who'] );
		match ( $left['what'] ) {
			self::COME_BACK => $connecting->end_trip( $left['with']['state'], $left['with']['code'] ),
			ConnectionActions::CHOOSE => $connecting->choose( $left['with']['organisation'] ),
			default => $this->prepare_way( $connecting, $left['who'] ),
		};
	}

	private function prepare_way( Connecting $connecting, string $who ): void {
		$page = $connecting->begin( $this->redirect );
		if ( null !== $page ) {
			$this->round_trip->of( $who )->keep_way( $page );
		}
	}

	private function say_late( bool $is_code ): void {
		$text = $is_code
			? sprintf(
				__(
					/* translators: %s: name of the service. */
					'The cron job ran too late: what %s gave the shop had ended. Have it run every minute. Connect again.',
					'wc-accounting'
				),
				$this->name
			)
			: __( 'The cron job ran too late, and nothing was done. Have it run every minute. Connect again.', 'wc-accounting' );
		Notices::say( 'error', $text );
	}
}
