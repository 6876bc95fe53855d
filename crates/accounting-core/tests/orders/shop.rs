//! Orders as a shop makes them: random choices, and `WooCommerce`'s arithmetic (`WC_Cart_Totals`, `WC_Tax`) written anew
//! to turn them into stored amounts. Nothing of the mapping is used here.

use std::collections::BTreeMap;

use accounting_core::money::Amount;
use accounting_core::snapshot::{
    Address, Charge, Line, LineTax, OrderSnapshot, Refund, RefundedLine, Tax, Totals, VERSION,
};
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

/// As it is read from PHP.
fn amount(value: Decimal) -> Amount {
    value.try_into().unwrap_or_default()
}

/// Decimals of what a shop stores of a tax before it is rounded.
const STORED: u32 = 6;

/// What a customer and a shop manager chose.
#[derive(Debug, Clone)]
pub struct Wishes {
    pub decimals: u32,
    pub inclusive: bool,
    pub at_subtotal: bool,
    /// Percent, and whether it is on top of the others.
    pub rates: Vec<(Decimal, bool)>,
    pub lines: Vec<WishedLine>,
    /// Net, in smallest units, and which rates.
    pub fees: Vec<(i64, u8)>,
    pub shipping: (i64, u8),
    /// Percent off every line.
    pub coupon: u8,
    pub refunds: Vec<WishedRefund>,
}

#[derive(Debug, Clone)]
pub struct WishedLine {
    /// In tenths of the smallest unit: a price may have a decimal more than the shop shows.
    pub price: i64,
    /// In hundredths.
    pub quantity: i64,
    /// Bits: which of the shop's rates.
    pub rates: u8,
    /// Percent of the total that a manager wrote by hand; 100 for nothing.
    pub edited: u8,
}

#[derive(Debug, Clone)]
pub enum WishedRefund {
    /// This share, in percent, of the pieces of a line.
    Pieces(usize, u8),
    /// This share, in percent, of the money of a line.
    Money(usize, u8),
    /// This share, in percent, of everything, naming nothing.
    Unnamed(u8),
    Shipping,
    /// So many of the fees, the first ones, at once.
    Fees(usize),
}

pub fn wishes() -> impl Strategy<Value = Wishes> {
    let rate = (prop::sample::select(vec!["11", "12", "5", "7", "9.975", "20"]), prop::bool::weighted(0.2));
    let rates = prop::collection::vec(rate, 0..3).prop_map(|rates| {
        let parsed = rates.into_iter().map(|(percent, compound)| (percent.parse().unwrap(), compound));
        parsed.collect()
    });
    let head = (prop::sample::select(vec![0_u32, 2, 3]), any::<bool>(), any::<bool>(), rates);
    let charge = || (0_i64..5_000_000, any::<u8>());
    let fees = prop::collection::vec((-200_000_i64..500_000, any::<u8>()), 0..4);
    let coupon = prop_oneof![3 => Just(0_u8), 2 => 1_u8..=100];
    let body = (prop::collection::vec(line(), 1..7), fees, charge(), coupon);
    let refunds = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(refund(), 1..4)];
    (head, body, refunds).prop_map(|((decimals, inclusive, at_subtotal, rates), body, refunds)| Wishes {
        decimals,
        inclusive,
        at_subtotal,
        rates,
        lines: body.0,
        fees: body.1,
        shipping: body.2,
        coupon: body.3,
        refunds,
    })
}

fn line() -> impl Strategy<Value = WishedLine> {
    let price = prop_oneof![4 => (0_i64..50_000_000).prop_map(|price| price * 10), 1 => 0_i64..50_000_000];
    let quantity = prop_oneof![4 => (1_i64..20).prop_map(|pieces| pieces * 100), 1 => 1_i64..1000];
    let edited = prop_oneof![8 => Just(100_u8), 1 => 50_u8..150];
    (price, quantity, any::<u8>(), edited).prop_map(|(price, quantity, rates, edited)| WishedLine {
        price,
        quantity,
        rates,
        edited,
    })
}

fn refund() -> impl Strategy<Value = WishedRefund> {
    prop_oneof![
        4 => (0_usize..8, 1_u8..=100).prop_map(|(line, share)| WishedRefund::Pieces(line, share)),
        2 => (0_usize..8, 1_u8..=40).prop_map(|(line, share)| WishedRefund::Money(line, share)),
        2 => (1_u8..=30).prop_map(WishedRefund::Unnamed),
        1 => Just(WishedRefund::Shipping),
        1 => (1_usize..4).prop_map(WishedRefund::Fees),
    ]
}

/// The order that a shop makes of it. It adds up by the shop's own arithmetic.
pub fn order(wishes: &Wishes) -> OrderSnapshot {
    let mut shop = Shop { wishes, taxes: BTreeMap::new() };
    let lines: Vec<Line> = (1..).zip(&wishes.lines).map(|(id, line)| shop.line(id, line)).collect();
    let mut goods: Decimal = lines.iter().map(|line| shop.round_net(line.total.decimal())).sum();
    let mut fees = Vec::new();
    for (id, (units, rates)) in (100..).zip(&wishes.fees) {
        // A shop lets no fee take more than there is; that it takes everything is a case of the contract.
        let net = shop.units(*units).max(shop.round(-goods / Decimal::TWO));
        goods += net;
        fees.push(shop.charge(id, net, *rates, false));
    }
    let shipping = shop.charge(200, shop.units(wishes.shipping.0), wishes.shipping.1, true);
    let mut snapshot = shop.snapshot(goods, lines, fees, shipping);
    for refund in &wishes.refunds {
        give_back(&mut snapshot, refund);
    }
    snapshot
}

struct Shop<'a> {
    wishes: &'a Wishes,
    /// Rate → tax on goods and on shipping.
    taxes: BTreeMap<usize, (Decimal, Decimal)>,
}

impl Shop<'_> {
    fn units(&self, units: i64) -> Decimal {
        Decimal::new(units, self.wishes.decimals)
    }

    fn line(&mut self, id: u64, wish: &WishedLine) -> Line {
        let subtotal = Decimal::new(wish.price, self.wishes.decimals + 1) * Decimal::new(wish.quantity, 2);
        let off =
            Decimal::from(100 - self.wishes.coupon) * Decimal::from(wish.edited) / Decimal::from(10_000);
        let (before, after) = (self.split(subtotal, wish.rates), self.split(subtotal * off, wish.rates));
        for (rate, tax) in &after.1 {
            let tax = self.round_tax(*tax);
            self.taxes.entry(*rate).or_default().0 += tax;
        }
        let taxes = before.1.iter().zip(&after.1).map(|((rate, subtotal), (_, total))| {
            let tax = LineTax { subtotal: amount(*subtotal), total: amount(*total) };
            (rate.to_string(), tax)
        });
        let rounded =
            |taxes: &[(usize, Decimal)]| amount(taxes.iter().map(|(_, tax)| self.round_tax(*tax)).sum());
        Line {
            id,
            name: format!("Product {id}"),
            product_id: id,
            variation_id: 0,
            sku: String::new(),
            sku_is_shared: false,
            quantity: amount(Decimal::new(wish.quantity, 2)),
            subtotal: amount(before.0),
            subtotal_tax: rounded(&before.1),
            total: amount(after.0),
            total_tax: rounded(&after.1),
            taxes: taxes.collect(),
            regular_price: None,
            attributes: Vec::new(),
            short_description: String::new(),
            image_url: String::new(),
            product_exists: true,
            tax_class: String::new(),
        }
    }

    /// A price as the shop states it: without tax, and the tax per rate, not rounded.
    fn split(&self, price: Decimal, bits: u8) -> (Decimal, Vec<(usize, Decimal)>) {
        let taxes = if self.wishes.inclusive { self.inside(price, bits) } else { self.on_top(price, bits) };
        let stored: Vec<(usize, Decimal)> = taxes
            .into_iter()
            .map(|(rate, tax)| {
                (rate, tax.round_dp_with_strategy(STORED, RoundingStrategy::MidpointAwayFromZero))
            })
            .collect();
        let held: Decimal =
            if self.wishes.inclusive { stored.iter().map(|(_, tax)| tax).sum() } else { Decimal::ZERO };
        let net = (price - held).round_dp_with_strategy(STORED, RoundingStrategy::MidpointAwayFromZero);
        (net, stored)
    }

    fn chosen(&self, bits: u8, compound: bool) -> Vec<(usize, Decimal)> {
        let rates = self.wishes.rates.iter().enumerate();
        rates
            .filter(|(rate, (_, on_top))| bits & (1 << rate) != 0 && *on_top == compound)
            .map(|(rate, (percent, _))| (rate, percent / Decimal::ONE_HUNDRED))
            .collect()
    }

    fn on_top(&self, price: Decimal, bits: u8) -> Vec<(usize, Decimal)> {
        let mut taxes: Vec<(usize, Decimal)> =
            self.chosen(bits, false).into_iter().map(|(rate, share)| (rate, price * share)).collect();
        for (rate, share) in self.chosen(bits, true) {
            let so_far: Decimal = taxes.iter().map(|(_, tax)| tax).sum();
            taxes.push((rate, (price + so_far) * share));
        }
        taxes
    }

    fn inside(&self, price: Decimal, bits: u8) -> Vec<(usize, Decimal)> {
        let (mut taxes, mut rest) = (Vec::new(), price);
        for (rate, share) in self.chosen(bits, true).into_iter().rev() {
            let tax = rest - rest / (Decimal::ONE + share);
            taxes.push((rate, tax));
            rest -= tax;
        }
        let regular = self.chosen(bits, false);
        let whole = Decimal::ONE + regular.iter().map(|(_, share)| share).sum::<Decimal>();
        taxes.extend(regular.into_iter().map(|(rate, share)| (rate, rest * share / whole)));
        taxes
    }

    /// Fees and shipping are stated without tax by every shop.
    fn charge(&mut self, id: u64, net: Decimal, bits: u8, is_shipping: bool) -> Charge {
        let mut total_tax = Decimal::ZERO;
        let mut taxes = BTreeMap::new();
        for (rate, tax) in self.on_top(net, bits) {
            let tax = self.round_tax(tax);
            taxes.insert(rate.to_string(), amount(tax));
            total_tax += tax;
            let sums = self.taxes.entry(rate).or_default();
            if is_shipping {
                sums.1 += tax;
            } else {
                sums.0 += tax;
            }
        }
        Charge {
            id,
            name: format!("Charge {id}"),
            total: amount(net),
            total_tax: amount(total_tax),
            taxes,
            tax_class: String::new(),
        }
    }

    fn round_net(&self, net: Decimal) -> Decimal {
        if self.wishes.at_subtotal { net } else { self.round(net) }
    }

    fn round_tax(&self, tax: Decimal) -> Decimal {
        let halves = if self.wishes.inclusive {
            RoundingStrategy::MidpointTowardZero
        } else {
            RoundingStrategy::MidpointAwayFromZero
        };
        if self.wishes.at_subtotal { tax } else { tax.round_dp_with_strategy(self.wishes.decimals, halves) }
    }

    fn round(&self, amount: Decimal) -> Decimal {
        amount.round_dp_with_strategy(self.wishes.decimals, RoundingStrategy::MidpointAwayFromZero)
    }

    fn snapshot(
        self,
        goods: Decimal,
        lines: Vec<Line>,
        fees: Vec<Charge>,
        shipping: Charge,
    ) -> OrderSnapshot {
        let tax: Decimal = self.taxes.values().map(|(goods, shipping)| goods + shipping).sum();
        let taxes = self.taxes.iter().map(|(rate, (goods, shipping))| Tax {
            rate_id: *rate as u64,
            label: "PPN".to_owned(),
            percent: Some(amount(self.wishes.rates[*rate].0)),
            compound: self.wishes.rates[*rate].1,
            tax_total: amount(*goods),
            shipping_tax_total: amount(*shipping),
        });
        OrderSnapshot {
            taxes: taxes.collect(),
            totals: Totals {
                total: amount(self.round(goods + shipping.total.decimal() + tax)),
                total_tax: amount(self.round(tax)),
                shipping_total: shipping.total,
                shipping_tax: shipping.total_tax,
                discount_total: Amount::ZERO,
                discount_tax: Amount::ZERO,
                total_refunded: Amount::ZERO,
            },
            lines,
            fees,
            shipping_lines: vec![shipping],
            ..empty(self.wishes)
        }
    }
}

fn empty(wishes: &Wishes) -> OrderSnapshot {
    OrderSnapshot {
        version: VERSION,
        order_id: 123,
        shop: "shop.test".to_owned(),
        admin_url: String::new(),
        number: "123".to_owned(),
        status: "processing".to_owned(),
        currency: "IDR".to_owned(),
        currency_decimals: wishes.decimals,
        base_currency: "IDR".to_owned(),
        prices_include_tax: wishes.inclusive,
        round_tax_at_subtotal: wishes.at_subtotal,
        created_at: "2026-01-31T10:00:00+07:00".parse().unwrap(),
        paid_at: None,
        completed_at: None,
        customer_id: 0,
        billing: Address::default(),
        shipping: Address::default(),
        customer_note: String::new(),
        payment_method: String::new(),
        payment_method_title: String::new(),
        transaction_id: String::new(),
        lines: Vec::new(),
        shipping_lines: Vec::new(),
        fees: Vec::new(),
        coupons: Vec::new(),
        taxes: Vec::new(),
        refunds: Vec::new(),
        totals: Totals {
            total: Amount::ZERO,
            total_tax: Amount::ZERO,
            shipping_total: Amount::ZERO,
            shipping_tax: Amount::ZERO,
            discount_total: Amount::ZERO,
            discount_tax: Amount::ZERO,
            total_refunded: Amount::ZERO,
        },
        shipment_tracking: Vec::new(),
        meta: BTreeMap::new(),
    }
}

/// Adds a refund as the order screen makes one: its amount is the rounded sum of what it names.
fn give_back(snapshot: &mut OrderSnapshot, wish: &WishedRefund) {
    let mut refund = Refund {
        id: 1000 + snapshot.refunds.len() as u64,
        created_at: None,
        amount: Amount::ZERO,
        reason: String::new(),
        lines: Vec::new(),
        shipping_total: Amount::ZERO,
        shipping_tax: Amount::ZERO,
        shipping_taxes: BTreeMap::new(),
        fee_total: Amount::ZERO,
        fee_tax: Amount::ZERO,
        fee_taxes: BTreeMap::new(),
        shipping_lines: Vec::new(),
        fees: Vec::new(),
    };
    let totals = &snapshot.totals;
    match wish {
        WishedRefund::Pieces(line, share) | WishedRefund::Money(line, share) => {
            let is_pieces = matches!(wish, WishedRefund::Pieces(..));
            refund.lines.extend(refunded_line(snapshot, *line, *share, is_pieces));
        }
        WishedRefund::Unnamed(share) => {
            refund.amount = amount(totals.total.decimal() * Decimal::from(*share) / Decimal::ONE_HUNDRED);
        }
        WishedRefund::Shipping => {
            if snapshot.refunds.iter().all(|refund| refund.shipping_total.is_zero()) {
                (refund.shipping_total, refund.shipping_tax) = (totals.shipping_total, totals.shipping_tax);
                refund.shipping_taxes.clone_from(&snapshot.shipping_lines[0].taxes);
                refund.shipping_lines = snapshot.shipping_lines.iter().map(whole).collect();
            }
        }
        WishedRefund::Fees(count) => {
            if snapshot.refunds.iter().all(|refund| refund.fee_total.is_zero()) {
                let fees = snapshot.fees.iter().filter(|fee| fee.total.is_positive()).take(*count);
                fees.for_each(|fee| give_fee_back(&mut refund, fee));
            }
        }
    }
    let named: Amount = refund.lines.iter().map(|line| line.total + line.total_tax).sum();
    let rest = refund.shipping_total + refund.shipping_tax + refund.fee_total + refund.fee_tax;
    refund.amount = (refund.amount + named + rest).round(snapshot.currency_decimals);
    let left = totals.total - totals.total_refunded;
    if refund.amount.is_positive() && refund.amount <= left {
        snapshot.totals.total_refunded = totals.total_refunded + refund.amount;
        snapshot.refunds.push(refund);
    }
}

fn whole(charge: &Charge) -> RefundedLine {
    RefundedLine {
        line_id: charge.id,
        quantity: Amount::ZERO,
        total: charge.total,
        total_tax: charge.total_tax,
        taxes: charge.taxes.clone(),
    }
}

fn give_fee_back(refund: &mut Refund, fee: &Charge) {
    refund.fee_total = refund.fee_total + fee.total;
    refund.fee_tax = refund.fee_tax + fee.total_tax;
    refund.fees.push(whole(fee));
    for (rate, tax) in &fee.taxes {
        let sum = refund.fee_taxes.entry(rate.clone()).or_default();
        *sum = *sum + *tax;
    }
}

fn refunded_line(snapshot: &OrderSnapshot, line: usize, share: u8, is_pieces: bool) -> Option<RefundedLine> {
    let line = snapshot.lines.get(line)?;
    let refunded = snapshot.refunds.iter().flat_map(|refund| &refund.lines);
    if refunded.into_iter().any(|back| back.line_id == line.id) {
        return None;
    }
    let share = Decimal::from(share) / Decimal::ONE_HUNDRED;
    // The order screen takes whole pieces, or as many decimals as the line has.
    let quantity = (line.quantity.decimal() * share).round_dp(line.quantity.scale()).max(Decimal::ZERO);
    let part = if is_pieces { quantity / line.quantity.decimal() } else { share };
    let of = |whole: Amount, decimals: u32| {
        amount(
            (whole.decimal() * part).round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero),
        )
    };
    Some(RefundedLine {
        line_id: line.id,
        quantity: amount(if is_pieces { quantity } else { Decimal::ZERO }),
        total: of(line.total, STORED),
        total_tax: of(line.total_tax, snapshot.currency_decimals),
        taxes: line.taxes.iter().map(|(rate, tax)| (rate.clone(), of(tax.total, STORED))).collect(),
    })
}
