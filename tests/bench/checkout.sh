#!/usr/bin/env bash
# How long a customer's checkout takes with the plugin and without, in turn, while Kledo answers in 5 ms, in 200 ms, and
# not at all. RUNS each (20).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
runs="${RUNS:-20}"
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

with=bench-with
without=bench-without

tests/rig/site.sh up "$with" --web --fpm-workers=4
tests/rig/site.sh up "$without" --web --fpm-workers=4 --no-plugin
sandbox="$(site_value "$with" SANDBOX_URL)"

# checkout SITE: seconds of one checkout.
checkout() { tests/rig/place-order.sh "$1" kopi-gayo --timing | cut -d' ' -f2; }

# measure NAME: both sites in turn; one line with the medians and their ratio.
measure() {
	local with_times="" without_times="" run
	for ((run = 0; run <= runs; run++)); do
		local a b
		a="$(checkout "$with")" b="$(checkout "$without")"
		((run == 0)) || with_times+="$a"$'\n' without_times+="$b"$'\n' # the first warms the caches
	done
	ratio "$1" "$(percentile 50 <<<"$with_times")" "$(percentile 50 <<<"$without_times")"
}

set_latency() { curl -sSf -o /dev/null -d "{\"latency_ms\":$1}" "$sandbox/_sandbox/settings"; }
set_faults() { curl -sSf -o /dev/null -d "$1" "$sandbox/_sandbox/faults"; }

echo "checkout request, median of $runs, both shops in turn"
set_latency 5
measure "Kledo answers in 5 ms"
set_latency 200
measure "Kledo answers in 200 ms"
set_faults '[{"fault":{"kind":"hang"}}]'
measure "Kledo hangs"
