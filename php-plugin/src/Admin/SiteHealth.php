<?php
/**
 * Tools > Site Health.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Name;

/**
 * Brings checks and facts into the form that WordPress's Site Health wants.
 */
final class SiteHealth {

	/**
	 * @param \Closure(): array<string, \Closure(): array{status: string, label: string, description: string, url: string}> $checks By
	 *                                  id, as HealthChecks has them; made when Site Health asks.
	 * @param \Closure(): array<string, array<string, string>> $facts Title => name => value; the same.
	 */
	public function __construct(
		private readonly Page $page,
		private readonly string $name,
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
			$test                     = Name::of( $this->page->service, (string) $id );
			$tests['direct'][ $test ] = array(
				'label' => $this->name,
				'test'  => fn (): array => $this->result( $test, $check() ),
			);
		}
		return $tests;
	}

	/**
	 * @param array{status: string, label: string, description: string, url: string} $finding
	 * @return array<string, mixed>
	 */
	private function result( string $id, array $finding ): array {
		$action = '' === $finding['url'] ? '' : sprintf(
			'<p><a href="%s">%s</a></p>',
			esc_url( $finding['url'] ),
			esc_html__( 'See what to do', 'wc-accounting' )
		);
		return array(
			'test'        => $id,
			'label'       => esc_html( $finding['label'] ),
			'status'      => $finding['status'],
			'badge'       => array(
				'label' => esc_html( $this->name ),
				'color' => 'blue',
			),
			'description' => '<p>' . esc_html( $finding['description'] ) . '</p>',
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
			'label'  => $this->name,
			'fields' => $fields,
		);
		return array( Name::element( $this->page->service, 'facts' ) => $section ) + (array) $information;
	}
}
