#!/usr/bin/env bash
# wordpress.sh [LINE]: prints a folder with WordPress (wp-load.php and so on; no wp-config.php, nothing in wp-content).
#
#   current   the newest that is seen to work (the default)
#   oldest    the one that the oldest WooCommerce is tested on
#   next      the newest there is, seen or not: for make test-next
#
# WORDPRESS=/folder is taken for every line. Else the package of a newer Debian, unpacked and not installed; else the
# release archive. Fetched once.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$RIG_SCRIPTS/debian.sh"

# Forky is rolling: a version that is not named here is only for `next`, until somebody has seen it work.
SEEN='7.1.3'
PACKAGES=(wordpress libjs-underscore libjs-cropper libjs-lodash php-getid3)

if [[ -n "${WORDPRESS:-}" ]]; then
	[[ -f "$WORDPRESS/wp-load.php" ]] || die "WORDPRESS=$WORDPRESS has no wp-load.php"
	cd "$WORDPRESS" && pwd -P
	exit 0
fi

lock wordpress

# from_debian SUITE PACKAGE…
from_debian() {
	local suite="$1" deb
	suite_apt "$work" "$suite" || return 1
	mkdir -p "$work/debs" "$work/root"
	(cd "$work/debs" && own_apt "$work" download "${@:2}") || return 1
	for deb in "$work"/debs/*.deb; do
		dpkg-deb -x "$deb" "$work/root" || return 1
	done
	# Two of the package's links lead to the machine, not into a package: the certificates and the .htaccess.
	rm -f "$work/root/usr/share/wordpress/.htaccess" "$work/root/usr/share/wordpress/wp-includes/certificates/ca-bundle.crt"
	cp -rL "$work/root/usr/share/wordpress" "$work/wordpress" || return 1
	cp /etc/ssl/certs/ca-certificates.crt "$work/wordpress/wp-includes/certificates/ca-bundle.crt"
}

# from_archive VERSION
from_archive() {
	curl --fail --silent --show-error --location --connect-timeout 5 --max-time 120 \
		--output "$work/wordpress.tar.gz" "https://wordpress.org/wordpress-$1.tar.gz" || return 1
	tar -xzf "$work/wordpress.tar.gz" -C "$work"
}

fresh_work() { rm -rf "$work" && mkdir -p "$work"; }

# fetch SUITE VERSION PACKAGE…: sets folder, and fails when neither the suite's package nor that version's archive is to be had.
fetch() {
	local suite="$1" version="$2" log="$RUN_DIR/wordpress.log" work="$CACHE_DIR/wordpress.work"
	folder="$CACHE_DIR/wordpress-$suite"
	[[ ! -f "$folder/wp-load.php" ]] || return 0
	say "fetching WordPress (Debian's $suite)"
	fresh_work
	from_debian "$suite" "${@:3}" >"$log" 2>&1 || { fresh_work && from_archive "$version" >>"$log" 2>&1; } || return 1
	rm -rf "$work/wordpress/wp-config.php" "$work/wordpress/wp-content"
	mv "$work/wordpress" "$folder"
	rm -rf "$work"
}

forky() { fetch forky 7.1 "${PACKAGES[@]}" libphp-phpmailer libjs-jquery-ui; }
trixie() { fetch trixie 6.8.3 "${PACKAGES[@]}"; }

none() {
	die "no WordPress: neither Debian nor the release archive can be reached (see $RUN_DIR/wordpress.log);" \
		"give one with WORDPRESS=/folder"
}

case "${1:-current}" in
	current)
		if ! forky; then
			say "Debian's forky has no WordPress to give: taking trixie's"
			trixie || none
		elif [[ " $SEEN " != *" $(wordpress_version "$folder") "* ]]; then
			say "forky holds WordPress $(wordpress_version "$folder"), which nobody has seen work (make test-next tries it):" \
				"taking trixie's"
			trixie || none
		fi
		;;
	oldest) trixie || none ;;
	next) forky || none ;;
	*) die "usage: wordpress.sh [current|oldest|next]" ;;
esac
echo "$folder"
