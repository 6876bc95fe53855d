#!/usr/bin/env bash
# Builds what a shop installs, into dist/: a zip for each plugin, and the extension for the PHP found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

tests/rig/packages.sh
cargo build --release --locked --package wc-accounting
version="$(sed -n '/^\[workspace.package\]/,/^\[/ s/^version = "\(.*\)"/\1/p' Cargo.toml)"
plugin="$(sed -n "s/^[[:space:]]*public const VERSION = '\(.*\)';/\1/p" php-plugin/src/Environment/Plugins.php)"
[[ "$version" == "$plugin" ]] || {
	echo "dist: Cargo.toml says $version, php-plugin/src/Environment/Plugins.php says $plugin" >&2
	exit 1
}

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
rm -rf dist
mkdir -p dist
tests/dist/zips.sh dist

# The extension: one library per PHP version and thread safety.
api="$(php -n -r 'printf( "php%d.%d-%s", PHP_MAJOR_VERSION, PHP_MINOR_VERSION, PHP_ZTS ? "zts" : "nts" );')"
name="wc_accounting-$version-$api-linux-$(uname -m)"
mkdir "$work/$name"
cp target/release/libwc_accounting.so "$work/$name/wc_accounting.so"
printf '; The accounting extension for WooCommerce.\nextension=wc_accounting.so\n' >"$work/$name/wc_accounting.ini"
install -m 0755 tests/dist/install.sh "$work/$name/install.sh"
cp LICENSE "$work/$name/"
tar -C "$work" -czf "dist/$name.tar.gz" "$name"

ls -l dist
