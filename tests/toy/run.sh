#!/usr/bin/env bash
# The toy service of docs/a-new-service.md through the whole chain: a plugin of its own, put together from our tree as that page
# says, beside Kledo's, in one shop; and the toy's sandbox. TOY_LINE=current:hpos is what the shop is made of.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export RIG_DIR="${RIG_DIR:-$PWD/.rig}"

made_of="${TOY_LINE:-current:hpos}"
line="${made_of%:*}" storage="${made_of#*:}" site="toy-${made_of/:/-}"

if [[ "$(tests/rig/woocommerce.sh "${line/next/current}" | sed -n 2p)" == standin ]]; then
	printf 'skipped: %s tests of the toy service, because they need a real WooCommerce and none was found (see tests/rig/README.md)\n' \
		"$(grep -c 'public function test_' tests/toy/*Test.php | awk -F: '{ sum += $2 } END { print sum }')"
	exit 0
fi

mapfile -t built < <(tests/rig/toy.sh)
export WC_ACCOUNTING_EXTENSION="${built[0]}"
tests/rig/site.sh up "$site" "--line=$line" "--storage=$storage"
plugins="$RIG_DIR/sites/$site/wordpress/wp-content/plugins"

# The steps of the page: a class, a line in the list, a main file. The copy is the newer one, so that it serves both services.
rm -rf "$plugins/toy-books"
cp -r php-plugin "$plugins/toy-books"
rm "$plugins/toy-books/kledo.php" "$plugins/toy-books/orders-to-xero.php"
cp tests/toy/plugin/toy-books.php "$plugins/toy-books/"
mkdir "$plugins/toy-books/src/Services/Toy"
cp tests/toy/plugin/Toy.php "$plugins/toy-books/src/Services/Toy/"
sed -i "s/'kledo' => new Kledo\\\\Kledo(),/& 'toy' => new Toy\\\\Toy(),/" "$plugins/toy-books/src/Services/Services.php"
sed -i "s/'2\.0\.0'/'2.0.1'/" "$plugins/toy-books/loader.php" "$plugins/toy-books/src/Environment/Plugins.php"

# The books.
port_file="$RIG_DIR/sites/$site/toy-sandbox.port"
rm -f "$port_file"
"${built[1]}" --listen 127.0.0.1:0 --port-file "$port_file" >"$RIG_DIR/run/$site-toy-sandbox.log" 2>&1 &
books=$!
trap 'kill "$books" 2>/dev/null || true; tests/rig/site.sh down "$site"' EXIT
until [[ -s "$port_file" ]]; do
	kill -0 "$books" || {
		cat "$RIG_DIR/run/$site-toy-sandbox.log"
		exit 1
	}
	sleep 0.1
done
TOY_URL="http://127.0.0.1:$(cat "$port_file")"
export TOY_URL

cp tests/toy/mu-plugin.php "$RIG_DIR/sites/$site/wordpress/wp-content/mu-plugins/toy-books.php"
tests/rig/site.sh restore "$site"
tests/rig/php.sh "$site" tests/toy/activate.php
tests/rig/php.sh "$site" /usr/bin/phpunit -c tests/toy/phpunit.xml "$@"
