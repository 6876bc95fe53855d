#!/usr/bin/env bash
# Installs the Debian packages that the rig, the build and the tests need and that are missing. --browser: also those of the browser
# test; --apache: Apache and its module of PHP; --dist: what make dist needs; --chroots: what makes and looks at bare Debians. Does
# nothing, and asks for no rights, when all are there. RIG_PACKAGES names the groups that are wanted, where nothing is built or
# tested: "shop" for a shop alone, "shop phpunit".
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

command -v apt-get >/dev/null || die "this needs apt-get (Debian or Ubuntu); elsewhere use docker/"

installed() { [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]; }

as_root() {
	if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

groups="${RIG_PACKAGES:-shop build test}"

# The major version of libclang: an installed one, else the distribution's default.
libclang_version() {
	dpkg-query -W -f '${Package}\n' 'libclang1-*' 2>/dev/null | sed -n 's/^libclang1-\([0-9]\+\)$/\1/p' | while read -r version; do
		if installed "libclang1-$version"; then echo "$version"; fi
	done | tail -n 1 | grep . ||
		apt-cache depends libclang-dev 2>/dev/null | sed -n 's/.*Depends: libclang-\([0-9]\+\)-dev.*/\1/p' | head -n 1
}

wanted() {
	local php="$1" clang="$2" group
	for group in $groups ${3:-}; do
		case "$group" in
			shop)
				printf '%s\n' "php$php-cli" "php$php-fpm" "php$php-mysql" "php$php-xml" "php$php-mbstring" \
					mariadb-server-core mariadb-client-core nginx-light unzip xz-utils curl ca-certificates
				;;
			build) printf '%s\n' "php$php-dev" "libclang1-$clang" "libclang-common-$clang-dev" gcc libc6-dev ;;
			phpunit) echo phpunit ;;
			test) printf '%s\n' phpunit php-codesniffer shellcheck zip gettext ;;
			--browser) printf '%s\n' chromium fonts-dejavu-core ;;
			--apache) echo "libapache2-mod-php$php" ;;
			--dist) printf '%s\n' binutils lintian zip ;;
			--chroots) printf '%s\n' debootstrap lintian zip unzip ;;
			*) die "there are no packages '$group'" ;;
		esac
	done
}

missing() {
	local package
	wanted "$@" | while read -r package; do
		installed "$package" || echo "$package"
	done
}

# A freshly installed nginx or php-fpm would start as a service of the machine: the rig starts its own. Debian asks
# this file first; one that is already there is left alone.
policy=/usr/sbin/policy-rc.d
forbid_services() {
	[[ ! -e "$policy" ]] || return 0
	trap 'as_root rm -f "$policy"' EXIT
	printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
	as_root chmod 755 "$policy"
}

# A machine that has never asked for the lists knows no version yet.
php="$(php_version || true)"
clang="$(libclang_version || true)"
if [[ -n "$php" ]] && [[ -n "$clang" || " $groups " != *" build "* ]] && [[ -z "$(missing "$php" "$clang" "${1:-}")" ]]; then
	exit 0
fi

((EUID == 0)) || sudo -n true 2>/dev/null ||
	die "missing packages, and neither root nor sudo to install them: $(missing "${php:-8.2}" "${clang:-14}" "${1:-}" | paste -sd' ')"
lock packages
log="$RUN_DIR/packages.log"
say "reading the lists of packages"
watched "$log" as_root apt-get update || say "apt-get update had trouble (see $log); going on with what is known"
php="$(php_version)"
clang="$(libclang_version || true)"
mapfile -t packages < <(missing "${php:-8.2}" "${clang:-14}" "${1:-}")
((${#packages[@]})) || exit 0
say "installing ${#packages[@]} packages (a minute or two): ${packages[*]}"
forbid_services
watched "$log" as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}" || true
still="$(missing "${php:-8.2}" "${clang:-14}" "${1:-}" | paste -sd' ')"
[[ -z "$still" ]] || die "could not install: $still (see $log)"
