<?php
/**
 * What a logger can do.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

// phpcs:disable Squiz.Commenting.FunctionComment -- One method for each level.

/**
 * The levels of RFC 5424.
 */
interface WC_Logger_Interface {

	public function add( $handle, $message, $level = WC_Log_Levels::NOTICE );

	public function log( $level, $message, $context = array() );

	public function emergency( $message, $context = array() );

	public function alert( $message, $context = array() );

	public function critical( $message, $context = array() );

	public function error( $message, $context = array() );

	public function warning( $message, $context = array() );

	public function notice( $message, $context = array() );

	public function info( $message, $context = array() );

	public function debug( $message, $context = array() );
}
