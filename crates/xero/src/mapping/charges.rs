//! Which of an order's fees, or of its shipping, a refund gave back: those that it names, or, of an order from another program or
//! one that was edited since, those that come to as much.

use std::collections::{BTreeMap, BTreeSet};

use accounting_core::bill::Taxed;
use accounting_core::money::Amount;
use accounting_core::snapshot::{Charge, RefundedLine};

/// Charges of an order beyond which no combination of them is tried.
const TRIED_MAX: usize = 10;

/// What was given back.
pub enum GivenBack<'a> {
    /// These, whole.
    Whole(Vec<&'a Charge>),
    /// A part, taxed as this one was.
    Part(&'a Charge),
    /// It could be of several that were taxed in different ways.
    Unknown,
}

/// The `charges` that a refund names, each with what was given back of it. `None` where one is not the order's, or where together
/// they are not `amount`.
pub fn named<'a>(
    charges: &'a [Charge],
    named: &[RefundedLine],
    amount: Taxed,
) -> Option<Vec<(&'a Charge, Taxed)>> {
    let of = |line: &RefundedLine| Taxed::new(line.total, line.total_tax);
    let real = named.iter().filter(|line| !line.total.is_zero() || !line.total_tax.is_zero());
    let charge = |line: &RefundedLine| charges.iter().find(|charge| charge.id == line.line_id);
    let found = real.map(|line| Some((charge(line)?, of(line)))).collect::<Option<Vec<_>>>()?;
    let sum: Taxed = found.iter().map(|(_, amount)| *amount).sum();
    (sum == amount).then_some(found)
}

/// Which of `charges` a refund of `amount` that names none gave back, whose taxes by rate were `taxes`.
pub fn given_back<'a>(
    charges: &'a [Charge],
    amount: Taxed,
    taxes: &BTreeMap<String, Amount>,
) -> GivenBack<'a> {
    if let Some(whole) = whole(charges, amount) {
        return GivenBack::Whole(whole);
    }
    let sets: BTreeSet<BTreeSet<&String>> = charges.iter().map(rates).collect();
    // A refund names every rate of its order, most of them with nothing.
    let named: BTreeSet<&String> =
        taxes.iter().filter(|(_, tax)| !tax.is_zero()).map(|(rate, _)| rate).collect();
    let set = if sets.len() == 1 { sets.first() } else { sets.get(&named).filter(|_| !named.is_empty()) };
    let taxed_so = charges.iter().find(|charge| set.is_some_and(|set| rates(charge) == *set));
    taxed_so.map_or(GivenBack::Unknown, GivenBack::Part)
}

/// The fewest charges that together are exactly `amount`; of several as few, those that come first.
fn whole(charges: &[Charge], amount: Taxed) -> Option<Vec<&Charge>> {
    let real: Vec<&Charge> =
        charges.iter().filter(|charge| !charge.total.is_zero() || !charge.total_tax.is_zero()).collect();
    let tried = &real[..real.len().min(TRIED_MAX)];
    let chosen = |bits: u32| -> Vec<&Charge> {
        let charges = tried.iter().enumerate().filter(|(index, _)| bits & (1 << index) != 0);
        charges.map(|(_, charge)| *charge).collect()
    };
    let sum = |bits| -> Taxed {
        chosen(bits).into_iter().map(|charge| Taxed::new(charge.total, charge.total_tax)).sum()
    };
    let combinations = 1_u32..1 << tried.len();
    let fitting = combinations.filter(|bits| sum(*bits) == amount);
    fitting.min_by_key(|bits| bits.count_ones()).map(chosen)
}

fn rates(charge: &Charge) -> BTreeSet<&String> {
    charge.taxes.keys().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn charges() -> Vec<Charge> {
        let charges = json!([
            {"id": 1, "name": "Wrapping", "total": "5", "total_tax": "1", "taxes": {"1": "1"}},
            {"id": 2, "name": "Deposit", "total": "5", "total_tax": "0"},
            {"id": 3, "name": "Book", "total": "10", "total_tax": "0.5", "taxes": {"2": "0.5"}},
            {"id": 4, "name": "Nothing", "total": "0"},
        ]);
        serde_json::from_value(charges).unwrap()
    }

    fn names(net: &str, tax: &str, taxes: &[(&str, &str)]) -> String {
        let charges = charges();
        let taxes = taxes.iter().map(|(rate, tax)| ((*rate).to_owned(), tax.parse().unwrap())).collect();
        let amount = Taxed::new(net.parse().unwrap(), tax.parse().unwrap());
        match given_back(&charges, amount, &taxes) {
            GivenBack::Whole(whole) => {
                whole.iter().map(|charge| charge.name.as_str()).collect::<Vec<_>>().join(" ")
            }
            GivenBack::Part(charge) => format!("part of {}", charge.name),
            GivenBack::Unknown => "?".to_owned(),
        }
    }

    #[test]
    fn whole_charges_are_known_by_what_they_come_to() {
        assert_eq!(names("5", "0", &[("1", "0"), ("2", "0")]), "Deposit");
        assert_eq!(names("10", "1", &[]), "Wrapping Deposit");
        assert_eq!(names("10", "0.5", &[]), "Book");
    }

    /// 12.3: of two that cost the same, only the id says which.
    #[test]
    fn what_a_refund_names_is_what_it_gave_back() {
        let charges = charges();
        let named = |lines: &[(u64, &str, &str)], net: &str, tax: &str| {
            let line =
                |(id, net, tax): &(u64, &str, &str)| json!({"line_id": id, "total": net, "total_tax": tax});
            let lines: Vec<RefundedLine> = serde_json::from_value(lines.iter().map(line).collect()).unwrap();
            let amount = Taxed::new(net.parse().unwrap(), tax.parse().unwrap());
            let found = named(&charges, &lines, amount)?;
            let texts =
                found.iter().map(|(charge, part)| format!("{} {}+{}", charge.name, part.net, part.tax));
            Some(texts.collect::<Vec<_>>().join(", "))
        };
        assert_eq!(named(&[(2, "4", "0")], "4", "0").as_deref(), Some("Deposit 4+0"));
        let two = [(3, "2", "0.1"), (1, "0", "0"), (2, "5", "0")];
        assert_eq!(named(&two, "7", "0.1").as_deref(), Some("Book 2+0.1, Deposit 5+0"));
        assert_eq!(named(&[(2, "4", "0")], "5", "0"), None, "it names not all of it");
        assert_eq!(named(&[(0, "4", "0")], "4", "0"), None, "nobody knows which");
        assert_eq!(named(&[(77, "4", "0"), (2, "1", "0")], "5", "0"), None, "one is not of this order");
        assert_eq!(named(&[], "5", "0"), None);
    }

    #[test]
    fn a_part_is_known_by_its_rates_and_else_not_at_all() {
        assert_eq!(names("4", "0.8", &[("1", "0.8"), ("2", "0")]), "part of Wrapping");
        assert_eq!(names("4", "0", &[("1", "0"), ("2", "0")]), "?");
        assert_eq!(names("4", "1", &[("1", "0.5"), ("2", "0.5")]), "?");
    }
}
