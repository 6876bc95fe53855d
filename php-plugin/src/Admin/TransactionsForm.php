<?php
/**
 * The actions of Transactions without JavaScript.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\HandResult;

/**
 * Takes what the buttons of the list send where no script asks in its stead: a plain form. The script shows how far it has
 * come; this says at the end what came of it, and what there was no time for.
 */
final class TransactionsForm {

	/** Name of a row's button; its value is what is done, id and nonce. */
	public const ONE = 'one';

	/** Names of buttons for more than the rows; their values are nonces. */
	public const ALL_FAILED = 'all_failed';
	public const MISSED     = 'missed';

	private const PLURAL = 'deliveries';

	/** A request must end: no further part is begun. */
	private const SECONDS = 20.0;

	public function __construct(
		private readonly Page $page,
		private readonly Description $description,
		private readonly DeliveryActions $actions,
		private readonly SweepAction $sweep,
	) {}

	/** What WordPress's list calls what it lists: in the name of the nonce for bulk actions. */
	public static function plural( string $service ): string {
		return Name::of( $service, self::PLURAL );
	}

	/** Attributes of a button that does something, in a form that else only asks. */
	public static function attributes( Page $page ): string {
		return sprintf( ' formmethod="post" formaction="%s"', esc_url( $page->url( 'transactions' ) ) );
	}

	/** When the tab is opened. */
	public function take(): void {
		if ( 'POST' !== ( $_SERVER['REQUEST_METHOD'] ?? '' ) ) {
			return;
		}
		if ( ! current_user_can( Guard::MANAGE ) ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'wc-accounting' ), 403 );
		}
		try {
			list( $kind, $text ) = $this->perform();
		} catch ( \DomainException $refusal ) {
			if ( 403 === $refusal->getCode() ) {
				wp_die( esc_html( $refusal->getMessage() ), '', array( 'response' => 403, 'back_link' => true ) );
			}
			list( $kind, $text ) = array( 'error', $refusal->getMessage() );
		}
		Notices::say( $kind, $this->description->name . ': ' . $text );
		// With the filters that the list had.
		wp_safe_redirect( wp_get_referer() ?: $this->page->url( 'transactions' ) );
		exit;
	}

	/**
	 * @return array{0: string, 1: string} Kind of notice, and what it says.
	 * @throws \DomainException When something is wrong with the request.
	 */
	private function perform(): array {
		if ( '' !== Guard::text( self::MISSED ) ) {
			Guard::check( Guard::text( self::MISSED ), SweepAction::action( $this->description->service ) );
			return array( 'success', $this->sweep->sweep( 0 )['summary'] );
		}
		if ( '' !== Guard::text( self::ALL_FAILED ) ) {
			Guard::check( Guard::text( self::ALL_FAILED ), DeliveryActions::retry_failed_action( $this->description->service ) );
			return $this->in_parts( DeliveryActions::RETRY, $this->actions->failed_in_parts() );
		}
		if ( '' !== Guard::text( self::ONE ) ) {
			list( $what, $id, $nonce ) = explode( ':', Guard::text( self::ONE ), 3 ) + array( '', '', '' );
			Guard::check( $nonce, DeliveryActions::nonce_action( $this->description->service, $what, (int) $id ) );
			// Who presses the button of one row has looked at that row.
			return $this->in_parts( $what, array( array( (int) $id ) ), true );
		}
		return $this->bulk();
	}

	/**
	 * @return array{0: string, 1: string}
	 * @throws \DomainException When the nonce of the list is not right.
	 */
	private function bulk(): array {
		Guard::check( Guard::text( '_wpnonce' ), 'bulk-' . self::plural( $this->description->service ) );
		$what = array_intersect(
			array( Guard::text( 'action' ), Guard::text( 'action2' ) ),
			array( DeliveryActions::RETRY, DeliveryActions::CHECK )
		);
		$ids  = isset( $_POST['ids'] ) && is_array( $_POST['ids'] ) ? array_values( array_map( 'absint', $_POST['ids'] ) ) : array();
		if ( array() === $what || array() === $ids ) {
			return array( 'warning', __( 'Select at least one row first.', 'wc-accounting' ) );
		}
		return $this->in_parts( reset( $what ), array_chunk( $ids, DeliveryActions::LIMIT ) );
	}

	/**
	 * @param iterable<list<int>> $parts    Ids of deliveries.
	 * @param bool                $approves Whether the person looked at them one by one.
	 * @return array{0: string, 1: string}
	 */
	private function in_parts( string $what, iterable $parts, bool $approves = false ): array {
		$ends    = microtime( true ) + self::SECONDS;
		$results = array();
		$is_cut  = false;
		foreach ( $parts as $ids ) {
			if ( microtime( true ) > $ends ) {
				$is_cut = true;
				break;
			}
			$results = array_merge( $results, array_values( $this->actions->perform( $what, $ids, $approves ) ) );
		}
		$counts = HandResult::count( $results );
		$told   = array_filter(
			array(
				HandResult::summary( $counts, $this->description->name ),
				$is_cut ? __( 'The rest was not done: it took too long.', 'wc-accounting' ) : '',
			)
		);
		$bad    = array( HandResult::Failed->value, HandResult::NoAnswer->value, HandResult::Held->value );
		$is_bad = $is_cut || array() !== array_intersect( $bad, array_keys( $counts ) );
		return array(
			$is_bad ? 'warning' : 'success',
			array() === $told ? __( 'There was nothing to do.', 'wc-accounting' ) : implode( ' · ', $told ),
		);
	}
}
