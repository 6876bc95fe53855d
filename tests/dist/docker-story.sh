#!/usr/bin/env bash
# Inside what docker.sh has made, as the containers' user: a database, the shop and the worker run, become healthy, and an order arrives
# in the shop's Kledo, delivered by the worker. SHOP, WORKER and their _HEALTH are the lines of the Dockerfile.
set -euo pipefail
cd /src
: "${SHOP:?}" "${WORKER:?}"

RIG_DIR="$DATABASE_RIG" tests/rig/database.sh up
DATABASE_SERVER="database:$(sed -n 's/^DB_PORT="\(.*\)"/\1/p' "$DATABASE_RIG/database/database.env")"
export DATABASE_SERVER WORKER_SECONDS=2

# healthy WHAT SECONDS COMMAND
healthy() {
	local end=$((SECONDS + $2))
	until sh -c "$3"; do
		if ((SECONDS > end)) || [[ ! -d "/proc/$shop" ]]; then
			echo "the $1 is not healthy after $2 s, or has ended"
			cat /tmp/shop.log /tmp/worker.log
			exit 1
		fi
		sleep 1
	done
	echo "the $1 is healthy"
}

! sh -c "$SHOP_HEALTH" || exit 1
! sh -c "$WORKER_HEALTH" || exit 1
sh -c "exec $WORKER" >/tmp/worker.log 2>&1 &
worker=$!
sh -c "exec $SHOP" >/tmp/shop.log 2>&1 &
shop=$!
healthy shop 120 "$SHOP_HEALTH"
healthy worker 60 "$WORKER_HEALTH"

# The answer to the customer's request delivers nothing, because Kledo fails then; what is tried again is the worker's.
sandbox="$(sed -n 's/^SANDBOX_URL="\(.*\)"/\1/p' "$RIG_DIR/sites/shop/site.env")/_sandbox"
arrived() { curl --silent --fail "$sandbox/state" | php tests/demo/documents.php --has order "$order"; }
curl --silent --fail --output /dev/null --data '[{"fault":{"kind":"status","code":503}}]' "$sandbox/faults"
order="$(tests/rig/place-order.sh shop kopi-gayo=2)"
sleep 5
! arrived || exit 1
curl --silent --fail --output /dev/null --data '[]' "$sandbox/faults"
for ((tries = 0; tries < 60; tries++)); do
	! arrived || break
	# Time passes; nothing is run by it.
	tests/rig/php.sh shop tests/rig/php/minutes-pass.php 20 >/dev/null
	sleep 1
done
arrived || {
	echo "order $order did not arrive"
	cat /tmp/worker.log
	exit 1
}
echo "order $order arrived"

# A worker that no longer runs is found out, and both end when they are told to.
kill "$worker"
wait "$worker" || true
touch -d '-5 minutes' "$RIG_DIR/run/worker-ran"
! sh -c "$WORKER_HEALTH" || exit 1
kill "$shop"
wait "$shop" || true
! sh -c "$SHOP_HEALTH" || exit 1
RIG_DIR="$DATABASE_RIG" tests/rig/database.sh down
