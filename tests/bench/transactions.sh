#!/usr/bin/env bash
# What the Transactions screen asks of a database with ROWS (1,000,000) deliveries, of a healthy shop and of one whose key
# was refused for months: each view, filter, sort and direction; the count, the first page and the last. SQL time is the
# median of RUNS (5); the rows read are the same on any machine. `naive` is a count and a page as anybody would write them
# first, measured as often, but for no more than a second a row, or once: without an index, and (`indexed`) with whichever of ours the
# server chooses. VERBOSE=1 prints each query; DISTRIBUTIONS=healthy, or =hostile, measures one of the shops. All of it takes a quarter
# of an hour: each row says how many there are and the minutes since the beginning, and the last line begins with "whole". Without that
# line somebody ended it, such as a shell that gives a command ten minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

distributions="${DISTRIBUTIONS:-healthy hostile}"
tests/rig/site.sh up bench-transactions
# shellcheck disable=SC2086 # words
run_script bench-transactions tests/bench/transactions.php "${ROWS:-1000000}" "${RUNS:-5}" "${VERBOSE:-0}" $distributions
tests/rig/site.sh remove bench-transactions
