#!/usr/bin/env bash
# dist.sh [VERSION…]: builds what a shop installs, into dist/: a zip for each plugin (and one of what the directory shows of it), and
# the extension for the PHPs that are named ("8.2 8.4"; without names, for those that the plugin says there are builds for, and for the
# one that is installed), with what it is made of.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/dist/lib.sh

tests/rig/packages.sh --dist
versions=("$@")
((${#versions[@]})) || mapfile -t versions < <({
	dist_php_versions
	php -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION, "\n";'
} | sort -Vu)
version="$(dist_version)"
plugin="$(sed -n "s/^[[:space:]]*public const VERSION = '\(.*\)';/\1/p" php-plugin/src/Environment/Plugins.php)"
[[ "$version" == "$plugin" ]] || {
	echo "dist: Cargo.toml says $version, php-plugin/src/Environment/Plugins.php says $plugin" >&2
	exit 1
}

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
empty_folder dist
mkdir "$work/papers"
tests/dist/zips.sh dist
tests/dist/assets.sh dist
cargo metadata --format-version 1 --locked --filter-platform "$(uname -m)-unknown-linux-gnu" >"$work/metadata.json" 2>"$work/log" || {
	cat "$work/log" >&2
	exit 1
}
php tests/dist/papers.php "$work/metadata.json" "$work/papers" "$(dist_time)"
cp "$work/papers/sbom.cdx.json" "dist/wc_accounting-$version.cdx.json"

for php in "${versions[@]}"; do
	built="$(tests/dist/build.sh "$php")"
	library="${built%%$'\n'*}" name="${built##*$'\n'}"
	symbols="$(tests/dist/symbols.sh "$library" "${name#php}")"
	printf '%s: %s\n' "$name" "${symbols//$'\n'/, }"
	tests/dist/archives.sh "$library" "$name" dist "$work/papers"
	# Debian's own PHPs, and no others, have what the package asks for.
	if [[ "$name" =~ ^php8\.[24]-nts$ ]]; then
		tests/dist/deb.sh "$library" "$name" dist "$work/papers"
	fi
done
lintian --no-cfg --fail-on error,warning --allow-root dist/*.deb
(cd dist && sha256sum -- * >"$work/SHA256SUMS" && mv "$work/SHA256SUMS" .)
ls -l dist
