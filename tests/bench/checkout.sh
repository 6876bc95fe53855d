#!/usr/bin/env bash
# How long a customer's checkout takes with the plugin and without, in one shop and in an order that chance decides, while
# Kledo answers in 5 ms, in 200 ms, and not at all. What the plugin does after the response has ended before the next
# checkout begins, so that it cannot fall into the other arm. RUNS each (20).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
runs="${RUNS:-20}"
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

site=bench
tests/rig/site.sh up "$site" --web --fpm-workers=4
tests/rig/site.sh restore "$site"
add_arms "$site"
trap 'remove_arms "$site"' EXIT

# checkout ARM: "ARM MILLISECONDS" of one checkout's last request.
checkout() {
	choose_arm "$site" "$1"
	tests/rig/place-order.sh "$site" kopi-gayo --timing | awk -v arm="$1" '{ print arm, $2 * 1000 }'
}

# measure NAME
measure() { in_turn "$runs" 'with without' checkout | compare "$1|ms"; }

# must_have_delivered: while Kledo answers, what was measured is a plugin at work.
must_have_delivered() {
	wait_until_idle "$site"
	local left
	left="$(ask_database "$site" "SELECT COUNT(*) FROM wp_wc_accounting_deliveries WHERE sent_at IS NULL")"
	((left == 0)) || { echo "bench: $left orders were not sent" >&2 && return 1; }
}

echo "checkout request, median of $runs"
sandbox_settings "$site" '{"latency_ms":5}'
measure "Kledo answers in 5 ms"
sandbox_settings "$site" '{"latency_ms":200}'
measure "Kledo answers in 200 ms"
must_have_delivered
sandbox_faults "$site" '[{"fault":{"kind":"hang"}}]'
measure "Kledo hangs"
