#!/usr/bin/env bash
# The browser tests: Chromium in a real WordPress, both order storages. Screenshots stay in tests/browser/screenshots/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export RIG_DIR="${RIG_DIR:-$PWD/.rig}"

tests/rig/packages.sh --browser
command -v node >/dev/null || {
	echo "browser: node is missing; install nodejs 20 or later" >&2
	exit 1
}
npm --prefix tests/browser ci --no-audit --no-fund --silent

rm -rf tests/browser/screenshots
failed=0
for storage in hpos posts; do
	site="browser-$storage"
	printf '\n-- order storage: %s\n' "$storage"
	tests/rig/site.sh up "$site" "--storage=$storage" --web --tax
	# Each file gets the fresh shop: what one leaves behind is not what another counts.
	for file in tests/browser/*.test.js; do
		tests/rig/site.sh restore "$site"
		(
			set -a
			# shellcheck disable=SC1090 # made by the rig
			. "$RIG_DIR/sites/$site/site.env"
			export SITE_NAME="$site" SCREENSHOTS="$PWD/tests/browser/screenshots/$storage"
			cd tests/browser && node --test --test-reporter=spec "$(basename "$file")"
		) || failed=1
		tests/rig/php.sh "$site" tests/secrecy.php || failed=1
	done
	tests/rig/site.sh down "$site"
done
exit "$failed"
