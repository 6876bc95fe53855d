#!/usr/bin/env bash
# symbols.sh LIBRARY PHP: what the library asks of a machine, as three lines `name=value`: the highest version of glibc and of libgcc
# among its symbols, and PHP's API. Fails, and says why, when it would not run where it is said to: on Debian 12, for PHP ("8.4-nts").
set -euo pipefail
library="$1" php="$2"

# The glibc of Debian 12, the oldest that the packages are for.
OLDEST_GLIBC="${OLDEST_GLIBC:-2.36}"
# What ext-php-rs exports: PHP calls the first; the second is the same under the crate's name, for a PHP that is linked statically.
EXPORTS='get_module wc_accounting_get_module'

fail() {
	echo "symbols: $library: $*" >&2
	exit 1
}

# PHP compares this text with its own and refuses a library that has another.
case "$php" in
	8.1-*) build=API20210902 ;;
	8.2-*) build=API20220829 ;;
	8.3-*) build=API20230831 ;;
	8.4-*) build=API20240924 ;;
	8.5-*) build=API20250925 ;;
	*) fail "PHP $php has no known API" ;;
esac
case "$php" in
	*-nts) build+=,NTS ;;
	*-zts) build+=,TS ;;
esac
found="$(grep -aoE 'API20[0-9]{6},(NTS|TS)(,debug)?' "$library" | sort -u | paste -sd' ')"
[[ "$found" == "$build" ]] || fail "it is built for '$found', and PHP $php is $build"

dynamic="$(objdump -T "$library")"
exported="$(awk '/ g / && !/\*UND\*/ { print $NF }' <<<"$dynamic" | sort | paste -sd' ')"
[[ "$exported" == "$EXPORTS" ]] || fail "it exports '$exported', not '$EXPORTS'"

highest() { grep -oE "$1_[0-9.]+" <<<"$dynamic" | sed 's/.*_//' | sort -Vu | tail -n 1; }
glibc="$(highest GLIBC)"
[[ -n "$glibc" ]] || fail 'it needs no glibc, which cannot be'
[[ "$(printf '%s\n' "$glibc" "$OLDEST_GLIBC" | sort -V | tail -n 1)" == "$OLDEST_GLIBC" ]] ||
	fail "it needs glibc $glibc, and Debian 12 has $OLDEST_GLIBC: build it on Debian 12, or with docker/"
needed="$(readelf --dynamic "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort | paste -sd' ')"
for name in $needed; do
	[[ "$name" =~ ^(libc|libm|libgcc_s|libpthread|libdl|ld-linux[-_a-z0-9]*)\.so\.[0-9]$ ]] || fail "it needs $name"
done

printf 'glibc=%s\nlibgcc=%s\napi=%s\n' "$glibc" "$(highest GCC)" "${build//[^0-9]/}"
