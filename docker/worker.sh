#!/usr/bin/env bash
# What the worker's container runs: the shop's due events, once a minute (WORKER_SECONDS). --healthy: fails when no run has ended well
# within the last three minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ran="$RIG_DIR/run/worker-ran"

if [[ "${1:-}" == --healthy ]]; then
	[[ -n "$(find "$ran" -mmin -3 2>/dev/null)" ]]
	exit
fi
trap exit TERM INT
while :; do
	if [[ ! -f "$RIG_DIR/sites/shop/signature" ]]; then
		echo 'worker: the shop is not there yet'
	elif tests/rig/wp-cron.sh shop; then
		touch "$ran"
	else
		echo 'worker: the run failed'
	fi
	# In the background, so that the container ends at once when it is told to.
	sleep "${WORKER_SECONDS:-60}" &
	wait $!
done
