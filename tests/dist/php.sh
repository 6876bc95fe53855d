#!/usr/bin/env bash
# php.sh VERSION: prints two programs, PHP and php-config of that version ("8.4"), to build the extension against: the machine's
# own, else those of the Debian that holds this version. The latter are unpacked and not installed, and their PHP runs with the
# libraries of its own Debian, so that cc and the linker stay this machine's.
. "$(dirname "${BASH_SOURCE[0]}")/../rig/lib.sh"
# shellcheck source=tests/rig/debian.sh
. "$RIG_SCRIPTS/debian.sh"

version="${1:-}"
if command -v "php$version" >/dev/null && command -v "php-config$version" >/dev/null; then
	command -v "php$version" "php-config$version"
	exit 0
elif [[ "$version" == "$(php_version)" ]] && command -v php-config >/dev/null; then
	# One that no package of Debian's has installed.
	command -v php php-config
	exit 0
fi
case "$version" in
	8.2) suite=bookworm ;;
	8.4) suite=trixie ;;
	*) die "no Debian is known to hold PHP '$version': say which one, here" ;;
esac

lock "php-$version"
folder="$CACHE_DIR/php-$version" root="$CACHE_DIR/php-$version/root"

# unpack: PHP with all that it needs to run, and its headers without what they need to build a C extension.
unpack() {
	local work="$folder.work" deb
	rm -rf "$work" "$folder"
	mkdir -p "$work/debs" "$work/root"
	suite_apt "$work" "$suite" &&
		own_apt "$work" install --yes --download-only --no-install-recommends "php$version-cli" &&
		(cd "$work/debs" && own_apt "$work" download "php$version-dev") || return 1
	for deb in "$work"/cache/archives/*.deb "$work"/debs/*.deb; do
		dpkg-deb -x "$deb" "$work/root" || return 1
	done
	mkdir "$folder"
	mv "$work/root" "$root"
	rm -rf "$work"
}

# The loader is asked for by its place, since that of this machine is older.
programs() {
	local loader libraries
	loader="$(find "$root" -name 'ld-linux-*.so.*' | head -n 1)"
	libraries="$(dirname "$(find "$root/usr/lib" -name 'libc.so.6' | head -n 1)")"
	printf '#!/bin/sh\nexec %q --library-path %q %q -n "$@"\n' "$loader" "$libraries" "$root/usr/bin/php$version" >"$folder/php"
	printf '#!/bin/sh\n%q "$@" | sed "s%%-I/usr/include%%-I%s/usr/include%%g"\n' "$root/usr/bin/php-config$version" "$root" \
		>"$folder/php-config"
	chmod 755 "$folder/php" "$folder/php-config"
	[[ "$("$folder/php" -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')" == "$version" ]]
}

if [[ ! -x "$folder/php-config" ]]; then
	say "fetching PHP $version (Debian's $suite)"
	unpack >"$RUN_DIR/php-$version.log" 2>&1 || die "PHP $version cannot be had (see $RUN_DIR/php-$version.log)"
	programs || die "PHP $version of Debian's $suite does not run here"
fi
printf '%s\n' "$folder/php" "$folder/php-config"
