<?php
/**
 * Prints what arrived in the sandbox Kledo, read as JSON from the standard input.
 *
 * documents.php [ORDER]            a table of the documents, of one order or of all
 * documents.php --has KIND ORDER   nothing; status 0 when that document is there
 */

declare(strict_types=1);

$documents = json_decode( (string) stream_get_contents( STDIN ), true, 64, JSON_THROW_ON_ERROR )['documents'];
$visible   = array_filter( $documents, static fn ( array $document ): bool => $document['visible'] );

if ( '--has' === ( $argv[1] ?? '' ) ) {
	foreach ( $visible as $document ) {
		if ( $argv[2] === $document['kind'] && $argv[3] === $document['order_id'] ) {
			exit( 0 );
		}
	}
	exit( 1 );
}

/** Rupiah as people write it. */
function rupiah( string $amount ): string {
	[ $whole, $cents ] = explode( '.', $amount . '.' );
	return 'Rp ' . preg_replace( '/\B(?=(\d{3})+$)/', '.', $whole ) . ( '' === $cents ? '' : ",$cents" );
}

/** One line of the table: text to the left, amounts to the right. */
function row( string $text, string $amount ): void {
	printf( "  | %s | %16s |\n", $text . str_repeat( ' ', max( 0, 60 - mb_strlen( $text ) ) ), $amount );
}

foreach ( $visible as $document ) {
	if ( isset( $argv[1] ) && $argv[1] !== $document['order_id'] ) {
		continue;
	}
	$kind = 'invoice' === $document['kind'] ? 'Invoice' : 'Sales order';
	$tail = $document['linked'] ? ', linked to its sales order' : '';
	$tail = $document['closed'] ? ', closed' : $tail;
	printf( "\n  %s %s for %s, %s%s\n", $kind, $document['ref_number'], $document['contact'], $document['trans_date'], $tail );
	foreach ( $document['lines'] as $line ) {
		row(
			sprintf( '%s × %s (%s) at %s', $line['qty'], $line['name'], $line['code'], rupiah( $line['price'] ) ),
			rupiah( $line['amount'] )
		);
	}
	foreach ( array( 'discount', 'shipping', 'tax', 'total' ) as $part ) {
		row( ucfirst( $part ), rupiah( $document[ $part ] ) );
	}
}
