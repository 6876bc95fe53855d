#!/usr/bin/env bash
# What the benchmarks share. Sourced, never run.

export RIG_DIR="${RIG_DIR:-$PWD/.rig}"

# site_value SITE NAME: a value of the site's environment.
site_value() { sed -n "s/^$2=\"\(.*\)\"\$/\1/p" "$RIG_DIR/sites/$1/site.env"; }

# add_arms SITE: from now on choose_arm decides whether the site's requests have our plugin. See arm.php.
add_arms() { cp tests/bench/arm.php "$RIG_DIR/sites/$1/wordpress/wp-content/mu-plugins/bench.php"; }

remove_arms() {
	local folder="$RIG_DIR/sites/$1"
	rm -f "$folder/wordpress/wp-content/mu-plugins/bench.php" "$folder/bench-arm" "$folder/bench-log"
}

# choose_arm SITE with|without|inside. What requests of another arm have left behind is waited for.
choose_arm() {
	wait_until_idle "$1"
	echo "$2" >"$RIG_DIR/sites/$1/bench-arm"
}

# wait_until_idle SITE: until no PHP worker does anything, after its response included, and no delivery is under way. The
# one active process is that which answers this question.
wait_until_idle() {
	local status end=$((SECONDS + 60))
	while ((SECONDS < end)); do
		status="$(curl --silent --show-error --max-time 30 "$(site_value "$1" SITE_URL)/fpm-status")"
		if grep -q '^active processes: *1$' <<<"$status" && grep -q '^listen queue: *0$' <<<"$status" &&
			[[ "$(ask_database "$1" "SELECT COUNT(*) FROM wp_wc_accounting_deliveries WHERE status = 'sending'")" == 0 ]]; then
			return
		fi
		sleep 0.02
	done
	echo "bench: $1 does not come to rest: $status" >&2
	return 1
}

# ask_database SITE SQL: bare values, one row a line.
ask_database() {
	MYSQL_PWD="$(site_value "$1" DB_PASSWORD)" mariadb --no-defaults --host=127.0.0.1 --port="$(site_value "$1" DB_PORT)" \
		--user="$(site_value "$1" DB_USER)" --batch --skip-column-names "$(site_value "$1" DB_NAME)" -e "$2"
}

# in_turn RUNS ARMS COMMAND…: the command with each of the ARMS ("with without") as its last argument, RUNS times each, in
# an order that chance decides anew each time. Once more before, for the caches, without its output.
in_turn() {
	local runs="$1" arms="$2" run arm
	shift 2
	for arm in $arms; do "$@" "$arm" >/dev/null; done
	for ((run = 0; run < runs; run++)); do
		# shellcheck disable=SC2086 # words
		for arm in $(shuf -e $arms); do "$@" "$arm"; done
	done
}

# compare "NAME|UNIT"…: of lines "with|without VALUE…"; see compare.php.
compare() { php -n tests/bench/compare.php with without "$@"; }

# sandbox_settings SITE JSON, sandbox_faults SITE JSON: of the site's own Kledo.
sandbox_settings() { curl --fail --silent --show-error --output /dev/null --data "$2" "$(site_value "$1" SANDBOX_URL)/_sandbox/settings"; }
sandbox_faults() { curl --fail --silent --show-error --output /dev/null --data "$2" "$(site_value "$1" SANDBOX_URL)/_sandbox/faults"; }

# run_script SITE SCRIPT ARGUMENTS…: a script of PHP that loads the site. A site writes its faults to its log: here they are to be seen,
# and a script that ends before its last line says so by its status.
run_script() {
	local site="$1" status=0
	shift
	tests/rig/php.sh "$site" -d display_errors=stderr "$@" || status=$?
	if ((status)); then
		echo "bench: $1 ended with status $status; the end of the site's log:" >&2
		tail -n 3 "$RIG_DIR/sites/$site/logs/debug.log" >&2 2>/dev/null || true
	fi
	return "$status"
}
