<?php
/**
 * What fields hold.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

namespace WcAccounting\Standin {

	/** How a field keeps what it is given, and how a row keeps the field. */
	enum Kind {

		case Text;
		case Whole;
		case Amount;
		case Total;
		case Flag;
		case Moment;
		case Mixed;

		/** What a field holds that nobody has set. */
		public function nothing(): mixed {
			return match ( $this ) {
				self::Text, self::Amount => '',
				self::Whole => 0,
				self::Total => '0',
				self::Flag => false,
				self::Moment => null,
				self::Mixed => array(),
			};
		}

		/** As the field keeps it. */
		public function of( mixed $given ): mixed {
			return match ( $this ) {
				self::Text => (string) $given,
				self::Whole => (int) $given,
				self::Amount => '' === $given || null === $given ? '' : Amount::text( $given ),
				self::Total => Amount::rounded( $given ),
				self::Flag => in_array( $given, array( true, 1, '1', 'yes', 'true' ), true ),
				self::Moment => \WC_DateTime::of( $given ),
				self::Mixed => $given,
			};
		}

		/** As a row keeps it: something that JSON can say. */
		public function to_row( mixed $value ): mixed {
			return $value instanceof \DateTimeInterface ? $value->getTimestamp() : $value;
		}
	}

	/** Amounts of money as decimal strings. */
	final class Amount {

		/** Digits that are kept of an amount that is not rounded to those of the shop. */
		private const DIGITS = 6;

		public static function text( mixed $amount, int $digits = self::DIGITS ): string {
			if ( is_string( $amount ) && 1 === preg_match( '/^-?\d+(\.\d{1,' . $digits . '})?$/', $amount ) ) {
				return $amount;
			}
			$text = number_format( round( (float) $amount, $digits ), $digits, '.', '' );
			$text = str_contains( $text, '.' ) ? rtrim( rtrim( $text, '0' ), '.' ) : $text;
			return '-0' === $text ? '0' : $text;
		}

		/** With as many digits as the shop shows. */
		public static function rounded( mixed $amount ): string {
			return self::text( round( (float) $amount, wc_get_price_decimals() ), wc_get_price_decimals() );
		}

		/**
		 * @param iterable<mixed> $amounts
		 */
		public static function sum( iterable $amounts ): float {
			$sum = 0.0;
			foreach ( $amounts as $amount ) {
				$sum += (float) $amount;
			}
			return $sum;
		}

		/** The same, given back. */
		public static function negative( mixed $amount ): string {
			return self::text( -1 * (float) $amount );
		}
	}
}

namespace {

	/** A moment, in the zone of the site; printed as ISO 8601. */
	class WC_DateTime extends DateTime {

		/**
		 * @param mixed $moment UNIX seconds, a date object, or a text, which is in the zone of the site unless it names one.
		 */
		public static function of( mixed $moment ): ?self {
			if ( null === $moment || '' === $moment ) {
				return null;
			}
			if ( $moment instanceof DateTimeInterface ) {
				$moment = $moment->getTimestamp();
			}
			$date = is_numeric( $moment ) ? new self( '@' . (int) $moment ) : new self( (string) $moment, wp_timezone() );
			$date->setTimezone( wp_timezone() );
			return $date;
		}

		public function __toString(): string {
			return $this->format( DATE_ATOM );
		}
	}

	/** A value that cannot be. */
	class WC_Data_Exception extends Exception {}

	/** One entry of an object's meta data. */
	class WC_Meta_Data {

		/** Number of its row; 0 until it is stored. */
		public int $id;

		public string $key;

		/** Null says that it is to be deleted. */
		public mixed $value;

		private mixed $stored;

		public function __construct( int $id, string $key, mixed $value ) {
			$this->id     = $id;
			$this->key    = $key;
			$this->value  = $value;
			$this->stored = 0 === $id ? null : $value;
		}

		/** As a row has it. */
		public static function of( object $row ): self {
			return new self( (int) $row->meta_id, $row->meta_key, maybe_unserialize( $row->meta_value ) );
		}

		public function is_stored(): bool {
			return 0 !== $this->id && $this->stored === $this->value;
		}

		public function now_stored_as( int $id ): void {
			$this->id     = $id;
			$this->stored = $this->value;
		}

		/**
		 * @return array{id: int, key: string, value: mixed}
		 */
		public function get_data(): array {
			return array(
				'id'    => $this->id,
				'key'   => $this->key,
				'value' => $this->value,
			);
		}
	}
}
