#!/usr/bin/env bash
# The main job, on a real shop: an order becomes a sales order and an invoice in Kledo; Kledo fails, the delivery waits, is
# retried and arrives. Then the same for Xero, in a shop of its own. Leaves everything running; DEMO_ONCE=1 cleans up and ends.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
site=demo
rig=tests/rig
export RIG_DIR="${RIG_DIR:-$PWD/.rig}"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
die() {
	printf 'demo: %s\n' "$*" >&2
	exit 1
}

in_shop() { "$rig/php.sh" "$site" "$@"; }
sandbox() { # METHOD PATH [JSON]
	curl --silent --show-error --fail --request "$1" "$SANDBOX_URL/_sandbox/$2" ${3:+--data "$3"}
}
documents() { sandbox GET state | php tests/demo/documents.php "$@"; }
rows() { in_shop tests/demo/deliveries.php; }

# Waits until Kledo holds what is expected: KIND and order.
arrives() {
	local tries
	for ((tries = 0; tries < 60; tries++)); do
		! documents --has "$1" "$2" || return 0
		sleep 0.25
	done
	rows
	die "the $1 of order $2 did not arrive"
}

finish() {
	if [[ "${DEMO_ONCE:-}" == 1 ]]; then
		"$rig/site.sh" down "$site"
		"$rig/database.sh" down
	fi
}
trap finish EXIT

# What is named is not built.
build() {
	[[ -n "${WC_ACCOUNTING_EXTENSION:-}" && -n "${KLEDO_SANDBOX:-}" && -n "${XERO_SANDBOX:-}" ]] || cargo build --release --locked
}

# SERVICE=xero or kledo: only that story.
if [[ "${SERVICE:-}" == xero ]]; then
	"$rig/packages.sh"
	build
	tests/demo/xero.sh
	exit
fi

say "Step 1 of 4: packages"
"$rig/packages.sh"
say "Step 2 of 4: the extension and the sandbox Kledo, in Rust (about two minutes on a new machine)"
build
say "Step 3 of 4: a shop (WordPress, WooCommerce, php-fpm, nginx, MariaDB) and a Kledo of its own"
"$rig/site.sh" up "$site" --web --tax
"$rig/site.sh" restore "$site"
# shellcheck disable=SC1091 # made by the rig
. "$RIG_DIR/sites/$site/site.env"
# The shop charges PPN on net prices; this Kledo does the same.
sandbox POST settings '{"tax":{"mode":"exclusive","percent":"11","decimals":0}}' >/dev/null
woocommerce="$WOOCOMMERCE_KIND ${WOOCOMMERCE_VERSION/#standin/}"
echo "WordPress $WORDPRESS_VERSION, WooCommerce: ${woocommerce% }, order storage: $STORAGE"

say "Step 4 of 4: the story. A customer buys two bags of coffee and a shirt"
first="$("$rig/place-order.sh" "$site" kopi-gayo=2 BATIK-L --customer='Siti Rahma' --note='Tolong dibungkus rapi')"
arrives order "$first"
echo "Order $first is Processing; in Kledo:"
documents "$first"

say "The shop owner completes it"
in_shop tests/demo/complete.php "$first"
"$rig/minutes-pass.sh" "$site" 3
arrives invoice "$first"
documents "$first"

say "Kledo fails: every request is answered with 503"
sandbox POST faults '[{"fault":{"kind":"status","code":503}}]' >/dev/null
second="$("$rig/place-order.sh" "$site" teh-melati=3 --customer='Budi Santoso')"
in_shop tests/demo/wait-for-attempt.php "$second"
echo "Order $second went through all the same. Its delivery waits:"
rows

say "Kledo is back; the retry runs"
sandbox POST faults '[]' >/dev/null
"$rig/minutes-pass.sh" "$site" 20
"$rig/minutes-pass.sh" "$site" 20
arrives order "$second"
"$rig/minutes-pass.sh" "$site" 3
rows
documents "$second"

cat <<END

Shop      $SITE_URL/
Admin     $SITE_URL/wp-admin/admin.php?page=wc-kledo   (admin / admin)
Kledo     $SANDBOX_URL/
END
[[ "${SERVICE:-}" == kledo ]] || tests/demo/xero.sh
[[ "${DEMO_ONCE:-}" == 1 ]] || echo "All of it keeps running; make down ends it."
