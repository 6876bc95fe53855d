<?php
/**
 * One status change, and one run of deliveries, with what they cost.
 *
 * hook.php orders NUMBER | hook.php change with|without ORDER | hook.php deliver
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';

const HOOK = 'woocommerce_order_status_processing';

add_filter( 'wc_kledo_after_response_seconds', '__return_zero' );

/** Ids of new orders, one a line. */
function orders( int $number ): void {
	$product = new WC_Product_Simple();
	$product->set_name( 'Kopi' );
	$product->set_regular_price( '85000' );
	$product->save();
	for ( $made = 0; $made < $number; $made++ ) {
		$order = wc_create_order();
		$order->add_product( $product, 2 );
		$order->calculate_totals();
		$order->save();
		echo $order->get_id(), "\n";
	}
}

/** What was used so far: milliseconds by the clock, of the processor, queries. */
function used(): array {
	$used = getrusage();
	return array( hrtime( true ) / 1e6, ( $used['ru_utime.tv_sec'] + $used['ru_stime.tv_sec'] ) * 1e3 + ( $used['ru_utime.tv_usec'] + $used['ru_stime.tv_usec'] ) / 1e3, $GLOBALS['wpdb']->num_queries );
}

function since( array $before ): array {
	return array_map( static fn ( $now, $then ) => $now - $then, used(), $before );
}

/** The callback of our plugin, taken out of the hook. */
function ours(): Closure {
	foreach ( $GLOBALS['wp_filter'][ HOOK ]->callbacks[10] as $callback ) {
		if ( $callback['function'] instanceof Closure && str_contains( (string) ( new ReflectionFunction( $callback['function'] ) )->getFileName(), 'Plugin.php' ) ) {
			remove_action( HOOK, $callback['function'], 10 );
			return $callback['function'];
		}
	}
	throw new LogicException( 'the plugin has no hook' );
}

function change( string $arm, int $order_id ): void {
	$hook  = ours();
	$spent = array( 0, 0, 0 );
	if ( 'with' === $arm ) {
		$timed = static function ( ...$arguments ) use ( $hook, &$spent ): void {
			$before = used();
			$hook( ...$arguments );
			$spent = since( $before );
		};
		add_action( HOOK, $timed, 10, 2 );
	}
	$order  = wc_get_order( $order_id );
	$before = used();
	$order->update_status( 'processing' );
	list( $clock, , $queries ) = since( $before );
	vprintf( "$arm %.3f %d %.3f %.3f %d\n", array( $clock, $queries, ...$spent ) );
}

/** Delivers all that the status changes have queued. */
function deliver(): void {
	$run    = static fn () => \WcKledo\Plugin::running()->worker->run( new \WcKledo\Delivery\Budget( 600, 1.0 ) );
	$before = used();
	$sent   = $run()->sent;
	$spent  = since( $before )[2];
	$before = used();
	$run();
	printf( "a delivery from its claim to its end: %.1f queries (%d deliveries, %d queries; a run that finds nothing %d)\n", $spent / max( 1, $sent ), $sent, $spent, since( $before )[2] );
}

match ( $argv[1] ) {
	'orders' => orders( (int) $argv[2] ),
	'change' => change( $argv[2], (int) $argv[3] ),
	'deliver' => deliver(),
};
