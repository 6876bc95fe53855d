#!/usr/bin/env bash
# What the rig's scripts share: where things live, and how a process is started and ended. Sourced, never run.
# shellcheck disable=SC2034 # the variables are for the scripts that source this file
set -euo pipefail

RIG_SCRIPTS="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
REPO="$(cd "$RIG_SCRIPTS/../.." && pwd -P)"
mkdir -p "${RIG_DIR:=$REPO/.rig}"
RIG_DIR="$(cd "$RIG_DIR" && pwd -P)"
export RIG_DIR

RUN_DIR="$RIG_DIR/run"
CACHE_DIR="$RIG_DIR/cache"
SITES_DIR="$RIG_DIR/sites"
mkdir -p "$RUN_DIR" "$CACHE_DIR" "$SITES_DIR"

# A user who is not root does not have these in the path; the servers are there.
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

say() { printf 'rig: %s\n' "$*" >&2; }

die() {
	say "$*"
	exit 1
}

# watched LOG COMMAND…: the command's output goes to the log; what it is at is said every ten seconds, so that nobody takes
# it for dead.
watched() {
	local log="$1" status=0 teller
	shift
	(
		trap 'exit' TERM
		while sleep 10 9>&-; do
			say "  … $(tail -n 1 "$log" 2>/dev/null | cut -c1-100)"
		done
	) 9>&- &
	teller=$!
	"$@" >>"$log" 2>&1 || status=$?
	kill "$teller" 2>/dev/null || true
	wait "$teller" 2>/dev/null || true
	return "$status"
}

# --- PHP -------------------------------------------------------------------------------------------------------------

# The PHP version to use, as "8.2": PHP_VERSION, else the installed one, else what the distribution calls its default.
php_version() {
	if [[ "${PHP_VERSION:-}" =~ ^[0-9]+\.[0-9]+ ]]; then
		echo "${BASH_REMATCH[0]}"
	elif command -v php >/dev/null; then
		php -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION, "\n";'
	else
		apt-cache depends php-cli 2>/dev/null | sed -n 's/.*Depends: php\([0-9]\+\.[0-9]\+\)-cli.*/\1/p' | head -n 1
	fi
}

# Sets PHP and PHP_FPM to the programs of that version.
find_php() {
	local version
	version="$(php_version)"
	PHP="$(command -v "php$version" || command -v php)" || die "PHP is missing: run tests/rig/packages.sh"
	PHP_FPM="$(command -v "php-fpm$version" || command -v php-fpm || true)"
}

# --- Ports -----------------------------------------------------------------------------------------------------------

# A free port of 127.0.0.1: the wished one if it is free, so that addresses survive a restart, else any.
free_port() {
	# shellcheck disable=SC2016 # PHP's variables, not the shell's
	"$PHP" -n -r '
		$wish   = (int) ( $argv[1] ?? 0 );
		$socket = @stream_socket_server( "tcp://127.0.0.1:$wish" ) ?: stream_socket_server( "tcp://127.0.0.1:0" );
		echo substr( strrchr( stream_socket_get_name( $socket, false ), ":" ), 1 ), "\n";
	' -- "${1:-0}"
}

port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
port_is_silent() { ! port_answers "$1"; }

# --- Processes -------------------------------------------------------------------------------------------------------
# RUN_DIR/<name>.pid holds "pid birth boot". The birth (in clock ticks since boot) tells our process from a later one
# with the same number, the boot tells it from one of before the machine's restart.

process_birth() {
	local stat
	stat="$(cat "/proc/$1/stat" 2>/dev/null)" || return 1
	# The second field is the program's name and may hold anything; behind it come the state and, as the 20th, the birth.
	read -ra stat <<<"${stat##*) }"
	[[ "${stat[0]}" != Z ]] || return 1 # dead, and only waiting for its parent to notice
	echo "${stat[19]}"
}

boot_id() { cat /proc/sys/kernel/random/boot_id; }

process_alive() {
	local pid birth boot
	read -r pid birth boot 2>/dev/null <"$RUN_DIR/$1.pid" || return 1
	[[ "$boot" == "$(boot_id)" && "$birth" == "$(process_birth "$pid")" ]]
}

# process_start NAME COMMAND…: in the background, in a process group of its own, with RUN_DIR/NAME.log as its output.
# What an earlier, crashed run has left under this name is ended first. File 9 is the scripts' lock: not inherited.
process_start() {
	local name="$1" pid
	shift
	process_stop "$name"
	setsid "$@" >"$RUN_DIR/$name.log" 2>&1 </dev/null 9>&- &
	pid=$!
	echo "$pid $(process_birth "$pid") $(boot_id)" >"$RUN_DIR/$name.pid"
}

# process_stop NAME: asks politely, waits up to 10 s, then ends the whole group: the workers of a server that was killed
# still carry its number as their group's.
process_stop() {
	local file="$RUN_DIR/$1.pid" pid birth boot
	read -r pid birth boot 2>/dev/null <"$file" || return 0
	if process_alive "$1"; then
		kill -TERM "$pid" 2>/dev/null || true
		wait_until 10 process_gone "$1" || true
		kill -KILL -- "-$pid" 2>/dev/null || true
	elif [[ "$boot" == "$(boot_id)" ]] && ! process_birth "$pid" >/dev/null; then
		kill -KILL -- "-$pid" 2>/dev/null || true
	fi
	rm -f "$file"
}

process_gone() { ! process_alive "$1"; }

# wait_until SECONDS COMMAND…: polls until the command succeeds.
wait_until() {
	local end=$((SECONDS + $1 + 1))
	shift
	until "$@"; do
		((SECONDS < end)) || return 1
		sleep 0.05
	done
}

# wait_for_process NAME SECONDS COMMAND…: like wait_until, and gives up as soon as the process has died.
wait_for_process() {
	local name="$1" end=$((SECONDS + $2 + 1))
	shift 2
	until "$@"; do
		process_alive "$name" && ((SECONDS < end)) || return 1
		sleep 0.05
	done
	process_alive "$name"
}

# One at a time: holds RUN_DIR/NAME.lock until the script ends.
lock() {
	exec 9>"$RUN_DIR/$1.lock"
	flock 9
}

# --- What this repository builds -------------------------------------------------------------------------------------

TARGET_DIR="${CARGO_TARGET_DIR:-$REPO/target}"

# The sandbox's program: KLEDO_SANDBOX, else the one that cargo has built. Fails when there is none.
sandbox_program() {
	local program
	for program in "${KLEDO_SANDBOX:-}" "$TARGET_DIR/release/kledo-sandbox" "$TARGET_DIR/debug/kledo-sandbox"; do
		if [[ -x "$program" ]]; then
			echo "$program"
			return
		fi
	done
	return 1
}

# The version of the WordPress in a folder.
wordpress_version() { sed -n "s/^\$wp_version = '\([^']*\)'.*/\1/p" "$1/wp-includes/version.php"; }

# --- Sites -----------------------------------------------------------------------------------------------------------

# Sets SITE_NAME and SITE_DIR, after looking at the name: it becomes part of paths and of a database's name.
name_site() {
	[[ "${1:-}" =~ ^[a-z][a-z0-9-]{0,30}$ ]] || die "a site's name is lower-case letters, digits and dashes, not '${1:-}'"
	SITE_NAME="$1"
	SITE_DIR="$SITES_DIR/$1"
}

# Reads the site's site.env into exported variables.
load_site() {
	name_site "${1:-}"
	[[ -f "$SITE_DIR/site.env" ]] || die "there is no site '$SITE_NAME': run tests/rig/site.sh up $SITE_NAME"
	set -a
	# shellcheck source=/dev/null
	. "$SITE_DIR/site.env"
	set +a
}

# set_env FILE KEY VALUE: writes KEY="VALUE", in a form that the shell's `.` and PHP's parse_ini_file read alike.
set_env() {
	local file="$1" key="$2" value="$3"
	[[ "$value" != *[\"\$\`\\]* ]] || die "cannot write $key: a quote, dollar, backtick or backslash in '$value'"
	touch "$file"
	{
		grep -v "^$key=" "$file" || true
		printf '%s="%s"\n' "$key" "$value"
	} >"$file.new"
	mv "$file.new" "$file"
}

# fill TEMPLATE KEY=VALUE…: the template with every @KEY@ replaced.
fill() {
	local text pair
	text="$(cat "$1")"
	shift
	for pair in "$@"; do
		text="${text//"@${pair%%=*}@"/"${pair#*=}"}"
	done
	printf '%s\n' "$text"
}
