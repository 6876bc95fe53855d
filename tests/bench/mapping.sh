#!/usr/bin/env bash
# From the snapshot of an order to its document, over the boundary and back, against the same table in plain PHP.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

for size in '20 2000' '500 200'; do
	read -r lines times <<<"$size"
	echo "an order of $lines lines, median of $times"
	php -d extension="${WC_ACCOUNTING_EXTENSION:-$PWD/target/release/libwc_accounting.so}" tests/bench/mapping.php "$lines" "$times" |
		php -n tests/bench/compare.php extension plain-php 'time|ms'
done
