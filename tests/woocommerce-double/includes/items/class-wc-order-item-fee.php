<?php
/**
 * A fee.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * An amount with a name; below zero it is a discount.
 */
class WC_Order_Item_Fee extends WC_Order_Item {

	public const STORED = array(
		'amount'     => '_fee_amount',
		'tax_class'  => '_tax_class',
		'tax_status' => '_tax_status',
		'total'      => '_line_total',
		'total_tax'  => '_line_tax',
		'taxes'      => '_line_tax_data',
	);

	/** @var array<string, mixed> */
	protected $extra_data = array(
		'tax_class'  => '',
		'tax_status' => 'taxable',
		'amount'     => '',
		'total'      => '',
		'total_tax'  => '',
		'taxes'      => array( 'total' => array() ),
	);

	/** Type, as the database names it. */
	public function get_type() {
		return 'fee';
	}

	/** @param string|float $value Amount, as it was asked for. */
	public function set_amount( $value ) {
		$this->set_prop( 'amount', wc_format_decimal( $value ) );
	}

	/** @param string $value A class of tax, '' for the standard one. */
	public function set_tax_class( $value ) {
		if ( $value && ! in_array( $value, WC_Tax::get_tax_class_slugs(), true ) ) {
			$this->error( 'order_item_fee_invalid_tax_class', 'There is no such class of tax.' );
		}
		$this->set_prop( 'tax_class', $value );
	}

	/** @param string $value `taxable` or `none`. */
	public function set_tax_status( $value ) {
		$this->set_prop( 'tax_status', in_array( $value, array( 'taxable', 'none' ), true ) ? $value : 'taxable' );
	}

	/** @param string|float $value Amount. */
	public function set_total( $value ) {
		$this->set_prop( 'total', wc_format_decimal( $value ) );
	}

	/** @param string|float $value Tax. */
	public function set_total_tax( $value ) {
		$this->set_prop( 'total_tax', wc_format_decimal( $value ) );
	}

	/** @param array|string|false $raw_tax_data By rate. */
	public function set_taxes( $raw_tax_data ) {
		$taxes = $this->tidy_taxes( $raw_tax_data, array( 'total' ) );
		$this->set_prop( 'taxes', $taxes );
		$this->set_total_tax( $this->sum_taxes( $taxes['total'] ) );
	}

	/**
	 * Its taxes. A discount is taxed like the lines of its order, in their proportions.
	 *
	 * @param array $calculate_tax_for Where.
	 */
	public function calculate_taxes( $calculate_tax_for = array() ) {
		$order = $this->get_order();
		if ( ! $order || ! wc_tax_enabled() || 'taxable' !== $this->get_tax_status() || 0 <= (float) $this->get_total() ) {
			return parent::calculate_taxes( $calculate_tax_for );
		}
		$costs = array();
		$all   = 0.0;
		foreach ( $order->get_items( array( 'line_item', 'fee', 'shipping' ) ) as $item ) {
			if ( 0 > (float) $item->get_total() ) {
				continue;
			}
			$all += (float) $item->get_total();
			if ( 'taxable' !== $item->get_tax_status() ) {
				continue;
			}
			$class           = 'inherit' === $item->get_tax_class() ? '' : (string) $item->get_tax_class();
			$costs[ $class ] = ( $costs[ $class ] ?? 0.0 ) + (float) $item->get_total();
		}
		$taxes = array();
		foreach ( $costs as $class => $cost ) {
			$share = 0.0 === $all ? 0.0 : $cost / $all;
			$rates = WC_Tax::find_rates( array_merge( $calculate_tax_for, array( 'tax_class' => (string) $class ) ) );
			foreach ( WC_Tax::calc_tax( (float) $this->get_total() * $share, $rates ) as $rate => $tax ) {
				$taxes[ $rate ] = ( $taxes[ $rate ] ?? 0 ) + $tax;
			}
		}
		$this->set_taxes( array( 'total' => $taxes ) );
		do_action( 'woocommerce_order_item_fee_after_calculate_taxes', $this, $calculate_tax_for );
		return true;
	}

	/** @param string $context `view` filters. */
	public function get_amount( $context = 'view' ) {
		return $this->get_prop( 'amount', $context );
	}

	/** @param string $context `view` filters. */
	public function get_tax_class( $context = 'view' ) {
		return $this->get_prop( 'tax_class', $context );
	}

	/** @param string $context `view` filters. */
	public function get_tax_status( $context = 'view' ) {
		return $this->get_prop( 'tax_status', $context );
	}

	/** @param string $context `view` filters. */
	public function get_total( $context = 'view' ) {
		return $this->get_prop( 'total', $context );
	}

	/** @param string $context `view` filters. */
	public function get_total_tax( $context = 'view' ) {
		return $this->get_prop( 'total_tax', $context );
	}

	/** @param string $context `view` filters. */
	public function get_taxes( $context = 'view' ) {
		return $this->get_prop( 'taxes', $context );
	}
}
