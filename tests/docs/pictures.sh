#!/usr/bin/env bash
# The pictures of the documentation, as the browser tests saw the screens last (tests/run.sh browser), into docs/pictures/. They are
# taken anew when a screen has changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

seen="tests/browser/screenshots/${1:-current-hpos}/docs"
[[ -d "$seen" ]] || {
	echo "pictures: there is no $seen: run the browser tests first" >&2
	exit 1
}
rm -rf docs/pictures
cp -r "$seen" docs/pictures
du -sh docs/pictures
