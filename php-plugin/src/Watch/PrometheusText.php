<?php
/**
 * Prometheus' text format.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Watch;

/**
 * Writes metrics in the text exposition format, version 0.0.4. It knows the format and nothing of what is measured: who calls it gives
 * numbers in base units (seconds, not milliseconds) and label values as they are; they are escaped here.
 */
final class PrometheusText {

	public const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

	public const COUNTER = 'counter';
	public const GAUGE   = 'gauge';

	private const NAME  = '/^[a-zA-Z_:][a-zA-Z0-9_:]*$/D';
	private const LABEL = '/^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/D';

	/** @var array<string, string> Name of a metric => all its lines. */
	private array $metrics = array();

	/** @var array<string, true> Series that there are. */
	private array $series = array();

	/**
	 * A metric. One without samples is not written: it could not be told.
	 *
	 * @param self::COUNTER|self::GAUGE                                           $type
	 * @param string                                                              $help    One sentence or more, without markup.
	 * @param list<array{labels: array<string, string>, value: int|float}> $samples
	 * @throws \InvalidArgumentException When the format does not allow it.
	 */
	public function add( string $name, string $type, string $help, array $samples ): void {
		if ( self::COUNTER === $type && ! str_ends_with( $name, '_total' ) ) {
			throw new \InvalidArgumentException( "The counter $name does not end with _total" );
		}
		$lines = '';
		foreach ( $samples as $sample ) {
			$lines .= $this->line( $name, $sample['labels'], $sample['value'] );
		}
		$this->keep( $name, $type, $help, $lines );
	}

	/**
	 * A histogram.
	 *
	 * @param list<array{labels: array<string, string>, buckets: array<array-key, int>, beyond: int, sum: float}> $samples
	 *        `buckets`: upper bound => how many are in this bucket and in none before it, by growing bounds; `beyond`: those above all.
	 * @throws \InvalidArgumentException When the format does not allow it.
	 */
	public function add_histogram( string $name, string $help, array $samples ): void {
		$lines = '';
		foreach ( $samples as $sample ) {
			$labels = $sample['labels'];
			$count  = 0;
			foreach ( $sample['buckets'] as $bound => $more ) {
				$count += $more;
				$lines .= $this->line( "{$name}_bucket", $labels + array( 'le' => (string) $bound ), $count );
			}
			$count += $sample['beyond'];
			$lines .= $this->line( "{$name}_bucket", $labels + array( 'le' => '+Inf' ), $count );
			$lines .= $this->line( "{$name}_sum", $labels, $sample['sum'] );
			$lines .= $this->line( "{$name}_count", $labels, $count );
		}
		$this->keep( $name, 'histogram', $help, $lines );
	}

	/** All of it; empty when nothing could be told. */
	public function text(): string {
		return implode( '', $this->metrics );
	}

	private function keep( string $name, string $type, string $help, string $lines ): void {
		if ( 1 !== preg_match( self::NAME, $name ) || isset( $this->metrics[ $name ] ) ) {
			throw new \InvalidArgumentException( "$name is no name of a metric, or is there already" );
		}
		if ( '' !== $lines ) {
			$help = strtr( $help, array( '\\' => '\\\\', "\n" => '\\n' ) );

			$this->metrics[ $name ] = "# HELP $name $help\n# TYPE $name $type\n$lines";
		}
	}

	/**
	 * @param array<string, string> $labels
	 */
	private function line( string $name, array $labels, int|float $value ): string {
		$pairs = array();
		foreach ( $labels as $label => $text ) {
			if ( 1 !== preg_match( self::LABEL, $label ) ) {
				throw new \InvalidArgumentException( "$label is no name of a label" );
			}
			$pairs[] = $label . '="' . strtr( mb_scrub( $text, 'UTF-8' ), array( '\\' => '\\\\', "\n" => '\\n', '"' => '\\"' ) ) . '"';
		}
		$series = $name . ( array() === $pairs ? '' : '{' . implode( ',', $pairs ) . '}' );
		if ( isset( $this->series[ $series ] ) ) {
			throw new \InvalidArgumentException( "$series is there already" );
		}
		$this->series[ $series ] = true;
		return "$series " . self::number( $value ) . "\n";
	}

	/** Whatever the locale of PHP says of decimals. */
	private static function number( int|float $value ): string {
		if ( is_int( $value ) ) {
			return (string) $value;
		}
		if ( ! is_finite( $value ) ) {
			return is_nan( $value ) ? 'NaN' : ( $value > 0 ? '+Inf' : '-Inf' );
		}
		return (string) json_encode( $value, JSON_PRESERVE_ZERO_FRACTION );
	}
}
