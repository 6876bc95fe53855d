#!/usr/bin/env bash
# What the plugin adds to a status change while the customer waits, with it and without in one shop and in an order that chance
# decides, and what one delivery asks of the database from its claim to its end. RUNS (50) orders each.
# Goal for the hook: at most 3 queries and 1 ms.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
runs="${RUNS:-50}"
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

site=bench
tests/rig/site.sh up "$site" --web --fpm-workers=4
tests/rig/site.sh restore "$site"
orders="$(mktemp)"
muplugins="$RIG_DIR/sites/$site/wordpress/wp-content/mu-plugins"
trap 'remove_arms "$site"; rm -f "$orders" "$muplugins/bench-change.php" "$muplugins/bench-later.php"' EXIT
tests/rig/php.sh "$site" tests/bench/hook.php orders "$((2 * (runs + 3)))" >"$orders"
add_arms "$site"
cp tests/bench/change.php "$muplugins/bench-change.php"
# What the changes queue is left for the end.
echo '<?php add_filter( "wc_accounting_after_response_seconds", "__return_zero" );' >"$muplugins/bench-later.php"

# change ARM: one order becomes Processing.
change() {
	local order
	order="$(head -n 1 "$orders")"
	sed -i 1d "$orders"
	choose_arm "$site" "$1"
	curl --fail --silent --show-error "$(site_value "$site" SITE_URL)/?bench-order=$order"
}

echo "an order becomes Processing, median of $runs"
in_turn 2 'with without' change >/dev/null # fills the caches
in_turn "$runs" 'with without' change |
	compare 'the whole change|ms' 'its queries|' 'our hook|ms' 'of it processor time|ms' 'queries of our hook|'
choose_arm "$site" with
tests/rig/php.sh "$site" tests/bench/hook.php deliver
