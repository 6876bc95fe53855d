<?php
/**
 * What a docblock says of a hook.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

/**
 * Text, `@param type $name meaning`, and `@hook name` for each name that a name that is put together can become. A hook that is
 * fired a second time says "This filter is documented in …" or "This action is documented in …".
 */
final class HookDocblock {

	/** @var list<string> Paragraphs. */
	public readonly array $text;

	/** @var list<array{type: string, name: string, meaning: string}> */
	public readonly array $parameters;

	/** @var list<string> */
	public readonly array $names;

	/** @var list<string> */
	public readonly array $faults;

	public readonly bool $is_elsewhere;

	public function __construct( string $comment ) {
		$text       = array( '' );
		$tags       = array();
		$is_in_tags = false;
		foreach ( explode( "\n", trim( substr( $comment, 3, -2 ) ) ) as $line ) {
			$line       = trim( ltrim( trim( $line ), '*' ) );
			$is_tag     = str_starts_with( $line, '@' );
			$is_in_tags = $is_in_tags || $is_tag;
			match ( true ) {
				$is_tag => $tags[] = $line,
				$is_in_tags => $tags[ count( $tags ) - 1 ] .= " $line",
				'' === $line => $text[] = '',
				default => $text[ count( $text ) - 1 ] .= " $line",
			};
		}
		$this->text         = array_values( array_filter( array_map( 'trim', $text ), static fn ( string $one ): bool => '' !== $one ) );
		$this->is_elsewhere = 1 === preg_match( '/^This (action|filter) is documented in \S+$/', $this->text[0] ?? '' );
		$this->read( array_map( 'trim', $tags ) );
	}

	/** @param list<string> $tags */
	private function read( array $tags ): void {
		list( $parameters, $names, $faults ) = array( array(), array(), array() );
		foreach ( $tags as $tag ) {
			if ( 1 === preg_match( '/^@hook\s+([a-z0-9_]+)$/', $tag, $found ) ) {
				$names[] = $found[1];
			} elseif ( 1 === preg_match( '/^@param\s+([^$]+?)\s+(\$\w+)\s*(.*)$/', $tag, $found ) ) {
				$parameters[] = array(
					'type'    => $found[1],
					'name'    => $found[2],
					'meaning' => $found[3],
				);
				if ( '' === $found[3] ) {
					$faults[] = "what $found[2] means is not said";
				}
			} else {
				$faults[] = "cannot read $tag";
			}
		}
		if ( array() === $this->text ) {
			$faults[] = 'what it is for is not said';
		}
		$this->parameters = $parameters;
		$this->names      = $names;
		$this->faults     = $faults;
	}
}
