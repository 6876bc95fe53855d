<?php
/**
 * Ids that cannot be chosen.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/** Which id WordPress gave to what a golden file calls by another. */
final class Ids {

	/** @var array<string, array<int, int>> Kind => golden id => built id. */
	private array $built = array();

	public function learn( string $kind, int $golden, int $built ): void {
		$this->built[ $kind ][ $golden ] = $built;
	}

	public function built( string $kind, int $golden ): int {
		return 0 === $golden ? 0 : $this->built[ $kind ][ $golden ];
	}

	/** An id that no golden one stands behind stays as it is, and the comparison shows it. */
	public function golden( string $kind, int $built ): int {
		$golden = array_search( $built, $this->built[ $kind ] ?? array(), true );
		return false === $golden ? $built : $golden;
	}

	/**
	 * A text with the built ids of some kinds in the place of the golden ones.
	 *
	 * @param list<string> $kinds
	 */
	public function in_text( string $text, array $kinds ): string {
		$built = array_replace( ...array_map( fn ( string $kind ): array => $this->built[ $kind ] ?? array(), $kinds ) );
		return preg_replace_callback(
			'/(?<!\d)\d+(?!\d)/',
			static fn ( array $number ): string => (string) ( $built[ (int) $number[0] ] ?? $number[0] ),
			$text
		);
	}
}
