#!/usr/bin/env bash
# The plugin "Orders to Xero" through the whole chain, in a shop of its own, against Xero's sandbox. XERO_LINE=current:hpos is what
# the shop is made of. Further arguments go to PHPUnit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export RIG_DIR="${RIG_DIR:-$PWD/.rig}"

made_of="${XERO_LINE:-current:hpos}"
line="${made_of%:*}" storage="${made_of#*:}" site="xero-${made_of/:/-}"

if [[ "$(tests/rig/woocommerce.sh "${line/next/current}" | sed -n 2p)" == standin ]]; then
	printf 'skipped: %s tests of Xero, because they need a real WooCommerce and none was found (see tests/rig/README.md)\n' \
		"$(grep -c 'public function test_' tests/xero/*Test.php | awk -F: '{ sum += $2 } END { print sum }')"
	exit 0
fi

tests/rig/site.sh up "$site" "--line=$line" "--storage=$storage" --web
mapfile -t started < <(tests/rig/xero.sh "$site")
trap 'kill "${started[1]}" 2>/dev/null || true; tests/rig/site.sh down "$site"' EXIT
export XERO_URL="${started[0]}"

cp tests/xero/mu-plugin.php "$RIG_DIR/sites/$site/wordpress/wp-content/mu-plugins/xero-sandbox.php"
printf '%s' "$XERO_URL" >"$RIG_DIR/sites/$site/wordpress/wp-content/mu-plugins/xero-sandbox.url"
tests/rig/site.sh restore "$site"
tests/rig/php.sh "$site" tests/xero/activate.php
tests/rig/php.sh "$site" /usr/bin/phpunit -c tests/xero/phpunit.xml "$@"
