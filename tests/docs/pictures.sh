#!/usr/bin/env bash
# The pictures of the documentation, out of what the browser tests saw last (tests/run.sh browser), into docs/pictures/. They are
# taken anew when a screen has changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

seen="tests/browser/screenshots/${1:-current-hpos}"
[[ -d "$seen" ]] || {
	echo "pictures: there is no $seen: run the browser tests first" >&2
	exit 1
}
mkdir -p docs/pictures
for picture in docs/pictures/*.png; do
	[[ ! -f "$picture" ]] || rm "$picture"
done
while read -r name as; do
	cp "$seen/$name.png" "docs/pictures/$as.png"
done <<'PICTURES'
settings-first-steps first-steps
transactions transactions
order-box order
orders-list orders
month month
backfill-counted old-orders
support support
xero-connection xero-connection
xero-mapping xero-mapping
PICTURES
du -sh docs/pictures
