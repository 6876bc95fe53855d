//! What holds for every bill, however its order was bought, taxed and refunded (issue 11). More cases:
//! `PROPTEST_CASES=20000 cargo test -p accounting-core --release --test bill`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod orders;

use std::collections::{BTreeMap, BTreeSet};

use accounting_core::bill::portions::portions;
use accounting_core::bill::{Bill, Billed, Convention, Due, Taxed, WholeBill};
use accounting_core::money::Amount;
use accounting_core::snapshot::{Charge, OrderSnapshot};
use orders::{shop, wild};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn a_shops() -> impl Strategy<Value = OrderSnapshot> {
    shop::wishes().prop_map(|wishes| shop::order(&wishes))
}

/// Any order at all, but for its fees: of those a refund may name more than there were, and then takes off what there is.
fn without_refunded_fees() -> impl Strategy<Value = OrderSnapshot> {
    wild::snapshot().prop_map(|mut snapshot| {
        // A fee of nothing is what a refund without fees looks for first.
        snapshot.fees.retain(|fee| !fee.total.is_zero() || !fee.total_tax.is_zero());
        for refund in &mut snapshot.refunds {
            (refund.fee_total, refund.fee_tax) = (Amount::ZERO, Amount::ZERO);
            refund.fee_taxes.clear();
        }
        snapshot
    })
}

/// Net, tax, and tax per rate.
#[derive(Debug, Default)]
struct Sums(BTreeMap<String, Amount>);

impl Sums {
    fn add(&mut self, name: &str, amount: Amount) {
        let sum = self.0.entry(name.to_owned()).or_default();
        *sum = *sum + amount;
    }

    fn add_part(&mut self, net: Amount, tax: Amount, taxes: &BTreeMap<String, Amount>) {
        self.add("net", net);
        self.add("tax", tax);
        for (rate, tax) in taxes {
            self.add(&format!("rate {rate}"), *tax);
        }
    }

    fn of_bill(bill: &Bill) -> Self {
        let mut sums = Self::default();
        for part in parts(bill) {
            let taxes = part.rates.ids().map(|rate| (rate.to_owned(), part.rates.tax(rate))).collect();
            sums.add_part(part.amount.net, part.amount.tax, &taxes);
        }
        sums
    }

    /// What refunds named of the order's own lines, fees and shipping: from the snapshot, and from nothing else.
    fn of_refunds(snapshot: &OrderSnapshot) -> Self {
        let mut sums = Self::default();
        let bought: BTreeSet<u64> = snapshot.lines.iter().map(|line| line.id).collect();
        for refund in &snapshot.refunds {
            for line in refund.lines.iter().filter(|line| bought.contains(&line.line_id)) {
                sums.add_part(line.total, line.total_tax, &line.taxes);
            }
            sums.add_part(refund.shipping_total, refund.shipping_tax, &refund.shipping_taxes);
            sums.add_part(refund.fee_total, refund.fee_tax, &refund.fee_taxes);
        }
        sums
    }

    /// Whether two are the same. Sums of amounts at the very limit have more digits than a decimal: the twelfth may go.
    fn is(&self, other: &Self) -> bool {
        let names: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        let of = |sums: &Self, name: &str| sums.0.get(name).copied().unwrap_or_default();
        names.into_iter().all(|name| (of(self, name) - of(other, name)).abs() <= Amount::smallest(8))
    }
}

fn parts(bill: &Bill) -> impl Iterator<Item = &Billed> {
    bill.lines.iter().map(|line| &line.after).chain(&bill.fees).chain([&bill.shipping])
}

fn bought_is_remaining_and_refunded(snapshot: &OrderSnapshot) -> Result<(), TestCaseError> {
    let (bought, remaining) = (Bill::as_bought(snapshot), Bill::remaining(snapshot));
    let (bought_sums, refunded) = (Sums::of_bill(&bought), Sums::of_refunds(snapshot));
    let mut together = Sums::of_bill(&remaining);
    for (name, amount) in &refunded.0 {
        together.add(name, *amount);
    }
    prop_assert!(bought_sums.is(&together), "{bought_sums:?}\n{together:?}\n{refunded:?}");
    prop_assert_eq!(bought.total, remaining.total + snapshot.totals.total_refunded);
    prop_assert_eq!(bought.money_back, Amount::ZERO);
    refunds_make_what_was_refunded(snapshot, &refunded)
}

/// Each refund by itself, as a credit note bills it: together they name what the order's refunds named.
fn refunds_make_what_was_refunded(snapshot: &OrderSnapshot, refunded: &Sums) -> Result<(), TestCaseError> {
    let mut ids: Vec<u64> = snapshot.refunds.iter().map(|refund| refund.id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < snapshot.refunds.len() {
        return Ok(());
    }
    let mut together = Sums::default();
    for refund in &snapshot.refunds {
        let bill = Bill::refunded(snapshot, refund.id).unwrap();
        prop_assert_eq!(bill.total, refund.amount);
        prop_assert_eq!(bill.lines.len(), snapshot.lines.len());
        for (name, amount) in &Sums::of_bill(&bill).0 {
            together.add(name, *amount);
        }
        let named: Amount = parts(&bill).map(|part| part.amount.gross()).sum();
        let unnamed = refund.amount - named - bill.money_back;
        prop_assert!(bill.money_back.is_zero() || unnamed.is_zero(), "{unnamed:?}");
    }
    prop_assert!(together.is(refunded), "{together:?}\n{refunded:?}");
    prop_assert!(Bill::refunded(snapshot, ids.last().map_or(1, |id| id.wrapping_add(1))).is_none());
    Ok(())
}

/// Both ways to read an order, in whole units.
fn in_whole_units(snapshot: &OrderSnapshot) -> Vec<(Bill, Due, WholeBill)> {
    let bills = [Bill::as_bought(snapshot), Bill::remaining(snapshot)];
    let whole = |bill: Bill| {
        let due = Due::of(&bill, Convention::of(snapshot));
        let whole = WholeBill::of(snapshot, &bill, &due);
        (bill, due, whole)
    };
    bills.into_iter().map(whole).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(1500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_any_order_what_was_bought_is_what_remains_and_what_was_refunded(snapshot in without_refunded_fees()) {
        bought_is_remaining_and_refunded(&snapshot)?;
    }

    #[test]
    fn of_a_shops_order_too_fees_and_all(snapshot in a_shops()) {
        bought_is_remaining_and_refunded(&snapshot)?;
    }

    /// A refund made before the document must not be deducted twice, nor may its cents excuse a total that is off.
    #[test]
    fn what_was_bought_does_not_know_of_refunds(
        mut snapshot in prop_oneof![a_shops(), wild::snapshot()], off in 0_usize..5,
    ) {
        snapshot.totals.total = snapshot.totals.total + Amount::units(off, snapshot.currency_decimals.min(4));
        let mut untouched = snapshot.clone();
        untouched.refunds.clear();
        let bought = Bill::as_bought(&snapshot);
        prop_assert_eq!(&bought, &Bill::as_bought(&untouched));
        let due = Due::of(&bought, Convention::of(&snapshot));
        let whole = |snapshot| WholeBill::of(snapshot, &bought, &due);
        prop_assert_eq!(whole(&snapshot), whole(&untouched));
    }

    #[test]
    fn every_line_of_a_shop_knows_its_net_its_tax_and_the_rates_that_made_it(snapshot in a_shops()) {
        let bill = Bill::as_bought(&snapshot);
        prop_assert_eq!(bill.lines.len(), snapshot.lines.len());
        for (billed, line) in bill.lines.iter().zip(&snapshot.lines) {
            let after = &billed.after;
            prop_assert_eq!(after.amount.gross(), line.total + after.rates.sum());
            prop_assert_eq!(after.tax_of_no_rate(), Amount::ZERO);
            prop_assert!(after.rates.ids().eq(line.taxes.keys()));
        }
        for part in parts(&bill) {
            prop_assert_eq!(part.tax_of_no_rate(), Amount::ZERO);
        }
    }

    /// Each shipping line by itself is all of the shipping, before and after refunds (12).
    #[test]
    fn shipping_lines_come_to_the_shipping(mut snapshot in a_shops(), share in 0_i64..=100) {
        // A second way of shipping, taxed in another way.
        let second = snapshot.shipping_lines[0].clone();
        let part = |amount: Amount| amount.share(Amount::from(share), Amount::from(100)).unwrap().round(6);
        let untaxed = Charge { id: 201, total: part(second.total), total_tax: Amount::ZERO, taxes: BTreeMap::new(), ..second };
        snapshot.totals.shipping_total = snapshot.totals.shipping_total + untaxed.total;
        snapshot.shipping_lines.push(untaxed);
        for bill in [Bill::as_bought(&snapshot), Bill::remaining(&snapshot)] {
            let together: Taxed = bill.shipping_lines.iter().map(|line| line.amount).sum();
            prop_assert_eq!(together, bill.shipping.amount, "{:?}", bill.reading);
            prop_assert_eq!(bill.shipping_lines.len(), 2);
        }
        for refund in &snapshot.refunds {
            let bill = Bill::refunded(&snapshot, refund.id).unwrap();
            prop_assert_eq!(&bill.shipping_lines, &vec![bill.shipping.clone()]);
        }
    }

    /// What a shop's order says is what its lines, fees and shipping come to; as bought, and after refunds that name nothing.
    #[test]
    fn whole_units_make_the_total_exactly(snapshot in a_shops()) {
        for (bill, due, whole) in in_whole_units(&snapshot) {
            // Of money that went back without a name each service works out the part without tax itself.
            let is_for_the_service = Convention::of(&snapshot) == Convention::Net && !bill.money_back.is_zero();
            if !whole.is_cut && !is_for_the_service {
                prop_assert_eq!(whole.base(), due.base, "{:?}", bill.reading);
            }
            let amounts = whole.entries.iter().map(|entry| entry.amount);
            for amount in amounts.chain([whole.discount, whole.shipping]) {
                prop_assert!(amount.scale() <= whole.decimals && !amount.is_negative());
            }
        }
    }

    #[test]
    fn prices_of_pieces_make_the_amount_exactly(
        quantity in 1_i64..1_000_000_000, places in 0_u32..=6, units in 0_i64..1_000_000_000_000, decimals in 0_u32..=4,
    ) {
        let quantity = Amount::try_from(Decimal::new(quantity, places)).unwrap();
        let amount = Amount::try_from(Decimal::new(units, decimals)).unwrap();
        let portions = portions(quantity, amount, decimals);
        let total: Amount = portions.iter().map(|portion| portion.quantity.exact_mul(portion.price).unwrap()).sum();
        prop_assert_eq!(total, amount);
        let pieces: Amount = portions.iter().map(|portion| portion.quantity).sum();
        prop_assert_eq!(pieces, quantity, "none stands for all while the digits suffice");
        prop_assert!(portions.iter().all(|portion| portion.quantity.is_positive() && !portion.price.is_negative()));
    }
}

/// The number of cases: that of the environment if it says one.
fn cases(default: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(default)
}
