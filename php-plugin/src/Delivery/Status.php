<?php
/**
 * Where a delivery stands.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/**
 * The states of the extension's state machine, and what a person sees of them.
 */
enum Status: string {

	case Pending     = 'pending';
	case Sending     = 'sending';
	case Retrying    = 'retrying';
	case Unconfirmed = 'unconfirmed';
	case Accepted    = 'accepted';
	case Confirmed   = 'confirmed';
	case Failed      = 'failed';
	case SetAside    = 'set_aside';

	public const VIEW_SUCCESS  = 'success';
	public const VIEW_RETRYING = 'retrying';
	public const VIEW_FAILED   = 'failed';
	public const VIEW_ASIDE    = 'not_sent';

	/** What was delivered of orders that are something else now: a part of VIEW_SUCCESS. */
	public const VIEW_CHANGED = 'changed';

	/** What comes to something else in the books than its order did: a part of VIEW_SUCCESS. */
	public const VIEW_DIFFERS = 'differs';

	/** The view of the Transactions screen it belongs to. */
	public function view(): string {
		return match ( $this ) {
			self::Accepted, self::Confirmed => self::VIEW_SUCCESS,
			self::Failed => self::VIEW_FAILED,
			self::SetAside => self::VIEW_ASIDE,
			default => self::VIEW_RETRYING,
		};
	}

	/** What the screen calls it. */
	public function label(): string {
		return match ( $this->view() ) {
			self::VIEW_SUCCESS => __( 'Success', 'wc-accounting' ),
			self::VIEW_FAILED => __( 'Failed', 'wc-accounting' ),
			self::VIEW_ASIDE => __( 'Not sent', 'wc-accounting' ),
			default => __( 'Retrying', 'wc-accounting' ),
		};
	}

	/** What more there is to say; `$number` is the document's number in the service. */
	public function explanation( string $service, ?string $number = null ): string {
		if ( self::Confirmed === $this ) {
			return null === $number || '' === $number
				/* translators: %s: name of the service. */
				? sprintf( __( 'in %s', 'wc-accounting' ), $service )
				/* translators: 1: name of the service, 2: number of the document there. */
				: sprintf( __( 'in %1$s: %2$s', 'wc-accounting' ), $service, $number );
		}
		return match ( $this ) {
			/* translators: %s: name of the service. */
			self::Accepted => sprintf( __( 'waiting for %s', 'wc-accounting' ), $service ),
			/* translators: %s: name of the service. */
			self::Unconfirmed => sprintf( __( 'asking %s whether it arrived', 'wc-accounting' ), $service ),
			self::Pending => __( 'not sent yet', 'wc-accounting' ),
			self::Sending => __( 'being sent', 'wc-accounting' ),
			self::SetAside => __( 'before the start day', 'wc-accounting' ),
			default => '',
		};
	}

	/** Whether nothing more happens to it by itself. */
	public function is_settled(): bool {
		return in_array( $this, array( self::Confirmed, self::Failed, self::SetAside ), true );
	}

	/**
	 * As the database has them.
	 *
	 * @param list<self> $statuses
	 * @return list<string>
	 */
	public static function values( array $statuses ): array {
		return array_map( static fn ( self $status ): string => $status->value, $statuses );
	}

	/**
	 * @return list<self> The states that make up a view.
	 */
	public static function of_view( string $view ): array {
		if ( self::VIEW_DIFFERS === $view ) {
			return array( self::Confirmed );
		}
		$view = self::VIEW_CHANGED === $view ? self::VIEW_SUCCESS : $view;
		return array_values( array_filter( self::cases(), static fn ( self $status ): bool => $status->view() === $view ) );
	}
}
