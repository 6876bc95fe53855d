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

	/** @var array{from: string, to: string, note: string, manual: bool}|false The transition that `save()` will announce. */
	protected $status_transition = false;

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
			try {
				$this->set_billing_email( $user->user_email );
			} catch ( WC_Data_Exception $e ) {
				unset( $e );
			}
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
		$result = parent::set_status( $new_status );
		if ( true !== $this->object_read || empty( $result['from'] ) || $result['from'] === $result['to'] ) {
			return $result;
		}
		$this->status_transition = array(
			'from'   => is_array( $this->status_transition ) ? $this->status_transition['from'] : $result['from'],
			'to'     => $result['to'],
			'note'   => (string) $note,
			'manual' => (bool) $manual_update,
		);
		if ( $manual_update ) {
			do_action( 'woocommerce_order_edit_status', $this->get_id(), $result['to'] );
		}
		$this->maybe_set_date_paid();
		if ( $this->has_status( 'completed' ) ) {
			$this->set_date_completed( time() );
		}
		return $result;
	}

	/** The first status that means paid dates the payment. */
	public function maybe_set_date_paid() {
		if ( $this->get_date_paid( 'edit' ) ) {
			return;
		}
		$when_paid = $this->status_when_paid();
		if ( $this->has_status( $when_paid ) || ( 'processing' === $when_paid && $this->has_status( 'completed' ) ) ) {
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
		try {
			$this->set_status( $new_status, $note, $manual );
			$this->save();
		} catch ( Exception $e ) {
			$this->handle_exception( $e, 'The status could not be changed.' );
			return false;
		}
		return true;
	}

	/** Fires the hooks of the transition. */
	private function announce_transition(): void {
		$transition              = $this->status_transition;
		$this->status_transition = false;
		if ( ! $transition ) {
			return;
		}
		[ 'from' => $from, 'to' => $to ] = $transition;
		$id                             = $this->get_id();
		try {
			do_action( "woocommerce_order_status_$to", $id, $this );
			$words = sprintf( 'Order status changed from %1$s to %2$s.', wc_get_order_status_name( $from ), wc_get_order_status_name( $to ) );
			$this->add_order_note( trim( $transition['note'] . ' ' . $words ), 0, $transition['manual'] );
			do_action( "woocommerce_order_status_{$from}_to_$to", $id, $this );
			do_action( 'woocommerce_order_status_changed', $id, $from, $to, $this );
			$unpaid = apply_filters( 'woocommerce_valid_order_statuses_for_payment', array( 'pending', 'failed' ), $this );
			if ( in_array( $from, $unpaid, true ) && in_array( $to, wc_get_is_paid_statuses(), true ) ) {
				do_action( 'woocommerce_order_payment_status_changed', $id, $this );
			}
		} catch ( Exception $e ) {
			$this->handle_exception( $e, sprintf( 'The hooks of a status change of order %d ended early.', $id ) );
		}
	}

	/**
	 * A payment arrived.
	 *
	 * @param string $transaction_id Its number.
	 */
	public function payment_complete( $transaction_id = '' ) {
		$id = $this->get_id();
		if ( ! $id ) {
			return false;
		}
		try {
			do_action( 'woocommerce_pre_payment_complete', $id, $transaction_id );
			if ( WC()->session ) {
				WC()->session->set( 'order_awaiting_payment', false );
			}
			if ( ! $this->has_status( apply_filters( 'woocommerce_valid_order_statuses_for_payment_complete', array( 'on-hold', 'pending', 'failed', 'cancelled' ), $this ) ) ) {
				do_action( 'woocommerce_payment_complete_order_status_' . $this->get_status(), $id, $transaction_id );
				return true;
			}
			if ( '' !== (string) $transaction_id ) {
				$this->set_transaction_id( $transaction_id );
			}
			if ( ! $this->get_date_paid( 'edit' ) ) {
				$this->set_date_paid( time() );
			}
			$this->set_status( $this->status_when_paid() );
			$this->save();
			do_action( 'woocommerce_payment_complete', $id, $transaction_id );
		} catch ( Exception $e ) {
			$this->handle_exception( $e, 'The payment could not be recorded.' );
			return false;
		}
		return true;
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
		return $this->get_billing_address_1() || $this->get_billing_address_2();
	}

	/** Whether there is a street to send the parcel to. */
	public function has_shipping_address() {
		return $this->get_shipping_address_1() || $this->get_shipping_address_2();
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
		foreach ( $this->get_items() as $item ) {
			if ( ! $item->get_total() ) {
				return true;
			}
		}
		return false;
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
