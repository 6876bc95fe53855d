<?php
/**
 * The tab of a connection by OAuth.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin\Tab;

use WcAccounting\Admin\ConnectionActions;
use WcAccounting\Admin\ConnectionCheck;
use WcAccounting\Admin\ConnectionErrands;
use WcAccounting\Admin\Guard;
use WcAccounting\Admin\Text;
use WcAccounting\Connector\Application;
use WcAccounting\Connector\Description;
use WcAccounting\Connector\Errand;
use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\RoundTrip;
use WcAccounting\Connector\Service;

/**
 * Says what is sent to whom before anything is, takes the owner's application, leads him to the service, and shows whom the shop
 * is connected with.
 */
final class ConnectionTab implements Tab {

	public function __construct(
		private readonly Description $description,
		private readonly Service $service,
		private readonly KeyRing $keys,
		private readonly Application $application,
		private readonly RoundTrip $round_trip,
		private readonly Errand $errand,
		private readonly ConnectionCheck $check,
		private readonly ConnectionActions $actions,
	) {}

	public function id(): string {
		return ConnectionActions::TAB;
	}

	public function label(): string {
		return __( 'Connection', 'wc-accounting' );
	}

	public function needs(): string {
		return Guard::MANAGE;
	}

	public function load(): void {
		$this->actions->come_back();
	}

	public function render(): void {
		if ( $this->errand->waits( $this->round_trip->who() ) ) {
			printf( '<div class="notice notice-info inline"><p>%s</p></div>', esc_html( ConnectionErrands::is_left() ) );
			return;
		}
		$pending = $this->round_trip->organisations();
		if ( null !== $pending ) {
			$this->render_choice( $pending );
			return;
		}
		$way = $this->round_trip->way();
		if ( null !== $way ) {
			$this->render_way( $way );
		}
		$is_connected = '' !== $this->keys->current();
		if ( $is_connected ) {
			$this->render_connection();
		}
		$this->render_disclosure();
		$this->render_application( $is_connected );
		$this->render_connect( $is_connected, $is_connected || null !== $way );
	}

	/** The command line has prepared the way to the service. */
	private function render_way( string $way ): void {
		/* translators: %s: name of the service. */
		$label = sprintf( __( 'Go on to %s', 'wc-accounting' ), $this->description->name );
		printf(
			'<div class="notice notice-info inline"><p>%s</p><p><a class="button button-primary" id="wc-accounting-way" href="%s">%s</a></p></div>',
			esc_html__( 'The way is prepared. It can be gone within a quarter of an hour.', 'wc-accounting' ),
			esc_url( $way ),
			esc_html( $label )
		);
	}

	// --- Connected ----------------------------------------------------------------------------------------------------

	private function render_connection(): void {
		echo '<h3>' . esc_html__( 'Connected', 'wc-accounting' ) . '</h3>';
		$granted = $this->round_trip->granted( $this->keys );
		ConnectionCheck::render_facts( $this->facts( $granted ) );
		$this->render_missing( $granted['missing'] );
		$this->check->render( $this->check->last(), false, '', '' );
		$this->begin_form( ConnectionActions::DISCONNECT );
		$question = sprintf(
			/* translators: %s: name of the service. */
			__( 'Disconnect the shop from %s? What waits stays here and is not sent.', 'wc-accounting' ),
			$this->description->name
		);
		?>
			<button type="submit" class="button wc-accounting-confirm" data-question="<?php echo esc_attr( $question ); ?>">
				<?php esc_html_e( 'Disconnect', 'wc-accounting' ); ?>
			</button>
		</form>
		<?php
	}

	/**
	 * @param array{name: ?string, scopes: list<string>, unused_until: ?int, ...} $granted
	 * @return list<array{label: string, value: string}>
	 */
	private function facts( array $granted ): array {
		$consent = $this->round_trip->consented();
		$values  = array(
			__( 'Company', 'wc-accounting' )        => (string) $granted['name'],
			__( 'Connected by', 'wc-accounting' )   => null === $consent
				? ''
				/* translators: 1: name of a user, 2: date and time. */
				: sprintf( __( '%1$s on %2$s', 'wc-accounting' ), $consent['user'], Text::exact_time( $consent['at'] ) ),
			__( 'Rights', 'wc-accounting' )         => implode( ', ', $granted['scopes'] ),
			__(
				'Ends if unused',
				'wc-accounting'
			) => null === $granted['unused_until'] ? '' : Text::exact_time( $granted['unused_until'] ),
		);
		$rows    = array();
		foreach ( array_filter( $values ) as $label => $value ) {
			$rows[] = array(
				'label' => $label,
				'value' => Text::plain( $value ),
			);
		}
		return $rows;
	}

	/**
	 * @param list<string> $missing Rights that were asked for and not given.
	 */
	private function render_missing( array $missing ): void {
		if ( array() !== $missing ) {
			printf(
				'<div class="notice notice-warning inline"><p>%s</p></div>',
				esc_html(
					sprintf(
						/* translators: 1: name of the service, 2: names of rights. */
						__( '%1$s did not give these rights: %2$s. Connect again, and leave all ticks as they are.', 'wc-accounting' ),
						$this->description->name,
						implode( ', ', $missing )
					)
				)
			);
		}
	}

	// --- Before -------------------------------------------------------------------------------------------------------

	private function render_disclosure(): void {
		$name  = $this->description->name;
		$pages = $this->service->legal_pages();
		?>
		<h3><?php esc_html_e( 'What is sent, and to whom', 'wc-accounting' ); ?></h3>
		<p>
			<?php
			echo esc_html(
				sprintf(
					/* translators: %1$s: name of the service. */
					__(
						'Once you have connected the shop, it sends orders with their products, amounts, dates and taxes to your own organisation in %1$s, and with them the name, e-mail address, address and telephone number of the customer. Before that nothing is sent anywhere. The shop speaks with %1$s itself: nobody stands between.',
						'wc-accounting'
					),
					$name
				)
			);
			?>
			<?php foreach ( $pages as $label => $url ) : ?>
				<?php echo Text::link( $url, esc_html( $label ) ); // Escapes. ?>
			<?php endforeach; ?>
		</p>
		<?php
	}

	private function render_application( bool $is_connected ): void {
		$consent = $this->description->connection['consent'];
		?>
		<h3><?php esc_html_e( 'Your application', 'wc-accounting' ); ?></h3>
		<p>
			<?php
			/* translators: %s: name of the service. */
			echo esc_html(
				sprintf(
					__(
						'Make an application in %s, give it the address below to come back to, and enter what it is called.',
						'wc-accounting'
					),
					$this->description->name
				)
			);
			echo ' ';
			echo Text::link_to_keys( $this->description ); // Escapes.
			?>
		</p>
		<?php $this->begin_form( ConnectionActions::SAVE ); ?>
			<table class="form-table" role="presentation">
				<?php
				$this->row( 'wc-accounting-redirect', __( 'Address to come back to', 'wc-accounting' ), $this->render_redirect( ... ) );
				$this->row( 'wc-accounting-client-id', __( 'Client id', 'wc-accounting' ), $this->render_id( ... ) );
				$this->row( 'wc-accounting-client-secret', __( 'Client secret', 'wc-accounting' ), $this->render_secret( ... ) );
				if ( null !== $consent && $consent['as_application'] ) {
					$this->row( 'wc-accounting-alone', __( 'Kind', 'wc-accounting' ), $this->render_kind( ... ) );
				}
				?>
			</table>
			<p><button type="submit" class="button<?php echo $is_connected || '' !== $this->application->id() ? '' : ' button-primary'; ?>">
				<?php esc_html_e( 'Save', 'wc-accounting' ); ?>
			</button></p>
		</form>
		<?php
	}

	private function row( string $id, string $label, callable $print ): void {
		echo '<tr><th scope="row"><label for="' . esc_attr( $id ) . '">' . esc_html( $label ) . '</label></th><td>';
		$print();
		echo '</td></tr>';
	}

	private function render_redirect(): void {
		?>
		<input type="text" id="wc-accounting-redirect" class="large-text code" readonly
			value="<?php echo esc_attr( $this->actions->redirect() ); ?>" aria-describedby="wc-accounting-redirect-help">
		<p class="description" id="wc-accounting-redirect-help">
			<?php esc_html_e( 'Copy it letter for letter. If the address of the shop changes, change it there too.', 'wc-accounting' ); ?>
		</p>
		<?php
	}

	private function render_id(): void {
		$constant = $this->application->constant_of_id();
		?>
		<input type="text" id="wc-accounting-client-id" name="client_id" class="regular-text code" autocomplete="off" required
			value="<?php echo esc_attr( $this->application->id() ); ?>"<?php echo null === $constant ? '' : ' readonly'; ?>>
		<?php
		$this->render_constant( $constant );
	}

	private function render_secret(): void {
		$constant = $this->application->constant_of_secret();
		if ( null === $constant ) {
			echo '<input type="password" id="wc-accounting-client-secret" name="client_secret" class="regular-text code" autocomplete="off"'
				. ' aria-describedby="wc-accounting-client-secret-help">';
		}
		$this->render_constant( $constant );
		if ( null === $constant ) {
			echo '<p class="description" id="wc-accounting-client-secret-help">' . esc_html( $this->secret_help() ) . '</p>';
		}
	}

	private function secret_help(): string {
		if ( $this->application->has_secret() ) {
			return __( 'A secret is stored, encrypted. Leave the field empty to keep it.', 'wc-accounting' );
		}
		return true === ( $this->description->connection['consent']['without_secret'] ?? false )
			? __( 'Leave it empty for an application that has none (PKCE).', 'wc-accounting' )
			: '';
	}

	private function render_constant( ?string $constant ): void {
		if ( null !== $constant ) {
			/* translators: 1: name of a constant, 2: name of a file. */
			$text = sprintf( __( 'Set by the constant %1$s in %2$s. Change it there.', 'wc-accounting' ), $constant, 'wp-config.php' );
			echo '<p class="description">' . esc_html( $text ) . '</p>';
		}
	}

	private function render_kind(): void {
		?>
		<label for="wc-accounting-alone">
			<input type="checkbox" id="wc-accounting-alone" name="alone" value="yes"
				<?php checked( $this->application->gets_in_alone() ); ?>>
			<?php
			/* translators: %s: name of the service. */
			echo esc_html(
				sprintf(
					__(
						'It is a custom connection: %s lets it into one company without asking a person.',
						'wc-accounting'
					),
					$this->description->name
				)
			);
			?>
		</label>
		<?php
	}

	/** @param bool $is_second Whether something else is to be done first. */
	private function render_connect( bool $is_connected, bool $is_second ): void {
		$name = $this->description->name;
		$this->begin_form( ConnectionActions::CONNECT );
		?>
			<p>
				<button type="submit" id="wc-accounting-connect" class="button<?php echo $is_second ? '' : ' button-primary'; ?>"
					<?php disabled( '' === $this->application->id() ); ?>>
					<?php
					echo esc_html(
						$is_connected
							/* translators: %s: name of the service. */
							? sprintf( __( 'Connect to %s again', 'wc-accounting' ), $name )
							/* translators: %s: name of the service. */
							: sprintf( __( 'Connect to %s', 'wc-accounting' ), $name )
					);
					?>
				</button>
			</p>
		</form>
		<?php
	}

	// --- Several companies ----------------------------------------------------------------------------------------------

	/**
	 * @param array{
	 *     ok: bool, reason: ?array{code: string, detail: string}, items: list<array{id: string, connection: string, name: string}>
	 * } $found
	 */
	private function render_choice( array $found ): void {
		echo '<h3>' . esc_html__( 'Which company?', 'wc-accounting' ) . '</h3>';
		if ( ! $found['ok'] ) {
			printf(
				'<div class="notice notice-warning inline"><p>%s</p></div><p><a class="button" href="%s">%s</a></p>',
				/* translators: %s: name of the service. */
				esc_html(
					sprintf(
						__(
							'%s lets the shop in, but did not say into which companies.',
							'wc-accounting'
						),
						$this->description->name
					)
				),
				esc_url( $this->actions->redirect() ),
				esc_html__( 'Ask again', 'wc-accounting' )
			);
			return;
		}
		$this->begin_form( ConnectionActions::CHOOSE );
		echo '<fieldset><legend class="screen-reader-text">' . esc_html__( 'Which company?', 'wc-accounting' ) . '</legend>';
		foreach ( $found['items'] as $organisation ) {
			printf(
				'<p><label><input type="radio" name="organisation" value="%s" required> %s</label></p>',
				esc_attr( $organisation['id'] ),
				esc_html( Text::plain( $organisation['name'] ) )
			);
		}
		echo '</fieldset><p><button type="submit" class="button button-primary">';
		esc_html_e( 'Connect this company', 'wc-accounting' );
		echo '</button></p></form>';
	}

	private function begin_form( string $what ): void {
		$action = ConnectionActions::action( $this->description->service, $what );
		printf( '<form method="post" action="%s">', esc_url( admin_url( 'admin-post.php' ) ) );
		printf( '<input type="hidden" name="action" value="%s">', esc_attr( $action ) );
		wp_nonce_field( $action );
	}
}
