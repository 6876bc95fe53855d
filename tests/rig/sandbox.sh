#!/usr/bin/env bash
# sandbox.sh up NAME [ARGUMENTS…] | restart NAME | down NAME: a Kledo of its own for a site, at the address it had before
# if that is free. What is already running is ended first: `up` and `restart` give an empty one. ARGUMENTS go to
# kledo-sandbox; `restart` uses those of the last `up`.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

API_KEY="${KLEDO_SANDBOX_KEY:-kledo_pat_demo00_sandboxkey1234567890}"

up() {
	local program port name="site-$SITE_NAME-sandbox" port_file="$SITE_DIR/sandbox.port" url="${SANDBOX_URL:-}"
	program="$(sandbox_program)" || die "kledo-sandbox is not built: run cargo build --release -p kledo-sandbox"
	process_stop "$name"
	rm -f "$port_file"
	: >"$SITE_DIR/sandbox.arguments"
	(($# == 0)) || printf '%s\0' "$@" >"$SITE_DIR/sandbox.arguments"
	find_php
	port="$(free_port "${url##*:}")"
	process_start "$name" "$program" --listen "127.0.0.1:$port" --port-file "$port_file" "$@"
	wait_for_process "$name" 10 test -s "$port_file" ||
		die "kledo-sandbox does not start: $(tail -n 1 "$RUN_DIR/$name.log") (see $RUN_DIR/$name.log)"
	port="$(tr -d '[:space:]' <"$port_file")"
	url="http://127.0.0.1:${port##*:}"
	set_env "$SITE_DIR/site.env" SANDBOX_URL "$url"
	set_env "$SITE_DIR/site.env" SANDBOX_API "$url/api/v1"
	set_env "$SITE_DIR/site.env" SANDBOX_KEY "$API_KEY"
	"$RIG_SCRIPTS/php.sh" "$SITE_NAME" "$RIG_SCRIPTS/php/set-options.php" \
		"wc_kledo_api_endpoint=$url/api/v1" "wc_kledo_api_key=$API_KEY"
}

restart() {
	local arguments=()
	[[ ! -s "$SITE_DIR/sandbox.arguments" ]] || mapfile -d '' arguments <"$SITE_DIR/sandbox.arguments"
	up "${arguments[@]}"
}

case "${1:-}" in
	up) load_site "${2:-}" && up "${@:3}" ;;
	restart) load_site "${2:-}" && restart ;;
	down) name_site "${2:-}" && process_stop "site-$SITE_NAME-sandbox" ;;
	*) die "usage: sandbox.sh up NAME [ARGUMENTS…] | restart NAME | down NAME" ;;
esac
