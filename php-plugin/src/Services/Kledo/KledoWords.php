<?php
/**
 * Words of Kledo.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Services\Kledo;

use WcAccounting\Connector\Words;

/**
 * What Kledo's documents and settings are called, and what only Kledo wants of a setting.
 */
final class KledoWords extends Words {

	public function document( string $kind ): string {
		return 'order' === $kind ? __( 'Sales order', 'wc-accounting' ) : parent::document( $kind );
	}

	public function group( string $group ): string {
		return 'order' === $group ? __( 'Order', 'wc-accounting' ) : parent::group( $group );
	}

	public function about( string $group, string $statuses ): string {
		$text = match ( $group ) {
			/* translators: 1: status of an order, or several, e.g. Processing / Packed, 2: name of the service. */
			'invoice' => __( 'An order that becomes %1$s makes an invoice in %2$s.', 'wc-accounting' ),
			/* translators: 1: status of an order, or several, e.g. Processing / Packed, 2: name of the service. */
			'order' => __( 'An order that becomes %1$s makes a sales order in %2$s.', 'wc-accounting' ),
			default => '',
		};
		return sprintf( $text, $statuses, $this->name );
	}

	public function where_taxes_are(): string {
		return __(
			'Compare WooCommerce > Settings > Tax (the rates, and "Prices entered with tax") with the sales tax of your company in Kledo under Settings > Taxes: the rate, and whether prices include it.',
			'wc-accounting'
		);
	}

	public function choice( string $choice ): string {
		return match ( $choice ) {
			'unpaid' => __( 'Unpaid', 'wc-accounting' ),
			'paid' => __( 'Paid', 'wc-accounting' ),
			default => parent::choice( $choice ),
		};
	}

	public function fault( array $setting, array $values ): ?string {
		$value = $values[ $setting['name'] ];
		return match ( true ) {
			'account' !== $setting['type'] => null,
			in_array( 'paid', $values, true ) && '' === $value => __(
				'Choose the account that payments go to: the invoices are marked as paid.',
				'wc-accounting'
			),
			'' !== $value && 1 !== preg_match( '/^\S+ \| .+$/u', $value ) => __(
				'Choose an account from the list, or enter it as "code | name".',
				'wc-accounting'
			),
			default => null,
		};
	}

	public function without_suggestions( string $type ): string {
		return 'account' === $type
			? __( 'Suggestions need JavaScript. Without it, enter the account as "code | name".', 'wc-accounting' )
			: parent::without_suggestions( $type );
	}

	public function where_keys_are(): string {
		return __( 'Make it in %s under Settings > Integrations > API Key, where it is shown once.', 'wc-accounting' );
	}

	public function reason( string $code ): ?string {
		return match ( $code ) {
			'waiting_for_order' => __(
				'The invoice waits until the sales order is in %s, so that the two are linked; nothing to do.',
				'wc-accounting'
			),
			'sent_without_order' => __(
				'The invoice was sent although the sales order is not in %s, so the two are not linked there. Link them in %s if you need it.',
				'wc-accounting'
			),
			default => null,
		};
	}

	protected function settings(): array {
		return self::of_invoices() + array(
			'enable_order'    => array(
				__( 'Send sales orders', 'wc-accounting' ),
				__( 'Make a sales order in %s for each order that reaches one of these statuses.', 'wc-accounting' ),
			),
			'order_statuses'  => array(
				__( 'Statuses', 'wc-accounting' ),
				self::about_statuses(),
			),
			'order_prefix'    => array(
				__( 'Sales order prefix', 'wc-accounting' ),
				__( 'Stands before the number of the order. Two shops that feed one company need different prefixes.', 'wc-accounting' ),
			),
			'order_warehouse' => array(
				__( 'Warehouse', 'wc-accounting' ),
				__( 'Name of the warehouse in %s. Leave it empty for the default one.', 'wc-accounting' ),
			),
			'order_tags'      => array(
				__( 'Tags', 'wc-accounting' ),
				__( 'Put on each sales order in %s, separated by commas.', 'wc-accounting' ),
			),
			'buyer_number_field' => array(
				__( 'Field with NPWP or NIK', 'wc-accounting' ),
				__(
					'Name of the order\'s field that holds the buyer\'s NPWP or NIK, e.g. _billing_npwp. It is written into the memo of the document in %s if it has 16 digits, or the 15 of an old NPWP. Leave it empty to send no such number.',
					'wc-accounting'
				),
			),
		) + parent::settings();
	}

	/**
	 * @return array<string, array{0: string, 1: string}>
	 */
	private static function of_invoices(): array {
		return array(
			'enable_invoice'          => array(
				__( 'Send invoices', 'wc-accounting' ),
				__( 'Make an invoice in %s for each order that reaches one of these statuses.', 'wc-accounting' ),
			),
			'invoice_statuses'        => array(
				__( 'Statuses', 'wc-accounting' ),
				self::about_statuses(),
			),
			'invoice_prefix'          => array(
				__( 'Invoice prefix', 'wc-accounting' ),
				__( 'Stands before the number of the order. Two shops that feed one company need different prefixes.', 'wc-accounting' ),
			),
			'invoice_status'          => array(
				__( 'Invoice status', 'wc-accounting' ),
				__( 'A paid invoice also needs the account that the money went to.', 'wc-accounting' ),
			),
			'invoice_payment_account' => array(
				__( 'Payment account', 'wc-accounting' ),
				__( 'Cash or bank account in %s that payments go to. Type a part of its name or code to find it.', 'wc-accounting' ),
			),
			'warehouse'               => array(
				__( 'Warehouse', 'wc-accounting' ),
				__( 'Name of the warehouse in %s. Leave it empty for the default one.', 'wc-accounting' ),
			),
			'tags'                    => array(
				__( 'Tags', 'wc-accounting' ),
				__( 'Put on each invoice in %s, separated by commas.', 'wc-accounting' ),
			),
			'link_order'              => array(
				__( 'Link to the sales order', 'wc-accounting' ),
				__(
					'Attach the invoice to the sales order of the same order. The invoice waits for it, at most 30 minutes once Kledo has taken it.',
					'wc-accounting'
				),
			),
			'close_order'             => array(
				__( 'Close the sales order', 'wc-accounting' ),
				__( 'Close the sales order in %s once all of it is invoiced. Only for invoices that are linked.', 'wc-accounting' ),
			),
			'order_first'             => array(
				__( 'Sales order first', 'wc-accounting' ),
				__(
					'When an order wants an invoice and never wanted a sales order, make its sales order too, before the invoice.',
					'wc-accounting'
				),
			),
		);
	}
}
