<?php
/**
 * Whether a site may use its key.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

use WcAccounting\Environment\Site;

/**
 * What keeps this site from asking the service anything, whatever would ask.
 */
final class KeyGate {

	public function __construct(
		private readonly Service $service,
		private readonly KeyRing $keys,
		private readonly Site $site,
	) {}

	/**
	 * @param ?string $key The one that is stored when null.
	 * @return ?array{code: string, detail: string}
	 */
	public function obstacle( #[\SensitiveParameter] ?string $key = null ): ?array {
		$key ??= $this->keys->current();
		$code  = match ( true ) {
			$this->site->is_unclear() => 'site_unclear',
			'' === $key => $this->keys->is_lost() ? 'connect_again' : 'no_key',
			! $this->site->may_use( $this->service->key(), $key ) => 'copy_without_key',
			default => null,
		};
		return null === $code ? null : array(
			'code'   => $code,
			'detail' => '',
		);
	}
}
