<?php
/**
 * A mail.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * What all mails do: find the order, ask whether it is wanted, write and send.
 */
class WC_Email {

	/** Statuses and changes of status that it tells of: `completed`, `pending_to_processing`. */
	protected const TELLS_OF = array();

	/** @var string */
	public $id = '';

	/** @var string */
	public $title = '';

	/** @var string */
	public $subject = '';

	/** @var string */
	public $heading = '';

	/** @var string */
	public $recipient = '';

	/** @var string yes or no. */
	public $enabled = 'yes';

	/** @var bool */
	public $customer_email = false;

	/** @var object|false */
	public $object = false;

	/** @var string Goes before the order. */
	protected $intro = '';

	/** Reads the settings, and waits for what it tells of. */
	public function __construct() {
		foreach ( static::TELLS_OF as $event ) {
			add_action( "woocommerce_order_status_{$event}_notification", array( $this, 'trigger' ), 10, 2 );
		}
		$settings        = (array) get_option( "woocommerce_{$this->id}_settings", array() );
		$this->enabled   = $settings['enabled'] ?? ( 'customer_invoice' === $this->id ? 'yes' : 'yes' );
		$this->recipient = $this->customer_email ? '' : (string) ( ! empty( $settings['recipient'] ) ? $settings['recipient'] : get_option( 'admin_email' ) );
		$this->subject   = ! empty( $settings['subject'] ) ? (string) $settings['subject'] : $this->subject;
		$this->heading   = ! empty( $settings['heading'] ) ? (string) $settings['heading'] : $this->title;
	}

	/** Whether it is wanted. */
	public function is_enabled() {
		return apply_filters( "woocommerce_email_enabled_{$this->id}", 'yes' === $this->enabled, $this->object, $this );
	}

	/** Whether it is the customer's. */
	public function is_customer_email() {
		return $this->customer_email;
	}

	/** Who gets it. */
	public function get_recipient() {
		$all = array_filter( array_map( 'trim', explode( ',', (string) apply_filters( "woocommerce_email_recipient_{$this->id}", $this->recipient, $this->object, $this ) ) ), 'is_email' );
		return implode( ', ', $all );
	}

	/** Subject. */
	public function get_subject() {
		return apply_filters( "woocommerce_email_subject_{$this->id}", $this->fill( $this->subject ), $this->object, $this );
	}

	/** Heading. */
	public function get_heading() {
		return apply_filters( "woocommerce_email_heading_{$this->id}", $this->fill( $this->heading ), $this->object, $this );
	}

	/** @param string $text With placeholders. */
	private function fill( string $text ): string {
		return strtr( $text, array( '{order_number}' => $this->object instanceof WC_Order ? $this->object->get_order_number() : '', '{site_title}' => wp_specialchars_decode( (string) get_option( 'blogname' ), ENT_QUOTES ) ) );
	}

	/** Headers. */
	public function get_headers() {
		return apply_filters( 'woocommerce_email_headers', "Content-Type: text/html\r\n", $this->id, $this->object, $this );
	}

	/** Files. */
	public function get_attachments() {
		return apply_filters( 'woocommerce_email_attachments', array(), $this->id, $this->object, $this );
	}

	/** Text. */
	public function get_content() {
		ob_start();
		do_action( 'woocommerce_email_header', $this->get_heading(), $this );
		echo '' === $this->intro ? '' : wp_kses_post( wpautop( $this->intro ) );
		if ( $this->object instanceof WC_Order ) {
			do_action( 'woocommerce_email_order_details', $this->object, ! $this->customer_email, false, $this );
			do_action( 'woocommerce_email_order_meta', $this->object, ! $this->customer_email, false, $this );
			do_action( 'woocommerce_email_customer_details', $this->object, ! $this->customer_email, false, $this );
		}
		do_action( 'woocommerce_email_footer', $this );
		return (string) ob_get_clean();
	}

	/**
	 * Sends it.
	 *
	 * @param int            $order_id Order.
	 * @param WC_Order|false $order    Order.
	 */
	public function trigger( $order_id, $order = false ) {
		$order = $order instanceof WC_Order ? $order : wc_get_order( $order_id );
		if ( $order instanceof WC_Order ) {
			$this->object = $order;
			if ( $this->customer_email ) {
				$this->recipient = $order->get_billing_email();
			}
		}
		if ( $this->is_enabled() && $this->get_recipient() ) {
			$this->send( $this->get_recipient(), $this->get_subject(), $this->get_content(), $this->get_headers(), $this->get_attachments() );
		}
	}

	/**
	 * Hands it to WordPress.
	 *
	 * @param string $to          Who.
	 * @param string $subject     Subject.
	 * @param string $message     Text.
	 * @param string $headers     Headers.
	 * @param array  $attachments Files.
	 */
	public function send( $to, $subject, $message, $headers, $attachments ) {
		$message = apply_filters( 'woocommerce_mail_content', $message );
		$sent    = wp_mail( $to, $subject, $message, $headers, $attachments );
		do_action( 'woocommerce_email_sent', $sent, $this->id, $this );
		return $sent;
	}
}
