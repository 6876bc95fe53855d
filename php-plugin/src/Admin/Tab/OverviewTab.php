<?php
/**
 * The first tab of a service that is connected by OAuth.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin\Tab;

use WcAccounting\Admin\ConnectionActions;
use WcAccounting\Admin\Field;
use WcAccounting\Admin\FirstSteps;
use WcAccounting\Admin\Page;
use WcAccounting\Admin\SettingsForm;
use WcAccounting\Admin\StartQuestion;
use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Settings;
use WcAccounting\Connector\WebConnector;
use WcAccounting\Order\StartDay;

/**
 * How things stand and what comes next: whom the shop is connected with, what waits and what failed, and whether anything is sent.
 */
final class OverviewTab extends FormTab {

	private const ENABLED = 'enabled';

	/**
	 * @param \Closure(): string $company        Name of the company that the shop is connected with; empty when it is with none.
	 * @param \Closure(): void   $render_numbers What waits and what failed.
	 */
	public function __construct(
		Page $page,
		private readonly Connector $connector,
		private readonly FirstSteps $first_steps,
		private readonly StartQuestion $start_question,
		private readonly Messages $messages,
		private readonly \Closure $company,
		private readonly \Closure $render_numbers,
		Settings $settings,
		StartDay $start_day,
	) {
		parent::__construct( $page, $connector->description(), $settings, $start_day, 'overview' );
	}

	public function label(): string {
		return __( 'Overview', 'wc-accounting' );
	}

	protected function take( SettingsForm $form, array $entered ): bool {
		unset( $form );
		$is_on = 'yes' === ( $entered[ self::ENABLED ] ?? 'no' );
		update_option( $this->description->connection['enabled_option'], $is_on ? 'yes' : 'no' );
		return true;
	}

	protected function render_intro(): void {
		$this->render_company();
		$this->render_obstacle();
		$this->first_steps->render();
		$this->start_question->render();
		( $this->render_numbers )();
	}

	/** In whose books the orders arrive. */
	private function render_company(): void {
		$company = ( $this->company )();
		if ( '' === $company ) {
			return;
		}
		/* translators: 1: name of a company, 2: name of the service. */
		$text = sprintf( __( 'The shop is connected with %1$s in %2$s.', 'wc-accounting' ), $company, $this->description->name );
		?>
		<p>
			<bdi><?php echo esc_html( $text ); ?></bdi>
			<a href="<?php echo esc_url( $this->page->url( ConnectionActions::TAB ) ); ?>">
				<?php esc_html_e( 'Go to the connection', 'wc-accounting' ); ?>
			</a>
		</p>
		<?php
	}

	/** Why nothing can be sent, and where that is mended. */
	private function render_obstacle(): void {
		$obstacle = $this->connector->obstacle();
		if ( null !== $obstacle && ! WebConnector::is_only( $obstacle ) ) {
			printf(
				'<div class="notice notice-warning inline"><p>%s <a href="%s">%s</a></p></div>',
				esc_html( $this->messages->of( $obstacle ) ),
				esc_url( $this->page->url( ConnectionActions::TAB ) ),
				esc_html__( 'Go to the connection', 'wc-accounting' )
			);
		}
	}

	protected function render_first_rows( Field $field ): void {
		$enabled = $this->settings->is_connection_enabled() ? 'yes' : 'no';
		/* translators: %s: name of the service. */
		$label = sprintf( __( 'Send orders to %s', 'wc-accounting' ), $this->description->name );
		$field->row(
			Field::id( self::ENABLED ),
			__( 'Enable', 'wc-accounting' ),
			static fn () => $field->toggle( self::ENABLED, $enabled, $label ),
			'',
			null,
			false
		);
	}
}
