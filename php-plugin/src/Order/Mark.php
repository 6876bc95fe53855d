<?php
/**
 * What an order says of its documents.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Installation;

/**
 * The mark on an order that says that a document of it is in the service.
 *
 * It is the meta that the official plugin writes, `yes`. Beside it ours stores the id of the order: programs that duplicate
 * an order copy its meta, and the copy is in no books. The official plugin's mark has no id, and is believed on orders that
 * are older than ours. Behind the id stands the company whose books it is in; a mark without one is of the first company that
 * the shop was connected with.
 */
final class Mark {

	private const YES = 'yes';

	/** What is added to the name of the mark for the id of its order. */
	private const ID = '_id';

	/** Whether the order says that the document is in the service, and means itself. */
	public static function is_on( \WC_Order $order, DocumentType $document ): bool {
		if ( self::YES !== $order->get_meta( $document->synced_meta ) ) {
			return false;
		}
		list( $id, $account ) = self::bound_to( $order, $document );
		if ( '' === $account ? ! $document->account->is_first() : $document->account->id() !== $account ) {
			return false;
		}
		return '' === $id ? null !== self::installed_after( $order, $document ) : (string) $order->get_id() === $id;
	}

	/**
	 * When another program, such as the official plugin, could have sent this document last: one that left no mark, or a mark
	 * that may be that of another order.
	 *
	 * @return ?int UNIX seconds; null when no other program could.
	 */
	public static function last_chance_of_others( \WC_Order $order, DocumentType $document ): ?int {
		$is_unbound = self::YES === $order->get_meta( $document->synced_meta ) && '' === self::bound_to( $order, $document )[0];
		return self::installed_after( $order, $document ) ?? ( $is_unbound ? time() : null );
	}

	/**
	 * @return array{0: string, 1: string} Id of the order and company that a mark means; each empty when it says neither.
	 */
	private static function bound_to( \WC_Order $order, DocumentType $document ): array {
		$parts = explode( ' ', (string) $order->get_meta( $document->synced_meta . self::ID ), 2 );
		return array( $parts[0], $parts[1] ?? '' );
	}

	/** When ours was installed, UNIX seconds, if the order was there before. */
	private static function installed_after( \WC_Order $order, DocumentType $document ): ?int {
		$created   = $order->get_date_created( 'edit' )?->getTimestamp();
		$installed = Installation::at( $document->account->service );
		return null !== $created && $created < $installed ? $installed : null;
	}

	/** The order is saved by whoever calls. */
	public static function put( \WC_Order $order, DocumentType $document ): void {
		$order->update_meta_data( $document->synced_meta, self::YES );
		$order->update_meta_data( $document->synced_meta . self::ID, trim( $order->get_id() . ' ' . $document->account->id() ) );
	}

	/** The order is saved by whoever calls. */
	public static function take_away( \WC_Order $order, DocumentType $document ): void {
		array_map( $order->delete_meta_data( ... ), self::metas( $document ) );
	}

	/**
	 * @return list<string> Names of the meta that a mark consists of.
	 */
	public static function metas( DocumentType $document ): array {
		return array( $document->synced_meta, $document->synced_meta . self::ID );
	}
}
