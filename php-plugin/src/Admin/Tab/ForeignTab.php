<?php
/**
 * A tab of other code.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin\Tab;

/**
 * A screen that other code has added in the way of the official plugin: an object with `get_label()` and `render()`.
 */
final class ForeignTab implements Tab {

	private function __construct(
		private readonly string $id,
		private readonly object $screen,
	) {}

	/**
	 * @param mixed $screen Whatever the filter answered.
	 */
	public static function of( string $id, $screen ): ?Tab {
		if ( $screen instanceof Tab ) {
			return $screen;
		}
		return is_object( $screen ) && method_exists( $screen, 'render' ) ? new self( $id, $screen ) : null;
	}

	public function id(): string {
		return $this->id;
	}

	public function label(): string {
		return method_exists( $this->screen, 'get_label' ) ? (string) $this->screen->get_label() : $this->id;
	}

	public function load(): void {}

	public function render(): void {
		$this->screen->render();
	}
}
