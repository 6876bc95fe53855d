//! What of a bill becomes a line: products, shipping and fees, each with its exact amount and the set of rates it was taxed by.

use accounting_core::bill::{Bill, Billed, Reading, Taxed};
use accounting_core::money::Amount;
use accounting_core::naming;
use accounting_core::snapshot::{Charge, OrderSnapshot, Refund};

use super::charges::{self, GivenBack};
use crate::settings::{Choices, rate_key};

/// Characters of a description (Xero's API).
pub const DESCRIPTION_MAX: usize = 4000;

/// Characters that `q ×` may take in front of a description: 28 digits, a point, a sign and the rest.
const PIECES_MAX: usize = 35;

/// Which account a part goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Products.
    Sales,
    /// Shipping.
    Shipping,
    /// Fees and what they take off.
    Fee,
}

impl Role {
    /// Code of its account; `None` where the settings name none.
    pub fn account(self, choices: &Choices) -> Option<&str> {
        let code = match self {
            Self::Sales => &choices.sales_account,
            Self::Shipping => &choices.shipping_account,
            Self::Fee => &choices.fee_account,
        };
        (!code.is_empty()).then_some(code.as_str())
    }
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is called.
    pub description: String,
    /// Which account it goes to.
    pub role: Role,
    /// Pieces; not positive for what has none.
    pub quantity: Amount,
    /// Exact, for all pieces together.
    pub amount: Taxed,
    /// Key of the set of rates that it was taxed by.
    pub rates: String,
    /// Index of the order's line, if it is a product.
    pub line: Option<usize>,
}

/// All parts of a bill.
pub struct Parts {
    /// In the order of the order: products, fees, shipping.
    pub parts: Vec<Part>,
    /// Whether fees or shipping of a refund could be of either of several sets of rates.
    pub is_untraced: bool,
}

/// The parts of `bill`, which was made of `snapshot`. What came to nothing and has no pieces is none.
pub fn parts(snapshot: &OrderSnapshot, bill: &Bill) -> Parts {
    let mut parts = products(snapshot, bill);
    let Reading::Refunded(id) = bill.reading else {
        parts.extend(charged(&snapshot.fees, &bill.fees, Role::Fee));
        parts.extend(charged(&snapshot.shipping_lines, &bill.shipping_lines, Role::Shipping));
        return Parts { parts, is_untraced: false };
    };
    let refund = snapshot.refunds.iter().find(|refund| refund.id == id);
    let given_back = refund.map_or_else(Vec::new, |refund| given_back(snapshot, bill, refund));
    let is_untraced = given_back.iter().any(Option::is_none);
    parts.extend(given_back.into_iter().flatten());
    Parts { parts, is_untraced }
}

fn products(snapshot: &OrderSnapshot, bill: &Bill) -> Vec<Part> {
    let is_refund = matches!(bill.reading, Reading::Refunded(_));
    let mut parts = Vec::new();
    for (index, (line, billed)) in snapshot.lines.iter().zip(&bill.lines).enumerate() {
        let amount = billed.after.amount;
        // What was given away is told on an invoice, and there is nothing to give back of it.
        let is_told = billed.quantity.is_positive() && !is_refund;
        if is_nothing(amount) && !is_told {
            continue;
        }
        parts.push(Part {
            description: naming::of_line(line, DESCRIPTION_MAX - PIECES_MAX),
            role: Role::Sales,
            quantity: billed.quantity,
            amount,
            rates: rate_key(line.taxes.keys().map(String::as_str)),
            line: Some(index),
        });
    }
    parts
}

/// Fees or shipping of an order, each under its own name and with its own rates.
fn charged(charges: &[Charge], billed: &[Billed], role: Role) -> Vec<Part> {
    let told = charges.iter().zip(billed).filter(|(_, billed)| !is_nothing(billed.amount));
    told.map(|(charge, billed)| Part::of(charge, billed.amount, role)).collect()
}

/// Fees and shipping of a refund: those that it names, else those that it can be told by what they come to. `None` stands for
/// what could be either of several.
fn given_back(snapshot: &OrderSnapshot, bill: &Bill, refund: &Refund) -> Vec<Option<Part>> {
    let mut parts = Vec::new();
    let fees = (&snapshot.fees, &refund.fees, &bill.fees, &refund.fee_taxes, Role::Fee);
    let shipping = (
        &snapshot.shipping_lines,
        &refund.shipping_lines,
        &bill.shipping_lines,
        &refund.shipping_taxes,
        Role::Shipping,
    );
    for (charges, named, billed, taxes, role) in [fees, shipping] {
        let amount: Taxed = billed.iter().map(|billed| billed.amount).sum();
        if is_nothing(amount) {
            continue;
        }
        if let Some(named) = charges::named(charges, named, amount) {
            parts.extend(named.into_iter().map(|(charge, amount)| Some(Part::of(charge, amount, role))));
            continue;
        }
        match charges::given_back(charges, amount, taxes) {
            GivenBack::Whole(whole) => {
                let amount = |charge: &Charge| Taxed::new(charge.total, charge.total_tax);
                parts.extend(whole.into_iter().map(|charge| Some(Part::of(charge, amount(charge), role))));
            }
            GivenBack::Part(charge) => parts.push(Some(Part::of(charge, amount, role))),
            GivenBack::Unknown => parts.push(None),
        }
    }
    parts
}

impl Part {
    fn of(charge: &Charge, amount: Taxed, role: Role) -> Self {
        let otherwise = if role == Role::Fee { "Fee" } else { "Shipping" };
        Self {
            description: naming::named(&charge.name, otherwise, DESCRIPTION_MAX - PIECES_MAX),
            role,
            quantity: Amount::ONE,
            amount,
            rates: rate_key(charge.taxes.keys().map(String::as_str)),
            line: None,
        }
    }
}

fn is_nothing(amount: Taxed) -> bool {
    amount.net.is_zero() && amount.tax.is_zero()
}
