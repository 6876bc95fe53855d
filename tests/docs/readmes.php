<?php
/**
 * The readme of each plugin has the form that the plugin directory reads, and says what the plugin's main file says. Run by
 * tests/docs.sh.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

require_once __DIR__ . '/pages.php';
require_once TOP . '/php-plugin/src/Environment/Builds.php';

const SECTIONS = array(
	'Description', 'External services', 'Installation', 'Frequently Asked Questions', 'Screenshots', 'Changelog', 'Upgrade Notice',
);

/** Field of the readme => field of the main file that must say the same; empty where the main file has none. */
const FIELDS = array(
	'Contributors'      => '',
	'Tags'              => '',
	'Requires at least' => 'Requires at least',
	'Tested up to'      => '',
	'Requires PHP'      => 'Requires PHP',
	'Stable tag'        => 'Version',
	'License'           => 'License',
	'License URI'       => 'License URI',
);

/** Value of a field in the head of a file; empty when there is none. */
function field( string $text, string $name ): string {
	return 1 === preg_match( '/^[ *]*' . preg_quote( $name, '/' ) . ':\s*(.+)$/m', $text, $found ) ? trim( $found[1] ) : '';
}

/** @return list<string> */
function faults_of_readme( string $text, string $main ): array {
	$faults = array();
	list( $head, $rest ) = explode( "\n\n", $text, 2 ) + array( '', '' );
	if ( 1 !== preg_match( '/^=== (.+) ===\n/', $head, $name ) || field( $main, 'Plugin Name' ) !== $name[1] ) {
		$faults[] = 'the first line is not the name of the plugin';
	}
	foreach ( FIELDS as $field => $twin ) {
		$value = field( $head, $field );
		if ( '' === $value ) {
			$faults[] = "$field is missing";
		} elseif ( '' !== $twin && field( $main, $twin ) !== $value ) {
			$faults[] = "$field is $value, and in the main file " . field( $main, $twin );
		}
	}
	if ( count( explode( ',', field( $head, 'Tags' ) ) ) > 5 ) {
		$faults[] = 'has more than five tags, of which the directory shows none';
	}
	$short = trim( strtok( $rest, "\n" ) ?: '' );
	if ( '' === $short || mb_strlen( $short ) > 150 || str_starts_with( $short, '=' ) ) {
		$faults[] = 'the short description has ' . mb_strlen( $short ) . ' characters, of 1 to 150';
	}
	preg_match_all( '/^== (.+) ==$/m', $text, $sections );
	if ( SECTIONS !== $sections[1] ) {
		$faults[] = 'its sections are ' . implode( ', ', $sections[1] ) . '; they are to be ' . implode( ', ', SECTIONS );
	}
	foreach ( array( 'Changelog', 'Upgrade Notice' ) as $section ) {
		if ( 1 !== preg_match( "/^== $section ==\n\n= " . preg_quote( field( $head, 'Stable tag' ), '/' ) . ' =$/m', $text ) ) {
			$faults[] = "the first version under $section is not the stable one";
		}
	}
	return $faults;
}

/**
 * Pages that the code tells an owner to read before the shop is connected, and hosts that the plugin connects to.
 *
 * @return list<string>
 */
function addresses( string $service ): array {
	$room  = implode( '', array_map( 'file_get_contents', glob( TOP . '/php-plugin/src/Services/' . ucfirst( $service ) . '/*.php' ) ) );
	$crate = implode( '', array_map( 'file_get_contents', glob( TOP . "/crates/$service/src/{describe,lib}.rs", GLOB_BRACE ) ) );
	preg_match( '/function legal_pages\(.*?\n\t\}/s', $room, $method );
	preg_match_all( "~'(https://[^']+)'~", $method[0] ?? '', $legal );
	preg_match_all( '~(?:address|endpoint_default): "https://([^/"]+)~', $crate, $hosts );
	if ( array() === $hosts[1] ) {
		finish( 'readmes', array( "no address of $service is found in crates/$service" ), '' );
	}
	return array_values( array_unique( array_merge( $legal[1], $hosts[1] ) ) );
}

/**
 * What every readme has to name: commands, constants of wp-config.php that README.md lists for all services, and the builds.
 *
 * @return list<string>
 */
function names_for_all(): array {
	$code = '';
	foreach ( array( 'Looking', 'Doing' ) as $trait ) {
		$code .= (string) file_get_contents( TOP . "/php-plugin/src/Cli/$trait.php" );
	}
	preg_match_all( '/^\t \*     (wp accounting [a-z]+)/m', $code, $commands );
	preg_match_all( '/^\| `(WC_ACCOUNTING_[A-Z_]+)`/m', (string) file_get_contents( TOP . '/README.md' ), $constants );
	$builds = array_map( static fn ( string $version ): string => "PHP $version", WcAccounting\Environment\Builds::PHP );
	return array_values( array_unique( array( ...$commands[1], ...$constants[1], ...$builds ) ) );
}

/** The pictures under "Screenshots" are there: see tests/dist/screenshots. */
function fault_of_pictures( string $text, string $plugin ): ?string {
	$list = (string) file_get_contents( TOP . '/tests/dist/screenshots' );
	preg_match( "/^$plugin (.+)$/m", $list, $found );
	$pictures = explode( ' ', $found[1] ?? '' );
	$missing  = array_filter( $pictures, static fn ( string $name ): bool => ! is_file( TOP . "/docs/pictures/$name.png" ) );
	preg_match_all( '/^\d+\. .+$/m', explode( '== Changelog', explode( '== Screenshots ==', $text )[1] ?? '' )[0], $captions );
	return array() === $missing && count( $pictures ) === count( $captions[0] )
		? null
		: 'its captions are not those of the pictures in tests/dist/screenshots';
}

$faults = array();
foreach ( readmes() as $name => $file ) {
	$text    = (string) file_get_contents( $file );
	$plugin  = preg_replace( '~^.*readme-(.+)\.txt$~', '$1', $name );
	$main    = (string) file_get_contents( TOP . "/php-plugin/$plugin.php" );
	$service = 1 === preg_match( "/loader\\.php', '(\\w+)'/", $main, $found ) ? $found[1] : '';
	$needed  = array_merge( addresses( $service ), names_for_all() );
	$missing = array_filter( $needed, static fn ( string $name ): bool => ! str_contains( $text, $name ) );
	$wrong   = array_filter( array( ...faults_of_readme( $text, $main ), fault_of_pictures( $text, (string) $plugin ) ) );
	array_push( $wrong, ...array_map( static fn ( string $name ): string => "does not name $name", $missing ) );
	array_push( $faults, ...array_map( static fn ( string $fault ): string => "$name: $fault", $wrong ) );
}
finish( 'readmes', $faults, count( readmes() ) . ', each of the form that the directory reads' );
