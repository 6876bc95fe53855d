#!/usr/bin/env bash
# What the plugin costs a shop. Machines are shared and noisy: everything is compared within one run, and the ratio counts.
# bench.sh [PART…]: page start hook checkout neighbours drain mapping transactions scale calls
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export RIG_DIR="${RIG_DIR:-$PWD/.rig}"
parts=("$@")
((${#parts[@]})) || parts=(page start hook checkout neighbours drain mapping transactions scale calls)
trap 'tests/rig/down.sh' EXIT

tests/rig/packages.sh
for part in "${parts[@]}"; do
	printf '\n== %s\n' "$part"
	"tests/bench/$part.sh"
done
