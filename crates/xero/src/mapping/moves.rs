//! Documents without lines: what moves money to or from an invoice or credit note, and what voids an invoice.

use accounting_core::bill::{Bill, precision};
use accounting_core::connector::MappingError;
use accounting_core::document::{Cause, Reconciliation};
use accounting_core::money::Amount;
use accounting_core::reason::{Code, Reason};
use accounting_core::snapshot::{OrderSnapshot, Refund};
use serde_json::{Value, json};

use super::arithmetic::CENTS;
use super::dates::{self, Day};
use super::references;
use super::{Draft, Made, refund_of};
use crate::settings::Choices;
use crate::wire;

/// The payment of an invoice: all that the customer paid, on the day he did. What came back before that he never paid: the credit
/// note takes it off what is due. Without an account for his gateway there is none, and the reason names the gateway.
pub fn payment(snapshot: &OrderSnapshot, choices: &Choices) -> Made {
    let bill = Bill::as_bought(snapshot);
    let came_back: Amount = snapshot
        .refunds
        .iter()
        .filter(|refund| was_before_payment(snapshot, refund))
        .map(|refund| refund.amount)
        .sum();
    let paid = Money::of(bill.total - came_back, bill.decimals);
    if !paid.exact.is_positive() {
        return Err(Code::NothingToBill.into());
    }
    let Some(account) = choices.gateways.get(&snapshot.payment_method) else {
        return Err(no_account(snapshot));
    };
    let day = dates::in_ledger(dates::of_payment(snapshot), choices);
    let invoice = references::of_invoice(snapshot, choices);
    let fields = json!({
        "document": {
            "Account": {"AccountID": account},
            "Date": day.text(),
            "Amount": wire::money(paid.in_cents),
            "Reference": invoice.found_by(),
        },
        "invoice": invoice.found_by(),
    });
    Ok(moved(snapshot, choices, invoice.found_by(), fields, paid, Some(day)))
}

/// Whether a refund was made before anything had been paid, e.g. of an order that is paid on delivery.
fn was_before_payment(snapshot: &OrderSnapshot, refund: &Refund) -> bool {
    refund.created_at.zip(snapshot.paid_at).is_some_and(|(refunded, paid)| refunded < paid)
}

/// What of a credit note is set against the invoice; the conversation takes no more than is due there.
///
/// # Errors
/// When the order has no such refund.
pub fn allocation(snapshot: &OrderSnapshot, refund_id: u64, choices: &Choices) -> Result<Made, MappingError> {
    let refund = refund_of(snapshot, refund_id)?;
    let money = Money::of(refund.amount, precision::decimals(snapshot));
    if !money.exact.is_positive() {
        return Ok(Err(Code::NothingToBill.into()));
    }
    let day = dates::in_ledger(dates::of_refund(snapshot, refund), choices);
    let (note, invoice) =
        (references::of_credit_note(snapshot, refund_id, choices), references::of_invoice(snapshot, choices));
    let fields = json!({
        "amount": wire::money(money.in_cents),
        "date": day.text(),
        "credit_note": note.found_by(),
        "invoice": invoice.found_by(),
    });
    Ok(Ok(moved(snapshot, choices, note.found_by(), fields, money, Some(day))))
}

/// What of a credit note is paid back; the conversation takes no more than is left of it. Without an account there is none.
///
/// # Errors
/// When the order has no such refund.
pub fn refund_payment(
    snapshot: &OrderSnapshot,
    refund_id: u64,
    choices: &Choices,
) -> Result<Made, MappingError> {
    let refund = refund_of(snapshot, refund_id)?;
    let money = Money::of(refund.amount, precision::decimals(snapshot));
    if !money.exact.is_positive() {
        return Ok(Err(Code::NothingToBill.into()));
    }
    if choices.refund_account.is_empty() {
        return Ok(Err(no_account(snapshot)));
    }
    let day = dates::in_ledger(dates::of_refund(snapshot, refund), choices);
    let note = references::of_credit_note(snapshot, refund_id, choices);
    let fields = json!({
        "document": {
            "Account": {"AccountID": choices.refund_account},
            "Date": day.text(),
            "Reference": note.found_by(),
        },
        "amount": wire::money(money.in_cents),
        "credit_note": note.found_by(),
    });
    Ok(Ok(moved(snapshot, choices, note.found_by(), fields, money, Some(day))))
}

/// The end of an invoice whose order was cancelled.
pub fn void(snapshot: &OrderSnapshot, choices: &Choices) -> Draft {
    let bill = Bill::as_bought(snapshot);
    let invoice = references::of_invoice(snapshot, choices);
    let fields = json!({"invoice": invoice.found_by()});
    moved(snapshot, choices, invoice.found_by(), fields, Money::of(bill.total, bill.decimals), None)
}

/// An amount as the order says it, and as Xero keeps it.
#[derive(Clone, Copy)]
struct Money {
    exact: Amount,
    in_cents: Amount,
}

impl Money {
    fn of(amount: Amount, decimals: u32) -> Self {
        let exact = amount.round(decimals);
        Self { exact, in_cents: exact.round(CENTS) }
    }
}

fn no_account(snapshot: &OrderSnapshot) -> Reason {
    let (slug, title) = (&snapshot.payment_method, &snapshot.payment_method_title);
    Reason::new(Code::NoPaymentAccount, if title.is_empty() { slug } else { title })
}

fn moved(
    snapshot: &OrderSnapshot,
    choices: &Choices,
    reference: &str,
    fields: Value,
    money: Money,
    day: Option<Day>,
) -> Draft {
    let mut causes = Vec::new();
    if money.exact != money.in_cents {
        causes.push(Cause::TotalTooFine);
    }
    if day.is_some_and(|day| day.is_locked) {
        causes.push(Cause::DateLocked);
    }
    if !choices.facts.keeps(&snapshot.currency) {
        causes.push(Cause::UnknownCurrency);
    }
    Draft {
        reference: reference.to_owned(),
        payload: if let Value::Object(fields) = fields { fields } else { serde_json::Map::new() },
        asks_for: Vec::new(),
        reconciliation: Reconciliation {
            currency: snapshot.currency.clone(),
            order_total: money.exact,
            document_total: money.in_cents,
            difference: money.in_cents - money.exact,
            causes,
            unmapped_taxes: Vec::new(),
        },
    }
}
