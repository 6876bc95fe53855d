#!/usr/bin/env bash
# provenance.sh FOLDER…: fails when a function of ours in one of the folders says the same as its namesake in WooCommerce:
# nothing of WooCommerce's may be in this repository. The comparison shows names and figures, never text.
#
# Compared with each WooCommerce that is at hand, unpacked in the rig's cache or packed in ../shared/woocommerce; by a script
# that lies there too. Where either is missing, one line says so, and nothing fails.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

# The folders of all of them.
woocommerces() {
	if compgen -G '../shared/woocommerce/*.tar.xz' >/dev/null; then
		local line
		for line in current oldest; do
			WOOCOMMERCE='' tests/rig/woocommerce.sh "$line" | head -n 1
		done
	fi
	local main
	for main in "${RIG_DIR:-.rig}"/cache/woocommerce-*/woocommerce.php; do
		[[ ! -f "$main" ]] || (cd "$(dirname "$main")" && pwd -P)
	done
}

# provenance FOLDER…
provenance() {
	local compare=../shared/provenance.py ours theirs answer link failed=0 found
	found="$(woocommerces | sort -u)"
	if [[ ! -f "$compare" || -z "$found" ]]; then
		echo 'provenance: SKIPPED, there is no WooCommerce to compare with or no ../shared/provenance.py'
		return 0
	fi
	link="$(mktemp -d)"
	while IFS= read -r theirs; do
		# Under a name without `.rig` in it, which the script passes over.
		ln -sfn "$theirs" "$link/woocommerce"
		for ours in "$@"; do
			answer="$(python3 "$compare" "$ours" "$link/woocommerce")" || failed=1
			[[ "$answer" != *', 0 with a namesake'* ]] || answer+=': nothing was compared' failed=1
			printf 'provenance: %s and WooCommerce %s: %s\n' "$ours" \
				"$(sed -n 's/^ \* Version: *\([^ ]*\).*/\1/p' "$theirs/woocommerce.php" | head -n 1)" "$answer"
		done
	done <<<"$found"
	rm -r "$link"
	return "$failed"
}

provenance "$@"
