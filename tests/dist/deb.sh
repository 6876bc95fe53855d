#!/usr/bin/env bash
# deb.sh LIBRARY PHP FOLDER PAPERS: the Debian package of the extension for PHP ("php8.4-nts") in FOLDER. PAPERS is a folder of what
# goes along. Debian holds no thread-safe PHP, so there is no package for one.
set -euo pipefail
library="$(realpath "$1")" php="$2" folder="$(realpath "$3")" papers="$(realpath "$4")"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/dist/lib.sh

[[ "$php" == php*-nts ]] || {
	echo "deb: Debian has no PHP that is $php" >&2
	exit 1
}
number="${php#php}" number="${number%-nts}"
package="php$number-wc-accounting" revision="$(dist_version)-1" architecture="$(debian_architecture)"
symbols="$(tests/dist/symbols.sh "$library" "$number-nts")"
value() { sed -n "s/^$1=//p" <<<"$symbols"; }

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
root="$work/root"
documents="$root/usr/share/doc/$package"
mkdir -p "$root/DEBIAN" "$documents"
install -D -m 0644 "$library" "$root/usr/lib/php/$(value api)/wc_accounting.so"
mkdir -p "$root/etc/php/$number/mods-available"
printf '; The accounting extension for WooCommerce.\n; priority=20\nextension=wc_accounting.so\n' \
	>"$root/etc/php/$number/mods-available/wc_accounting.ini"
echo "/etc/php/$number/mods-available/wc_accounting.ini" >"$root/DEBIAN/conffiles"

sed "s/@YEAR@/$(date -u -d "@$(dist_time)" +%Y)/" tests/dist/debian/copyright >"$documents/copyright"
gzip -9n <CHANGELOG.md >"$documents/changelog.gz"
cat <<END | gzip -9n >"$documents/changelog.Debian.gz"
wc-accounting ($revision) unstable; urgency=medium

  * Version $(dist_version); what changed is in changelog.gz.

 -- $(sed -n 's/^Maintainer: //p' tests/dist/debian/control)  $(date -u -R -d "@$(dist_time)")
END
for paper in "$papers"/*; do
	gzip -9nc "$paper" >"$documents/$(basename "$paper").gz"
done

mkdir -p "$root/usr/share/lintian/overrides"
sed "s/@PHP@/$number/g" tests/dist/debian/lintian-overrides >"$root/usr/share/lintian/overrides/$package"

fill() {
	sed -e "s/@PHP@/$number/g" -e "s/@API@/$(value api)/g" -e "s/@GLIBC@/$(value glibc)/g" -e "s/@LIBGCC@/$(value libgcc)/g" \
		-e "s/@VERSION@/$revision/g" -e "s/@ARCHITECTURE@/$architecture/g" \
		-e "s/@SIZE@/$(du -k -s --apparent-size --exclude=DEBIAN "$root" | cut -f1)/g" "tests/dist/debian/$1"
}
fill control >"$root/DEBIAN/control"
for script in postinst prerm postrm; do
	fill "$script" >"$root/DEBIAN/$script"
	chmod 755 "$root/DEBIAN/$script"
done
(cd "$root" && find etc usr -type f ! -path 'etc/*' -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
chmod -R u=rwX,go=rX "$root"
SOURCE_DATE_EPOCH="$(dist_time)" dpkg-deb --root-owner-group -Zxz --build "$root" \
	"$folder/${package}_${revision}_$architecture.deb" >/dev/null
