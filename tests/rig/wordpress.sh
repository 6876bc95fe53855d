#!/usr/bin/env bash
# Prints a folder with WordPress (wp-load.php and so on; no wp-config.php, nothing in wp-content), fetched once:
# WORDPRESS=/folder, else the package of a newer Debian, unpacked and not installed, else the release archive.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

RELEASE="${WORDPRESS_RELEASE:-6.8.3}" # of the archive; Debian's package is whatever its suite holds
SUITE=trixie                          # the first Debian with a WordPress that today's WooCommerce accepts
PACKAGES=(wordpress libjs-underscore libjs-cropper libjs-lodash php-getid3)

if [[ -n "${WORDPRESS:-}" ]]; then
	[[ -f "$WORDPRESS/wp-load.php" ]] || die "WORDPRESS=$WORDPRESS has no wp-load.php"
	cd "$WORDPRESS" && pwd -P
	exit 0
fi

folder="$CACHE_DIR/wordpress"
work="$CACHE_DIR/wordpress.work"
log="$RUN_DIR/wordpress.log"
lock wordpress
if [[ -f "$folder/wp-load.php" ]]; then
	echo "$folder"
	exit 0
fi

# The Debian mirror that this machine's own apt uses; apt itself reads its sources, in both their styles.
mirror() {
	local codename
	codename="$(. /etc/os-release && echo "${VERSION_CODENAME:-}")"
	apt-get update --print-uris 2>/dev/null | sed -n "s%^'\(.*\)/dists/\($codename\|oldstable\|stable\)/InRelease'.*%\1%p" | head -n 1
}

# apt with a state of its own: it neither sees nor changes what the machine has installed.
own_apt() {
	apt-get -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
		-o Dir::State::lists="$work/lists" -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache" \
		-o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none \
		-o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false "$@"
}

from_debian() {
	local mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg signed=''
	mirror="$(mirror)"
	[[ -n "$mirror" ]] || return 1
	[[ ! -r "$keyring" ]] || signed="[signed-by=$keyring] "
	mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/debs" "$work/root"
	: >"$work/status"
	echo "deb $signed$mirror $SUITE main" >"$work/sources.list"
	own_apt update || return 1
	(cd "$work/debs" && own_apt download "${PACKAGES[@]}") || return 1
	local deb
	for deb in "$work"/debs/*.deb; do
		dpkg-deb -x "$deb" "$work/root" || return 1
	done
	# Two of the package's links lead to the machine, not into a package: the certificates and the .htaccess.
	rm -f "$work/root/usr/share/wordpress/.htaccess" "$work/root/usr/share/wordpress/wp-includes/certificates/ca-bundle.crt"
	cp -rL "$work/root/usr/share/wordpress" "$work/wordpress" || return 1
	cp /etc/ssl/certs/ca-certificates.crt "$work/wordpress/wp-includes/certificates/ca-bundle.crt"
}

from_archive() {
	curl --fail --silent --show-error --location --connect-timeout 5 --max-time 120 \
		--output "$work/wordpress.tar.gz" "https://wordpress.org/wordpress-$RELEASE.tar.gz" || return 1
	tar -xzf "$work/wordpress.tar.gz" -C "$work"
}

fresh_work() { rm -rf "$work" && mkdir -p "$work"; }

say "fetching WordPress"
fresh_work
from_debian >"$log" 2>&1 || { fresh_work && from_archive >>"$log" 2>&1; } ||
	die "no WordPress: neither Debian $SUITE nor the release archive can be reached; give one with WORDPRESS=/folder (see $log)"
rm -rf "$work/wordpress/wp-config.php" "$work/wordpress/wp-content"
mv "$work/wordpress" "$folder"
rm -rf "$work"
echo "$folder"
