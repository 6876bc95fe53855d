<?php
/**
 * All mails.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Turns actions of the shop into notifications. The mails are only made when the first of them is wanted.
 */
class WC_Emails {

	/** @var array<string, WC_Email> */
	public $emails = array();

	/** @var self|null */
	protected static $instance = null;

	/** The one instance. */
	public static function instance() {
		self::$instance ??= new self();
		return self::$instance;
	}

	/** Makes the mails. */
	public function __construct() {
		foreach ( array( 'New_Order', 'Cancelled_Order', 'Failed_Order', 'Customer_On_Hold_Order', 'Customer_Processing_Order', 'Customer_Completed_Order', 'Customer_Refunded_Order', 'Customer_Invoice', 'Customer_Note' ) as $name ) {
			$class                         = "WC_Email_$name";
			$this->emails[ "WC_Email_$name" ] = new $class();
		}
		$this->emails = apply_filters( 'woocommerce_email_classes', $this->emails );
		add_action( 'woocommerce_email_order_details', array( $this, 'order_details' ), 10, 4 );
		do_action( 'woocommerce_email', $this );
	}

	/** The actions that mails are about. */
	public static function init_transactional_emails() {
		$actions = array( 'order_status_pending_to_processing', 'order_status_pending_to_completed', 'order_status_processing_to_cancelled', 'order_status_pending_to_failed', 'order_status_pending_to_on-hold', 'order_status_failed_to_processing', 'order_status_failed_to_completed', 'order_status_failed_to_on-hold', 'order_status_cancelled_to_processing', 'order_status_cancelled_to_completed', 'order_status_cancelled_to_on-hold', 'order_status_on-hold_to_processing', 'order_status_on-hold_to_cancelled', 'order_status_on-hold_to_failed', 'order_status_completed', 'order_fully_refunded', 'order_partially_refunded', 'new_customer_note' );
		foreach ( apply_filters( 'woocommerce_email_actions', array_map( static fn( $action ) => "woocommerce_$action", $actions ) ) as $action ) {
			add_action( $action, array( __CLASS__, 'send_transactional_email' ), 10, 10 );
		}
	}

	/**
	 * An action becomes its notification. What goes wrong in a mail must not stop the shop.
	 *
	 * @param mixed ...$args Arguments of the action.
	 */
	public static function send_transactional_email( ...$args ) {
		try {
			self::instance();
			do_action_ref_array( current_filter() . '_notification', $args );
		} catch ( Exception $e ) {
			wc_get_logger()->error( 'A mail could not be sent: ' . $e->getMessage(), array( 'source' => 'transactional-emails' ) );
		}
	}

	/** The mails. */
	public function get_emails() {
		return $this->emails;
	}

	/** Name of the sender. */
	public function get_from_name() {
		return wp_specialchars_decode( (string) get_option( 'woocommerce_email_from_name', get_option( 'blogname' ) ), ENT_QUOTES );
	}

	/**
	 * A table of the order.
	 *
	 * @param WC_Order $order         Order.
	 * @param bool     $sent_to_admin Whether the shop gets it.
	 * @param bool     $plain_text    Whether it is plain.
	 * @param WC_Email $email         Mail.
	 */
	public function order_details( $order, $sent_to_admin = false, $plain_text = false, $email = null ) {
		do_action( 'woocommerce_email_before_order_table', $order, $sent_to_admin, $plain_text, $email );
		echo '<table><caption>#' . esc_html( $order->get_order_number() ) . '</caption>';
		foreach ( $order->get_items() as $item ) {
			echo '<tr><td>' . esc_html( $item->get_name() ) . '</td><td>' . esc_html( (string) $item->get_quantity() ) . '</td><td>' . wp_kses_post( $order->get_formatted_line_subtotal( $item ) ) . '</td></tr>';
		}
		echo '<tr><td colspan="2"></td><td>' . wp_kses_post( $order->get_formatted_order_total() ) . '</td></tr></table>';
		do_action( 'woocommerce_email_after_order_table', $order, $sent_to_admin, $plain_text, $email );
	}

	/**
	 * Any mail.
	 *
	 * @param string $to          Who.
	 * @param string $subject     Subject.
	 * @param string $message     Text.
	 * @param string $headers     Headers.
	 * @param mixed  $attachments Files.
	 */
	public function send( $to, $subject, $message, $headers = "Content-Type: text/html\r\n", $attachments = '' ) {
		return ( new WC_Email() )->send( $to, $subject, $message, $headers, $attachments );
	}

	/** @param WC_Order $order Order, whose invoice its customer gets. */
	public function customer_invoice( $order ) {
		$this->emails['WC_Email_Customer_Invoice']->trigger( $order->get_id(), $order );
	}
}
