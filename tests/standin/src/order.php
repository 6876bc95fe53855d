<?php
/**
 * Orders.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

use WcAccounting\Standin\Addresses;
use WcAccounting\Standin\Amount;
use WcAccounting\Standin\Database;
use WcAccounting\Standin\Kind;

/** What a customer ordered. */
class WC_Order extends WC_Abstract_Order {

	use Addresses;

	public const TYPE = 'shop_order';

	protected const NAME = 'order';

	/** A new order comes from here. */
	private const FIRST_STATUS = 'pending';

	/** @var ?array{from: string, to: string, note: string, manual: bool} What is told of once it is stored. */
	private ?array $news = null;

	protected static function fields(): array {
		$more = array(
			'customer_id'          => Kind::Whole,
			'customer_note'        => Kind::Text,
			'payment_method'       => Kind::Text,
			'payment_method_title' => Kind::Text,
			'created_via'          => Kind::Text,
			'date_paid'            => Kind::Moment,
			'date_completed'       => Kind::Moment,
		);
		return parent::fields() + self::address_fields() + $more;
	}

	// --- Saving -------------------------------------------------------------------------------------------------------

	/** An exception of a listener is noted and goes no further; an error of PHP does. */
	public function save(): int {
		try {
			do_action( 'woocommerce_before_order_object_save', $this, null );
			parent::save();
			do_action( 'woocommerce_after_order_object_save', $this, null );
		} catch ( Exception $fault ) {
			$this->complain( "Error saving order ID $this->id.", $fault );
		}
		$this->tell_of_status();
		return $this->id;
	}

	protected function written( bool $is_new, array $changes ): void {
		if ( $is_new ) {
			do_action( 'woocommerce_new_order', $this->id, $this );
		} elseif ( array() !== $changes ) {
			do_action( 'woocommerce_update_order', $this->id, $this );
		}
	}

	/** A changed entry moves the date of the last change, by saving the order, unless something of it waits to be saved. */
	public function save_meta_data(): void {
		if ( $this->write_meta() && array() === $this->get_changes() ) {
			$this->save();
		}
	}

	private function complain( string $what, Exception $fault ): void {
		wc_get_logger()->error( "$what {$fault->getMessage()}" );
		0 !== $this->id && $this->add_order_note( "$what {$fault->getMessage()}" );
	}

	public function get_data(): array {
		$items = array_map( static fn ( WC_Order_Item $item ): array => $item->get_data(), $this->get_items( WC_Order_Item::types() ) );
		return parent::get_data() + array( 'items' => $items );
	}

	// --- Status -------------------------------------------------------------------------------------------------------

	public function get_status( string $context = 'view' ): string {
		$status = $this->value( 'status', $context );
		return '' === $status && 'view' === $context ? self::FIRST_STATUS : $status;
	}

	/**
	 * @param string $note   What is written in front of the note that tells of the change.
	 * @param bool   $manual Whether a person did it.
	 * @return array{from: string, to: string}
	 */
	public function set_status( string $new_status, string $note = '', bool $manual = false ): array {
		$from = $this->get_status();
		$to   = preg_replace( '/^wc-/', '', $new_status );
		$to   = 'trash' === $to || isset( wc_get_order_statuses()[ "wc-$to" ] ) ? $to : self::FIRST_STATUS;
		$this->put( 'status', $to );
		if ( $from !== $to ) {
			$from       = $this->news['from'] ?? $from;
			$this->news = compact( 'from', 'to', 'note', 'manual' );
			$this->remember_when( $to );
		}
		return compact( 'from', 'to' );
	}

	/** Paid once it reaches the status that a payment brings: where nothing is to be packed, that is the last one. */
	private function remember_when( string $status ): void {
		$once_paid = array() === $this->get_items() ? 'completed' : 'processing';
		if ( null === $this->value( 'date_paid', 'edit' ) && in_array( $status, array( $once_paid, 'completed' ), true ) ) {
			$this->put( 'date_paid', time() );
		}
		if ( 'completed' === $status ) {
			$this->put( 'date_completed', time() );
		}
	}

	/** Sets it and saves. */
	public function update_status( string $new_status, string $note = '', bool $manual = false ): bool {
		if ( 0 === $this->id ) {
			return false;
		}
		$this->set_status( $new_status, $note, $manual );
		$this->save();
		return true;
	}

	/**
	 * Three hooks in this order, with a note behind the first. A listener that throws an exception ends it; the exception
	 * is noted. An error of PHP is nobody's business here.
	 */
	private function tell_of_status(): void {
		$news       = $this->news;
		$this->news = null;
		if ( null === $news || 0 === $this->id ) {
			return;
		}
		list( 'from' => $from, 'to' => $to ) = $news;
		try {
			do_action( "woocommerce_order_status_$to", $this->id, $this );
			$sentence = sprintf(
				'Order status changed from %s to %s.',
				wc_get_order_status_name( $from ),
				wc_get_order_status_name( $to )
			);
			$this->add_order_note( trim( "{$news['note']} $sentence" ), 0, $news['manual'] );
			do_action( "woocommerce_order_status_{$from}_to_$to", $this->id, $this );
			do_action( 'woocommerce_order_status_changed', $this->id, $from, $to, $this );
		} catch ( Exception $fault ) {
			$this->complain( 'Error during status transition.', $fault );
		}
	}

	// --- Items --------------------------------------------------------------------------------------------------------

	/**
	 * @return int Number of the new line.
	 */
	public function add_product( WC_Product $product, int|float $quantity = 1 ): int {
		0 === $this->id && $this->save();
		$line = WC_Order_Item_Product::bought( $product, $quantity );
		$line->set_order_id( $this->id );
		$line->save();
		$this->add_item( $line );
		return $line->get_id();
	}

	/**
	 * @return list<WC_Order_Refund> The newest first.
	 */
	public function get_refunds(): array {
		$which = 'parent_order_id = %d AND type = %s ORDER BY date_created_gmt DESC, id DESC';
		$rows  = Database::find( 'wc_orders', $which, $this->id, WC_Order_Refund::TYPE );
		return array_map( static fn ( array $row ) => new WC_Order_Refund( (int) $row['id'] ), $rows );
	}

	public function get_total_refunded(): float {
		return Amount::sum( array_map( static fn ( WC_Order_Refund $refund ) => $refund->get_amount( 'edit' ), $this->get_refunds() ) );
	}

	public function get_total_tax_refunded(): float {
		$tax = static fn ( WC_Order_Refund $refund ): float => abs( (float) $refund->get_total_tax() );
		return Amount::sum( array_map( $tax, $this->get_refunds() ) );
	}

	// --- Telling about it ---------------------------------------------------------------------------------------------

	public function get_order_number(): string {
		return (string) apply_filters( 'woocommerce_order_number', (string) $this->id, $this );
	}

	/** There is no such screen; the address is the one that it would have. */
	public function get_edit_order_url(): string {
		return admin_url( "admin.php?page=wc-orders&action=edit&id=$this->id" );
	}

	/**
	 * A note is a comment on the post that keeps the order's number.
	 *
	 * @return int Its number.
	 */
	public function add_order_note( string $note, int|bool $is_customer_note = 0, bool $added_by_user = false ): int {
		$comment = array(
			'comment_post_ID'  => $this->id,
			'comment_type'     => 'order_note',
			'comment_content'  => $note,
			'comment_author'   => $added_by_user && is_user_logged_in() ? wp_get_current_user()->display_name : 'system',
			'comment_approved' => 1,
			'comment_meta'     => array( 'is_customer_note' => (int) $is_customer_note ),
		);
		$id      = (int) wp_insert_comment( wp_slash( $comment ) );
		do_action( 'woocommerce_order_note_added', $id, $this );
		return $id;
	}
}
