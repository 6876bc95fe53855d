<?php
/**
 * Tools > Site Health.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

/**
 * Brings checks and facts into the form that WordPress's Site Health wants.
 */
final class SiteHealth {

	private const SECTION = 'wc-accounting';

	/**
	 * @param string                                               $service Name of the service.
	 * @param \Closure(): array<string, \Closure(): Finding>       $checks  By id; made when Site Health asks.
	 * @param \Closure(): array<string, array<string, string>>     $facts   Title => name => value; the same.
	 */
	public function __construct(
		private readonly string $service,
		private readonly \Closure $checks,
		private readonly \Closure $facts,
	) {}

	public function register(): void {
		add_filter( 'site_status_tests', $this->add_tests( ... ) );
		add_filter( 'debug_information', $this->add_section( ... ) );
	}

	/**
	 * @param mixed $tests
	 * @return array<string, array<string, mixed>>
	 */
	private function add_tests( $tests ): array {
		$tests = (array) $tests;
		foreach ( ( $this->checks )() as $id => $check ) {
			$tests['direct'][ "wc_accounting_$id" ] = array(
				'label' => $this->service,
				'test'  => fn (): array => $this->result( "wc_accounting_$id", $check() ),
			);
		}
		return $tests;
	}

	/**
	 * @return array<string, mixed>
	 */
	private function result( string $id, Finding $finding ): array {
		$action = '' === $finding->url ? '' : sprintf(
			'<p><a href="%s">%s</a></p>',
			esc_url( $finding->url ),
			esc_html__( 'See what to do', 'wc-accounting' )
		);
		return array(
			'test'        => $id,
			'label'       => esc_html( $finding->label ),
			'status'      => $finding->status,
			'badge'       => array(
				'label' => esc_html( $this->service ),
				'color' => 'blue',
			),
			'description' => '<p>' . esc_html( $finding->description ) . '</p>',
			'actions'     => $action,
		);
	}

	/**
	 * @param mixed $information
	 * @return array<string, array<string, mixed>>
	 */
	private function add_section( $information ): array {
		$fields = array();
		foreach ( ( $this->facts )() as $title => $facts ) {
			foreach ( $facts as $name => $value ) {
				$fields[ sanitize_key( "$title-$name" ) ] = array(
					'label' => "$title: $name",
					'value' => $value,
				);
			}
		}
		$section = array(
			'label'  => $this->service,
			'fields' => $fields,
		);
		return array( self::SECTION => $section ) + (array) $information;
	}
}
