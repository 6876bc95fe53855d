#!/usr/bin/env bash
# The plugin's PHPUnit tests inside real shops: one shop for each line and storage that TEST_LINES names ("current:hpos
# oldest:posts"). LONG=1 runs the long tests instead of the others.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

failed=0
for pair in ${TEST_LINES:-current:hpos oldest:posts}; do
	line="${pair%:*}" storage="${pair#*:}" site="test-${pair/:/-}"
	excluded=()
	if [[ -n "${LONG:-}" ]]; then chosen=(--group long); else chosen=() excluded=(long); fi
	if [[ "$(tests/rig/woocommerce.sh "${line/next/current}" | sed -n 2p)" == standin ]]; then
		# The stand-in has one version and one storage.
		if [[ "$storage" != hpos ]]; then
			printf 'skipped: %s tests of orders in posts, because no WooCommerce was found (see tests/rig/README.md)\n' \
				"$(tests/standin/count.sh)"
			continue
		fi
		excluded+=(woocommerce)
		printf 'skipped: %s tests of line %s, because they need a real WooCommerce and none was found (see tests/rig/README.md)\n' \
			"$(tests/standin/count.sh woocommerce)" "$line"
	fi
	printf '\n-- line %s, orders in %s\n' "$line" "$storage"
	groups="$(IFS=, && echo "${excluded[*]}")"
	tests/rig/site.sh up "$site" "--line=$line" "--storage=$storage" --web &&
		tests/rig/site.sh restore "$site" &&
		tests/rig/php.sh "$site" /usr/bin/phpunit -c tests/wordpress/phpunit.xml \
			"${chosen[@]}" ${groups:+--exclude-group "$groups"} || failed=1
	tests/rig/php.sh "$site" tests/secrecy.php || failed=1
	tests/rig/site.sh down "$site"
done
exit "$failed"
