#!/usr/bin/env bash
# Tests of the extension's packages. Sourced by test.sh, which has test_that and the folder `work`.
# shellcheck disable=SC2154,SC2016 # they are test.sh's; PHP's variables, not the shell's
. tests/dist/lib.sh

library="${CARGO_TARGET_DIR:-target}/release/libwc_accounting.so"
number="$(php -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')"
php="$(php -n -r 'printf( "php%d.%d-%s", PHP_MAJOR_VERSION, PHP_MINOR_VERSION, PHP_ZTS ? "zts" : "nts" );')"
version="$(dist_version)" machine="$(uname -m)"

asks_for_what_debian_12_has() {
	local answer
	answer="$(tests/dist/symbols.sh "$library" "${php#php}")" || return
	[[ "${answer//$'\n'/ }" =~ ^glibc=2\.[0-9]+\ libgcc=[0-9.]+\ api=20[0-9]{6}$ ]] || echo "it says: $answer"
}

# refused TEXT LIBRARY PHP: is refused, with that text in what is said.
refused() {
	local answer
	answer="$(tests/dist/symbols.sh "$2" "$3" 2>&1)" && echo "it was taken: $answer"
	[[ "$answer" == *"$1"* ]] || echo "it says: $answer"
}

# library_of NAME C…: a library that says it is for this PHP, made of this C.
library_of() {
	local api
	api="$(grep -aoE 'API20[0-9]{6},(NTS|TS)' "$library" | head -n 1)"
	printf '%s\n' "const char *build = \"$api\"; void get_module(void) {} void wc_accounting_get_module(void) {}" "${@:2}" >"$work/$1.c"
	gcc -shared -fPIC -fvisibility=hidden -include "$work/visible.h" -o "$work/$1" "$work/$1.c"
	echo "$work/$1"
}
printf '#pragma GCC visibility push(default)\nvoid get_module(void); void wc_accounting_get_module(void);\n#pragma GCC visibility pop\n' \
	>"$work/visible.h"

another_export_is_refused() {
	refused "exports 'get_module more wc_accounting_get_module'" \
		"$(library_of more.so '__attribute__((visibility("default"))) void more(void) {}')" "${php#php}"
}

newer_glibc_is_refused() { OLDEST_GLIBC=2.17 refused 'Debian 12 has 2.17' "$library" "${php#php}"; }

# --- The archive and PIE's zip ---------------------------------------------------------------------------------------

mkdir -p "$work/papers" "$work/dist"
echo '{}' >"$work/papers/sbom.cdx.json"
echo 'Licences' >"$work/papers/third-party-licences.txt"

archive_holds() {
	local name="wc_accounting-$version-$php-linux-$machine" found
	tests/dist/archives.sh "$library" "$php" "$work/dist" "$work/papers" || return
	found="$(tar -tzf "$work/dist/$name.tar.gz" | sort | paste -sd' ')"
	[[ "$found" == "$name/ $name/LICENSE $name/install.sh $name/sbom.cdx.json $name/third-party-licences.txt \
$name/wc_accounting.ini $name/wc_accounting.so" ]] || echo "the archive holds $found"
}

# What PIE composes: php_{extension}-{version}_php{x.y}-{processor}-{system}-{libc}, "-zts" when thread-safe; the library at its top.
pie_finds() {
	local name suffix=''
	[[ "$php" != *-zts ]] || suffix=-zts
	name="php_wc_accounting-${version}_php$number-$machine-linux-glibc$suffix.zip"
	[[ -f "$work/dist/$name" ]] || {
		echo "there is no $name"
		return
	}
	unzip -q "$work/dist/$name" -d "$work/pie"
	cmp "$library" "$work/pie/wc_accounting.so"
	grep -qx "version => $version" <<<"$(php -n -d extension="$work/pie/wc_accounting.so" --ri wc_accounting)" ||
		echo 'PHP does not load it'
}

# What PIE is told, what the pages of the plugin tell an owner, and what is made are one list.
pie_is_told() {
	php -n -r '
		require "php-plugin/src/Environment/Builds.php";
		$made = WcAccounting\Environment\Builds::PHP;
		$php  = implode( " || ", array_map( fn ( $version ) => "~$version.0", $made ) );
		$told = json_decode( file_get_contents( "composer.json" ), true, 8, JSON_THROW_ON_ERROR );
		$ext  = $told["php-ext"];
		$is   = array( $told["type"], $ext["extension-name"], $told["require"]["php"], $ext["support-nts"], $ext["support-zts"] );
		$want = array( "php-ext", "wc_accounting", $php, true, false );
		echo $is === $want ? "" : json_encode( $is );
		echo array( "linux" ) === $ext["os-families"] && array( "pre-packaged-binary" ) === $ext["download-url-method"] ? "" : "families";
		foreach ( $made as $version ) {
			echo WcAccounting\Environment\Builds::has( $version, false, "Linux", "x86_64", "glibc" ) ? "" : "not $version";
		}
	'
	grep -q '^	dist_php_versions$' tests/dist/dist.sh || echo 'dist.sh makes others'
	[[ "$(dist_php_versions | paste -sd' ')" =~ ^8\.[0-9]+(\ 8\.[0-9]+)*$ ]] || echo 'there are none'
}

# Two builds of one commit are the same to the last byte.
same_again() {
	mkdir -p "$work/again"
	tests/dist/archives.sh "$library" "$php" "$work/again" "$work/papers"
	[[ "$php" != *-nts ]] || tests/dist/deb.sh "$library" "$php" "$work/again" "$work/papers"
	diff -r "$work/dist" "$work/again"
}

# --- The Debian package ----------------------------------------------------------------------------------------------

debian_package() {
	local deb api glibc
	api="$(tests/dist/symbols.sh "$library" "$number-nts" | sed -n 's/^api=//p')"
	glibc="$(tests/dist/symbols.sh "$library" "$number-nts" | sed -n 's/^glibc=//p')"
	tests/dist/deb.sh "$library" "$php" "$work/dist" "$work/papers" || return
	deb="$work/dist/php$number-wc-accounting_$version-1_$(debian_architecture).deb"
	grep -x "Depends: php$number-common, phpapi-$api, libc6 (>= $glibc), libgcc-s1 (>= .*)" <<<"$(dpkg-deb -f "$deb")" >/dev/null ||
		dpkg-deb -f "$deb" Depends
	dpkg-deb -x "$deb" "$work/deb"
	cmp "$library" "$work/deb/usr/lib/php/$api/wc_accounting.so"
	grep -qx 'extension=wc_accounting.so' "$work/deb/etc/php/$number/mods-available/wc_accounting.ini" || echo 'the ini file loads nothing'
	dpkg-deb -e "$deb" "$work/deb-control"
	(cd "$work/deb" && md5sum --quiet -c "$work/deb-control/md5sums")
	grep -rl '@[A-Z]*@' "$work/deb/usr/share" "$work/deb-control"
}

lintian_is_content() { lintian --no-cfg --allow-root --fail-on error,warning "$work"/dist/*.deb; }

# --- What the library is made of -------------------------------------------------------------------------------------

sbom_names_the_crates() {
	php tests/dist/papers.php "$work/metadata.json" "$work/papers" 86400 || return
	php -r '
		$bom   = json_decode( file_get_contents( $argv[1] ), true, 64, JSON_THROW_ON_ERROR );
		$names = array_column( $bom["components"], null, "name" );
		$refs  = array_merge( array( $bom["metadata"]["component"]["bom-ref"] ), array_column( $bom["components"], "bom-ref" ) );
		foreach ( array( "ext-php-rs", "reqwest", "ring", "rustls", "kledo", "xero" ) as $name ) {
			echo isset( $names[ $name ] ) ? "" : "$name is missing\n";
		}
		// Tests, macros, what builds, and what other crates of the workspace alone need.
		foreach ( array( "proptest", "serde_derive", "syn", "bindgen", "cc", "hyper-sandbox", "kledo-sandbox", "toy" ) as $name ) {
			echo isset( $names[ $name ] ) ? "$name is not linked\n" : "";
		}
		foreach ( $bom["dependencies"] as $dependency ) {
			echo implode( "\n", array_diff( array( $dependency["ref"], ...$dependency["dependsOn"] ), $refs ) );
		}
		echo "1970-01-02T00:00:00Z" === $bom["metadata"]["timestamp"] ? "" : "time\n";
		$lock = file_get_contents( "Cargo.lock" );
		$sum  = $names["ring"]["hashes"][0]["content"];
		echo preg_match( "/name = \"ring\"\nversion = \"{$names["ring"]["version"]}\"\nsource.*\nchecksum = \"$sum\"/", $lock )
			? "" : "sum\n";
	' "$work/papers/sbom.cdx.json"
	grep -q '^ring 0' "$work/papers/third-party-licences.txt" || echo 'the licence of ring is missing'
}

# --- Docker ----------------------------------------------------------------------------------------------------------

# The images that compose builds are stages of the Dockerfile, and each instruction is one that docker.sh carries out.
compose_builds_stages() {
	local word
	while read -r _ word; do
		grep -q "^FROM .* AS $word$" docker/Dockerfile || echo "the Dockerfile has no $word"
	done < <(grep '^ *target: ' docker/compose.yml)
	while read -r word; do
		grep -qE "^		$word\)( |$)" tests/dist/docker.sh || echo "docker.sh does not know $word"
	done < <(grep -oE '^[A-Z]+' docker/Dockerfile | sort -u)
	grep -n '\\$' docker/Dockerfile
}

# The container of `dist` has the folder from outside: what is mounted cannot be taken away, only emptied.
dist_stays_mounted() {
	local before
	mkdir -p "$work/mounted/old"
	touch "$work/mounted/old/file" "$work/mounted/.hidden"
	before="$(stat -c %i "$work/mounted")"
	empty_folder "$work/mounted"
	[[ "$(stat -c %i "$work/mounted")" == "$before" ]] || echo 'it is another folder'
	ls -A "$work/mounted"
	grep -n 'rm .*dist *$' tests/dist/dist.sh
	grep -qx 'empty_folder dist' tests/dist/dist.sh || echo 'dist.sh does not empty the folder'
	grep -q '/src/dist$' docker/compose.yml || echo 'nothing is mounted there any more'
}

test_that 'compose builds stages that there are' compose_builds_stages
test_that 'composer.json tells PIE what there is' pie_is_told
test_that 'the folder of the packages is emptied where it is' dist_stays_mounted
if [[ ! -f "$library" ]]; then
	printf "skipped: 10 tests of the extension's packages, because %s is not built\n" "$library"
	return
fi
test_that 'the library asks for what Debian 12 has' asks_for_what_debian_12_has
test_that "a library for another PHP is refused" refused 'it is built for' "$library" 8.1-nts
test_that 'a library that exports more is refused' another_export_is_refused
test_that 'a library that needs a newer glibc is refused' newer_glibc_is_refused
test_that 'the archive holds what install.sh needs' archive_holds
test_that 'the zip has the name that PIE asks for, and loads' pie_finds
if [[ "$php" =~ ^php8\.[24]-nts$ ]]; then
	test_that 'the .deb depends on what the library asks for' debian_package
	if command -v lintian >/dev/null; then
		test_that 'lintian has no complaint' lintian_is_content
	else
		echo 'skipped: 1 test of the .deb, because lintian is missing: make dist installs it'
	fi
else
	echo "skipped: 2 tests of the .deb, because Debian 12 and 13 hold no $php"
fi
test_that 'two builds are the same' same_again
if cargo metadata --offline --locked --format-version 1 --filter-platform "$machine-unknown-linux-gnu" \
	>"$work/metadata.json" 2>/dev/null; then
	test_that 'the SBOM names what is linked, and nothing else' sbom_names_the_crates
else
	echo 'skipped: 1 test of the SBOM, because not all crates are downloaded'
fi
