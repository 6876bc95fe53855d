<?php
/**
 * Writes down what WooCommerce does, in a form in which two runs can be compared.
 *
 * Ids become names, times become words, and only the hooks of one list are kept.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * The recorder that every scenario is given.
 */
final class Trace {

	/**
	 * Hooks whose order is a promise of the double. Everything else WooCommerce fires is not compared; among it is
	 * `woocommerce_update_order_item`, which also tells what WooCommerce's caches hold.
	 */
	private const HOOKS = '/^(?:woocommerce_(?:
		new_order|update_order|new_order_item|new_order_note_data|order_note_added|order_edit_status
		|before_order_object_save|after_order_object_save|before_order_refund_object_save|after_order_refund_object_save
		|order_status_\S+|order_payment_status_changed|pre_payment_complete|payment_complete\S*
		|create_refund|refund_created|order_refunded|order_fully_refunded|order_partially_refunded|refund_deleted
		|before_delete_order|delete_order|before_trash_order|trash_order|untrash_order|delete_order_items?|deleted_order_items
		|order_before_calculate_taxes|order_before_calculate_totals|order_after_calculate_totals
		|reduce_order_stock|restore_order_stock|reduce_order_item_stock
		|before_checkout_process|checkout_process|after_checkout_validation|checkout_create_order|checkout_update_order_meta
		|checkout_order_created|checkout_order_processed|checkout_create_order_line_item|thankyou|thankyou_(?:cod|bacs)|payment_successful_result
		|email_(?:before|after)_order_table|email_order_details
		|new_product|update_product|new_product_variation|update_product_variation
		)|wp_mail)$/x';

	/**
	 * Names given to ids: a list of `id => name` for each kind of thing.
	 *
	 * @var array<int, string>
	 */
	private array $names = array();

	/**
	 * Hooks seen since the last look.
	 *
	 * @var list<string>
	 */
	private array $seen = array();

	/**
	 * Whether hooks are being recorded.
	 *
	 * @var bool
	 */
	private bool $listening = false;

	/**
	 * Starts to listen.
	 *
	 * @param bool $plain Whether ids without a name are printed, for another process to name.
	 */
	public function __construct( private bool $plain = false ) {
		add_filter( 'all', fn( $name, ...$args ) => $this->hear( (string) $name, $args ), 10, 10 );
		add_filter(
			'pre_wp_mail',
			function ( $sent, array $mail ) {
				if ( $this->listening ) {
					$this->seen[] = '  mail to ' . $this->text( is_array( $mail['to'] ) ? implode( ',', $mail['to'] ) : $mail['to'] );
				}
				return true;
			},
			1,
			2
		);
	}

	/**
	 * Gives an id a name that is the same in every run. Ids begin at 10001, so that nothing else is taken for one.
	 *
	 * @param int    $id   An id.
	 * @param string $name Its name.
	 */
	public function name( int $id, string $name ): void {
		$this->names[ $id ] = $name;
	}

	/**
	 * Prints one line.
	 *
	 * @param string $label What it is.
	 * @param mixed  $value Its value, with its type.
	 */
	public function line( string $label, mixed $value = null ): void {
		echo $label, 1 === func_num_args() ? '' : ' = ' . $this->show( $value ), "\n";
	}

	/**
	 * Runs something and prints the hooks it fired, in order.
	 *
	 * @param string   $label What is done.
	 * @param callable $run   Does it.
	 * @return mixed What it returned.
	 */
	public function hooks( string $label, callable $run ): mixed {
		echo "-- $label\n";
		$this->seen      = array();
		$this->listening = true;
		try {
			$result = $run();
		} catch ( Throwable $e ) {
			$result       = null;
			$this->seen[] = '  ! ' . get_class( $e );
		} finally {
			$this->listening = false;
		}
		echo $this->heard();
		return $result;
	}

	/** Listens from now on. */
	public function listen(): void {
		$this->listening = true;
	}

	/**
	 * Takes down a line of its own.
	 *
	 * @param string $line The line.
	 */
	public function note( string $line ): void {
		$this->seen[] = $line;
	}

	/** What was heard, one hook a line. */
	public function heard(): string {
		// New items of one order come in an order that depends on which of them WooCommerce had cached.
		$lines = array();
		$items = array();
		foreach ( array_merge( $this->seen, array( '' ) ) as $line ) {
			if ( str_contains( $line, 'woocommerce_new_order_item(' ) ) {
				$items[] = $line;
				continue;
			}
			sort( $items );
			$lines = array_merge( $lines, $items, '' === $line ? array() : array( $line ) );
			$items = array();
		}
		return array() === $lines ? '' : implode( "\n", $lines ) . "\n";
	}

	/**
	 * Names the ids in a text that another process heard.
	 *
	 * @param string $text A text.
	 */
	public function renamed( string $text ): string {
		return (string) preg_replace_callback( '/\b(\d{5,7})\b/', fn( $m ) => $this->names[ (int) $m[1] ] ?? '#', $text );
	}

	/**
	 * Prints what the named getters of an object return, with types.
	 *
	 * @param string       $label   What it is.
	 * @param object       $thing   The object.
	 * @param list<string> $getters Their names without `get_`, or whole method names.
	 */
	public function getters( string $label, object $thing, array $getters ): void {
		echo "-- $label (", self::class_of( $thing ), ")\n";
		foreach ( $getters as $getter ) {
			$method = is_callable( array( $thing, "get_$getter" ) ) ? "get_$getter" : $getter;
			try {
				$value = $thing->$method();
				echo "  $getter: ", $this->show( $value ), "\n";
			} catch ( Throwable $e ) {
				echo "  $getter: ! ", get_class( $e ), ' ', $e->getMessage(), "\n";
			}
		}
	}

	/**
	 * Prints all that a bookkeeper could ask an order.
	 *
	 * @param string            $label What it is.
	 * @param WC_Abstract_Order $order The order.
	 */
	public function order( string $label, WC_Abstract_Order $order ): void {
		$common = array( 'type', 'parent_id', 'status', 'currency', 'prices_include_tax', 'date_created', 'date_modified', 'discount_total', 'discount_tax', 'shipping_total', 'shipping_tax', 'cart_tax', 'total', 'total_tax', 'subtotal', 'total_discount', 'item_count', 'coupon_codes' );
		$more   = array( 'id', 'order_number', 'customer_id', 'user_id', 'billing_first_name', 'billing_last_name', 'billing_company', 'billing_address_1', 'billing_address_2', 'billing_city', 'billing_state', 'billing_postcode', 'billing_country', 'billing_email', 'billing_phone', 'shipping_first_name', 'shipping_address_1', 'shipping_country', 'shipping_phone', 'formatted_billing_full_name', 'customer_note', 'payment_method', 'payment_method_title', 'transaction_id', 'created_via', 'date_paid', 'date_completed', 'total_refunded', 'total_tax_refunded', 'total_shipping_refunded', 'remaining_refund_amount', 'is_paid', 'needs_payment', 'has_billing_address', 'is_editable' );
		$this->getters( $label, $order, $order instanceof WC_Order ? array_merge( $common, $more ) : array_merge( $common, array( 'amount', 'refunded_by', 'refunded_payment' ) ) );
		foreach ( $order->get_items( array( 'line_item', 'shipping', 'fee', 'coupon', 'tax' ) ) as $item ) {
			$this->item( $item );
		}
		if ( method_exists( $order, 'get_tax_totals' ) ) {
			foreach ( $order->get_tax_totals() as $code => $total ) {
				echo '  tax total ', $code, ': ', $total->label, ' ', $this->show( $total->amount ), ' ', $this->show( $total->is_compound ), ' ', $this->text( wp_strip_all_tags( $total->formatted_amount ) ), "\n";
			}
		}
	}

	/**
	 * Prints one item of an order.
	 *
	 * @param WC_Order_Item $item The item.
	 */
	public function item( WC_Order_Item $item ): void {
		$getters = array(
			'line_item' => array( 'name', 'quantity', 'product_id', 'variation_id', 'tax_class', 'tax_status', 'subtotal', 'subtotal_tax', 'total', 'total_tax', 'taxes' ),
			'shipping'  => array( 'name', 'method_title', 'method_id', 'instance_id', 'total', 'total_tax', 'taxes', 'tax_status' ),
			'fee'       => array( 'name', 'amount', 'total', 'total_tax', 'tax_class', 'tax_status', 'taxes' ),
			'coupon'    => array( 'name', 'code', 'discount', 'discount_tax' ),
			'tax'       => array( 'name', 'label', 'rate_id', 'rate_code', 'rate_percent', 'tax_total', 'shipping_tax_total', 'compound' ),
		);
		$type    = $item->get_type();
		$this->getters( "item $type", $item, array_merge( array( 'type', 'order_id' ), $getters[ $type ] ?? array() ) );
		foreach ( $item->get_meta_data() as $meta ) {
			echo '  meta ', $meta->key, ': ', $this->show( $meta->value ), "\n";
		}
		foreach ( $item->get_all_formatted_meta_data() as $meta ) {
			echo '  shown ', $meta->key, ' | ', $meta->display_key, ' | ', $this->text( wp_strip_all_tags( $meta->display_value ) ), "\n";
		}
	}

	/**
	 * Prints the notes of an order, oldest first. Who wrote a note is compared, its words only where they are a promise.
	 *
	 * @param int  $order_id The order.
	 * @param bool $whole    Whether what goes before the words of a transition is compared.
	 */
	public function notes( int $order_id, bool $whole = true ): void {
		echo "-- notes\n";
		foreach ( array_reverse( wc_get_order_notes( array( 'order_id' => $order_id ) ) ) as $note ) {
			echo '  ', preg_match( '/Order status changed|^[xH]/', $note->content ) ? $this->text( $whole ? $note->content : (string) strstr( $note->content, 'Order status changed from' ) ) : '(in other words)', ' | by ', $note->added_by, $note->customer_note ? ' | to the customer' : '', "\n";
		}
	}

	/**
	 * Prints a result of SQL.
	 *
	 * @param string $label What it is.
	 * @param string $sql   A query, `{p}` being the table prefix.
	 */
	public function sql( string $label, string $sql ): void {
		global $wpdb;
		echo "-- $label\n";
		foreach ( (array) $wpdb->get_results( str_replace( '{p}', $wpdb->prefix, $sql ), ARRAY_A ) as $row ) { // phpcs:ignore WordPress.DB
			echo '  ', implode( ' | ', array_map( fn( $cell ) => null === $cell ? 'NULL' : $this->text( (string) $cell ), $row ) ), "\n";
		}
	}

	/**
	 * A value with its type.
	 *
	 * @param mixed $value Anything.
	 */
	public function show( mixed $value ): string {
		return match ( true ) {
			null === $value => 'null',
			is_bool( $value ) => $value ? 'true' : 'false',
			is_int( $value ) => 'int ' . ( $this->names[ $value ] ?? ( $value > 10000 && $value < 1000000 && ! $this->plain ? '#' : $value ) ),
			is_float( $value ) => 'float ' . round( $value, 8 ),
			is_string( $value ) => '"' . $this->text( $value ) . '"',
			$value instanceof WC_DateTime => 'WC_DateTime ' . $this->age( $value->getTimestamp() ),
			$value instanceof WP_Error => 'WP_Error ' . implode( ',', $value->get_error_codes() ),
			is_object( $value ) => self::class_of( $value ) . ( is_callable( array( $value, 'get_id' ) ) ? ' ' . ( $this->names[ (int) $value->get_id() ] ?? '#' ) : '' ),
			is_array( $value ) => '[' . implode( ', ', array_map( fn( $k, $v ) => ( is_int( $k ) ? ( $this->names[ $k ] ?? $k ) : $k ) . ': ' . $this->show( $v ), array_keys( $value ), $value ) ) . ']',
			default => get_debug_type( $value ),
		};
	}

	/**
	 * Ids and times in a text become words.
	 *
	 * @param string $text A text.
	 */
	private function text( string $text ): string {
		if ( isset( $this->names[ (int) $text ] ) && (string) (int) $text === $text ) {
			return $this->names[ (int) $text ];
		}
		$text = (string) preg_replace_callback( '/#(\d+)/', fn( $m ) => '#' . ( $this->names[ (int) $m[1] ] ?? $m[1] ), $text );
		$text = (string) preg_replace( '/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/', '<time>', $text );
		$text = (string) preg_replace( '/\b1[789]\d{8}\b/', '<stamp>', $text );
		$text = (string) preg_replace( '/wc_order_\w{13}/', '<key>', $text );
		$text = (string) preg_replace( '/\b[0-9a-f]{32}\b/', '<md5>', $text );
		return str_replace( array( "\r", "\n" ), array( '', '\n' ), $text );
	}

	/**
	 * Class of an object; WooCommerce's reports put a child of the order's class in its place.
	 *
	 * @param object $value An object.
	 */
	private static function class_of( object $value ): string {
		return array( 'Automattic\\WooCommerce\\Admin\\Overrides\\Order' => 'WC_Order', 'Automattic\\WooCommerce\\Admin\\Overrides\\OrderRefund' => 'WC_Order_Refund' )[ get_class( $value ) ] ?? get_class( $value );
	}

	/**
	 * A time stamp in words.
	 *
	 * @param int $stamp Seconds.
	 */
	private function age( int $stamp ): string {
		$age = time() - $stamp;
		return match ( true ) {
			$age >= -5 && $age < 120 => 'now',
			default => gmdate( 'Y-m-d H:i:s', $stamp ),
		};
	}

	/**
	 * Takes down one hook.
	 *
	 * @param string       $name Hook.
	 * @param array<mixed> $args Its arguments.
	 */
	private function hear( string $name, array $args ): void {
		if ( $this->listening && ( preg_match( self::HOOKS, $name ) || getenv( 'TRACE_ALL' ) && str_contains( $name, (string) getenv( 'TRACE_ALL' ) ) ) ) {
			if ( 'woocommerce_order_note_added' === $name ) {
				$args[0] = gettype( $args[0] );
			}
			$this->seen[] = '  ' . $name . '( ' . implode( ', ', array_map( fn( $arg ) => is_array( $arg ) ? 'array' : ( is_string( $arg ) && strlen( $arg ) > 60 ? 'string' : $this->show( $arg ) ), $args ) ) . ' )';
		}
	}
}
