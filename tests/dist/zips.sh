#!/usr/bin/env bash
# zips.sh FOLDER [TREE [LIST]]: makes the zip of each plugin in FOLDER. All are made from one tree (php-plugin) and hold all of
# it but the main files and readmes of the others. LIST says which plugins there are (tests/dist/plugins).
set -euo pipefail
target="$(realpath "$1")"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
tree="${2:-php-plugin}" list="${3:-tests/dist/plugins}"

version="$(sed -n "s/^[[:space:]]*public const VERSION = '\(.*\)';/\1/p" "$tree/src/Environment/Plugins.php")"

# lacks FILE WHAT: says so, and ends.
lacks() {
	echo "dist: $2 is not in $tree/$1" >&2
	exit 1
}

# has FILE PATTERN WHAT: one line of the file must be as said.
has() {
	grep -qE "$2" "$tree/$1" || lacks "$1" "$3"
}

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mapfile -t plugins < <(grep -v '^#' "$list")
has loader.php "'version' => '${version//./\\.}'," "version $version, which src/Environment/Plugins.php has,"
for plugin in "${plugins[@]}"; do
	read -r main folder service <<<"$plugin"
	has "$main" "^ \* Version: *${version//./\\.}$" "version $version, which src/Environment/Plugins.php has,"
	has "$main" "loader\.php', '$service', __FILE__ \);" "the service $service"
	[[ "$(tr -d '[:space:]' <"$tree/uninstall.php")" == *"'$main'=>array('key'=>'$service',"* ]] ||
		lacks uninstall.php "the main file of the service $service"

	# As WordPress unpacks it. Stubs are for editors only.
	cp -r "$tree" "$work/$folder"
	cp LICENSE "$work/$folder/"
	rm -rf "$work/$folder/stubs"
	for other in "${plugins[@]}"; do
		[[ "$other" == "$plugin" ]] || rm "$work/$folder/${other%% *}"
	done
	# A readme is that of the plugin whose folder it names.
	[[ ! -f "$tree/readme-$folder.txt" ]] || cp "$tree/readme-$folder.txt" "$work/$folder/readme.txt"
	rm -f "$work/$folder"/readme-*.txt
	(cd "$work" && zip -q -X -r "$target/$folder.zip" "$folder")
	rm -r "${work:?}/$folder"
done
