<?php
/**
 * Folders of the plugin import one way: a class knows only what stands below it. Run by tests/lint.sh.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

// Lowest first. A file of src/ itself is a layer of its own.
const LAYERS = array(
	'Log',
	'Environment',
	'Database',
	'Connector',
	'Order',
	'Delivery',
	'Intake',
	'Privacy',
	'ServiceRuntime.php',
	'Admin',
	'Watch',
	'Cli',
	'Services',
	'Activation.php',
	'Shell.php',
);

const SOURCES = __DIR__ . '/../php-plugin/src';

/** Where a file of src/ stands; null when it stands nowhere. */
function layer_of( string $file ): ?int {
	$layer = array_search( strtok( $file, '/' ), LAYERS, true );
	return false === $layer ? null : $layer;
}

/**
 * Files of src/ that a file names: in `use`, in full, or from its own folder on. Classes of its own folder need no name.
 *
 * @return list<string>
 */
function named_in( string $file ): array {
	$named = array();
	foreach ( \PhpToken::tokenize( (string) file_get_contents( SOURCES . "/$file" ) ) as $token ) {
		if ( $token->is( array( T_NAME_QUALIFIED, T_NAME_FULLY_QUALIFIED ) ) ) {
			$class   = str_replace( '\\', '/', ltrim( $token->text, '\\' ) ) . '.php';
			$is_full = str_starts_with( $class, 'WcAccounting/' );
			$named[] = $is_full ? substr( $class, strlen( 'WcAccounting/' ) ) : dirname( $file ) . "/$class";
		}
	}
	$named = array_map( static fn ( string $one ): string => preg_replace( '~^\./~', '', $one ), array_unique( $named ) );
	// What is not a file is a namespace, or a name of somebody else.
	return array_values( array_filter( $named, static fn ( string $one ): bool => is_file( SOURCES . "/$one" ) ) );
}

$faults = array();
$count  = 0;
foreach ( new RecursiveIteratorIterator( new RecursiveDirectoryIterator( SOURCES, FilesystemIterator::SKIP_DOTS ) ) as $path ) {
	$file  = substr( (string) $path, strlen( SOURCES ) + 1 );
	$layer = layer_of( $file );
	if ( null === $layer && 'Autoloader.php' !== $file ) {
		$faults[] = "$file stands in no layer: name its folder in tests/layers.php";
	}
	foreach ( null === $layer ? array() : named_in( $file ) as $named ) {
		++$count;
		if ( layer_of( $named ) > $layer ) {
			$faults[] = "$file knows $named, which stands above it";
		}
	}
}
if ( array() !== $faults ) {
	sort( $faults );
	echo implode( "\n", $faults ), "\nlayers: folders import both ways\n";
	exit( 1 );
}
echo "layers: $count imports, all of them downwards\n";
