<?php
/**
 * What WP-CLI is told of the commands is what they do.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use PHPUnit\Framework\TestCase;
use WcAccounting\Cli\Action;
use WcAccounting\Cli\Command;
use WcAccounting\Cli\ExitCode;
use WcAccounting\Cli\ProgressLine;

final class CliSynopsisTest extends TestCase {

	private const ALL = array(
		'status',
		'list',
		'check',
		'preview',
		'doctor',
		'export',
		'reconcile',
		'retry',
		'send',
		'hold',
		'release',
		'deliver',
		'sweep',
		'backfill',
		'site',
	);

	/** Methods of Options that read one. */
	private const READERS = array( 'text', 'flag', 'one_of', 'number', 'list', 'moment' );

	/** Who else is given all options => what is read of them there. */
	private const HELPERS = array(
		'chosen'  => 'service',
		'one'     => 'service',
		'ready'   => 'service',
		'askable' => 'service',
		'asked'   => 'format',
	);

	/** @return array<string, array{0: string}> */
	public static function commands(): array {
		return array_combine( self::ALL, array_map( static fn ( string $one ): array => array( $one ), self::ALL ) );
	}

	private static function method( string $command ): \ReflectionMethod {
		return new \ReflectionMethod( Command::class, $command );
	}

	private static function source( \ReflectionMethod $method ): string {
		$lines = file( $method->getFileName() );
		return implode( '', array_slice( $lines, $method->getStartLine() - 1, $method->getEndLine() - $method->getStartLine() + 1 ) );
	}

	public function test_these_are_all_commands_and_each_of_them_is_told_about(): void {
		$is_command = static fn ( \ReflectionMethod $one ): bool => ! $one->isConstructor();
		$methods    = array_filter( ( new \ReflectionClass( Command::class ) )->getMethods( \ReflectionMethod::IS_PUBLIC ), $is_command );
		$names      = array_map( static fn ( \ReflectionMethod $one ): string => $one->getName(), $methods );
		self::assertEqualsCanonicalizing( self::ALL, $names );
		foreach ( $methods as $method ) {
			self::assertStringContainsString( '## EXIT STATUS', (string) $method->getDocComment(), $method->getName() );
			self::assertMatchesRegularExpression( "/\\*     wp accounting {$method->getName()}\\b/", (string) $method->getDocComment() );
		}
	}

	/** @dataProvider commands */
	public function test_the_docblock_names_just_the_options_that_the_command_reads( string $command ): void {
		$method = self::method( $command );
		preg_match_all( '/^\s*\* \[?--(\w[\w-]*)/m', (string) $method->getDocComment(), $told );
		self::assertSame( 1, preg_match( '/new (\w+)\( \$scope/', self::source( $method ), $class ) );
		$action = new \ReflectionClass( "WcAccounting\\Cli\\$class[1]" );
		self::assertTrue( $action->implementsInterface( Action::class ) );
		$code = (string) file_get_contents( (string) $action->getFileName() );
		$call = '(?:->|::)(' . implode( '|', array_keys( self::HELPERS ) ) . ')\( \$options\b';
		preg_match_all( '/\$options->(?:' . implode( '|', self::READERS ) . ")\( '([\w-]+)'/", $code, $read );
		preg_match_all( "/$call/", str_replace( 'self::chosen( $options', '', $code ), $helped );

		$all = array_merge( $read[1], array_map( static fn ( string $one ): string => self::HELPERS[ $one ], $helped[1] ) );

		self::assertSame( substr_count( $code, '$options->' ), count( $read[0] ), 'each reading names its option in place' );
		self::assertEqualsCanonicalizing( array_values( array_unique( $told[1] ) ), array_values( array_unique( $all ) ) );
	}

	/** @dataProvider commands */
	public function test_arguments_are_told_of_where_they_are_read( string $command ): void {
		$method = self::method( $command );
		preg_match( '/new (\w+)\( \$scope/', self::source( $method ), $class );
		$code = (string) file_get_contents( (string) ( new \ReflectionClass( "WcAccounting\\Cli\\$class[1]" ) )->getFileName() );
		$told = preg_match_all( '/^\s*\* \[?<[\w-]+>/m', (string) $method->getDocComment() );
		self::assertSame( substr_count( $code, '$arguments' ) > 1, 1 === $told );
	}

	public function test_the_page_of_the_command_line_knows_every_command_and_every_option(): void {
		$page = (string) file_get_contents( dirname( __DIR__, 2 ) . '/docs/command-line.md' );
		foreach ( self::ALL as $command ) {
			$start = strpos( $page, "\n## `$command" );
			self::assertIsInt( $start, $command );
			$part = substr( $page, $start, ( strpos( $page, "\n## ", $start + 5 ) ?: strlen( $page ) ) - $start );
			preg_match_all( '/^\s*\* \[?--(\w[\w-]*)/m', (string) self::method( $command )->getDocComment(), $told );
			preg_match_all( '/`--([\w-]+)/', $part, $described );
			$common = array( 'service', 'format' );
			self::assertEqualsCanonicalizing(
				array_values( array_diff( $told[1], $common ) ),
				array_values( array_diff( array_unique( $described[1] ), $common ) ),
				$command
			);
			self::assertStringContainsString( "wp accounting $command", $part );
		}
	}

	/** None of our commands does what cron does. */
	public function test_what_the_pages_put_into_a_crontab_is_cron_itself(): void {
		$top   = dirname( __DIR__, 2 );
		$lines = array();
		$pages = array( "$top/README.md", ...(array) glob( "$top/docs/*.md" ), ...(array) glob( "$top/php-plugin/readme-*.txt" ) );
		foreach ( $pages as $page ) {
			preg_match_all( '/^.*\* \* \* \* \*.*$/m', (string) file_get_contents( (string) $page ), $found );
			array_push( $lines, ...$found[0] );
		}
		self::assertGreaterThan( 3, count( $lines ) );
		foreach ( $lines as $line ) {
			self::assertMatchesRegularExpression( '/wp-cron\.php|wp cron event run --due-now/', $line );
		}
	}

	/** Without -r an empty list is a wrong question, and an id is of one service. */
	public function test_what_is_shown_of_lists_that_go_into_another_command_works_for_none_and_for_several_services(): void {
		$top   = dirname( __DIR__, 2 );
		$lines = array();
		foreach ( array( 'docs/command-line.md', 'php-plugin/src/Cli/Looking.php', 'php-plugin/src/Cli/Doing.php' ) as $file ) {
			array_push( $lines, ...(array) preg_grep( '/\| xargs /', (array) file( "$top/$file" ) ) );
		}
		self::assertCount( 2, $lines );
		foreach ( $lines as $line ) {
			$form = '/list --service=(\w+) .*\| xargs -r wp accounting \w+ --service=\1$/';
			self::assertMatchesRegularExpression( $form, rtrim( (string) $line ) );
		}
	}

	public function test_the_worst_code_is_what_a_person_has_to_see_to_first(): void {
		self::assertSame( ExitCode::OK, ExitCode::worst( array() ) );
		self::assertSame( ExitCode::FAULT, ExitCode::worst( array( ExitCode::OK, ExitCode::INCOMPLETE, ExitCode::FAULT ) ) );
		self::assertSame( ExitCode::OBSTACLE, ExitCode::worst( array( ExitCode::FAULT, ExitCode::OBSTACLE ) ) );
	}

	public function test_a_line_shows_how_far_it_is_beside_rows_that_go_elsewhere(): void {
		$said = '';
		$line = new ProgressLine(
			static function ( string $text ) use ( &$said ): void {
				$said .= $text;
			},
			'Exporting',
			8
		);
		$line->advance( 2 );
		$line->end();
		self::assertStringStartsWith( "\rExporting: 0/8, 0 %", $said );
		self::assertStringEndsWith( "\rExporting: 2/8, 25 %\x1B[K\n", $said );
		( new ProgressLine( null, 'Exporting', 8 ) )->end();
	}
}
