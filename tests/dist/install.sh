#!/bin/sh
# Installs the PHP extension wc_accounting for the PHP that is found, in every SAPI of it (command line, php-fpm, Apache), and
# checks that it loads. Run as root: sudo ./install.sh
# PHP=/usr/bin/php8.4 names another PHP. ./install.sh --remove takes it out again, also when that PHP is gone by now; where it is in
# other folders than PHP or Debian name, say which: ./install.sh --remove /opt/php/lib/extensions /opt/php/etc/conf.d
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
php="${PHP:-php}"
library=wc_accounting.so
ini=20-wc_accounting.ini
name="$(basename "$here")"
# What the archive is for: 8.4.
version="${name#*-php}"
version="${version%%-*}"

fail() {
	echo "install.sh: $*" >&2
	exit 1
}

asked() { "$php" -n -r "$1"; }

# The kind of PHP that there is, as in the name of the archive; nothing when there is none.
found() {
	if command -v "$php" >/dev/null; then
		asked 'printf( "php%d.%d-%s", PHP_MAJOR_VERSION, PHP_MINOR_VERSION, PHP_ZTS ? "zts" : "nts" );'
	fi
}

fits() {
	case "$name" in
		wc_accounting-*-"$1"-linux-"$(uname -m)") return 0 ;;
		*) return 1 ;;
	esac
}

# Where each SAPI looks for ini files. Debian keeps one folder a SAPI, and one with all modules that phpenmod links.
debian_scans() {
	for sapi in /etc/php/"$version"/*/conf.d; do
		if [ -d "$sapi" ]; then echo "$sapi"; fi
	done
}

scans_of_php() {
	{
		asked 'echo PHP_CONFIG_FILE_SCAN_DIR, "\n";'
		debian_scans
	} | sed '/^$/d' | sort -u
}

# Where Debian has the extensions of the PHP that this library is for: the library knows the number of its API.
debian_extensions() {
	grep -aoE 'API20[0-9]{6}' "$here/$library" | head -n 1 | sed 's%^API%/usr/lib/php/%'
}

# Below, lists are lines: names of folders may have spaces, and nothing in them is a pattern.
lines_of() { for folder in "$@"; do printf '%s\n' "$folder"; done; }
newline='
'

# Files that a package put there are its own: to write or remove them would break it.
refuse_packaged() {
	for file in $1; do
		[ -e "$file" ] || [ -L "$file" ] || continue
		owner=''
		if command -v dpkg >/dev/null; then
			owner="$(dpkg -S "$(readlink -f "$file")" 2>/dev/null | sed -n '1s/:.*//p')"
		fi
		[ -z "$owner" ] || fail "$file is of the package $owner, which brings the extension: \`apt purge $owner\` takes it out. \
Nothing was changed."
		[ ! -L "$file" ] || fail "$file is a link, which was not made by this script: take it away first. Nothing was changed."
	done
}

remove() {
	if [ "$#" -gt 0 ]; then
		folders="$(lines_of "$@")"
	elif fits "$(found)"; then
		folders="$(asked 'echo PHP_EXTENSION_DIR;')$newline$(scans_of_php)"
	else
		folders="$(debian_extensions)$newline$(debian_scans)"
	fi
	IFS="$newline"
	set -f
	files=''
	for folder in $folders; do
		for file in "$folder/$library" "$folder/$ini"; do
			if [ -e "$file" ] || [ -L "$file" ]; then files="$files$file$newline"; fi
		done
	done
	[ -n "$files" ] || fail "wc_accounting is in none of these folders; name those that it is in: $folders"
	refuse_packaged "$files"
	for file in $files; do
		rm -f "$file"
		echo "removed $file"
	done
	echo "wc_accounting is removed. Restart php-fpm or Apache."
}

if [ "${1:-}" = --remove ]; then
	shift
	remove "$@"
	exit 0
fi

command -v "$php" >/dev/null || fail "there is no $php; name yours with PHP=/path/to/php"
fits "$(found)" || fail "$php is $(found) on $(uname -m), and this is $name: take the archive for yours"
extensions="$(asked 'echo PHP_EXTENSION_DIR;')"
[ -d "$extensions" ] || fail "PHP's extension folder $extensions is not there"
scans="$(scans_of_php)"
if [ -z "$scans" ]; then
	fail "this PHP reads no ini folder; add extension=$library to $("$php" -r 'echo php_ini_loaded_file() ?: "php.ini";')"
fi
IFS="$newline"
set -f
targets="$extensions/$library$newline$(printf '%s\n' "$scans" | sed "s%\$%/$ini%")"
refuse_packaged "$targets"

# Before anything is changed: an ini file that names what does not load is a warning of every PHP process.
tried="$("$php" -n -d extension="$here/$library" -m 2>&1 || true)"
printf '%s\n' "$tried" | grep -qx wc_accounting ||
	fail "PHP does not load it, so nothing was changed: $(printf '%s\n' "$tried" | sed '/^$/d' | head -n 1)"

put=''
take_back() {
	for file in $put; do
		rm -f "$file" "$file.new"
		if [ -e "$file.before" ]; then mv "$file.before" "$file"; fi
	done
	[ -z "$put" ] || echo "install.sh: everything is as it was before" >&2
}
trap take_back EXIT
trap 'exit 1' HUP INT TERM

# A new file under the name: a running PHP keeps the one it has mapped.
put_file() {
	put="$put$2$newline"
	if [ -e "$2" ]; then cp -p "$2" "$2.before"; fi
	cp "$1" "$2.new"
	chmod 0644 "$2.new"
	mv "$2.new" "$2"
}

put_file "$here/$library" "$extensions/$library"
for scan in $scans; do
	[ -d "$scan" ] || continue
	put_file "$here/wc_accounting.ini" "$scan/$ini"
	echo "installed for $scan"
done
"$php" -m | grep -qx wc_accounting || fail "PHP does not load it from its own folders; \`$php -m\` says why"

trap - EXIT
for file in $put; do rm -f "$file.before"; done
echo "wc_accounting $("$php" -r 'echo WcAccounting\Extension\version();') is loaded. Restart php-fpm or Apache so that the shop sees it:"
for service in "php$version-fpm" php-fpm apache2 httpd; do
	if command -v systemctl >/dev/null && systemctl list-unit-files "$service.service" 2>/dev/null | grep -q "$service"; then
		echo "  systemctl restart $service"
	fi
done
