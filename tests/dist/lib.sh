#!/usr/bin/env bash
# What the scripts that make packages share. Sourced, in the top folder of the repository.

# The version of all that is shipped.
dist_version() { sed -n '/^\[workspace.package\]/,/^\[/ s/^version = "\(.*\)"/\1/p' Cargo.toml; }

# The time that packages carry, in seconds since 1970: that of the commit, so that one commit makes the same packages again.
dist_time() { echo "${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y Cargo.toml)}"; }

# The name of this machine's processor as Debian has it.
debian_architecture() { dpkg --print-architecture; }

# empty_folder FOLDER: it is there, and nothing in it. It stays the same one: it may be where something is mounted.
empty_folder() {
	mkdir -p "$1"
	find "$1" -mindepth 1 -delete
}

# The versions of PHP that a release has builds for, as the plugin tells them to owners; one a line.
dist_php_versions() {
	php -n -r 'require "php-plugin/src/Environment/Builds.php"; echo implode( "\n", WcAccounting\Environment\Builds::PHP ), "\n";'
}
