#!/usr/bin/env bash
# woocommerce.sh [LINE]: prints two lines: the folder to use as wp-content/plugins/woocommerce, and what it is, "real <version>"
# or "standin". LINE is current (the default) or oldest: the oldest version that is supported.
#
# Looked for in this order: the folder or archive that WOOCOMMERCE names (for every line; "standin" names the stand-in), the
# archives in ../shared/woocommerce, the plugin directory's archive where the internet can be reached, the stand-in.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

SHARED="$REPO/../shared/woocommerce"
STANDIN="$REPO/tests/standin"

case "${1:-current}" in
	current) RELEASE=10.5.0 ;;
	oldest) RELEASE=8.2.2 ;;
	*) die "usage: woocommerce.sh [current|oldest]" ;;
esac

lock woocommerce

answer() {
	[[ -f "$1/woocommerce.php" ]] || die "$1 has no woocommerce.php"
	(cd "$1" && pwd -P)
	if [[ "$1" == "$STANDIN" ]]; then
		echo standin
	else
		echo "real $(sed -n 's/^ \* Version: *\([^ ]*\).*/\1/p' "$1/woocommerce.php" | head -n 1)"
	fi
	exit 0
}

# unpack ARCHIVE FOLDER: the archive holds one folder, woocommerce/.
unpack() {
	rm -rf "$2.new"
	mkdir -p "$2.new"
	case "$1" in
		*.zip) unzip -q "$1" -d "$2.new" || return 1 ;;
		*) tar -xf "$1" -C "$2.new" || return 1 ;;
	esac
	[[ -f "$2.new/woocommerce/woocommerce.php" ]] || return 1
	rm -rf "$2"
	mv "$2.new/woocommerce" "$2"
	rm -rf "$2.new"
}

# from_archive ARCHIVE: unpacked once; the folder's name carries the archive's own sum.
from_archive() {
	[[ -r "$1" ]] || die "$1 cannot be read"
	local folder
	folder="$CACHE_DIR/woocommerce-$(sha256sum <"$1" | cut -c1-16)"
	[[ -d "$folder" ]] || unpack "$1" "$folder" || die "$1 is not an archive with woocommerce/ in it"
	answer "$folder"
}

# An archive whose sum is not the one that is written beside it is not used, and not passed over in silence either.
from_shared() {
	local name="woocommerce-$RELEASE.tar.xz"
	[[ -f "$SHARED/$name" ]] || return 0
	(cd "$SHARED" && grep " $name\$" SHA256SUMS | sha256sum --check --status) || die "$SHARED/$name is not what its SHA256SUMS says"
	from_archive "$SHARED/$name"
}

# One try, with short time-outs; a failure is remembered for an hour, so that an offline machine does not wait again.
download() {
	local folder="$1" failed="$CACHE_DIR/woocommerce-unreachable"
	[[ -z "$(find "$failed" -mmin -60 2>/dev/null)" ]] || return 1
	say "looking for WooCommerce $RELEASE in the plugin directory"
	if curl --fail --silent --location --connect-timeout 4 --max-time 90 --output "$folder.zip" \
		"https://downloads.wordpress.org/plugin/woocommerce.$RELEASE.zip" && unpack "$folder.zip" "$folder"; then
		rm -f "$folder.zip"
	else
		rm -f "$folder.zip"
		touch "$failed"
		return 1
	fi
}

case "${WOOCOMMERCE:-}" in
	standin) answer "$STANDIN" ;;
	*.zip | *.tar.*) from_archive "$WOOCOMMERCE" ;;
	?*) answer "$WOOCOMMERCE" ;;
esac
from_shared
folder="$CACHE_DIR/woocommerce-$RELEASE"
if [[ -d "$folder" ]] || download "$folder"; then
	answer "$folder"
fi
answer "$STANDIN"
