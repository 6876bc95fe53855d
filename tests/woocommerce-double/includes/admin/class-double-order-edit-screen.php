<?php
/**
 * The screen of one order.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use Automattic\WooCommerce\Utilities\OrderUtil;
use WC_Order;

/**
 * Meta boxes of both storages, and what their form does.
 *
 * Mirrored: `woocommerce_process_shop_order_meta( $id, $order or $post )` saves in steps: data at 40, order actions at 50, so that
 * an action sees the saved order; each action fires `woocommerce_order_action_{name}( $order )`.
 */
final class Order_Edit_Screen {

	/** Adds the hooks. */
	public static function register(): void {
		add_action( 'add_meta_boxes', array( self::class, 'add_boxes' ), 30 );
		add_action( 'add_meta_boxes', array( self::class, 'remove_boxes' ), 10 );
		add_action( 'save_post', array( self::class, 'save_post' ), 1, 2 );
		add_action( 'woocommerce_process_shop_order_meta', array( self::class, 'save_items' ), 10 );
		add_action( 'woocommerce_process_shop_order_meta', array( self::class, 'save_data' ), 40 );
		add_action( 'woocommerce_process_shop_order_meta', array( self::class, 'run_action' ), 50, 2 );
		add_action( 'wp_ajax_woocommerce_add_order_note', array( self::class, 'add_note' ) );
		add_action( 'wp_ajax_woocommerce_delete_order_note', array( self::class, 'delete_note' ) );
	}

	/**
	 * Boxes of WordPress that an order does not want.
	 *
	 * @param string $screen Screen or type of post.
	 */
	public static function remove_boxes( $screen ): void {
		if ( 'shop_order' === $screen ) {
			foreach ( array( 'commentsdiv', 'commentstatusdiv', 'slugdiv', 'submitdiv' ) as $box ) {
				foreach ( array( 'normal', 'side' ) as $where ) {
					remove_meta_box( $box, 'shop_order', $where );
				}
			}
		}
	}

	/**
	 * Boxes of an order.
	 *
	 * @param string $screen Screen or type of post.
	 */
	public static function add_boxes( $screen ): void {
		$wanted = wc_get_page_screen_id( 'shop-order' );
		if ( $screen !== $wanted ) {
			return;
		}
		add_meta_box( 'woocommerce-order-data', 'Order data', array( self::class, 'data_box' ), $wanted, 'normal', 'high' );
		add_meta_box( 'woocommerce-order-items', 'Items', array( self::class, 'items_box' ), $wanted, 'normal', 'high' );
		add_meta_box( 'woocommerce-order-notes', 'Order notes', array( self::class, 'notes_box' ), $wanted, 'side', 'default' );
		add_meta_box( 'woocommerce-order-actions', 'Order actions', array( self::class, 'actions_box' ), $wanted, 'side', 'high' );
	}

	/**
	 * The order of a box.
	 *
	 * @param \WP_Post|WC_Order $shown What the screen shows.
	 */
	private static function order( $shown ): WC_Order {
		$order = OrderUtil::init_theorder_object( $shown );
		return $order instanceof WC_Order ? $order : new WC_Order();
	}

	/** @param \WP_Post|WC_Order $shown What the screen shows. */
	public static function data_box( $shown ): void {
		$order = self::order( $shown );
		wp_nonce_field( 'woocommerce_save_data', 'woocommerce_meta_nonce' );
		echo '<div id="order_data" class="panel woocommerce-order-data"><h2 class="woocommerce-order-data__heading">Order #' . esc_html( $order->get_order_number() ) . '</h2>';
		echo '<p class="form-field"><label for="order_status">Status</label> <select id="order_status" name="order_status" class="wc-enhanced-select">';
		foreach ( wc_get_order_statuses() as $status => $label ) {
			echo '<option value="' . esc_attr( $status ) . '"' . selected( $status, 'wc-' . $order->get_status( 'edit' ), false ) . '>' . esc_html( $label ) . '</option>';
		}
		echo '</select></p>';
		do_action( 'woocommerce_admin_order_data_after_order_details', $order );
		echo '<div class="order_data_column"><h3>Billing</h3><div class="address"><p>' . wp_kses( $order->get_formatted_billing_address(), array( 'br' => array() ) ) . '</p><p>' . esc_html( $order->get_billing_email() ) . '</p></div></div>';
		do_action( 'woocommerce_admin_order_data_after_billing_address', $order );
		echo '<div class="order_data_column"><h3>Shipping</h3><div class="address"><p>' . wp_kses( $order->get_formatted_shipping_address(), array( 'br' => array() ) ) . '</p></div></div>';
		do_action( 'woocommerce_admin_order_data_after_shipping_address', $order );
		echo '</div>';
	}

	/** @param \WP_Post|WC_Order $shown What the screen shows. */
	public static function items_box( $shown ): void {
		$order = self::order( $shown );
		echo '<table class="woocommerce_order_items"><tbody id="order_line_items">';
		foreach ( $order->get_items( array( 'line_item', 'fee', 'shipping' ) ) as $id => $item ) {
			echo '<tr class="item" data-order_item_id="' . esc_attr( (string) $id ) . '"><td class="name">' . wp_kses_post( $item->get_name() ) . '</td><td class="quantity">' . esc_html( (string) $item->get_quantity() ) . '</td><td class="line_cost">' . wp_kses_post( wc_price( $item->get_total(), array( 'currency' => $order->get_currency() ) ) ) . '</td></tr>';
		}
		echo '</tbody><tfoot><tr><th colspan="2">Total</th><td class="total">' . wp_kses_post( wc_price( $order->get_total(), array( 'currency' => $order->get_currency() ) ) ) . '</td></tr></tfoot></table>';
	}

	/** @param \WP_Post|WC_Order $shown What the screen shows. */
	public static function notes_box( $shown ): void {
		$order = self::order( $shown );
		echo '<ul class="order_notes">';
		foreach ( $order->get_id() ? wc_get_order_notes( array( 'order_id' => $order->get_id() ) ) : array() as $note ) {
			self::note( $note );
		}
		echo '</ul><div class="add_note"><p><label for="add_order_note">Add note</label><textarea name="order_note" id="add_order_note" class="input-text" cols="20" rows="5"></textarea></p></div>';
	}

	/** @param object $note A note. What is not allowed in a post is taken out of it here, where it is shown. */
	private static function note( object $note ): void {
		$class = 'note' . ( $note->customer_note ? ' customer-note' : '' ) . ( 'system' === $note->added_by ? ' system-note' : '' );
		echo '<li rel="' . esc_attr( (string) $note->id ) . '" class="' . esc_attr( $class ) . '"><div class="note_content">' . wp_kses_post( wpautop( wptexturize( make_clickable( $note->content ) ) ) ) . '</div><p class="meta"><abbr class="exact-date">' . esc_html( $note->date_created->date_i18n( wc_date_format() . ' ' . wc_time_format() ) ) . '</abbr>' . ( 'system' === $note->added_by ? '' : ' ' . esc_html( $note->added_by ) ) . '</p></li>';
	}

	/** @param \WP_Post|WC_Order $shown What the screen shows. */
	public static function actions_box( $shown ): void {
		$order   = self::order( $shown );
		$actions = apply_filters( 'woocommerce_order_actions', array( 'send_order_details' => 'Email order details to the customer', 'send_order_details_admin' => 'Send the new order mail again', 'regenerate_download_permissions' => 'Allow downloads again' ), $order );
		echo '<ul class="order_actions submitbox">';
		do_action( 'woocommerce_order_actions_start', $order->get_id() );
		echo '<li class="wide" id="actions"><label class="screen-reader-text" for="wc_order_action">Order action</label><select name="wc_order_action" id="wc_order_action"><option value="">Choose…</option>';
		foreach ( $actions as $name => $label ) {
			echo '<option value="' . esc_attr( $name ) . '">' . esc_html( $label ) . '</option>';
		}
		echo '</select> <button class="button wc-reload"><span>Apply</span></button></li>';
		$label = 'auto-draft' === $order->get_status() ? 'Create' : 'Update';
		echo '<li class="wide"><button type="submit" class="button save_order button-primary" name="save" value="' . esc_attr( $label ) . '">' . esc_html( $label ) . '</button></li>';
		do_action( 'woocommerce_order_actions_end', $order->get_id() );
		echo '</ul>';
	}

	/**
	 * Saves the form of a post.
	 *
	 * @param int      $id   Post.
	 * @param \WP_Post $post Post.
	 */
	public static function save_post( $id, $post ): void {
		static $saving = false;
		if ( $saving || 'shop_order' !== $post->post_type || wp_is_post_revision( $post ) || wp_is_post_autosave( $post ) || ( defined( 'DOING_AUTOSAVE' ) && DOING_AUTOSAVE ) ) {
			return;
		}
		$nonce = sanitize_text_field( wp_unslash( $_POST['woocommerce_meta_nonce'] ?? '' ) );
		if ( ! wp_verify_nonce( $nonce, 'woocommerce_save_data' ) || (int) ( $_POST['post_ID'] ?? 0 ) !== (int) $id || ! current_user_can( 'edit_post', $id ) ) {
			return;
		}
		$saving = true;
		do_action( 'woocommerce_process_shop_order_meta', $id, $post );
	}

	/** @param int $id Order whose items are saved with the form of a post: its sums are calculated anew, without taxes. */
	public static function save_items( $id ): void {
		$order = OrderUtil::custom_orders_table_usage_is_enabled() ? false : wc_get_order( $id );
		if ( $order instanceof WC_Order ) {
			$order->update_taxes();
			$order->calculate_totals( false );
		}
	}

	/** @param int $id Order whose data is saved. */
	public static function save_data( $id ): void {
		global $theorder;
		$order  = wc_get_order( $id );
		$status = isset( $_POST['order_status'] ) ? wc_clean( wp_unslash( $_POST['order_status'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification -- Checked by the callers.
		if ( $order && $status ) {
			$order->set_status( $status, '', true );
			$order->save();
			$theorder = $order;
		}
		$text = isset( $_POST['order_note'] ) ? wp_kses_post( trim( wp_unslash( $_POST['order_note'] ) ) ) : ''; // phpcs:ignore WordPress.Security
		if ( $order && '' !== $text ) {
			$order->add_order_note( $text, 0, true );
		}
	}

	/**
	 * Runs the action that was chosen.
	 *
	 * @param int               $id    Order.
	 * @param \WP_Post|WC_Order $shown What the screen shows.
	 */
	public static function run_action( $id, $shown = null ): void {
		$action = isset( $_POST['wc_order_action'] ) ? wc_clean( wp_unslash( $_POST['wc_order_action'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification -- Checked by the callers.
		$order  = wc_get_order( $id );
		if ( '' === $action || ! $order ) {
			return;
		}
		if ( 'send_order_details' === $action ) {
			do_action( 'woocommerce_before_resend_order_emails', $order, 'customer_invoice' );
			WC()->mailer()->customer_invoice( $order );
			$order->add_order_note( 'The details were sent to the customer.', 0, true );
			do_action( 'woocommerce_after_resend_order_email', $order, 'customer_invoice' );
		} elseif ( 'send_order_details_admin' === $action ) {
			add_filter( 'woocommerce_new_order_email_allows_resend', '__return_true' );
			WC()->mailer()->emails['WC_Email_New_Order']->trigger( $order->get_id(), $order );
			remove_filter( 'woocommerce_new_order_email_allows_resend', '__return_true' );
		} elseif ( 'regenerate_download_permissions' === $action ) {
			wc_downloadable_product_permissions( $order->get_id(), true );
		} elseif ( ! did_action( 'woocommerce_order_action_' . sanitize_title( $action ) ) ) {
			do_action( 'woocommerce_order_action_' . sanitize_title( $action ), $order );
		}
	}

	/** Adds a note without leaving the page. */
	public static function add_note(): void {
		check_ajax_referer( 'add-order-note', 'security' );
		$order = wc_get_order( absint( $_POST['post_id'] ?? 0 ) );
		if ( ! current_user_can( 'edit_shop_orders' ) || ! $order ) {
			wp_die( -1 );
		}
		$id = $order->add_order_note( wp_kses_post( trim( wp_unslash( $_POST['note'] ?? '' ) ) ), 'customer' === wc_clean( wp_unslash( $_POST['note_type'] ?? '' ) ) ? 1 : 0, true ); // phpcs:ignore WordPress.Security.ValidatedSanitizedInput
		self::note( wc_get_order_note( $id ) );
		wp_die();
	}

	/** Deletes a note without leaving the page. */
	public static function delete_note(): void {
		check_ajax_referer( 'delete-order-note', 'security' );
		if ( ! current_user_can( 'edit_shop_orders' ) ) {
			wp_die( -1 );
		}
		wc_delete_order_note( absint( $_POST['note_id'] ?? 0 ) );
		wp_die();
	}
}
