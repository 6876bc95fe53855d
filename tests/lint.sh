#!/usr/bin/env bash
# Static checks beside those of cargo: PHP, JavaScript and shell (syntax, coding style, translations), the length of lines,
# and the crates that we depend on. A check whose tool cannot be had here is skipped, and a line says so: nothing fails
# because the internet is missing.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
failed=0
# The place of Rust tools that are built once; tests/analyze.sh uses it too.
PATH="$PATH:${RIG_DIR:-$PWD/.rig}/cache/tools/bin"

files() { git ls-files --cached --others --exclude-standard -- "$@"; }
skip() { printf '%s: SKIPPED, %s\n' "$1" "$2"; }

syntax_of_php() {
	local faults=0 file
	while IFS= read -r file; do
		php -n -l "$file" >/dev/null || faults=1
	done < <(files '*.php')
	((!faults)) && printf 'php -l: %d files\n' "$(files '*.php' | wc -l)"
}

style_of_php() {
	phpcs -q --report=full --standard=phpcs.xml.dist && echo 'phpcs: clean'
}

# The linter is installed together with what the browser tests need; that fails for the lock file's own faults only.
javascript() {
	local folder=tests/browser answer
	local installed="$folder/node_modules/.package-lock.json"
	if [[ ! "$installed" -nt "$folder/package.json" || ! "$installed" -nt "$folder/package-lock.json" ]]; then
		if ! command -v npm >/dev/null; then
			skip eslint 'npm is missing: install nodejs 20 or later'
			return
		fi
		if ! answer="$(npm --prefix "$folder" ci --no-audit --no-fund --loglevel=error --fetch-retries=0 2>&1)"; then
			if [[ "$answer" =~ EUSAGE|EINTEGRITY ]]; then
				echo "$answer"
				return 1
			fi
			skip eslint "npm cannot install what $folder/package-lock.json names"
			return
		fi
	fi
	"$folder/node_modules/.bin/eslint" --config "$folder/eslint.config.js" php-plugin/assets "$folder" && echo 'eslint: clean'
}

# Rules: .shellcheckrc.
shell() {
	if ! command -v shellcheck >/dev/null; then
		skip shellcheck 'it is missing: tests/rig/packages.sh installs it'
		return
	fi
	files '*.sh' .ci/run | xargs -d '\n' shellcheck && echo 'shellcheck: clean'
}

# No line is longer than 140 columns, a tab being four. Excepted is a line that holds nothing but one text in quotes: a
# sentence is translated as a whole.
lengths() {
	local texts="('([^'\\\\]|\\\\.)*'|\"([^\"\\\\]|\\\\.)*\"|\`[^\`]*\`)" long
	long="$(
		files '*.php' '*.js' '*.css' '*.rs' '*.sh' .ci/run | while IFS= read -r file; do
			expand -t 4 "$file" | LC_ALL=C.UTF-8 grep -nE '^.{141,}' | grep -vE "^[0-9]+: *${texts}[,;]?$" |
				sed "s%^\([0-9]*\):.*%$file:\1: longer than 140 columns%"
		done
	)"
	if [[ -n "$long" ]]; then
		echo "$long"
		return 1
	fi
	echo 'lines: none is longer than 140 columns'
}

# A service is a guest in one room: the shell does not know its name.
names() {
	local found
	found="$(git grep -niE 'kledo|xero' -- php-plugin/loader.php php-plugin/src ':!php-plugin/src/Services' \
		'crates/accounting-*/src' crates/php-extension/src ':!crates/php-extension/src/services.rs' || true)"
	if [[ -n "$found" ]]; then
		echo "$found"
		echo 'names: a service is known outside src/Services and the lists of services'
		return 1
	fi
	echo 'names: no service is known outside its room'
}

# What deny.toml says about the crates: their licences and sources, the ones we do not want, none with a known flaw.
crates() {
	if ! command -v cargo-deny >/dev/null; then
		skip 'cargo deny' 'it is missing, and takes minutes to build: cargo install cargo-deny --locked --root .rig/cache/tools'
		return
	fi
	if ! cargo fetch --locked --quiet 2>/dev/null; then
		skip 'cargo deny' 'the crates cannot be fetched'
		return
	fi
	local checks=(bans licenses sources)
	if timeout 60 cargo deny fetch db >/dev/null 2>&1; then
		checks+=(advisories)
	else
		skip 'cargo deny check advisories' 'the database of advisories cannot be reached'
	fi
	cargo deny --offline --log-level error check --hide-inclusion-graph "${checks[@]}"
}

for check in syntax_of_php style_of_php 'tests/i18n.sh --check' tests/docs.sh javascript shell lengths names 'php tests/layers.php' \
	'php tests/providers.php' crates 'tests/provenance.sh tests php-plugin'; do
	$check || failed=1
done
exit "$failed"
