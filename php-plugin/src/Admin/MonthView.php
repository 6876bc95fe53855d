<?php
/**
 * How a month looks.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Delivery\Gap;
use WcAccounting\Delivery\Listed;
use WcAccounting\Delivery\Month;
use WcAccounting\Delivery\Tally;

/**
 * The parts of the closing page: sums, lists, and what the service has said. It prints, and escapes what it prints.
 */
final class MonthView {

	public function __construct(
		private readonly Page $page,
		private readonly Description $description,
		private readonly MonthWords $words,
		private readonly StatusView $status,
	) {}

	/** That there was no time for all of a month. */
	public function cut(): string {
		return __(
			'There was no time to look at all of this month: what is shown is a part. The command "wp accounting reconcile" has the time.',
			'wc-accounting'
		);
	}

	/** That the list of the service has more differences than are kept. */
	public function more( int $more ): string {
		return sprintf(
			_n(
				/* translators: %s: a number. */
				'%s more difference was found and is not kept; the command "wp accounting reconcile" tells all.',
				'%s more differences were found and are not kept; the command "wp accounting reconcile" tells all.',
				$more,
				'wc-accounting'
			),
			number_format_i18n( $more )
		);
	}

	/**
	 * @param list<Tally> $tallies
	 */
	public function render_outcome( Month $month, int $gaps, array $tallies, ?Listed $listed ): void {
		$is_asked = true === $listed?->is_complete();
		$text     = match ( true ) {
			$gaps > 0 => sprintf(
				/* translators: %s: a number. */
				_n( '%s difference between shop and books.', '%s differences between shop and books.', $gaps, 'wc-accounting' ),
				number_format_i18n( $gaps )
			),
			array() === $tallies => __( 'Nothing belongs to this month.', 'wc-accounting' ),
			$is_asked && $listed->asked_at < $month->ends() => sprintf(
				__(
					/* translators: 1: name of the service, 2: date and time. */
					'Shop and books agree, as far as the shop knows. The list of %1$s was read on %2$s, before the month was over: compare again when it is.',
					'wc-accounting'
				),
				$this->description->name,
				Text::exact_time( $listed->asked_at )
			),
			$is_asked => __( 'Shop and books agree.', 'wc-accounting' ),
			default => sprintf(
				/* translators: %s: name of the service. */
				__( 'Shop and books agree, as far as the shop knows. The list of %s was not compared yet.', 'wc-accounting' ),
				$this->description->name
			),
		};
		printf(
			'<div class="notice notice-%s inline"><p><strong>%s</strong></p></div>',
			$gaps > 0 ? 'warning' : 'success',
			esc_html( $text )
		);
	}

	// --- Sums ---------------------------------------------------------------------------------------------------------

	/**
	 * @param list<Tally> $tallies
	 */
	public function render_sums( array $tallies ): void {
		if ( array() === $tallies ) {
			return;
		}
		$heads = array(
			__( 'Document', 'wc-accounting' ),
			__( 'Should be there', 'wc-accounting' ),
			__( 'There', 'wc-accounting' ),
			__( 'Total in the shop', 'wc-accounting' ),
			__( 'Tax in the shop', 'wc-accounting' ),
			/* translators: %s: name of the service. */
			sprintf( __( 'Total in %s', 'wc-accounting' ), $this->description->name ),
			/* translators: %s: name of the service. */
			sprintf( __( 'Tax in %s', 'wc-accounting' ), $this->description->name ),
			__( 'Difference', 'wc-accounting' ),
		);
		echo '<div class="wc-accounting-scroll"><table class="widefat striped wc-accounting-sums"><thead><tr>';
		foreach ( $heads as $head ) {
			printf( '<th scope="col">%s</th>', esc_html( $head ) );
		}
		echo '</tr></thead><tbody>';
		array_map( $this->render_tally( ... ), $tallies );
		echo '</tbody></table></div>';
		array_map( $this->render_remarks( ... ), $tallies );
	}

	private function render_tally( Tally $tally ): void {
		$name  = $this->called( $tally );
		$money = static fn ( string $amount ): string => MonthWords::money( $amount, $tally->currency );
		$cells = array(
			number_format_i18n( $tally->should ),
			number_format_i18n( $tally->there ),
			$money( $tally->shop_total ),
			$money( $tally->shop_tax ),
			$money( $tally->books_total ),
			$money( $tally->books_tax ),
			$money( $tally->difference() ),
		);
		printf( '<tr><th scope="row">%s</th>', esc_html( $name ) );
		foreach ( $cells as $cell ) {
			printf( '<td><bdi>%s</bdi></td>', esc_html( $cell ) );
		}
		echo '</tr>';
	}

	private function called( Tally $tally ): string {
		$name = $this->words->document( $tally->document );
		return '' === $tally->currency ? $name : "$name, $tally->currency";
	}

	/** What the sums do not hold. */
	private function render_remarks( Tally $tally ): void {
		$name    = $this->called( $tally );
		$remarks = array();
		if ( $tally->marked > 0 ) {
			$remarks[] = sprintf(
				_n(
					/* translators: 1: a number, 2: kind of document. */
					'%1$s (%2$s) is there by the mark of its order alone: what it comes to in the books is not known.',
					'%1$s (%2$s) are there by the marks of their orders alone: what they come to in the books is not known.',
					$tally->marked,
					'wc-accounting'
				),
				number_format_i18n( $tally->marked ),
				$name
			);
		}
		if ( $tally->unread > 0 ) {
			$remarks[] = sprintf(
				_n(
					/* translators: 1: a number, 2: kind of document, 3: an amount, 4: name of the service. */
					'%1$s (%2$s) was not read back from %4$s; it comes to %3$s in the shop, which the difference leaves out.',
					'%1$s (%2$s) were not read back from %4$s; they come to %3$s in the shop, which the difference leaves out.',
					$tally->unread,
					'wc-accounting'
				),
				number_format_i18n( $tally->unread ),
				$name,
				MonthWords::money( $tally->unread_total, $tally->currency ),
				$this->description->name
			);
		}
		if ( $tally->untaxed > 0 ) {
			$remarks[] = sprintf(
				/* translators: 1: a number, 2: kind of document. */
				__( 'The sums of tax lack %1$s (%2$s), whose tax is not known on both sides.', 'wc-accounting' ),
				number_format_i18n( $tally->untaxed ),
				$name
			);
		}
		foreach ( $remarks as $remark ) {
			printf( '<p class="description">%s</p>', esc_html( $remark ) );
		}
	}

	// --- What the service said ----------------------------------------------------------------------------------------

	public function render_listed( ?Listed $listed ): void {
		if ( null === $listed ) {
			return;
		}
		$counts = array();
		foreach ( $listed->documents as $kind => $number ) {
			$counts[] = $this->words->document( $kind ) . ': ' . number_format_i18n( $number );
		}
		printf(
			'<p>%s</p>',
			esc_html(
				sprintf(
					/* translators: 1: name of the service, 2: date and time, 3: kinds of documents with numbers, e.g. Invoice: 12. */
					__( 'The list of %1$s was read on %2$s. It has: %3$s', 'wc-accounting' ),
					$this->description->name,
					Text::exact_time( $listed->asked_at ),
					array() === $counts ? '0' : implode( ', ', $counts )
				)
			)
		);
		foreach ( $listed->faults as $kind => $fault ) {
			printf(
				'<div class="notice notice-warning inline"><p>%s: <bdi>%s</bdi></p></div>',
				esc_html( $this->words->document( $kind ) ),
				esc_html( Text::cut( $this->words->fault( $fault ), 500 ) )
			);
		}
	}

	// --- Lists --------------------------------------------------------------------------------------------------------

	/**
	 * @param list<Gap> $gaps  The first of them.
	 * @param int       $count How many there are.
	 */
	public function render_gaps( string $kind, array $gaps, int $count ): void {
		printf(
			'<h3 id="%s">%s <span class="count">(%s)</span></h3><p>%s</p>',
			esc_attr( "wc-accounting-month-$kind" ),
			esc_html( $this->words->name( $kind ) ),
			esc_html( number_format_i18n( $count ) ),
			esc_html( $this->words->about( $kind ) )
		);
		if ( Gap::OLDER === $kind ) {
			printf(
				'<p><a href="%s">%s</a></p>',
				esc_url( $this->page->url( 'transactions', array( 'section' => 'backfill' ) ) ),
				esc_html__( 'Bring over old orders', 'wc-accounting' )
			);
		}
		$heads = array(
			__( 'Order', 'wc-accounting' ),
			__( 'Document', 'wc-accounting' ),
			__( 'Date', 'wc-accounting' ),
			__( 'Total in the shop', 'wc-accounting' ),
			/* translators: %s: name of the service. */
			sprintf( __( 'Total in %s', 'wc-accounting' ), $this->description->name ),
			__( 'Status', 'wc-accounting' ),
		);
		echo '<div class="wc-accounting-scroll"><table class="widefat striped wc-accounting-gaps"><thead><tr>';
		foreach ( $heads as $head ) {
			printf( '<th scope="col">%s</th>', esc_html( $head ) );
		}
		echo '</tr></thead><tbody>';
		array_map( $this->render_gap( ... ), $gaps );
		echo '</tbody></table></div>';
		if ( $count > count( $gaps ) ) {
			printf(
				'<p class="description">%s</p>',
				esc_html(
					sprintf(
						/* translators: %s: a number. */
						__( 'Only the first %s are shown; the CSV has all.', 'wc-accounting' ),
						number_format_i18n( count( $gaps ) )
					)
				)
			);
		}
	}

	private function render_gap( Gap $gap ): void {
		$order = MonthWords::order( $gap );
		$cells = array(
			$this->order( $gap, $order ),
			$this->document( $gap ),
			esc_html( (string) $gap->date ),
			self::money( $gap->shop_total, $gap->currency ),
			self::money( $gap->books_total, $gap->currency ),
			$this->state( $gap, $order ),
		);
		echo '<tr>';
		foreach ( $cells as $cell ) {
			echo "<td>$cell</td>"; // Escaped by those that made them.
		}
		echo '</tr>';
	}

	/** The order, and the list of what was sent of it; HTML. */
	private function order( Gap $gap, ?\WC_Order $order ): string {
		if ( null === $gap->order_id ) {
			return Text::none();
		}
		$number = MonthWords::order_number( $gap, $order );
		$name   = null === $order
			/* translators: %s: number of an order. */
			? esc_html( sprintf( __( '#%s (deleted)', 'wc-accounting' ), $number ) )
			: sprintf( '<a href="%s">%s</a>', esc_url( $order->get_edit_order_url() ), esc_html( "#$number" ) );
		if ( in_array( $gap->kind, array( Gap::MISSING, Gap::OLDER ), true ) && '' === $gap->state ) {
			return "<strong>$name</strong>";
		}
		return sprintf(
			'<strong>%s</strong><br><a href="%s">%s</a>',
			$name,
			esc_url( $this->page->url( 'transactions', array( 'number' => rawurlencode( $number ) ) ) ),
			esc_html__( 'Show its transactions', 'wc-accounting' )
		);
	}

	/** Its kind and its number, with the way to it; HTML. */
	private function document( Gap $gap ): string {
		$kind    = $this->words->document( $gap->document );
		$kind    = $gap->subject_id === $gap->order_id || null === $gap->subject_id
			? $kind
			/* translators: 1: kind of document, e.g. Credit note, 2: id of a refund. */
			: sprintf( __( '%1$s for refund #%2$s', 'wc-accounting' ), $kind, $gap->subject_id );
		$number  = MonthWords::shown( $gap->number ?? $gap->reference ?? '' );
		$html    = '' === $number ? '' : '<bdi>' . esc_html( $number ) . '</bdi>';
		$is_made = '' !== $html && in_array( $gap->kind, array( Gap::DIFFERS, Gap::CHANGED, Gap::GONE, Gap::TWICE, Gap::UNKNOWN ), true );
		if ( $is_made ) {
			$html = $this->status->link( $html, $gap->document, (int) $gap->order_id, $gap->remote_id, $gap->number );
		}
		return esc_html( $kind ) . ( '' === $html ? '' : " <span class=\"wc-accounting-more\">$html</span>" );
	}

	/** Where it stands, and why; HTML. */
	private function state( Gap $gap, ?\WC_Order $order ): string {
		$reason = Text::cut( $this->words->reason( $gap, $order ), 500 );
		$state  = esc_html( $this->words->state( $gap ) );
		return ( '' === $state ? Text::none() : "<bdi>$state</bdi>" )
			. ( '' === $reason ? '' : ' <span class="wc-accounting-more"><bdi>' . esc_html( $reason ) . '</bdi></span>' );
	}

	/** HTML. */
	private static function money( ?string $amount, string $currency ): string {
		return null === $amount ? Text::none() : '<bdi>' . esc_html( MonthWords::money( $amount, $currency ) ) . '</bdi>';
	}
}
