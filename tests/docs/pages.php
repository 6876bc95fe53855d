<?php
/**
 * The pages that people read, for the checks of tests/docs.sh.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

const TOP = __DIR__ . '/../..';

/** @return array<string, string> Name => file. */
function markdown_pages(): array {
	$pages = array( 'README.md' => TOP . '/README.md' );
	foreach ( glob( TOP . '/docs/*.md' ) as $file ) {
		$pages[ 'docs/' . basename( $file ) ] = $file;
	}
	return $pages;
}

/** @return array<string, string> Name => file: those that the plugin directory shows. */
function readmes(): array {
	$pages = array();
	foreach ( glob( TOP . '/php-plugin/readme-*.txt' ) as $file ) {
		$pages[ 'php-plugin/' . basename( $file ) ] = $file;
	}
	return $pages;
}

/** Without code that stands in blocks; every line stays where it is. */
function without_blocks( string $text ): string {
	$blank = static fn ( array $found ): string => str_repeat( "\n", substr_count( $found[0], "\n" ) );
	return (string) preg_replace_callback( '/^```.*?^```$/ms', $blank, $text );
}

/** Without any code. */
function without_code( string $text ): string {
	$blank = static fn ( array $found ): string => (string) preg_replace( '/[^\n]/', ' ', $found[0] );
	return (string) preg_replace_callback( '/`[^`]*`/', $blank, without_blocks( $text ) );
}

function line_at( string $text, int $offset ): int {
	return substr_count( $text, "\n", 0, $offset ) + 1;
}

/** Ends the program, with 1 where something is wrong. @param list<string> $faults */
function finish( string $check, array $faults, string $verdict ): never {
	if ( array() !== $faults ) {
		echo implode( "\n", $faults ), "\ndocs: $check: ", count( $faults ), " wrong\n";
		exit( 1 );
	}
	echo "docs: $check: $verdict\n";
	exit( 0 );
}
