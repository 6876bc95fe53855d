#!/usr/bin/env bash
# build.sh VERSION: builds the extension for that PHP ("8.4") and prints two lines: the library, and what it is for, as in the names
# of the packages ("php8.4-nts"). The machine's own PHP builds in target/, as cargo alone does; each other one in a folder of its own.
. "$(dirname "${BASH_SOURCE[0]}")/../rig/lib.sh"
cd "$REPO"

version="${1:?VERSION}"
programs="$(tests/dist/php.sh "$version")"
export PHP="${programs%%$'\n'*}" PHP_CONFIG="${programs##*$'\n'}"
api="$("$PHP" -n -r 'printf( "php%d.%d-%s", PHP_MAJOR_VERSION, PHP_MINOR_VERSION, PHP_ZTS ? "zts" : "nts" );')"
if [[ "$version" == "$(php_version)" ]]; then
	unset PHP PHP_CONFIG
else
	TARGET_DIR="$TARGET_DIR/$api"
	export CARGO_TARGET_DIR="$TARGET_DIR"
	say "building the extension for PHP $version (the first time some minutes)"
fi
cargo build --quiet --release --locked --package wc-accounting >&2
printf '%s\n' "$TARGET_DIR/release/libwc_accounting.so" "$api"
