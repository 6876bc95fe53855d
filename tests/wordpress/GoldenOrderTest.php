<?php
/**
 * The orders of tests/contract, in WooCommerce.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/**
 * The Rust tests prove what each golden snapshot becomes. These prove that WooCommerce's order has that snapshot, field by
 * field, and that the same document comes out at the end of the whole way.
 *
 * @group woocommerce
 */
final class GoldenOrderTest extends MoneyTestCase {

	/** Golden files whose total WooCommerce would not make of the parts, and why. */
	private const NOT_WOOCOMMERCES_SUM = array(
		'does-not-add-up'                  => 'somebody wrote another total into the order',
		'does-not-add-up-held'             => 'somebody wrote another total into the order',
		'does-not-add-up-with-tax'         => 'somebody wrote another total into the order',
		'negative-fee-larger-than-the-rest' => 'WooCommerce caps the fee, other software does not',
		'one-rupiah-that-nothing-explains' => 'somebody wrote another total into the order',
		'tax-rate-unknown'                 => 'WooCommerce of today stores the percentage, which an old order does not have',
	);

	private ?GoldenOrder $golden = null;

	protected function tearDown(): void {
		$this->golden?->remove_products();
		parent::tearDown();
	}

	/**
	 * @return iterable<string, array{0: string}>
	 */
	public static function files(): iterable {
		foreach ( glob( dirname( __DIR__ ) . '/contract/*.json' ) as $file ) {
			yield basename( $file, '.json' ) => array( $file );
		}
	}

	/**
	 * @dataProvider files
	 */
	public function test_an_order_has_its_golden_snapshot_makes_its_golden_document_and_adds_up( string $path ): void {
		$file = self::read( $path );
		$this->set_up_shop( $file['snapshot'] );
		$this->golden = new GoldenOrder( $file['snapshot'], $this->rates );
		$order        = self::reread( $this->golden->build() );

		$snapshot = self::plugin()->snapshots->of( $order );
		$mapped   = self::plugin()->connector->map( $file['kind'], $snapshot['order_id'], $snapshot, $file['settings'] );

		self::assertNoDifference( $file['snapshot'], $this->in_golden_ids( $snapshot ), 'snapshot' );
		self::assertNoDifference( $this->in_built_ids( $file['expected'] ), array_filter( $mapped ), 'expected' );
		$this->assert_woocommerce_adds_it_up( $order, $file );
	}

	/**
	 * The totals in the golden files are no inventions: WooCommerce makes the same ones of the parts.
	 *
	 * @param array<string, mixed> $file
	 */
	private function assert_woocommerce_adds_it_up( \WC_Order $order, array $file ): void {
		$order->update_taxes();
		$order->calculate_totals( false );

		$snapshot = $this->in_golden_ids( self::plugin()->snapshots->of( self::reread( $order ) ) );
		$sums     = static fn ( array $snapshot ): array => array_intersect_key( $snapshot, array_flip( array( 'totals', 'taxes' ) ) );
		if ( isset( self::NOT_WOOCOMMERCES_SUM[ $file['name'] ] ) ) {
			self::assertNotEquals(
				$sums( $file['snapshot'] ),
				$sums( $snapshot ),
				'It is on the list of those that differ: ' . self::NOT_WOOCOMMERCES_SUM[ $file['name'] ]
			);
		} else {
			self::assertNoDifference( $sums( $file['snapshot'] ), $sums( $snapshot ), 'snapshot' );
		}
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function read( string $path ): array {
		return json_decode( file_get_contents( $path ), true, 512, JSON_THROW_ON_ERROR );
	}

	/**
	 * @param array<string, mixed> $snapshot
	 */
	private function set_up_shop( array $snapshot ): void {
		$this->option( 'timezone_string', 'Asia/Jakarta' );
		$this->option( 'wc_kledo_buyer_number_field', isset( $snapshot['buyer_number'] ) ? '_billing_npwp' : '' );
		$this->charge_in( $snapshot['base_currency'], $snapshot['currency_decimals'] );
		$this->option( 'woocommerce_tax_round_at_subtotal', $snapshot['round_tax_at_subtotal'] ? 'yes' : 'no' );
		if ( str_contains( implode( ' ', array_column( $snapshot['lines'], 'quantity' ) ), '.' ) ) {
			$this->sell_in_parts();
		}
		if ( $snapshot['number'] !== (string) $snapshot['order_id'] ) {
			$this->hook(
				'woocommerce_order_number',
				fn (): string => $this->golden->ids()->in_text( $snapshot['number'], array( 'order' ) )
			);
		}
		if ( ! is_email( $snapshot['billing']['email'] ) ) {
			$this->hook( 'is_email', '__return_true' );
			$this->hook( 'sanitize_email', static fn (): string => $snapshot['billing']['email'] );
		}
		foreach ( array_filter( array_column( $snapshot['lines'], 'image_url' ) ) as $url ) {
			// What plugins that serve images from elsewhere do.
			$this->hook( 'wp_get_attachment_url', static fn (): string => $url );
		}
	}

	/**
	 * A snapshot of the built order as the golden one would be written.
	 *
	 * @param array<string, mixed> $snapshot
	 * @return array<string, mixed>
	 */
	private function in_golden_ids( array $snapshot ): array {
		// Whose shop it is, and where the order is found there.
		self::assertSame( wp_parse_url( home_url(), PHP_URL_HOST ), $snapshot['shop'] );
		self::assertStringStartsWith( admin_url(), $snapshot['admin_url'] );
		unset( $snapshot['shop'], $snapshot['admin_url'] );
		$ids    = $this->golden->ids();
		$golden = static fn ( string $kind, string $field ) => static fn ( array $row ): array => array(
			$field => $ids->golden( $kind, $row[ $field ] ),
		) + $row;
		foreach ( array( 'lines', 'shipping_lines', 'fees' ) as $part ) {
			$snapshot[ $part ] = array_map( $golden( 'item', 'id' ), $snapshot[ $part ] );
		}
		foreach ( $snapshot['lines'] as &$line ) {
			$line['product_id']   = $ids->golden( 'product', $line['product_id'] );
			$line['variation_id'] = $ids->golden( 'product', $line['variation_id'] );
			$line                 = $this->in_golden_rates( $line );
		}
		unset( $line );
		foreach ( array( 'shipping_lines', 'fees' ) as $part ) {
			$snapshot[ $part ] = array_map( $this->in_golden_rates( ... ), $snapshot[ $part ] );
		}
		$snapshot['taxes'] = array_map( $golden( 'rate', 'rate_id' ), $snapshot['taxes'] );
		foreach ( $snapshot['refunds'] as &$refund ) {
			$refund['id']    = $ids->golden( 'refund', $refund['id'] );
			foreach ( array_intersect( array( 'lines', 'shipping_lines', 'fees' ), array_keys( $refund ) ) as $part ) {
				$lines           = array_map( $this->in_golden_rates( ... ), $refund[ $part ] );
				$refund[ $part ] = array_map( $golden( 'item', 'line_id' ), $lines );
			}
		}
		unset( $refund );
		$snapshot['number']   = str_replace(
			(string) $snapshot['order_id'],
			(string) $ids->golden( 'order', $snapshot['order_id'] ),
			$snapshot['number']
		);
		$snapshot['order_id'] = $ids->golden( 'order', $snapshot['order_id'] );
		return $snapshot;
	}

	/**
	 * @param array<string, mixed> $part
	 * @return array<string, mixed>
	 */
	private function in_golden_rates( array $part ): array {
		$golden = fn ( int $rate ): int => $this->golden->ids()->golden( 'rate', $rate );
		if ( isset( $part['taxes'] ) ) {
			$part['taxes'] = array_combine( array_map( $golden, array_keys( $part['taxes'] ) ), $part['taxes'] );
		}
		return $part;
	}

	/**
	 * An expected answer as it is for the built order: documents name the order and products without an SKU by their ids.
	 *
	 * @param array<string, mixed> $expected
	 * @return array<string, mixed>
	 */
	private function in_built_ids( array $expected ): array {
		if ( isset( $expected['document'] ) ) {
			$ids      = $this->golden->ids();
			$document = &$expected['document'];
			$payload  = &$document['payload'];

			$document['order_id']   = $ids->built( 'order', $document['order_id'] );
			$document['subject_id'] = $document['order_id'];
			$document['reference']  = $ids->in_text( $document['reference'], array( 'order' ) );
			foreach ( array( 'ref_number', 'contact_name' ) as $field ) {
				$payload[ $field ] = $ids->in_text( $payload[ $field ], array( 'order' ) );
			}
			foreach ( $payload['items'] as &$item ) {
				$item['code'] = $ids->in_text( $item['code'], array( 'product' ) );
			}
		}
		return $expected;
	}

	/**
	 * @param array<string, mixed> $expected
	 * @param array<string, mixed> $got
	 */
	private static function assertNoDifference( array $expected, array $got, string $path ): void {
		self::assertSame( '', implode( "\n", Difference::between( $expected, $got, $path ) ) );
	}
}
