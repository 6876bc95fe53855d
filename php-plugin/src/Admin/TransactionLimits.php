<?php
/**
 * What a list of deliveries leaves out.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;

/**
 * A list of millions ends somewhere, and a text is searched for in so many deliveries at a time. Both are said, with the
 * way to the rest.
 */
final class TransactionLimits {

	/** In the address: the id before which a search for an error goes on. */
	public const BEFORE = 'before';

	public function __construct(
		private readonly Transactions $transactions,
		private readonly TransactionFilter $filter,
	) {}

	/**
	 * @param ?int $cut_after How many are in the list, when there are more that fit.
	 */
	public function render( ?int $cut_after ): void {
		if ( null !== $cut_after ) {
			$text = __(
				/* translators: %1$s: a number. */
				'More than %1$s deliveries fit; the list ends after the first %1$s. Sort it the other way or narrow the filter to see the others.',
				'wc-accounting'
			);
			echo '<p class="description">' . esc_html( sprintf( $text, number_format_i18n( $cut_after ) ) ) . '</p>';
		}
		$left_out = $this->transactions->left_out( $this->filter );
		if ( null !== $left_out || null !== $this->filter->before ) {
			self::say( $this->searched( $left_out ), $this->links( $left_out ) );
		}
	}

	private function searched( ?Delivery $left_out ): string {
		if ( null === $left_out ) {
			return __( 'All older deliveries were searched for this error.', 'wc-accounting' );
		}
		$text = null === $this->filter->before
			/* translators: 1: a number, 2: date and time. */
			? __( 'The newest %1$s deliveries that can have an error were searched for it, back to %2$s.', 'wc-accounting' )
			/* translators: 1: a number, 2: date and time. */
			: __( '%1$s older deliveries were searched for this error, back to %2$s.', 'wc-accounting' );
		return sprintf( $text, number_format_i18n( $this->transactions->most_searched ), Text::exact_time( $left_out->created_at ) );
	}

	/**
	 * @return array<string, string> Text => address.
	 */
	private function links( ?Delivery $left_out ): array {
		$links = array();
		if ( null !== $left_out ) {
			$links[ __( 'Search older ones', 'wc-accounting' ) ] = add_query_arg(
				self::BEFORE,
				$left_out->id + 1,
				remove_query_arg( 'paged' )
			);
		}
		if ( null !== $this->filter->before ) {
			$links[ __( 'Back to the newest', 'wc-accounting' ) ] = remove_query_arg( array( self::BEFORE, 'paged' ) );
		}
		return $links;
	}

	/**
	 * @param array<string, string> $links Text => address.
	 */
	private static function say( string $text, array $links ): void {
		echo '<div class="notice notice-info inline"><p>' . esc_html( $text );
		foreach ( $links as $label => $url ) {
			printf( ' <a href="%s">%s</a>', esc_url( $url ), esc_html( $label ) );
		}
		echo '</p></div>';
	}
}
