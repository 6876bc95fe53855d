<?php
/**
 * The tabs of a service.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin\Tab;

use WcAccounting\Admin\ScreenParts;
use WcAccounting\Admin\Text;
use WcAccounting\Connector\Errand;
use WcAccounting\ServiceRuntime;

/**
 * Which tabs the page of a service has, in their order: where it is connected, what it is told, what became of it, help.
 */
final class Tabs {

	/**
	 * @param ?\Closure(): void $print_support What else is on the Support tab.
	 */
	public function __construct(
		private readonly ServiceRuntime $runtime,
		private readonly ScreenParts $parts,
		private readonly ?\Closure $print_support = null,
	) {}

	/**
	 * @return list<Tab>
	 */
	public function all(): array {
		$runtime = $this->runtime;
		$tabs    = $this->parts->description->is_keyed() ? array( $this->configure_tab() ) : $this->tabs_of_consent();
		$groups  = array_unique( array_column( $this->parts->description->entered_settings(), 'group' ) );
		foreach ( array_diff( $groups, array( 'configure' ) ) as $group ) {
			$tabs[] = new DocumentTab(
				$this->parts->page,
				$runtime->connector,
				$runtime->settings,
				$runtime->start_day,
				$runtime->triggers,
				$group
			);
		}
		$tabs[] = new TransactionsTab(
			$this->parts->page,
			$this->parts->description,
			$runtime->transactions,
			$this->parts->table( ... ),
			$this->parts->overview()->render( ... ),
			fn () => $this->parts->transactions_form()->take(),
			array( $this->parts->month_page(), $this->parts->backfill_page() )
		);
		$tabs[] = new SupportTab(
			$this->parts->description,
			$this->parts->report(),
			$runtime->service->help_page(),
			$runtime->service->page(),
			$this->print_support
		);
		return $tabs;
	}

	/** Where a key is entered. */
	private function configure_tab(): ConfigureTab {
		$runtime = $this->runtime;
		return new ConfigureTab(
			$this->parts->page,
			$runtime->connector,
			$runtime->keys,
			$this->parts->check(),
			$this->parts->first_steps(),
			$this->parts->start_question(),
			$runtime->settings,
			$runtime->start_day
		);
	}

	/**
	 * Where a person lets the shop in at the service.
	 *
	 * @return list<Tab>
	 */
	private function tabs_of_consent(): array {
		$runtime = $this->runtime;
		return array(
			new OverviewTab(
				$this->parts->page,
				$runtime->connector,
				$this->parts->first_steps(),
				$this->parts->start_question(),
				$runtime->messages,
				static fn (): string => '' === $runtime->keys->current()
					? ''
					: Text::plain( (string) $runtime->round_trip->granted( $runtime->keys )['name'] ),
				$this->parts->overview()->render( ... ),
				$runtime->settings,
				$runtime->start_day
			),
			new ConnectionTab(
				$this->parts->description,
				$runtime->service,
				$runtime->keys,
				$runtime->application,
				$runtime->round_trip,
				new Errand( $this->parts->description->service ),
				$this->parts->check(),
				$this->parts->connection_actions()
			),
		);
	}
}
