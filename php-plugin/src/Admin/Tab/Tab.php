<?php
/**
 * A tab of the settings page.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin\Tab;

/**
 * One tab of a service's page.
 */
interface Tab {

	/** Its name in the address. */
	public function id(): string;

	/** What a person reads. */
	public function label(): string;

	/** The right that it takes to see it. */
	public function needs(): string;

	/** Before anything is printed: takes its form, adds screen options. May redirect. */
	public function load(): void;

	/** Prints it. */
	public function render(): void;
}
