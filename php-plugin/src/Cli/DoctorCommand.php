<?php
/**
 * `wp accounting doctor`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Admin\ConnectionCheck;
use WcAccounting\Admin\HealthChecks;
use WcAccounting\Admin\Page;
use WcAccounting\Admin\ScreenParts;
use WcAccounting\Connector\Service;
use WcAccounting\ServiceRuntime;

/**
 * All that Site Health looks at, and beside it a question that goes to the service and back. Also of services that cannot work.
 *
 * @phpstan-import-type Finding from HealthChecks
 * @phpstan-import-type Row from Rows
 */
final class DoctorCommand implements Action {

	private const COLUMNS = array( 'service', 'check', 'status', 'finding', 'what_to_do' );

	private const CRITICAL = 'critical';

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$format = Rows::asked( $options, $this->terminal, array( Rows::TABLE, Rows::JSON, Rows::CSV ) );
		$rows   = $this->rows( $options );
		$format->write( self::COLUMNS, $rows );
		return in_array( self::CRITICAL, array_column( $rows, 'status' ), true ) ? ExitCode::FAULT : ExitCode::OK;
	}

	/**
	 * @return non-empty-list<Row>
	 * @throws Stop When no such service is there.
	 */
	private function rows( Options $options ): array {
		$named = $options->text( 'service' );
		$rows  = array();
		foreach ( $this->scope->broken() as $service ) {
			if ( '' === $named || $service->key() === $named ) {
				array_push( $rows, ...self::of_broken( $service ) );
			}
		}
		foreach ( $this->scope->at_work() as $runtime ) {
			if ( '' === $named || $runtime->service->key() === $named ) {
				array_push( $rows, ...self::of_runtime( $runtime ) );
			}
		}
		if ( array() === $rows ) {
			throw Stop::usage( '' === $named ? 'There is no accounting service here.' : "There is no accounting service $named here." );
		}
		return $rows;
	}

	/** @return list<Row> */
	private static function of_broken( Service $service ): array {
		$facts  = $service->facts();
		$faults = $facts->faults();
		if ( array() !== $faults ) {
			return self::findings( $service->key(), HealthChecks::of_faults( $faults, $facts, Page::of( $service ) ) );
		}
		$finding = array(
			'status'      => self::CRITICAL,
			'label'       => "{$service->name()} could not start",
			'description' => 'The log under WooCommerce > Status > Logs says why.',
			'url'         => '',
		);
		return self::findings( $service->key(), array( 'start' => static fn (): array => $finding ) );
	}

	/** @return list<Row> */
	private static function of_runtime( ServiceRuntime $runtime ): array {
		$parts = new ScreenParts( $runtime );
		$trip  = array( 'connection' => static fn (): array => self::round_trip( $runtime, $parts->check() ) );
		// First: what it tells, such as when the key expires, is looked at after it.
		return self::findings( $runtime->service->key(), $trip + $parts->health()->all() );
	}

	/**
	 * @param array<string, \Closure(): Finding> $checks
	 * @return list<Row>
	 */
	private static function findings( string $service, array $checks ): array {
		$rows = array();
		foreach ( $checks as $id => $check ) {
			$finding = $check();
			$rows[]  = array(
				'service'    => $service,
				'check'      => (string) $id,
				'status'     => $finding['status'],
				'finding'    => $finding['label'],
				'what_to_do' => trim( $finding['description'] . ' ' . $finding['url'] ),
			);
		}
		return $rows;
	}

	/**
	 * Asks the service who the shop is to it, as the button of the settings does; what it answers is remembered.
	 *
	 * @return Finding
	 */
	private static function round_trip( ServiceRuntime $runtime, ConnectionCheck $check ): array {
		$obstacle = $runtime->connector->obstacle();
		$answer   = null === $obstacle ? $check->test() : null;
		if ( true === ( $answer['ok'] ?? false ) ) {
			return array(
				'status'      => 'good',
				'label'       => (string) ( $answer['message'] ?? '' ),
				'description' => '',
				'url'         => '',
			);
		}
		return array(
			'status'      => self::CRITICAL,
			'label'       => "{$runtime->connector->description()->name} does not let the shop in",
			'description' => (string) ( $answer['message'] ?? $runtime->messages->of( $obstacle ) ),
			'url'         => Page::of( $runtime->service )->url(),
		);
	}
}
