<?php
/**
 * How a delivery looks.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\Messages;
use WcAccounting\Delivery\Change;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Status;

/**
 * Pieces of HTML that several screens show of a delivery. Everything they answer is escaped.
 */
final class StatusView {

	private const LONGEST_ERROR = 90;

	/** Reasons whose detail says more than the sentence, so that a list shows it first. */
	private const TELLING = array( 'rejected', 'already_exists', 'failed_in_service' );

	public function __construct(
		private readonly Description $description,
		private readonly Messages $messages,
	) {}

	/** Status as a mark with an icon and words, and what more there is to say. */
	public function status( Delivery $delivery ): string {
		$explanation = Text::cut(
			Text::plain( $delivery->status->explanation( $this->description->name, $delivery->remote_number ) ),
			120
		);
		$more        = '<bdi>' . esc_html( $explanation ) . '</bdi>';
		$more        = Status::Confirmed === $delivery->status ? $this->linked( $more, $delivery ) : $more;
		return self::mark( $delivery->status->view(), $delivery->status->label() )
			. ( '' === $explanation ? '' : " <span class=\"wc-accounting-more\">$more</span>" );
	}

	/** That the order is something else now than what was sent; empty when it is not. */
	public function change( Delivery $delivery, ?\WC_Order $order ): string {
		$text = $this->words_of_change( $delivery, $order );
		return '' === $text
			? ''
			: '<div class="notice notice-warning inline wc-accounting-change"><p><bdi>' . esc_html( $text ) . '</bdi></p></div>';
	}

	private function words_of_change( Delivery $delivery, ?\WC_Order $order ): string {
		$change = Change::since( $delivery, $order, $this->description );
		return null === $change ? '' : Text::plain( $change->text( $this->description->name ) );
	}

	/** The way to the document in the service. */
	private function linked( string $html, Delivery $delivery ): string {
		/**
		 * Filters where a document is seen in the service; by default its own page there, or else where its number can be searched for.
		 *
		 * @param string                                                                                   $url
		 * @param array{document: string, order_id: int, remote_id: ?string, remote_number: ?string} $of
		 */
		$url = apply_filters(
			'wc_accounting_document_url',
			$this->description->page_of( $delivery->document, $delivery->remote_id ),
			array(
				'document'      => $delivery->document,
				'order_id'      => $delivery->order_id,
				'remote_id'     => $delivery->remote_id,
				'remote_number' => $delivery->remote_number,
			)
		);
		return is_string( $url ) && '' !== esc_url( $url, array( 'https', 'http' ) ) ? Text::link( $url, $html ) : $html;
	}

	/** The same for a list of orders: an icon with its words on hover and for screen readers. */
	public function short( string $document, ?Delivery $delivery, bool $is_marked, \WC_Order $order ): string {
		$view  = null === $delivery ? ( $is_marked ? Status::VIEW_SUCCESS : '' ) : $delivery->status->view();
		$words = match ( true ) {
			null !== $delivery => trim(
				$delivery->status->label() . ', ' . Text::plain(
					$delivery->status->explanation( $this->description->name, $delivery->remote_number )
				),
				', '
			),
			/* translators: %s: name of the service. */
			$is_marked => sprintf( __( 'in %s', 'wc-accounting' ), $this->description->name ),
			default => __( 'not sent', 'wc-accounting' ),
		};
		// What nobody has noticed yet is not looked for: a list has many orders.
		$change = null === $delivery || null === $delivery->changed_at ? '' : $this->words_of_change( $delivery, $order );
		$words  = '' === $change ? $words : "$words. $change";
		ob_start();
		?>
		<span class="wc-accounting-short is-<?php echo esc_attr( '' === $view ? 'none' : $view ); ?>"
			title="<?php echo esc_attr( "$document: $words" ); ?>"><?php
			echo self::icon( $view ); // Escapes.
		?><span class="wc-accounting-kind"><?php echo esc_html( $document ); ?></span><?php
			if ( '' !== $change ) {
				echo '<span class="dashicons dashicons-warning wc-accounting-changed" aria-hidden="true"></span>';
			}
		?> <span class="screen-reader-text"><?php echo esc_html( $words ); ?></span></span>
		<?php
		return trim( (string) ob_get_clean() );
	}

	/** The last error: its beginning, and all of it on hover, by keyboard and by touch. */
	public function error( Delivery $delivery ): string {
		$text = Text::plain( $this->messages->of( $delivery->reason ) );
		if ( '' === $text ) {
			return Text::none();
		}
		$text  = Text::cut( $text, 2500 );
		$short = Text::cut( $this->gist( $delivery, $text ), self::LONGEST_ERROR );
		if ( $short === $text ) {
			return '<bdi>' . esc_html( $text ) . '</bdi>';
		}
		return sprintf(
			'<details class="wc-accounting-details"><summary title="%1$s"><bdi>%2$s</bdi></summary><bdi>%3$s</bdi></details>',
			esc_attr( $text ),
			esc_html( $short ),
			esc_html( $text )
		);
	}

	private function gist( Delivery $delivery, string $text ): string {
		$reason = $delivery->reason;
		if ( null === $reason || ! in_array( $reason['code'], self::TELLING, true ) ) {
			return $text;
		}
		$detail = Text::plain( $reason['detail'] );
		return '' === $detail ? $text : $detail;
	}

	public static function mark( string $view, string $label ): string {
		return sprintf(
			'<span class="wc-accounting-status is-%s">%s%s</span>',
			esc_attr( $view ),
			self::icon( $view ),
			esc_html( $label )
		);
	}

	private static function icon( string $view ): string {
		$icon = match ( $view ) {
			Status::VIEW_SUCCESS => 'yes-alt',
			Status::VIEW_FAILED => 'warning',
			Status::VIEW_RETRYING => 'update',
			default => 'minus',
		};
		return '<span class="dashicons dashicons-' . $icon . '" aria-hidden="true"></span>';
	}
}
