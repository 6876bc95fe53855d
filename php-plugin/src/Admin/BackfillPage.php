<?php
/**
 * Transactions › Bring over old orders.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Admin\Tab\Tab;
use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\Settings;
use WcAccounting\Connector\WebConnector;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\Queue;
use WcAccounting\Intake\Backfill;
use WcAccounting\Intake\Backfiller;
use WcAccounting\Intake\BackfillPlan;
use WcAccounting\Intake\BackfillReport;
use WcAccounting\Intake\BackfillState;
use WcAccounting\Intake\BackfillStore;
use WcAccounting\Intake\BackfillTally;
use WcAccounting\Order\Triggers;

/**
 * Counts first, and sends only when a person has seen what was found. Buttons are forms, so that it works without a script; with one
 * the page shows how far it is, and keeps it going while somebody looks.
 */
final class BackfillPage implements Tab {

	/** Of the forms. */
	private const ACTION = 'backfill';

	/** Of the script that asks how far it is. */
	private const PROGRESS = 'backfill_progress';

	/** Which button. */
	public const STEP = 'backfill_step';

	public const COUNT = 'count';

	/**
	 * @param \Closure(): Backfiller $backfiller Made when it is needed.
	 */
	public function __construct(
		private readonly Page $page,
		private readonly Connector $connector,
		private readonly Settings $settings,
		private readonly BackfillStore $store,
		private readonly \Closure $backfiller,
		private readonly BackfillReport $report,
		private readonly Queue $queue,
		private readonly Messages $messages,
		private readonly AfterResponse $after_response,
	) {}

	/** Name of the action of the script, and of its nonce. */
	public static function progress_action( string $service ): string {
		return Name::of( $service, self::PROGRESS );
	}

	public function register( Guard $guard ): void {
		$guard->answer( self::progress_action( $this->page->service ), Guard::MANAGE, $this->progress( ... ) );
		add_action( 'admin_post_' . self::action( $this->page->service ), $this->handle( ... ) );
	}

	public function id(): string {
		return 'backfill';
	}

	public function label(): string {
		return __( 'Bring over old orders', 'wc-accounting' );
	}

	public function needs(): string {
		return Guard::MANAGE;
	}

	public function load(): void {}

	/** Name of the action of the forms, and of its nonce. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	private function url(): string {
		return $this->page->url( 'transactions', array( 'section' => $this->id() ) );
	}

	// --- What is asked for --------------------------------------------------------------------------------------------

	private function handle(): void {
		Guard::check_form( self::action( $this->page->service ) );
		$step = Guard::text( self::STEP );
		try {
			$obstacle = $this->connector->obstacle();
			if ( null !== $obstacle && ! WebConnector::is_only( $obstacle ) && BackfillState::Cancelled->value !== $step ) {
				throw new \DomainException( $this->messages->of( $obstacle ) );
			}
			if ( ! $this->settings->is_connection_enabled() && BackfillState::Cancelled->value !== $step ) {
				throw new \DomainException( __( 'Sending is switched off in the settings. Switch it on first.', 'wc-accounting' ) );
			}
			if ( self::COUNT === $step ) {
				( $this->backfiller )()->begin( $this->chosen() );
			} elseif ( ! $this->store->bring_into( BackfillState::tryFrom( $step ) ?? BackfillState::Done ) ) {
				throw new \DomainException(
					__( 'That is not possible any more: somebody else was faster. This is how it stands.', 'wc-accounting' )
				);
			}
			$this->after_response->request();
		} catch ( \DomainException $refusal ) {
			Notices::say( 'error', $refusal->getMessage() );
		}
		wp_safe_redirect( $this->url() );
		exit;
	}

	/** @throws \DomainException When it makes no sense. */
	private function chosen(): BackfillPlan {
		$list = static function ( string $name ): array {
			// The nonce is checked above.
			$sent = isset( $_POST[ $name ] ) && is_array( $_POST[ $name ] ) ? wp_unslash( $_POST[ $name ] ) : array();
			return array_map( 'sanitize_key', array_values( array_filter( $sent, 'is_string' ) ) );
		};
		return BackfillPlan::chosen(
			array(
				'documents' => $list( 'documents' ),
				'statuses'  => $list( 'statuses' ),
				'from'      => Guard::text( 'from' ),
				'to'        => Guard::text( 'to' ),
				'most'      => absint( Guard::text( 'most' ) ),
			),
			$this->connector->description(),
			$this->settings
		);
	}

	/**
	 * How far it is. This request goes on to work once it has answered.
	 *
	 * @return array{html: string, is_at_work: bool}
	 * @throws \DomainException When the nonce is not right.
	 */
	private function progress(): array {
		Guard::check( Guard::text( 'nonce' ), self::progress_action( $this->page->service ) );
		$backfill   = $this->store->current();
		$is_at_work = true === $backfill?->state->is_at_work();
		if ( $is_at_work ) {
			$this->after_response->request_here();
		}
		return array(
			'html'       => null === $backfill ? '' : $this->html( fn () => $this->render_standing( $backfill ) ),
			'is_at_work' => $is_at_work,
		);
	}

	private function html( callable $render ): string {
		ob_start();
		$render();
		return (string) ob_get_clean();
	}

	// --- What is shown ------------------------------------------------------------------------------------------------

	public function render(): void {
		$backfill = $this->store->current();
		?>
		<h2><?php echo esc_html( $this->label() ); ?></h2>
		<p class="description">
			<?php
			echo esc_html(
				sprintf(
					/* translators: %s: name of the service. */
					__(
						'Orders from before can be sent to %s as well. They are counted first, and what is there already is left as it is.',
						'wc-accounting'
					),
					$this->connector->description()->name
				)
			);
			?>
		</p>
		<?php
		if ( null !== $backfill ) {
			printf(
				'<div id="wc-accounting-backfill" data-nonce="%s" data-at-work="%s">',
				esc_attr( wp_create_nonce( self::progress_action( $this->page->service ) ) ),
				$backfill->state->is_at_work() ? '1' : ''
			);
			$this->render_standing( $backfill );
			echo '</div>';
		}
		if ( true === $backfill?->state->is_over() ) {
			echo '<h3>' . esc_html__( 'Bring over other orders', 'wc-accounting' ) . '</h3>';
		}
		if ( null === $backfill || $backfill->state->is_over() ) {
			$this->render_form();
		}
	}

	private function render_standing( Backfill $backfill ): void {
		echo '<p><bdi>' . esc_html( $this->report->chosen( $backfill->plan ) ) . '</bdi></p>';
		$this->render_progress( $backfill );
		$this->render_hold( $backfill );
		if ( BackfillState::Counted === $backfill->state ) {
			$this->render_found( $backfill, $backfill->counted );
			echo '<ul class="ul-disc">';
			foreach ( $this->report->before( $backfill ) as $sentence ) {
				echo '<li><bdi>' . esc_html( Text::plain( $sentence ) ) . '</bdi></li>';
			}
			echo '</ul>';
		} elseif ( BackfillState::Counting !== $backfill->state ) {
			$this->render_found( $backfill, $backfill->done );
		}
		$this->render_buttons( $backfill );
	}

	private function render_progress( Backfill $backfill ): void {
		$percent = (int) floor( 100 * $backfill->share() );
		?>
		<p role="status"><strong><?php echo esc_html( $this->report->standing( $backfill ) ); ?></strong></p>
		<?php if ( $backfill->state->is_at_work() || BackfillState::Paused === $backfill->state ) : ?>
			<p><progress class="wc-accounting-share" max="100" value="<?php echo esc_attr( (string) $percent ); ?>"></progress>
				<?php echo esc_html( number_format_i18n( $percent ) . ' %' ); ?></p>
			<noscript>
				<p><?php esc_html_e( 'It goes on by itself. Reload this page to see how far it is.', 'wc-accounting' ); ?></p>
			</noscript>
			<?php
		endif;
	}

	/** Why nothing happens just now. */
	private function render_hold( Backfill $backfill ): void {
		$hold = $backfill->state->is_at_work() ? $this->queue->hold() : null;
		// One by hand is told of above the page.
		if ( null !== $hold && Queue::HOLD_BY_HAND !== $hold['hold'] ) {
			printf(
				'<div class="notice notice-warning inline"><p>%s</p></div>',
				esc_html__( 'Nothing is sent to the service just now; it goes on by itself as soon as it can.', 'wc-accounting' )
			);
		}
	}

	private function render_found( Backfill $backfill, BackfillTally $tally ): void {
		$columns = $this->report->columns( BackfillState::Counted === $backfill->state );
		?>
		<table class="widefat striped wc-accounting-backfill">
			<thead><tr><th scope="col"><?php esc_html_e( 'Document', 'wc-accounting' ); ?></th>
				<?php foreach ( $columns as $label ) : ?>
					<th scope="col"><?php echo esc_html( $label ); ?></th>
				<?php endforeach; ?>
			</tr></thead>
			<tbody>
				<?php foreach ( $this->report->rows( $backfill->plan, $tally ) as $row ) : ?>
					<tr><th scope="row"><?php echo esc_html( $row['label'] ); ?></th>
						<?php foreach ( $row['counts'] as $count ) : ?>
							<td><?php echo esc_html( number_format_i18n( $count ) ); ?></td>
						<?php endforeach; ?>
					</tr>
				<?php endforeach; ?>
			</tbody>
		</table>
		<?php
	}

	private function render_buttons( Backfill $backfill ): void {
		$number  = BackfillReport::to_queue( $backfill->counted );
		$buttons = match ( $backfill->state ) {
			BackfillState::Counting => array( 'cancelled' => __( 'Cancel', 'wc-accounting' ) ),
			BackfillState::Counted => 0 === $number
				? array( 'cancelled' => __( 'Choose again', 'wc-accounting' ) )
				: array(
					'running'   => sprintf(
						/* translators: %s: a number. */
						_n( 'Bring over %s document', 'Bring over %s documents', $number, 'wc-accounting' ),
						number_format_i18n( $number )
					),
					'cancelled' => __( 'Choose again', 'wc-accounting' ),
				),
			BackfillState::Running => array(
				'paused'    => __( 'Pause', 'wc-accounting' ),
				'cancelled' => __( 'Cancel', 'wc-accounting' ),
			),
			BackfillState::Paused => array(
				'running'   => __( 'Resume', 'wc-accounting' ),
				'cancelled' => __( 'Cancel', 'wc-accounting' ),
			),
			default => array(),
		};
		if ( array() === $buttons ) {
			return;
		}
		$this->begin_form();
		foreach ( $buttons as $step => $label ) {
			printf(
				'<button type="submit" class="button%s" name="%s" value="%s">%s</button> ',
				'running' === $step ? ' button-primary' : '',
				esc_attr( self::STEP ),
				esc_attr( $step ),
				esc_html( $label )
			);
		}
		echo '</form>';
	}

	private function begin_form(): void {
		printf( '<form method="post" action="%s">', esc_url( admin_url( 'admin-post.php' ) ) );
		printf( '<input type="hidden" name="action" value="%s">', esc_attr( self::action( $this->page->service ) ) );
		wp_nonce_field( self::action( $this->page->service ) );
	}

	private function render_form(): void {
		$description = $this->connector->description();
		$usual       = BackfillPlan::usual( $description, $this->settings );
		$documents   = array_map(
			static fn ( $document ): string => $document->label(),
			BackfillPlan::possible( $description, $this->settings )
		);
		$statuses    = Triggers::possible( Triggers::OVER );
		$this->begin_form();
		echo '<table class="form-table">';
		self::row( __( 'Documents', 'wc-accounting' ), static fn () => self::boxes( 'documents', $documents, $usual->documents ) );
		self::row( __( 'Status of the order', 'wc-accounting' ), static fn () => self::boxes( 'statuses', $statuses, $usual->statuses ) );
		self::row( __( 'Orders created', 'wc-accounting' ), static fn () => self::dates( $usual ) );
		self::row( __( 'At most', 'wc-accounting' ), static fn () => self::pace( $usual ) );
		echo '</table>';
		printf(
			'<p><button type="submit" class="button button-primary" name="%s" value="%s">%s</button></p></form>',
			esc_attr( self::STEP ),
			esc_attr( self::COUNT ),
			esc_html__( 'Count the orders', 'wc-accounting' )
		);
	}

	private static function row( string $label, callable $field ): void {
		?>
		<tr><th scope="row"><?php echo esc_html( $label ); ?></th>
			<td><fieldset>
				<legend class="screen-reader-text"><?php echo esc_html( $label ); ?></legend>
				<?php $field(); ?>
			</fieldset></td></tr>
		<?php
	}

	/**
	 * @param array<string, string> $choices
	 * @param list<string>          $chosen
	 */
	private static function boxes( string $name, array $choices, array $chosen ): void {
		foreach ( $choices as $value => $label ) {
			printf(
				'<label class="wc-accounting-choice"><input type="checkbox" name="%s[]" value="%s"%s> %s</label>',
				esc_attr( $name ),
				esc_attr( $value ),
				checked( in_array( $value, $chosen, true ), true, false ),
				esc_html( $label )
			);
		}
	}

	private static function dates( BackfillPlan $usual ): void {
		foreach ( array( 'from' => __( 'from', 'wc-accounting' ), 'to' => __( 'to', 'wc-accounting' ) ) as $name => $label ) {
			printf(
				'<label>%s <input type="date" name="%s" value="%s" required></label> ',
				esc_html( $label ),
				esc_attr( $name ),
				esc_attr( $usual->$name )
			);
		}
	}

	private static function pace( BackfillPlan $usual ): void {
		printf(
			'<label><input type="number" name="most" min="1" max="1000" value="%s" class="wc-accounting-pace"> %s</label><p class="description">%s</p>',
			esc_attr( (string) $usual->most ),
			esc_html__( 'documents a minute', 'wc-accounting' ),
			esc_html__( 'It begins slowly and grows as long as the service keeps up.', 'wc-accounting' )
		);
	}
}
