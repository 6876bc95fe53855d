#!/usr/bin/env bash
# web.sh up NAME | down NAME: php-fpm and nginx for a site that site.sh has made. `up` restarts what is running, so that
# it sees a rebuilt extension.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

up() {
	local fpm_owner='' nginx_owner='' as_root=()
	if ((EUID == 0)); then
		fpm_owner=$'user = root\ngroup = root' nginx_owner='user root root;' as_root=(--allow-to-run-as-root)
	fi
	[[ -n "${PHP_FPM:-}" ]] || die "php-fpm is missing: run tests/rig/packages.sh"
	down
	mkdir -p "$SITE_DIR/logs" "$SITE_DIR/nginx"
	fill "$RIG_SCRIPTS/templates/php-fpm.conf" SITE_DIR="$SITE_DIR" FPM_PORT="$FPM_PORT" FPM_WORKERS="$FPM_WORKERS" \
		OWNER="$fpm_owner" >"$SITE_DIR/php-fpm.conf"
	fill "$RIG_SCRIPTS/templates/nginx.conf" SITE_DIR="$SITE_DIR" FPM_PORT="$FPM_PORT" SITE_PORT="$SITE_PORT" \
		OWNER="$nginx_owner" >"$SITE_DIR/nginx.conf"
	serve php-fpm "$FPM_PORT" "$PHP_FPM" --nodaemonize "${as_root[@]}" --fpm-config "$SITE_DIR/php-fpm.conf"
	serve nginx "$SITE_PORT" nginx -p "$SITE_DIR/nginx" -e "$SITE_DIR/logs/nginx-error.log" -c "$SITE_DIR/nginx.conf"
}

# serve KIND PORT COMMAND…
serve() {
	local name="site-$SITE_NAME-$1" port="$2"
	process_start "$name" "${@:3}"
	wait_for_process "$name" 10 port_answers "$port" ||
		die "$1 does not start: $(tail -n 1 "$RUN_DIR/$name.log") (see $RUN_DIR/$name.log)"
}

down() {
	process_stop "site-$SITE_NAME-nginx"
	process_stop "site-$SITE_NAME-php-fpm"
}

case "${1:-}" in
	up) load_site "${2:-}" && up ;;
	down) name_site "${2:-}" && down ;;
	*) die "usage: web.sh up NAME | down NAME" ;;
esac
