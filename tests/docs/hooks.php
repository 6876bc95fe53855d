<?php
/**
 * Writes docs/hooks.md, the list of the hooks that the plugin fires: php tests/docs/hooks.php > docs/hooks.md
 *
 * Names, parameters and meanings are those of the docblocks in the code, and examples are the files of tests/docs/examples, each
 * named like its hook. Ends with 1, and tells file and line, where a hook is not documented as it is fired.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

require_once __DIR__ . '/HookReader.php';
require_once __DIR__ . '/HookDocblock.php';

const ROOT     = __DIR__ . '/../..';
const EXAMPLES = __DIR__ . '/examples';

/** Beginning of a name => the part of the page that it belongs to. The last one takes the rest. */
const PARTS = array(
	'wc_accounting_' => array(
		'Of every service',
		'`$service` is the key of the service, `kledo` or `xero`, so that one piece of code can serve both.',
	),
	'wc_kledo_'      => array(
		'Of Kledo: the names of the official plugin',
		'Code that was written for the official Kledo plugin goes on working: these hooks have its names, and are fired for Kledo '
			. 'alone, each after its twin of every service. New code takes the twin.',
	),
	''               => array(
		'Of WordPress and WooCommerce',
		'Hooks of theirs that this plugin fires too, so that a shop that changed something with them finds it changed here.',
	),
);

/** @return list<string> PHP files of the plugin that run in a shop. */
function sources(): array {
	$files = glob( ROOT . '/php-plugin/*.php' );
	foreach ( new RecursiveIteratorIterator( new RecursiveDirectoryIterator( ROOT . '/php-plugin/src' ) ) as $file ) {
		if ( 'php' === $file->getExtension() ) {
			$files[] = $file->getPathname();
		}
	}
	sort( $files );
	return array_map( static fn ( string $file ): string => substr( $file, strlen( ROOT ) + 1 ), $files );
}

/**
 * @param list<string> $faults
 * @return array<string, array<string, mixed>> Name => hook, once each.
 */
function documented( array &$faults ): array {
	list( $hooks, $repeated ) = array( array(), array() );
	foreach ( sources() as $file ) {
		$reader = new HookReader( $file, (string) file_get_contents( ROOT . "/$file" ) );
		foreach ( $reader->hooks() as $hook ) {
			if ( $hook['is_elsewhere'] ) {
				$repeated[] = $hook;
			} elseif ( isset( $hooks[ $hook['name'] ] ) ) {
				$first    = $hooks[ $hook['name'] ]['place'];
				$faults[] = "{$hook['place']}: {$hook['name']} is fired at $first too: say here that it is documented there";
			} else {
				$hooks[ $hook['name'] ] = $hook;
			}
		}
		array_push( $faults, ...$reader->faults() );
	}
	foreach ( $repeated as $hook ) {
		$there = $hooks[ $hook['name'] ]['file'] ?? '';
		if ( '' === $there || ! str_ends_with( rtrim( $hook['text'][0], '.' ), "documented in $there" ) ) {
			$faults[] = "{$hook['place']}: {$hook['name']} is not documented there" . ( '' === $there ? '' : ", but in $there" );
		}
	}
	ksort( $hooks );
	return $hooks;
}

/**
 * The code of an example, without its head.
 *
 * @param array<string, mixed> $hook
 * @param list<string>         $faults
 */
function example( array $hook, array &$faults ): string {
	$file = EXAMPLES . "/{$hook['name']}.php";
	if ( ! is_file( $file ) ) {
		return '';
	}
	list( , $code ) = explode( "declare(strict_types=1);\n", (string) file_get_contents( $file ), 2 ) + array( '', '' );
	$call           = 'filter' === $hook['kind'] ? 'add_filter' : 'add_action';
	if ( 1 !== preg_match( "/\\b$call\\(\\s*'{$hook['name']}'/", $code ) ) {
		$faults[] = 'tests/docs/examples/' . basename( $file ) . ": has no $call( '{$hook['name']}', … )";
	}
	return "\n```php\n" . trim( $code ) . "\n```\n";
}

/** For a cell of a table. */
function cell( string $text ): string {
	return str_replace( '|', '\|', $text );
}

/**
 * @param array<string, mixed> $hook
 * @param list<string>         $faults
 */
function entry( array $hook, array &$faults ): string {
	$entry  = "### {$hook['name']}\n\n";
	$entry .= ( 'filter' === $hook['kind'] ? 'Filter' : 'Action' ) . ", in [{$hook['file']}](../{$hook['file']}).\n";
	foreach ( $hook['text'] as $paragraph ) {
		$entry .= "\n" . wordwrap( $paragraph, 140 ) . "\n";
	}
	if ( array() !== $hook['parameters'] ) {
		$entry .= "\n| parameter | type | meaning |\n|---|---|---|\n";
	}
	foreach ( $hook['parameters'] as $parameter ) {
		$entry .= "| `{$parameter['name']}` | `" . cell( $parameter['type'] ) . '` | ' . cell( $parameter['meaning'] ) . " |\n";
	}
	return $entry . example( $hook, $faults );
}

/** The part of the page that a name belongs to. */
function part_of( string $name ): string {
	foreach ( array_keys( PARTS ) as $beginning ) {
		if ( str_starts_with( $name, $beginning ) ) {
			return $beginning;
		}
	}
	return '';
}

$faults = array();
$hooks  = documented( $faults );
$page   = "# Hooks\n\n"
	. 'Actions and filters that the plugin fires, ' . count( $hooks ) . " in all. This page is made from the code by\n"
	. "`tests/docs/hooks.php`, and `tests/lint.sh` fails where the two differ; what is written here by hand is lost. A filter's first\n"
	. "parameter is what it returns. [developer.md](developer.md) says where to put such code and what else there is.\n";
foreach ( PARTS as $beginning => list( $title, $about ) ) {
	$of_part = array_filter( $hooks, static fn ( string $name ): bool => part_of( $name ) === $beginning, ARRAY_FILTER_USE_KEY );
	if ( array() === $of_part ) {
		continue;
	}
	$page .= "\n## $title\n\n" . wordwrap( $about, 140 ) . "\n";
	foreach ( $of_part as $hook ) {
		$page .= "\n" . entry( $hook, $faults );
	}
}
foreach ( glob( EXAMPLES . '/*.php' ) as $file ) {
	if ( ! isset( $hooks[ basename( $file, '.php' ) ] ) ) {
		$faults[] = 'tests/docs/examples/' . basename( $file ) . ': no hook has this name';
	}
}
if ( array() !== $faults ) {
	sort( $faults );
	fwrite( STDERR, implode( "\n", $faults ) . "\ndocs: the code's hooks are not documented as they are fired\n" );
	exit( 1 );
}
echo $page;
