<?php
/**
 * A field of a form.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Order\Triggers;

/**
 * Prints one row of a `form-table`: label, control, help, and the message of a value that cannot be taken.
 */
final class Field {

	/** Prefix of names in the form. */
	public const NAME = 'wc_accounting';

	/** Types whose values can be looked up in the service, and the list they are looked up in. */
	private const LOOKUPS = array(
		'account'   => 'accounts',
		'warehouse' => 'warehouses',
		'tags'      => 'tags',
	);

	public function __construct(
		private readonly Description $description,
		private readonly bool $is_disabled,
	) {}

	/**
	 * @param array{name: string, type: string, default: string, choices: list<string>, ...} $setting
	 * @param ?string                                                       $error   Why the value cannot be taken.
	 */
	public function setting( array $setting, string $value, ?string $error ): void {
		$texts = $this->description->words->setting( $setting['name'], $value );
		$id    = self::id( $setting['name'] );
		$print = match ( $setting['type'] ) {
			TableField::RATES, TableField::GATEWAYS => fn () => $this->table( $setting, $texts['label'], $value, $error ),
			'lookup' => fn () => $this->lookup( $setting, $value, $error ),
			'toggle' => fn () => $this->toggle( $setting['name'], $value, $texts['help'] ),
			'statuses' => fn () => $this->statuses( $setting, $texts['label'], $value, $error ),
			'choice' => fn () => $this->choice( $setting['name'], $value, $setting['choices'], $error ),
			'account', 'warehouse', 'tags' => fn () => $this->lookup( $setting, $value, $error ),
			default => fn () => $this->text( $setting['name'], $value, $error ),
		};
		$this->row(
			$id,
			$texts['label'],
			$print,
			'toggle' === $setting['type'] ? '' : $texts['help'],
			$error,
			! in_array( $setting['type'], array( 'toggle', 'statuses', TableField::RATES, TableField::GATEWAYS ), true )
		);
	}

	/**
	 * @param callable(): void $print_control
	 */
	public function row(
		string $id,
		string $label,
		callable $print_control,
		string $help,
		?string $error = null,
		bool $has_label = true
	): void {
		echo '<tr' . ( null === $error ? '' : ' class="form-invalid"' ) . '><th scope="row">';
		echo $has_label ? '<label for="' . esc_attr( $id ) . '">' . esc_html( $label ) . '</label>' : esc_html( $label );
		echo '</th><td>';
		$print_control();
		if ( null !== $error ) {
			printf(
				'<p class="wc-accounting-error" id="%s-error"><span class="dashicons dashicons-warning" aria-hidden="true"></span> %s</p>',
				esc_attr( $id ),
				esc_html( $error )
			);
		}
		if ( '' !== $help ) {
			printf( '<p class="description" id="%s-help">%s</p>', esc_attr( $id ), esc_html( $help ) );
		}
		echo '</td></tr>';
	}

	public function text( string $name, string $value, ?string $error, string $type = 'text' ): void {
		// attributes() escapes.
		printf(
			'<input type="%s" class="regular-text" name="%s" value="%s"%s>',
			esc_attr( $type ),
			esc_attr( self::input_name( $name ) ),
			esc_attr( $value ),
			$this->attributes( $name, $error )
		);
	}

	public function toggle( string $name, string $value, string $label ): void {
		$id       = self::id( $name );
		$disabled = $this->is_disabled ? ' disabled' : '';
		?>
		<input type="hidden" name="<?php echo esc_attr( self::input_name( $name ) ); ?>" value="no"<?php echo $disabled; ?>>
		<label for="<?php echo esc_attr( $id ); ?>">
			<input type="checkbox" id="<?php echo esc_attr( $id ); ?>" name="<?php echo esc_attr( self::input_name( $name ) ); ?>"
				value="yes"<?php checked( $value, 'yes' ); ?><?php echo $disabled; ?>>
			<?php echo esc_html( $label ); ?>
		</label>
		<?php
	}

	/**
	 * @param list<string> $choices
	 */
	private function choice( string $name, string $value, array $choices, ?string $error ): void {
		// attributes() escapes.
		printf( '<select name="%s"%s>', esc_attr( self::input_name( $name ) ), $this->attributes( $name, $error ) );
		foreach ( $choices as $choice ) {
			printf(
				'<option value="%s"%s>%s</option>',
				esc_attr( $choice ),
				selected( $value, $choice, false ),
				esc_html( $this->description->words->choice( $choice ) )
			);
		}
		echo '</select>';
	}

	/**
	 * A tick for each status that an order can have and that wants something. One that the shop does not know any more, because
	 * the plugin that made it is switched off, stays until it is taken away.
	 *
	 * @param array{name: string, default: string, ...} $setting
	 */
	private function statuses( array $setting, string $label, string $value, ?string $error ): void {
		$name    = $setting['name'];
		$chosen  = array_filter( explode( ',', $value ) );
		$offered = Triggers::possible( explode( ',', $setting['default'] ) ) + array_combine( $chosen, $chosen );
		// attributes() escapes.
		printf( '<fieldset%s><legend class="screen-reader-text">%s</legend>', $this->attributes( $name, $error ), esc_html( $label ) );
		foreach ( $offered as $status => $text ) {
			?>
			<label>
				<input type="checkbox" name="<?php echo esc_attr( self::input_name( $name ) ); ?>[]"
					value="<?php echo esc_attr( (string) $status ); ?>"<?php checked( in_array( (string) $status, $chosen, true ) ); ?><?php
					echo $this->is_disabled ? ' disabled' : '';
				?>>
				<?php echo esc_html( $text ); ?>
			</label><br>
			<?php
		}
		echo '</fieldset>';
	}

	/**
	 * A text field that offers what the service has. It works as a text field when the service cannot be asked.
	 *
	 * @param array{name: string, type: string, ...} $setting
	 */
	private function lookup( array $setting, string $value, ?string $error ): void {
		$this->begin_lookup( self::LOOKUPS[ $setting['type'] ] ?? (string) ( $setting['catalogue'] ?? '' ) );
		$this->text( $setting['name'], $value, $error );
		$hint = $this->description->words->without_suggestions( $setting['type'] );
		echo '<noscript><p class="description">' . esc_html( $hint ) . '</p></noscript></div>';
	}

	private function begin_lookup( string $kind ): void {
		printf(
			'<div class="wc-accounting-lookup" data-kind="%s" data-nonce="%s"%s>',
			esc_attr( $kind ),
			esc_attr( wp_create_nonce( Lookups::nonce_action( $this->description->service, $kind ) ) ),
			'tags' === $kind ? ' data-many' : ''
		);
	}

	/**
	 * A row for each thing of the shop, with what it is in the service.
	 *
	 * @param array{name: string, type: string, ...} $setting
	 */
	private function table( array $setting, string $label, string $stored, ?string $error ): void {
		// attributes() escapes.
		printf( '<fieldset class="wc-accounting-table"%s>', $this->attributes( $setting['name'], $error ) );
		echo '<legend class="screen-reader-text">' . esc_html( $label ) . '</legend><table class="widefat striped"><tbody>';
		foreach ( TableField::rows( $setting['type'], $stored ) as $key => $row ) {
			$key = TableField::form_key( (string) $key );
			$id  = self::id( $setting['name'] ) . '-' . sanitize_html_class( strtr( $key, ',', '-' ) );
			printf( '<tr><th scope="row"><label for="%s">%s</label></th><td>', esc_attr( $id ), esc_html( $row['label'] ) );
			$this->begin_lookup( (string) ( $setting['catalogue'] ?? '' ) );
			$this->table_cell( $id, self::input_name( $setting['name'] ) . "[$key]", $row['value'], $row['percent'] );
			echo '</div></td></tr>';
		}
		echo '</tbody></table></fieldset>';
		$hint = $this->description->words->without_suggestions( $setting['type'] );
		echo '<noscript><p class="description">' . esc_html( $hint ) . '</p></noscript>';
	}

	/** @param ?float $percent Of the taxes of that row, by which the script suggests one. */
	private function table_cell( string $id, string $name, string $value, ?float $percent ): void {
		?>
		<input type="text" class="regular-text"
			id="<?php echo esc_attr( $id ); ?>" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>"<?php
			echo null === $percent ? '' : ' data-percent="' . esc_attr( (string) $percent ) . '"';
			echo $this->is_disabled ? ' disabled' : '';
			?> autocomplete="off">
		<?php
	}

	/** Attributes that every control has. */
	private function attributes( string $name, ?string $error ): string {
		$id = self::id( $name );
		return sprintf(
			' id="%1$s" aria-describedby="%2$s%1$s-help"%3$s%4$s autocomplete="off"',
			esc_attr( $id ),
			null === $error ? '' : esc_attr( $id ) . '-error ',
			null === $error ? '' : ' aria-invalid="true"',
			$this->is_disabled ? ' disabled' : ''
		);
	}

	public static function id( string $name ): string {
		return 'wc-accounting-' . str_replace( '_', '-', $name );
	}

	public static function input_name( string $name ): string {
		return self::NAME . '[' . $name . ']';
	}
}
