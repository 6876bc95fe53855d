#!/usr/bin/env bash
# php.sh NAME script.php args…: PHP in the command line as the site's web server runs it: same ini, same extension; the
# variables of site.env are in the environment, so that a script can require getenv( 'SITE_PATH' ) . '/wp-load.php'.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

load_site "${1:-}"
shift
exec "$PHP" "$@"
