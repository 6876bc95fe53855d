//! Orders that no shop would make: any amounts up to the limits, any texts, any combination.

use std::collections::BTreeMap;

use accounting_core::money::Amount;
use accounting_core::snapshot::{
    Address, Attribute, Charge, Coupon, Line, LineTax, OrderSnapshot, Refund, RefundedLine, Tax, Totals,
    VERSION,
};
use chrono::DateTime;
use proptest::prelude::*;
use rust_decimal::Decimal;

fn amount() -> impl Strategy<Value = Amount> {
    let limit = 1_000_000_000_000_000_i64;
    prop_oneof![
        4 => (-1_000_000_i64..1_000_000).prop_map(Amount::from),
        3 => (-100_000_000_i64..100_000_000, 0_u32..=6).prop_map(|(digits, scale)| parsed(&Decimal::new(digits, scale))),
        1 => (-limit..=limit).prop_map(Amount::from),
        1 => (any::<i64>(), 4_u32..=12).prop_map(|(digits, scale)| parsed(&Decimal::new(digits, scale))),
        1 => prop::sample::select(vec!["1e15", "-1e15", "999999999999999.999999999999", "0.000000000001"]).prop_map(read),
        1 => Just(Amount::ZERO),
    ]
}

fn read(text: &str) -> Amount {
    text.parse().unwrap_or_default()
}

/// As it is read from PHP; what is beyond the limit is refused there, and nothing here.
fn parsed(value: &Decimal) -> Amount {
    value.to_string().parse().unwrap_or_default()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z ]{0,12}",
        3 => any::<String>(),
        1 => "[\\x00-\\x1f<>&;\\[\\]=%+\"'👩‍🚀\u{202e}\u{fffd}]{0,20}",
        1 => Just("<b>&amp;</b><script>x".repeat(200)),
        // Longer than any field takes.
        1 => (prop::sample::select(vec!["kopi", "🍚", "teh & susu ", "x"]), 1_usize..1500).prop_map(|(word, times)| word.repeat(times)),
    ]
}

fn email() -> impl Strategy<Value = String> {
    let real = (1_usize..300).prop_map(|length| format!("{}@toko.co.id", "b".repeat(length)));
    prop_oneof![3 => text(), 1 => real]
}

fn phone() -> impl Strategy<Value = String> {
    prop_oneof![2 => text(), 1 => "[+0-9][0-9() -]{0,40}", 1 => "[+]?[0-9]{15,40}"]
}

fn url() -> impl Strategy<Value = String> {
    let real = (0_usize..2100).prop_map(|length| format!("https://toko.co.id/{}.jpg", "a".repeat(length)));
    prop_oneof![3 => text(), 1 => real]
}

fn taxes() -> impl Strategy<Value = BTreeMap<String, LineTax>> {
    let tax = (amount(), amount()).prop_map(|(subtotal, total)| LineTax { subtotal, total });
    prop::collection::btree_map("[1-9]", tax, 0..3)
}

/// Of what was never discounted, or was given back.
fn charge_taxes() -> impl Strategy<Value = BTreeMap<String, Amount>> {
    prop::collection::btree_map("[1-9]", amount(), 0..3)
}

fn line() -> impl Strategy<Value = Line> {
    let ids = (0_u64..6, 0_u64..4, 0_u64..4, text(), any::<bool>());
    let amounts = (amount(), amount(), amount(), amount(), amount(), taxes(), prop::option::of(amount()));
    let attribute = (text(), text()).prop_map(|(name, value)| Attribute { name, value });
    let texts = (text(), text(), url(), prop::collection::vec(attribute, 0..3));
    (ids, amounts, texts).prop_map(|(ids, amounts, texts)| Line {
        id: ids.0,
        product_id: ids.1,
        variation_id: ids.2,
        sku: ids.3,
        sku_is_shared: ids.4,
        quantity: amounts.0,
        subtotal: amounts.1,
        subtotal_tax: amounts.2,
        total: amounts.3,
        total_tax: amounts.4,
        taxes: amounts.5,
        regular_price: amounts.6,
        name: texts.0,
        short_description: texts.1,
        image_url: texts.2,
        attributes: texts.3,
        product_exists: true,
        tax_class: String::new(),
    })
}

fn charge() -> impl Strategy<Value = Charge> {
    (text(), amount(), amount(), charge_taxes()).prop_map(|(name, total, total_tax, taxes)| Charge {
        id: 1,
        name,
        total,
        total_tax,
        taxes,
        tax_class: String::new(),
    })
}

fn tax() -> impl Strategy<Value = Tax> {
    (prop::option::of(amount()), any::<bool>(), amount(), amount()).prop_map(
        |(percent, compound, goods, shipping)| Tax {
            rate_id: 1,
            label: "PPN".to_owned(),
            percent,
            compound,
            tax_total: goods,
            shipping_tax_total: shipping,
        },
    )
}

fn refunded_lines() -> impl Strategy<Value = Vec<RefundedLine>> {
    let line = (0_u64..6, amount(), amount(), amount(), charge_taxes());
    let line = line.prop_map(|(line_id, quantity, total, total_tax, taxes)| RefundedLine {
        line_id,
        quantity,
        total,
        total_tax,
        taxes,
    });
    prop::collection::vec(line, 0..3)
}

fn refund() -> impl Strategy<Value = Refund> {
    let amounts = (amount(), amount(), amount(), amount(), amount());
    let taxes = (charge_taxes(), charge_taxes());
    let lines = (refunded_lines(), refunded_lines(), refunded_lines());
    (amounts, taxes, lines).prop_map(|(amounts, taxes, lines)| Refund {
        id: 1,
        created_at: None,
        amount: amounts.0,
        reason: String::new(),
        lines: lines.0,
        shipping_total: amounts.1,
        shipping_tax: amounts.2,
        shipping_taxes: taxes.0,
        fee_total: amounts.3,
        fee_tax: amounts.4,
        fee_taxes: taxes.1,
        shipping_lines: lines.1,
        fees: lines.2,
    })
}

fn totals() -> impl Strategy<Value = Totals> {
    let parts = (amount(), amount(), amount(), amount(), prop_oneof![Just(Amount::ZERO), amount()]);
    parts.prop_map(|(total, total_tax, shipping_total, shipping_tax, total_refunded)| Totals {
        total,
        total_tax,
        shipping_total,
        shipping_tax,
        discount_total: Amount::ZERO,
        discount_tax: Amount::ZERO,
        total_refunded,
    })
}

fn address() -> impl Strategy<Value = Address> {
    (prop::collection::vec(text(), 9), email(), phone()).prop_map(|(mut texts, email, phone)| {
        let mut next = || texts.pop().unwrap_or_default();
        Address {
            first_name: next(),
            last_name: next(),
            company: next(),
            email,
            phone,
            address_1: next(),
            address_2: next(),
            city: next(),
            state: next(),
            postcode: next(),
            country: next(),
        }
    })
}

/// A plain word as that plugin has them, or anything.
fn tracking_name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z_]{1,20}", text()]
}

/// Anything the type can hold.
pub fn snapshot() -> impl Strategy<Value = OrderSnapshot> {
    let decimals = prop_oneof![Just(0_u32), Just(2), Just(3), Just(u32::MAX), 0_u32..40];
    let currency = prop::sample::select(vec!["IDR", "USD", "KWD", ""]);
    let head = (any::<u64>(), decimals, any::<bool>(), currency, address(), text(), text());
    let items = prop::collection::vec(line(), 0..5);
    let charges = (prop::collection::vec(charge(), 0..3), prop::collection::vec(charge(), 0..3));
    let rest = (prop::collection::vec(tax(), 0..3), prop::collection::vec(refund(), 0..3), totals());
    let tracking = prop::collection::vec(prop::collection::btree_map(tracking_name(), text(), 0..3), 0..3);
    let time =
        (0_i64..4_000_000_000).prop_map(|second| DateTime::from_timestamp(second, 0).unwrap().fixed_offset());
    let times = (time.clone(), prop::option::of(time));
    (head, items, charges, rest, tracking, times).prop_map(|(head, lines, charges, rest, tracking, times)| {
        OrderSnapshot {
            version: VERSION,
            order_id: head.0,
            shop: head.6,
            admin_url: String::new(),
            number: head.5.clone(),
            status: "processing".to_owned(),
            currency: head.3.to_owned(),
            currency_decimals: head.1,
            base_currency: "IDR".to_owned(),
            prices_include_tax: head.2,
            round_tax_at_subtotal: false,
            created_at: times.0,
            paid_at: None,
            completed_at: times.1,
            customer_id: 0,
            billing: head.4,
            shipping: Address::default(),
            customer_note: head.5,
            payment_method: String::new(),
            payment_method_title: String::new(),
            transaction_id: String::new(),
            lines,
            fees: charges.0,
            shipping_lines: charges.1,
            coupons: vec![Coupon { code: "X".to_owned(), discount: Amount::ONE, discount_tax: Amount::ZERO }],
            taxes: rest.0,
            refunds: rest.1,
            totals: rest.2,
            shipment_tracking: tracking,
            meta: BTreeMap::new(),
        }
    })
}
