<?php
/**
 * The tabs of documents.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin\Tab;

use WcAccounting\Admin\ConnectionActions;
use WcAccounting\Admin\Page;
use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Settings;
use WcAccounting\Connector\WebConnector;
use WcAccounting\Order\StartDay;
use WcAccounting\Order\Triggers;

/**
 * Settings of one kind of document. They can be changed once the shop is connected, also while the service is down.
 */
final class DocumentTab extends FormTab {

	public function __construct(
		Page $page,
		private readonly Connector $connector,
		Settings $settings,
		StartDay $start_day,
		private readonly Triggers $triggers,
		private readonly string $document_group,
	) {
		parent::__construct( $page, $connector->description(), $settings, $start_day, $document_group );
	}

	public function label(): string {
		return $this->description->words->group( $this->document_group );
	}

	protected function is_disabled(): bool {
		$obstacle = $this->connector->obstacle();
		return null !== $obstacle && ! WebConnector::is_only( $obstacle );
	}

	protected function render_intro(): void {
		$document = $this->description->document( $this->document_group );
		if ( null !== $document ) {
			$about = $this->description->words->about( $document->kind, $this->triggers->names( $document ) );
			echo '<p>' . esc_html( $about ) . '</p>';
		}
		if ( $this->is_disabled() ) {
			printf(
				'<div class="notice notice-warning inline"><p>%1$s <a href="%2$s">%3$s</a></p></div>',
				esc_html(
					sprintf(
						/* translators: %s: name of the service. */
						__( 'These settings can be changed once the shop is connected to %s.', 'wc-accounting' ),
						$this->description->name
					)
				),
				esc_url( $this->page->url( $this->description->is_keyed() ? '' : ConnectionActions::TAB ) ),
				$this->description->is_keyed()
					? esc_html__( 'Enter the API key', 'wc-accounting' )
					: esc_html__( 'Go to the connection', 'wc-accounting' )
			);
		}
	}
}
