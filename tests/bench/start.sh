#!/usr/bin/env bash
# What the extension costs each start of PHP (`php -n -r ''` with it and without, in an order that chance decides), and the
# memory that it holds. RUNS each (100).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
runs="${RUNS:-100}"
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh
extension="${WC_ACCOUNTING_EXTENSION:-$PWD/target/release/libwc_accounting.so}"

# start ARM: "ARM MILLISECONDS KIB" of one process.
start() {
	local option=() before after kib
	[[ "$1" == without ]] || option=(-d "extension=$extension")
	before="$(date +%s%N)"
	php -n "${option[@]}" -r ''
	after="$(date +%s%N)"
	# shellcheck disable=SC2016 # PHP's variables, not the shell's
	kib="$(php -n "${option[@]}" -r 'preg_match( "/VmRSS:\s+(\d+)/", file_get_contents( "/proc/self/status" ), $found ); echo $found[1];')"
	awk -v arm="$1" -v ns="$((after - before))" -v kib="$kib" 'BEGIN { print arm, ns / 1e6, kib }'
}

echo "PHP starts and ends, median of $runs"
in_turn "$runs" 'with without' start | compare 'time|ms' 'resident memory|KiB'
