#!/usr/bin/env bash
# archives.sh LIBRARY PHP FOLDER PAPERS: packs the extension for PHP ("php8.4-nts") in FOLDER: an archive with install.sh, and the
# zip that PIE, PHP's installer of extensions, looks for under exactly this name. PAPERS is a folder of what goes along.
set -euo pipefail
library="$(realpath "$1")" php="$2" folder="$(realpath "$3")" papers="$(realpath "$4")"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/dist/lib.sh

version="$(dist_version)" arch="$(uname -m)" stamp="$(dist_time)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

name="wc_accounting-$version-$php-linux-$arch"
mkdir "$work/$name"
install -m 0644 "$library" "$work/$name/wc_accounting.so"
printf '; The accounting extension for WooCommerce.\nextension=wc_accounting.so\n' >"$work/$name/wc_accounting.ini"
install -m 0755 tests/dist/install.sh "$work/$name/install.sh"
install -m 0644 LICENSE "$papers"/* "$work/$name/"
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$stamp" -cf - "$name" | gzip -9n >"$folder/$name.tar.gz"

# PIE writes the ini file itself, and knows a thread-safe build by the end of the name.
suffix=''
[[ "$php" != *-zts ]] || suffix=-zts
zip="$folder/php_wc_accounting-${version}_${php%-*}-$arch-linux-glibc$suffix.zip"
cd "$work/$name"
rm install.sh wc_accounting.ini
TZ=UTC find . -type f -exec touch -d "@$stamp" {} +
find . -type f -printf '%P\n' | sort | TZ=UTC zip -q -X -9 "$zip" -@
