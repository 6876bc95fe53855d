#!/usr/bin/env bash
# database.sh up | down: the rig's own MariaDB, made for tests: nothing waits for the disk. `up` writes
# RIG_DIR/database/database.env and may be called at any time. DATABASE_SERVER=[HOST:]PORT takes a server that runs there instead
# (on 127.0.0.1 without a host), for instance MySQL; the user rig with the password rig must have all rights there.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

DIR="$RIG_DIR/database"

# Without binary log, sync and double write: fast, and the last second is lost when it is killed. The socket's path
# is relative to the data folder, because a long one would not fit.
server() {
	process_start database mariadbd --no-defaults --user="$(id -un)" --datadir="$DIR/data" --tmpdir="$DIR/tmp" \
		--socket=mariadb.sock --port="$DB_PORT" --bind-address=127.0.0.1 --skip-name-resolve --init-file="$DIR/users.sql" \
		--pid-file="$DIR/mariadb.pid" --skip-log-bin --sync-binlog=0 --innodb-flush-log-at-trx-commit=0 \
		--innodb-doublewrite=0 --loose-innodb-flush-method=nosync --innodb-buffer-pool-size=256M \
		--performance-schema=OFF --max-connections=200 --character-set-server=utf8mb4 \
		--collation-server=utf8mb4_unicode_ci
	wait_for_process database 30 answers
}

answers() {
	MYSQL_PWD="$DB_PASSWORD" mariadb --no-defaults --host=127.0.0.1 --port="$DB_PORT" --user="$DB_USER" -e 'DO 1' >/dev/null 2>&1
}

create() {
	local log="$RUN_DIR/database-create.log"
	rm -rf "$DIR/data" "$DIR/data.new"
	mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$DIR/data.new" --skip-test-db \
		--auth-root-authentication-method=normal --innodb-log-file-size=64M >"$log" 2>&1 ||
		die "cannot create the database: $(tail -n 1 "$log") (see $log)"
	mv "$DIR/data.new" "$DIR/data"
}

# A server that somebody else runs.
borrow() {
	mkdir -p "$DIR"
	local address=127.0.0.1
	[[ "$DATABASE_SERVER" != *:* ]] || address="${DATABASE_SERVER%:*}"
	set_env "$DIR/database.env" DB_ADDRESS "$address"
	set_env "$DIR/database.env" DB_PORT "${DATABASE_SERVER##*:}"
	set_env "$DIR/database.env" DB_USER rig
	set_env "$DIR/database.env" DB_PASSWORD rig
	set_env "$DIR/database.env" DB_SOCKET ''
}

up() {
	if [[ -n "${DATABASE_SERVER:-}" ]]; then
		borrow
		return
	fi
	command -v mariadbd >/dev/null || die "MariaDB is missing: run tests/rig/packages.sh"
	find_php
	lock database
	mkdir -p "$DIR/tmp"
	DB_USER=rig DB_PASSWORD=rig DB_PORT=0
	# shellcheck source=/dev/null
	[[ ! -f "$DIR/database.env" ]] || . "$DIR/database.env"
	if process_alive database && wait_for_process database 30 answers; then
		return
	fi
	process_stop database
	DB_PORT="$(free_port "$DB_PORT")"
	cat >"$DIR/users.sql" <<-SQL
		CREATE USER IF NOT EXISTS '$DB_USER'@'127.0.0.1' IDENTIFIED BY '$DB_PASSWORD';
		GRANT ALL ON *.* TO '$DB_USER'@'127.0.0.1' WITH GRANT OPTION;
	SQL
	[[ -d "$DIR/data" ]] || create
	if ! server; then
		say "the database does not start (see $RUN_DIR/database.log); making a new, empty one"
		process_stop database
		create
		server || die "the database does not start: $(tail -n 1 "$RUN_DIR/database.log")"
	fi
	set_env "$DIR/database.env" DB_ADDRESS 127.0.0.1
	set_env "$DIR/database.env" DB_PORT "$DB_PORT"
	set_env "$DIR/database.env" DB_USER "$DB_USER"
	set_env "$DIR/database.env" DB_PASSWORD "$DB_PASSWORD"
	set_env "$DIR/database.env" DB_SOCKET "$DIR/data/mariadb.sock"
}

down() {
	lock database
	process_stop database
}

case "${1:-}" in
	up | down) "$1" ;;
	*) die "usage: database.sh up | down" ;;
esac
