#!/usr/bin/env bash
# Ends everything and removes all sites and the database. What was downloaded stays, in RIG_DIR/cache.
"$(dirname "${BASH_SOURCE[0]}")/down.sh"
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

rm -rf "$SITES_DIR" "$RIG_DIR/database" "$RUN_DIR"
