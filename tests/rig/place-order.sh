#!/usr/bin/env bash
# place-order.sh NAME PRODUCT[=QUANTITY]… [options]: places an order as a customer would, over HTTP, and prints its id.
# PRODUCT is a slug or SKU of the rig's own (see products.tsv in the site's folder), or any product's or variation's id.
# On the stand-in, which has no cart and no checkout, a script places it instead.
#
#   --customer="Siti Rahayu"   the name on the bill
#   --email=siti@example.test  --payment=cod|bacs  --note="…"  --coupon=hemat10
#   --classic                  by the form of the classic checkout page; else through the Store API, as the checkout block does
#   --timing                   also prints the seconds that the checkout request took
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

load_site "${1:-}"
shift

customer='Siti Rahayu' email='siti@example.test' payment=cod note='' coupon='' timing='' checkout=store_api products=()
for argument in "$@"; do
	case "$argument" in
		--customer=*) customer="${argument#*=}" ;;
		--email=*) email="${argument#*=}" ;;
		--payment=*) payment="${argument#*=}" ;;
		--note=*) note="${argument#*=}" ;;
		--coupon=*) coupon="${argument#*=}" ;;
		--classic) checkout=classic_form ;;
		--timing) timing=yes ;;
		-*) die "unknown option $argument" ;;
		*) products+=("$argument") ;;
	esac
done
((${#products[@]})) ||
	die "usage: place-order.sh NAME PRODUCT[=QUANTITY]… [--customer=NAME] [--email=…] [--payment=…] [--note=…] [--coupon=…]"

if [[ "$WOOCOMMERCE_KIND" == standin ]]; then
	started="$EPOCHREALTIME"
	id="$("$PHP" "$REPO/tests/standin/place-order.php" "${products[@]}" \
		"--customer=$customer" "--email=$email" "--payment=$payment" "--note=$note")"
	echo "$id${timing:+ $(awk "BEGIN { print $EPOCHREALTIME - $started }")}"
	exit 0
fi

jar="$(mktemp)"
trap 'rm -f "$jar"' EXIT
# A customer's browser: keeps cookies, follows redirects.
visit() { curl --silent --show-error --location --max-time 120 --cookie "$jar" --cookie-jar "$jar" "$@"; }

product_id() {
	if [[ "$1" =~ ^[0-9]+$ ]]; then
		echo "$1"
	else
		awk -F '\t' -v name="$1" '$2 == name || $3 == name { print $1; found = 1; exit } END { exit !found }' "$SITE_DIR/products.tsv"
	fi
}

# json FIELD: the field of the JSON on the standard input, nothing if there is none.
# shellcheck disable=SC2016 # PHP's variables, not the shell's
json() { "$PHP" -n -r 'echo json_decode( stream_get_contents( STDIN ), true )[ $argv[1] ] ?? "";' -- "$1"; }

# add ID QUANTITY for each product that is wanted.
fill_cart() {
	local add="$1" product quantity id
	for product in "${products[@]}"; do
		quantity=1
		[[ "$product" != *=* ]] || quantity="${product##*=}" product="${product%=*}"
		id="$(product_id "$product")" || die "the shop has no product '$product'"
		"$add" "$id" "$quantity"
	done
}

# --- The checkout block's way -----------------------------------------------------------------------------------------

# store METHOD ROUTE [curl's arguments…]: one call of the Store API, with the nonce that its last answer gave.
nonce=''
store() {
	local headers answer
	headers="$(mktemp)"
	answer="$(visit --request "$1" --dump-header "$headers" --header "Nonce: $nonce" "$SITE_URL/?rest_route=/wc/store/v1/$2" "${@:3}")"
	nonce="$(sed -n 's/^nonce: *\([0-9a-f]*\).*/\1/Ip' "$headers" | tail -n 1)"
	rm -f "$headers"
	ANSWER="$answer"
}

# What a Store API call that must succeed has answered: an error carries "code" and "message".
must() {
	local code
	code="$(json code <<<"${ANSWER%$'\n'*}")"
	[[ -z "$code" ]] || die "$1: $(json message <<<"${ANSWER%$'\n'*}") ($code)"
}

add_to_store_cart() {
	store POST cart/add-item --data-urlencode "id=$1" --data-urlencode "quantity=$2"
	must "the product $1 does not go into the cart"
}

store_api() {
	store GET cart
	fill_cart add_to_store_cart
	if [[ -n "$coupon" ]]; then
		store POST cart/apply-coupon --data-urlencode "code=$coupon"
		must "the coupon $coupon is refused"
	fi
	local address=() kind
	for kind in billing shipping; do
		address+=(
			--data-urlencode "${kind}_address[first_name]=${customer%% *}" --data-urlencode "${kind}_address[last_name]=${customer#* }"
			--data-urlencode "${kind}_address[address_1]=Jl. Kebon Sirih No. 10" --data-urlencode "${kind}_address[city]=Jakarta Pusat"
			--data-urlencode "${kind}_address[state]=JK" --data-urlencode "${kind}_address[postcode]=10110"
			--data-urlencode "${kind}_address[country]=ID" --data-urlencode "${kind}_address[phone]=081234567890"
		)
	done
	store POST checkout "${address[@]}" --data-urlencode "billing_address[email]=$email" --data-urlencode "payment_method=$payment" \
		--data-urlencode "customer_note=$note" --write-out '\n%{time_total}'
	must 'the checkout refused'
	id="$(json order_id <<<"${ANSWER%$'\n'*}")" seconds="${ANSWER##*$'\n'}"
}

# --- The classic page's way -------------------------------------------------------------------------------------------

add_to_classic_cart() { visit --fail --output /dev/null "$SITE_URL/?add-to-cart=$1&quantity=$2"; }

nonce_of() { sed -n "s/.*name=\"$1\" value=\"\([0-9a-f]*\)\".*/\1/p" <<<"$page" | head -n 1; }

classic_form() {
	fill_cart add_to_classic_cart
	page="$(visit --fail "$SITE_URL/?pagename=checkout")"
	nonce="$(nonce_of woocommerce-process-checkout-nonce)"
	[[ -n "$nonce" ]] || die "the checkout page has no form: is the cart empty?"
	if [[ -n "$coupon" ]]; then
		local coupon_nonce
		coupon_nonce="$(grep -o '"apply_coupon_nonce":"[0-9a-f]*"' <<<"$page" | cut -d'"' -f4)"
		visit --fail --output /dev/null --data-urlencode "coupon_code=$coupon" --data-urlencode "security=$coupon_nonce" \
			"$SITE_URL/?wc-ajax=apply_coupon"
	fi
	local shipping answer
	shipping="$(grep -o 'name="shipping_method\[0\]"[^>]*value="[^"]*"' <<<"$page" | sed 's/.*value="\([^"]*\)"/\1/' | head -n 1 || true)"
	answer="$(
		visit --fail "$SITE_URL/?wc-ajax=checkout" --write-out '\n%{time_total}' \
			--data-urlencode "billing_first_name=${customer%% *}" --data-urlencode "billing_last_name=${customer#* }" \
			--data-urlencode "billing_email=$email" --data-urlencode "billing_phone=081234567890" \
			--data-urlencode "billing_country=ID" --data-urlencode "billing_address_1=Jl. Kebon Sirih No. 10" \
			--data-urlencode "billing_city=Jakarta Pusat" --data-urlencode "billing_state=JK" --data-urlencode "billing_postcode=10110" \
			--data-urlencode "order_comments=$note" --data-urlencode "payment_method=$payment" \
			${shipping:+--data-urlencode "shipping_method[0]=$shipping"} \
			--data-urlencode "woocommerce-process-checkout-nonce=$nonce"
	)"
	seconds="${answer##*$'\n'}" answer="${answer%$'\n'*}"
	[[ "$(json result <<<"$answer")" == success ]] ||
		die "the checkout refused: $(json messages <<<"$answer" | sed 's/<[^>]*>//g' | tr -s '[:space:]' ' ')"
	id="$(json order_id <<<"$answer")"
}

"$checkout"
echo "$id${timing:+ $seconds}"
