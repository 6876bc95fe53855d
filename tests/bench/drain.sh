#!/usr/bin/env bash
# Draining ROWS (1000) due deliveries from a Kledo that takes 200 ms for each, sixteen at a time: against the ideal
# (rows / 16 × 200 ms) and against one at a time (SINGLE rows, 100), with orders, meta and rows finished as ever.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

tests/rig/site.sh up bench-drain
tests/rig/site.sh restore bench-drain
tests/rig/php.sh bench-drain tests/bench/drain.php "${ROWS:-1000}" "${SINGLE:-100}"
