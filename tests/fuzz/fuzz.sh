#!/usr/bin/env bash
# Fuzzes each target for SECONDS_EACH (300) seconds; any panic ends it with the input that caused it. The snapshots of the
# golden orders are what the mapper's fuzzing starts from.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --locked

# The instrumentation is still called unstable; the compiler that builds the rest does it all the same.
export RUSTC_BOOTSTRAP=1
corpus="tests/fuzz/corpus/snapshot"
mkdir -p "$corpus"
# shellcheck disable=SC2016 # PHP's variables, not the shell's
php -r '
	foreach ( glob( "tests/contract/*.json" ) as $file ) {
		$golden = json_decode( file_get_contents( $file ), true );
		file_put_contents( $argv[1] . "/" . basename( $file ), json_encode( $golden["snapshot"] ) );
	}
' "$corpus"
for target in answers form snapshot values xero; do
	printf '\n== %s\n' "$target"
	cargo fuzz run --fuzz-dir tests/fuzz "$target" -- -max_total_time="${SECONDS_EACH:-300}" -print_final_stats=1 -verbosity=0
done
