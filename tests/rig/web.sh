#!/usr/bin/env bash
# web.sh up NAME [fpm|builtin|apache] | down NAME: serves a site that site.sh has made. `up` restarts what is running, so
# that it sees a rebuilt extension.
#
#   fpm       php-fpm and nginx (the default)
#   builtin   PHP's own server, `php -S`
#   apache    Apache with PHP as its module; its packages: packages.sh --apache
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

APACHE_MODULES=/usr/lib/apache2/modules

up() {
	down
	mkdir -p "$SITE_DIR/logs"
	"serve_by_$1"
}

serve_by_fpm() {
	local fpm_owner='' nginx_owner='' as_root=()
	if ((EUID == 0)); then
		fpm_owner=$'user = root\ngroup = root' nginx_owner='user root root;' as_root=(--allow-to-run-as-root)
	fi
	[[ -n "${PHP_FPM:-}" ]] || die "php-fpm is missing: run tests/rig/packages.sh"
	mkdir -p "$SITE_DIR/nginx"
	fill "$RIG_SCRIPTS/templates/php-fpm.conf" SITE_DIR="$SITE_DIR" FPM_PORT="$FPM_PORT" FPM_WORKERS="$FPM_WORKERS" \
		OWNER="$fpm_owner" >"$SITE_DIR/php-fpm.conf"
	fill "$RIG_SCRIPTS/templates/nginx.conf" SITE_DIR="$SITE_DIR" FPM_PORT="$FPM_PORT" SITE_PORT="$SITE_PORT" \
		LISTEN="${WEB_LISTEN:-127.0.0.1}" OWNER="$nginx_owner" >"$SITE_DIR/nginx.conf"
	serve php-fpm "$FPM_PORT" "$PHP_FPM" --nodaemonize "${as_root[@]}" --fpm-config "$SITE_DIR/php-fpm.conf"
	serve nginx "$SITE_PORT" nginx -p "$SITE_DIR/nginx" -e "$SITE_DIR/logs/nginx-error.log" -c "$SITE_DIR/nginx.conf"
}

serve_by_builtin() {
	# One worker alone could not answer the requests that the shop sends to itself.
	serve builtin "$SITE_PORT" env PHP_CLI_SERVER_WORKERS="$FPM_WORKERS" "$PHP" -S "127.0.0.1:$SITE_PORT" -t "$SITE_PATH"
}

# Apache refuses to serve as root, and another user may not write the site's files: in a namespace of its own the user who
# calls this is not root.
serve_by_apache() {
	local version as_user=()
	version="$("$PHP" -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')"
	[[ -f "$APACHE_MODULES/libphp$version.so" ]] || die "Apache's module of PHP $version is missing: run tests/rig/packages.sh --apache"
	if ((EUID == 0)); then
		as_user=(unshare --user --map-user=1000 --map-group=1000)
		"${as_user[@]}" true 2>/dev/null || die "Apache does not serve as root, and this machine allows no user namespaces"
	fi
	mkdir -p "$SITE_DIR/apache"
	fill "$RIG_SCRIPTS/templates/apache.conf" SITE_DIR="$SITE_DIR" SITE_PORT="$SITE_PORT" MODULES="$APACHE_MODULES" \
		PHP_VERSION="$version" WORKERS="$FPM_WORKERS" >"$SITE_DIR/apache.conf"
	serve apache "$SITE_PORT" "${as_user[@]}" apache2 -f "$SITE_DIR/apache.conf" -D FOREGROUND
}

# serve KIND PORT COMMAND…
serve() {
	local name="site-$SITE_NAME-$1" port="$2"
	# Workers of the server before it, which were killed, may still answer, and the port is not free before they are gone.
	wait_until 10 port_is_silent "$port" || die "$1 does not start: something else answers at port $port"
	process_start "$name" "${@:3}"
	wait_for_process "$name" 10 port_answers "$port" ||
		die "$1 does not start: $(tail -n 1 "$RUN_DIR/$name.log") (see $RUN_DIR/$name.log)"
}

down() {
	local kind
	for kind in nginx php-fpm builtin apache; do
		process_stop "site-$SITE_NAME-$kind"
	done
}

case "${1:-} ${3:-fpm}" in
	'up fpm' | 'up builtin' | 'up apache') load_site "${2:-}" && up "${3:-fpm}" ;;
	'down fpm') name_site "${2:-}" && down ;;
	*) die "usage: web.sh up NAME [fpm|builtin|apache] | down NAME" ;;
esac
