<?php
/**
 * The products of a golden order.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/** Makes each product that the lines of a golden snapshot speak of, the oldest first, and takes them away again. */
final class GoldenCatalogue {

	/** @var array<int, \WC_Product> By golden id; a variation under its own. */
	private array $products = array();

	/** @var list<int> */
	private array $images = array();

	/** What comes behind an SKU that another plugin shows without it. */
	private const DISGUISE = ' (disguised)';

	public function __construct( private readonly Ids $ids ) {}

	/**
	 * @param list<array<string, mixed>> $lines
	 */
	public function build( array $lines ): void {
		// Who writes product pages may use any HTML.
		wp_set_current_user( 1 );
		$lines = array_filter( $lines, static fn ( array $line ): bool => $line['product_id'] > 0 );
		usort(
			$lines,
			static fn ( array $a, array $b ): int =>
				array( $a['product_id'], $a['variation_id'] ) <=> array( $b['product_id'], $b['variation_id'] )
		);
		foreach ( $lines as $line ) {
			$this->products[ $line['product_id'] ] ??= 0 === $line['variation_id']
				? $this->simple( $line )
				: $this->variable( $line, $lines );
			$this->ids->learn( 'product', $line['product_id'], $this->products[ $line['product_id'] ]->get_id() );
			if ( $line['variation_id'] > 0 ) {
				$this->products[ $line['variation_id'] ] = $this->variation( $line );
				$this->ids->learn( 'product', $line['variation_id'], $this->products[ $line['variation_id'] ]->get_id() );
			}
		}
		wp_set_current_user( 0 );
	}

	/**
	 * Products whose lines say that they exist no more, once the order has been stored.
	 *
	 * @param list<array<string, mixed>> $lines
	 */
	public function delete_gone( array $lines ): void {
		foreach ( $lines as $line ) {
			if ( ! $line['product_exists'] && $line['product_id'] > 0 ) {
				$this->products[ $line['variation_id'] ?: $line['product_id'] ]->delete( true );
			}
		}
	}

	public function remove(): void {
		remove_filter( 'wc_product_has_unique_sku', '__return_false' );
		remove_filter( 'woocommerce_product_get_sku', array( self::class, 'without_disguise' ) );
		foreach ( array_reverse( $this->products ) as $product ) {
			$product->delete( true );
		}
		array_map( static fn ( int $image ) => wp_delete_attachment( $image, true ), $this->images );
	}

	/**
	 * @param array<string, mixed> $line
	 */
	private function simple( array $line ): \WC_Product {
		return $this->save(
			new \WC_Product_Simple(),
			$line,
			array( 'sku' => $this->own_sku( $line['sku'] ?? '', $line['sku_is_shared'] ?? false ) )
		);
	}

	/** The second product with an SKU has it because the check for that is off, or only for show. */
	private function own_sku( string $sku, bool $is_shared ): string {
		if ( '' === $sku || 0 === wc_get_product_id_by_sku( $sku ) ) {
			return $sku;
		}
		if ( $is_shared ) {
			add_filter( 'wc_product_has_unique_sku', '__return_false' );
			return $sku;
		}
		add_filter( 'woocommerce_product_get_sku', array( self::class, 'without_disguise' ) );
		return $sku . self::DISGUISE;
	}

	public static function without_disguise( string $sku ): string {
		return str_replace( self::DISGUISE, '', $sku );
	}

	/**
	 * The parent of a line's variation. It has the SKU that a variation without one of its own shows.
	 *
	 * @param array<string, mixed>       $line
	 * @param list<array<string, mixed>> $lines All of the order.
	 */
	private function variable( array $line, array $lines ): \WC_Product {
		$choices = array();
		foreach ( $lines as $sister ) {
			foreach ( $sister['product_id'] === $line['product_id'] ? $sister['attributes'] : array() as $attribute ) {
				$choices[ $attribute['name'] ][] = $attribute['value'];
			}
		}
		$attributes = array();
		foreach ( $choices as $name => $values ) {
			$attribute = new \WC_Product_Attribute();
			$attribute->set_name( $name );
			$attribute->set_options( array_values( array_unique( $values ) ) );
			$attribute->set_visible( true );
			$attribute->set_variation( true );
			$attributes[] = $attribute;
		}
		$sku = $line['sku_is_shared'] ?? false ? $line['sku'] : '';
		return $this->save( new \WC_Product_Variable(), $line, array( 'attributes' => $attributes, 'sku' => $sku ) );
	}

	/**
	 * @param array<string, mixed> $line
	 */
	private function variation( array $line ): \WC_Product {
		$props = array(
			'parent_id'  => $this->products[ $line['product_id'] ]->get_id(),
			'attributes' => array_column(
				array_map(
					static fn ( array $attribute ): array => array( sanitize_title( $attribute['name'] ), $attribute['value'] ),
					$line['attributes']
				),
				1,
				0
			),
			'sku'        => $line['sku_is_shared'] ?? false ? '' : $line['sku'] ?? '',
		);
		return $this->save( new \WC_Product_Variation(), array( 'short_description' => '', 'image_url' => '' ) + $line, $props );
	}

	/**
	 * @param array<string, mixed> $line
	 * @param array<string, mixed> $props That not every kind of product has alike.
	 */
	private function save( \WC_Product $product, array $line, array $props ): \WC_Product {
		$props += array(
			'name'              => $line['name'],
			'regular_price'     => $line['regular_price'] ?? '',
			// A sale of today has no part in an order of yesterday.
			'sale_price'        => (float) ( $line['regular_price'] ?? 0 ) > 1 ? '1' : '',
			'short_description' => $line['short_description'] ?? '',
			'image_id'          => $this->image( $line['image_url'] ?? '' ),
		);
		$refused = $product->set_props( $props );
		if ( is_wp_error( $refused ) ) {
			throw new \LogicException( $refused->get_error_message() );
		}
		$product->save();
		return $product;
	}

	private function image( string $url ): int {
		if ( '' === $url ) {
			return 0;
		}
		$image = wp_insert_attachment( array( 'post_mime_type' => 'image/jpeg', 'post_title' => 'Picture' ), wp_basename( $url ) );
		$this->images[] = $image;
		return $image;
	}
}
