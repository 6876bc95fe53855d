#!/usr/bin/env bash
# What the plugin adds to a status change while the customer waits, and what one delivery asks of the database from its claim
# to its end. RUNS (50) orders each. Goal for the hook: at most 3 queries and 1 ms.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

site=bench-hook
tests/rig/site.sh up "$site"
tests/rig/site.sh restore "$site"
orders="$(mktemp)"
trap 'rm -f "$orders"' EXIT
tests/rig/php.sh "$site" tests/bench/hook.php orders "$((${RUNS:-50} * 2 + 2))" >"$orders"

# change ARM: one order becomes Processing, in a process of its own as in a checkout: the plugin's classes are not loaded yet.
change() {
	local order
	order="$(head -n 1 "$orders")"
	sed -i 1d "$orders"
	tests/rig/php.sh "$site" -d opcache.enable_cli=1 -d opcache.file_cache="$RIG_DIR/sites/$site" tests/bench/hook.php change "$1" "$order"
}

echo "an order becomes Processing, median of ${RUNS:-50}"
in_turn "${RUNS:-50}" 'with without' change | compare 'the whole status change|ms' 'queries of it|' 'time in our hook|ms' 'of it processor time|ms' 'queries of our hook|'
tests/rig/php.sh "$site" tests/bench/hook.php deliver
