<?php
/**
 * Settings that are tables: tax rates and payment gateways of the shop, and what each is in the service.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\Field;
use WcAccounting\Admin\SettingsForm;
use WcAccounting\Admin\TableField;
use WcAccounting\Order\TaxSets;

/** @group woocommerce */
final class TableFieldTest extends ShopTestCase {

	private const TAXES = array(
		'name'      => 'tax_rates',
		'option'    => 'books_tax_rates',
		'type'      => TableField::RATES,
		'default'   => '',
		'group'     => 'mapping',
		'choices'   => array(),
		'catalogue' => 'tax_rates',
	);

	/** @var list<int> */
	private array $rates = array();

	public function tearDown(): void {
		// Once gateways are there, cash on delivery is paid for with the completed order: other tests know nothing of them.
		remove_all_filters( 'woocommerce_payment_complete_order_status' );
		array_map( \WC_Tax::_delete_tax_rate( ... ), $this->rates );
		parent::tearDown();
	}

	/** Issue 11.3: its id. */
	private function rate( string $country, string $percent, string $name, int $priority = 1, bool $is_compound = false ): int {
		$id = \WC_Tax::_insert_tax_rate(
			array(
				'tax_rate_country'  => $country,
				'tax_rate_state'    => '',
				'tax_rate'          => $percent,
				'tax_rate_name'     => $name,
				'tax_rate_priority' => $priority,
				'tax_rate_compound' => $is_compound ? 1 : 0,
				'tax_rate_shipping' => 1,
				'tax_rate_order'    => 0,
				'tax_rate_class'    => '',
			)
		);
		$this->rates[] = $id;
		return $id;
	}

	private static function form( mixed $entered ): SettingsForm {
		return new SettingsForm( array( self::TAXES ), array( 'tax_rates' => $entered ), self::plugin()->connector->description()->words );
	}

	public function test_11_3_rates_that_are_charged_together_are_one_set(): void {
		$vat = $this->rate( 'GB', '20', 'VAT' );
		$gst = $this->rate( 'CA', '5', 'GST' );
		$qst = $this->rate( 'CA', '9.975', 'QST', 2, true );

		$sets = TaxSets::possible();
		self::assertSame( 'Without tax', $sets[''] );
		self::assertSame( 'VAT (20%)', $sets[ (string) $vat ] );
		self::assertSame( 'GST (5%) + QST (9,975%)', $sets[ "$gst,$qst" ] );
		self::assertArrayNotHasKey( (string) $qst, $sets, 'nobody is charged it alone' );
		// 5 %, and 9.975 % of 105: 15.47375 %.
		self::assertSame( 15.4738, TaxSets::percent( "$gst,$qst" ) );
		self::assertSame( array( 20.0, 0.0 ), array( TaxSets::percent( (string) $vat ), TaxSets::percent( '' ) ) );
	}

	/** In a shop with thousands of rates the newest orders say which matter. */
	public function test_11_3_a_long_tax_table_is_not_asked_row_by_row(): void {
		$this->rate( 'GB', '20', 'VAT' );
		$sst = $this->rate( 'MY', '8', 'SST' );
		$this->option( 'woocommerce_calc_taxes', 'yes' );
		$this->option( 'woocommerce_tax_based_on', 'billing' );
		$order = $this->order();
		$order->set_billing_country( 'MY' );
		$order->calculate_totals();
		$order->save();
		self::assertSame( 'SST (8%)', TaxSets::possible( 1 )[ (string) $sst ] );
		$order->delete( true );
		self::assertArrayNotHasKey( (string) $sst, TaxSets::possible( 1 ), 'its row was not asked for' );
	}

	public function test_11_3_what_the_shop_has_no_more_stays_until_it_is_taken_away(): void {
		$vat  = $this->rate( 'GB', '20', 'VAT' );
		$rows = TableField::rows( TableField::RATES, '{"999999":"OLD|Old tax"}' );
		self::assertSame( array( 'VAT (20%)', '' ), array( $rows[ (string) $vat ]['label'], $rows[ (string) $vat ]['value'] ) );
		self::assertSame( 'OLD|Old tax', $rows['999999']['value'] );
		self::assertNull( $rows['999999']['percent'], 'nothing is suggested for it' );
		self::assertArrayHasKey( 'bacs', TableField::rows( TableField::GATEWAYS, '' ) );
	}

	public function test_11_3_what_was_entered_is_one_object_and_comes_back_as_it_was(): void {
		$form = self::form( array( 'untaxed' => " NONE \n", '7' => 'OUTPUT2|20% (VAT on Income)', '7,8' => '', '9' => array( 'x' ) ) );
		self::assertSame( array(), $form->errors );
		self::assertSame( '{"":"NONE","7":"OUTPUT2|20% (VAT on Income)"}', $form->values['tax_rates'] );
		self::assertSame( array( '' => 'NONE', 7 => 'OUTPUT2|20% (VAT on Income)' ), TableField::read( $form->values['tax_rates'] ) );
		self::assertSame( '', self::form( array( 'untaxed' => '' ) )->values['tax_rates'], 'an empty table is no table' );
		foreach ( array( 'text', null, 7 ) as $forged ) {
			self::assertSame( '', self::form( $forged )->values['tax_rates'] );
		}
	}

	public function test_11_3_a_value_that_no_service_has_is_refused_and_a_forged_form_does_not_fill_the_database(): void {
		$too_long = self::form( array( 'untaxed' => str_repeat( 'é', 192 ) ) );
		self::assertSame( 'This is too long: at most 191 characters.', $too_long->errors['tax_rates'] );
		$many = array_fill( 1, 10_000, 'x' );
		self::assertCount( 500, TableField::read( self::form( $many )->values['tax_rates'] ) );
	}

	public function test_11_3_each_row_is_a_labelled_field_that_can_be_looked_up(): void {
		$vat = $this->rate( 'GB', '20', '<b>VAT</b>' );
		ob_start();
		( new Field( self::plugin()->connector->description(), false ) )->setting( self::TAXES, "{\"$vat\":\"\\\"><script>\"}", null );
		$html = (string) ob_get_clean();
		self::assertStringContainsString( "<label for=\"wc-accounting-tax-rates-$vat\">&lt;b&gt;VAT&lt;/b&gt; (20%)</label>", $html );
		$field = "name=\"wc_accounting[tax_rates][$vat]\" value=\"&quot;&gt;&lt;script&gt;\" data-percent=\"20\"";
		self::assertStringContainsString( $field, $html );
		self::assertStringContainsString( 'data-kind="tax_rates"', $html );
		// Without a name of its own the field of what is not taxed would come back as number 0.
		self::assertStringContainsString( 'id="wc-accounting-tax-rates-untaxed" name="wc_accounting[tax_rates][untaxed]"', $html );
		self::assertStringNotContainsString( '<script>', $html );
	}
}
