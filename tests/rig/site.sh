#!/usr/bin/env bash
# site.sh up NAME [options] | down NAME | remove NAME | snapshot NAME | restore NAME: one WordPress with WooCommerce.
#
#   --line=current|oldest|next   which WordPress and WooCommerce: see wordpress.sh and woocommerce.sh (current)
#   --storage=hpos|posts   where orders are kept (hpos)
#   --web                  serve it: php-fpm and nginx
#   --fpm-workers=N        php-fpm's workers (4)
#   --currency=IDR         another currency has two decimals and prices a thousandth of the rupiah's
#   --tax                  taxes on, PPN 11%
#   --cron                 leave WP-Cron to the visitors' requests, as a real shop does; else only wp-cron.sh runs it
#   --no-plugin            without our plugin
#   --no-extension         without our PHP extension
#   --fresh                install again, even if the site is there
#
# A site that is already there with the same options is kept with its data and started; `restore` brings it back to what
# it was after its installation (or after the last `snapshot`), with an empty sandbox.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; }

parse_options() {
	LINE=current STORAGE=hpos WEB=no FPM_WORKERS=4 CURRENCY=IDR TAX=no CRON=no PLUGIN=yes EXTENSION=yes FRESH=no
	local option
	for option in "$@"; do
		case "$option" in
			--line=current | --line=oldest | --line=next) LINE="${option#*=}" ;;
			--storage=hpos | --storage=posts) STORAGE="${option#*=}" ;;
			--web) WEB=yes ;;
			--fpm-workers=[1-9]*) FPM_WORKERS="${option#*=}" ;;
			--currency=[A-Z][A-Z][A-Z]) CURRENCY="${option#*=}" ;;
			--tax) TAX=yes ;;
			--cron) CRON=yes ;;
			--no-plugin) PLUGIN=no ;;
			--no-extension) EXTENSION=no ;;
			--fresh) FRESH=yes ;;
			*) usage && die "unknown option $option" ;;
		esac
	done
	if [[ "$PLUGIN" == yes && ! -f "$REPO/php-plugin/kledo.php" ]]; then
		say "php-plugin/kledo.php is not there: a site without our plugin"
		PLUGIN=no
	fi
}

# What a site is made from; when this changes, it is installed again.
signature() {
	{
		echo "$WORDPRESS_PATH $WOOCOMMERCE_PATH $WOOCOMMERCE_KIND $STORAGE $CURRENCY $TAX $PLUGIN"
		cat "$RIG_SCRIPTS"/php/*.php "$WORDPRESS_PATH/wp-includes/version.php"
		# The tables that the plugin makes when it is activated.
		if [[ "$PLUGIN" == yes ]]; then
			cat "$REPO/php-plugin/src/Delivery/Schema.php"
		fi
		if [[ "$WOOCOMMERCE_KIND" == standin ]]; then
			find "$WOOCOMMERCE_PATH" -name '*.php' -print0 | sort -z | xargs -0 cat
		fi
	} | cksum
}

# --- Files -----------------------------------------------------------------------------------------------------------

lay_out_files() {
	local content="$SITE_DIR/wordpress/wp-content"
	mkdir -p "$SITE_DIR/logs"
	cp -a --reflink=auto "$WORDPRESS_PATH" "$SITE_DIR/wordpress"
	rm -rf "$content" "$SITE_DIR/wordpress/wp-config.php"
	mkdir -p "$content/plugins" "$content/themes" "$content/mu-plugins" "$content/uploads"
	ln -s "$WOOCOMMERCE_PATH" "$content/plugins/woocommerce"
	[[ "$PLUGIN" == no ]] || ln -s "$REPO/php-plugin" "$content/plugins/kledo"
}

# The rig's own files, brought up to date at every `up`.
lay_out_rig_files() {
	local content="$SITE_DIR/wordpress/wp-content"
	rm -rf "$content/themes/rig"
	cp -r "$RIG_SCRIPTS/theme" "$content/themes/rig"
	cp "$RIG_SCRIPTS/templates/mu-plugin.php" "$content/mu-plugins/rig.php"
	cp "$RIG_SCRIPTS/templates/wp-config.php" "$SITE_DIR/wordpress/wp-config.php"
}

# The folder of ini files that PHP reads: the machine's own, without a wc_accounting that may be installed there, and ours. With
# WC_ACCOUNTING_EXTENSION=installed it is the other way round.
write_php_ini() {
	local scan library="${WC_ACCOUNTING_EXTENSION:-$TARGET_DIR/release/libwc_accounting.so}" ini
	rm -rf "$SITE_DIR/php.d"
	mkdir -p "$SITE_DIR/php.d"
	scan="$(env -u PHPRC -u PHP_INI_SCAN_DIR "$PHP" -r 'echo PHP_CONFIG_FILE_SCAN_DIR;' 2>/dev/null)"
	for ini in "$scan"/*.ini; do
		if [[ -f "$ini" ]] && { [[ "$EXTENSION $library" == 'yes installed' ]] || ! grep -q wc_accounting "$ini"; }; then
			cp "$ini" "$SITE_DIR/php.d/"
		fi
	done
	cp "$RIG_SCRIPTS/templates/php.ini" "$SITE_DIR/php.ini"
	EXTENSION_PATH=''
	if [[ "$EXTENSION" == no ]]; then
		return
	elif [[ "$library" == installed ]]; then
		grep -q wc_accounting "$SITE_DIR/php.d"/*.ini || die "wc_accounting is not installed: $scan does not load it"
		EXTENSION_PATH="$("$PHP" -n -r 'echo PHP_EXTENSION_DIR;')/wc_accounting.so"
	elif [[ -f "$library" ]]; then
		EXTENSION_PATH="$(realpath "$library")"
		echo "extension = $EXTENSION_PATH" >"$SITE_DIR/php.d/90-wc_accounting.ini"
	else
		say "the extension is not built ($library): a site without it"
	fi
}

# Everything that a script or a test needs to know of the site. Ports and the sandbox's address survive.
write_site_env() {
	local env="$SITE_DIR/site.env" port="${WEB_PORT:-0}" fpm_port=0 sandbox='' key=''
	if [[ -f "$env" ]]; then
		port="$(sed -n 's/^SITE_PORT="\(.*\)"/\1/p' "$env")"
		fpm_port="$(sed -n 's/^FPM_PORT="\(.*\)"/\1/p' "$env")"
		sandbox="$(sed -n 's/^SANDBOX_URL="\(.*\)"/\1/p' "$env")"
		key="$(sed -n 's/^SANDBOX_KEY="\(.*\)"/\1/p' "$env")"
	fi
	if ! web_is_up; then
		"$RIG_SCRIPTS/web.sh" down "$SITE_NAME" # what a crashed run has left of it holds the ports
		port="$(free_port "$port")" fpm_port="$(free_port "$fpm_port")"
	fi
	# shellcheck source=/dev/null
	. "$RIG_DIR/database/database.env"
	local variable
	for variable in \
		SITE_NAME="$SITE_NAME" SITE_DIR="$SITE_DIR" SITE_PATH="$SITE_DIR/wordpress" \
		SITE_PORT="$port" SITE_URL="http://127.0.0.1:$port" FPM_PORT="$fpm_port" FPM_WORKERS="$FPM_WORKERS" \
		ADMIN_USER=admin ADMIN_PASSWORD=admin \
		DB_HOST="${DB_ADDRESS:-127.0.0.1}:$DB_PORT" DB_PORT="$DB_PORT" DB_SOCKET="$DB_SOCKET" DB_NAME="$DATABASE" \
		DB_USER="$DB_USER" DB_PASSWORD="$DB_PASSWORD" \
		LINE="$LINE" STORAGE="$STORAGE" CURRENCY="$CURRENCY" TAX="$TAX" CRON="$CRON" PLUGIN="$PLUGIN" \
		WOOCOMMERCE_KIND="${WOOCOMMERCE_KIND%% *}" WOOCOMMERCE_VERSION="${WOOCOMMERCE_KIND#* }" \
		WOOCOMMERCE_PATH="$WOOCOMMERCE_PATH" WORDPRESS_VERSION="$WORDPRESS_VERSION" \
		SANDBOX_URL="$sandbox" SANDBOX_API="${sandbox:+$sandbox/api/v1}" SANDBOX_KEY="$key" \
		MAIL_LOG="$SITE_DIR/mails.jsonl" DEBUG_LOG="$SITE_DIR/logs/debug.log" \
		PHP="$PHP" PHP_FPM="$PHP_FPM" PHPRC="$SITE_DIR/php.ini" PHP_INI_SCAN_DIR="$SITE_DIR/php.d" \
		EXTENSION_PATH="$EXTENSION_PATH"; do
		set_env "$env" "${variable%%=*}" "${variable#*=}"
	done
}

# --- Installation ----------------------------------------------------------------------------------------------------

# step SCRIPT ARGUMENTS…: one of the scripts of php/, in a process of its own.
step() {
	local log="$SITE_DIR/logs/install.log"
	if ! "$RIG_SCRIPTS/php.sh" "$SITE_NAME" "$RIG_SCRIPTS/php/$1" "${@:2}" >>"$log" 2>&1; then
		say "$1 failed; the ends of $log and of debug.log:"
		tail -n 5 "$log" "$SITE_DIR/logs/debug.log" >&2 2>/dev/null || true
		die "site $SITE_NAME could not be installed"
	fi
}

sql() {
	MYSQL_PWD="$DB_PASSWORD" mariadb --no-defaults --host="${DB_ADDRESS:-127.0.0.1}" --port="$DB_PORT" --user="$DB_USER" -e "$1"
}

install_site() {
	local start=$SECONDS
	say "installing $SITE_NAME: WordPress $WORDPRESS_VERSION, WooCommerce $WOOCOMMERCE_KIND, orders in $STORAGE"
	sql "DROP DATABASE IF EXISTS $DATABASE; CREATE DATABASE $DATABASE"
	step install-wordpress.php
	step activate-plugin.php woocommerce/woocommerce.php
	step set-up-shop.php
	[[ "$WOOCOMMERCE_KIND" == standin ]] || step set-up-checkout.php
	step set-storage.php "$STORAGE"
	step assert-storage.php "$STORAGE"
	"$RIG_SCRIPTS/wp-cron.sh" "$SITE_NAME" >>"$SITE_DIR/logs/install.log" 2>&1 || true
	[[ "$PLUGIN" == no ]] || step activate-plugin.php kledo/kledo.php
	# The mails and complaints of the installation are not the tests' business.
	mv "$SITE_DIR/logs/debug.log" "$SITE_DIR/logs/install-debug.log" 2>/dev/null || true
	rm -f "$SITE_DIR/mails.jsonl"
	copy_to_snapshot
	signature >"$SITE_DIR/signature"
	say "installed $SITE_NAME in $((SECONDS - start)) s"
}

web_is_up() { process_alive "site-$SITE_NAME-nginx" && process_alive "site-$SITE_NAME-php-fpm"; }

is_installed() {
	[[ -f "$SITE_DIR/signature" && "$(cat "$SITE_DIR/signature")" == "$(signature)" ]] && sql "USE $DATABASE" 2>/dev/null
}

# --- Commands --------------------------------------------------------------------------------------------------------

up() {
	parse_options "$@"
	"$RIG_SCRIPTS/packages.sh"
	find_php
	local woocommerce
	WORDPRESS_PATH="$("$RIG_SCRIPTS/wordpress.sh" "$LINE")"
	WORDPRESS_VERSION="$(wordpress_version "$WORDPRESS_PATH")"
	woocommerce="$("$RIG_SCRIPTS/woocommerce.sh" "${LINE/next/current}")"
	WOOCOMMERCE_PATH="${woocommerce%%$'\n'*}" WOOCOMMERCE_KIND="${woocommerce#*$'\n'}"
	[[ "$WOOCOMMERCE_KIND" != standin || "$STORAGE" == hpos ]] || die "the stand-in keeps its orders in tables only"
	"$RIG_SCRIPTS/database.sh" up
	# shellcheck source=/dev/null
	. "$RIG_DIR/database/database.env"

	local new=no
	if [[ "$FRESH" == yes ]] || ! is_installed; then
		new=yes
		remove
		lay_out_files
	fi
	lay_out_rig_files
	write_php_ini
	write_site_env
	[[ "$new" == no ]] || install_site
	start_sandbox
	if [[ "$WEB" == yes ]]; then
		"$RIG_SCRIPTS/web.sh" up "$SITE_NAME"
		say "$SITE_NAME is at http://127.0.0.1:$(sed -n 's/^SITE_PORT="\(.*\)"/\1/p' "$SITE_DIR/site.env")"
	fi
}

# One that is running is kept, with what it has received.
start_sandbox() {
	if process_alive "site-$SITE_NAME-sandbox"; then
		return
	elif sandbox_program >/dev/null; then
		"$RIG_SCRIPTS/sandbox.sh" up "$SITE_NAME"
	else
		say "kledo-sandbox is not built: a site without a Kledo"
	fi
}

down() {
	"$RIG_SCRIPTS/web.sh" down "$SITE_NAME"
	"$RIG_SCRIPTS/sandbox.sh" down "$SITE_NAME"
}

remove() {
	down
	rm -rf "$SITE_DIR"
	if process_alive database; then
		# shellcheck source=/dev/null
		. "$RIG_DIR/database/database.env"
		sql "DROP DATABASE IF EXISTS $DATABASE; DROP DATABASE IF EXISTS $SNAPSHOT"
	fi
}

copy_to_snapshot() {
	"$RIG_SCRIPTS/php.sh" "$SITE_NAME" "$RIG_SCRIPTS/php/copy-database.php" "$DATABASE" "$SNAPSHOT"
	rm -rf "$SITE_DIR/uploads.snapshot"
	cp -a "$SITE_DIR/wordpress/wp-content/uploads" "$SITE_DIR/uploads.snapshot"
}

snapshot() {
	load_site "$SITE_NAME"
	copy_to_snapshot
}

restore() {
	load_site "$SITE_NAME"
	"$PHP" "$RIG_SCRIPTS/php/copy-database.php" "$SNAPSHOT" "$DATABASE"
	rm -rf "$SITE_PATH/wp-content/uploads"
	cp -a "$SITE_DIR/uploads.snapshot" "$SITE_PATH/wp-content/uploads"
	rm -f "$MAIL_LOG" "$DEBUG_LOG"
	if [[ -n "$SANDBOX_URL" ]]; then
		"$RIG_SCRIPTS/sandbox.sh" restart "$SITE_NAME"
	fi
}

case "${1:-}" in
	up | down | remove | snapshot | restore)
		name_site "${2:-}"
		DATABASE="site_${SITE_NAME//-/_}" SNAPSHOT="snapshot_${SITE_NAME//-/_}"
		lock "site-$SITE_NAME"
		"$1" "${@:3}"
		;;
	*) usage && exit 2 ;;
esac
