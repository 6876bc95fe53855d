#!/usr/bin/env bash
# minutes-pass.sh NAME MINUTES: the shop's clock cannot be turned, but what is due can be moved: as if so many minutes had
# passed for the deliveries. Then runs cron.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$RIG_SCRIPTS/php.sh" "${1:-}" "$RIG_SCRIPTS/php/minutes-pass.php" "${2:?MINUTES}"
"$RIG_SCRIPTS/wp-cron.sh" "$1" --force
