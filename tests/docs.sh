#!/usr/bin/env bash
# The documentation says what the code does: docs/hooks.md is the one that is made from the code, links lead somewhere, and
# every command, option, constant, path and name of a screen exists.
# docs.sh --write: makes docs/hooks.md anew.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

page=docs/hooks.md
made="$(mktemp)"
trap 'rm -f "$made"' EXIT

php tests/docs/hooks.php >"$made"
if [[ "${1:-}" == --write ]]; then
	cp "$made" "$page"
fi
if ! diff -u "$page" "$made"; then
	echo "docs: $page is not what the code fires; make it anew by tests/docs.sh --write" >&2
	exit 1
fi
echo "docs: hooks: $(grep -c '^### ' "$page"), all that the code fires"

failed=0
php tests/docs/links.php || failed=1
php tests/docs/names.php || failed=1
php tests/docs/readmes.php || failed=1
exit "$failed"
