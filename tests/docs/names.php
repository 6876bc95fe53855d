<?php
/**
 * Every command, option, hook, constant, path and name of a screen that the documentation mentions exists. Run by tests/docs.sh.
 *
 * Names of screens stand in *italics*, with > between them: they must be texts of the plugin letter for letter, or be known here
 * as somebody else's.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

require_once __DIR__ . '/pages.php';

/** Words that WordPress, WooCommerce, Kledo and the official plugin say, not this plugin. */
const NAMES_OF_OTHERS = array(
	// WordPress.
	'Dashboard', 'Plugins', 'Add New', 'Upload Plugin', 'Replace current with uploaded', 'Deactivate', 'Tools', 'Site Health', 'Privacy',
	'Export Personal Data', 'Erase Personal Data', 'Screen Options', 'Bulk actions', 'Settings',
	// WooCommerce.
	'WooCommerce', 'Orders', 'Order actions', 'Processing', 'Completed', 'Refund', 'Update', 'Logs', 'Status', 'Tax', 'Emails',
	'Prices entered with tax', 'Payments',
	// The services.
	'Kledo', 'Xero', 'Integrations', 'Taxes', 'API Key', 'Connected apps',
);

/** What WP-CLI itself understands behind each command. */
const OPTIONS_OF_WP_CLI = array( '--path', '--url' );

/** Pages in which italics are nothing but names of screens. */
const PAGES_OF_SCREENS = array(
	'README.md', 'docs/owner.md', 'docs/host.md', 'docs/switching.md', 'docs/developer.md', 'docs/what-is-sent.md',
	'php-plugin/readme-kledo.txt', 'php-plugin/readme-orders-to-xero.txt',
);

/** Names that the code puts together: what they look like => what must be in the code for that. */
const PUT_TOGETHER = array(
	'/^WC_[A-Z]+_CLIENT_(ID|SECRET)$/' => "'_CLIENT_'",
);

/** A metric: its name in the code has the prefix of all left out. */
function is_metric( string $name ): bool {
	static $names = null;
	$names ??= (string) file_get_contents( TOP . '/php-plugin/src/Watch/MetricNames.php' );
	return str_starts_with( $name, 'wc_accounting_' ) && str_contains( $names, "'" . substr( $name, strlen( 'wc_accounting_' ) ) . "' " );
}

/** @param list<string> $patterns For glob(), or folders that are walked through. */
function code( array $patterns ): string {
	$code = '';
	foreach ( array_merge( ...array_map( static fn ( string $pattern ): array => glob( TOP . "/$pattern" ), $patterns ) ) as $path ) {
		if ( is_file( $path ) ) {
			$code .= file_get_contents( $path ) . "\n";
			continue;
		}
		foreach ( new RecursiveIteratorIterator( new RecursiveDirectoryIterator( $path, FilesystemIterator::SKIP_DOTS ) ) as $file ) {
			$code .= in_array( $file->getExtension(), array( 'php', 'rs' ), true ) ? file_get_contents( (string) $file ) . "\n" : '';
		}
	}
	return $code;
}

/**
 * Matches of a pattern in a page.
 *
 * @return list<array{0: string, 1: int}> What its first group, or all of it, is, and the line.
 */
function found( string $pattern, string $text ): array {
	preg_match_all( $pattern, $text, $matches, PREG_OFFSET_CAPTURE | PREG_SET_ORDER );
	return array_map(
		static fn ( array $match ): array => array( $match[ count( $match ) - 1 ][0], line_at( $text, (int) $match[0][1] ) ),
		$matches
	);
}

function has_word( string $code, string $word ): bool {
	return 1 === preg_match( '/(?<![A-Za-z0-9_])' . preg_quote( $word, '/' ) . '(?![A-Za-z0-9_])/', $code );
}

/** Constants, options, hooks, order meta and tables. */
function is_name_in_code( string $name, string $code ): bool {
	if ( has_word( $code, $name ) || is_metric( $name ) ) {
		return true;
	}
	foreach ( PUT_TOGETHER as $pattern => $piece ) {
		if ( 1 === preg_match( $pattern, $name ) && str_contains( $code, $piece ) ) {
			return true;
		}
	}
	return false;
}

/** A command of WP-CLI: a public method of its class, or one that says otherwise what it is called. */
function is_command( string $command, string $commands ): bool {
	return 1 === preg_match( "/public function {$command}_?\\( array \\$|@subcommand\\s+$command\\b/", $commands );
}

function is_path( string $path ): bool {
	return array() !== (array) glob( TOP . '/' . preg_replace( '/[:#].*$/', '', $path ), GLOB_BRACE );
}

/**
 * Texts of the plugin; where one has a place for something, with the name of a service or an ellipsis in it.
 *
 * @return array<string, true>
 */
function screens(): array {
	$texts   = array();
	$entries = (string) file_get_contents( TOP . '/php-plugin/languages/wc-accounting.pot' );
	preg_match_all( '/^msgid(?:_plural)? (".*"(?:\n".*")*)$/m', $entries, $found );
	foreach ( $found[1] as $text ) {
		$text = stripcslashes( (string) preg_replace( '/^"|"$|"\n"/', '', $text ) );
		foreach ( array( 'Kledo', 'Xero', '…' ) as $service ) {
			$texts[ (string) preg_replace( '/%(\d\$)?s/', $service, $text ) ] = true;
		}
	}
	return $texts;
}

/**
 * Kinds of names: what they are called, what they look like, and whether the code has one.
 *
 * @param array<string, string> $code
 * @return list<array{0: string, 1: string, 2: callable( string ): bool}>
 */
function kinds( array $code ): array {
	$in_plugin = static fn ( string $name ): bool => is_name_in_code( $name, $code['plugin'] );
	$in_all    = static fn ( string $name ): bool => is_name_in_code( $name, $code['all'] );
	$is_target = static fn ( string $name ): bool => 1 === preg_match( "/^$name:/m", $code['make'] );
	$is_ours   = static fn ( string $name ): bool => is_command( $name, $code['commands'] );
	return array(
		array( 'the constant', '/\bWC_(?:ACCOUNTING|KLEDO|XERO)_[A-Z_]*[A-Z]\b(?!_|\*)/', $in_plugin ),
		array( 'the constant', '/\bWP_(?:PROXY|HTTP|ACCESSIBLE)_[A-Z_]*[A-Z]\b(?!_)/', $in_plugin ),
		array( 'the name', '/\b_?wc_(?:accounting|kledo|xero)_[a-z0-9_]*[a-z0-9]\b(?!_|\*)/', $in_all ),
		array( 'the command wp accounting', '/\bwp accounting ([a-z]+)/', $is_ours ),
		array( 'the target of make', '/`make ([a-z-]+)/', $is_target ),
		array( 'the path', '~`((?:crates|docker|docs|php-plugin|tests)/[^`\s…<]+)`~', is_path( ... ) ),
	);
}

/**
 * Options of our commands: what stands in a paragraph that names one of them.
 *
 * @return list<string> What is wrong, each with its line.
 */
function faults_of_options( string $text, string $commands ): array {
	$faults = array();
	foreach ( found( '/(?:[^\n]+\n?)+/', $text ) as list( $paragraph, $line ) ) {
		$named = str_contains( $paragraph, 'wp accounting' ) ? found( '/--[a-z][a-z-]*/', $paragraph ) : array();
		foreach ( $named as list( $option, $below ) ) {
			$is_there = 1 === preg_match( '/\* \[?' . $option . '\b(?!-)/', $commands );
			if ( ! $is_there && ! in_array( $option, OPTIONS_OF_WP_CLI, true ) ) {
				$faults[] = ( $line + $below - 1 ) . ": wp accounting has no $option";
			}
		}
	}
	return $faults;
}

/**
 * @param array<string, true> $screens
 * @return list<string> What is wrong, each with its line.
 */
function faults_of_screens( string $text, array $screens ): array {
	$faults = array();
	foreach ( found( '/^\s*>.*/m', $text ) as list( , $line ) ) {
		$faults[] = "$line: begins with >, which makes a quotation of it: break the line elsewhere";
	}
	foreach ( found( '/(?<![*\w])\*(?![*\s])([^*]+)(?<!\s)\*(?![*\w])/', without_code( $text ) ) as list( $way, $line ) ) {
		foreach ( explode( ' > ', (string) preg_replace( '/\s+/', ' ', $way ) ) as $name ) {
			if ( ! in_array( $name, NAMES_OF_OTHERS, true ) && ! isset( $screens[ $name ] ) ) {
				$faults[] = "$line: no screen says “{$name}”";
			}
		}
	}
	return $faults;
}

/**
 * @param array<string, string> $code
 * @param array<string, true>   $screens
 * @return list<string> What is wrong, each with page and line.
 */
function faults_of( string $page, string $text, array $code, array $screens ): array {
	$faults = faults_of_options( $text, $code['commands'] );
	foreach ( kinds( $code ) as list( $what, $pattern, $is_there ) ) {
		foreach ( found( $pattern, $text ) as list( $name, $line ) ) {
			if ( ! $is_there( $name ) ) {
				$faults[] = "$line: $what $name does not exist";
			}
		}
	}
	if ( in_array( $page, PAGES_OF_SCREENS, true ) ) {
		array_push( $faults, ...faults_of_screens( $text, $screens ) );
	}
	return array_map( static fn ( string $fault ): string => "$page:$fault", $faults );
}

$plugin  = code( array( 'php-plugin/*.php', 'php-plugin/src' ) );
$code    = array(
	'plugin'   => $plugin,
	'all'      => $plugin . code( array( 'crates/*/src' ) ),
	'commands' => code( array( 'php-plugin/src/Cli' ) ),
	'make'     => (string) file_get_contents( TOP . '/Makefile' ),
);
$screens = screens();
$faults  = array();
$pages   = markdown_pages() + readmes();
foreach ( $pages as $page => $file ) {
	array_push( $faults, ...faults_of( $page, (string) file_get_contents( $file ), $code, $screens ) );
}
finish( 'names', $faults, count( $pages ) . ' pages, every name is one of the code' );
