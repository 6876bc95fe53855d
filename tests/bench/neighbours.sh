#!/usr/bin/env bash
# What another visitor notices while Kledo is dead: four PHP workers, forty checkouts in a row, and somebody who loads a
# page of the shop all the while. The page's median and 95th percentile against the same shop without the plugin.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
checkouts="${CHECKOUTS:-40}"

# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

# pages SITE: seconds of each page while the checkouts go on, one a line.
pages() {
	local url run
	url="$(site_value "$1" SITE_URL)"
	(for ((run = 0; run < checkouts; run++)); do tests/rig/place-order.sh "$1" kopi-gayo >/dev/null; done) &
	local shoppers=$!
	while kill -0 "$shoppers" 2>/dev/null; do
		curl -s -o /dev/null --max-time 60 -w '%{time_total}\n' "$url/?pagename=shop"
	done
	wait "$shoppers"
}

with=bench-with
without=bench-without
tests/rig/site.sh up "$with" --web --fpm-workers=4
tests/rig/site.sh up "$without" --web --fpm-workers=4 --no-plugin
curl -sSf -o /dev/null -d '[{"fault":{"kind":"hang"}}]' "$(site_value "$with" SANDBOX_URL)/_sandbox/faults"
for site in "$with" "$without"; do tests/rig/place-order.sh "$site" kopi-gayo >/dev/null; done

echo "a page of the shop during $checkouts checkouts, Kledo hangs, 4 PHP workers"
a="$(pages "$with")" b="$(pages "$without")"
for share in 50 95; do
	ratio "$share % of the pages within" "$(percentile "$share" <<<"$a")" "$(percentile "$share" <<<"$b")"
done
