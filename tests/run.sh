#!/usr/bin/env bash
# The whole test suite, or the parts that are named: rust lint dist extension wordpress toy xero browser demo; and, by name alone,
# packages (tests/dist/long.sh). Each part is run even when an earlier one failed; the last lines say what each came to, and how many
# tests passed, failed and were skipped.
#
# TEST_LINES="current:hpos oldest:posts" chooses what the WordPress and browser tests run on: see tests/rig/README.md. LONG=1 runs
# the long tests instead of the others.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

export RIG_DIR="${RIG_DIR:-$PWD/.rig}"
export TEST_LINES="${TEST_LINES:-current:hpos oldest:posts}"
parts=("$@")
((${#parts[@]})) || parts=(rust lint dist extension wordpress toy xero browser demo)

rust() {
	cargo test --workspace --locked
}

lint() {
	cargo fmt --all --check &&
		cargo clippy --workspace --all-targets --locked -- -D warnings &&
		cargo clippy -p wc-accounting --features toy --locked -- -D warnings &&
		tests/lint.sh
}

dist() { tests/dist/test.sh; }

packages() { tests/dist/long.sh; }

extension() {
	php -d extension="$PWD/target/release/libwc_accounting.so" /usr/bin/phpunit -c tests/extension/phpunit.xml
}

wordpress() { tests/wordpress/run.sh; }

toy() { tests/toy/run.sh; }

xero() { tests/xero/run.sh; }

browser() { tests/browser/run.sh; }

demo() { DEMO_ONCE=1 tests/demo/demo.sh; }

printf '== step 1 of %d: packages\n' "$((${#parts[@]} + 2))"
packages=(tests/rig/packages.sh)
[[ " ${parts[*]} " != *" browser "* ]] || packages+=(--browser)
"${packages[@]}" || exit 1
printf '\n== step 2 of %d: building the extension and the sandbox (about two minutes on a new machine)\n' "$((${#parts[@]} + 2))"
cargo build --release --locked || exit 1

results=()
failed=0
output="$RIG_DIR/output"
rm -rf "$output"
mkdir -p "$output"
for index in "${!parts[@]}"; do
	part="${parts[index]}"
	printf '\n== step %d of %d: %s\n' "$((index + 3))" "$((${#parts[@]} + 2))" "$part"
	started=$SECONDS
	"$part" > >(tee "$output/$part") 2>&1
	if (($? == 0)); then result=passed; else result=FAILED failed=1; fi
	results+=("$(printf '%-10s %s in %d s' "$part" "$result" "$((SECONDS - started))")")
done
tests/rig/down.sh
printf '\n== summary\n'
printf '%s\n' "${results[@]}"
grep -h '^skipped: ' "$output"/* | sort -u
cat "$output"/* | awk -f tests/count.awk
exit "$failed"
