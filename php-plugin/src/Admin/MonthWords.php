<?php
/**
 * Words of the closing page.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\Messages;
use WcAccounting\Delivery\Gap;
use WcAccounting\Delivery\Inventory;
use WcAccounting\Delivery\Status;
use WcAccounting\Order\Subject;

/**
 * Says what a difference between shop and books is, and what to do about it: on the page, in the export and on the command line.
 * Plain text; escape it where it is shown.
 */
final class MonthWords {

	public function __construct(
		private readonly Description $description,
		private readonly Messages $messages,
	) {}

	/** What a kind of difference is called. */
	public function name( string $kind ): string {
		return match ( $kind ) {
			Gap::MISSING => __( 'Missing', 'wc-accounting' ),
			Gap::OLDER => __( 'Older than the start day', 'wc-accounting' ),
			Gap::HELD => __( 'Waits for your decision', 'wc-accounting' ),
			Gap::FAILED => __( 'Failed', 'wc-accounting' ),
			Gap::WAITING => __( 'Not there yet', 'wc-accounting' ),
			Gap::DIFFERS => __( 'Differs in the books', 'wc-accounting' ),
			Gap::CHANGED => __( 'Changed since it was sent', 'wc-accounting' ),
			Gap::GONE => __( 'Not in the books any more', 'wc-accounting' ),
			Gap::TWICE => __( 'Twice in the books', 'wc-accounting' ),
			Gap::UNKNOWN => __( 'In the books, not in the shop', 'wc-accounting' ),
			default => $kind,
		};
	}

	/** What it means, and what to do. */
	public function about( string $kind ): string {
		$text = match ( $kind ) {
			Gap::MISSING => __(
				'These orders should have a document in %s, and none was ever made. Open the order and send it.',
				'wc-accounting'
			),
			Gap::OLDER => __(
				'These orders were made before the day from which orders are sent to %s. Open the order and send it by hand if it is to be there.',
				'wc-accounting'
			),
			Gap::HELD => __(
				'These documents wait for you before they go to %s. Open the order: it says why, and has the button to send it.',
				'wc-accounting'
			),
			Gap::FAILED => __( 'These documents could not be sent to %s. Remove the cause, then send them again.', 'wc-accounting' ),
			Gap::WAITING => __(
				'These documents are on their way to %s, or are tried again by themselves. Look again later.',
				'wc-accounting'
			),
			Gap::DIFFERS => __(
				'These documents, or the tax in them, come to something else in %s than in the shop. Correct the one that is wrong, then compare with the list again.',
				'wc-accounting'
			),
			Gap::CHANGED => __(
				'These orders are something else now than what was sent. Open the order: it says what to correct in %s.',
				'wc-accounting'
			),
			Gap::GONE => __(
				'These documents were delivered, and the list of %s does not have them in this month: they were deleted, voided, or given another date or number. Look for them there first; only what is certainly not there may be sent again. Then compare with the list again.',
				'wc-accounting'
			),
			Gap::TWICE => __(
				'These documents are in %s beside another one of the same order. Look at both there, delete or void the one that is too much, then compare with the list again.',
				'wc-accounting'
			),
			Gap::UNKNOWN => __(
				'These documents of %s have numbers of this shop, and the shop knows nothing of them. Look at them there: another program may have made them, or their order was deleted. Then compare with the list again.',
				'wc-accounting'
			),
			default => '',
		};
		return str_replace( '%s', $this->description->name, $text );
	}

	/** What a kind of document is called. */
	public function document( string $kind ): string {
		return $this->description->words->document( $kind );
	}

	/** The order, where there is one still. */
	public static function order( Gap $gap ): ?\WC_Order {
		$order = null === $gap->order_id ? null : wc_get_order( $gap->order_id );
		return $order instanceof \WC_Order ? $order : null;
	}

	/** What an order calls itself. */
	public static function order_number( Gap $gap, ?\WC_Order $order ): string {
		return null === $order ? (string) $gap->order_id : Text::cut( Text::plain( (string) $order->get_order_number() ), 60 );
	}

	/** A number of the service, as it may be shown. */
	public static function shown( string $number ): string {
		return Text::cut( Text::plain( $number ), 200 );
	}

	/** Where it stands. */
	public function state( Gap $gap ): string {
		$state = Status::tryFrom( $gap->state )?->label() ?? self::shown( $gap->state );
		// Where their deliveries stand would say something else.
		return in_array( $gap->kind, array( Gap::HELD, Gap::GONE, Gap::TWICE ), true ) ? $this->name( $gap->kind ) : $state;
	}

	/** That there was neither time nor memory for all of a month. */
	public function cut_short(): string {
		return __( 'There was no time, or no memory, to look at all of this month: what is told is a part.', 'wc-accounting' );
	}

	/** Why it is not there, or what is different about the order or the books; empty when nobody said. */
	public function reason( Gap $gap, ?\WC_Order $order ): string {
		$now = Gap::CHANGED === $gap->kind
			? Subject::named( $this->description, $gap->document, $order, (int) $gap->subject_id )?->total()
			: null;
		if ( null !== $now ) {
			/* translators: %s: an amount. */
			return sprintf( __( 'The order comes to %s now.', 'wc-accounting' ), self::money( $now, $gap->currency ) );
		}
		$has_both_taxes = null !== $gap->shop_tax && null !== $gap->books_tax;
		if ( Gap::DIFFERS === $gap->kind && $has_both_taxes && $gap->shop_tax !== $gap->books_tax ) {
			return $this->taxes( $gap->currency, $gap->shop_tax, $gap->books_tax );
		}
		return Text::plain( $this->messages->of( $gap->reason ) );
	}

	/** What the tax is on either side. */
	private function taxes( string $currency, string $shop, string $books ): string {
		return sprintf(
			/* translators: 1: name of the service, 2: tax of a document there, 3: tax of the order in the shop. */
			__( 'The tax in it is %2$s in %1$s and %3$s in the shop.', 'wc-accounting' ),
			$this->description->name,
			self::money( $books, $currency ),
			self::money( $shop, $currency )
		);
	}

	/**
	 * Why the list of the service could not be read.
	 *
	 * @param array{code: string, detail: string} $fault
	 */
	public function fault( array $fault ): string {
		$text = match ( $fault['code'] ) {
			Inventory::HELD => __( 'Nothing is asked of %s at the moment: the queue is held. Try again later.', 'wc-accounting' ),
			Inventory::NO_TIME => __(
				'There was no time to read all that %s has. Ask again when less is going on, or use the command "wp accounting reconcile".',
				'wc-accounting'
			),
			Inventory::UNKNOWN_COMPANY => __( 'It is not known which company of %s this shop is connected with.', 'wc-accounting' ),
			Inventory::BROKEN => __(
				'The list of %s could not be read. The log under WooCommerce > Status > Logs says why.',
				'wc-accounting'
			),
			'not_comparable' => __( '%s does not tell this shop which documents it has.', 'wc-accounting' ),
			'unavailable' => __( '%s did not answer as it should. Try again later.', 'wc-accounting' ),
			default => $this->messages->of( $fault ),
		};
		return Text::plain( str_replace( '%s', $this->description->name, $text ) );
	}

	/**
	 * An amount as the shop shows money, with all its digits: it is never made a float, which a sum of a month may be too long for.
	 *
	 * @param string $amount A decimal.
	 */
	public static function money( string $amount, string $currency ): string {
		$is_negative = str_starts_with( $amount, '-' );

		list( $whole, $fraction ) = explode( '.', ltrim( $amount, '+-' ) ) + array( '0', '' );

		$fraction = str_pad( rtrim( $fraction, '0' ), wc_get_price_decimals(), '0' );
		$grouped  = strrev( implode( strrev( wc_get_price_thousand_separator() ), str_split( strrev( $whole ), 3 ) ) );
		$number   = $grouped . ( '' === $fraction ? '' : wc_get_price_decimal_separator() . $fraction );
		$symbol   = html_entity_decode( get_woocommerce_currency_symbol( $currency ), ENT_QUOTES, 'UTF-8' );
		$shown    = sprintf( html_entity_decode( get_woocommerce_price_format(), ENT_QUOTES, 'UTF-8' ), $symbol, $number );
		return ( $is_negative ? '−' : '' ) . trim( $shown );
	}
}
