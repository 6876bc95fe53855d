<?php
/**
 * What goes along with the extension: php papers.php METADATA FOLDER TIME. Reads what `cargo metadata` says and writes, about the
 * crates that are linked into the library, sbom.cdx.json (CycloneDX 1.5) and third-party-licences.txt. TIME is in seconds since 1970.
 */

declare(strict_types=1);

const EXTENSION = 'wc-accounting';

/**
 * The crates that are linked into the extension, by their id, with the ids that each of them needs. What is only for building or
 * testing is left out, and so are the macros, which end with the compiler, and all that only they need.
 *
 * @return array<string, list<string>>
 */
function linked( array $metadata ): array {
	$packages = array_column( $metadata['packages'], null, 'id' );
	$nodes    = array_column( $metadata['resolve']['nodes'], null, 'id' );
	$roots    = array_filter( $metadata['workspace_members'], static fn( string $id ): bool => EXTENSION === $packages[ $id ]['name'] );
	$waiting  = array_values( $roots );
	$found    = array();
	while ( array() !== $waiting ) {
		$id = array_shift( $waiting );
		if ( isset( $found[ $id ] ) ) {
			continue;
		}
		$found[ $id ] = array();
		foreach ( $nodes[ $id ]['deps'] as $dependency ) {
			$normal = in_array( null, array_column( $dependency['dep_kinds'], 'kind' ), true );
			if ( $normal && ! is_macro( $packages[ $dependency['pkg'] ] ) ) {
				$found[ $id ][] = $dependency['pkg'];
				$waiting[]      = $dependency['pkg'];
			}
		}
		sort( $found[ $id ] );
	}
	ksort( $found );
	return $found;
}

function is_macro( array $package ): bool {
	return in_array( array( 'proc-macro' ), array_column( $package['targets'], 'kind' ), true );
}

/** @return array<string, string> SHA-256 of each crate as it was downloaded, by "name version". */
function checksums( string $lock ): array {
	preg_match_all( '/^name = "(.+)"\nversion = "(.+)"\nsource = .+\nchecksum = "(.+)"$/m', $lock, $found, PREG_SET_ORDER );
	$sums = array();
	foreach ( $found as [ , $name, $version, $sum ] ) {
		$sums[ "$name $version" ] = $sum;
	}
	return $sums;
}

function purl( array $package ): string {
	return "pkg:cargo/{$package['name']}@{$package['version']}";
}

function component( array $package, array $sums ): array {
	$component = array(
		'type'     => 'library',
		'bom-ref'  => purl( $package ),
		'name'     => $package['name'],
		'version'  => $package['version'],
		// Some crates write an old "MIT/Apache-2.0", which is no SPDX expression.
		'licenses' => array( array( 'expression' => str_replace( '/', ' OR ', $package['license'] ) ) ),
		'purl'     => purl( $package ),
	);
	$sum = $sums[ "{$package['name']} {$package['version']}" ] ?? null;
	if ( null !== $sum ) {
		$component['hashes'] = array(
			array(
				'alg'     => 'SHA-256',
				'content' => $sum,
			),
		);
	}
	return $component;
}

function sbom( array $packages, array $linked, array $sums, int $time ): array {
	$components   = array();
	$dependencies = array();
	$root         = null;
	foreach ( $linked as $id => $needs ) {
		$package = $packages[ $id ];
		if ( EXTENSION === $package['name'] ) {
			$root = component( $package, $sums );
		} else {
			$components[] = component( $package, $sums );
		}
		$dependencies[] = array(
			'ref'       => purl( $package ),
			'dependsOn' => array_map( static fn( string $need ): string => purl( $packages[ $need ] ), $needs ),
		);
	}
	return array(
		'bomFormat'    => 'CycloneDX',
		'specVersion'  => '1.5',
		'version'      => 1,
		'metadata'     => array(
			'timestamp' => gmdate( 'Y-m-d\TH:i:s\Z', $time ),
			'component' => $root,
		),
		'components'   => $components,
		'dependencies' => $dependencies,
	);
}

function is_licence( string $file ): bool {
	return is_file( $file ) && 1 === preg_match( '/licen[cs]e|copying|notice/i', basename( $file ) );
}

/** The licences' texts as the crates carry them, each text once, under the crates that have it. */
function licences( array $packages, array $linked ): string {
	$holders = array();
	$without = array();
	foreach ( array_keys( $linked ) as $id ) {
		$package = $packages[ $id ];
		if ( null === $package['source'] ) {
			continue;
		}
		$name  = "{$package['name']} {$package['version']} ({$package['license']})";
		$files = array_filter( glob( dirname( $package['manifest_path'] ) . '/*' ), 'is_licence' );
		if ( array() === $files ) {
			$without[] = $name;
		}
		foreach ( $files as $file ) {
			$holders[ trim( (string) file_get_contents( $file ) ) ][] = $name;
		}
	}
	$parts = array( "The crates that are linked into the extension, and their licences.\n" );
	if ( array() !== $without ) {
		$parts[] = "These carry no text of their own:\n" . implode( "\n", $without ) . "\n";
	}
	foreach ( $holders as $text => $names ) {
		$parts[] = implode( "\n", array_unique( $names ) ) . "\n\n$text\n";
	}
	return implode( "\n" . str_repeat( '-', 80 ) . "\n\n", $parts );
}

[ , $file, $folder, $time ] = $argv;
$metadata                   = json_decode( (string) file_get_contents( $file ), true, 512, JSON_THROW_ON_ERROR );
$packages                   = array_column( $metadata['packages'], null, 'id' );
$linked                     = linked( $metadata );
$sums                       = checksums( (string) file_get_contents( "{$metadata['workspace_root']}/Cargo.lock" ) );
$bom                        = json_encode(
	sbom( $packages, $linked, $sums, (int) $time ),
	JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR
);
file_put_contents( "$folder/sbom.cdx.json", "$bom\n" );
file_put_contents( "$folder/third-party-licences.txt", licences( $packages, $linked ) );
