<?php
/**
 * A tab with a form.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin\Tab;

use WcAccounting\Admin\Field;
use WcAccounting\Admin\Guard;
use WcAccounting\Admin\Page;
use WcAccounting\Admin\SettingsForm;
use WcAccounting\Connector\Description;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\Settings;
use WcAccounting\Order\StartDay;

/**
 * Takes and shows the settings of one group. What cannot be taken comes back as it was entered, with a message at its field.
 */
abstract class FormTab implements Tab {

	/** What was entered and could not be taken, or was only tried out. */
	protected ?SettingsForm $rejected = null;

	private bool $is_tried_out = false;

	public function __construct(
		protected readonly Page $page,
		protected readonly Description $description,
		protected readonly Settings $settings,
		private readonly StartDay $start_day,
		private readonly string $group,
	) {}

	public function id(): string {
		return $this->group;
	}

	public function needs(): string {
		return Guard::MANAGE;
	}

	public function load(): void {
		if ( 'POST' !== ( $_SERVER['REQUEST_METHOD'] ?? '' ) ) {
			return;
		}
		check_admin_referer( $this->nonce_action() );
		if ( ! current_user_can( Guard::MANAGE ) ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'wc-accounting' ), 403 );
		}
		// SettingsForm sanitizes.
		$entered = isset( $_POST[ Field::NAME ] ) && is_array( $_POST[ Field::NAME ] ) ? wp_unslash( $_POST[ Field::NAME ] ) : array();
		$form    = new SettingsForm( $this->group_settings(), $entered, $this->description->words );
		$this->is_tried_out = $this->try_out( $entered );
		if ( $this->is_tried_out || ! $this->take( $form, $entered ) ) {
			$this->rejected = $form;
			return;
		}
		$this->start_day->notice();
		wp_safe_redirect( add_query_arg( 'settings-updated', 'true', $this->page->url( $this->id() ) ) );
		exit;
	}

	/**
	 * Whether somebody only wanted to know what would come of it; nothing is stored then.
	 *
	 * @param array<array-key, mixed> $entered All of the form.
	 */
	protected function try_out( array $entered ): bool {
		unset( $entered );
		return false;
	}

	/**
	 * Stores what was entered.
	 *
	 * @param array<array-key, mixed> $entered All of the form.
	 * @return bool False when something is wrong with it; nothing is stored then.
	 */
	protected function take( SettingsForm $form, array $entered ): bool {
		unset( $entered );
		if ( array() !== $form->errors ) {
			return false;
		}
		$form->store();
		return true;
	}

	/** Whether the fields can be changed now. */
	protected function is_disabled(): bool {
		return false;
	}

	public function render(): void {
		$this->render_result();
		$this->render_intro();
		$field = new Field( $this->description, $this->is_disabled() );
		printf( '<form method="post" action="%s" class="wc-accounting-form" novalidate>', esc_url( $this->page->url( $this->id() ) ) );
		wp_nonce_field( $this->nonce_action() );
		echo '<table class="form-table" role="presentation">';
		$this->render_first_rows( $field );
		$stored = $this->settings->values();
		foreach ( $this->group_settings() as $setting ) {
			$name = $setting['name'];
			$field->setting(
				$setting,
				$this->rejected->values[ $name ] ?? $stored[ $name ],
				$this->rejected->errors[ $name ] ?? null
			);
		}
		echo '</table>';
		submit_button( '', 'primary', 'submit', true, $this->is_disabled() ? array( 'disabled' => 'disabled' ) : array() );
		echo '</form>';
	}

	/** Above the form. */
	protected function render_intro(): void {}

	/** Rows above those of the group. */
	protected function render_first_rows( Field $field ): void {
		unset( $field );
	}

	private function render_result(): void {
		if ( $this->is_tried_out ) {
			return;
		}
		if ( null !== $this->rejected ) {
			printf(
				'<div class="notice notice-error" role="alert"><p>%s</p></div>',
				esc_html__( 'Nothing was saved. Please correct the fields marked below.', 'wc-accounting' )
			);
		} elseif ( isset( $_GET['settings-updated'] ) ) { // Only read: needs no nonce.
			printf(
				'<div class="notice notice-success is-dismissible" role="status"><p>%s</p></div>',
				esc_html__( 'Settings saved.', 'wc-accounting' )
			);
		}
	}

	/**
	 * @return list<array{
	 *     name: string, option: string, type: string, default: string, group: string, choices: list<string>, catalogue: ?string
	 * }>
	 */
	private function group_settings(): array {
		return array_values(
			array_filter(
				$this->description->entered_settings(),
				fn ( array $setting ): bool => $this->group === $setting['group']
			)
		);
	}

	public static function nonce_of( string $service, string $group ): string {
		return Name::of( $service, "save_$group" );
	}

	private function nonce_action(): string {
		return self::nonce_of( $this->description->service, $this->group );
	}
}
