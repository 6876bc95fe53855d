<?php
/**
 * The question before a document is sent again.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\Name;
use WcAccounting\Intake\OrderActions;
use WcAccounting\Order\Subject;

/**
 * An order's list of actions has no room for a warning. So what is chosen there is asked for on the next page: a form, which
 * works without JavaScript, shown once and to the person who chose it. Only its answer sends.
 */
final class ResendQuestion {

	/** User option: which document of which order, and until when it is worth asking. */
	public const OPTION = 'resend_question';

	private const SECONDS = 10 * MINUTE_IN_SECONDS;

	public function __construct( private readonly Description $description ) {}

	/** Name of the user option. */
	public static function option( string $service ): string {
		return Name::of( $service, self::OPTION );
	}

	public static function ask( Subject $subject ): void {
		$question = array(
			'until'    => time() + self::SECONDS,
			'order_id' => $subject->order->get_id(),
			'document' => $subject->document->kind,
			'subject'  => $subject->id(),
		);
		update_user_option( get_current_user_id(), self::option( $subject->document->account->service ), $question );
	}

	/** What a document that is there and is sent again comes to. */
	public static function warning( string $service ): string {
		return sprintf(
			__(
				/* translators: %s: name of the service. */
				'The document is in %s already. Sending it again makes a second one, unless you have deleted the first.',
				'wc-accounting'
			),
			$service
		);
	}

	/** On the screen of an order. */
	public function show(): void {
		$question = get_user_option( self::option( $this->description->service ) );
		// Only read: needs no nonce.
		if ( ! is_array( $question ) || self::order_on_screen() !== (int) $question['order_id'] ) {
			return;
		}
		delete_user_option( get_current_user_id(), self::option( $this->description->service ) );
		$order   = wc_get_order( (int) $question['order_id'] );
		$order   = $order instanceof \WC_Order ? $order : null;
		$subject = Subject::named( $this->description, (string) $question['document'], $order, (int) ( $question['subject'] ?? 0 ) );
		if ( null !== $subject && time() < $question['until'] && Guard::may_edit_order( $subject->order->get_id() ) ) {
			$this->print( $subject );
		}
	}

	/** In either order storage; 0 where there is none. */
	private static function order_on_screen(): int {
		$id = $_GET['id'] ?? $_GET['post'] ?? '';
		return is_string( $id ) ? absint( $id ) : 0;
	}

	private function print( Subject $subject ): void {
		$service = $this->description->service;
		$kind    = $subject->document->kind;
		$fields  = array(
			'action'                => OrderForms::action( $service ),
			'do'                    => OrderActions::RESEND,
			'document'              => $kind,
			'subject'               => (string) $subject->id(),
			'order_id'              => (string) $subject->order->get_id(),
			OrderForms::CONFIRMED   => '1',
			'_wpnonce'              => wp_create_nonce(
				OrderForms::nonce_action( $service, $kind, $subject->id(), OrderActions::RESEND )
			),
		);
		?>
		<div class="notice notice-warning" id="<?php echo esc_attr( Name::element( $service, 'resend-question' ) ); ?>">
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<?php foreach ( $fields as $name => $value ) : ?>
					<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
				<?php endforeach; ?>
				<p>
					<strong><?php echo esc_html( $this->description->name . ', ' . $subject->label() ); ?>:</strong>
					<?php echo esc_html( self::warning( $this->description->name ) ); ?>
				</p>
				<p>
					<button type="submit" class="button"><?php esc_html_e( 'Send again', 'wc-accounting' ); ?></button>
					<?php esc_html_e( 'If you do not want that, just go on: nothing was sent.', 'wc-accounting' ); ?>
				</p>
			</form>
		</div>
		<?php
	}
}
