<?php
/**
 * Watching a shop.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Watch;

use WcAccounting\Database\Database;
use WcAccounting\Log\Logger;
use WcAccounting\ServiceRuntime;

/**
 * Wires what watches all services of a shop together. Nothing is made before it is asked for.
 */
final class Watch {

	/** Source of the log, where it is no service's. */
	private const SOURCE = 'wc-accounting';

	/**
	 * @param \Closure(): array<string, ?ServiceRuntime> $services By key; null for one that cannot work.
	 */
	public function __construct( private readonly \Closure $services ) {}

	public function register(): void {
		add_action( 'rest_api_init', fn () => ( new MetricsRoute( MetricsToken::of_site(), $this->metrics( ... ) ) )->register() );
		if ( is_admin() ) {
			add_action( 'admin_post_' . TokenBox::ACTION, static fn () => ( new TokenBox( MetricsToken::of_site() ) )->handle() );
		}
	}

	/** On the Support tab of each service, since it is one token for all. */
	public static function print_on_support(): void {
		( new TokenBox( MetricsToken::of_site() ) )->render();
	}

	private function metrics(): string {
		return ( new Metrics( ( $this->services )(), new Database(), new Logger( self::SOURCE ) ) )->text();
	}
}
