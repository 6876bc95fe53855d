#!/usr/bin/env bash
# compare/run.sh REAL [SCENARIO…]: runs every scenario on a real WooCommerce (its folder) and on the double, in both storages, and shows where
# the two differ; ends with 1 if they do. A scenario is named by the number that its file begins with. The sites are made by tests/rig.
#
#   TRACE_FULL=1   all the combinations of the sums: some minutes instead of some seconds
#   TRACE_OUT=…    where the traces go, else a new folder under the system's temporary one
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
rig="$here/../../rig"
real="${1:-}"
[[ -f "$real/woocommerce.php" ]] || { echo "usage: compare/run.sh /folder/of/woocommerce [10 20 …]" >&2; exit 2; }
real="$(cd "$real" && pwd -P)"
shift
out="${TRACE_OUT:-$(mktemp -d)}"
mkdir -p "$out"
wanted=" $* "

# trace KIND STORAGE: one site, all scenarios.
trace() (
	name="compare-$1-$2"
	WOOCOMMERCE="$([[ $1 == real ]] && echo "$real" || echo double)"
	export WOOCOMMERCE
	"$rig/site.sh" up "$name" "--storage=$2" --web --no-plugin --no-extension >"$out/$name.log" 2>&1 ||
		{ echo "the site $name could not be set up, see $out/$name.log" >&2; exit 2; }
	trap '"$rig/site.sh" down "$name" >>"$out/$name.log" 2>&1' EXIT
	# shellcheck source=/dev/null
	read -r path url < <(. "$rig/lib.sh" && load_site "$name" && echo "$SITE_PATH $SITE_URL")
	mkdir -p "$path/wp-content/mu-plugins/trace"
	cp "$here/mu-plugin.php" "$path/wp-content/mu-plugins/woocommerce-double-trace.php"
	cp "$here/class-trace.php" "$path/wp-content/mu-plugins/trace/"
	for scenario in "$here"/scenarios/*.php; do
		number="$(basename "$scenario")" number="${number%%-*}"
		[[ "$wanted" == "  " || "$wanted" == *" $number "* ]] || continue
		TRACE_URL="$url" "$rig/php.sh" "$name" "$here/trace.php" "$path" "$scenario" >"$out/$number-$1-$2.txt" 2>"$out/$number-$1-$2.err" ||
			echo "$(basename "$scenario") ended early on $1, $2: see $out/$number-$1-$2.err" >&2
	done
)

different=0
for storage in posts hpos; do
	trace real "$storage"
	trace double "$storage"
	for scenario in "$here"/scenarios/*.php; do
		number="$(basename "$scenario")" number="${number%%-*}"
		[[ -f "$out/$number-real-$storage.txt" ]] || continue
		if diff -u --label real --label double "$out/$number-real-$storage.txt" "$out/$number-double-$storage.txt" >"$out/$number-$storage.diff"; then
			echo "same       $storage  $(basename "$scenario" .php), $(wc -l <"$out/$number-double-$storage.txt") lines"
		else
			echo "DIFFERENT  $storage  $(basename "$scenario" .php): $out/$number-$storage.diff"
			head -n 20 "$out/$number-$storage.diff"
			different=1
		fi
	done
done
exit "$different"
