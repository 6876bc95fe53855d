#!/usr/bin/env bash
# xero.sh SITE: starts Xero's sandbox for a site and prints its address and the number of its process. Who starts it ends it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
site="$1" run="${RIG_DIR:-$PWD/.rig}/run"

program="${XERO_SANDBOX:-}"
if [[ -z "$program" ]]; then
	cargo build --quiet --release --locked -p xero-sandbox >&2
	program="${CARGO_TARGET_DIR:-$PWD/target}/release/xero-sandbox"
fi
mkdir -p "$run"
port_file="$run/$site-xero-sandbox.port"
rm -f "$port_file"
"$program" --listen 127.0.0.1:0 --port-file "$port_file" \
	--settings '{"limits": {"minute": null, "day": null, "app_minute": null}}' >"$run/$site-xero-sandbox.log" 2>&1 &
sandbox=$!
until [[ -s "$port_file" ]]; do
	kill -0 "$sandbox" || {
		cat "$run/$site-xero-sandbox.log" >&2
		exit 1
	}
	sleep 0.1
done
printf '%s\n' "http://127.0.0.1:$(cat "$port_file")" "$sandbox"
