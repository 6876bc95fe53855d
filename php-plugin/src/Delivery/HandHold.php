<?php
/**
 * A queue that a person holds.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/**
 * Who holds a queue by hand, since when, until when and why: nothing is sent until it is released, or until its time is over.
 */
final class HandHold {

	/** Characters of a name and of a reason. */
	private const LONGEST = 200;

	private function __construct(
		/** Who wanted it, for people. */
		public readonly string $by,
		/** UNIX seconds. */
		public readonly int $at,
		/** UNIX seconds; null when somebody has to release it. */
		public readonly ?int $until,
		/** Empty when none was given. */
		public readonly string $why,
	) {}

	/**
	 * @param int  $at    UNIX seconds, by the database's clock.
	 * @param ?int $until The same; null holds it until it is released.
	 */
	public static function of( string $by, int $at, ?int $until = null, string $why = '' ): self {
		return new self( self::line( $by ), $at, $until, self::line( $why ) );
	}

	private static function line( string $text ): string {
		$text = (string) preg_replace( '/[\x00-\x20\x7F]+/', ' ', mb_scrub( $text, 'UTF-8' ) );
		return mb_substr( trim( $text ), 0, self::LONGEST, 'UTF-8' );
	}

	/** Null when nothing is stored that could be read. */
	public static function from_json( ?string $stored ): ?self {
		$held = json_decode( (string) $stored, true );
		if ( ! is_array( $held ) || ! is_int( $held['at'] ?? null ) ) {
			return null;
		}
		$until = $held['until'] ?? null;
		return self::of( (string) ( $held['by'] ?? '' ), $held['at'], is_int( $until ) ? $until : null, (string) ( $held['why'] ?? '' ) );
	}

	public function to_json(): string {
		return (string) wp_json_encode( get_object_vars( $this ) );
	}

	public function is_over( int $now ): bool {
		return null !== $this->until && $this->until <= $now;
	}

	/** For how many seconds it has held, or did. */
	public function seconds( int $now ): int {
		return max( 0, min( $now, $this->until ?? $now ) - $this->at );
	}

	/** What a person is told of it: plain text. */
	public function sentence( string $service ): string {
		$form  = get_option( 'date_format' ) . ' ' . get_option( 'time_format' );
		$time  = static fn ( int $moment ): string => (string) wp_date( $form, $moment );
		$parts = array(
			sprintf(
				/* translators: 1: name of the service, 2: who did it, 3: a date and a time of day. */
				__( 'Nothing is sent to %1$s: %2$s has been holding it since %3$s.', 'wc-accounting' ),
				$service,
				$this->by,
				$time( $this->at )
			),
			/* translators: %s: why it was done, in somebody's own words. */
			'' === $this->why ? '' : sprintf( __( 'The reason given: %s.', 'wc-accounting' ), rtrim( $this->why, '.' ) ),
			null === $this->until
				? __( 'It goes on when somebody releases it; orders are queued meanwhile, and nothing is lost.', 'wc-accounting' )
				: sprintf(
					/* translators: %s: a date and a time of day. */
					__( 'It goes on by itself on %s; orders are queued meanwhile, and nothing is lost.', 'wc-accounting' ),
					$time( $this->until )
				),
		);
		return implode( ' ', array_filter( $parts ) );
	}
}
