#!/usr/bin/env bash
# toy.sh: builds what the tests with the toy service need (crates/toy) and prints two paths: the extension that knows it, and its
# sandbox. What is shipped is built without it, and is not touched. The first time takes about three minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

cargo build --quiet --profile toy --locked -p wc-accounting -p toy-sandbox --features wc-accounting/toy >&2
target="${CARGO_TARGET_DIR:-$PWD/target}/toy"
printf '%s\n' "$target/libwc_accounting.so" "$target/toy-sandbox"
