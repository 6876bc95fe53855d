<?php
/**
 * Finds the hooks that a PHP file fires, with the docblock of each.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

/**
 * Reads tokens and runs nothing. What it cannot be certain of is a fault with its line, never a guess: a hook that nobody
 * documents, one whose docblock counts other parameters than are passed, a name that is put together and not listed.
 *
 * @phpstan-type Hook array{
 *     name: string, kind: string, file: string, text: list<string>, parameters: list<array<string, string>>,
 *     place: string, is_elsewhere: bool
 * }
 */
final class HookReader {

	/** Function => what it fires, and whether its arguments are in an array. */
	private const FUNCTIONS = array(
		'do_action'                => array( 'action', false ),
		'do_action_ref_array'      => array( 'action', true ),
		'do_action_deprecated'     => array( 'action', true ),
		'apply_filters'            => array( 'filter', false ),
		'apply_filters_ref_array'  => array( 'filter', true ),
		'apply_filters_deprecated' => array( 'filter', true ),
	);

	private const IGNORED = array( T_WHITESPACE, T_COMMENT, T_DOC_COMMENT );

	/** @var list<PhpToken> */
	private array $tokens = array();

	/** @var array<int, true> Positions of docblocks that belong to a hook already. */
	private array $used = array();

	/** @var list<string> */
	private array $faults = array();

	/** @param string $file As it is named in faults and in the page. */
	public function __construct( private readonly string $file, string $source ) {
		$this->tokens = PhpToken::tokenize( $source );
	}

	/** @return list<string> What is wrong, each with file and line; complete once hooks() was called. */
	public function faults(): array {
		return $this->faults;
	}

	/** @return list<Hook> */
	public function hooks(): array {
		$hooks = array();
		foreach ( $this->tokens as $at => $token ) {
			$function = strtolower( ltrim( trim( $token->text, '\'"' ), '\\' ) );
			if ( ! isset( self::FUNCTIONS[ $function ] ) || ! $this->is_fired( $at ) ) {
				continue;
			}
			foreach ( $this->hook( $at, ...self::FUNCTIONS[ $function ] ) as $hook ) {
				$hooks[] = $hook;
			}
		}
		return $hooks;
	}

	/** Whether the name at this place is a call. As a text, or as a callable, it could fire whatever it is given. */
	private function is_fired( int $at ): bool {
		$token = $this->tokens[ $at ];
		if ( ! $token->is( array( T_STRING, T_NAME_FULLY_QUALIFIED, T_CONSTANT_ENCAPSED_STRING ) ) ) {
			return false;
		}
		$before = $this->tokens[ $this->beside( $at, -1 ) ];
		if ( $before->is( array( T_OBJECT_OPERATOR, T_NULLSAFE_OBJECT_OPERATOR, T_DOUBLE_COLON, T_FUNCTION, T_USE, T_CONST ) ) ) {
			return false;
		}
		$open = $this->beside( $at, 1 );
		if ( $token->is( T_CONSTANT_ENCAPSED_STRING ) ) {
			$this->faults[] = $this->place( $at ) . "the name {$token->text} as a text: call the function where its docblock can stand";
			return false;
		}
		if ( '(' !== $this->tokens[ $open ]->text ) {
			return false;
		}
		if ( $this->tokens[ $this->beside( $open, 1 ) ]->is( T_ELLIPSIS ) ) {
			$this->faults[] = $this->place( $at ) . "{$token->text}( ... ) as a callable: call it where its docblock can stand";
			return false;
		}
		return true;
	}

	/** @return list<Hook> One, or those that a name that is put together is documented to become. */
	private function hook( int $at, string $kind, bool $in_array ): array {
		$arguments = $this->arguments( $this->beside( $at, 1 ) );
		$name      = $this->name( $arguments[0] ?? array() );
		$place     = $this->place( $at ) . ( '' === $name['literal'] ? '' : "{$name['literal']}: " );
		$docblock  = $this->docblock( $at );
		if ( null === $docblock ) {
			$this->faults[] = $place . 'no docblock directly before it';
			return array();
		}
		$passed = $in_array ? $this->elements( $arguments[1] ?? array() ) : array_slice( $arguments, 1 );
		$this->compare( $docblock, $passed, $place );
		$hooks = array();
		foreach ( $this->names( $name, $docblock, $place ) as $one ) {
			$hooks[] = array(
				'name'         => $one,
				'kind'         => $kind,
				'file'         => $this->file,
				'place'        => rtrim( $this->place( $at ), ': ' ),
				'text'         => $docblock->text,
				'parameters'   => $docblock->parameters,
				'is_elsewhere' => $docblock->is_elsewhere,
			);
		}
		return $hooks;
	}

	/** @param ?list<list<PhpToken>> $passed Null where it is not written out what is passed. */
	private function compare( HookDocblock $docblock, ?array $passed, string $place ): void {
		foreach ( $docblock->faults as $fault ) {
			$this->faults[] = $place . $fault;
		}
		$documented = count( $docblock->parameters );
		if ( null === $passed || $this->has_spread( $passed ) ) {
			$this->faults[] = $place . 'its arguments cannot be counted: pass them one by one';
		} elseif ( ! $docblock->is_elsewhere && count( $passed ) !== $documented ) {
			$this->faults[] = $place . 'passes ' . count( $passed ) . " and documents $documented parameters";
		}
	}

	/**
	 * @param array{literal: string, is_whole: bool} $name
	 * @return list<string> What it is called, or all that it can be.
	 */
	private function names( array $name, HookDocblock $docblock, string $place ): array {
		if ( $name['is_whole'] ) {
			if ( array() !== $docblock->names ) {
				$this->faults[] = $place . '@hook, but the name is written out';
			}
			return array( $name['literal'] );
		}
		if ( array() === $docblock->names ) {
			$this->faults[] = $place . 'its name is put together, and no @hook in the docblock lists what it can be';
		}
		foreach ( $docblock->names as $one ) {
			if ( ! str_starts_with( $one, $name['literal'] ) ) {
				$this->faults[] = $place . "@hook $one does not begin like the name";
			}
		}
		return $docblock->names;
	}

	/**
	 * @param list<PhpToken> $argument
	 * @return array{literal: string, is_whole: bool} The text that it is, or begins with.
	 */
	private function name( array $argument ): array {
		$said    = array_values( array_filter( $argument, static fn ( PhpToken $token ): bool => ! $token->is( self::IGNORED ) ) );
		$first   = $said[0] ?? null;
		$literal = null !== $first && $first->is( T_CONSTANT_ENCAPSED_STRING ) ? trim( $first->text, '\'"' ) : '';
		return array(
			'literal'  => $literal,
			'is_whole' => '' !== $literal && 1 === count( $said ),
		);
	}

	/** The docblock of the statement, or of the element of an array, that the call stands in; each belongs to one hook. */
	private function docblock( int $at ): ?HookDocblock {
		for ( --$at; $at >= 0; --$at ) {
			$token = $this->tokens[ $at ];
			if ( $token->is( T_DOC_COMMENT ) ) {
				$is_taken          = isset( $this->used[ $at ] );
				$this->used[ $at ] = true;
				return $is_taken ? null : new HookDocblock( $token->text );
			}
			if ( in_array( $token->text, array( ';', '{', '}' ), true ) ) {
				return null;
			}
		}
		return null;
	}

	/**
	 * @param int $open Where the parenthesis or bracket is.
	 * @return list<list<PhpToken>>
	 */
	private function arguments( int $open ): array {
		$arguments = array( array() );
		$depth     = 0;
		for ( $at = $open, $end = count( $this->tokens ); $at < $end; ++$at ) {
			$token  = $this->tokens[ $at ];
			$depth += array(
				'(' => 1,
				'[' => 1,
				'{' => 1,
				')' => -1,
				']' => -1,
				'}' => -1,
			)[ $token->text ] ?? 0;
			if ( 0 === $depth ) {
				break;
			}
			if ( 1 === $depth && ',' === $token->text ) {
				$arguments[] = array();
			} elseif ( $at > $open ) {
				$arguments[ count( $arguments ) - 1 ][] = $token;
			}
		}
		// Behind the last comma, and between empty parentheses, is none.
		return array_values( array_filter( $arguments, static fn ( array $tokens ): bool => array() !== self::said( $tokens ) ) );
	}

	/**
	 * @param list<PhpToken> $argument
	 * @return ?list<list<PhpToken>> Elements of the array that is written there; null where it is not written out.
	 */
	private function elements( array $argument ): ?array {
		$said  = self::said( $argument );
		$first = $said[0] ?? null;
		if ( null === $first || ( ! $first->is( T_ARRAY ) && '[' !== $first->text ) ) {
			return null;
		}
		$at = array_search( $first, $this->tokens, true );
		return $this->arguments( $first->is( T_ARRAY ) ? $this->beside( $at, 1 ) : $at );
	}

	/** @param list<list<PhpToken>> $arguments */
	private function has_spread( array $arguments ): bool {
		return array() !== array_filter(
			$arguments,
			static fn ( array $argument ): bool => self::said( $argument )[0]->is( T_ELLIPSIS )
		);
	}

	/**
	 * @param list<PhpToken> $tokens
	 * @return list<PhpToken>
	 */
	private static function said( array $tokens ): array {
		return array_values( array_filter( $tokens, static fn ( PhpToken $token ): bool => ! $token->is( self::IGNORED ) ) );
	}

	/** Position of the next token that says something, forwards (1) or backwards (-1). */
	private function beside( int $at, int $step ): int {
		do {
			$at += $step;
		} while ( isset( $this->tokens[ $at ] ) && $this->tokens[ $at ]->is( self::IGNORED ) );
		return max( 0, min( $at, count( $this->tokens ) - 1 ) );
	}

	private function place( int $at ): string {
		return "{$this->file}:{$this->tokens[ $at ]->line}: ";
	}
}
