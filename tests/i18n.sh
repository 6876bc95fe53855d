#!/usr/bin/env bash
# i18n.sh: collects the plugin's texts into languages/wc-accounting.pot, merges them into each translation and compiles it.
# i18n.sh --check: says whether the .pot is current and each translation complete; changes nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../php-plugin"

domain=wc-accounting
pot="languages/$domain.pot"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

collect() {
	find . -name '*.php' -not -path './stubs/*' | LC_ALL=C sort |
		xgettext --files-from=- --language=PHP --from-code=UTF-8 --add-comments=translators: --no-wrap --no-location --sort-output \
			--package-name='Kledo for WooCommerce' --msgid-bugs-address='the Kledo bridge contributors' --copyright-holder='' \
			--keyword=__ --keyword=_e --keyword=esc_html__ --keyword=esc_html_e --keyword=esc_attr__ --keyword=esc_attr_e \
			--keyword=_n:1,2 --keyword=_x:1,2c --keyword=_nx:1,2,4c --keyword=esc_html_x:1,2c --keyword=esc_attr_x:1,2c \
			--output="$work/new.pot"
	# WordPress reads placeholders in its own way, and dates would make every run a change.
	sed -i -e '/^#, php-format$/d' -e '/^"POT-Creation-Date:/d' -e '1,/^$/s/CHARSET/UTF-8/' "$work/new.pot"
}

complete() {
	local statistics
	statistics="$(msgfmt --check --statistics --output-file=/dev/null "$1" 2>&1)" || { echo "$statistics" >&2 && return 1; }
	if [[ "$statistics" == *fuzzy* || "$statistics" == *untranslated* ]]; then
		echo "i18n: $1: $statistics" >&2
		return 1
	fi
}

collect
failed=0
if [[ "${1:-}" == --check ]]; then
	if ! diff -u "$pot" "$work/new.pot" >&2; then
		echo "i18n: $pot is not current: run tests/i18n.sh" >&2
		failed=1
	fi
	for po in languages/*.po; do
		complete "$po" || failed=1
		msgmerge --quiet --no-wrap --no-fuzzy-matching --no-location "$po" "$work/new.pot" -o "$work/merged.po"
		complete "$work/merged.po" || failed=1
		msgfmt --no-hash -o "$work/new.mo" "$po"
		cmp -s "$work/new.mo" "${po%.po}.mo" || { echo "i18n: ${po%.po}.mo is not current: run tests/i18n.sh" >&2 && failed=1; }
	done
	((failed)) || echo 'i18n: current and complete'
	exit "$failed"
fi

cp "$work/new.pot" "$pot"
for po in languages/*.po; do
	[[ -f "$po" ]] || continue
	msgmerge --quiet --no-wrap --no-fuzzy-matching --no-location --update --backup=none "$po" "$pot"
	msgattrib --no-obsolete --no-wrap -o "$po" "$po"
	msgfmt --no-hash -o "${po%.po}.mo" "$po"
	complete "$po" || failed=1
done
exit "$failed"
