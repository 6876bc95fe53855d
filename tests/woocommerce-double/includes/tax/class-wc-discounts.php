<?php
/**
 * Discounts of coupons.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * What each coupon gives on each line of an order or a cart.
 *
 * Mirrored: sums are kept in the currency's smallest unit; a percentage is cut down on each line and what that loses
 * is given back one unit at a time; a fixed amount is divided evenly by pieces first; no line goes below zero.
 */
class WC_Discounts {

	/** @var WC_Order|WC_Cart|null */
	protected $object;

	/** @var array<int|string, object> Lines: key, object, product, quantity, price (all pieces, smallest unit). */
	protected $items = array();

	/** @var array<string, array<int|string, float>> Discounts by code and line. */
	protected $discounts = array();

	/**
	 * Takes the lines.
	 *
	 * @param WC_Order|WC_Cart|null $object Order or cart.
	 */
	public function __construct( $object = null ) {
		$this->object = $object;
		$lines        = array();
		if ( $object instanceof WC_Cart ) {
			foreach ( $object->get_cart() as $key => $line ) {
				$lines[ $key ] = array( $line, $line['data'], $line['quantity'], (float) $line['data']->get_price() * $line['quantity'] );
			}
		} elseif ( $object instanceof WC_Order ) {
			foreach ( $object->get_items() as $key => $line ) {
				$price         = (float) $line->get_subtotal() + ( $object->get_prices_include_tax() ? (float) $line->get_subtotal_tax() : 0.0 );
				$lines[ $key ] = array( $line, $line->get_product(), $line->get_quantity(), $price );
			}
		}
		foreach ( $lines as $key => [ $line, $product, $quantity, $price ] ) {
			$this->items[ $key ] = (object) array( 'key' => $key, 'object' => $line, 'product' => $product, 'quantity' => $quantity, 'price' => wc_add_number_precision( $price ) );
		}
		uasort( $this->items, static fn( $a, $b ) => ( $b->price / max( 1, $b->quantity ) ) <=> ( $a->price / max( 1, $a->quantity ) ) );
	}

	/** Order or cart. */
	public function get_object() {
		return $this->object;
	}

	/** Lines. */
	public function get_items() {
		return $this->items;
	}

	/**
	 * Discounts by code and line.
	 *
	 * @param bool $in_cents In the smallest unit.
	 */
	public function get_discounts( $in_cents = false ) {
		return $in_cents ? $this->discounts : array_map( 'wc_remove_number_precision_deep', $this->discounts );
	}

	/** @param bool $in_cents In the smallest unit. */
	public function get_discounts_by_item( $in_cents = false ) {
		$sums = array();
		foreach ( $this->discounts as $by_line ) {
			foreach ( $by_line as $key => $amount ) {
				$sums[ $key ] = ( $sums[ $key ] ?? 0.0 ) + $amount;
			}
		}
		return $in_cents ? $sums : wc_remove_number_precision_deep( $sums );
	}

	/** @param bool $in_cents In the smallest unit. */
	public function get_discounts_by_coupon( $in_cents = false ) {
		$sums = array_map( 'array_sum', $this->discounts );
		return $in_cents ? $sums : wc_remove_number_precision_deep( $sums );
	}

	/**
	 * Applies a coupon.
	 *
	 * @param WC_Coupon $coupon   Coupon.
	 * @param bool      $validate Whether it must be valid.
	 * @return true|WP_Error
	 */
	public function apply_coupon( $coupon, $validate = true ) {
		if ( $validate && ! $coupon->is_valid() ) {
			return new WP_Error( 'invalid_coupon', 'The coupon is not valid.' );
		}
		$code                     = $coupon->get_code();
		$this->discounts[ $code ] = $this->discounts[ $code ] ?? array_fill_keys( array_keys( $this->items ), 0.0 );
		$items                    = array_filter( $this->items, fn( $item ) => $this->left( $item ) > 0 && ( ! $item->product || $coupon->is_valid_for_product( $item->product, $item->object ) ) );
		$amount                   = (float) $coupon->get_amount();
		match ( $coupon->get_discount_type() ) {
			'percent' => $this->percent( $coupon, $items, $amount ),
			'fixed_product' => $this->per_piece( $coupon, $items, wc_add_number_precision( $amount ) ),
			'fixed_cart' => $this->over_all( $coupon, $items, (int) round( wc_add_number_precision( $amount ) ) ),
			default => null,
		};
		return true;
	}

	/** What is left of a line. */
	private function left( object $item ): float {
		$given = 0.0;
		foreach ( $this->discounts as $by_line ) {
			$given += $by_line[ $item->key ] ?? 0.0;
		}
		return max( 0.0, round( $item->price - $given ) );
	}

	/** Gives a discount on a line, never more than is left. */
	private function give( WC_Coupon $coupon, object $item, float $amount ): float {
		$amount = min( $this->left( $item ), $amount );
		$this->discounts[ $coupon->get_code() ][ $item->key ] += $amount;
		return $amount;
	}

	/** A share of each line. */
	private function percent( WC_Coupon $coupon, array $items, float $percent ): void {
		$sequential = 'yes' === get_option( 'woocommerce_calc_discounts_sequentially', 'no' );
		$given      = 0.0;
		$base       = 0.0;
		$limit      = (int) $coupon->get_limit_usage_to_x_items();
		$count      = 0;
		foreach ( $items as $item ) {
			$price = round( $sequential ? $this->left( $item ) : $item->price );
			$qty   = $limit > 0 ? min( $item->quantity, max( 0, $limit - $count ) ) : $item->quantity;
			if ( ! $qty ) {
				continue;
			}
			$count += $qty;
			$share  = floor( round( $price * ( $percent / 100 ), 8 ) );
			if ( $limit > 0 && $item->quantity ) {
				$price = $price / $item->quantity * $qty;
				$share = $share / $item->quantity * $qty;
			}
			$share  = apply_filters( 'woocommerce_coupon_get_discount_amount', wc_remove_number_precision( $share ), wc_remove_number_precision( $price ), $item->object, false, $coupon );
			$base  += $price;
			$given += $this->give( $coupon, $item, round( wc_add_number_precision( $share ) ) );
		}
		$wanted = wc_round_discount( $base * ( $percent / 100 ), 0 );
		if ( $given < $wanted ) {
			$this->rest( $coupon, $items, (int) ( $wanted - $given ) );
		}
	}

	/** The same on each piece. */
	private function per_piece( WC_Coupon $coupon, array $items, float $amount ): float {
		$given = 0.0;
		$limit = (int) $coupon->get_limit_usage_to_x_items();
		$count = 0;
		foreach ( $items as $item ) {
			$qty    = $limit > 0 && 'fixed_product' === $coupon->get_discount_type() ? min( $item->quantity, max( 0, $limit - $count ) ) : $item->quantity;
			$count += $qty;
			$given += $this->give( $coupon, $item, $amount * $qty );
		}
		return $given;
	}

	/** One amount over all pieces: evenly as far as it goes, then the rest by single units. */
	private function over_all( WC_Coupon $coupon, array $items, int $amount ): float {
		$items = array_filter( $items, fn( $item ) => $this->left( $item ) > 0 );
		$count = array_sum( array_map( static fn( $item ) => $item->quantity, $items ) );
		if ( $amount <= 0 || ! $count ) {
			return 0.0;
		}
		$each = (int) floor( $amount / $count );
		if ( $each < 1 ) {
			return $this->rest( $coupon, $items, $amount );
		}
		$given = $this->per_piece( $coupon, $items, (float) $each );
		if ( $given > 0 && $given < $amount ) {
			$given += $this->over_all( $coupon, $items, (int) ( $amount - $given ) );
		}
		return $given;
	}

	/** A rest by single units. */
	private function rest( WC_Coupon $coupon, array $items, int $amount ): float {
		$given = 0.0;
		foreach ( $items as $item ) {
			for ( $piece = 0; $piece < $item->quantity; $piece++ ) {
				if ( $given >= $amount ) {
					break 2;
				}
				$given += $this->give( $coupon, $item, 1.0 );
			}
		}
		return $given;
	}
}
