#!/usr/bin/env bash
# What the shop's container runs: makes the shop the first time, serves it, and ends it when the container ends. DATABASE_SERVER says
# where the database is; no visitor's request runs cron, since the worker does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

finish() {
	tests/rig/site.sh down shop
	exit
}
trap finish TERM INT

# The image's own, so that a start needs no mirror.
WORDPRESS="$(find "$RIG_DIR/cache" -maxdepth 1 -name 'wordpress-*' | head -n 1)"
export WORDPRESS
tests/rig/site.sh up shop --web --tax
while sleep 1; do :; done
