#!/usr/bin/env bash
# What is in the packages: the zips of the plugins that there are, and of a second one that is put beside them; the extension's, made
# of the library that is built for this machine's PHP. Offline and fast; what is installed somewhere is in long.sh.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

for tool in zip unzip php cargo dpkg-deb objdump gcc; do
	command -v "$tool" >/dev/null || {
		printf 'skipped: 25 tests of the packages, because %s is missing: tests/rig/packages.sh installs it\n' "$tool"
		exit 0
	}
done
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# test_that NAME COMMAND…: the command says what is wrong, or nothing.
test_that() {
	local faults
	faults="$("${@:2}" 2>&1)"
	if [[ -z "$faults" ]]; then
		passed=$((passed + 1))
		printf 'ok: %s\n' "$1"
	else
		failed=$((failed + 1))
		printf 'NOT OK: %s\n%s\n' "$1" "$faults"
	fi
}

# plugins TREE LIST: each zip holds its own plugin and nothing of another one.
plugins() {
	local tree="$1" list="$2" zips main folder service other file
	zips="$(mktemp -d -p "$work")"
	tests/dist/zips.sh "$zips" "$tree" "$list" || echo 'the zips were not made'
	while read -r main folder service; do
		(cd "$zips" && unzip -q "$folder.zip") || echo "$folder.zip cannot be unpacked"
		for file in "$main" loader.php uninstall.php LICENSE src/Shell.php assets/admin.js languages/wc-accounting.pot; do
			[[ -f "$zips/$folder/$file" ]] || echo "$folder.zip has no $file"
		done
		while read -r other _; do
			[[ "$other" == "$main" || ! -e "$zips/$folder/$other" ]] || echo "$folder.zip has $other"
		done < <(grep -v '^#' "$list")
		[[ ! -e "$zips/$folder/stubs" ]] || echo "$folder.zip has stubs"
		[[ ! -f "$tree/readme-$folder.txt" ]] || cmp "$tree/readme-$folder.txt" "$zips/$folder/readme.txt"
		find "$zips/$folder" -name 'readme-*'
		grep -q "Version: $(version "$zips/$folder/src/Environment/Plugins.php")$" "$zips/$folder/$main" || echo "$main has another version"
		grep -q "'$service', __FILE__" "$zips/$folder/$main" || echo "$main does not name $service"
		find "$zips/$folder" -name '*.php' -print0 | xargs -0 -n 1 -P 2 php -n -l | grep -v '^No syntax errors'
	done < <(grep -v '^#' "$list")
}

version() { sed -n "s/.*const VERSION = '\(.*\)';/\1/p" "$1"; }

# refuses WHAT FILE OLD NEW: no zip is made of a tree that is so changed.
refuses() {
	local tree answer
	tree="$(mktemp -d -p "$work")"
	cp -r php-plugin/. "$tree"
	sed -i "s/$2/$3/" "$tree/$1"
	answer="$(tests/dist/zips.sh "$work" "$tree" 2>&1)" && echo "zips were made with $3 in $1"
	[[ "$answer" == *"is not in $tree/$1"* ]] || echo "it says: $answer"
}

# The directory shows a picture for each caption.
pictures_for_captions() {
	local plugin captions zips form='s/^\([0-9]*\)\. .*/screenshot-\1.png/p'
	zips="$(mktemp -d -p "$work")"
	tests/dist/assets.sh "$zips" || echo 'the zips were not made'
	while read -r _ plugin _; do
		captions="$(sed -n "/^== Screenshots ==\$/,/^== Changelog ==\$/ $form" "php-plugin/readme-$plugin.txt")"
		diff <(sort <<<"$captions") <(unzip -Z1 "$zips/$plugin-screenshots.zip" | sort)
	done < <(grep -v '^#' tests/dist/plugins)
}

# A second plugin, and a readme of its own.
second="$work/second"
cp -r php-plugin "$second"
sed "s/'kledo', __FILE__/'other', __FILE__/" "$second/kledo.php" >"$second/orders-to-other.php"
sed -i "s/'kledo.php' => array(/'orders-to-other.php' => array( 'key' => 'other', ),\n&/" "$second/uninstall.php"
echo 'Other' >"$second/readme-orders-to-other.txt"
{
	cat tests/dist/plugins
	echo 'orders-to-other.php orders-to-other other'
} >"$work/list"

test_that 'each plugin is in a zip of its own' plugins php-plugin tests/dist/plugins
test_that 'a second plugin is one more line of the list' plugins "$second" "$work/list"
test_that 'a header of another version is refused' refuses kledo.php 'Version: .*' 'Version: 1.0.0'
test_that 'a loader of another version is refused' refuses loader.php "'version' => '.*'" "'version' => '1.0.0'"
test_that 'a main file of another service is refused' refuses kledo.php "'kledo', __FILE__" "'other', __FILE__"
test_that 'a service that is not removed at its end is refused' refuses uninstall.php "'key'      => 'kledo'" "'key' => 'other'"
test_that 'each caption of a readme has a picture' pictures_for_captions
. tests/dist/install.test.sh
. tests/dist/extension.test.sh
printf '# pass %d\n# fail %d\n' "$passed" "$failed"
((!failed))
