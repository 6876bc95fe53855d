#!/usr/bin/env bash
# Checks the types of php-plugin with mago; WordPress and WooCommerce are read beside it. Which rules, and why, says
# mago.toml. The tool is built once into the rig's cache, in about ten minutes on two cores; then this takes seconds.
# What is given goes on to `mago analyze`, such as --reporting-format=code-count.
. "$(dirname "${BASH_SOURCE[0]}")/rig/lib.sh"

VERSION=1.29.0
tools="$CACHE_DIR/tools"
mago="$tools/bin/mago"

if [[ "$("$mago" --version 2>/dev/null)" != "mago $VERSION" ]]; then
	say "building mago $VERSION; this takes about ten minutes, once"
	nice cargo install mago --version "$VERSION" --locked --quiet --root "$tools"
fi

wordpress="$("$RIG_SCRIPTS/wordpress.sh" | head -n 1)"
mapfile -t woocommerce < <("$RIG_SCRIPTS/woocommerce.sh")
[[ "${woocommerce[1]:-}" == real* ]] || die 'types can be checked against the real WooCommerce only, and it was not found'

# Where the two lie is known now only; the rules are mago.toml's. noop.php repeats functions of WordPress with other arguments.
config="$RUN_DIR/mago.toml"
cat >"$config" <<TOML
extends = "$REPO/mago.toml"

[source]
workspace = "$REPO"
paths = ["php-plugin/src", "php-plugin/loader.php", "php-plugin/kledo.php", "php-plugin/orders-to-xero.php", "php-plugin/uninstall.php"]
includes = ["php-plugin/stubs", "$wordpress", "${woocommerce[0]}/woocommerce.php", "${woocommerce[0]}/includes", "${woocommerce[0]}/src"]
excludes = ["$wordpress/wp-admin/includes/noop.php"]
TOML
exec "$mago" --config "$config" analyze "$@"
