<?php
/**
 * Plugin Name: Bench of a status change
 * Description: Makes an order Processing and says what that cost.
 *
 * `?bench-order=ID` is answered with one line: the arm; the whole change by the clock and in queries; our hook by the clock, of
 * the processor, and in queries. Needs arm.php.
 *
 * @package WcAccounting\Bench
 */

declare(strict_types=1);

namespace WcAccounting\Bench;

const HOOK = 'woocommerce_order_status_processing';

/** What was used so far: milliseconds by the clock, of the processor, queries. */
function used(): array {
	return array( hrtime( true ) / 1e6, processor(), $GLOBALS['wpdb']->num_queries );
}

function since( array $before ): array {
	return array_map( static fn ( $now, $then ) => $now - $then, used(), $before );
}

/** Puts a clock around our plugin's callback, where there is one. */
function watch( array &$spent ): void {
	foreach ( $GLOBALS['wp_filter'][ HOOK ]->callbacks[10] ?? array() as $id => $callback ) {
		$function = $callback['function'];
		$file     = $function instanceof \Closure ? (string) ( new \ReflectionFunction( $function ) )->getFileName() : '';
		if ( str_ends_with( $file, '/src/Shell.php' ) ) {
			$measured = static function ( ...$arguments ) use ( $function, &$spent ): void {
				$before = used();
				$function( ...$arguments );
				$spent = since( $before );
			};

			$GLOBALS['wp_filter'][ HOOK ]->callbacks[10][ $id ]['function'] = $measured;
		}
	}
}

add_action(
	'wp_loaded',
	static function (): void {
		$order = isset( $_GET['bench-order'] ) ? wc_get_order( (int) $_GET['bench-order'] ) : false;
		if ( ! $order ) {
			return;
		}
		$spent = array( 0, 0, 0 );
		watch( $spent );
		$before = used();
		$order->update_status( 'processing' );
		list( $clock, , $queries ) = since( $before );
		vprintf( "%s %.3f %d %.3f %.3f %d\n", array( arm(), $clock, $queries, ...$spent ) );
		exit;
	}
);
