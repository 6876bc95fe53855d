#!/usr/bin/env bash
# Bare Debians to install in. Sourced, in the top folder of the repository; needs root, debootstrap and a mirror. What was fetched
# once is kept as an archive in RIG_DIR/cache, so a chroot is there in seconds.
. tests/rig/lib.sh
. tests/rig/debian.sh

CHROOTS="$RIG_DIR/chroots"
mkdir -p "$CHROOTS"

# can_chroot: says what is missing, if anything.
can_chroot() {
	if ((EUID != 0)); then
		echo 'it needs root'
	elif ! unshare --mount --pid --fork true 2>/dev/null; then
		echo 'this machine allows no namespaces'
	elif ! command -v debootstrap >/dev/null; then
		echo 'debootstrap is missing'
	elif [[ -z "$(mirror)" ]]; then
		echo 'apt has no Debian mirror'
	fi
}

# inside ROOT COMMAND…: as root in there, in the folder /test/checkout if there is one. Its mounts and processes are its own and end with
# it, so ROOT may be removed afterwards without a look at what is mounted.
inside() {
	local root="$1"
	mkdir -p "$root/test/cache" "$CACHE_DIR/archives"
	# shellcheck disable=SC2016 # expanded by the inner shells
	unshare --mount --pid --fork --kill-child bash -c '
		set -e
		root="$1" cache="$2"
		shift 2
		mount --bind "$root" "$root"
		mount -t proc proc "$root/proc"
		mount --rbind /dev "$root/dev"
		mount --bind "$cache" "$root/test/cache"
		mount --bind "$cache/archives" "$root/var/cache/apt/archives"
		cp /etc/resolv.conf "$root/etc/resolv.conf"
		# Where an image of Rust has it: docker.sh asks for it by making the folder.
		if [[ -d "$root/usr/local/cargo" ]]; then
			mount --bind "${CARGO_HOME:-$HOME/.cargo}" "$root/usr/local/cargo"
			mount --bind "${RUSTUP_HOME:-$HOME/.rustup}" "$root/usr/local/rustup"
		fi
		# A root of its own and not chroot alone, in which the kernel allows no further namespace: Apache serves in one.
		mkdir -p "$root/test/outside"
		cd "$root"
		pivot_root . test/outside
		umount --lazy /test/outside
		folder=/
		[[ ! -d /test/checkout ]] || folder=/test/checkout
		cd "$folder"
		exec env -i LANG=C.UTF-8 HOME=/root TERM=dumb DEBIAN_FRONTEND=noninteractive \
			PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
	' outside "$root" "$CACHE_DIR" "${@:2}" </dev/null
}

# fresh NAME ARCHIVE: prints the folder of a new chroot.
fresh() {
	local root="$CHROOTS/$1"
	rm -rf "$root"
	mkdir -p "$root"
	tar -C "$root" -xf "$2"
	echo "$root"
}

# keep ROOT ARCHIVE
keep() {
	rm -rf "$1/test"
	tar -C "$1" --one-file-system --exclude='./var/lib/apt/lists/*' -cf "$2.new" .
	mv "$2.new" "$2"
	rm -rf "$1"
}

# bare SUITE: prints the archive of a Debian with nothing in it. No service starts there.
bare() {
	local archive="$CACHE_DIR/debian-$1.tar" root="$CHROOTS/making-$1"
	if [[ ! -f "$archive" ]]; then
		say "a bare Debian $1 (a minute or two)"
		rm -rf "$root"
		debootstrap --variant=minbase "$1" "$root" "$(mirror)" >"$RUN_DIR/debootstrap-$1.log" 2>&1 ||
			die "debootstrap $1: $(tail -n 1 "$RUN_DIR/debootstrap-$1.log")"
		rm -f "$root"/var/cache/apt/archives/*.deb
		printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
		chmod 755 "$root/usr/sbin/policy-rc.d"
		# debootstrap leaves these to whoever installs a machine.
		echo '127.0.0.1 localhost' >"$root/etc/hosts"
		keep "$root" "$archive"
	fi
	echo "$archive"
}

# with_packages SUITE GROUPS: prints the archive of one in which the rig has installed these groups of packages (packages.sh).
with_packages() {
	local archive root="$CHROOTS/making-$1" log="$RUN_DIR/packages-$1.log"
	archive="$CACHE_DIR/debian-$1-$({ echo "$2" && cat tests/rig/packages.sh; } | cksum | cut -d' ' -f1).tar"
	if [[ ! -f "$archive" ]]; then
		say "a Debian $1 with packages: $2 (a minute or two)"
		fresh "making-$1" "$(bare "$1")" >/dev/null
		copy_checkout "$root"
		inside "$root" env RIG_DIR=/test/rig "RIG_PACKAGES=$2" tests/rig/packages.sh >"$log" 2>&1 ||
			die "packages in a Debian $1: $(tail -n 1 "$log") (see $log)"
		keep "$root" "$archive"
	fi
	echo "$archive"
}

# copy_checkout ROOT: what git knows of this checkout, and what lies beside it in shared/, under /test in there.
copy_checkout() {
	rm -rf "$1/test/checkout"
	mkdir -p "$1/test/checkout"
	git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -T - -cf - | tar -C "$1/test/checkout" -xf -
	if [[ -d ../shared && ! -d "$1/test/shared" ]]; then
		cp -rL ../shared "$1/test/shared"
	fi
	# The rig's folder in there, with the archives that were fetched once.
	mkdir -p "$1/test/rig"
	ln -sfn /test/cache "$1/test/rig/cache"
}

# files ROOT: every file there, with kind, rights and, where packages keep their own, a sum; without what apt, dpkg and the tests note.
files() {
	(
		cd "$1"
		local aside=()
		for folder in dev proc sys test tmp run var/tmp var/cache var/log var/lib/apt var/lib/dpkg; do
			aside+=(-path "./$folder" -prune -o)
		done
		find . "${aside[@]}" -printf '%y %m %p %l\n' | sort
		find ./etc ./usr ./var/lib/php -type f ! -name ld.so.cache ! -name '*.pyc' -print0 | sort -z | xargs -0 cksum
	)
}
