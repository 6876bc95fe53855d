#!/bin/sh
# Installs the PHP extension wc_accounting for the PHP that is found, in every SAPI of it (command line, php-fpm, Apache), and
# checks that it loads. Run as root: sudo ./install.sh
# PHP=/usr/bin/php8.3 names another PHP; ./install.sh --remove takes it out again.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
php="${PHP:-php}"

fail() {
	echo "install.sh: $*" >&2
	exit 1
}

command -v "$php" >/dev/null || fail "there is no $php; name yours with PHP=/path/to/php"
found="$("$php" -n -r 'printf( "php%d.%d-%s", PHP_MAJOR_VERSION, PHP_MINOR_VERSION, PHP_ZTS ? "zts" : "nts" );')"
case "$(basename "$here")" in
	wc_accounting-*-"$found"-linux-"$(uname -m)") ;;
	*) fail "$php is $found on $(uname -m), and this is $(basename "$here"): take the archive for yours" ;;
esac

# Where PHP looks for extensions: it says so itself, whether php-config is there or not.
extensions="$("$php" -n -r 'echo PHP_EXTENSION_DIR;')"
[ -d "$extensions" ] || fail "PHP's extension folder $extensions is not there"

# Where each SAPI looks for ini files. Debian keeps one folder a SAPI, and one with all modules that phpenmod links.
version="$("$php" -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')"
scans="$("$php" -r 'echo PHP_CONFIG_FILE_SCAN_DIR;')"
for sapi in /etc/php/"$version"/*/conf.d; do
	[ -d "$sapi" ] && scans="$scans
$sapi"
done
scans="$(printf '%s\n' "$scans" | sed '/^$/d' | sort -u)"
if [ -z "$scans" ]; then
	fail "this PHP reads no ini folder; add extension=wc_accounting.so to $("$php" -r 'echo php_ini_loaded_file() ?: "php.ini";')"
fi

if [ "${1:-}" = --remove ]; then
	printf '%s\n' "$scans" | while IFS= read -r scan; do rm -f "$scan/20-wc_accounting.ini"; done
	rm -f "$extensions/wc_accounting.so"
	echo "wc_accounting is removed. Restart php-fpm or Apache."
	exit 0
fi

# A new file under the name: a running PHP keeps the one it has mapped.
cp "$here/wc_accounting.so" "$extensions/.wc_accounting.so.new"
chmod 0644 "$extensions/.wc_accounting.so.new"
mv "$extensions/.wc_accounting.so.new" "$extensions/wc_accounting.so"
printf '%s\n' "$scans" | while IFS= read -r scan; do
	[ -d "$scan" ] || continue
	cp "$here/wc_accounting.ini" "$scan/20-wc_accounting.ini"
	echo "installed for $scan"
done

"$php" -m | grep -qx wc_accounting || fail "PHP does not load it; \`$php -m\` says why"
echo "wc_accounting $("$php" -r 'echo WcAccounting\Extension\version();') is loaded. Restart php-fpm or Apache so that the shop sees it:"
for service in "php$version-fpm" php-fpm apache2 httpd; do
	if command -v systemctl >/dev/null && systemctl list-unit-files "$service.service" 2>/dev/null | grep -q "$service"; then
		echo "  systemctl restart $service"
	fi
done
