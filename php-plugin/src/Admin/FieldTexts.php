<?php
/**
 * Words for settings.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

/**
 * What a setting is called, by its name, and what it does. A setting that is not known here is shown under its name.
 */
final class FieldTexts {

	public function __construct( private readonly string $service ) {}

	/**
	 * @param string $value What the setting is, where its help depends on that.
	 * @return array{label: string, help: string}
	 */
	public function of( string $name, string $value = '' ): array {
		$texts = $this->all()[ $name ] ?? array( ucfirst( str_replace( '_', ' ', $name ) ), '' );
		$help  = str_replace( '%s', $this->service, $texts[1] );
		return array(
			'label' => $texts[0],
			'help'  => str_ends_with( $name, '_prefix' ) ? trim( $help . ' ' . self::caution_about_prefix( $value ) ) : $help,
		);
	}

	/** Why the numbers that a prefix makes may be taken for others; empty when they cannot. */
	private static function caution_about_prefix( string $prefix ): string {
		if ( '' === $prefix ) {
			return __( 'Without a prefix, the numbers of another shop that feeds the same company may be the same.', 'wc-accounting' );
		}
		return ctype_digit( substr( $prefix, -1 ) )
			? __(
				'A prefix that ends in a digit can be misread: SHOP2 and order 123 make the same number as SHOP and order 2123. Let it end in a letter or a sign.',
				'wc-accounting'
			)
			: '';
	}

	/** What a choice is called. */
	public function choice( string $choice ): string {
		return match ( $choice ) {
			'unpaid' => __( 'Unpaid', 'wc-accounting' ),
			'paid' => __( 'Paid', 'wc-accounting' ),
			default => ucfirst( $choice ),
		};
	}

	/** What a group of settings is called. */
	public function group( string $group ): string {
		return match ( $group ) {
			'invoice' => __( 'Invoice', 'wc-accounting' ),
			'order' => __( 'Order', 'wc-accounting' ),
			default => ucfirst( $group ),
		};
	}

	/**
	 * What a group of settings is about.
	 *
	 * @param string $statuses Names of the statuses that make the document.
	 */
	public function about( string $group, string $statuses ): string {
		$text = match ( $group ) {
			/* translators: 1: status of an order, or several, e.g. Processing / Packed, 2: name of the service. */
			'invoice' => __( 'An order that becomes %1$s makes an invoice in %2$s.', 'wc-accounting' ),
			/* translators: 1: status of an order, or several, e.g. Processing / Packed, 2: name of the service. */
			'order' => __( 'An order that becomes %1$s makes a sales order in %2$s.', 'wc-accounting' ),
			default => '',
		};
		return sprintf( $text, $statuses, $this->service );
	}

	/**
	 * Name => label and help; `%s` is the name of the service.
	 *
	 * @return array<string, array{0: string, 1: string}>
	 */
	private function all(): array {
		return $this->of_invoices() + array(
			'enable_order'     => array(
				__( 'Send sales orders', 'wc-accounting' ),
				__( 'Make a sales order in %s for each order that reaches one of these statuses.', 'wc-accounting' ),
			),
			'order_statuses'   => array(
				__( 'Statuses', 'wc-accounting' ),
				self::about_statuses(),
			),
			'order_prefix'     => array(
				__( 'Sales order prefix', 'wc-accounting' ),
				__( 'Stands before the number of the order. Two shops that feed one company need different prefixes.', 'wc-accounting' ),
			),
			'order_warehouse'  => array(
				__( 'Warehouse', 'wc-accounting' ),
				__( 'Name of the warehouse in %s. Leave it empty for the default one.', 'wc-accounting' ),
			),
			'order_tags'       => array(
				__( 'Tags', 'wc-accounting' ),
				__( 'Put on each sales order in %s, separated by commas.', 'wc-accounting' ),
			),
			'hold_differences' => array(
				__( 'Hold what differs', 'wc-accounting' ),
				__(
					'Do not send a document whose total in %s would differ from the order; wait until I send it by hand.',
					'wc-accounting'
				),
			),
		);
	}

	/**
	 * @return array<string, array{0: string, 1: string}>
	 */
	private function of_invoices(): array {
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
					'Attach the invoice to the sales order of the same order. The invoice waits up to 30 minutes for it.',
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

	private static function about_statuses(): string {
		return __(
			'A document that waits is still sent when its order goes on to another status, but not when it is cancelled, refunded or failed.',
			'wc-accounting'
		);
	}
}
