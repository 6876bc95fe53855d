#!/usr/bin/env bash
# Ends every process that the rig has started, and nothing else. Data stays: `site.sh up NAME` goes on with it.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

for file in "$RUN_DIR"/*.pid; do
	[[ -e "$file" ]] || continue
	name="$(basename "$file" .pid)"
	# The database last: the others may still be writing.
	[[ "$name" == database ]] || process_stop "$name"
done
process_stop database
