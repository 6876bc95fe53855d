#!/usr/bin/env bash
# wp-cron.sh NAME [--force]: runs the site's due cron events once. --force: even if another run holds WordPress's lock,
# which a killed run does for a minute.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

load_site "${1:-}"
if [[ "${2:-}" == --force ]]; then
	exec "$PHP" -r 'define( "WP_CRON_LOCK_TIMEOUT", 0 ); require getenv( "SITE_PATH" ) . "/wp-cron.php";'
fi
exec "$PHP" "$SITE_PATH/wp-cron.php"
