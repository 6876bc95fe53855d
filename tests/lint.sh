#!/usr/bin/env bash
# Static checks of PHP and shell: syntax, coding style, translations.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
failed=0

php_files() { git ls-files --cached --others --exclude-standard -- '*.php'; }

while IFS= read -r file; do
	php -n -l "$file" >/dev/null || failed=1
done < <(php_files)
printf 'php -l: %d files\n' "$(php_files | wc -l)"

phpcs -q --report=full --standard=phpcs.xml.dist && echo 'phpcs: clean' || failed=1

tests/i18n.sh --check || failed=1

while IFS= read -r file; do
	bash -n "$file" || failed=1
done < <(git ls-files --cached --others --exclude-standard -- '*.sh' .ci/run)
exit "$failed"
