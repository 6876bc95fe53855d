# Adds up the closing lines of the runners (cargo test, PHPUnit, node's test runner) and of what a script has skipped, and
# says it in one line.
/^test result: / {
	passed += $4
	failed += $6
	skipped += $8
}
/^OK \([0-9]+ tests?,/ {
	passed += substr($2, 2)
}
# "Tests: 5, Assertions: 9, Errors: 1, Failures: 1, Skipped: 1."
/^Tests: [0-9]+, Assertions: / {
	all = 0
	bad = 0
	without = 0
	count = split($0, pairs, /[,.] */)
	for (i = 1; i <= count; i++) {
		split(pairs[i], pair, ": ")
		if (pair[1] == "Tests") all = pair[2]
		if (pair[1] ~ /^(Errors|Failures|Warnings|Risky)$/) bad += pair[2]
		if (pair[1] ~ /^(Skipped|Incomplete)$/) without += pair[2]
	}
	passed += all - bad - without
	failed += bad
	skipped += without
}
/^(#|ℹ) (pass|fail|skipped|cancelled) [0-9]+$/ {
	if ($2 == "pass") passed += $3
	else if ($2 == "skipped") skipped += $3
	else failed += $3
}
# "skipped: 12 tests, because …"
/^skipped: [0-9]+ / {
	skipped += $2
}
END {
	printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
}
