#!/usr/bin/env bash
# The browser tests: Chromium in a real WordPress, once for each line and storage that TEST_LINES names ("current:hpos
# oldest:posts"). Screenshots stay in tests/browser/screenshots/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export RIG_DIR="${RIG_DIR:-$PWD/.rig}"

tests/rig/packages.sh --browser
command -v node >/dev/null || {
	echo "browser: node is missing; install nodejs 20 or later" >&2
	exit 1
}
npm --prefix tests/browser ci --no-audit --no-fund --silent

# test_in SITE SCREENSHOTS: each file gets the fresh shop, so that what one leaves behind is not what another counts.
test_in() {
	local site="$1" file failed=0 xero plugins
	mapfile -t xero < <(tests/rig/xero.sh "$site")
	plugins="$RIG_DIR/sites/$site/wordpress/wp-content/mu-plugins"
	cp tests/xero/mu-plugin.php "$plugins/xero-sandbox.php"
	printf '%s' "${xero[0]}" >"$plugins/xero-sandbox.url"
	for file in tests/browser/*.test.js; do
		tests/rig/site.sh restore "$site"
		(
			set -a
			# shellcheck disable=SC1090 # made by the rig
			. "$RIG_DIR/sites/$site/site.env"
			export XERO_URL="${xero[0]}" SCREENSHOTS="$PWD/tests/browser/screenshots/$2"
			cd tests/browser && node --test --test-reporter=spec "$(basename "$file")"
		) || failed=1
		tests/rig/php.sh "$site" tests/secrecy.php || failed=1
	done
	kill "${xero[1]}"
	return "$failed"
}

rm -rf tests/browser/screenshots
failed=0
for pair in ${TEST_LINES:-current:hpos oldest:posts}; do
	line="${pair%:*}" storage="${pair#*:}" site="browser-${pair/:/-}"
	if [[ "$(tests/rig/woocommerce.sh "${line/next/current}" | sed -n 2p)" == standin ]]; then
		printf 'skipped: %s browser tests of line %s, because they need a real WooCommerce and none was found (see tests/rig/README.md)\n' \
			"$(cat tests/browser/*.test.js | grep -c '^[[:space:]]*test(')" "$line"
		continue
	fi
	printf '\n-- line %s, orders in %s\n' "$line" "$storage"
	tests/rig/site.sh up "$site" "--line=$line" "--storage=$storage" --web --tax
	test_in "$site" "$line-$storage" || failed=1
	tests/rig/site.sh down "$site"
done
exit "$failed"
