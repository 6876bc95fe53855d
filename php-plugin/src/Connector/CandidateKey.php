<?php
/**
 * A key that somebody entered.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * Stands in for the key ring while a key is tried that is not stored yet. Should the service replace the key in its very
 * first answer, the new one is stored at once: the one that was entered is dead by then.
 */
final class CandidateKey {

	private bool $is_stored = false;

	/**
	 * @param \Closure(): string $secret The key. A closure, so that no trace and no dump shows it.
	 */
	public function __construct(
		private \Closure $secret,
		private readonly KeyRing $keys,
	) {}

	public function current(): string {
		return ( $this->secret )();
	}

	/** Named like that of the extension's Secret. */
	public function reveal(): string {
		return $this->current();
	}

	/**
	 * @param object $new      The extension's Secret.
	 * @param object $replaced The same.
	 */
	public function rotated( object $new, object $replaced ): void {
		unset( $replaced );
		$this->keys->store( $new );
		$this->secret    = static fn (): string => $new->reveal();
		$this->is_stored = true;
	}

	/** Nobody else has it. */
	public function begin_renewal(): bool {
		return true;
	}

	public function end_renewal(): void {}

	/** Whether the service has replaced it, and its successor is stored. */
	public function is_stored(): bool {
		return $this->is_stored;
	}
}
