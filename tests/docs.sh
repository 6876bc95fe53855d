#!/usr/bin/env bash
# The documentation says what the code does: docs/hooks.md is the one that is made from the code, links lead somewhere, and
# every command, option, constant, path and name of a screen exists.
# docs.sh --write: makes docs/hooks.md anew.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

page=docs/hooks.md
made="$(mktemp)"
trap 'rm -f "$made"' EXIT

hooks() {
	php tests/docs/hooks.php >"$made" || return 1
	if [[ "$1" == --write ]]; then
		cp "$made" "$page"
	fi
	if ! diff -u "$page" "$made"; then
		echo "docs: $page is not what the code fires; make it anew by tests/docs.sh --write"
		return 1
	fi
	echo "docs: hooks: $(grep -c '^### ' "$page"), all that the code fires"
}

failed=0
hooks "${1:-}" || failed=1
for check in links names readmes; do
	php "tests/docs/$check.php" || failed=1
done
exit "$failed"
