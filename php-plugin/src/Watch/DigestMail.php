<?php
/**
 * The mail of the digest.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Watch;

/**
 * One of WooCommerce's mails, so that the owner finds it under WooCommerce > Settings > Emails: switches it off, names who gets it,
 * and writes its subject. Only to be named where WooCommerce's mails are there.
 */
final class DigestMail extends \WC_Email {

	/** @var list<Trouble> What this one tells. */
	private array $troubles = array();

	/** @param string $support Where help is, in wp-admin. */
	public function __construct( private readonly string $support ) {
		$this->id             = Digest::MAIL;
		$this->customer_email = false;
		$this->title          = __( 'Accounting: something needs attention', 'wc-accounting' );
		$this->description    = __(
			'Sent when documents cannot be delivered to the accounting service, when nothing is sent to it for a while, or when WP-Cron does not run. At most once in six hours, and never while all is well.',
			'wc-accounting'
		);
		parent::__construct();
		$this->recipient = (string) $this->get_option( 'recipient', (string) get_option( 'admin_email' ) );
		if ( '' === trim( $this->recipient ) ) {
			$this->recipient = (string) get_option( 'admin_email' );
		}
	}

	public function get_default_subject(): string {
		/* translators: {site_title} stays as it is: WooCommerce puts the name of the shop there. */
		return __( '[{site_title}]: Documents do not reach the accounting service', 'wc-accounting' );
	}

	public function get_default_heading(): string {
		return __( 'Something needs your attention', 'wc-accounting' );
	}

	public function init_form_fields(): void {
		parent::init_form_fields();
		$recipient = array(
			'recipient' => array(
				'title'       => __( 'Recipients', 'wc-accounting' ),
				'type'        => 'text',
				'description' => sprintf(
					/* translators: %s: a mail address. */
					__( 'Mail addresses, separated by commas. Without any it is %s.', 'wc-accounting' ),
					esc_html( (string) get_option( 'admin_email' ) )
				),
				'placeholder' => (string) get_option( 'admin_email' ),
				'default'     => '',
			),
		);
		$fields    = (array) $this->form_fields;
		// Behind the switch.
		$this->form_fields = array_slice( $fields, 0, 1, true ) + $recipient + array_slice( $fields, 1, null, true );
	}

	/**
	 * Sends it, if the owner wants it.
	 *
	 * @param list<Trouble> $troubles
	 * @return bool False when it could not be sent.
	 */
	public function tell( array $troubles ): bool {
		if ( ! $this->is_enabled() || '' === $this->get_recipient() ) {
			return true;
		}
		$this->troubles = $troubles;
		return (bool) $this->send(
			$this->get_recipient(),
			$this->get_subject(),
			$this->get_content(),
			$this->get_headers(),
			$this->get_attachments()
		);
	}

	public function get_content_html(): string {
		ob_start();
		/**
		 * WooCommerce's own action: the head of all its mails.
		 *
		 * @param string    $heading What stands on top.
		 * @param \WC_Email $mail    The mail.
		 */
		do_action( 'woocommerce_email_header', $this->get_heading(), $this );
		foreach ( $this->troubles as $trouble ) {
			printf(
				'<h2>%s</h2><p>%s</p><p><a href="%s">%s</a></p>',
				esc_html( $trouble->title ),
				esc_html( $trouble->text ),
				esc_url( $trouble->url ),
				esc_html( self::label( $trouble ) )
			);
		}
		printf( '<p>%s <a href="%s">%s</a></p>', esc_html( self::ending() ), esc_url( $this->support ), esc_html( self::help() ) );
		echo wp_kses_post( wpautop( wptexturize( (string) $this->get_additional_content() ) ) );
		/**
		 * WooCommerce's own action: the foot of all its mails.
		 *
		 * @param \WC_Email $mail The mail.
		 */
		do_action( 'woocommerce_email_footer', $this );
		return (string) ob_get_clean();
	}

	public function get_content_plain(): string {
		$parts = array( $this->get_heading() );
		foreach ( $this->troubles as $trouble ) {
			$parts[] = "$trouble->title\n\n$trouble->text\n" . self::label( $trouble ) . ': ' . esc_url_raw( $trouble->url );
		}
		$parts[] = self::ending() . "\n" . self::help() . ': ' . esc_url_raw( $this->support );
		$parts[] = wp_strip_all_tags( (string) $this->get_additional_content() );
		return implode( "\n\n", array_filter( $parts, static fn ( string $part ): bool => '' !== $part ) ) . "\n";
	}

	private static function label( Trouble $trouble ): string {
		return match ( $trouble->kind ) {
			Trouble::HELD => __( 'Open the settings', 'wc-accounting' ),
			Trouble::BROKEN => __( 'See what to do', 'wc-accounting' ),
			default => __( 'Open Transactions', 'wc-accounting' ),
		};
	}

	private static function ending(): string {
		return __( 'No order is lost: what waits is sent as soon as it can be.', 'wc-accounting' );
	}

	private static function help(): string {
		return __( 'Where help is', 'wc-accounting' );
	}
}
