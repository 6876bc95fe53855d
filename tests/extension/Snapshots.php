<?php

declare(strict_types=1);

namespace WcAccounting\Tests\Extension;

/** Orders to map. */
final class Snapshots {

	/** @return array<string, mixed> Two coffees at 50,000, shipping 10,000. */
	public static function order( int $id ): array {
		return array(
			'version'            => 2,
			'order_id'           => $id,
			'number'             => (string) $id,
			'status'             => 'processing',
			'currency'           => 'IDR',
			'currency_decimals'  => 0,
			'base_currency'      => 'IDR',
			'prices_include_tax' => false,
			'created_at'         => '2026-01-31T23:30:00+07:00',
			'billing'            => array(
				'first_name' => 'Budi',
				'last_name'  => 'Santoso',
				'email'      => 'budi@example.com',
			),
			'lines'              => array(
				array(
					'id'         => 1,
					'name'       => 'Kopi Gayo',
					'product_id' => 7,
					'sku'        => 'KOPI',
					'quantity'   => '2',
					'subtotal'   => '100000',
					'total'      => '100000',
				),
			),
			'totals'             => array(
				'total'          => '110000',
				'shipping_total' => '10000',
			),
		);
	}
}
