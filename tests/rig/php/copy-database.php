<?php
/**
 * Makes one database of the rig equal to another: copy-database.php FROM TO. Without WordPress, so that it is fast.
 *
 * @package WcAccounting\Rig
 */

declare(strict_types=1);

mysqli_report( MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT );
list( , $from, $to ) = $argv;

$db = new mysqli( strtok( getenv( 'DB_HOST' ), ':' ), getenv( 'DB_USER' ), getenv( 'DB_PASSWORD' ), null, (int) getenv( 'DB_PORT' ) );
$db->query( "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0, unique_checks = 0" );
$db->query( "CREATE DATABASE IF NOT EXISTS `$to`" );
$db->select_db( $to );

foreach ( $db->query( 'SHOW TABLES' )->fetch_all() as list( $table ) ) {
	$db->query( "DROP TABLE `$table`" );
}
foreach ( $db->query( "SHOW TABLES FROM `$from`" )->fetch_all() as list( $table ) ) {
	$db->query( $db->query( "SHOW CREATE TABLE `$from`.`$table`" )->fetch_row()[1] );
	$db->query( "INSERT INTO `$table` SELECT * FROM `$from`.`$table`" );
}
