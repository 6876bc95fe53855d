#!/usr/bin/env bash
# Draining due deliveries from a Kledo that takes 200 ms for each: sixteen at a time against the ideal (rows / 16 × 200 ms)
# and against one at a time, with orders, meta and rows finished as ever. ROUNDS (5) of each, in an order that chance decides,
# each in a fresh process: ROWS (200) sixteen at a time, SINGLE (20) one at a time. Memory is what the drain adds to its
# process, PHP's and the extension's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rounds="${ROUNDS:-5}" rows="${ROWS:-200}" single="${SINGLE:-20}"
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

site=bench-drain
tests/rig/site.sh up "$site"
tests/rig/site.sh restore "$site"

# drain ARM: "ARM MILLISECONDS-A-DELIVERY KIB TIMES-THE-IDEAL"; the orders are made by a process before.
drain() {
	local concurrency=16 number="$rows"
	[[ "$1" == sixteen ]] || concurrency=1 number="$single"
	tests/rig/php.sh "$site" tests/bench/drain.php seed "$number"
	echo "$1 $(tests/rig/php.sh "$site" tests/bench/drain.php drain "$number" "$concurrency")"
}

sandbox_settings "$site" '{"latency_ms":200,"queue_delay_ms":0}'
echo "$rounds drains of $rows deliveries sixteen at a time, and of $single one at a time; Kledo takes 200 ms"
rows_saved="$rows" rows=16 single=2
in_turn 0 'sixteen one' drain
rows="$rows_saved" single="${SINGLE:-20}"
in_turn "$rounds" 'sixteen one' drain | php -n tests/bench/compare.php sixteen one 'each delivery|ms' 'extra memory|KiB' 'times the ideal|'
