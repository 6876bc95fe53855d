<?php
/**
 * Personal data.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Privacy;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\LinkStore;
use WcAccounting\Delivery\Store;
use WcAccounting\Order\BuyerNumber;
use WcAccounting\Order\Orders;

/**
 * WordPress's tools for personal data. A delivery holds none but what a service may have said about an order in an error; a
 * link holds an e-mail address where a service was asked for a customer by it. The buyer's number with the tax office stays on
 * the order, where WooCommerce erases what is personal; it is told which field that is.
 */
final class Privacy {

	private const PAGE = 50;

	public function __construct(
		private readonly Description $description,
		private readonly Store $store,
		private readonly LinkStore $links,
		private readonly Orders $orders,
		private readonly Messages $messages,
		private readonly BuyerNumber $number,
	) {}

	/**
	 * @param mixed $exporters
	 * @return array<string, mixed>
	 */
	public function add_exporter( $exporters ): array {
		return array(
			$this->group() => array(
				'exporter_friendly_name' => $this->title(),
				'callback'               => $this->export( ... ),
			),
		) + (array) $exporters;
	}

	/**
	 * @param mixed $erasers
	 * @return array<string, mixed>
	 */
	public function add_eraser( $erasers ): array {
		return array(
			$this->group() => array(
				'eraser_friendly_name' => $this->title(),
				'callback'             => $this->erase( ... ),
			),
		) + (array) $erasers;
	}

	/**
	 * WooCommerce erases orders itself, where the owner wants that; of fields that others made it knows only what it is told.
	 *
	 * @param mixed $meta Name of a field => type of what is in it.
	 * @return array<string, string>
	 */
	public function add_personal_meta( $meta ): array {
		$field = $this->number->field();
		$names = '' === $field ? array() : array( $field, ...( str_starts_with( $field, '_' ) ? array() : array( "_$field" ) ) );
		return (array) $meta + array_fill_keys( $names, 'text' );
	}

	/** WordPress wants to hear it on every page of wp-admin: it tells the owner when a text has changed. */
	public static function suggest_policy( string $service ): void {
		$text = __(
			/* translators: %s: name of the service. */
			'When you place an order, its documents are made in our accounting service %s. For this we send it your name, e-mail address, telephone number, address, your note, and what you ordered.',
			'wc-accounting'
		);
		wp_add_privacy_policy_content( $service, '<p>' . esc_html( sprintf( $text, $service ) ) . "</p>\n" );
	}

	/**
	 * @return array{data: list<array<string, mixed>>, done: bool}
	 */
	private function export( string $email, int $page = 1 ): array {
		$ids  = $this->orders->of_customer( $email, self::PAGE, $page );
		$data = 1 === $page ? array_map( $this->exported_link( ... ), $this->links->of_person( $email ) ) : array();
		foreach ( $ids as $id ) {
			$deliveries = array_map( $this->exported( ... ), $this->store->find_all_of_order( $id ) );
			array_push( $data, ...$deliveries, ...( array() === $deliveries ? array() : $this->exported_number( $id ) ) );
		}
		return array(
			'data' => $data,
			'done' => count( $ids ) < self::PAGE,
		);
	}

	/**
	 * @return array<string, mixed>
	 */
	private function exported( Delivery $delivery ): array {
		$values = array(
			__( 'Order', 'wc-accounting' )    => (string) $delivery->order_id,
			__( 'Document', 'wc-accounting' ) => $this->description->words->document( $delivery->document )
				. ' ' . ( $delivery->reference ?? '' ),
			__( 'Status', 'wc-accounting' )   => $delivery->status->label(),
			__( 'Error', 'wc-accounting' )    => $this->messages->of( $delivery->reason ),
		);
		return $this->item( 'delivery-' . $delivery->id, $values );
	}

	/**
	 * What the documents of an order may have told of its buyer.
	 *
	 * @return list<array<string, mixed>>
	 */
	private function exported_number( int $order_id ): array {
		$order  = '' === $this->number->field() ? null : $this->orders->fresh( $order_id );
		$number = null === $order ? '' : $this->number->of( $order );
		if ( '' === $number ) {
			return array();
		}
		$values = array(
			__( 'Order', 'wc-accounting' )                      => (string) $order_id,
			__( 'Number with the tax office', 'wc-accounting' ) => $number,
		);
		return array( $this->item( 'number-' . $order_id, $values ) );
	}

	/**
	 * @param array{kind: string, key: string, remote_id: string} $link
	 * @return array<string, mixed>
	 */
	private function exported_link( array $link ): array {
		$values = array(
			__( 'Kind', 'wc-accounting' )                                          => $link['kind'],
			__( 'E-mail address', 'wc-accounting' )                                => $link['key'],
			/* translators: %s: name of the service. */
			sprintf( __( 'ID in %s', 'wc-accounting' ), $this->description->name ) => $link['remote_id'],
		);
		return $this->item( 'link-' . md5( (string) wp_json_encode( $link ) ), $values );
	}

	/**
	 * @param array<string, string> $values
	 * @return array<string, mixed>
	 */
	private function item( string $id, array $values ): array {
		return array(
			'group_id'    => $this->group(),
			'group_label' => $this->title(),
			'item_id'     => 'wc-accounting-' . $id,
			'data'        => array_map(
				static fn ( string $name, string $value ): array => array(
					'name'  => $name,
					'value' => $value,
				),
				array_keys( $values ),
				$values
			),
		);
	}

	/**
	 * @return array{items_removed: bool, items_retained: bool, messages: list<string>, done: bool}
	 */
	private function erase( string $email, int $page = 1 ): array {
		$ids     = $this->orders->of_customer( $email, self::PAGE, $page );
		$removed = array_sum( array_map( $this->store->forget_errors( ... ), $ids ) );
		if ( 1 === $page ) {
			$removed += $this->links->forget_person( $email );
		}
		return array(
			'items_removed'  => $removed > 0,
			'items_retained' => false,
			'messages'       => array(),
			'done'           => count( $ids ) < self::PAGE,
		);
	}

	private function group(): string {
		return Name::element( $this->description->service, 'documents' );
	}

	private function title(): string {
		/* translators: %s: name of the service. */
		return sprintf( __( 'Documents in %s', 'wc-accounting' ), $this->description->name );
	}
}
