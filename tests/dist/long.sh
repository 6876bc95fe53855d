#!/usr/bin/env bash
# What needs a mirror and minutes: each package that make dist has made is installed in a bare Debian of its own, does the plugin's
# main job there, and is removed without a trace; the tests run on the other Debian's PHP and MariaDB; and the container images' lines
# are run without an engine. Root only. SUITES="trixie" and PARTS="bare deb archive pie tests docker" choose.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
. tests/dist/lib.sh
. tests/dist/chroot.sh
set +e

passed=0 failed=0

# test_that NAME COMMAND…: passed when the command succeeds; its output is shown when it does not.
test_that() {
	local log="$RUN_DIR/dist-test.log" started=$SECONDS
	# Not as the condition itself: there, bash would go on after a command that fails.
	(
		set -e
		"${@:2}"
	) >"$log" 2>&1
	if (($? == 0)); then
		passed=$((passed + 1))
		printf 'ok: %s (%d s)\n' "$1" "$((SECONDS - started))"
	else
		failed=$((failed + 1))
		printf 'NOT OK: %s\n' "$1"
		tail -n 40 "$log"
	fi
}

tests/rig/packages.sh --chroots || true
missing="$(can_chroot)"
if [[ -n "$missing" ]]; then
	printf 'skipped: 11 tests of the packages in bare Debians, because %s\n' "$missing"
	exit 0
fi

declare -A PHP_OF=([bookworm]=8.2 [trixie]=8.4)
version="$(dist_version)" architecture="$(debian_architecture)" machine="$(uname -m)"

# Where a package's own files could be left, by name; what PHP and the tests make there has other names.
no_name_is_left() {
	local left
	left="$(find "$1" \( -path "$1/test" -o -path "$1/proc" -o -path "$1/dev" -o -path "$1/tmp" -o -path "$1/var/log" \
		-o -path "$1/var/cache" \) -prune -o \( -name '*wc_accounting*' -o -name '*wc-accounting*' \) -print)"
	[[ -z "$left" ]] || {
		echo "left: $left"
		return 1
	}
}

# loads ROOT: PHP of the command line and php-fpm have it, without a warning.
loads() {
	local root="$1" php="$2" program answer
	for program in "php$php" "php-fpm$php"; do
		[[ -x "$root/usr/bin/$program" || -x "$root/usr/sbin/$program" ]] || continue
		answer="$(inside "$root" "$program" -m 2>&1)"
		grep -qx wc_accounting <<<"$answer" || {
			echo "$program -m does not list wc_accounting"
			return 1
		}
		if grep -i warning <<<"$answer"; then return 1; fi
	done
	answer="$(inside "$root" "php$php" --ri wc_accounting)"
	grep -x "version => $version" <<<"$answer"
}

# The story of the demo, with the extension that is installed and the sandboxes that were built outside.
main_job() {
	copy_checkout "$1"
	give_sandboxes "$1"
	inside "$1" env RIG_DIR=/test/rig RIG_PACKAGES=shop DEMO_ONCE=1 WC_ACCOUNTING_EXTENSION=installed \
		KLEDO_SANDBOX=/test/checkout/target/release/kledo-sandbox XERO_SANDBOX=/test/checkout/target/release/xero-sandbox \
		tests/demo/demo.sh
}

give_sandboxes() {
	mkdir -p "$1/test/checkout/target/release"
	cp "$TARGET_DIR/release/kledo-sandbox" "$TARGET_DIR/release/xero-sandbox" "$1/test/checkout/target/release/"
}

apt_in() { inside "$1" bash -c 'apt-get -qq update && apt-get -q -y --no-install-recommends "$@"' apt "${@:2}"; }

# same ROOT LIST: the files are those of the list.
same() { files "$1" | diff "$2" -; }

# --- The packages ----------------------------------------------------------------------------------------------------

bare_package() {
	local suite="$1" php="$2" root
	root="$(fresh "$suite-bare" "$(bare "$suite")")"
	mkdir -p "$root/test"
	cp "dist/php$php-wc-accounting_$version-1_$architecture.deb" "$root/test/it.deb"
	apt_in "$root" install /test/it.deb "php$php-cli"
	loads "$root" "$php"
	# Once more over itself, as an update does; then the administrator's own "off" is kept.
	apt_in "$root" install --reinstall /test/it.deb
	loads "$root" "$php"
	inside "$root" phpdismod wc_accounting
	apt_in "$root" install --reinstall /test/it.deb
	! loads "$root" "$php" || return 1
	apt_in "$root" purge "php$php-wc-accounting"
	no_name_is_left "$root"
	rm -rf "$root"
}

debian_package() {
	local suite="$1" php="$2" root list="$RUN_DIR/$1-deb.files"
	root="$(fresh "$suite-deb" "$(with_packages "$suite" 'shop phpunit')")"
	mkdir -p "$root/test"
	files "$root" >"$list"
	cp "dist/php$php-wc-accounting_$version-1_$architecture.deb" "$root/test/it.deb"
	apt_in "$root" install /test/it.deb
	loads "$root" "$php"
	! same "$root" "$list" >/dev/null || return 1
	main_job "$root"
	apt_in "$root" purge "php$php-wc-accounting"
	same "$root" "$list"
	no_name_is_left "$root"
	rm -rf "$root"
}

archive() {
	local suite="$1" php="$2" root name="wc_accounting-$version-php$2-nts-linux-$machine" list="$RUN_DIR/$1-archive.files"
	root="$(fresh "$suite-archive" "$(with_packages "$suite" 'shop phpunit')")"
	mkdir -p "$root/test"
	files "$root" >"$list"
	tar -C "$root/test" -xzf "dist/$name.tar.gz"
	inside "$root" "/test/$name/install.sh"
	loads "$root" "$php"
	! same "$root" "$list" >/dev/null || return 1
	main_job "$root"
	inside "$root" "/test/$name/install.sh" --remove
	same "$root" "$list"
	rm -rf "$root"
}

pie_zip() {
	local suite="$1" php="$2" root
	root="$(fresh "$suite-pie" "$(with_packages "$suite" 'shop phpunit')")"
	mkdir -p "$root/test/zip"
	unzip -q "dist/php_wc_accounting-${version}_php$php-$machine-linux-glibc.zip" -d "$root/test/zip"
	inside "$root" "php$php" -d extension=/test/zip/wc_accounting.so --ri wc_accounting >"$root/test/answer"
	grep -x "version => $version" "$root/test/answer"
	rm -rf "$root"
}

# --- The tests on the other Debian's PHP -----------------------------------------------------------------------------

# Their counts are in their own output, which count.awk reads.
tests_on() {
	local suite="$1" php="$2" root bad=0
	root="$(fresh "$suite-tests" "$(with_packages "$suite" 'shop phpunit')")"
	copy_checkout "$root"
	give_sandboxes "$root"
	tar -xzOf "dist/wc_accounting-$version-php$php-nts-linux-$machine.tar.gz" --wildcards '*/wc_accounting.so' \
		>"$root/test/checkout/target/release/libwc_accounting.so"
	printf '\n-- the tests of the extension on PHP %s (%s)\n' "$php" "$suite"
	inside "$root" "php$php" -d extension=/test/checkout/target/release/libwc_accounting.so /usr/bin/phpunit \
		-c tests/extension/phpunit.xml || bad=1
	# The suite on the PHP that this machine has is what `make test` runs.
	if [[ "$php" != "$(php_version)" ]]; then
		printf '\n-- the tests of the plugin on PHP %s and %s (%s)\n' "$php" \
			"$(inside "$root" mariadbd --version | grep -o '[0-9.]*-MariaDB' | head -n 1)" "$suite"
		inside "$root" env RIG_DIR=/test/rig "RIG_PACKAGES=shop phpunit" "TEST_LINES=${TEST_LINES:-current:hpos oldest:posts}" \
			tests/wordpress/run.sh || bad=1
	fi
	rm -rf "$root"
	return "$bad"
}

# MySQL is tested where a Debian has it: by the name's own package, since default-mysql-server is MariaDB.
mysql_in() {
	local root
	root="$(fresh "$1-mysql" "$(bare "$1")")"
	if apt_in "$root" install --simulate mysql-server >/dev/null 2>&1; then
		failed=$((failed + 1))
		echo "NOT OK: Debian $1 holds MySQL by now: run the suite on it, here"
	else
		echo "skipped: 1 run of the suite on MySQL, because Debian $1 holds no MySQL server (default-mysql-server is MariaDB)"
	fi
	rm -rf "$root"
}

suites="${SUITES:-bookworm trixie}" parts="${PARTS:-bare deb archive pie tests docker}"
say 'make dist'
tests/dist/dist.sh >"$RUN_DIR/dist.log" 2>&1 || {
	cat "$RUN_DIR/dist.log"
	exit 1
}
cargo build --quiet --release --locked -p kledo-sandbox -p xero-sandbox || exit 1
for suite in $suites; do
	php="${PHP_OF[$suite]}"
	for part in $parts; do
		case "$part" in
			bare) test_that "the .deb on a bare $suite: installed, updated, kept off when it was, removed" bare_package "$suite" "$php" ;;
			deb) test_that "the .deb does the main job on $suite, and leaves nothing" debian_package "$suite" "$php" ;;
			archive) test_that "the archive does the main job on $suite, and leaves nothing" archive "$suite" "$php" ;;
			pie) test_that "the zip for PIE holds what PHP $php of $suite loads" pie_zip "$suite" "$php" ;;
			tests)
				tests_on "$suite" "$php" || failed=$((failed + 1))
				mysql_in "$suite"
				;;
			docker) ;;
			*) die "there is no part '$part'" ;;
		esac
	done
done
if [[ " $parts " == *' docker '* ]]; then
	test_that 'each line of the Dockerfile runs, and shop and worker deliver' tests/dist/docker.sh
	echo 'skipped: 1 build of the images themselves, because there is no container engine: docker/compose.yml says how'
fi
printf '# pass %d\n# fail %d\n' "$passed" "$failed"
((!failed))
