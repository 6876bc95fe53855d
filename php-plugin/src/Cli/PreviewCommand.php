<?php
/**
 * `wp accounting preview`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Admin\OrderPreview;
use WcAccounting\Order\Subject;
use WcAccounting\ServiceRuntime;

/**
 * Shows what would leave for an order, as the box on the order's screen does. Nothing is sent, and nobody is asked.
 *
 * @phpstan-import-type Row from Rows
 */
final class PreviewCommand implements Action {

	private const COLUMNS = array( 'document', 'subject', 'reference', 'field', 'value' );

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$runtime = $this->scope->one( $options );
		$order   = Named::order( $runtime, $arguments );
		$format  = Rows::asked( $options, $this->terminal, array( Rows::TABLE, Rows::JSON, Rows::CSV ) );
		$kind    = $options->one_of( 'document', Filter::documents( array( $runtime ) ) );
		$rows    = array();
		foreach ( Named::subjects( $runtime, $order, $kind ) as $subject ) {
			array_push( $rows, ...$this->rows( $runtime, $subject ) );
		}
		$format->write( self::COLUMNS, $rows );
		return array() === $rows ? ExitCode::FAULT : ExitCode::OK;
	}

	/** @return list<Row> */
	private function rows( ServiceRuntime $runtime, Subject $subject ): array {
		$preview  = new OrderPreview( $runtime->connector, $runtime->orders, $runtime->documents, $runtime->messages );
		$mapped   = $preview->mapped( $subject );
		$document = $mapped['document'];
		if ( null === $document ) {
			$this->terminal->warn( $subject->label() . ': ' . $runtime->messages->of( $mapped['skipped'] ) );
			return array();
		}
		$this->terminal->line( $subject->label() . ': ' . $runtime->messages->of_total( $document['reconciliation'] ) );
		$difference = $runtime->messages->of_difference( $document['reconciliation'] );
		if ( '' !== $difference ) {
			$this->terminal->warn( $subject->label() . ': ' . $difference );
		}
		if ( $document['held'] ) {
			$held = $runtime->messages->of( array( 'code' => 'held_for_review', 'detail' => '' ) );
			$this->terminal->warn( $subject->label() . ': ' . $held );
		}
		$rows = array();
		foreach ( OrderPreview::fields( $document['payload'] ) as $field => $value ) {
			$rows[] = array(
				'document'  => $subject->document->kind,
				'subject'   => $subject->id(),
				'reference' => (string) $document['reference'],
				'field'     => (string) $field,
				'value'     => $value,
			);
		}
		return $rows;
	}
}
