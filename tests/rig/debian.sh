#!/usr/bin/env bash
# What comes from the Debian mirror that this machine uses, without being installed here. Sourced after lib.sh.

# The mirror's address; apt itself reads its sources, in both their styles.
mirror() {
	local codename
	codename="$(. /etc/os-release && echo "${VERSION_CODENAME:-}")"
	apt-get update --print-uris 2>/dev/null | sed -n "s%^'\(.*\)/dists/\($codename\|oldstable\|stable\)/InRelease'.*%\1%p" | head -n 1
}

# suite_apt FOLDER SUITE: the folder becomes a state of apt's own, which knows that suite alone and thinks nothing is installed.
suite_apt() {
	local mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg signed=''
	mirror="$(mirror)"
	[[ -n "$mirror" ]] || return 1
	[[ ! -r "$keyring" ]] || signed="[signed-by=$keyring] "
	mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
	: >"$1/status"
	echo "deb $signed$mirror $2 main" >"$1/sources.list"
	own_apt "$1" update
}

# own_apt FOLDER ARGUMENTS…: apt-get with that state: it neither sees nor changes what the machine has installed.
own_apt() {
	apt-get -o Dir::Etc::sourcelist="$1/sources.list" -o Dir::Etc::sourceparts=/dev/null \
		-o Dir::State::lists="$1/lists" -o Dir::State::status="$1/status" -o Dir::Cache="$1/cache" \
		-o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none \
		-o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false "${@:2}"
}
