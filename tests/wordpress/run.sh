#!/usr/bin/env bash
# The plugin's PHPUnit tests inside real shops: one shop for each line and storage that TEST_LINES names ("current:hpos
# oldest:posts"). LONG=1 runs the long tests instead of the others. The group `sapi` is run on each shop once more for every
# program but php-fpm that may run PHP; Apache's packages are installed for it.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

serve_by() {
	[[ "$2" != apache ]] || tests/rig/packages.sh --apache || return 1
	tests/rig/web.sh up "$1" "$2"
}

# without GROUPS…: sets leave_out to PHPUnit's options for all tests but theirs. Its older versions take one option, its newer ones
# want one for each group.
without() {
	leave_out=()
	(($#)) || return 0
	if [[ "$(php /usr/bin/phpunit --version)" =~ \ ([0-9]+)\. ]] && ((BASH_REMATCH[1] < 11)); then
		leave_out=(--exclude-group "$(IFS=, && echo "$*")")
	else
		local group
		for group in "$@"; do leave_out+=(--exclude-group "$group"); done
	fi
}

# other_servers SITE [GROUP]: without the tests of this group.
other_servers() {
	local server answer bad=0
	without ${2:+"$2"}
	for server in builtin apache; do
		printf '\n-- PHP run by: %s\n' "$server"
		if answer="$(serve_by "$1" "$server" 2>&1)"; then
			tests/rig/php.sh "$1" /usr/bin/phpunit -c tests/wordpress/phpunit.xml --group sapi "${leave_out[@]}" || bad=1
		elif [[ "$server" == apache ]]; then
			printf 'skipped: %s tests of PHP as a module of Apache, because it cannot be had: %s\n' \
				"$(tests/standin/count.sh sapi)" "${answer##*$'\n'}"
		else
			printf '%s\n' "$answer"
			bad=1
		fi
	done
	return "$bad"
}

failed=0
for pair in ${TEST_LINES:-current:hpos oldest:posts}; do
	line="${pair%:*}" storage="${pair#*:}" site="test-${pair/:/-}"
	excluded=(sapi) left_out=''
	if [[ -n "${LONG:-}" ]]; then chosen=(--group long); else chosen=() excluded+=(long); fi
	if [[ "$(tests/rig/woocommerce.sh "${line/next/current}" | sed -n 2p)" == standin ]]; then
		# The stand-in has one version and one storage.
		if [[ "$storage" != hpos ]]; then
			printf 'skipped: %s tests of orders in posts, because no WooCommerce was found (see tests/rig/README.md)\n' \
				"$(tests/standin/count.sh)"
			continue
		fi
		left_out=woocommerce
		printf 'skipped: %s tests of line %s, because they need a real WooCommerce and none was found (see tests/rig/README.md)\n' \
			"$(tests/standin/count.sh woocommerce)" "$line"
	fi
	printf '\n-- line %s, orders in %s\n' "$line" "$storage"
	without "${excluded[@]}" ${left_out:+"$left_out"}
	tests/rig/site.sh up "$site" "--line=$line" "--storage=$storage" --web &&
		tests/rig/site.sh restore "$site" &&
		tests/rig/php.sh "$site" /usr/bin/phpunit -c tests/wordpress/phpunit.xml \
			"${chosen[@]}" "${leave_out[@]}" || failed=1
	[[ -n "${LONG:-}" ]] || other_servers "$site" "$left_out" || failed=1
	tests/rig/php.sh "$site" tests/secrecy.php || failed=1
	tests/rig/site.sh down "$site"
done
exit "$failed"
