#!/usr/bin/env bash
# What the benchmarks share. Sourced, never run.

# site_value SITE NAME: a value of the site's environment.
site_value() { sed -n "s/^$2=\"\(.*\)\"\$/\1/p" "$RIG_DIR/sites/$1/site.env"; }

# percentile N: of the numbers on the standard input, one a line.
percentile() {
	sed '/^$/d' | sort -n |
		awk -v share="$1" '{ value[NR] = $1 } END { at = int(NR * share / 100 + 0.999); print value[at < 1 ? 1 : at] }'
}

# ratio NAME WITH WITHOUT: one line; both in seconds.
ratio() {
	awk -v name="$1" -v a="$2" -v b="$3" 'BEGIN {
		printf "%-28s with %4d ms   without %4d ms   ratio %.2f\n", name, a * 1000, b * 1000, a / b
	}'
}
