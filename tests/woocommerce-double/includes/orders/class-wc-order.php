<?php
/**
 * An order.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Addresses, payment, status transitions, notes and refunds.
 *
 * Mirrored: `save()` stores first and fires the hooks of a status transition after that. Among those hooks an
 * `Exception` is caught, logged and noted, and ends the rest of them; an `Error` goes through to the caller.
 */
class WC_Order extends WC_Abstract_Order {

	use WooCommerceDouble\Order_Properties;
	use WooCommerceDouble\Order_Addresses;
	use WooCommerceDouble\Order_Refunded;

	/** @var WooCommerceDouble\Status_Transition|null What `save()` will announce. */
	private $to_announce = null;

	/** Properties of an order that a refund lacks. */
	private const OWN = array(
		'customer_id'                  => 0,
		'order_key'                    => '',
		'billing'                      => array( 'first_name' => '', 'last_name' => '', 'company' => '', 'address_1' => '', 'address_2' => '', 'city' => '', 'state' => '', 'postcode' => '', 'country' => '', 'email' => '', 'phone' => '' ),
		'shipping'                     => array( 'first_name' => '', 'last_name' => '', 'company' => '', 'address_1' => '', 'address_2' => '', 'city' => '', 'state' => '', 'postcode' => '', 'country' => '', 'phone' => '' ),
		'payment_method'               => '',
		'payment_method_title'         => '',
		'transaction_id'               => '',
		'customer_ip_address'          => '',
		'customer_user_agent'          => '',
		'created_via'                  => '',
		'customer_note'                => '',
		'date_completed'               => null,
		'date_paid'                    => null,
		'cart_hash'                    => '',
		'order_stock_reduced'          => false,
		'download_permissions_granted' => false,
		'new_order_email_sent'         => false,
		'recorded_sales'               => false,
		'recorded_coupon_usage_counts' => false,
	);

	/**
	 * Reads the order.
	 *
	 * @param int|object $order Id, order or post.
	 */
	public function __construct( $order = 0 ) {
		$this->data = array_merge( $this->data, self::OWN );
		parent::__construct( $order );
	}

	/** Stores it, then announces its transition. */
	public function save() {
		$user = $this->get_user();
		if ( $user && ! $this->get_billing_email( 'edit' ) ) {
			$this->set_props( array( 'billing_email' => $user->user_email ) );
		}
		parent::save();
		$this->announce_transition();
		return $this->get_id();
	}

	/**
	 * Takes down an exception in the log and as a note.
	 *
	 * @param Exception $e       The exception.
	 * @param string    $message What was being done.
	 */
	protected function handle_exception( $e, $message = 'Error' ) {
		parent::handle_exception( $e, $message );
		$this->add_order_note( $message . ' ' . $e->getMessage() );
	}

	/**
	 * Sets the status; its hooks come with `save()`.
	 *
	 * @param string $new_status    With or without `wc-`.
	 * @param string $note          Goes before the words of the transition.
	 * @param bool   $manual_update Whether a person did it: the note is theirs.
	 */
	public function set_status( $new_status, $note = '', $manual_update = false ) {
		$change              = parent::set_status( $new_status );
		[ 'from' => $before ] = $change;
		if ( ! $this->get_object_read() || '' === (string) $before || $before === $change['to'] ) {
			return $change;
		}
		$this->to_announce = new WooCommerceDouble\Status_Transition( $this->to_announce?->from() ?? $before, $change['to'], (string) $note, (bool) $manual_update );
		if ( $manual_update ) {
			do_action( 'woocommerce_order_edit_status', $this->get_id(), $change['to'] );
		}
		$this->date_the_status();
		return $change;
	}

	/** What a status says about time: paid, and completed. */
	private function date_the_status(): void {
		$this->maybe_set_date_paid();
		if ( 'completed' === $this->get_status() ) {
			$this->set_date_completed( time() );
		}
	}

	/** The first status that means paid dates the payment. */
	public function maybe_set_date_paid() {
		if ( null !== $this->get_date_paid( 'edit' ) ) {
			return;
		}
		$paid   = array( $this->status_when_paid() );
		$paid[] = array( 'processing' => 'completed' )[ $paid[0] ] ?? $paid[0];
		if ( $this->has_status( $paid ) ) {
			$this->set_date_paid( time() );
		}
	}

	/** Status that a payment leads to. */
	private function status_when_paid(): string {
		return (string) apply_filters( 'woocommerce_payment_complete_order_status', $this->needs_processing() ? 'processing' : 'completed', $this->get_id(), $this );
	}

	/**
	 * Sets the status and stores.
	 *
	 * @param string $new_status With or without `wc-`.
	 * @param string $note       Goes before the words of the transition.
	 * @param bool   $manual     Whether a person did it.
	 */
	public function update_status( $new_status, $note = '', $manual = false ) {
		if ( ! $this->get_id() ) {
			return false;
		}
		return $this->attempt(
			function () use ( $new_status, $note, $manual ) {
				$this->set_status( $new_status, $note, $manual );
				$this->save();
			},
			'The status could not be changed.'
		);
	}

	/** Fires the hooks of the transition. An `Exception` among them is taken down and ends them, an `Error` goes on to the caller. */
	private function announce_transition(): void {
		[ $transition, $this->to_announce ] = array( $this->to_announce, null );
		try {
			$transition?->announce( $this );
		} catch ( Exception $e ) {
			$this->handle_exception( $e, sprintf( 'The hooks of a status change of order %d ended early.', $this->get_id() ) );
		}
	}

	/**
	 * A payment arrived.
	 *
	 * @param string $transaction_id Its number.
	 */
	public function payment_complete( $transaction_id = '' ) {
		if ( 0 === $this->get_id() ) {
			return false;
		}
		return $this->attempt( fn() => $this->receive_payment( (string) $transaction_id ), 'The payment could not be recorded.' );
	}

	/** Whether something went without an `Exception`; one is taken down. */
	private function attempt( callable $what, string $complaint ): bool {
		try {
			$what();
			return true;
		} catch ( Exception $e ) {
			$this->handle_exception( $e, $complaint );
			return false;
		}
	}

	/** A payment that is not expected changes nothing and has a hook of its own. */
	private function receive_payment( string $number ): void {
		$told = array( $this->get_id(), $number );
		do_action( 'woocommerce_pre_payment_complete', ...$told );
		WC()->session?->set( 'order_awaiting_payment', false );
		$expected = apply_filters( 'woocommerce_valid_order_statuses_for_payment_complete', array( 'on-hold', 'pending', 'failed', 'cancelled' ), $this );
		if ( ! $this->has_status( $expected ) ) {
			do_action( "woocommerce_payment_complete_order_status_{$this->get_status()}", ...$told );
			return;
		}
		$this->set_props( array_filter( array( 'transaction_id' => $number, 'date_paid' => $this->get_date_paid( 'edit' ) ? null : time() ) ) );
		$this->set_status( $this->status_when_paid() );
		$this->save();
		do_action( 'woocommerce_payment_complete', ...$told );
	}

	/** Everything but items and meta, with the order's number. */
	public function get_base_data() {
		return array_merge( parent::get_base_data(), array( 'number' => $this->get_order_number() ) );
	}

	/** The number that people see. */
	public function get_order_number() {
		return (string) apply_filters( 'woocommerce_order_number', $this->get_id(), $this );
	}

	/** @param string $context `view` filters. */
	public function get_user_id( $context = 'view' ) {
		return $this->get_customer_id( $context );
	}

	/** The customer's account, or false. */
	public function get_user() {
		return $this->get_user_id() ? get_user_by( 'id', $this->get_user_id() ) : false;
	}

	/** @param string $context `view` filters. */
	public function get_payment_method( $context = 'view' ) {
		return $this->get_prop( 'payment_method', $context );
	}

	/** @param string|WC_Payment_Gateway $value Id or gateway; '' clears both. */
	public function set_payment_method( $value = '' ) {
		if ( is_object( $value ) ) {
			$this->set_payment_method( $value->id );
			$this->set_payment_method_title( $value->get_title() );
		} elseif ( '' === $value ) {
			$this->set_prop( 'payment_method', '' );
			$this->set_prop( 'payment_method_title', '' );
		} else {
			$this->set_prop( 'payment_method', $value );
		}
	}

	/**
	 * Part of an address.
	 *
	 * @param string $prop    Part.
	 * @param string $address Which.
	 * @param string $context `view` filters.
	 */
	protected function get_address_prop( $prop, $address = 'billing', $context = 'view' ) {
		$value = $this->changes[ $address ][ $prop ] ?? $this->data[ $address ][ $prop ] ?? null;
		return 'view' === $context ? apply_filters( $this->get_hook_prefix() . "{$address}_$prop", $value, $this ) : $value;
	}

	/**
	 * Sets part of an address.
	 *
	 * @param string $prop    Part.
	 * @param string $address Which.
	 * @param mixed  $value   Value.
	 */
	protected function set_address_prop( $prop, $address, $value ) {
		if ( ! $this->object_read ) {
			$this->data[ $address ][ $prop ] = $value;
		} elseif ( $value !== $this->data[ $address ][ $prop ] || isset( $this->changes[ $address ][ $prop ] ) ) {
			$this->changes[ $address ][ $prop ] = $value;
		}
	}

	/**
	 * A whole address.
	 *
	 * @param string $address_type Which.
	 */
	public function get_address( $address_type = 'billing' ) {
		$address = array_merge( $this->data[ $address_type ] ?? array(), $this->changes[ $address_type ] ?? array() );
		return apply_filters( 'woocommerce_get_order_address', $address, $address_type, $this );
	}

	/**
	 * Sets parts of an address. Of an order that is stored they go into the post's meta at once, as in WooCommerce.
	 *
	 * @param array  $address Parts.
	 * @param string $type    Which.
	 */
	public function set_address( $address, $type = 'billing' ) {
		foreach ( $address as $part => $value ) {
			if ( is_callable( array( $this, "set_{$type}_$part" ) ) ) {
				$this->{"set_{$type}_$part"}( $value );
			}
			if ( $this->get_id() ) {
				update_post_meta( $this->get_id(), "_{$type}_$part", $value );
			}
		}
	}

	/** Name on the invoice. */
	public function get_formatted_billing_full_name() {
		return sprintf( '%1$s %2$s', $this->get_billing_first_name(), $this->get_billing_last_name() );
	}

	/** Name on the parcel. */
	public function get_formatted_shipping_full_name() {
		return sprintf( '%1$s %2$s', $this->get_shipping_first_name(), $this->get_shipping_last_name() );
	}

	/** @param string $empty_content Where there is no address. */
	public function get_formatted_billing_address( $empty_content = '' ) {
		$address = WC()->countries->get_formatted_address( $this->get_address( 'billing' ) );
		return $address ? $address : $empty_content;
	}

	/** @param string $empty_content Where there is no address. */
	public function get_formatted_shipping_address( $empty_content = '' ) {
		$address = WC()->countries->get_formatted_address( $this->get_address( 'shipping' ) );
		return $this->has_shipping_address() && $address ? $address : $empty_content;
	}

	/** Whether there is a street to send the invoice to. */
	public function has_billing_address() {
		return $this->has_street( 'billing' );
	}

	/** Whether there is a street to send the parcel to. */
	public function has_shipping_address() {
		return $this->has_street( 'shipping' );
	}

	/** Whether an address has a street. */
	private function has_street( string $address ): bool {
		return '' !== (string) $this->get_address_prop( 'address_1', $address ) . (string) $this->get_address_prop( 'address_2', $address );
	}

	/** Whether the customer's key fits. */
	public function key_is_valid( $key ) {
		return hash_equals( (string) $this->get_order_key(), (string) $key );
	}

	/** Whether its status means paid. */
	public function is_paid() {
		return apply_filters( 'woocommerce_order_is_paid', $this->has_status( wc_get_is_paid_statuses() ), $this );
	}

	/** Whether it waits for a payment. */
	public function needs_payment() {
		$statuses = apply_filters( 'woocommerce_valid_order_statuses_for_payment', array( 'pending', 'failed' ), $this );
		return apply_filters( 'woocommerce_order_needs_payment', $this->has_status( $statuses ) && $this->get_total() > 0, $this, $statuses );
	}

	/** Whether something has to be sent: a line that is not both virtual and downloadable. */
	public function needs_processing() {
		foreach ( $this->get_items() as $item ) {
			$product = $item->is_type( 'line_item' ) ? $item->get_product() : null;
			if ( $product && apply_filters( 'woocommerce_order_item_needs_processing', ! ( $product->is_downloadable() && $product->is_virtual() ), $product, $this->get_id() ) ) {
				return true;
			}
		}
		return false;
	}

	/** Whether a line costs nothing. */
	public function has_free_item() {
		return array() !== array_filter( $this->get_items(), static fn( $line ) => 0.0 === (float) $line->get_total() );
	}

	/** Whether anything can be downloaded. */
	public function has_downloadable_item() {
		foreach ( $this->get_items() as $item ) {
			$product = $item->get_product();
			if ( $product && $product->is_downloadable() ) {
				return true;
			}
		}
		return false;
	}

	/** Page of the order for its customer. */
	public function get_view_order_url() {
		return apply_filters( 'woocommerce_get_view_order_url', wc_get_endpoint_url( 'view-order', (string) $this->get_id(), wc_get_page_permalink( 'myaccount' ) ), $this );
	}

	/** Page of the order for the shop. */
	public function get_edit_order_url() {
		return apply_filters( 'woocommerce_get_edit_order_url', Automattic\WooCommerce\Utilities\OrderUtil::get_order_admin_edit_url( $this->get_id() ), $this );
	}

	/** Page that thanks. */
	public function get_checkout_order_received_url() {
		$url = wc_get_endpoint_url( 'order-received', (string) $this->get_id(), wc_get_checkout_url() );
		return apply_filters( 'woocommerce_get_checkout_order_received_url', add_query_arg( 'key', $this->get_order_key(), $url ), $this );
	}

	/** Page to pay on. @param bool $on_checkout Unused. */
	public function get_checkout_payment_url( $on_checkout = false ) {
		$url = wc_get_endpoint_url( 'order-pay', (string) $this->get_id(), wc_get_checkout_url() );
		return apply_filters( 'woocommerce_get_checkout_payment_url', add_query_arg( array( 'pay_for_order' => 'true', 'key' => $this->get_order_key() ), $url ), $this );
	}

	/**
	 * Adds a note. What is not allowed in a post is taken out of it.
	 *
	 * @param string $note             Text.
	 * @param int    $is_customer_note Whether the customer is told.
	 * @param bool   $added_by_user    Whether it is the note of the user who is logged in.
	 * @return int Id of the comment, 0 where the order is not stored.
	 */
	public function add_order_note( $note, $is_customer_note = 0, $added_by_user = false ) {
		if ( ! $this->get_id() ) {
			return 0;
		}
		$author = array( 'WooCommerce', 'woocommerce@' . ( isset( $_SERVER['HTTP_HOST'] ) ? preg_replace( '/:\d+$/', '', sanitize_text_field( wp_unslash( $_SERVER['HTTP_HOST'] ) ) ) : 'noreply.com' ) );
		if ( $added_by_user && is_user_logged_in() && current_user_can( 'edit_shop_orders', $this->get_id() ) ) {
			$user   = wp_get_current_user();
			$author = array( $user->display_name, $user->user_email );
		}
		$comment = apply_filters(
			'woocommerce_new_order_note_data',
			array(
				'comment_post_ID'      => $this->get_id(),
				'comment_author'       => $author[0],
				'comment_author_email' => sanitize_email( $author[1] ),
				'comment_author_url'   => '',
				'comment_content'      => $note,
				'comment_agent'        => 'WooCommerce',
				'comment_type'         => 'order_note',
				'comment_parent'       => 0,
				'comment_approved'     => 1,
			),
			array( 'order_id' => $this->get_id(), 'is_customer_note' => $is_customer_note )
		);
		$id = (int) wp_insert_comment( $comment );
		if ( $is_customer_note ) {
			add_comment_meta( $id, 'is_customer_note', 1 );
			do_action( 'woocommerce_new_customer_note', array( 'order_id' => $this->get_id(), 'customer_note' => $comment['comment_content'] ) );
		}
		do_action( 'woocommerce_order_note_added', $id, $this );
		return $id;
	}

	/** Notes to the customer, as comments. */
	public function get_customer_order_notes() {
		return WooCommerceDouble\Comments::unhidden(
			fn() => array_values( array_filter( get_comments( array( 'post_id' => $this->get_id(), 'approve' => 'approve', 'type' => '' ) ), static fn( $comment ) => (bool) get_comment_meta( (int) $comment->comment_ID, 'is_customer_note', true ) ) )
		);
	}
}
