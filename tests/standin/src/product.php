<?php
/**
 * Products.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

use WcAccounting\Standin\Kind;

/** A post; what a post has no place for is one entry of its meta data, and its SKU another, so that it can be searched for. */
class WC_Product extends WC_Data {

	protected const NAME = 'product';
	protected const META = 'post';

	protected const TYPE = 'simple';
	protected const POST = 'product';

	private const FIELDS_KEY = '_standin_product';
	private const SKU_KEY    = '_sku';

	private const CLASSES = array(
		'simple'    => WC_Product_Simple::class,
		'variable'  => WC_Product_Variable::class,
		'variation' => WC_Product_Variation::class,
	);

	protected static function fields(): array {
		return array(
			'type'              => Kind::Text,
			'name'              => Kind::Text,
			'slug'              => Kind::Text,
			'status'            => Kind::Text,
			'parent_id'         => Kind::Whole,
			'short_description' => Kind::Text,
			'sku'               => Kind::Text,
			'regular_price'     => Kind::Amount,
			'sale_price'        => Kind::Amount,
			'tax_status'        => Kind::Text,
			'tax_class'         => Kind::Text,
			'image_id'          => Kind::Whole,
			'attributes'        => Kind::Mixed,
		);
	}

	// --- Rows ---------------------------------------------------------------------------------------------------------

	/** None when it is not a product's number, or no more. */
	public static function find( int $id ): ?self {
		$post   = $id > 0 ? get_post( $id ) : null;
		$stored = null === $post ? null : get_post_meta( $id, self::FIELDS_KEY, true );
		if ( ! is_array( $stored ) ) {
			return null;
		}
		$class   = self::CLASSES[ $stored['type'] ];
		$product = new $class();
		$product->fill( $id, array( 'status' => $post->post_status ) + $stored );
		return $product;
	}

	/** The first that has it. */
	public static function id_by_sku( string $sku ): int {
		$query = array(
			'post_type'      => array( 'product', 'product_variation' ),
			'post_status'    => array( 'publish', 'private', 'draft' ),
			'meta_key'       => self::SKU_KEY,
			'meta_value'     => $sku,
			'orderby'        => 'ID',
			'order'          => 'ASC',
			'posts_per_page' => 1,
			'fields'         => 'ids',
		);
		return '' === $sku ? 0 : (int) ( get_posts( $query )[0] ?? 0 );
	}

	protected function write(): void {
		$this->put( 'type', static::TYPE );
		$id = wp_insert_post(
			wp_slash(
				array(
					'ID'           => $this->id,
					'post_type'    => static::POST,
					'post_status'  => '' === $this->value( 'status', 'edit' ) ? 'publish' : $this->value( 'status', 'edit' ),
					'post_title'   => $this->get_name( 'edit' ),
					'post_name'    => $this->value( 'slug', 'edit' ),
					'post_excerpt' => $this->value( 'short_description', 'edit' ),
					'post_parent'  => $this->value( 'parent_id', 'edit' ),
				)
			)
		);
		update_post_meta( $id, self::FIELDS_KEY, wp_slash( $this->to_row() ) );
		update_post_meta( $id, self::SKU_KEY, wp_slash( $this->value( 'sku', 'edit' ) ) );
		$this->settle( $id );
	}

	/** For good, or into the bin. */
	public function delete( bool $force_delete = false ): bool {
		$done     = $force_delete ? wp_delete_post( $this->id, true ) : wp_trash_post( $this->id );
		$this->id = 0;
		return $done instanceof WP_Post;
	}

	// --- Getters ------------------------------------------------------------------------------------------------------

	public function get_type(): string {
		return static::TYPE;
	}

	public function get_name( string $context = 'view' ): string {
		return $this->value( 'name', $context );
	}

	/** The one that a customer pays: the sale's, while there is one. */
	public function get_price( string $context = 'view' ): string {
		$sale = $this->value( 'sale_price', $context );
		return '' === $sale ? $this->value( 'regular_price', $context ) : $sale;
	}

	/** Attributes that are objects are kept by their name in lower case. */
	public function set_attributes( array $attributes ): void {
		$named = array();
		foreach ( $attributes as $name => $attribute ) {
			$named[ $attribute instanceof WC_Product_Attribute ? sanitize_title( $attribute->get_name() ) : $name ] = $attribute;
		}
		$this->put( 'attributes', $named );
	}
}

/** One that is sold as it is. */
class WC_Product_Simple extends WC_Product {}

/** One that there is in several variations. */
class WC_Product_Variable extends WC_Product {

	protected const TYPE = 'variable';

	/** Nothing of a variation is kept with its parent. */
	public static function sync( int|WC_Product $product ): void {}
}

/** One of them. What it has not got itself, it has of its parent. */
class WC_Product_Variation extends WC_Product {

	protected const TYPE = 'variation';
	protected const POST = 'product_variation';

	/** The parent's name and what tells this one from its sisters. */
	public function get_name( string $context = 'view' ): string {
		$parent = wc_get_product( $this->value( 'parent_id', 'edit' ) );
		if ( false === $parent ) {
			return $this->value( 'name', $context );
		}
		return $parent->get_name( $context ) . ' - ' . implode( ', ', $this->value( 'attributes', 'edit' ) );
	}

	public function get_sku( string $context = 'view' ): string {
		return $this->own_or_of_parent( 'sku', $context );
	}

	public function get_image_id( string $context = 'view' ): int {
		return $this->own_or_of_parent( 'image_id', $context );
	}

	private function own_or_of_parent( string $field, string $context ): mixed {
		$own    = $this->value( $field, $context );
		$parent = empty( $own ) && 'view' === $context ? wc_get_product( $this->value( 'parent_id', 'edit' ) ) : false;
		return false === $parent ? $own : $parent->{"get_$field"}( $context );
	}
}

/** What a customer chooses, such as a size. */
class WC_Product_Attribute {

	private string $name = '';

	/** @var list<string> */
	private array $options = array();

	public function get_name(): string {
		return $this->name;
	}

	public function set_name( string $name ): void {
		$this->name = $name;
	}

	/**
	 * @return list<string>
	 */
	public function get_options(): array {
		return $this->options;
	}

	/**
	 * @param list<string> $options
	 */
	public function set_options( array $options ): void {
		$this->options = $options;
	}

	/** There is no page to see it on. */
	public function set_visible( bool $is_visible ): void {}

	/** There is nobody to choose it. */
	public function set_variation( bool $makes_variations ): void {}
}
