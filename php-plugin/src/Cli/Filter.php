<?php
/**
 * Which deliveries.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Connector\DocumentType;
use WcAccounting\Delivery\Status;
use WcAccounting\ServiceRuntime;

/**
 * The choices of the Transactions screen, as options have them.
 */
final class Filter {

	/** What the screen calls its views. */
	public const STATES = array(
		Status::VIEW_SUCCESS,
		Status::VIEW_FAILED,
		Status::VIEW_RETRYING,
		Status::VIEW_ASIDE,
		Status::VIEW_CHANGED,
		Status::VIEW_DIFFERS,
	);

	/**
	 * @param non-empty-list<ServiceRuntime> $runtimes
	 * @return list<string> Kinds of documents that they make.
	 */
	public static function documents( array $runtimes ): array {
		$kinds = static fn ( ServiceRuntime $runtime ): array => array_map(
			static fn ( DocumentType $document ): string => $document->kind,
			$runtime->connector->description()->documents
		);
		return array_values( array_unique( array_merge( ...array_map( $kinds, $runtimes ) ) ) );
	}
}
