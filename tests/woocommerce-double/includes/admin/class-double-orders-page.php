<?php
/**
 * `admin.php?page=wc-orders`.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use WC_Order;

/**
 * List and edit screen of the order tables' orders.
 *
 * Mirrored: `add_meta_boxes` gets the screen id and the order; the form is checked against the nonce `update-order_{id}`.
 */
final class Orders_Page {

	/** @var Orders_Table|null */
	private ?Orders_Table $table = null;

	/** @var WC_Order|null */
	private ?WC_Order $order = null;

	/** Before the page is shown. */
	public function load(): void {
		get_current_screen()->post_type = 'shop_order';
		// phpcs:disable WordPress.Security.NonceVerification -- Checked in save().
		$action = isset( $_REQUEST['action'] ) ? sanitize_text_field( wp_unslash( $_REQUEST['action'] ) ) : '';
		$id     = isset( $_GET['id'] ) && ! is_array( $_GET['id'] ) ? absint( $_GET['id'] ) : 0;
		if ( 'new' === $action ) {
			$this->order = new WC_Order();
			$this->order->set_status( 'auto-draft' );
			$this->order->save();
		} elseif ( in_array( $action, array( 'edit', 'edit_order' ), true ) && $id ) {
			$order = wc_get_order( $id );
			if ( ! $order instanceof WC_Order ) {
				wp_die( 'There is no such order.' );
			}
			if ( ! current_user_can( 'edit_others_shop_orders' ) ) {
				wp_die( 'You may not edit this order.' );
			}
			if ( 'trash' === $order->get_status() ) {
				wp_die( 'This order is in the trash.' );
			}
			$this->order = $order;
		}
		// phpcs:enable
		if ( ! $this->order ) {
			$this->table = new Orders_Table();
			$this->table->setup();
			$this->table->handle_bulk_actions();
			return;
		}
		global $theorder;
		$theorder = $this->order;
		if ( 'POST' === ( $_SERVER['REQUEST_METHOD'] ?? '' ) && 'edit_order' === sanitize_text_field( wp_unslash( $_POST['action'] ?? '' ) ) ) { // phpcs:ignore WordPress.Security.NonceVerification
			$this->save();
		}
		$screen = get_current_screen();
		do_action( 'add_meta_boxes', $screen->id, $this->order );
		do_action( "add_meta_boxes_{$screen->id}", $this->order );
		wp_enqueue_script( 'post' );
		add_screen_option( 'layout_columns', array( 'max' => 2, 'default' => 2 ) );
	}

	/** Saves the form, and comes back. */
	private function save(): void {
		check_admin_referer( 'update-order_' . $this->order->get_id() );
		do_action( 'woocommerce_process_shop_order_meta', $this->order->get_id(), $this->order );
		$to = add_query_arg( array( 'page' => 'wc-orders', 'action' => 'edit', 'id' => $this->order->get_id(), 'message' => 1 ), admin_url( 'admin.php' ) );
		wp_safe_redirect( apply_filters( 'woocommerce_redirect_order_location', $to, $this->order ) );
		exit;
	}

	/** The page. */
	public function show(): void {
		if ( $this->table ) {
			$this->table->page();
			return;
		}
		$screen = get_current_screen();
		$id     = $this->order->get_id();
		?>
		<div class="wrap">
			<h1 class="wp-heading-inline">Edit order</h1>
			<a href="<?php echo esc_url( admin_url( 'admin.php?page=wc-orders&action=new' ) ); ?>" class="page-title-action">Add order</a>
			<hr class="wp-header-end">
			<?php if ( isset( $_GET['message'] ) ) : // phpcs:ignore WordPress.Security.NonceVerification ?>
				<div id="message" class="updated notice notice-success is-dismissible"><p>Order updated.</p></div>
			<?php endif; ?>
			<form name="order" action="<?php echo esc_url( admin_url( "admin.php?page=wc-orders&action=edit&id=$id" ) ); ?>" method="post" id="order">
				<?php wp_nonce_field( "update-order_$id" ); ?>
				<?php wp_nonce_field( 'meta-box-order', 'meta-box-order-nonce', false ); ?>
				<?php wp_nonce_field( 'closedpostboxes', 'closedpostboxesnonce', false ); ?>
				<input type="hidden" id="hiddenaction" name="action" value="edit_order">
				<input type="hidden" id="post_ID" name="post_ID" value="<?php echo esc_attr( (string) $id ); ?>">
				<div id="poststuff"><div id="post-body" class="metabox-holder columns-2">
					<div id="postbox-container-1" class="postbox-container"><?php do_meta_boxes( $screen->id, 'side', $this->order ); ?></div>
					<div id="postbox-container-2" class="postbox-container">
						<?php
						do_meta_boxes( $screen->id, 'normal', $this->order );
						do_meta_boxes( $screen->id, 'advanced', $this->order );
						?>
					</div>
				</div></div>
			</form>
		</div>
		<?php
	}
}
