<?php
/**
 * Prometheus' text format, as a scraper and its linter read it.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use PHPUnit\Framework\Assert;

/**
 * Written from the description of the format (version 0.0.4) and of promtool's rules, and not from what the plugin writes: reads a
 * text strictly and fails where a rule is broken.
 */
final class PrometheusParser {

	private const VALUE = '/^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]Inf|NaN)$/D';

	/** Endings of names in units that are no base units. */
	private const OTHER_UNITS = '/_(?:milliseconds?|ms|microseconds?|minutes?|hours?|days?|kilobytes?|megabytes?|percent)(?:_|$)/';

	/** @var array<string, array{type: ?string, help: ?string, samples: list<array{0: string, 1: array<string, string>, 2: float}>}> */
	private array $metrics = array();

	/** The metric whose group is being read. */
	private string $current = '';

	/** @var array<string, true> */
	private array $series = array();

	/**
	 * @return array<string, array{type: string, help: string, samples: list<array{0: string, 1: array<string, string>, 2: float}>}>
	 *         Metric => what it is; a sample is a name, labels and a value.
	 */
	public static function read( string $text ): array {
		$parser = new self();
		Assert::assertStringEndsWith( "\n", $text, 'the last line ends, too' );
		Assert::assertStringNotContainsString( "\r", $text );
		Assert::assertSame( 1, preg_match( '//u', $text ), 'it is UTF-8' );
		foreach ( explode( "\n", substr( $text, 0, -1 ) ) as $line ) {
			$parser->line( $line );
		}
		foreach ( $parser->metrics as $name => $metric ) {
			$parser->lint( $name, $metric );
		}
		return $parser->metrics;
	}

	/** Values of a metric by what its labels say, e.g. `service=kledo,state=failed`. */
	public static function values( string $text, string $sample ): array {
		$values = array();
		foreach ( self::read( $text ) as $metric ) {
			foreach ( $metric['samples'] as list( $name, $labels, $value ) ) {
				if ( $name === $sample ) {
					$pairs = array_map( static fn ( $label, $of ): string => "$label=$of", array_keys( $labels ), $labels );

					$values[ implode( ',', $pairs ) ] = $value;
				}
			}
		}
		return $values;
	}

	private function line( string $line ): void {
		if ( preg_match( '/^# (HELP|TYPE) (\S+) (.*)$/D', $line, $found ) ) {
			$this->describe( strtolower( $found[1] ), $found[2], $found[3] );
			return;
		}
		Assert::assertStringStartsNotWith( '#', $line, 'another comment' );
		$is_sample = preg_match( '/^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/D', $line, $found );
		Assert::assertSame( 1, $is_sample, "no line of the format: $line" );
		list( , $name, $labels, $value ) = $found;
		Assert::assertMatchesRegularExpression( self::VALUE, $value, $line );
		$labels = self::labels( $labels );
		$metric = $this->current;
		$parts  = array( '', '_bucket', '_sum', '_count' );
		$of     = 'histogram' === ( $this->metrics[ $metric ]['type'] ?? '' ) ? array_slice( $parts, 1 ) : array( '' );
		Assert::assertContains( $name, array_map( static fn ( string $part ): string => $metric . $part, $of ), "$name outside its group" );
		ksort( $labels );
		$series = $name . json_encode( $labels );
		Assert::assertArrayNotHasKey( $series, $this->series, "twice: $series" );
		$this->series[ $series ]              = true;
		$this->metrics[ $metric ]['samples'][] = array( $name, $labels, self::number( $value ) );
	}

	private function describe( string $what, string $name, string $text ): void {
		if ( $name !== $this->current ) {
			Assert::assertArrayNotHasKey( $name, $this->metrics, "$name has two groups" );
			$this->current          = $name;
			$this->metrics[ $name ] = array( 'type' => null, 'help' => null, 'samples' => array() );
		}
		Assert::assertNull( $this->metrics[ $name ][ $what ], "$name has two lines $what" );
		Assert::assertSame( array(), $this->metrics[ $name ]['samples'], "$what of $name stands behind a sample" );
		Assert::assertDoesNotMatchRegularExpression( '/\\\\(?![\\\\n])/', preg_replace( '/\\\\\\\\/', '', $text ), 'escaped' );
		$this->metrics[ $name ][ $what ] = $text;
	}

	/** @return array<string, string> */
	private static function labels( string $text ): array {
		$labels = array();
		while ( '' !== $text ) {
			$is_pair = preg_match( '/^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\\\n]|\\\\["\\\\n])*)"(,|$)/', $text, $found );
			Assert::assertSame( 1, $is_pair, "no label: $text" );
			Assert::assertArrayNotHasKey( $found[1], $labels );
			Assert::assertStringStartsNotWith( '__', $found[1] );
			$labels[ $found[1] ] = strtr( $found[2], array( '\\\\' => '\\', '\\"' => '"', '\\n' => "\n" ) );
			$text                = substr( $text, strlen( $found[0] ) );
		}
		return $labels;
	}

	private static function number( string $value ): float {
		return match ( $value ) {
			'+Inf' => INF,
			'-Inf' => - INF,
			'NaN' => NAN,
			default => (float) $value,
		};
	}

	/** @param array{type: ?string, help: ?string, samples: list<array{0: string, 1: array<string, string>, 2: float}>} $metric */
	private function lint( string $name, array $metric ): void {
		Assert::assertNotSame( '', (string) $metric['help'], "$name has no HELP" );
		Assert::assertContains( $metric['type'], array( 'counter', 'gauge', 'histogram' ), "$name has no TYPE" );
		Assert::assertNotSame( array(), $metric['samples'], "$name has no samples" );
		Assert::assertMatchesRegularExpression( '/^[a-z_][a-z0-9_]*$/D', $name, 'snake_case, without colons' );
		Assert::assertDoesNotMatchRegularExpression( self::OTHER_UNITS, $name );
		Assert::assertSame( 'counter' === $metric['type'], str_ends_with( $name, '_total' ), "$name: counters alone end in _total" );
		if ( 'histogram' === $metric['type'] ) {
			self::lint_histogram( $name, $metric['samples'] );
			return;
		}
		Assert::assertDoesNotMatchRegularExpression( '/_(count|sum|bucket)$/', $name );
		foreach ( $metric['samples'] as list( , $labels, $value ) ) {
			Assert::assertArrayNotHasKey( 'le', $labels );
			Assert::assertTrue( 'counter' !== $metric['type'] || $value >= 0, $name );
		}
	}

	/** @param list<array{0: string, 1: array<string, string>, 2: float}> $samples */
	private static function lint_histogram( string $name, array $samples ): void {
		$groups = array();
		foreach ( $samples as list( $sample, $labels, $value ) ) {
			$le = $labels['le'] ?? null;
			unset( $labels['le'] );
			$part = substr( $sample, strlen( $name ) );
			Assert::assertSame( '_bucket' === $part, null !== $le, "$sample and its le" );
			$groups[ json_encode( $labels ) ][ $part ][ (string) $le ] = $value;
		}
		foreach ( $groups as $group ) {
			Assert::assertEqualsCanonicalizing( array( '_bucket', '_sum', '_count' ), array_keys( $group ), $name );
			$bounds = array_map( static fn ( $bound ): float => self::number( (string) $bound ), array_keys( $group['_bucket'] ) );
			$sorted = $bounds;
			sort( $sorted );
			Assert::assertSame( $sorted, $bounds, 'buckets by their bounds' );
			Assert::assertSame( INF, end( $bounds ) );
			$counts = array_values( $group['_bucket'] );
			$sorted = $counts;
			sort( $sorted );
			Assert::assertSame( $sorted, $counts, 'buckets are cumulative' );
			Assert::assertSame( end( $counts ), $group['_count'][''] );
		}
	}
}
