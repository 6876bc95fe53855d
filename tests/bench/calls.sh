#!/usr/bin/env bash
# How many calls an order costs in Xero, where a day has a thousand of them: counted from the sandbox's log. Fails where it is more
# than was promised.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

if [[ "$(tests/rig/woocommerce.sh current | sed -n 2p)" == standin ]]; then
	echo 'left out, because it needs a real WooCommerce and none was found (see tests/rig/README.md)'
	exit 0
fi
site=bench-xero
tests/rig/site.sh up "$site" --web
mapfile -t started < <(tests/rig/xero.sh "$site")
trap 'kill "${started[1]}" 2>/dev/null || true; tests/rig/site.sh remove "$site"' EXIT
export XERO_URL="${started[0]}"
plugins="$RIG_DIR/sites/$site/wordpress/wp-content/mu-plugins"
cp tests/xero/mu-plugin.php "$plugins/xero-sandbox.php"
printf '%s' "$XERO_URL" >"$plugins/xero-sandbox.url"
curl --fail --silent --show-error --output /dev/null "$XERO_URL/_sandbox/settings" --data '{"organisation": {
	"base_currency": "IDR", "currencies": ["IDR"], "tax_rates": [{"tax_type": "NONE", "name": "No tax", "rate": "0"}]}}'
tests/rig/php.sh "$site" tests/xero/activate.php
tests/rig/php.sh "$site" tests/demo/xero.php connect
tests/rig/php.sh "$site" tests/bench/calls.php
