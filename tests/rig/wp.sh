#!/usr/bin/env bash
# wp.sh SITE accounting COMMAND [options]: the plugin's commands on a site, as `wp` runs them; WP-CLI itself is in no registry of
# packages, and a runner of our own stands in for it (tests/wordpress/helpers/wp-cli-runner.php).
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

(($# > 1)) || die 'usage: tests/rig/wp.sh SITE accounting COMMAND [options]'
exec "$RIG_SCRIPTS/php.sh" "$1" "$REPO/tests/wordpress/helpers/wp-cli-runner.php" "${@:2}"
