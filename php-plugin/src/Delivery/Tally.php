<?php
/**
 * Sums of a month.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Order\Decimal;

/**
 * How many documents of one kind and one currency a month should have and has, and what they come to on either side. Amounts
 * are exact decimals with tax.
 */
final class Tally {

	/** What there is, and what is missing of it. */
	public int $should = 0;

	/** What they come to in the shop. */
	public string $shop_total = '0';
	public string $shop_tax   = '0';

	/** Of which are in the books, as far as the shop knows. */
	public int $there = 0;

	/** Of those: what the books say of those that were read. */
	public string $books_total = '0';
	public string $books_tax   = '0';

	/** Of those that are there: how many are known by a mark of the order alone. */
	public int $marked = 0;

	/** Of those that are there: how many the books were not asked about yet, or do not tell of, and what they come to in the shop. */
	public int $unread          = 0;
	public string $unread_total = '0';

	/** Documents whose tax one side does not know. */
	public int $untaxed = 0;

	public function __construct(
		/** Kind of document. */
		public readonly string $document,
		public readonly string $currency,
	) {}

	/**
	 * A document that should be there and is not.
	 */
	public function lacks( ?string $shop_total, ?string $shop_tax ): void {
		++$this->should;
		$this->shop_total = self::sum( $this->shop_total, $shop_total );
		$this->shop_tax   = self::sum( $this->shop_tax, $shop_tax );
		$this->untaxed   += null === $shop_tax ? 1 : 0;
	}

	/**
	 * Many that should be there and are not, as MonthStore::sums() has counted them.
	 *
	 * @param array<string, ?string> $sums
	 */
	public function lacks_many( array $sums ): void {
		$this->should    += (int) $sums['there'];
		$this->shop_total = self::sum( $this->shop_total, $sums['shop_total'] );
		$this->shop_tax   = self::sum( $this->shop_tax, $sums['shop_tax'] );
		$this->untaxed   += (int) $sums['untaxed'];
	}

	/**
	 * A document that is there.
	 *
	 * @param ?Books $books What stands in the books, where that is known.
	 */
	public function has( ?string $shop_total, ?string $shop_tax, ?Books $books ): void {
		$is_read = null !== $books?->total;
		$this->add(
			array(
				'there'        => '1',
				'shop_total'   => $shop_total,
				'shop_tax'     => $shop_tax,
				'books_total'  => $books?->total,
				'books_tax'    => $books?->tax,
				'unread'       => $is_read ? '0' : '1',
				'unread_total' => $is_read ? '0' : $shop_total,
				'untaxed'      => null === $shop_tax || $is_read && null === $books?->tax ? '1' : '0',
			)
		);
	}

	/**
	 * Many that are there, as MonthStore::sums() has counted them.
	 *
	 * @param array<string, ?string> $sums
	 */
	public function add( array $sums ): void {
		$this->should += (int) $sums['there'];
		$this->there  += (int) $sums['there'];
		foreach ( array( 'unread', 'untaxed' ) as $count ) {
			$this->$count += (int) $sums[ $count ];
		}
		foreach ( array( 'shop_total', 'shop_tax', 'books_total', 'books_tax', 'unread_total' ) as $amount ) {
			$this->$amount = self::sum( $this->$amount, $sums[ $amount ] );
		}
	}

	private static function sum( string $so_far, ?string $more ): string {
		return null === $more ? $so_far : Decimal::sum( array( $so_far, $more ) );
	}

	/** By how much the books say more than the shop, of what they were asked about and of what is missing; a decimal. */
	public function difference(): string {
		return Decimal::sum( array( $this->books_total, Decimal::negative( $this->shop_total ), $this->unread_total ) );
	}

	/**
	 * @return array<string, int|string>
	 */
	public function to_array(): array {
		return get_object_vars( $this ) + array( 'difference' => $this->difference() );
	}
}
