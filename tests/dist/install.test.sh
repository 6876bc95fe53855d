#!/usr/bin/env bash
# Tests of install.sh with a PHP that is a script of ours. Sourced by test.sh, which has test_that and the folder `work`.
# shellcheck disable=SC2154 # it is test.sh's

archive_of() { echo "$1/wc_accounting-1.0.0-php9.9-nts-linux-$(uname -m)"; }

# machine NAME: a folder with an archive for "PHP 9.9", and that PHP with two SAPIs; paths of Debian lead into it. A library that holds
# the word "good" is one that PHP loads.
machine() {
	local top="$work/install/$1" archive
	archive="$(archive_of "$top")"
	mkdir -p "$archive" "$top/bin" "$top/usr/lib/php/20990101" "$top/etc/php/9.9/cli/conf.d" "$top/etc/php/9.9/fpm/conf.d"
	sed -e "s%/etc/php/%$top&%" -e "s%/usr/lib/php/%$top&%" tests/dist/install.sh >"$archive/install.sh"
	echo 'good API20990101,NTS' >"$archive/wc_accounting.so"
	echo 'extension=wc_accounting.so' >"$archive/wc_accounting.ini"
	cat >"$top/bin/php" <<END
#!/bin/sh
case "\$*" in
	*PHP_ZTS*) echo php9.9-nts ;;
	*PHP_EXTENSION_DIR*) echo "$top/usr/lib/php/20990101" ;;
	*SCAN_DIR*) echo "$top/etc/php/9.9/cli/conf.d" ;;
	'-n -d extension='*) grep -q good "\${3#extension=}" && echo wc_accounting || echo 'Warning: it is bad' ;;
	-m) [ ! -e "$top/is-odd" ] && grep -q good "$top/usr/lib/php/20990101/wc_accounting.so" && echo wc_accounting ;;
	*) echo 1.0.0 ;;
esac
END
	printf '#!/bin/sh\ngrep "%s" "%s" 2>/dev/null\n' "^[^ ]*: \$2\$" "$top/packages" >"$top/bin/dpkg"
	chmod 755 "$archive/install.sh" "$top/bin/"*
	echo "$top"
}

# installs TOP [WORD…]: runs its install.sh; prints what it says, last its status.
installs() {
	local status=0
	env PATH="$1/bin:/usr/bin:/bin" "$(archive_of "$1")/install.sh" "${@:2}" 2>&1 || status=$?
	echo "status $status"
}

# there TOP: files of the extension, and what is in them.
there() { (cd "$1" && find etc usr ! -type d -printf '%p ' -exec head -n 1 {} \; | sort); }

# says TEXT ANSWER: that text is in it.
says() { [[ "$2" == *"$1"* ]] || printf 'not said: %s\n%s\n' "$1" "$2"; }

ALL_THREE="etc/php/9.9/cli/conf.d/20-wc_accounting.ini extension=wc_accounting.so
etc/php/9.9/fpm/conf.d/20-wc_accounting.ini extension=wc_accounting.so
usr/lib/php/20990101/wc_accounting.so good API20990101,NTS"

goes_in_and_out() {
	local top
	top="$(machine shop)"
	says 'status 0' "$(installs "$top")"
	[[ "$(there "$top")" == "$ALL_THREE" ]] || there "$top"
	says 'status 0' "$(installs "$top")"
	[[ "$(there "$top")" == "$ALL_THREE" ]] || there "$top"
	says 'status 0' "$(installs "$top" --remove)"
	there "$top"
}

what_does_not_load_changes_nothing() {
	local top answer
	top="$(machine bad)"
	echo bad >"$(archive_of "$top")/wc_accounting.so"
	answer="$(installs "$top")"
	says 'status 1' "$answer"
	says 'so nothing was changed: Warning: it is bad' "$answer"
	there "$top"
}

what_fails_later_is_taken_back() {
	local top answer before
	top="$(machine odd)"
	echo 'good and old' >"$top/usr/lib/php/20990101/wc_accounting.so"
	before="$(there "$top")"
	touch "$top/is-odd"
	answer="$(installs "$top")"
	says 'status 1' "$answer"
	says 'everything is as it was before' "$answer"
	[[ "$(there "$top")" == "$before" ]] || there "$top"
}

# What the .deb has installed: a library, a file in mods-available, and links to it.
leaves_a_package_alone() {
	local top answer before word
	top="$(machine package)"
	mkdir -p "$top/etc/php/9.9/mods-available"
	echo 'good of the package' >"$top/usr/lib/php/20990101/wc_accounting.so"
	echo '; of the package' >"$top/etc/php/9.9/mods-available/wc_accounting.ini"
	ln -s "$top/etc/php/9.9/mods-available/wc_accounting.ini" "$top/etc/php/9.9/cli/conf.d/20-wc_accounting.ini"
	before="$(there "$top")"
	for word in '' --remove; do
		# A link is enough to know it by.
		answer="$(installs "$top" ${word:+"$word"})"
		says 'status 1' "$answer"
		says 'is a link' "$answer"
	done
	printf 'php9.9-wc-accounting: %s\n' "$top/usr/lib/php/20990101/wc_accounting.so" >"$top/packages"
	for word in '' --remove; do
		answer="$(installs "$top" ${word:+"$word"})"
		says 'status 1' "$answer"
		says 'is of the package php9.9-wc-accounting' "$answer"
	done
	[[ "$(there "$top")" == "$before" ]] || there "$top"
}

goes_out_when_its_php_is_gone() {
	local top answer folder
	for folder in '' 'named folders'; do
		top="$(machine "gone${folder%% *}")"
		installs "$top" >"$work/log"
		# PHP of another version is there by now.
		sed -i 's/php9.9-nts/php9.10-nts/' "$top/bin/php"
		[[ -z "$folder" ]] || mv "$top/usr/lib/php/20990101" "$top/usr/lib/$folder"
		answer="$(installs "$top" --remove ${folder:+"$top/usr/lib/$folder" "$top"/etc/php/9.9/*/conf.d})"
		says 'status 0' "$answer"
		there "$top"
	done
	answer="$(installs "$top" --remove)"
	says 'status 1' "$answer"
	says 'name those that it is in' "$answer"
}

test_that 'install.sh puts the extension into each SAPI, and takes it out' goes_in_and_out
test_that 'what PHP does not load is not installed' what_does_not_load_changes_nothing
test_that 'an installation that fails half way is taken back' what_fails_later_is_taken_back
test_that 'install.sh leaves what a package has installed alone' leaves_a_package_alone
test_that 'install.sh --remove works when that PHP is gone' goes_out_when_its_php_is_gone
