<?php
/**
 * The closing page.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Admin\Tab\Tab;
use WcAccounting\Connector\Description;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Gap;
use WcAccounting\Delivery\Inventory;
use WcAccounting\Delivery\Listed;
use WcAccounting\Delivery\Month;
use WcAccounting\Delivery\Reconciliation;
use WcAccounting\Delivery\Run;

/**
 * A month of the shop beside the same month of the books: sums, the lists behind each difference, and the way to mend each. What the
 * service itself lists is asked for when a person presses the button, and kept.
 */
final class MonthPage implements Tab {

	public const ID = 'month';

	/** Names of buttons, and of their nonces. */
	private const ASK    = 'ask_month';
	private const EXPORT = 'export_month';

	/** Differences of one kind that are shown; the export has all. */
	public const SHOWN = 50;

	/** How long a page may take, and the export. */
	private const SECONDS        = 20.0;
	private const EXPORT_SECONDS = 300.0;

	/** Months that can be chosen. */
	private const MONTHS = 36;

	private ?Month $month = null;

	/**
	 * @param \Closure(): Reconciliation $make_reconciliation
	 * @param \Closure(): Inventory      $make_inventory
	 */
	public function __construct(
		private readonly Page $page,
		private readonly Description $description,
		private readonly MonthWords $words,
		private readonly MonthView $view,
		private readonly \Closure $make_reconciliation,
		private readonly \Closure $make_inventory,
	) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Month', 'wc-accounting' );
	}

	public function needs(): string {
		return Guard::VIEW;
	}

	public function load(): void {
		// Only read: needs no nonce.
		$asked       = isset( $_GET['month'] ) && is_string( $_GET['month'] ) ? sanitize_text_field( wp_unslash( $_GET['month'] ) ) : '';
		$month       = Month::named( $asked ) ?? Month::last();
		$this->month = $month;
		if ( 'POST' !== ( $_SERVER['REQUEST_METHOD'] ?? '' ) ) {
			return;
		}
		$action = '' !== Guard::text( self::EXPORT ) ? self::EXPORT : self::ASK;
		Guard::check_form( $this->action( $action ), Guard::VIEW );
		if ( self::EXPORT === $action ) {
			$this->export( $month );
		}
		$this->ask( $month );
		wp_safe_redirect( $this->url( $month ) );
		exit;
	}

	private function action( string $what ): string {
		return Name::of( $this->description->service, $what );
	}

	private function url( Month $month ): string {
		return $this->page->url( 'transactions', array( 'section' => self::ID, 'month' => $month->name() ) );
	}

	private function ask( Month $month ): void {
		$listed = ( $this->make_inventory )()->ask( $month, new Run( self::SECONDS ) );
		$listed->keep( $this->description->account, $month );
		$texts  = array_map( $this->words->fault( ... ), array_values( $listed->faults ) );
		/* translators: %s: name of the service. */
		$done   = sprintf( __( 'The list of %s was read and compared.', 'wc-accounting' ), $this->description->name );
		Notices::say(
			$listed->is_complete() ? 'success' : 'warning',
			$listed->is_complete() ? $done : implode( ' ', array_unique( $texts ) )
		);
	}

	// --- Export -------------------------------------------------------------------------------------------------------

	private function export( Month $month ): never {
		$name = sanitize_file_name( $this->description->service . '-' . $month->name() . '.csv' );
		Cron::allow_seconds( (int) self::EXPORT_SECONDS );
		while ( ob_get_level() > 0 && ob_end_clean() ) {
			continue;
		}
		nocache_headers();
		header( 'Content-Type: text/csv; charset=UTF-8' );
		header( "Content-Disposition: attachment; filename=\"$name\"" );
		header( 'X-Content-Type-Options: nosniff' );
		$csv = new MonthCsv( $this->words, $this->description->name );
		// Made for spreadsheets, not for a browser: MonthCsv takes the sting out of what it holds.
		foreach ( $this->lines( $csv, $month ) as $line ) {
			echo $line;
		}
		exit;
	}

	/**
	 * @return \Generator<int, string>
	 */
	private function lines( MonthCsv $csv, Month $month ): \Generator {
		yield MonthCsv::BEGINNING . $csv->header();
		$reconciliation = ( $this->make_reconciliation )();
		foreach ( $reconciliation->walk( $month, new Run( self::EXPORT_SECONDS ) ) as $gap ) {
			yield $csv->of( $gap );
		}
		$listed = Listed::of( $this->description->account, $month );
		foreach ( $listed->gaps ?? array() as $gap ) {
			yield $csv->of( $gap );
		}
		if ( null !== $listed && $listed->more > 0 ) {
			yield MonthCsv::remark( $this->view->more( $listed->more ) );
		}
		if ( ! $reconciliation->is_complete() ) {
			yield MonthCsv::remark( $this->view->cut() );
		}
	}

	// --- Page ---------------------------------------------------------------------------------------------------------

	public function render(): void {
		$month = $this->month ?? Month::last();
		$this->render_choice( $month );
		$reconciliation      = ( $this->make_reconciliation )();
		list( $gaps, $counts ) = self::first( $reconciliation->walk( $month, new Run( self::SECONDS ) ) );

		$listed = Listed::of( $this->description->account, $month );
		foreach ( $listed->gaps ?? array() as $gap ) {
			$counts[ $gap->kind ] = ( $counts[ $gap->kind ] ?? 0 ) + 1;
			if ( $counts[ $gap->kind ] <= self::SHOWN ) {
				$gaps[ $gap->kind ][] = $gap;
			}
		}
		echo '<div class="wc-accounting-month">';
		if ( ! $reconciliation->is_complete() ) {
			printf( '<div class="notice notice-warning inline"><p>%s</p></div>', esc_html( $this->view->cut() ) );
		}
		$this->view->render_outcome( $month, array_sum( $counts ), $reconciliation->tallies(), $listed );
		$this->view->render_sums( $reconciliation->tallies() );
		$this->render_buttons( $month, $listed );
		foreach ( array_intersect( Gap::KINDS, array_keys( $gaps ) ) as $kind ) {
			$this->view->render_gaps( $kind, $gaps[ $kind ], $counts[ $kind ] );
		}
		if ( null !== $listed && $listed->more > 0 ) {
			printf( '<p>%s</p>', esc_html( $this->view->more( $listed->more ) ) );
		}
		echo '</div>';
	}

	/**
	 * The first of each kind, and how many there are.
	 *
	 * @param iterable<Gap> $all
	 * @return array{0: array<string, list<Gap>>, 1: array<string, int>}
	 */
	private static function first( iterable $all ): array {
		$first  = array();
		$counts = array();
		foreach ( $all as $gap ) {
			$counts[ $gap->kind ] = ( $counts[ $gap->kind ] ?? 0 ) + 1;
			if ( $counts[ $gap->kind ] <= self::SHOWN ) {
				$first[ $gap->kind ][] = $gap;
			}
		}
		return array( $first, $counts );
	}

	private function render_choice( Month $chosen ): void {
		$months = array();
		for ( $month = Month::current(), $left = self::MONTHS; $left > 0; $left-- ) {
			$months[ $month->name() ] = $month->label();
			$month                    = $month->earlier();
		}
		$months += array( $chosen->name() => $chosen->label() );
		echo '<form method="get" class="wc-accounting-choose-month">';
		$kept = array( 'page' => $this->page->slug, 'tab' => 'transactions', 'section' => self::ID );
		foreach ( $kept as $name => $value ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
		$this->render_link( $chosen->earlier(), '‹ ', '' );
		printf( '<label><span class="screen-reader-text">%s</span><select name="month">', esc_html__( 'Month', 'wc-accounting' ) );
		foreach ( $months as $name => $label ) {
			$selected = selected( $chosen->name(), $name, false );
			printf( '<option value="%s"%s>%s</option>', esc_attr( $name ), $selected, esc_html( $label ) );
		}
		echo '</select></label> <button type="submit" class="button">' . esc_html__( 'Show', 'wc-accounting' ) . '</button> ';
		$this->render_link( $chosen->later(), '', ' ›' );
		echo '</form>';
	}

	private function render_link( ?Month $month, string $before, string $after ): void {
		if ( null !== $month ) {
			printf( '<a href="%s">%s</a> ', esc_url( $this->url( $month ) ), esc_html( $before . $month->label() . $after ) );
		}
	}

	private function render_buttons( Month $month, ?Listed $listed ): void {
		echo '<div class="wc-accounting-month-actions">';
		$this->view->render_listed( $listed );
		/* translators: %s: name of the service. */
		$ask = sprintf( __( 'Compare with the list of %s', 'wc-accounting' ), $this->description->name );
		$this->render_button( $month, self::ASK, $ask );
		$this->render_button( $month, self::EXPORT, __( 'Export as CSV', 'wc-accounting' ) );
		echo '</div>';
	}

	private function render_button( Month $month, string $what, string $label ): void {
		printf( '<form method="post" action="%s">', esc_url( $this->url( $month ) ) );
		wp_nonce_field( $this->action( $what ), '_wpnonce', true );
		printf(
			'<button type="submit" class="button" name="%s" value="1">%s</button></form>',
			esc_attr( $what ),
			esc_html( $label )
		);
	}
}
