<?php
/**
 * A shop that is connected with a service that makes documents at once.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\MetaBox;
use WcAccounting\Admin\StatusView;
use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Status;
use WcAccounting\ServiceRuntime;

/** What the tests of such a service do, whichever it is. */
abstract class ServiceTestCase extends ShopTestCase {

	abstract protected static function service(): ServiceRuntime;

	/** An order whose money has come: it has a date of payment. */
	protected function paid_order( string $email = 'siti@example.test' ): \WC_Order {
		$order = $this->order();
		$order->set_billing_email( $email );
		$order->set_payment_method( 'bacs' );
		$order->save();
		$order->payment_complete( 'transfer 7' );
		return $order;
	}

	/** An order that is to be paid on delivery, and was not yet. */
	protected function unpaid_order( string $email = 'siti@example.test' ): \WC_Order {
		$order = $this->order();
		$order->set_billing_email( $email );
		$order->set_payment_method( 'cod' );
		$this->leave_unpaid( $order );
		return $order;
	}

	/** It is processing, and its money comes later. */
	protected function leave_unpaid( \WC_Order $order ): void {
		$order->update_status( 'processing' );
		$order->set_date_paid( null );
		$order->save();
	}

	/** @param array<int, int> $quantities Id of a line => pieces that come back; none: only money does. */
	protected function refund( \WC_Order $order, string $amount, array $quantities = array() ): \WC_Order_Refund {
		$lines = array();
		foreach ( $quantities as $id => $quantity ) {
			$lines[ $id ] = array(
				'qty'          => $quantity,
				'refund_total' => $amount,
			);
		}
		$refund = wc_create_refund(
			array(
				'order_id'   => $order->get_id(),
				'amount'     => $amount,
				'reason'     => 'Bags were torn',
				'line_items' => $lines,
			)
		);
		self::assertInstanceOf( \WC_Order_Refund::class, $refund );
		return $refund;
	}

	protected static function send( float $seconds = 20 ): void {
		static::service()->worker->run( new Run( $seconds ) );
	}

	/** So many runs, and the time between them, as it takes until nothing more happens by itself. */
	protected static function send_until_settled( int $runs = 8 ): void {
		for ( $run = 0; $run < $runs; $run++ ) {
			self::send();
			self::pass( 15 * self::MINUTE );
		}
		self::send();
	}

	protected static function delivery( string $document, int $subject_id ): ?Delivery {
		return static::service()->store->find_document( $document, $subject_id );
	}

	/** @param \WC_Order|\WC_Order_Refund ...$of The order, or its refunds. */
	protected static function assert_delivered( string $document, \WC_Abstract_Order ...$of ): void {
		$meta = static::service()->connector->description()->document( $document )->synced_meta;
		foreach ( $of as $subject ) {
			$delivery = self::delivery( $document, $subject->get_id() );
			self::assertSame( Status::Confirmed, $delivery?->status, "$document: " . (string) wp_json_encode( $delivery?->reason ) );
			self::assertSame( 'yes', wc_get_order( $subject->get_id() )->get_meta( $meta ), $document );
		}
	}

	/** The service's box on the order's screen, as an owner sees it. */
	protected static function box_of_service( \WC_Order $order ): string {
		wp_set_current_user( 1 );
		$service     = static::service();
		$description = $service->connector->description();
		$view        = new StatusView( $description, $service->messages );
		$box         = new MetaBox(
			$description,
			$service->messages,
			$service->documents,
			$service->order_actions,
			$service->book_store,
			$view,
			false
		);
		$show        = static function ( MetaBox $box ) use ( $order ): void {
			$box->render( wc_get_order( $order->get_id() ) );
		};
		ob_start();
		\Closure::bind( $show, null, MetaBox::class )( $box );
		return (string) ob_get_clean();
	}
}
