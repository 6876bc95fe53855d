#!/usr/bin/env bash
# Prints two lines: the folder to use as wp-content/plugins/woocommerce, and what it is, "real <version>" or "double".
# WOOCOMMERCE=/folder, =/file.zip or =double; else the plugin directory's archive, else the project's own double.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

RELEASE="${WOOCOMMERCE_RELEASE:-10.2.2}" # what is downloaded when nothing is given
DOUBLE="$REPO/tests/woocommerce-double"

lock woocommerce

answer() {
	[[ -f "$1/woocommerce.php" ]] || die "$1 has no woocommerce.php"
	(cd "$1" && pwd -P)
	if [[ "$1" == "$DOUBLE" ]]; then
		echo double
	else
		echo "real $(sed -n 's/^ \* Version: *\([^ ]*\).*/\1/p' "$1/woocommerce.php" | head -n 1)"
	fi
	exit 0
}

# unpack ZIP FOLDER: the zip holds one folder, woocommerce/.
unpack() {
	rm -rf "$2.new"
	unzip -q "$1" -d "$2.new" && [[ -f "$2.new/woocommerce/woocommerce.php" ]] || return 1
	rm -rf "$2"
	mv "$2.new/woocommerce" "$2"
	rm -rf "$2.new"
}

# One try, with short time-outs; a failure is remembered for an hour, so that an offline machine does not wait again.
download() {
	local folder="$1" failed="$CACHE_DIR/woocommerce-unreachable"
	[[ -z "$(find "$failed" -mmin -60 2>/dev/null)" ]] || return 1
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
	double) answer "$DOUBLE" ;;
	*.zip)
		[[ -r "$WOOCOMMERCE" ]] || die "WOOCOMMERCE=$WOOCOMMERCE cannot be read"
		folder="$CACHE_DIR/woocommerce-$(cksum <"$WOOCOMMERCE" | cut -d' ' -f1)"
		[[ -d "$folder" ]] || unpack "$WOOCOMMERCE" "$folder" || die "WOOCOMMERCE=$WOOCOMMERCE is not a zip with woocommerce/ in it"
		answer "$folder"
		;;
	?*) answer "$WOOCOMMERCE" ;;
esac

folder="$CACHE_DIR/woocommerce-$RELEASE"
if [[ -d "$folder" ]] || download "$folder"; then
	answer "$folder"
fi
answer "$DOUBLE"
