#!/usr/bin/env bash
# What the plugin costs a page that has nothing to do with orders: the shop's front page, the index of the REST interface,
# and the profile in wp-admin, with the plugin and without, in an order that chance decides. RUNS each (50). The last lines of
# each are what is spent in our own code; its processor time is what the noise of the machine hardly touches.
# Goal: no query and at most 1 ms in the shop, two queries and 2 ms in wp-admin.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
runs="${RUNS:-50}"
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

site=bench
tests/rig/site.sh up "$site" --web --fpm-workers=4
add_arms "$site"
trap 'remove_arms "$site"; rm -f "${jar:-}"' EXIT
url="$(site_value "$site" SITE_URL)"
log="$RIG_DIR/sites/$site/bench-log"

jar="$(mktemp)"
curl --silent --output /dev/null --cookie 'wordpress_test_cookie=WP%20Cookie%20check' --cookie-jar "$jar" \
	--data-urlencode "log=$(site_value "$site" ADMIN_USER)" --data-urlencode "pwd=$(site_value "$site" ADMIN_PASSWORD)" \
	--data testcookie=1 "$url/wp-login.php"

# visit PATH COOKIES ARM: one page; the site itself writes down what it cost.
visit() {
	choose_arm "$site" "$3"
	curl --fail --silent --show-error --output /dev/null --header 'X-Bench: 1' --cookie "$2" "$url$1"
}

# measure NAME PATH COOKIES
measure() {
	in_turn 3 'with without inside' visit "$2" "$3" # fills the caches
	: >"$log"
	in_turn "$runs" 'with without inside' visit "$2" "$3"
	printf '%s, median of %s\n' "$1" "$runs"
	compare 'time|ms' 'processor time|ms' 'queries|' 'memory|KiB' <"$log"
	php -n tests/bench/compare.php inside without '' '' '' '' 'in our own code|ms' 'of it processor time|ms' <"$log"
	rm "$log"
}

measure 'the front page, as a visitor' '/' ''
measure 'the index of the REST interface' '/?rest_route=/' ''
measure 'the profile in wp-admin' '/wp-admin/profile.php' "$jar"
