#!/usr/bin/env bash
# place-order.sh NAME PRODUCT[=QUANTITY]… [options]: places an order as a customer would, over HTTP, and prints its id.
# PRODUCT is a slug or SKU of the rig's own (see products.tsv in the site's folder), or any product's or variation's id.
#
#   --customer="Siti Rahayu"   the name on the bill
#   --email=siti@example.test  --payment=cod|bacs  --note="…"  --coupon=hemat10
#   --timing                   also prints the seconds that the checkout request took
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

load_site "${1:-}"
shift

customer='Siti Rahayu' email='siti@example.test' payment=cod note='' coupon='' timing='' products=()
for argument in "$@"; do
	case "$argument" in
		--customer=*) customer="${argument#*=}" ;;
		--email=*) email="${argument#*=}" ;;
		--payment=*) payment="${argument#*=}" ;;
		--note=*) note="${argument#*=}" ;;
		--coupon=*) coupon="${argument#*=}" ;;
		--timing) timing=yes ;;
		-*) die "unknown option $argument" ;;
		*) products+=("$argument") ;;
	esac
done
((${#products[@]})) || die "usage: place-order.sh NAME PRODUCT[=QUANTITY]… [--customer=NAME] [--email=…] [--payment=…] [--note=…] [--coupon=…]"

jar="$(mktemp)"
trap 'rm -f "$jar"' EXIT
# A customer's browser: keeps cookies, follows redirects.
visit() { curl --fail --silent --show-error --location --max-time 120 --cookie "$jar" --cookie-jar "$jar" "$@"; }

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

for product in "${products[@]}"; do
	quantity=1
	[[ "$product" != *=* ]] || quantity="${product##*=}" product="${product%=*}"
	id="$(product_id "$product")" || die "the shop has no product '$product'"
	visit --output /dev/null "$SITE_URL/?add-to-cart=$id&quantity=$quantity"
done

checkout="$(visit "$SITE_URL/?pagename=checkout")"
nonce_of() { sed -n "s/.*name=\"$1\" value=\"\([0-9a-f]*\)\".*/\1/p" <<<"$checkout" | head -n 1; }
nonce="$(nonce_of woocommerce-process-checkout-nonce)"
[[ -n "$nonce" ]] || die "the checkout page has no form: is the cart empty?"

if [[ -n "$coupon" ]]; then
	coupon_nonce="$(grep -o '"apply_coupon_nonce":"[0-9a-f]*"' <<<"$checkout" | cut -d'"' -f4)"
	visit --output /dev/null --data-urlencode "coupon_code=$coupon" --data-urlencode "security=$coupon_nonce" "$SITE_URL/?wc-ajax=apply_coupon"
fi

shipping="$(grep -o 'name="shipping_method\[0\]"[^>]*value="[^"]*"' <<<"$checkout" | sed 's/.*value="\([^"]*\)"/\1/' | head -n 1 || true)"
answer="$(
	visit "$SITE_URL/?wc-ajax=checkout" --write-out '\n%{time_total}' \
		--data-urlencode "billing_first_name=${customer%% *}" --data-urlencode "billing_last_name=${customer#* }" \
		--data-urlencode "billing_email=$email" --data-urlencode "billing_phone=081234567890" \
		--data-urlencode "billing_country=ID" --data-urlencode "billing_address_1=Jl. Kebon Sirih No. 10" \
		--data-urlencode "billing_city=Jakarta Pusat" --data-urlencode "billing_state=JK" --data-urlencode "billing_postcode=10110" \
		--data-urlencode "order_comments=$note" --data-urlencode "payment_method=$payment" \
		${shipping:+--data-urlencode "shipping_method[0]=$shipping"} \
		--data-urlencode "woocommerce-process-checkout-nonce=$nonce"
)"
seconds="${answer##*$'\n'}" answer="${answer%$'\n'*}"
[[ "$(json result <<<"$answer")" == success ]] || die "the checkout refused: $(json messages <<<"$answer" | sed 's/<[^>]*>//g' | tr -s '[:space:]' ' ')"
echo "$(json order_id <<<"$answer")${timing:+ $seconds}"
