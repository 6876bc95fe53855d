<?php
/**
 * The logger.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Hands each entry that is bad enough to its handlers.
 */
class WC_Logger implements WC_Logger_Interface {

	/** @var list<object> */
	protected $handlers;

	/** @var int|false */
	protected $threshold;

	/**
	 * Takes handlers.
	 *
	 * @param list<object>|null $handlers  Handlers, else those of the filter.
	 * @param string|null       $threshold Level that is bad enough.
	 */
	public function __construct( $handlers = null, $threshold = null ) {
		$this->handlers  = $handlers ?? apply_filters( 'woocommerce_register_log_handlers', array( new WC_Log_Handler_File() ) );
		$threshold       = $threshold ?? ( defined( 'WC_LOG_THRESHOLD' ) ? WC_LOG_THRESHOLD : null );
		$this->threshold = null === $threshold ? false : WC_Log_Levels::get_level_severity( $threshold );
	}

	/**
	 * The old way.
	 *
	 * @param string $handle  Source.
	 * @param string $message What.
	 * @param string $level   Level.
	 */
	public function add( $handle, $message, $level = WC_Log_Levels::NOTICE ) {
		$this->log( $level, apply_filters( 'woocommerce_logger_add_message', $message, $handle ), array( 'source' => $handle, '_legacy' => true ) );
		return true;
	}

	/**
	 * An entry.
	 *
	 * @param string $level   Level.
	 * @param string $message What.
	 * @param array  $context `source` and more.
	 */
	public function log( $level, $message, $context = array() ) {
		if ( ! WC_Log_Levels::is_valid_level( $level ) ) {
			wc_doing_it_wrong( __METHOD__, 'There is no such level.', '3.0' );
		}
		if ( false !== $this->threshold && $this->threshold > WC_Log_Levels::get_level_severity( $level ) ) {
			return;
		}
		foreach ( $this->handlers as $handler ) {
			$words = apply_filters( 'woocommerce_logger_log_message', $message, $level, $context, $handler );
			if ( null !== $words ) {
				$handler->handle( time(), $level, $words, $context );
			}
		}
	}

	/**
	 * An entry of the level emergency.
	 *
	 * @param string $message What.
	 * @param array  $context `source` and more.
	 */
	public function emergency( $message, $context = array() ) {
		$this->log( WC_Log_Levels::EMERGENCY, $message, $context );
	}

	/**
	 * An entry of the level alert.
	 *
	 * @param string $message What.
	 * @param array  $context `source` and more.
	 */
	public function alert( $message, $context = array() ) {
		$this->log( WC_Log_Levels::ALERT, $message, $context );
	}

	/**
	 * An entry of the level critical.
	 *
	 * @param string $message What.
	 * @param array  $context `source` and more.
	 */
	public function critical( $message, $context = array() ) {
		$this->log( WC_Log_Levels::CRITICAL, $message, $context );
	}

	/**
	 * An entry of the level error.
	 *
	 * @param string $message What.
	 * @param array  $context `source` and more.
	 */
	public function error( $message, $context = array() ) {
		$this->log( WC_Log_Levels::ERROR, $message, $context );
	}

	/**
	 * An entry of the level warning.
	 *
	 * @param string $message What.
	 * @param array  $context `source` and more.
	 */
	public function warning( $message, $context = array() ) {
		$this->log( WC_Log_Levels::WARNING, $message, $context );
	}

	/**
	 * An entry of the level notice.
	 *
	 * @param string $message What.
	 * @param array  $context `source` and more.
	 */
	public function notice( $message, $context = array() ) {
		$this->log( WC_Log_Levels::NOTICE, $message, $context );
	}

	/**
	 * An entry of the level info.
	 *
	 * @param string $message What.
	 * @param array  $context `source` and more.
	 */
	public function info( $message, $context = array() ) {
		$this->log( WC_Log_Levels::INFO, $message, $context );
	}

	/**
	 * An entry of the level debug.
	 *
	 * @param string $message What.
	 * @param array  $context `source` and more.
	 */
	public function debug( $message, $context = array() ) {
		$this->log( WC_Log_Levels::DEBUG, $message, $context );
	}
}
