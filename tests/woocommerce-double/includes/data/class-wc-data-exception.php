<?php
/**
 * An error in data that a setter was given.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Carries a code that programs can read, and data, beside its message.
 */
class WC_Data_Exception extends Exception {

	/** @var string */
	protected $error_code;

	/** @var array<string, mixed> */
	protected $error_data;

	/**
	 * Takes all three.
	 *
	 * @param string               $code    Code a program can read.
	 * @param string               $message For a person.
	 * @param int                  $status  HTTP status.
	 * @param array<string, mixed> $data    More.
	 */
	public function __construct( $code, $message, $status = 400, $data = array() ) {
		$this->error_code = (string) $code;
		$this->error_data = array_merge( array( 'status' => $status ), (array) $data );
		parent::__construct( (string) $message, (int) $status );
	}

	/**
	 * The code.
	 */
	public function getErrorCode() { // phpcs:ignore WordPress.NamingConventions
		return $this->error_code;
	}

	/**
	 * The data.
	 */
	public function getErrorData() { // phpcs:ignore WordPress.NamingConventions
		return $this->error_data;
	}
}
