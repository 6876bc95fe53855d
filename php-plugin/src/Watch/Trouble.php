<?php
/**
 * Something that needs somebody.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Watch;

/**
 * One thing that keeps documents from the books. Plain text: escape it where it is shown.
 */
final class Trouble {

	/** Deliveries failed, and a person has to look. */
	public const FAILED = 'failed';

	/** Nothing is sent to a service. */
	public const HELD = 'held';

	/** Nothing is sent unless somebody looks at wp-admin. */
	public const CRON = 'cron';

	/** A service cannot work: something that it needs is missing. */
	public const BROKEN = 'broken';

	public function __construct(
		/** FAILED, HELD, CRON or BROKEN. */
		public readonly string $kind,
		/** Key of the service; empty where it is about all of them. */
		public readonly string $service,
		/** What happened, in a few words. */
		public readonly string $title,
		/** What that means, and what to do. */
		public readonly string $text,
		/** Where in wp-admin something can be done about it. */
		public readonly string $url,
		/** What tells it from other trouble of its kind, such as the reason of a hold. */
		public readonly string $why = '',
	) {}

	/** The same name means that it goes on, and is no news. */
	public function name(): string {
		return implode( ' ', array( $this->kind, $this->service, $this->why ) );
	}

	/**
	 * For other code.
	 *
	 * @return array{kind: string, service: string, title: string, text: string, url: string}
	 */
	public function to_array(): array {
		return array(
			'kind'    => $this->kind,
			'service' => $this->service,
			'title'   => $this->title,
			'text'    => $this->text,
			'url'     => $this->url,
		);
	}
}
