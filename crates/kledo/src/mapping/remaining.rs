//! What is left of an order after its refunds: exact, with the tax apart, not rounded yet.

use std::collections::HashMap;

use accounting_core::money::Amount;
use accounting_core::snapshot::{Line, LineTax, OrderSnapshot, Refund};

use super::taxed::Taxed;

/// What a document has to bill.
pub struct Remaining {
    /// Every line of the order, in its order.
    pub lines: Vec<RemainingLine>,
    /// Every fee: its index in the snapshot, and what is left of it. Negative ones are deductions.
    pub fees: Vec<(usize, Taxed)>,
    /// Shipping; negative when more was given back than was charged.
    pub shipping: Taxed,
    /// Refunds that name no line, fee or shipping, with tax.
    pub money_back: Amount,
    /// The order's tax, less that of what refunds name.
    pub tax: Amount,
    /// What the customer pays in the end, with tax.
    pub total: Amount,
}

/// What is left of a line.
pub struct RemainingLine {
    /// Index into the snapshot's lines.
    pub index: usize,
    /// Pieces; not positive when all came back, or there never were any.
    pub quantity: Amount,
    /// Price of those pieces before coupons.
    pub before: Taxed,
    /// What the customer pays for the line.
    pub after: Taxed,
}

impl Remaining {
    /// Reads the order and takes its refunds off.
    pub fn of(snapshot: &OrderSnapshot, decimals: u32) -> Self {
        let mut returned = returned_by_line(snapshot);
        let mut named = Taxed::default();
        let mut lines = Vec::with_capacity(snapshot.lines.len());
        for (index, line) in snapshot.lines.iter().enumerate() {
            // Taken out of the map: should two lines bear one id, only the first gets the refund.
            let back = returned.remove(&line.id).unwrap_or_default();
            named = named + back.money;
            lines.push(RemainingLine::of(index, line, &back, decimals));
        }
        let mut fees: Vec<(usize, Taxed)> = snapshot.fees.iter().map(Taxed::from).enumerate().collect();
        let fees_back: Taxed = snapshot.refunds.iter().map(|refund| take_fees(refund, &mut fees)).sum();
        let shipping_back: Taxed = snapshot.refunds.iter().map(shipping_of).sum();
        named = named + fees_back + shipping_back;
        let totals = &snapshot.totals;
        Self {
            lines,
            fees,
            shipping: Taxed::new(totals.shipping_total, totals.shipping_tax) - shipping_back,
            money_back: money_back(snapshot, named, decimals),
            tax: totals.total_tax - named.tax,
            total: totals.total - totals.total_refunded,
        }
    }
}

impl RemainingLine {
    fn of(index: usize, line: &Line, back: &Returned, decimals: u32) -> Self {
        let total = Taxed::new(line.total, exact_tax(line, |tax| tax.total, line.total_tax, decimals));
        let subtotal = if line.subtotal == line.total {
            total
        } else {
            Taxed::new(line.subtotal, exact_tax(line, |tax| tax.subtotal, line.subtotal_tax, decimals))
        };
        let quantity = line.quantity - back.quantity;
        let before =
            if back.quantity.is_zero() { Some(subtotal) } else { subtotal.share(quantity, line.quantity) };
        Self { index, quantity, before: before.unwrap_or_default(), after: total - back.money }
    }
}

/// The tax of a line before it was rounded, so that a price of 100,000 with tax is 100,000 again.
///
/// `WooCommerce` stores it per rate; the sum it stores beside is rounded, or was set by hand and then counts.
fn exact_tax(line: &Line, of: fn(&LineTax) -> Amount, stored: Amount, decimals: u32) -> Amount {
    let exact: Amount = line.taxes.values().map(of).sum();
    let roundings = Amount::from(i64::try_from(line.taxes.len()).unwrap_or(i64::MAX));
    if (exact - stored).abs() <= roundings * Amount::smallest(decimals) { exact } else { stored }
}

/// What came back of one line, over all refunds.
#[derive(Default)]
struct Returned {
    quantity: Amount,
    money: Taxed,
}

fn returned_by_line(snapshot: &OrderSnapshot) -> HashMap<u64, Returned> {
    let mut returned: HashMap<u64, Returned> = HashMap::new();
    for line in snapshot.refunds.iter().flat_map(|refund| &refund.lines) {
        let back = returned.entry(line.line_id).or_default();
        // A refund that brings pieces is none.
        back.quantity = back.quantity + line.quantity.max(Amount::ZERO);
        back.money = back.money + Taxed::new(line.total, line.total_tax);
    }
    returned
}

fn shipping_of(refund: &Refund) -> Taxed {
    Taxed::new(refund.shipping_total, refund.shipping_tax)
}

/// Takes a refund's fees off the order's and says how much that was. A refund does not say which fee it gave back: one of
/// exactly that amount, if there is one, else the first ones.
fn take_fees(refund: &Refund, fees: &mut [(usize, Taxed)]) -> Taxed {
    let wanted = Taxed::new(refund.fee_total, refund.fee_tax);
    if let Some((_, fee)) = fees.iter_mut().find(|(_, fee)| *fee == wanted) {
        return std::mem::take(fee);
    }
    let mut left = wanted;
    for (_, fee) in fees.iter_mut().filter(|(_, fee)| fee.net.is_positive()) {
        if left.net < fee.net {
            *fee = *fee - left;
            left = Taxed::default();
            break;
        }
        left = left - std::mem::take(fee);
    }
    wanted - left
}

/// What was refunded without being named. A last digit that only rounding explains is none.
fn money_back(snapshot: &OrderSnapshot, named: Taxed, decimals: u32) -> Amount {
    let unnamed = snapshot.totals.total_refunded - named.gross();
    let amounts = snapshot.refunds.iter().flat_map(amounts_of);
    let roundings = amounts.filter(|amount| amount.scale() > decimals).count();
    let explained = Amount::from(i64::try_from(roundings).unwrap_or(i64::MAX)) * Amount::smallest(decimals);
    if unnamed.abs() <= explained { Amount::ZERO } else { unnamed }
}

/// Every amount a refund names.
pub fn amounts_of(refund: &Refund) -> impl Iterator<Item = Amount> {
    let lines = refund.lines.iter().flat_map(|line| [line.total, line.total_tax]);
    lines.chain([refund.shipping_total, refund.shipping_tax, refund.fee_total, refund.fee_tax])
}
