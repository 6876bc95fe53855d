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
use WcAccounting\Delivery\Books;
use WcAccounting\Delivery\Change;
use WcAccounting\Delivery\Correction;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Status;
use WcAccounting\Order\Subject;

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

	/** What is to be corrected in the service, refund by refund; empty when nothing is. */
	public function correction( Delivery $delivery, ?\WC_Order $order ): string {
		$subject = Subject::named( $this->description, $delivery->document, $order, $delivery->subject_id );
		if ( null === $subject || null === Change::since( $delivery, $order, $this->description ) ) {
			return '';
		}
		ob_start();
		foreach ( Correction::of( $delivery, $subject, $this->description->name ) as $refund ) {
			?>
			<div class="wc-accounting-correction">
				<p><bdi><?php echo esc_html( Text::plain( $refund['text'] ) ); ?></bdi></p>
				<ul>
					<?php foreach ( $refund['lines'] as $line ) : ?>
						<li><bdi><?php echo esc_html( Text::plain( $line ) ); ?></bdi></li>
					<?php endforeach; ?>
				</ul>
			</div>
			<?php
		}
		return (string) ob_get_clean();
	}

	/** That the books say something else than the shop; empty when they do not, or nobody has compared them yet. */
	public function difference( Delivery $delivery, ?Books $books ): string {
		if ( null === $books || true !== $books->differs ) {
			return '';
		}
		$theirs = self::money( $delivery, (string) $books->total );
		$ours   = self::money( $delivery, $books->shop_total );
		$tax    = null === $books->tax || $theirs !== $ours ? null : self::money( $delivery, $books->tax );
		$text   = null === $tax || null === $books->shop_tax
			? sprintf(
				/* translators: 1: name of the service, 2: total of a document there, 3: total of the order in the shop. */
				__( 'Differs: in %1$s it comes to %2$s, in the shop to %3$s.', 'wc-accounting' ),
				$this->description->name,
				$theirs,
				$ours
			)
			: sprintf(
				/* translators: 1: name of the service, 2: total of a document, 3: the tax in it there, 4: the tax in it in the shop. */
				__( 'Differs: it comes to %2$s in both, of which tax %3$s in %1$s and %4$s in the shop.', 'wc-accounting' ),
				$this->description->name,
				$theirs,
				$tax,
				self::money( $delivery, $books->shop_tax )
			);
		return '<div class="notice notice-warning inline wc-accounting-change"><p><bdi>' . esc_html( $text ) . '</bdi></p></div>';
	}

	/** What stands in the books, in one line; empty when nobody has looked yet, or where difference() says more. */
	public function books( Delivery $delivery, ?Books $books ): string {
		if ( null === $books || null === $books->total || true === $books->differs ) {
			return '';
		}
		$total = self::money( $delivery, $books->total );
		$text  = null === $books->tax
			/* translators: 1: name of the service, 2: total of a document there. */
			? sprintf( __( 'In %1$s: %2$s, as in the shop.', 'wc-accounting' ), $this->description->name, $total )
			: sprintf(
				/* translators: 1: name of the service, 2: total of a document there, 3: the tax in it. */
				__( 'In %1$s: %2$s, of which tax %3$s, as in the shop.', 'wc-accounting' ),
				$this->description->name,
				$total,
				self::money( $delivery, $books->tax )
			);
		return '<p class="wc-accounting-books"><bdi>' . esc_html( $text ) . '</bdi></p>';
	}

	/** An amount in the currency of the document, as plain text. */
	private static function money( Delivery $delivery, string $amount ): string {
		$sum = array( 'currency' => (string) ( $delivery->sent_as['currency'] ?? get_woocommerce_currency() ), 'amount' => $amount );
		return Text::plain( Messages::money( $sum, 'amount' ) );
	}

	private function words_of_change( Delivery $delivery, ?\WC_Order $order ): string {
		$change = Change::since( $delivery, $order, $this->description );
		return null === $change ? '' : Text::plain( $change->text( $this->description->name ) );
	}

	/** The way to the document in the service. */
	private function linked( string $html, Delivery $delivery ): string {
		return $this->link( $html, $delivery->document, $delivery->order_id, $delivery->remote_id, $delivery->remote_number );
	}

	/**
	 * The same of a document that there need not be a delivery of.
	 *
	 * @param string $html     What is clicked, escaped already.
	 * @param int    $order_id 0 when the shop knows no order of it.
	 */
	public function link( string $html, string $document, int $order_id, ?string $remote_id, ?string $remote_number ): string {
		/**
		 * Filters where a document is seen in the service; by default its own page there, or else where its number can be searched for.
		 * What is no http or https address makes no link.
		 *
		 * @param string $url Address that a click on the number of the document leads to.
		 * @param array{document: string, order_id: int, remote_id: ?string, remote_number: ?string} $of Kind of document, its order
		 *        (0 where none is known), and its id and number in the service (null as long as they are not known).
		 */
		$url = apply_filters(
			'wc_accounting_document_url',
			$this->description->page_of( $document, $remote_id ),
			array(
				'document'      => $document,
				'order_id'      => $order_id,
				'remote_id'     => $remote_id,
				'remote_number' => $remote_number,
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
