<?php
/**
 * Words of a service.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * What people read of documents and settings: here what is the same for every service, in a class of its own what only makes
 * sense for one. The extension describes a service in names alone; one that has no word is shown as it is.
 *
 * In a text `%s` is the name of the service, where nothing else is said.
 */
class Words {

	/**
	 * @param string $name Of the service.
	 */
	public function __construct( public readonly string $name ) {}

	/** What a kind of document is called. */
	public function document( string $kind ): string {
		return match ( $kind ) {
			'invoice' => __( 'Invoice', 'wc-accounting' ),
			'payment' => __( 'Payment', 'wc-accounting' ),
			'credit_note' => __( 'Credit note', 'wc-accounting' ),
			default => self::shown( $kind ),
		};
	}

	/** What a group of settings is called: the tab that shows it. */
	public function group( string $group ): string {
		return $this->document( $group );
	}

	/**
	 * What a group of settings that belongs to a kind of document is about.
	 *
	 * @param string $statuses Names of the statuses that make the document; empty when each refund makes one.
	 */
	public function about( string $group, string $statuses ): string {
		if ( '' === $statuses ) {
			return sprintf(
				/* translators: 1: kind of document, e.g. Credit note, 2: name of the service. */
				__( '%1$s: each refund of an order makes one in %2$s.', 'wc-accounting' ),
				$this->group( $group ),
				$this->name
			);
		}
		return sprintf(
			/* translators: 1: kind of document, 2: status of an order, or several, e.g. Processing / Packed, 3: name of the service. */
			__( '%1$s: an order that becomes %2$s makes one in %3$s.', 'wc-accounting' ),
			$this->group( $group ),
			$statuses,
			$this->name
		);
	}

	/**
	 * What a setting is called, and what it does.
	 *
	 * @param string $value What it is, where its help depends on that.
	 * @return array{label: string, help: string}
	 */
	public function setting( string $name, string $value = '' ): array {
		$texts = $this->settings()[ $name ] ?? array( self::shown( $name ), '' );
		$help  = str_replace( '%s', $this->name, $texts[1] );
		return array(
			'label' => $texts[0],
			'help'  => str_ends_with( $name, '_prefix' ) ? trim( $help . ' ' . self::caution_about_prefix( $value ) ) : $help,
		);
	}

	/** What a choice is called. */
	public function choice( string $choice ): string {
		return self::shown( $choice );
	}

	/**
	 * What is wrong with a value, as only this service knows; null when nothing is.
	 *
	 * @param array{name: string, type: string, ...} $setting
	 * @param array<string, string>                  $values  Of all settings of the form, by name.
	 */
	public function fault( array $setting, array $values ): ?string {
		unset( $setting, $values );
		return null;
	}

	/**
	 * How a value is entered that can be looked up, where no script looks it up.
	 *
	 * @param string $type Of the setting.
	 */
	public function without_suggestions( string $type ): string {
		unset( $type );
		return __( 'Suggestions need JavaScript. Without it, enter the name as it is written there.', 'wc-accounting' );
	}

	/** Where in the service a key is made. */
	public function where_keys_are(): string {
		return __( 'Make it in %s, and copy it whole.', 'wc-accounting' );
	}

	/** What a person compares when documents keep differing from their orders. */
	public function where_taxes_are(): string {
		/* translators: %s: name of the service. */
		return sprintf(
			__(
				'Compare the taxes of the shop, under WooCommerce > Settings > Tax, with those in %s.',
				'wc-accounting'
			),
			$this->name
		);
	}

	/** What a reason comes to for the documents of this service; null where it is said as for every other one. */
	public function reason( string $code ): ?string {
		unset( $code );
		return null;
	}

	/**
	 * Name => label and help.
	 *
	 * @return array<string, array{0: string, 1: string}>
	 */
	protected function settings(): array {
		return array(
			'hold_differences' => array(
				__( 'Hold what differs', 'wc-accounting' ),
				__(
					'Do not send a document whose total in %s would differ from the order; wait until I send it by hand.',
					'wc-accounting'
				),
			),
		);
	}

	/** Help for a list of statuses. */
	protected static function about_statuses(): string {
		return __(
			'A document that waits is still sent when its order goes on to another status, but not when it is cancelled, refunded or failed.',
			'wc-accounting'
		);
	}

	/** Why the numbers that a prefix makes may be taken for others; empty when they cannot. */
	private static function caution_about_prefix( string $prefix ): string {
		if ( '' === $prefix ) {
			return __( 'Without a prefix, the numbers of another shop that feeds the same company may be the same.', 'wc-accounting' );
		}
		return ctype_digit( substr( $prefix, -1 ) )
			? __(
				'A prefix that ends in a digit can be misread: SHOP2 and order 123 make the same number as SHOP and order 2123. Let it end in a letter or a sign.',
				'wc-accounting'
			)
			: '';
	}

	/** A name without a word. */
	private static function shown( string $name ): string {
		return ucfirst( str_replace( '_', ' ', $name ) );
	}
}
