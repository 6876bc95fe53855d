<?php
/**
 * A secret on its way.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * A secret that PHP made or read. It has no property that a dump would show, and is called like the extension's Secret.
 *
 * It also stands in for the key ring while something is asked with credentials that are not stored yet: what the service gives in
 * their place is kept here, and stored at once where that matters, since the replaced ones are dead by then.
 */
final class PlainSecret {

	/** @var \Closure(): string */
	private \Closure $secret;

	private bool $is_replaced = false;

	/**
	 * @param ?\Closure(object): mixed $keep Given what replaces this one, which has reveal(), before anything is done with it.
	 */
	public function __construct( #[\SensitiveParameter] string $secret, private readonly ?\Closure $keep = null ) {
		$this->secret = static fn (): string => $secret;
	}

	public function reveal(): string {
		return ( $this->secret )();
	}

	/** Whether the service has given another one in its place. */
	public function is_replaced(): bool {
		return $this->is_replaced;
	}

	// --- Named like those of KeyRing ----------------------------------------------------------------------------------

	public function current(): string {
		return $this->reveal();
	}

	/**
	 * @param object $new      The extension's Secret.
	 * @param object $replaced The same.
	 */
	public function rotated( object $new, object $replaced ): void {
		unset( $replaced );
		if ( null !== $this->keep ) {
			( $this->keep )( $new );
		}
		$this->secret      = static fn (): string => $new->reveal();
		$this->is_replaced = true;
	}

	/** Nobody else has it. */
	public function begin_renewal(): bool {
		return true;
	}

	public function end_renewal(): void {}
}
