<?php
/**
 * Nothing that a run of tests made holds an API key: rig/php.sh SITE tests/secrecy.php
 *
 * Every key of the sandbox, rotated ones included, and every key that a test makes up contains the word "sandboxkey".
 * Searched are the whole database of the site and every log, mail and upload. The only places where a key may be are its own
 * options; when it is not even found there, the search is broken.
 */

declare(strict_types=1);

const MARK = 'sandboxkey';

/** @return list<string> Places in the database. */
function in_database(): array {
	$database = new mysqli(
		strtok( getenv( 'DB_HOST' ), ':' ),
		getenv( 'DB_USER' ),
		getenv( 'DB_PASSWORD' ),
		getenv( 'DB_NAME' ),
		(int) getenv( 'DB_PORT' )
	);
	$database->set_charset( 'utf8mb4' );
	$found = array();
	foreach ( $database->query( 'SHOW TABLES' )->fetch_all() as list( $table ) ) {
		foreach ( $database->query( "SELECT * FROM `$table`", MYSQLI_USE_RESULT ) as $row ) {
			foreach ( preg_grep( '/' . MARK . '/', array_map( 'strval', $row ) ) as $column => $value ) {
				$found[] = "$table.$column of " . ( $row['option_name'] ?? reset( $row ) ) . ': ' . around( $value );
			}
		}
	}
	return $found;
}

/** @return list<string> Places in files. */
function in_files(): array {
	$site  = getenv( 'SITE_DIR' );
	$found = array();
	$files = array( getenv( 'MAIL_LOG' ), ...glob( dirname( $site, 2 ) . '/run/site-' . getenv( 'SITE_NAME' ) . '*.log' ) );
	foreach ( array( "$site/logs", "$site/wordpress/wp-content/uploads" ) as $folder ) {
		foreach ( new RecursiveIteratorIterator( new RecursiveDirectoryIterator( $folder, FilesystemIterator::SKIP_DOTS ) ) as $file ) {
			$files[] = $file->getPathname();
		}
	}
	foreach ( array_filter( $files, 'is_file' ) as $file ) {
		$text = (string) file_get_contents( $file );
		str_contains( $text, MARK ) && $found[] = "$file: " . around( $text );
	}
	printf( 'secrecy: %d files, %.1f MB', count( $files ), array_sum( array_map( 'filesize', array_filter( $files, 'is_file' ) ) ) / 1e6 );
	return $found;
}

function around( string $text ): string {
	return preg_replace( '/\s+/', ' ', substr( $text, max( 0, strpos( $text, MARK ) - 80 ), 140 ) );
}

$found   = in_database();
$allowed = preg_grep( '/option_value of (wc_kledo_api_key|wc_accounting_rotated_api_key): /', $found );
if ( array() === preg_grep( '/wc_kledo_api_key/', $allowed ) ) {
	echo "secrecy: the key is not even in its own option, where it must be\n";
	exit( 1 );
}
$found = array( ...array_diff( $found, $allowed ), ...in_files() );
printf(
	" and the database: the key is in %s\n",
	array() === $found ? 'its own options and nowhere else' : count( $found ) . ' places where it must not be'
);
echo implode( "\n", array_map( static fn ( string $place ): string => "  $place", $found ) ), array() === $found ? '' : "\n";
exit( array() === $found ? 0 : 1 );
