#!/usr/bin/env bash
# assets.sh FOLDER: for each plugin a zip of the pictures that the plugin directory shows beside its readme, screenshot-1.png and so
# on. They are not in the plugin's own zip: the directory has a folder of its own for them.
set -euo pipefail
target="$(realpath "$1")"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/dist/lib.sh

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
while read -r -a words; do
	plugin="${words[0]}"
	mkdir "$work/$plugin"
	for ((number = 1; number < ${#words[@]}; number++)); do
		install -m 0644 "docs/pictures/${words[number]}.png" "$work/$plugin/screenshot-$number.png"
	done
	(
		cd "$work/$plugin"
		TZ=UTC find . -type f -exec touch -d "@$(cd "$OLDPWD" && dist_time)" {} +
		TZ=UTC zip -q -X "$target/$plugin-screenshots.zip" screenshot-*.png
	)
done < <(grep -v '^#' tests/dist/screenshots)
