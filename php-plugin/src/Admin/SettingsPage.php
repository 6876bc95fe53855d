<?php
/**
 * The page of a service.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Admin\Tab\Tab;
use WcAccounting\Admin\Tab\TransactionsTab;
use WcAccounting\Connector\NeedsCommandLine;
use WcAccounting\Connector\Service;
use WcAccounting\Delivery\Glance;
use WcAccounting\Environment\Plugins;

/**
 * The page of the plugin: its menu entry, its tabs, and what they need in the browser.
 */
final class SettingsPage {

	/** @var ?array<string, Tab> */
	private ?array $tabs = null;

	/**
	 * @param \Closure(): list<Tab> $make_tabs      Called when the page is opened.
	 * @param \Closure(): void      $enqueue_assets The same.
	 */
	public function __construct(
		private readonly Service $service,
		private readonly Page $page,
		private readonly \Closure $make_tabs,
		private readonly Glance $glance,
		private readonly \Closure $enqueue_assets,
	) {}

	public function register(): void {
		add_action( 'admin_menu', $this->add_to_menu( ... ), 60 );
		add_filter( 'plugin_action_links_' . Plugins::of( $this->service->key() ), $this->add_link( ... ) );
		add_filter( 'woocommerce_screen_ids', fn ( $ids ): array => array_merge( (array) $ids, array( $this->page->screen() ) ) );
		// Before the page is known: this is asked for while the screen options are saved.
		if ( isset( $_POST['wp_screen_options'] ) ) {
			add_filter(
				'set_screen_option_' . TransactionsTab::per_page( $this->service->key() ),
				static fn ( $keep, $option, $value ): int => max( 1, min( 200, (int) $value ) ),
				10,
				3
			);
		}
	}

	private function add_to_menu(): void {
		$hook = add_submenu_page(
			'woocommerce',
			$this->service->name(),
			$this->service->name() . $this->bubble(),
			Guard::VIEW,
			$this->page->slug,
			$this->render( ... )
		);
		if ( is_string( $hook ) ) {
			add_action( "load-$hook", $this->load( ... ) );
		}
	}

	/** How many deliveries need somebody. */
	private function bubble(): string {
		if ( ! current_user_can( Guard::VIEW ) ) {
			return '';
		}
		$failed = $this->glance->failed();
		if ( 0 === $failed ) {
			return '';
		}
		$text = sprintf(
			/* translators: %s: a number. */
			_n( '%s delivery needs attention', '%s deliveries need attention', $failed, 'wc-accounting' ),
			number_format_i18n( $failed )
		);
		return sprintf(
			' <span class="awaiting-mod count-%1$d"><span class="pending-count" aria-hidden="true">%2$s</span><span class="screen-reader-text">%3$s</span></span>',
			$failed,
			$failed >= Glance::MOST_FAILED ? ( Glance::MOST_FAILED - 1 ) . '+' : $failed,
			esc_html( $text )
		);
	}

	/**
	 * @param mixed $links
	 * @return array<int|string, string>
	 */
	private function add_link( $links ): array {
		return array(
			'settings' => '<a href="' . esc_url( $this->page->url() ) . '">' . esc_html__( 'Settings', 'wc-accounting' ) . '</a>',
		) + (array) $links;
	}

	private function load(): void {
		( $this->enqueue_assets )();
		$this->current()?->load();
	}

	/**
	 * @return array<string, Tab>
	 */
	private function tabs(): array {
		if ( null === $this->tabs ) {
			$own = array();
			foreach ( ( $this->make_tabs )() as $tab ) {
				$own[ $tab->id() ] = $tab;
			}
			$screens    = $this->service->screens( $own, $this );
			$this->tabs = array();
			foreach ( $screens as $id => $screen ) {
				$tab = self::tab_of( (string) $id, $screen );
				if ( null !== $tab && current_user_can( $tab->needs() ) ) {
					$this->tabs[ (string) $id ] = $tab;
				}
			}
		}
		return $this->tabs;
	}

	/**
	 * A screen of ours, or one that other code has added in the way of the official plugin: an object with `get_label()` and
	 * `render()`.
	 *
	 * @param mixed $screen Whatever the filter answered.
	 */
	private static function tab_of( string $id, $screen ): ?Tab {
		if ( $screen instanceof Tab ) {
			return $screen;
		}
		if ( ! is_object( $screen ) || ! method_exists( $screen, 'render' ) ) {
			return null;
		}
		return new class( $id, $screen ) implements Tab {

			public function __construct( private readonly string $id, private readonly object $screen ) {}

			public function id(): string {
				return $this->id;
			}

			public function label(): string {
				return method_exists( $this->screen, 'get_label' ) ? (string) $this->screen->get_label() : $this->id;
			}

			public function needs(): string {
				return Guard::MANAGE;
			}

			public function load(): void {}

			public function render(): void {
				$this->screen->render();
			}
		};
	}

	private function current(): ?Tab {
		$tabs   = $this->tabs();
		// Only read: needs no nonce.
		$wanted = isset( $_GET['tab'] ) && is_string( $_GET['tab'] ) ? sanitize_key( wp_unslash( $_GET['tab'] ) ) : '';
		return $tabs[ $wanted ] ?? ( array() === $tabs ? null : reset( $tabs ) );
	}

	private function render(): void {
		$current = $this->current();
		printf( '<div class="wrap woocommerce wc-accounting" data-service="%s">', esc_attr( $this->service->key() ) );
		echo '<h1 class="wp-heading-inline">' . esc_html( $this->service->name() ) . '</h1><hr class="wp-header-end">';
		$this->render_tabs( $current );
		if ( null !== $current ) {
			echo '<h2 class="screen-reader-text">' . esc_html( $current->label() ) . '</h2>';
			self::render_tab( $current );
		}
		echo '</div>';
	}

	private static function render_tab( Tab $tab ): void {
		try {
			$tab->render();
		} catch ( NeedsCommandLine $elsewhere ) {
			printf( '<div class="notice notice-info inline"><p>%s</p></div>', esc_html( $elsewhere->getMessage() ) );
		}
	}

	private function render_tabs( ?Tab $current ): void {
		$labels = array_map( static fn ( Tab $tab ): string => $tab->label(), $this->tabs() );
		// Other code names screens of the whole page.
		$labels = current_user_can( Guard::MANAGE ) ? $this->service->tabs( $labels, $this ) : $labels;
		printf( '<nav class="nav-tab-wrapper woo-nav-tab-wrapper" aria-label="%s">', esc_attr( $this->service->name() ) );
		foreach ( $labels as $id => $label ) {
			$is_current = null !== $current && $current->id() === (string) $id;
			printf(
				'<a href="%s" class="nav-tab%s"%s>%s</a>',
				esc_url( $this->page->url( (string) $id ) ),
				$is_current ? ' nav-tab-active' : '',
				$is_current ? ' aria-current="page"' : '',
				esc_html( (string) $label )
			);
		}
		echo '</nav>';
	}
}
