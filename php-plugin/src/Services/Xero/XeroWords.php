<?php
/**
 * Words of Xero.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Services\Xero;

use WcAccounting\Connector\Words;

/**
 * What Xero's documents and settings are called, and what only Xero wants of a setting.
 */
final class XeroWords extends Words {

	/** What a reference must end with, so that ours are told from all others where Xero gives the numbers. */
	private const TOKEN = '{shop} #{number}';

	public function document( string $kind ): string {
		return match ( $kind ) {
			'quote' => __( 'Quote', 'wc-accounting' ),
			'allocation' => __( 'Allocation of the credit note', 'wc-accounting' ),
			'refund_payment' => __( 'Refund paid', 'wc-accounting' ),
			'void' => __( 'Void of the invoice', 'wc-accounting' ),
			default => parent::document( $kind ),
		};
	}

	public function group( string $group ): string {
		return match ( $group ) {
			'documents' => __( 'Documents', 'wc-accounting' ),
			'mapping' => __( 'Mapping', 'wc-accounting' ),
			default => parent::group( $group ),
		};
	}

	public function choice( string $choice ): string {
		return match ( $choice ) {
			'invoice' => __( 'Invoices, with payments and credit notes', 'wc-accounting' ),
			'quote' => __( 'Quotes', 'wc-accounting' ),
			'DRAFT' => __( 'Draft', 'wc-accounting' ),
			'SUBMITTED' => __( 'Awaiting approval', 'wc-accounting' ),
			'AUTHORISED' => __( 'Approved', 'wc-accounting' ),
			'SENT' => __( 'Sent', 'wc-accounting' ),
			'shop' => __( 'Ours: the prefix and the number of the order', 'wc-accounting' ),
			'xero' => __( 'Those that Xero gives', 'wc-accounting' ),
			'inclusive' => __( 'With tax', 'wc-accounting' ),
			'exclusive' => __( 'Without tax', 'wc-accounting' ),
			'email' => __( 'By e-mail address', 'wc-accounting' ),
			'number' => __( 'By the customer\'s account in this shop', 'wc-accounting' ),
			'guest' => __( 'One contact for all customers', 'wc-accounting' ),
			'skip' => __( 'Do not send them', 'wc-accounting' ),
			'send' => __( 'Send them', 'wc-accounting' ),
			'hold' => __( 'Hold the document', 'wc-accounting' ),
			'today' => __( 'Date it today', 'wc-accounting' ),
			default => parent::choice( $choice ),
		};
	}

	public function fault( array $setting, array $values ): ?string {
		$value = $values[ $setting['name'] ];
		return match ( $setting['name'] ) {
			'reference_template' => self::fault_of_reference( $value, $values['numbers'] ?? 'shop' ),
			'due_days' => ctype_digit( $value ) && (int) $value <= 365
				? null
				: __( 'Enter a number of days from 0 to 365.', 'wc-accounting' ),
			'rounding_limit' => 1 === preg_match( '/^\d{1,3}(\.\d{1,4})?$/', $value )
				? null
				: __( 'Enter an amount, such as 0.10.', 'wc-accounting' ),
			default => null,
		};
	}

	private static function fault_of_reference( string $template, string $numbers ): ?string {
		return 'xero' !== $numbers || str_ends_with( trim( $template ), self::TOKEN )
			? null
			: sprintf(
				/* translators: %s: what a reference has to end with. */
				__(
					'With numbers that Xero gives, the reference is what a document is found again by: it must end in %s.',
					'wc-accounting'
				),
				self::TOKEN
			);
	}

	public function reason( string $code ): ?string {
		return match ( $code ) {
			'no_key' => __( 'The shop is not connected to Xero yet. Connect it, and what waits is sent.', 'wc-accounting' ),
			'no_access', 'forbidden' => __(
				'The shop is let into Xero, but may not do this in its organisation. Ask whoever connected it for the right, or connect it again.',
				'wc-accounting'
			),
			'copy_without_key' => __(
				'This is a copy of the live shop, so its connection with Xero is not used here. Connect this copy with an organisation of its own, or leave it as it is: nothing is sent.',
				'wc-accounting'
			),
			'unauthorized', 'connect_again' => __(
				'Xero does not let the shop in any more: the connection has ended, or was taken away there. Connect it again; everything that waits is then sent.',
				'wc-accounting'
			),
			default => null,
		};
	}

	protected function settings(): array {
		return self::of_documents()
			+ self::of_payments()
			+ self::of_accounts()
			+ self::of_customers()
			+ self::of_doubt()
			+ parent::settings();
	}

	/**
	 * @return array<string, array{0: string, 1: string}>
	 */
	private static function of_documents(): array {
		return array(
			'document'           => array(
				__( 'Orders become', 'wc-accounting' ),
				__(
					'An invoice bills the order as it was bought, and each refund is a credit note. A quote shows what is left of the order.',
					'wc-accounting'
				),
			),
			'enable_invoice'     => array(
				__( 'Send invoices', 'wc-accounting' ),
				__( 'Make an invoice in %s for each order that reaches one of these statuses.', 'wc-accounting' ),
			),
			'invoice_statuses'   => array( __( 'Statuses', 'wc-accounting' ), self::about_statuses() ),
			'invoice_status'     => array(
				__( 'Invoice status', 'wc-accounting' ),
				__(
					'Payments and credits wait until an invoice that is not approved yet is approved in Xero, for 30 days.',
					'wc-accounting'
				),
			),
			'enable_quote'       => array(
				__( 'Send quotes', 'wc-accounting' ),
				__( 'Make a quote in %s for each order that reaches one of these statuses.', 'wc-accounting' ),
			),
			'quote_statuses'     => array( __( 'Statuses of orders for quotes', 'wc-accounting' ), self::about_statuses() ),
			'quote_status'       => array( __( 'Quote status', 'wc-accounting' ), '' ),
			'numbers'            => array(
				__( 'Numbers', 'wc-accounting' ),
				__( 'With our own numbers, Xero itself sees to it that no order has two invoices.', 'wc-accounting' ),
			),
			'number_prefix'      => array( __( 'Invoice prefix', 'wc-accounting' ), self::about_prefix() ),
			'quote_prefix'       => array( __( 'Quote prefix', 'wc-accounting' ), self::about_prefix() ),
			'credit_note_prefix' => array(
				__( 'Credit note prefix', 'wc-accounting' ),
				__( 'Stands before the number of the refund.', 'wc-accounting' ),
			),
			'reference_template' => array(
				__( 'Reference', 'wc-accounting' ),
				__(
					'What Xero shows as the reference: {shop} is the address of this shop, {number} the number of the order.',
					'wc-accounting'
				),
			),
			'due_days'           => array(
				__( 'Days until it is due', 'wc-accounting' ),
				__( 'Counted from the day of the order.', 'wc-accounting' ),
			),
			'branding_theme'     => array(
				__( 'Branding theme', 'wc-accounting' ),
				__( 'Leave it empty for the usual one of the organisation.', 'wc-accounting' ),
			),
			'history_note'       => array(
				__( 'History note', 'wc-accounting' ),
				__(
					'Add a note to the document\'s history in Xero with a link back to the order. It costs one more request for each document.',
					'wc-accounting'
				),
			),
			'customer_note'      => array(
				__( 'Customer\'s note', 'wc-accounting' ),
				__( 'Put what the customer wrote into that note.', 'wc-accounting' ),
			),
		);
	}

	/**
	 * @return array<string, array{0: string, 1: string}>
	 */
	private static function of_payments(): array {
		return array(
			'enable_payment'     => array(
				__( 'Send payments', 'wc-accounting' ),
				__(
					'Enter the payment of each order that was paid. Cash on delivery is paid once the order is completed.',
					'wc-accounting'
				),
			),
			'payment_statuses'   => array( __( 'Statuses of orders for payments', 'wc-accounting' ), self::about_statuses() ),
			'gateways'           => array(
				__( 'Accounts of payment methods', 'wc-accounting' ),
				__( 'Where the money of each payment method goes. One without an account makes no payment in Xero.', 'wc-accounting' ),
			),
			'enable_credit_note' => array(
				__( 'Send credit notes', 'wc-accounting' ),
				__( 'Make a credit note for each refund.', 'wc-accounting' ),
			),
			'enable_allocation'  => array(
				__( 'Allocate credit notes', 'wc-accounting' ),
				__( 'Take a credit note off what is still due on its invoice.', 'wc-accounting' ),
			),
			'enable_refund_payment' => array(
				__( 'Send refunds paid', 'wc-accounting' ),
				__( 'Enter what is left of a credit note as paid back to the customer, from the account under Mapping.', 'wc-accounting' ),
			),
			'refund_account'     => array(
				__( 'Account of refunds', 'wc-accounting' ),
				__( 'The account that money is paid back from. Without one nothing is entered as paid back.', 'wc-accounting' ),
			),
			'enable_void'        => array(
				__( 'Void invoices', 'wc-accounting' ),
				__(
					'Void the invoice of an order that is cancelled before it was paid. That is final: Xero cannot take it back.',
					'wc-accounting'
				),
			),
			'void_statuses'      => array(
				__( 'Statuses of orders for voiding', 'wc-accounting' ),
				__( 'An order that reaches one of these has its unpaid invoice voided.', 'wc-accounting' ),
			),
		);
	}

	/**
	 * @return array<string, array{0: string, 1: string}>
	 */
	private static function of_accounts(): array {
		return array(
			'amounts'          => array(
				__( 'Prices on documents', 'wc-accounting' ),
				__( 'With tax, the total is always that of the order, to the cent.', 'wc-accounting' ),
			),
			'sales_account'    => array( __( 'Account of sales', 'wc-accounting' ), self::about_accounts() ),
			'shipping_account' => array( __( 'Account of shipping', 'wc-accounting' ), self::about_accounts() ),
			'fee_account'      => array( __( 'Account of fees', 'wc-accounting' ), self::about_accounts() ),
			'rounding_account' => array(
				__( 'Account of rounding', 'wc-accounting' ),
				__( 'For the cents that the shop rounds otherwise. Xero has one for that, most often 860.', 'wc-accounting' ),
			),
			'tax_rates'        => array(
				__( 'Taxes', 'wc-accounting' ),
				__( 'What each tax of the shop is in Xero. An order with a tax that has no answer here is held.', 'wc-accounting' ),
			),
			'tracking_1'       => array( __( 'First tracking category', 'wc-accounting' ), self::about_tracking() ),
			'tracking_2'       => array( __( 'Second tracking category', 'wc-accounting' ), self::about_tracking() ),
		);
	}

	/**
	 * @return array<string, array{0: string, 1: string}>
	 */
	private static function of_customers(): array {
		return array(
			'contact_match' => array(
				__( 'Customers are found', 'wc-accounting' ),
				__( 'A contact that is there already is never changed. One that is not found is made.', 'wc-accounting' ),
			),
			'guest_name'    => array(
				__( 'Name of the one contact', 'wc-accounting' ),
				__( 'For customers who left no address, or for all of them.', 'wc-accounting' ),
			),
			'item_codes'    => array(
				__( 'Products', 'wc-accounting' ),
				__( 'Name the item in Xero whose code is the SKU.', 'wc-accounting' ),
			),
			'make_items'    => array(
				__( 'New products', 'wc-accounting' ),
				__( 'Make an item for a SKU that Xero does not have.', 'wc-accounting' ),
			),
		);
	}

	/**
	 * @return array<string, array{0: string, 1: string}>
	 */
	private static function of_doubt(): array {
		return array(
			'zero_totals'    => array( __( 'Orders over nothing', 'wc-accounting' ), '' ),
			'locked'         => array(
				__( 'Closed periods', 'wc-accounting' ),
				__( 'What to do with a document that is dated before the day up to which the books are locked.', 'wc-accounting' ),
			),
			'rounding_limit' => array(
				__( 'Largest rounding', 'wc-accounting' ),
				__( 'An order that would need more than this on a rounding line is held.', 'wc-accounting' ),
			),
		);
	}

	private static function about_prefix(): string {
		return __( 'Stands before the number of the order. Two shops that feed one company need different prefixes.', 'wc-accounting' );
	}

	private static function about_accounts(): string {
		return __( 'Type a part of its name or code to find it.', 'wc-accounting' );
	}

	private static function about_tracking(): string {
		return __( 'Put on each line. Leave it empty for none.', 'wc-accounting' );
	}
}
