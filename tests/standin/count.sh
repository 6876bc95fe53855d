#!/usr/bin/env bash
# count.sh [GROUP]: how many of the plugin's tests there are, in all or in that group. Needs no shop.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

list="$(mktemp)"
trap 'rm -f "$list"' EXIT
phpunit --bootstrap tests/standin/count.php -c tests/wordpress/phpunit.xml --list-tests-xml "$list" >/dev/null
# PHPUnit lists every test and names its groups, whatever groups are asked for.
grep -cE "<testCaseMethod .*groups=\"${1:+([^\"]*,)?$1[,\"]}" "$list" || true
