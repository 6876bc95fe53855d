#!/usr/bin/env bash
# The whole test suite, or the parts that are named: rust lint extension wordpress browser demo. Each part is run even
# when an earlier one failed; the last lines say what each came to.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

export RIG_DIR="${RIG_DIR:-$PWD/.rig}"
parts=("$@")
((${#parts[@]})) || parts=(rust lint extension wordpress browser demo)

rust() {
	cargo test --workspace --locked
}

lint() {
	cargo fmt --all --check &&
		cargo clippy --workspace --all-targets --locked -- -D warnings &&
		tests/lint.sh
}

extension() {
	php -d extension="$PWD/target/release/libwc_kledo.so" /usr/bin/phpunit -c tests/extension/phpunit.xml
}

wordpress() {
	local storage failed=0 options=()
	for storage in hpos posts; do
		# What the load tests try does not depend on where orders are kept.
		[[ "$storage" == hpos ]] || options=(--exclude-group load)
		printf '\n-- order storage: %s\n' "$storage"
		tests/rig/site.sh up "test-$storage" "--storage=$storage" --web &&
			tests/rig/site.sh restore "test-$storage" &&
			tests/rig/php.sh "test-$storage" /usr/bin/phpunit -c tests/wordpress/phpunit.xml "${options[@]}" || failed=1
		tests/rig/php.sh "test-$storage" tests/secrecy.php || failed=1
		tests/rig/site.sh down "test-$storage"
	done
	return "$failed"
}

browser() {
	tests/browser/run.sh
}

demo() {
	DEMO_ONCE=1 tests/demo/demo.sh
}

packages=(tests/rig/packages.sh)
[[ " ${parts[*]} " != *" browser "* ]] || packages+=(--browser)
"${packages[@]}" || exit 1
cargo build --release --locked || exit 1

results=()
failed=0
for part in "${parts[@]}"; do
	printf '\n== %s\n' "$part"
	started=$SECONDS
	if "$part"; then result="passed"; else result="FAILED" failed=1; fi
	results+=("$(printf '%-10s %s in %d s' "$part" "$result" "$((SECONDS - started))")")
done
tests/rig/down.sh
printf '\n== summary\n'
printf '%s\n' "${results[@]}"
exit "$failed"
