<?php
/**
 * Every relative link of README.md and docs/ leads to a file, and every anchor to a heading there. Run by tests/docs.sh.
 *
 * Links to other sites are not asked after: the lint needs no internet.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

require_once __DIR__ . '/pages.php';

/**
 * Anchors of a page, as GitHub makes them of its headings.
 *
 * @return array<string, true>
 */
function anchors_of( string $file ): array {
	list( $anchors, $seen ) = array( array(), array() );
	preg_match_all( '/^#{1,6}\s+(.+)$/m', without_blocks( (string) file_get_contents( $file ) ), $headings );
	foreach ( $headings[1] as $heading ) {
		$text   = preg_replace( '/\[([^\]]*)\]\([^)]*\)/', '$1', str_replace( '`', '', trim( $heading ) ) );
		$anchor = str_replace( ' ', '-', preg_replace( '/[^\p{L}\p{N}_ -]/u', '', mb_strtolower( (string) $text ) ) );
		$count  = $seen[ $anchor ] ?? 0;

		$seen[ $anchor ] = $count + 1;
		$anchors[ 0 === $count ? $anchor : "$anchor-$count" ] = true;
	}
	return $anchors;
}

/** What is wrong with a link; empty when nothing is. */
function fault_of_link( string $from, string $link ): string {
	if ( 1 === preg_match( '~^(https?:|mailto:)~', $link ) ) {
		return '';
	}
	list( $path, $anchor ) = explode( '#', $link, 2 ) + array( '', '' );
	$target                = '' === $path ? $from : dirname( $from ) . '/' . rawurldecode( $path );
	if ( ! file_exists( $target ) ) {
		return "$link leads to no file";
	}
	return '' === $anchor || isset( anchors_of( $target )[ $anchor ] ) ? '' : "$link leads to no heading of that page";
}

list( $faults, $count ) = array( array(), 0 );
foreach ( markdown_pages() as $name => $file ) {
	$text = without_code( (string) file_get_contents( $file ) );
	preg_match_all( '/\[[^\]]*\]\(([^)\s]+)[^)]*\)|^\[[^\]]+\]:\s*(\S+)/m', $text, $links, PREG_OFFSET_CAPTURE | PREG_UNMATCHED_AS_NULL );
	foreach ( $links[0] as $index => $match ) {
		$link  = $links[1][ $index ][0] ?? $links[2][ $index ][0];
		$fault = fault_of_link( $file, (string) $link );
		++$count;
		if ( '' !== $fault ) {
			$faults[] = "$name:" . line_at( $text, (int) $match[1] ) . ": $fault";
		}
	}
}
finish( 'links', $faults, "$count, all that stay here lead somewhere" );
