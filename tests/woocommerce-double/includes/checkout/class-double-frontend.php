<?php
/**
 * The shop's own pages.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * Plain pages: the shop, the cart, the till and the thanks. Only what a test or a demo clicks.
 */
final class Frontend {

	/** Adds the hooks. */
	public static function register(): void {
		add_action( 'init', array( self::class, 'endpoints' ) );
		add_action( 'wp_loaded', array( self::class, 'add_to_cart' ), 20 );
		add_action( 'template_redirect', array( self::class, 'ajax' ), 0 );
		add_action( 'template_redirect', array( self::class, 'leave_empty_till' ) );
		add_shortcode( 'woocommerce_cart', array( self::class, 'cart' ) );
		add_shortcode( 'woocommerce_checkout', array( self::class, 'checkout' ) );
		add_shortcode( 'woocommerce_my_account', static fn() => '<div class="woocommerce"></div>' );
		add_filter( 'the_content', array( self::class, 'product' ) );
		add_filter( 'template_include', array( self::class, 'template' ) );
	}

	/** Parts of the till's address. */
	public static function endpoints(): void {
		add_rewrite_endpoint( 'order-received', EP_PAGES );
		add_rewrite_endpoint( 'order-pay', EP_PAGES );
		add_rewrite_endpoint( 'view-order', EP_PAGES );
	}

	/** `?add-to-cart=ID&quantity=N`. */
	public static function add_to_cart(): void {
		// phpcs:disable WordPress.Security.NonceVerification -- As in WooCommerce, anyone may put anything into their cart by a link.
		if ( ! isset( $_REQUEST['add-to-cart'] ) || ! is_numeric( $_REQUEST['add-to-cart'] ) || ! WC()->cart ) {
			return;
		}
		nocache_headers();
		$id       = absint( apply_filters( 'woocommerce_add_to_cart_product_id', absint( $_REQUEST['add-to-cart'] ) ) );
		$quantity = wc_stock_amount( isset( $_REQUEST['quantity'] ) ? sanitize_text_field( wp_unslash( $_REQUEST['quantity'] ) ) : 1 );
		$chosen   = isset( $_REQUEST['variation_id'] ) ? absint( $_REQUEST['variation_id'] ) : 0;
		// phpcs:enable
		if ( apply_filters( 'woocommerce_add_to_cart_validation', true, $id, $quantity ) && WC()->cart->add_to_cart( $id, $quantity, $chosen ) ) {
			wc_add_notice( 'It is in the cart.' );
			WC()->cart->calculate_totals();
		}
	}

	/** `?wc-ajax=…`. */
	public static function ajax(): void {
		$action = isset( $_GET['wc-ajax'] ) ? sanitize_text_field( wp_unslash( $_GET['wc-ajax'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification
		if ( '' === $action || ! WC()->cart ) {
			return;
		}
		wc_maybe_define_constant( 'DOING_AJAX', true );
		wc_maybe_define_constant( 'WC_DOING_AJAX', true );
		status_header( 200 );
		nocache_headers();
		if ( 'checkout' === $action ) {
			WC()->checkout()->process_checkout();
		}
		if ( 'apply_coupon' === $action ) {
			check_ajax_referer( 'apply-coupon', 'security' );
			$code = isset( $_POST['coupon_code'] ) ? wc_format_coupon_code( sanitize_text_field( wp_unslash( $_POST['coupon_code'] ) ) ) : '';
			if ( WC()->cart->apply_coupon( $code ) ) {
				wc_add_notice( 'The coupon is applied.' );
			}
			wc_print_notices();
			wp_die();
		}
		do_action( "wc_ajax_$action" );
		wp_die( '', '', array( 'response' => 200 ) );
	}

	/** There is no till without a cart. */
	public static function leave_empty_till(): void {
		global $wp;
		if ( is_checkout() && WC()->cart && WC()->cart->is_empty() && ! isset( $wp->query_vars['order-received'] ) && ! isset( $wp->query_vars['order-pay'] ) && apply_filters( 'woocommerce_checkout_redirect_empty_cart', true ) ) {
			wp_safe_redirect( wc_get_cart_url() );
			exit;
		}
	}

	/** The cart. */
	public static function cart(): string {
		if ( ! WC()->cart || WC()->cart->is_empty() ) {
			return '<div class="woocommerce">' . ( WC()->cart ? wc_print_notices( true ) : '' ) . '<p class="cart-empty">The cart is empty.</p></div>';
		}
		WC()->cart->calculate_totals();
		return '<div class="woocommerce">' . wc_print_notices( true ) . self::table() . '<a class="checkout-button button" href="' . esc_url( wc_get_checkout_url() ) . '">Proceed to checkout</a></div>';
	}

	/** What is in the cart. */
	private static function table(): string {
		$html = '<table class="shop_table"><tbody>';
		foreach ( WC()->cart->get_cart() as $line ) {
			$html .= '<tr class="cart_item"><td class="product-name">' . esc_html( $line['data']->get_name() ) . ' <strong class="product-quantity">&times;&nbsp;' . esc_html( (string) $line['quantity'] ) . '</strong></td><td class="product-total">' . wc_price( $line['line_subtotal'] ?? 0 ) . '</td></tr>';
		}
		$html .= '</tbody><tfoot>';
		foreach ( WC()->cart->get_applied_coupons() as $code ) {
			$html .= '<tr class="cart-discount coupon-' . esc_attr( $code ) . '"><th>Coupon: ' . esc_html( $code ) . '</th><td>-' . wc_price( array_sum( WC()->cart->get_discounts_of( $code ) ) ) . '</td></tr>';
		}
		foreach ( WC()->cart->needs_shipping() ? WC()->shipping()->rates() : array() as $id => $rate ) {
			$only  = 1 === count( WC()->shipping()->rates() );
			$html .= '<tr class="woocommerce-shipping-totals shipping"><th>' . esc_html( $rate->get_label() ) . '</th><td><input type="' . ( $only ? 'hidden' : 'radio' ) . '" name="shipping_method[0]" data-index="0" id="shipping_method_0_' . esc_attr( sanitize_title( $id ) ) . '" value="' . esc_attr( $id ) . '" class="shipping_method"' . ( ! $only && isset( WC()->shipping()->chosen()[0] ) && WC()->shipping()->chosen()[0] === $rate ? ' checked' : '' ) . '>' . wc_price( $rate->get_cost() ) . '</td></tr>';
		}
		return $html . '<tr class="order-total"><th>Total</th><td>' . WC()->cart->get_total() . '</td></tr></tfoot></table>';
	}

	/** The till, or the thanks. */
	public static function checkout(): string {
		global $wp;
		if ( isset( $wp->query_vars['order-received'] ) ) {
			return self::thanks( absint( $wp->query_vars['order-received'] ) );
		}
		if ( ! WC()->cart || WC()->cart->is_empty() ) {
			return '';
		}
		WC()->cart->calculate_totals();
		$checkout = WC()->checkout();
		ob_start();
		echo '<div class="woocommerce">';
		wc_print_notices();
		do_action( 'woocommerce_before_checkout_form', $checkout );
		echo '<form name="checkout" method="post" class="checkout woocommerce-checkout" action="' . esc_url( add_query_arg( 'wc-ajax', 'checkout', home_url( '/' ) ) ) . '" enctype="multipart/form-data">';
		foreach ( $checkout->get_checkout_fields( 'billing' ) as $key => $field ) {
			printf( '<p class="form-row" id="%1$s_field"><label for="%1$s">%2$s</label> <input type="text" class="input-text" name="%1$s" id="%1$s" value="%3$s"%4$s></p>', esc_attr( $key ), esc_html( $field['label'] ), esc_attr( $checkout->get_value( $key ) ), empty( $field['required'] ) ? '' : ' aria-required="true"' );
		}
		echo '<p class="form-row" id="order_comments_field"><label for="order_comments">Order notes</label> <textarea name="order_comments" id="order_comments"></textarea></p>';
		do_action( 'woocommerce_checkout_before_order_review' );
		echo '<div id="order_review" class="woocommerce-checkout-review-order">', self::table(), '<div id="payment" class="woocommerce-checkout-payment"><ul class="wc_payment_methods payment_methods methods">'; // phpcs:ignore WordPress.Security.EscapeOutput -- Built by table().
		foreach ( WC()->cart->needs_payment() ? array_values( WC()->payment_gateways()->get_available_payment_gateways() ) : array() as $at => $gateway ) {
			printf( '<li class="wc_payment_method payment_method_%1$s"><input id="payment_method_%1$s" type="radio" class="input-radio" name="payment_method" value="%1$s"%3$s> <label for="payment_method_%1$s">%2$s</label></li>', esc_attr( $gateway->id ), esc_html( $gateway->get_title() ), 0 === $at ? ' checked' : '' );
		}
		echo '</ul><div class="form-row place-order">';
		wp_nonce_field( 'woocommerce-process_checkout', 'woocommerce-process-checkout-nonce' );
		echo '<button type="submit" class="button alt" name="woocommerce_checkout_place_order" id="place_order" value="Place order">Place order</button></div></div></div>';
		do_action( 'woocommerce_checkout_after_order_review' );
		echo '</form></div>';
		echo '<script>var wc_checkout_params = ', wp_json_encode( array( 'ajax_url' => WC()->ajax_url(), 'wc_ajax_url' => add_query_arg( 'wc-ajax', '%%endpoint%%', home_url( '/', 'relative' ) ), 'apply_coupon_nonce' => wp_create_nonce( 'apply-coupon' ), 'checkout_url' => add_query_arg( 'wc-ajax', 'checkout', home_url( '/', 'relative' ) ) ) ), ';</script>';
		self::script();
		do_action( 'woocommerce_after_checkout_form', $checkout );
		return (string) ob_get_clean();
	}

	/** Sends the form without leaving the page, and goes where the answer says. */
	private static function script(): void {
		?>
		<script>
		document.querySelector( 'form.woocommerce-checkout' ).addEventListener( 'submit', async ( event ) => {
			event.preventDefault();
			const form = event.target;
			const answer = await ( await fetch( form.action, { method: 'POST', body: new FormData( form ), credentials: 'same-origin' } ) ).json();
			if ( 'success' === answer.result ) {
				location = answer.redirect;
				return;
			}
			const group = form.querySelector( '.woocommerce-NoticeGroup' ) || form.insertBefore( document.createElement( 'div' ), form.firstChild );
			group.className = 'woocommerce-NoticeGroup woocommerce-NoticeGroup-checkout';
			group.innerHTML = answer.messages;
		} );
		</script>
		<?php
	}

	/**
	 * The thanks.
	 *
	 * @param int $id Order.
	 */
	private static function thanks( int $id ): string {
		$order = wc_get_order( apply_filters( 'woocommerce_thankyou_order_id', $id ) );
		$key   = isset( $_GET['key'] ) ? sanitize_text_field( wp_unslash( $_GET['key'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification
		if ( ! $order || ! hash_equals( (string) $order->get_order_key(), $key ) ) {
			return '<div class="woocommerce"><p class="woocommerce-thankyou-order-received">Thank you.</p></div>';
		}
		WC()->session->set( 'order_awaiting_payment', null );
		ob_start();
		echo '<div class="woocommerce"><div class="woocommerce-order">';
		do_action( 'woocommerce_before_thankyou', $order->get_id() );
		echo '<p class="woocommerce-notice woocommerce-notice--success woocommerce-thankyou-order-received">Thank you, we have your order.</p>';
		echo '<ul class="woocommerce-order-overview order_details"><li class="order">Order number: <strong>' . esc_html( $order->get_order_number() ) . '</strong></li><li class="total">Total: <strong>' . wp_kses_post( $order->get_formatted_order_total() ) . '</strong></li></ul>';
		do_action( 'woocommerce_thankyou_' . $order->get_payment_method(), $order->get_id() );
		do_action( 'woocommerce_thankyou', $order->get_id() );
		echo '</div></div>';
		return (string) ob_get_clean();
	}

	/**
	 * Price and button of a product under its text.
	 *
	 * @param string $content Text.
	 */
	public static function product( $content ) {
		$product = 'product' === get_post_type() ? wc_get_product( get_the_ID() ) : false;
		if ( ! $product ) {
			return $content;
		}
		return $content . '<div class="product woocommerce"><p class="price">' . $product->get_price_html() . '</p>' . ( $product->is_purchasable() && ! $product->is_type( 'variable' ) ? '<a class="button add_to_cart_button" rel="nofollow" data-product_id="' . $product->get_id() . '" href="' . esc_url( add_query_arg( 'add-to-cart', $product->get_id() ) ) . '">Add to cart</a>' : '' ) . '</div>';
	}

	/**
	 * The shop lists products, whatever the theme has.
	 *
	 * @param string $template A file.
	 */
	public static function template( $template ) {
		$file = get_index_template();
		return is_shop() && $file ? $file : $template;
	}
}
