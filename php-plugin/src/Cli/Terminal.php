<?php
/**
 * Who reads what a command says.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

/**
 * The way out of a command, and the only way back: a person at a terminal, a file, or a script.
 */
interface Terminal {

	/** What was asked for, as it is: to the standard output. */
	public function write( string $text ): void;

	/** A line that tells what is being done; who wants it quiet does not get it. */
	public function line( string $text ): void;

	/** The same, at the end, when all went well. */
	public function success( string $text ): void;

	/** To the standard error. */
	public function warn( string $text ): void;

	/** To the standard error; the command goes on, or returns what it ends with. */
	public function error( string $text ): void;

	/**
	 * A few rows, for the eye.
	 *
	 * @param non-empty-list<string>      $columns
	 * @param list<array<string, string>> $rows
	 */
	public function table( array $columns, array $rows ): void;

	/**
	 * Shows a person how far it is; to nobody else.
	 *
	 * @param int  $total       Steps; 0 when that is not known.
	 * @param bool $beside_rows Whether rows are written meanwhile: then only where they go elsewhere.
	 */
	public function progress( string $what, int $total, bool $beside_rows = false ): Progress;

	/** Whether somebody sees the bar of progress(). */
	public function is_watched(): bool;

	/** Whether somebody is there who can answer. */
	public function is_answered(): bool;

	/** Asks; false unless the answer is yes. */
	public function confirms( string $question ): bool;
}
