<?php
/**
 * Compares two arms. Reads lines "ARM VALUE VALUE…" and prints a line for each column that is named: both medians with what
 * 95 % stay within, their ratio, and how much more the first arm takes (median of the pairs, and where that lies with 95 %
 * certainty), so that one can tell a cost from the noise of the machine.
 *
 * compare.php FIRST SECOND "NAME|UNIT"… (a column without a name is left out)
 */

declare(strict_types=1);

list( , $first, $second ) = $argv;

/** @return array<string, list<list<float>>> Arm => column => values. */
function columns( array $lines ): array {
	$columns = array();
	foreach ( $lines as $line ) {
		$values = preg_split( '/\s+/', trim( $line ) );
		foreach ( array_slice( $values, 1 ) as $column => $value ) {
			$columns[ $values[0] ][ $column ][] = (float) $value;
		}
	}
	return $columns;
}

/** The value below which that share of all lies. */
function percentile( array $values, float $share ): float {
	sort( $values );
	return $values[ max( 0, (int) ceil( count( $values ) * $share ) - 1 ) ];
}

/** The median of differences and its 95 % interval: the order statistics of a sign test. */
function more( array $ones, array $others ): array {
	$differences = array_map( static fn ( float $one, float $other ): float => $one - $other, $ones, $others );
	sort( $differences );
	$count = count( $differences );
	$least = max( 0, (int) floor( $count / 2 - 0.98 * sqrt( $count ) ) );
	return array( percentile( $differences, 0.5 ), $differences[ $least ], $differences[ $count - 1 - $least ] );
}

$columns = columns( file( 'php://stdin' ) );
foreach ( array_slice( $argv, 3 ) as $column => $named ) {
	if ( '' === $named ) {
		continue;
	}
	list( $name, $unit ) = explode( '|', $named );
	$ones                = $columns[ $first ][ $column ];
	$others              = $columns[ $second ][ $column ];
	if ( count( $ones ) !== count( $others ) ) {
		fwrite( STDERR, "compare: $name was measured " . count( $ones ) . ' and ' . count( $others ) . " times\n" );
		exit( 1 );
	}
	$median = percentile( $others, 0.5 );
	$ratio  = $median > 0 ? sprintf( '%.3f', percentile( $ones, 0.5 ) / $median ) : '-';
	printf( '  %-24s', $name );
	foreach ( array( $first => $ones, $second => $others ) as $arm => $values ) {
		printf( '  %s %9.2f (95 %% within %9.2f)', $arm, percentile( $values, 0.5 ), percentile( $values, 0.95 ) );
	}
	vprintf( " %-3s  ratio %s  more: %.2f (%.2f to %.2f)\n", array( $unit, $ratio, ...more( $ones, $others ) ) );
}
