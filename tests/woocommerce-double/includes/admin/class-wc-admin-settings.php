<?php
/**
 * Fields of settings.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Shows and saves a list of fields.
 *
 * Mirrored: a title opens a table and a sectionend closes it; a type that is not known becomes the action
 * `woocommerce_admin_field_{type}`; each value goes through `woocommerce_admin_settings_sanitize_option( $value, $field, $raw )` and
 * `woocommerce_admin_settings_sanitize_option_{id}`, and null is not saved; a checkbox is yes or no.
 */
class WC_Admin_Settings {

	/** Types that are a row of their table. */
	private const ROWS = array( 'text', 'password', 'number', 'email', 'url', 'tel', 'date', 'textarea', 'select', 'multiselect', 'radio', 'checkbox' );

	/** @var list<string> */
	private static $errors = array();

	/** @var list<string> */
	private static $messages = array();

	/** @param string $text Text. */
	public static function add_message( $text ) {
		self::$messages[] = $text;
	}

	/** @param string $text Text. */
	public static function add_error( $text ) {
		self::$errors[] = $text;
	}

	/** Errors, else messages. */
	public static function show_messages() {
		foreach ( self::$errors ? self::$errors : self::$messages as $text ) {
			echo '<div id="message" class="' . ( self::$errors ? 'error' : 'updated' ) . ' inline"><p><strong>' . esc_html( $text ) . '</strong></p></div>';
		}
	}

	/**
	 * A stored value; `name[key]` is a key of a list.
	 *
	 * @param string $option_name Option.
	 * @param mixed  $default     Where there is none.
	 */
	public static function get_option( $option_name, $default = '' ) {
		if ( ! $option_name ) {
			return $default;
		}
		if ( preg_match( '/^(.+?)\[(.+)\]$/', $option_name, $m ) ) {
			$value = ( (array) get_option( $m[1], array() ) )[ $m[2] ] ?? null;
		} else {
			$value = get_option( $option_name, null );
		}
		$value = is_array( $value ) ? wp_unslash( $value ) : ( null === $value ? null : stripslashes( (string) $value ) );
		return $value ?? $default;
	}

	/**
	 * Help of a field: behind a sign for `desc_tip`, else under the field.
	 *
	 * @param array<string, mixed> $value Field.
	 * @return array{description: string, tooltip_html: string}
	 */
	public static function get_field_description( $value ) {
		$tip  = $value['desc_tip'] ?? false;
		$desc = (string) ( $value['desc'] ?? '' );
		if ( true === $tip ) {
			[ $words, $help ] = array( '', $desc );
		} else {
			[ $words, $help ] = array( $desc, (string) $tip );
		}
		$type = $value['type'] ?? '';
		if ( '' !== $words ) {
			$words = in_array( $type, array( 'textarea', 'radio' ), true ) ? '<p style="margin-top:0">' . wp_kses_post( $words ) . '</p>' : ( 'checkbox' === $type ? wp_kses_post( $words ) : '<p class="description">' . wp_kses_post( $words ) . '</p>' );
		}
		return array(
			'description'  => $words,
			'tooltip_html' => '' === $help ? '' : ( 'checkbox' === $type ? '<p class="description">' . $help . '</p>' : wc_help_tip( $help ) ),
		);
	}

	/**
	 * Shows fields.
	 *
	 * @param list<array<string, mixed>> $options Fields.
	 */
	public static function output_fields( $options ) {
		foreach ( $options as $field ) {
			if ( ! isset( $field['type'] ) ) {
				continue;
			}
			$field = wp_parse_args( $field, array( 'id' => '', 'title' => $field['name'] ?? '', 'class' => '', 'css' => '', 'default' => '', 'desc' => '', 'desc_tip' => false, 'placeholder' => '', 'suffix' => '', 'row_class' => '', 'options' => array() ) );
			$field['field_name'] = $field['field_name'] ?? $field['id'];
			$field['value']      = $field['value'] ?? self::get_option( $field['id'], $field['default'] );
			switch ( $field['type'] ) {
				case 'title':
					self::title( $field );
					break;
				case 'sectionend':
					if ( $field['id'] ) {
						do_action( 'woocommerce_settings_' . sanitize_title( $field['id'] ) . '_end' );
					}
					echo '</table>';
					if ( $field['id'] ) {
						do_action( 'woocommerce_settings_' . sanitize_title( $field['id'] ) . '_after' );
					}
					break;
				case 'hidden':
					echo '<input type="hidden" name="' . esc_attr( $field['field_name'] ) . '" id="' . esc_attr( $field['id'] ) . '" value="' . esc_attr( $field['value'] ) . '">';
					break;
				default:
					if ( in_array( $field['type'], self::ROWS, true ) ) {
						self::row( $field );
					} else {
						do_action( 'woocommerce_admin_field_' . $field['type'], $field );
					}
			}
		}
	}

	/** A heading. */
	private static function title( array $field ): void {
		echo '' === (string) $field['title'] ? '' : '<h2>' . esc_html( $field['title'] ) . '</h2>';
		if ( '' !== (string) $field['desc'] ) {
			echo '<div id="' . esc_attr( sanitize_title( $field['id'] ) ) . '-description">' . wp_kses_post( wpautop( wptexturize( $field['desc'] ) ) ) . '</div>';
		}
		echo '<table class="form-table">' . "\n\n";
		if ( $field['id'] ) {
			do_action( 'woocommerce_settings_' . sanitize_title( $field['id'] ) );
		}
	}

	/** A field in its row. */
	private static function row( array $field ): void {
		$help = self::get_field_description( $field );
		$more = '';
		foreach ( (array) ( $field['custom_attributes'] ?? array() ) as $name => $value ) {
			$more .= ' ' . esc_attr( $name ) . '="' . esc_attr( (string) $value ) . '"';
		}
		$more .= ! empty( $field['disabled'] ) ? ' disabled="disabled"' : '';
		$name  = esc_attr( $field['field_name'] );
		$id    = esc_attr( $field['id'] );
		$same  = ' id="' . $id . '" style="' . esc_attr( $field['css'] ) . '" class="' . esc_attr( $field['class'] ) . '"' . $more;
		$type  = $field['type'];
		$value = $field['value'];
		$input = match ( true ) {
			'textarea' === $type => $help['description'] . '<textarea name="' . $name . '" placeholder="' . esc_attr( $field['placeholder'] ) . '"' . $same . '>' . esc_textarea( (string) $value ) . '</textarea>',
			in_array( $type, array( 'select', 'multiselect' ), true ) => '<select name="' . $name . ( 'multiselect' === $type ? '[]" multiple="multiple"' : '"' ) . $same . '>' . self::choices( $field ) . '</select>' . ( $field['suffix'] ? ' ' . esc_html( $field['suffix'] ) : '' ) . ' ' . $help['description'],
			'radio' === $type => '<fieldset>' . $help['description'] . '<ul>' . self::radios( $field, $more ) . '</ul></fieldset>',
			'checkbox' === $type => '<fieldset><legend class="screen-reader-text"><span>' . esc_html( (string) $field['title'] ) . '</span></legend><label for="' . $id . '"><input name="' . $name . '" id="' . $id . '" type="checkbox" class="' . esc_attr( $field['class'] ) . '" value="1"' . checked( $value, 'yes', false ) . $more . '> ' . $help['description'] . '</label> ' . $help['tooltip_html'] . '</fieldset>',
			default => '<input name="' . $name . '" type="' . esc_attr( $type ) . '" value="' . esc_attr( (string) $value ) . '" placeholder="' . esc_attr( $field['placeholder'] ) . '"' . $same . '>' . esc_html( $field['suffix'] ) . ' ' . $help['description'],
		};
		$head = 'checkbox' === $type ? esc_html( (string) $field['title'] ) : '<label for="' . $id . '">' . esc_html( (string) $field['title'] ) . ' ' . $help['tooltip_html'] . '</label>';
		echo '<tr class="' . esc_attr( trim( $field['row_class'] ) ) . '"><th scope="row" class="titledesc">' . $head . '</th><td class="forminp forminp-' . esc_attr( sanitize_title( $type ) ) . '">' . $input . '</td></tr>'; // phpcs:ignore WordPress.Security.EscapeOutput -- Escaped above.
	}

	/** Choices of a select box, in groups where a choice is a list. */
	private static function choices( array $field ): string {
		$html = '';
		foreach ( $field['options'] as $key => $label ) {
			if ( is_array( $label ) ) {
				$html .= '<optgroup label="' . esc_attr( (string) $key ) . '">' . self::choices( array( 'options' => $label ) + $field ) . '</optgroup>';
				continue;
			}
			$chosen = is_array( $field['value'] ) ? in_array( (string) $key, array_map( 'strval', $field['value'] ), true ) : (string) $key === (string) $field['value'];
			$html  .= '<option value="' . esc_attr( (string) $key ) . '"' . ( $chosen ? ' selected="selected"' : '' ) . '>' . esc_html( (string) $label ) . '</option>';
		}
		return $html;
	}

	/** Choices of radio buttons. */
	private static function radios( array $field, string $more ): string {
		$html = '';
		foreach ( $field['options'] as $key => $label ) {
			$html .= '<li><label><input name="' . esc_attr( $field['field_name'] ) . '" value="' . esc_attr( (string) $key ) . '" type="radio" style="' . esc_attr( $field['css'] ) . '" class="' . esc_attr( $field['class'] ) . '"' . $more . checked( (string) $key, (string) $field['value'], false ) . '> ' . esc_html( $label ) . '</label></li>';
		}
		return $html;
	}

	/**
	 * Saves fields.
	 *
	 * @param list<array<string, mixed>> $options Fields.
	 * @param array<string, mixed>|null  $data    What was sent.
	 */
	public static function save_fields( $options, $data = null ) {
		$data = $data ?? $_POST; // phpcs:ignore WordPress.Security.NonceVerification -- Checked by the callers.
		if ( empty( $data ) ) {
			return false;
		}
		$lists = array();
		foreach ( $options as $field ) {
			if ( empty( $field['id'] ) || ! isset( $field['type'] ) || ( isset( $field['is_option'] ) && false === $field['is_option'] ) ) {
				continue;
			}
			$name = $field['field_name'] ?? $field['id'];
			$key  = null;
			if ( preg_match( '/^(.+?)\[(.+)\]$/', $name, $m ) ) {
				[ , $name, $key ] = $m;
				$raw              = $data[ $name ][ $key ] ?? null;
			} else {
				$raw = $data[ $name ] ?? null;
			}
			$raw   = null === $raw ? null : wp_unslash( $raw );
			$value = self::clean( $field, $raw );
			$value = apply_filters( 'woocommerce_admin_settings_sanitize_option', $value, $field, $raw );
			$value = apply_filters( 'woocommerce_admin_settings_sanitize_option_' . $name, $value, $field, $raw );
			if ( null === $value ) {
				continue;
			}
			if ( null === $key ) {
				update_option( $name, $value, $field['autoload'] ?? 'yes' );
			} else {
				$lists[ $name ]         = $lists[ $name ] ?? (array) get_option( $name, array() );
				$lists[ $name ][ $key ] = $value;
			}
		}
		foreach ( $lists as $name => $value ) {
			update_option( $name, $value );
		}
		return true;
	}

	/**
	 * What is saved of what was sent, before the filters.
	 *
	 * @param array<string, mixed> $field Field.
	 * @param mixed                $raw   What was sent.
	 */
	private static function clean( array $field, mixed $raw ): mixed {
		if ( 'select' === $field['type'] ) {
			$default = $field['default'] ?? null;
			$known   = in_array( (string) $raw, self::values( $field['options'] ?? array() ), true );
			return empty( $raw ) && empty( $default ) ? '' : ( $known ? $raw : $default );
		}
		return match ( $field['type'] ) {
			'checkbox' => in_array( $raw, array( '1', 'yes' ), true ) ? 'yes' : 'no',
			'textarea' => wp_kses_post( trim( (string) $raw ) ),
			'multiselect' => array_filter( array_map( 'wc_clean', (array) $raw ) ),
			default => null === $raw ? null : wc_clean( $raw ),
		};
	}

	/**
	 * Values of choices, those in groups too.
	 *
	 * @param array $options Choices.
	 * @return list<string>
	 */
	private static function values( array $options ): array {
		$values = array();
		foreach ( $options as $key => $label ) {
			$values = array_merge( $values, is_array( $label ) ? self::values( $label ) : array( (string) $key ) );
		}
		return $values;
	}
}
