<?php
/**
 * Fields of settings: their names and values in the form, and what is saved of what is sent.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	// In the command line WooCommerce loads these only for its own settings pages.
	foreach ( array( 'class-wc-admin-settings.php', 'wc-admin-functions.php' ) as $file ) {
		if ( file_exists( WC_ABSPATH . "includes/admin/$file" ) ) {
			include_once WC_ABSPATH . "includes/admin/$file";
		}
	}
	$fields = array(
		array( 'type' => 'title', 'id' => 'tr_section', 'title' => 'Judul & <b>x</b>', 'desc' => 'Kata <em>a</em>' ),
		array( 'type' => 'text', 'id' => 'tr_text', 'title' => 'Teks', 'default' => 'bawaan', 'desc' => 'Bantuan', 'desc_tip' => true, 'placeholder' => 'isi', 'class' => 'k', 'css' => 'width:1px', 'custom_attributes' => array( 'data-x' => '1"' ) ),
		array( 'type' => 'password', 'id' => 'tr_password', 'title' => 'Sandi' ),
		array( 'type' => 'number', 'id' => 'tr_number', 'title' => 'Angka', 'default' => '3' ),
		array( 'type' => 'textarea', 'id' => 'tr_area', 'title' => 'Luas', 'desc' => 'Di atas' ),
		array( 'type' => 'select', 'id' => 'tr_select', 'title' => 'Pilih', 'default' => 'b', 'options' => array( 'a' => 'A', 'b' => 'B & <c>', 'g' => 'G' ), 'class' => 'wc-enhanced-select' ),
		array( 'type' => 'multiselect', 'id' => 'tr_multi', 'title' => 'Banyak', 'default' => array( 'x' ), 'options' => array( 'x' => 'X', 'y' => 'Y' ) ),
		array( 'type' => 'radio', 'id' => 'tr_radio', 'title' => 'Satu', 'default' => 'n', 'options' => array( 'n' => 'N', 'm' => 'M' ) ),
		array( 'type' => 'checkbox', 'id' => 'tr_check', 'title' => 'Centang', 'desc' => 'Ya?', 'default' => 'yes' ),
		array( 'type' => 'text', 'id' => 'tr_list[kunci]', 'title' => 'Daftar', 'default' => 'd' ),
		array( 'type' => 'aneh', 'id' => 'tr_odd', 'title' => 'Aneh' ),
		array( 'type' => 'sectionend', 'id' => 'tr_section' ),
	);
	foreach ( array( 'text', 'password', 'number', 'area', 'select', 'multi', 'radio', 'check', 'list', 'odd' ) as $name ) {
		delete_option( "tr_$name" );
	}
	$seen = array();
	foreach ( array( 'woocommerce_admin_field_aneh', 'woocommerce_settings_tr_section', 'woocommerce_settings_tr_section_end', 'woocommerce_settings_tr_section_after' ) as $hook ) {
		add_action(
			$hook,
			static function ( $field = null ) use ( $hook, &$seen ) {
				$seen[] = $hook . ' ' . ( is_array( $field ) ? $field['id'] : '' );
			}
		);
	}
	$form = static function () use ( $fields, $t ): void {
		ob_start();
		woocommerce_admin_fields( $fields );
		$html = (string) ob_get_clean();
		$page = new DOMDocument();
		@$page->loadHTML( '<?xml encoding="utf-8"?><form>' . $html . '</form>' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors -- Parts of a page.
		$find = new DOMXPath( $page );
		foreach ( $find->query( '//input | //select | //textarea' ) as $node ) {
			$facts = array();
			foreach ( array( 'name', 'id', 'type', 'value', 'placeholder', 'class', 'style', 'data-x', 'multiple', 'checked' ) as $attribute ) {
				if ( $node->hasAttribute( $attribute ) ) {
					$facts[ $attribute ] = trim( $node->getAttribute( $attribute ), '; ' );
				}
			}
			foreach ( $find->query( './/option', $node ) as $option ) {
				$facts[ 'option ' . $option->getAttribute( 'value' ) ] = trim( $option->textContent ) . ( $option->hasAttribute( 'selected' ) ? ' *' : '' );
			}
			$t->line( $node->nodeName, $facts + array( 'text' => 'textarea' === $node->nodeName ? $node->textContent : '' ) );
		}
		$t->line( 'labels', array_map( static fn( $node ) => $node->getAttribute( 'for' ), iterator_to_array( $find->query( '//th//label' ) ) ) );
		$t->line( 'cells', array_map( static fn( $node ) => trim( $node->getAttribute( 'class' ) ), iterator_to_array( $find->query( '//td' ) ) ) );
		$t->line( 'tables', array( $find->query( '//table[contains(@class,"form-table")]' )->length, $find->query( '//h2' )->length, $find->query( '//*[contains(@class,"woocommerce-help-tip")]' )->length ) );
	};
	$form();
	$t->line( 'hooks', $seen );
	$stored = static function () use ( $t ): void {
		foreach ( array( 'text', 'password', 'number', 'area', 'select', 'multi', 'radio', 'check', 'list', 'odd' ) as $name ) {
			$t->line( $name, get_option( "tr_$name", '(none)' ) );
		}
	};
	$filtered = array();
	add_filter(
		'woocommerce_admin_settings_sanitize_option',
		static function ( $value, $field, $raw ) use ( &$filtered, $t ) {
			$filtered[] = $field['id'] . ' ' . $t->show( $value ) . ' ' . $t->show( $raw );
			return $value;
		},
		10,
		3
	);
	add_filter( 'woocommerce_admin_settings_sanitize_option_tr_number', static fn( $value ) => '7' === $value ? null : $value );
	woocommerce_update_options( $fields, array( 'tr_text' => ' <b>a</b> \\"q\\" ', 'tr_password' => 'p<w>&', 'tr_number' => '5', 'tr_area' => " <script>x</script><b>b</b>\nc ", 'tr_select' => 'g', 'tr_multi' => array( 'x', 'y' ), 'tr_radio' => 'm', 'tr_check' => '1', 'tr_list' => array( 'kunci' => 'v' ), 'tr_odd' => 'o<d>d' ) );
	$t->line( 'filtered', $filtered );
	$stored();
	$form();
	woocommerce_update_options( $fields, array( 'tr_select' => 'nope', 'tr_number' => '7', 'tr_radio' => 'nope', 'other' => '1' ) );
	$stored();
	$t->line( 'empty', WC_Admin_Settings::save_fields( $fields, array() ) );
	$t->line( 'get', array( WC_Admin_Settings::get_option( 'tr_text' ), WC_Admin_Settings::get_option( 'tr_list[kunci]' ), WC_Admin_Settings::get_option( 'tr_none', 'd' ) ) );
};
