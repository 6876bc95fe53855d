#!/usr/bin/env bash
# From the snapshot of an order to its document, over the boundary and back, against the same table in plain PHP.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec php -d extension="$PWD/target/release/libwc_kledo.so" tests/bench/mapping.php
