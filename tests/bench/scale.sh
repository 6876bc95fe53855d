#!/usr/bin/env bash
# A shop with ORDERS (500,000) orders that were sent, a tenth as many that were not, and two deliveries of each, with the orders in tables
# and in posts (STORAGES): what the screens, the sweep, the queue, the walk through old orders and the closing page ask of the database, a
# page or a step at a time. Milliseconds of SQL are the median of RUNS (5) and the least of them; "slowest" is the slowest statement.
# Beside them those of a plain query that was asked in turn with it, in an order that chance decides: its median, and the ratio to it.
# Memory is what fifty steps take more than one. Ends with status 1 when a step takes over LIMIT_MS (100) even at best, since whatever else
# the machine does is not the plugin's, or when its memory grows by more than LIMIT_KIB (512). VERBOSE=1 prints each statement of ours.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

failed=0
for storage in ${STORAGES:-hpos posts}; do
	site="bench-scale-$storage"
	if [[ "$storage" == posts && "$(tests/rig/woocommerce.sh current | tail -n 1)" == standin* ]]; then
		echo "bench: without the real WooCommerce there are no orders in posts"
		continue
	fi
	tests/rig/site.sh up "$site" --storage="$storage"
	run_script "$site" tests/bench/scale.php "${ORDERS:-500000}" "${RUNS:-5}" "${LIMIT_MS:-100}" "${LIMIT_KIB:-512}" "${VERBOSE:-0}" ||
		failed=1
	tests/rig/site.sh remove "$site"
done
exit "$failed"
