<?php
/**
 * Rows, as a person or a program wants them.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Admin\Csv;
use WcAccounting\Admin\Text;

/**
 * Writes rows as they come: of a million none but a few are in memory. A table is WP-CLI's as long as it is small; of a large one
 * the first rows say how wide its columns are.
 *
 * @phpstan-type Row array<string, bool|int|string|null>
 */
final class Rows {

	public const TABLE = 'table';
	public const JSON  = 'json';
	public const CSV   = 'csv';
	public const COUNT = 'count';
	public const IDS   = 'ids';

	public const ALL = array( self::TABLE, self::JSON, self::CSV, self::COUNT, self::IDS );

	/** Rows that a table waits for. */
	private const SMALL = 500;

	/** Characters of a cell in a large table. */
	private const WIDEST = 60;

	public function __construct( private readonly Terminal $terminal, public readonly string $format ) {}

	/**
	 * As `--format` says.
	 *
	 * @param non-empty-list<string> $formats The first one where nothing is said.
	 * @throws Stop When it is none of them.
	 */
	public static function asked( Options $options, Terminal $terminal, array $formats = self::ALL ): self {
		return new self( $terminal, $options->one_of( 'format', $formats, $formats[0] ) );
	}

	/**
	 * @param non-empty-list<string> $columns        Names in the rows.
	 * @param iterable<Row>          $rows           May have more.
	 * @param bool                   $for_sheets     Whether a CSV is for a spreadsheet; else for a script.
	 * @return int How many there were.
	 */
	public function write( array $columns, iterable $rows, bool $for_sheets = false ): int {
		return match ( $this->format ) {
			self::JSON => $this->write_json( $columns, $rows ),
			self::CSV => $this->write_csv( $columns, $rows, $for_sheets ),
			self::COUNT => $this->write_count( $rows ),
			self::IDS => $this->write_ids( $rows ),
			default => $this->write_table( $columns, $rows ),
		};
	}

	/**
	 * @param list<string>  $columns
	 * @param iterable<Row> $rows
	 */
	private function write_json( array $columns, iterable $rows ): int {
		$names = array_fill_keys( $columns, null );
		$count = 0;
		foreach ( $rows as $row ) {
			$flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE;
			$json  = (string) wp_json_encode( array_replace( $names, array_intersect_key( $row, $names ) ), $flags );
			$this->terminal->write( ( 0 === $count ? "[\n" : ",\n" ) . $json );
			++$count;
		}
		$this->terminal->write( 0 === $count ? "[]\n" : "\n]\n" );
		return $count;
	}

	/**
	 * @param list<string>  $columns
	 * @param iterable<Row> $rows
	 */
	private function write_csv( array $columns, iterable $rows, bool $for_sheets ): int {
		$end = $for_sheets ? "\r\n" : "\n";
		$this->terminal->write( ( $for_sheets ? Csv::BEGINNING : '' ) . Csv::line( $columns, $end ) );
		$count = 0;
		foreach ( $rows as $row ) {
			$this->terminal->write( Csv::line( array_values( self::texts( $columns, $row ) ), $end ) );
			++$count;
		}
		return $count;
	}

	/** @param iterable<Row> $rows */
	private function write_count( iterable $rows ): int {
		$count = 0;
		foreach ( $rows as $_row ) {
			++$count;
		}
		$this->terminal->write( "$count\n" );
		return $count;
	}

	/** @param iterable<Row> $rows */
	private function write_ids( iterable $rows ): int {
		$count = 0;
		foreach ( $rows as $row ) {
			$this->terminal->write( ( 0 === $count ? '' : ' ' ) . (string) ( $row['id'] ?? '' ) );
			++$count;
		}
		if ( $count > 0 ) {
			$this->terminal->write( "\n" );
		}
		return $count;
	}

	/**
	 * @param non-empty-list<string> $columns
	 * @param iterable<Row>          $rows
	 */
	private function write_table( array $columns, iterable $rows ): int {
		$first = array();
		$count = 0;
		$wide  = array();
		foreach ( $rows as $row ) {
			$texts = self::texts( $columns, $row );
			++$count;
			if ( $count <= self::SMALL ) {
				$first[] = $texts;
				continue;
			}
			if ( array() === $wide ) {
				$wide = self::widths( $columns, $first );
				foreach ( array( array_combine( $columns, $columns ), ...$first ) as $one ) {
					$this->terminal->write( self::padded( $one, $wide ) );
				}
				$first = array();
			}
			$this->terminal->write( self::padded( $texts, $wide ) );
		}
		if ( $count <= self::SMALL ) {
			$this->terminal->table( $columns, $first );
		}
		return $count;
	}

	/**
	 * @param list<string>                $columns
	 * @param list<array<string, string>> $rows
	 * @return array<string, int> Characters.
	 */
	private static function widths( array $columns, array $rows ): array {
		$widths = array();
		foreach ( $columns as $column ) {
			$of_cells          = array_map( 'mb_strwidth', array( $column, ...array_column( $rows, $column ) ) );
			$widths[ $column ] = min( self::WIDEST, max( $of_cells ) );
		}
		return $widths;
	}

	/**
	 * @param array<string, string> $texts
	 * @param array<string, int>    $widths
	 */
	private static function padded( array $texts, array $widths ): string {
		$cells = array();
		foreach ( $widths as $column => $width ) {
			$cell    = mb_strimwidth( $texts[ $column ], 0, $width, '…', 'UTF-8' );
			$cells[] = $cell . str_repeat( ' ', max( 0, $width - mb_strwidth( $cell, 'UTF-8' ) ) );
		}
		return rtrim( implode( '  ', $cells ) ) . "\n";
	}

	/**
	 * @param list<string> $columns
	 * @param Row          $row
	 * @return array<string, string> On one line each, by column.
	 */
	private static function texts( array $columns, array $row ): array {
		$texts = array();
		foreach ( $columns as $column ) {
			$value            = $row[ $column ] ?? '';
			$texts[ $column ] = is_bool( $value ) ? ( $value ? 'yes' : 'no' ) : Text::plain( (string) $value );
		}
		return $texts;
	}
}
