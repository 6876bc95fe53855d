#!/usr/bin/env bash
# What another visitor notices while Kledo is dead: four PHP workers, customers who check out one after the other, and
# somebody who loads a page of the shop all the while. The page with the plugin against the page without, in blocks of a few
# checkouts whose order chance decides. Each block finds Kledo alive so far as the plugin knows: the first moments of a
# failure are the worst. CHECKOUTS in all for each arm (40).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
checkouts="${CHECKOUTS:-40}"
block=5
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

site=bench
tests/rig/site.sh up "$site" --web --fpm-workers=4
tests/rig/site.sh restore "$site"
add_arms "$site"
pages="$(mktemp)"
trap 'remove_arms "$site"; rm -f "$pages"' EXIT
url="$(site_value "$site" SITE_URL)"

# block ARM: "ARM MILLISECONDS" of each page while a few customers check out.
block() {
	local run
	choose_arm "$site" "$1"
	ask_database "$site" 'DELETE FROM wp_wc_accounting_deliveries; DELETE FROM wp_wc_accounting_queues'
	(for ((run = 0; run < block; run++)); do tests/rig/place-order.sh "$site" kopi-gayo >/dev/null; done) &
	local customers=$!
	while kill -0 "$customers" 2>/dev/null; do
		curl --silent --output /dev/null --max-time 60 --write-out "$1 %{time_total}\n" "$url/?pagename=shop"
	done | awk '{ print $1, $2 * 1000 }'
	wait "$customers"
}

sandbox_faults "$site" '[{"fault":{"kind":"hang"}}]'
in_turn "$((checkouts / block))" 'with without' block >"$pages"
# The blocks last for different times: as many pages of each arm as the one with fewer has, taken by chance.
least="$(for arm in with without; do grep -c "^$arm " "$pages"; done | sort -n | head -n 1)"
echo "a page of the shop during $checkouts checkouts, Kledo hangs, 4 PHP workers; $least pages each"
for arm in with without; do grep "^$arm " "$pages" | shuf -n "$least"; done | compare 'the page|ms'
