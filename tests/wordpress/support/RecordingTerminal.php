<?php
/**
 * A terminal that nobody looks at.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Cli\Progress;
use WcAccounting\Cli\Terminal;

/** Keeps what a command says, and answers its questions. */
final class RecordingTerminal implements Terminal {

	/** What was asked for. */
	public string $written = '';

	/** @var list<string> What it told beside that, in the order in which it did. */
	public array $lines = array();

	/** @var list<string> Warnings and errors. */
	public array $complaints = array();

	/** @var list<string> */
	public array $questions = array();

	/** @var list<array{what: string, total: int, done: int, is_over: bool, beside_rows: bool}> */
	public array $progress = array();

	/**
	 * @param ?bool $answer To every question; null: nobody is there.
	 * @param bool  $keeps  Whether what is written is kept; else only its length is counted.
	 */
	public function __construct( private readonly ?bool $answer = null, private readonly bool $keeps = true ) {}

	public int $length = 0;

	/** Bytes that PHP had while something was written. */
	public int $most_memory = 0;

	public function write( string $text ): void {
		$this->length     += strlen( $text );
		$this->most_memory = max( $this->most_memory, memory_get_usage() );
		if ( $this->keeps ) {
			$this->written .= $text;
		}
	}

	public function line( string $text ): void {
		$this->lines[] = $text;
	}

	public function success( string $text ): void {
		$this->lines[] = $text;
	}

	public function warn( string $text ): void {
		$this->complaints[] = $text;
	}

	public function error( string $text ): void {
		$this->complaints[] = $text;
	}

	public function table( array $columns, array $rows ): void {
		foreach ( array( array_combine( $columns, $columns ), ...$rows ) as $row ) {
			$this->write( implode( '|', array_map( static fn ( string $column ): string => $row[ $column ], $columns ) ) . "\n" );
		}
	}

	public function progress( string $what, int $total, bool $beside_rows = false ): Progress {
		$this->progress[] = array( 'what' => $what, 'total' => $total, 'done' => 0, 'is_over' => false, 'beside_rows' => $beside_rows );
		return new class( $this->progress[ count( $this->progress ) - 1 ] ) implements Progress {

			/** @param array{done: int, is_over: bool} $seen */
			public function __construct( private array &$seen ) {}

			public function advance( int $steps = 1 ): void {
				$this->seen['done'] += $steps;
			}

			public function end(): void {
				$this->seen['is_over'] = true;
			}
		};
	}

	public function is_watched(): bool {
		return false;
	}

	public function is_answered(): bool {
		return null !== $this->answer;
	}

	public function confirms( string $question ): bool {
		$this->questions[] = $question;
		return true === $this->answer;
	}

	/** All that was said, in one. */
	public function said(): string {
		return $this->written . implode( "\n", array( ...$this->lines, ...$this->complaints ) );
	}

	/**
	 * @return mixed What was written as JSON.
	 */
	public function json() {
		return json_decode( $this->written, true, 32, JSON_THROW_ON_ERROR );
	}

	/** @return list<list<string>> What was written as a table, without its head. */
	public function rows(): array {
		$lines = array_slice( explode( "\n", trim( $this->written ) ), 1 );
		return array_map( static fn ( string $line ): array => explode( '|', $line ), $lines );
	}
}
