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
 * It also stands in for the key ring while something is asked with credentials that are not stored: what the service gives in
 * their place is kept here.
 */
final class PlainSecret {

	/** @var \Closure(): string */
	private \Closure $secret;

	/**
	 * @param ?\Closure(string): mixed $keep Told of a secret that is given in place of this one, before anything is done with it.
	 */
	public function __construct( #[\SensitiveParameter] string $secret, private readonly ?\Closure $keep = null ) {
		$this->secret = static fn (): string => $secret;
	}

	public function reveal(): string {
		return ( $this->secret )();
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
			( $this->keep )( $new->reveal() );
		}
		$this->secret = static fn (): string => $new->reveal();
	}

	/** Nobody else has it. */
	public function begin_renewal(): bool {
		return true;
	}

	public function end_renewal(): void {}
}
