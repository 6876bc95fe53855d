<?php
/**
 * The till.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Reads the form, makes the order, takes the payment.
 *
 * Mirrored: a cart that was changed makes a new order, an unchanged one whose payment failed uses its order again; what is wrong
 * is told as notices, all at once; every hook around it in its order.
 */
class WC_Checkout {

	/** @var self|null */
	protected static $instance = null;

	/** The one instance. */
	public static function instance() {
		self::$instance ??= new self();
		return self::$instance;
	}

	/** Fields of the form. @param string $fieldset Group. */
	public function get_checkout_fields( $fieldset = '' ) {
		$country = isset( $_POST['billing_country'] ) ? wc_clean( wp_unslash( $_POST['billing_country'] ) ) : WC()->countries->get_base_country(); // phpcs:ignore WordPress.Security.NonceVerification
		$fields  = apply_filters(
			'woocommerce_checkout_fields',
			array(
				'billing'  => WC()->countries->get_address_fields( $country, 'billing_' ),
				'shipping' => WC()->countries->get_address_fields( $country, 'shipping_' ),
				'account'  => array(),
				'order'    => array( 'order_comments' => array( 'type' => 'textarea', 'label' => 'Order notes', 'required' => false ) ),
			)
		);
		return $fieldset ? $fields[ $fieldset ] : $fields;
	}

	/**
	 * A value for the form.
	 *
	 * @param string $input Field.
	 */
	public function get_value( $input ) {
		$value = WC()->customer ? WC()->customer->{"get_$input"}() : '';
		return apply_filters( 'woocommerce_checkout_get_value', 'billing_country' === $input && '' === $value ? WC()->countries->get_base_country() : $value, $input );
	}

	/** What was sent. */
	public function get_posted_data() {
		// phpcs:disable WordPress.Security.NonceVerification
		$data = array(
			'terms'                     => (int) isset( $_POST['terms'] ),
			'createaccount'             => 0,
			'payment_method'            => isset( $_POST['payment_method'] ) ? wc_clean( wp_unslash( $_POST['payment_method'] ) ) : '',
			'shipping_method'           => isset( $_POST['shipping_method'] ) ? wc_clean( wp_unslash( $_POST['shipping_method'] ) ) : '',
			'ship_to_different_address' => ! empty( $_POST['ship_to_different_address'] ),
		);
		foreach ( $this->get_checkout_fields() as $group => $fields ) {
			if ( 'shipping' === $group && ! WC()->cart->needs_shipping() ) {
				continue;
			}
			foreach ( $fields as $key => $field ) {
				$from         = 'shipping' === $group && ! $data['ship_to_different_address'] ? str_replace( 'shipping_', 'billing_', $key ) : $key;
				$raw          = wp_unslash( $_POST[ $from ] ?? '' ); // phpcs:ignore WordPress.Security.ValidatedSanitizedInput
				$data[ $key ] = apply_filters( "woocommerce_process_checkout_field_$key", 'textarea' === ( $field['type'] ?? '' ) ? wc_sanitize_textarea( $raw ) : wc_clean( $raw ) );
			}
		}
		// phpcs:enable
		return apply_filters( 'woocommerce_checkout_posted_data', $data );
	}

	/**
	 * Checks.
	 *
	 * @param array    $data   What was sent.
	 * @param WP_Error $errors What is wrong.
	 */
	protected function validate_checkout( &$data, &$errors ) {
		foreach ( $this->get_checkout_fields() as $group => $fields ) {
			if ( 'shipping' === $group && ! ( $data['ship_to_different_address'] && WC()->cart->needs_shipping() ) ) {
				continue;
			}
			foreach ( $fields as $key => $field ) {
				if ( ! empty( $field['required'] ) && '' === (string) $data[ $key ] ) {
					$errors->add( "{$key}_required", sprintf( '<strong>%s</strong> is missing.', esc_html( $field['label'] ) ), array( 'id' => $key ) );
				} elseif ( 'billing_phone' === $key && ! WC_Validation::is_phone( $data[ $key ] ) ) {
					$errors->add( 'billing_phone_validation', 'This is not a phone number.', array( 'id' => $key ) );
				}
			}
		}
		if ( WC()->cart->needs_payment() && ! isset( WC()->payment_gateways()->get_available_payment_gateways()[ $data['payment_method'] ] ) ) {
			$errors->add( 'payment', 'Choose how to pay.' );
		}
		do_action( 'woocommerce_after_checkout_validation', $data, $errors );
	}

	/** Everything. Answers as JSON. */
	public function process_checkout() {
		try {
			$nonce = sanitize_text_field( wp_unslash( $_REQUEST['woocommerce-process-checkout-nonce'] ?? $_REQUEST['_wpnonce'] ?? '' ) );
			if ( ! wp_verify_nonce( $nonce, 'woocommerce-process_checkout' ) ) {
				WC()->session->set( 'refresh_totals', true );
				throw new Exception( 'The form is too old. Please try again.' );
			}
			wc_maybe_define_constant( 'WOOCOMMERCE_CHECKOUT', true );
			do_action( 'woocommerce_before_checkout_process' );
			if ( WC()->cart->is_empty() ) {
				throw new Exception( 'The cart is empty.' );
			}
			do_action( 'woocommerce_checkout_process' );
			$errors = new WP_Error();
			$data   = $this->get_posted_data();
			if ( '' !== $data['billing_email'] && ! is_email( $data['billing_email'] ) ) {
				throw new Exception( 'This is not an e-mail address.' ); // The customer refuses it before the form is checked.
			}
			foreach ( $data as $key => $value ) {
				if ( preg_match( '/^(billing|shipping)_(?!method$)/', $key ) ) {
					WC()->customer->{"set_$key"}( $value );
				}
			}
			WC()->customer->save();
			WC()->session->set( 'chosen_payment_method', $data['payment_method'] );
			WC()->session->set( 'chosen_shipping_methods', (array) $data['shipping_method'] );
			WC()->cart->calculate_totals();
			$this->validate_checkout( $data, $errors );
			foreach ( $errors->errors as $code => $messages ) {
				foreach ( $messages as $message ) {
					wc_add_notice( $message, 'error', $errors->get_error_data( $code ) );
				}
			}
			if ( 0 === wc_notice_count( 'error' ) ) {
				$order_id = $this->create_order( $data );
				if ( is_wp_error( $order_id ) ) {
					throw new Exception( $order_id->get_error_message() );
				}
				$order = wc_get_order( $order_id );
				do_action( 'woocommerce_checkout_order_processed', $order_id, $data, $order );
				if ( apply_filters( 'woocommerce_cart_needs_payment', $order->needs_payment(), WC()->cart ) ) {
					$this->process_order_payment( $order_id, $data['payment_method'] );
				} else {
					$this->process_order_without_payment( $order_id );
				}
			}
		} catch ( Exception $e ) {
			wc_add_notice( $e->getMessage(), 'error' );
		}
		$this->send_ajax_failure_response();
	}

	/** @param int $order_id Order that costs nothing. */
	protected function process_order_without_payment( $order_id ) {
		$free = wc_get_order( $order_id );
		$free->payment_complete();
		WC()->cart->empty_cart( false );
		$to = apply_filters( 'woocommerce_checkout_no_payment_needed_redirect', $free->get_checkout_order_received_url(), $free );
		wp_send_json( array( 'result' => 'success', 'redirect' => $to ) );
	}

	/**
	 * Takes the payment.
	 *
	 * @param int    $order_id       Order.
	 * @param string $payment_method Method.
	 */
	protected function process_order_payment( $order_id, $payment_method ) {
		$gateways = WC()->payment_gateways()->get_available_payment_gateways();
		if ( ! isset( $gateways[ $payment_method ] ) ) {
			return;
		}
		WC()->session->set( 'order_awaiting_payment', $order_id );
		$result             = $gateways[ $payment_method ]->process_payment( $order_id );
		$result['order_id'] = $order_id;
		if ( 'success' === ( $result['result'] ?? '' ) ) {
			$result = apply_filters( 'woocommerce_payment_successful_result', $result, $order_id );
			wp_send_json( $result );
		}
	}

	/** What went wrong, as JSON. */
	protected function send_ajax_failure_response() {
		$refresh = (bool) WC()->session->get( 'refresh_totals', false );
		$reload  = (bool) WC()->session->get( 'reload_checkout', false );
		WC()->session->set( 'refresh_totals', null );
		WC()->session->set( 'reload_checkout', null );
		wp_send_json(
			array(
				'result'   => 'failure',
				'messages' => wc_print_notices( true ),
				'refresh'  => $refresh,
				'reload'   => $reload,
			)
		);
	}

	/**
	 * Makes the order.
	 *
	 * @param array $data What was sent.
	 * @return int|WP_Error
	 */
	public function create_order( $data ) {
		$id = apply_filters( 'woocommerce_create_order', null, $this );
		if ( $id ) {
			return $id;
		}
		try {
			$cart    = WC()->cart;
			$hash    = $cart->get_cart_hash();
			$waiting = absint( WC()->session->get( 'order_awaiting_payment' ) );
			$old     = $waiting ? wc_get_order( $waiting ) : false;
			if ( $old && $old->get_cart_hash() === $hash && $old->has_status( array( 'pending', 'failed' ) ) ) {
				do_action( 'woocommerce_resume_order', $waiting );
				$old->remove_order_items();
				$order = $old;
			} else {
				$order = new WC_Order();
			}
			foreach ( $data as $key => $value ) {
				if ( is_callable( array( $order, "set_$key" ) ) && preg_match( '/^(billing|shipping)_/', $key ) && 'shipping_method' !== $key ) {
					$order->{"set_$key"}( $value );
				}
			}
			$order->set_created_via( 'checkout' );
			$order->set_cart_hash( $hash );
			$order->set_customer_id( apply_filters( 'woocommerce_checkout_customer_id', get_current_user_id() ) );
			$order->set_props( WooCommerceDouble\Order_Storage::of_this_request() );
			$order->set_customer_note( $data['order_comments'] ?? '' );
			$gateways = WC()->payment_gateways()->get_available_payment_gateways();
			$order->set_payment_method( $gateways[ $data['payment_method'] ] ?? $data['payment_method'] );
			( new WooCommerceDouble\Cart_To_Order( $cart, $order ) )->copy();
			do_action( 'woocommerce_checkout_create_order', $order, $data );
			$id = $order->save();
			do_action( 'woocommerce_checkout_update_order_meta', $id, $data );
			do_action( 'woocommerce_checkout_order_created', $order );
			return $id;
		} catch ( Exception $e ) {
			if ( isset( $order ) && $order instanceof WC_Order && $order->get_id() ) {
				$order->get_data_store()->delete_items( $order );
				do_action( 'woocommerce_checkout_order_exception', $order );
			}
			return new WP_Error( 'checkout-error', $e->getMessage() );
		}
	}
}
