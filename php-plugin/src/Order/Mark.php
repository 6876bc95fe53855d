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
 * The mark on an order, or on a refund, that says that a document of it is in the service.
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

	/** Whether the order or refund says that the document is in the service, and means itself. */
	public static function is_on( Subject $subject ): bool {
		list( $document, $bearer ) = array( $subject->document, $subject->bearer() );
		if ( self::YES !== $bearer->get_meta( $document->synced_meta ) ) {
			return false;
		}
		list( $id, $account ) = self::bound_to( $subject );
		if ( '' === $account ? ! $document->account->is_first() : $document->account->id() !== $account ) {
			return false;
		}
		return '' === $id ? null !== self::installed_after( $subject ) : (string) $bearer->get_id() === $id;
	}

	/**
	 * When another program, such as the official plugin, could have sent this document last: one that left no mark, or a mark
	 * that may be that of another order. Or the shop itself, before an older database was put back.
	 *
	 * @return ?int UNIX seconds; null when nobody could.
	 */
	public static function last_chance_of_others( Subject $subject ): ?int {
		$is_marked  = self::YES === $subject->bearer()->get_meta( $subject->document->synced_meta );
		$is_unbound = $is_marked && '' === self::bound_to( $subject )[0];
		return self::installed_after( $subject ) ?? self::restored_after( $subject ) ?? ( $is_unbound ? time() : null );
	}

	/**
	 * @return array{0: string, 1: string} Id of the order or refund and company that a mark means; each empty when it says neither.
	 */
	private static function bound_to( Subject $subject ): array {
		$parts = explode( ' ', (string) $subject->bearer()->get_meta( $subject->document->synced_meta . self::ID ), 2 );
		return array( $parts[0], $parts[1] ?? '' );
	}

	/** When ours was installed, UNIX seconds, if the order or refund was there before. */
	private static function installed_after( Subject $subject ): ?int {
		return self::if_older( $subject, Installation::at( $subject->document->account->service ) );
	}

	/** The same of when an older database was put back. */
	private static function restored_after( Subject $subject ): ?int {
		return self::if_older( $subject, Installation::restored_at( $subject->document->account->service ) );
	}

	private static function if_older( Subject $subject, int $time ): ?int {
		$created = $subject->bearer()->get_date_created( 'edit' )?->getTimestamp();
		return null !== $created && $created < $time ? $time : null;
	}

	/** The order or refund is saved by whoever calls. */
	public static function put( Subject $subject ): void {
		list( $document, $bearer ) = array( $subject->document, $subject->bearer() );
		$bearer->update_meta_data( $document->synced_meta, self::YES );
		$bearer->update_meta_data( $document->synced_meta . self::ID, trim( $bearer->get_id() . ' ' . $document->account->id() ) );
	}

	/** The order or refund is saved by whoever calls. */
	public static function take_away( Subject $subject ): void {
		array_map( $subject->bearer()->delete_meta_data( ... ), self::metas( $subject->document ) );
	}

	/**
	 * @return list<string> Names of the meta that a mark consists of.
	 */
	public static function metas( DocumentType $document ): array {
		return array( $document->synced_meta, $document->synced_meta . self::ID );
	}
}
