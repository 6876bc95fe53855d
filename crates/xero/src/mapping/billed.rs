//! Documents with lines: invoice, quote and credit note.

use accounting_core::bill::{Bill, is_fully_refunded};
use accounting_core::connector::MappingError;
use accounting_core::document::{Cause, RateName, Reconciliation};
use accounting_core::links::LinkName;
use accounting_core::reason::Code;
use accounting_core::snapshot::OrderSnapshot;
use accounting_core::text;
use serde_json::{Map, Value, json};

use super::arithmetic::{Amounts, CENTS};
use super::contact::{Contact, contact};
use super::dates::{self, Day};
use super::history;
use super::items::Codes;
use super::lines::{Line, Sheet};
use super::references::{self, Names};
use super::{CONTACT, Draft, ITEM, Made, refund_of};
use crate::settings::{Choices, Items};
use crate::wire;

/// Decimals of a price with `unitdp=4`. Quotes know no `unitdp`.
const UNIT_DECIMALS: u32 = 4;

/// Characters of a tax rate's label that a person is told.
const LABEL_MAX: usize = 60;

/// What is particular to one of the three.
struct Form<'a> {
    /// `Type`, where the element has one.
    kind: Option<&'a str>,
    /// The field that holds our number.
    number_field: &'a str,
    names: Names,
    status: &'a str,
    day: Day,
    due: Option<String>,
    /// Quotes write `INCLUSIVE`, the others `Inclusive`.
    has_capitals: bool,
    unit_decimals: u32,
}

/// The invoice of an order: what was bought, since each refund has a credit note of its own. Of an order that was refunded in
/// full before anything left there is none.
pub fn invoice(snapshot: &OrderSnapshot, choices: &Choices) -> Made {
    if is_fully_refunded(snapshot) {
        return Err(Code::FullyRefunded.into());
    }
    let day = dates::in_ledger(dates::of_order(snapshot), choices);
    let form = Form {
        kind: Some("ACCREC"),
        number_field: "InvoiceNumber",
        names: references::of_invoice(snapshot, choices),
        status: &choices.invoice_status,
        day,
        due: Some(day.later(choices.due_days)),
        has_capitals: false,
        unit_decimals: UNIT_DECIMALS,
    };
    billed(snapshot, choices, &Bill::as_bought(snapshot), &form)
}

/// The quote of an order: what remains of it, since a quote has no credit notes.
pub fn quote(snapshot: &OrderSnapshot, choices: &Choices) -> Made {
    if is_fully_refunded(snapshot) {
        return Err(Code::FullyRefunded.into());
    }
    let form = Form {
        kind: None,
        number_field: "QuoteNumber",
        names: references::of_quote(snapshot, choices),
        status: &choices.quote_status,
        day: dates::of_order(snapshot),
        due: None,
        has_capitals: true,
        unit_decimals: CENTS,
    };
    billed(snapshot, choices, &Bill::remaining(snapshot), &form)
}

/// The credit note for one refund.
///
/// # Errors
/// When the order has no such refund.
pub fn credit_note(
    snapshot: &OrderSnapshot,
    refund_id: u64,
    choices: &Choices,
) -> Result<Made, MappingError> {
    let refund = refund_of(snapshot, refund_id)?;
    let Some(bill) = Bill::refunded(snapshot, refund_id) else {
        return Err(MappingError::Refund { order_id: snapshot.order_id, refund_id });
    };
    if bill.total.round(bill.decimals).is_zero() {
        return Ok(Err(Code::NothingToBill.into()));
    }
    let form = Form {
        kind: Some("ACCRECCREDIT"),
        number_field: "CreditNoteNumber",
        names: references::of_credit_note(snapshot, refund_id, choices),
        status: &choices.invoice_status,
        day: dates::in_ledger(dates::of_refund(snapshot, refund), choices),
        due: None,
        has_capitals: false,
        unit_decimals: UNIT_DECIMALS,
    };
    Ok(billed(snapshot, choices, &bill, &form))
}

fn billed(snapshot: &OrderSnapshot, choices: &Choices, bill: &Bill, form: &Form<'_>) -> Made {
    let sheet = Sheet::of(snapshot, bill, choices, form.unit_decimals);
    let is_over_nothing = bill.total.round(bill.decimals).is_zero() && !choices.send_zero_totals;
    // What is to be held has a reason, and is told.
    if sheet.causes.is_empty() && (sheet.lines.is_empty() || is_over_nothing) {
        return Err(Code::NothingToBill.into());
    }
    let (contact, codes) = (contact(snapshot, choices), Codes::of(snapshot, choices));
    let items = codes.items(&sheet.lines, choices);
    let item_codes = items.iter().filter_map(|item| LinkName::new(ITEM, item["Code"].as_str()?));
    let asks_for = LinkName::new(CONTACT, &contact.key).into_iter().chain(item_codes).collect();
    let element = element(snapshot, choices, &sheet, &codes, form);
    Ok(Draft {
        reference: form.names.found_by().to_owned(),
        payload: payload(snapshot, choices, element, contact, items),
        asks_for,
        reconciliation: reconciled(snapshot, choices, bill, sheet, form.day),
    })
}

fn payload(
    snapshot: &OrderSnapshot,
    choices: &Choices,
    element: Map<String, Value>,
    contact: Contact,
    items: Vec<Value>,
) -> Map<String, Value> {
    let mut payload = Map::new();
    payload.insert("document".to_owned(), Value::Object(element));
    payload.insert("contact".to_owned(), Value::Object(contact.fields));
    payload.insert("contact_by".to_owned(), json!(contact.by));
    payload.insert("items".to_owned(), Value::Array(items));
    payload.insert("make_items".to_owned(), json!(choices.items == Items::Made));
    if choices.history_note {
        payload.insert("history".to_owned(), json!(history::note(snapshot, choices)));
    }
    payload
}

/// The element as it goes on the wire, but for its contact.
fn element(
    snapshot: &OrderSnapshot,
    choices: &Choices,
    sheet: &Sheet,
    codes: &Codes<'_>,
    form: &Form<'_>,
) -> Map<String, Value> {
    let mut element = Map::new();
    let mut set = |field: &str, value: Value| element.insert(field.to_owned(), value);
    if let Some(kind) = form.kind {
        set("Type", json!(kind));
    }
    set("Date", json!(form.day.text()));
    if let Some(due) = &form.due {
        set("DueDate", json!(due));
    }
    let amounts = match sheet.amounts {
        Amounts::Inclusive => "Inclusive",
        Amounts::Exclusive => "Exclusive",
        Amounts::NoTax => "NoTax",
    };
    set(
        "LineAmountTypes",
        json!(if form.has_capitals { amounts.to_uppercase() } else { amounts.to_owned() }),
    );
    if let Some(number) = &form.names.number {
        set(form.number_field, json!(number));
    }
    set("Reference", json!(form.names.reference));
    set("CurrencyCode", json!(snapshot.currency));
    if !choices.branding_theme.is_empty() {
        set("BrandingThemeID", json!(choices.branding_theme));
    }
    set("Status", json!(form.status));
    let written = sheet.lines.iter().map(|line| written(line, codes, choices));
    set("LineItems", written.collect());
    element
}

/// A line as it goes on the wire. Its `LineAmount` is left out: Xero works it out, and refuses one that it does not like.
fn written(line: &Line, codes: &Codes<'_>, choices: &Choices) -> Value {
    let mut fields = Map::new();
    let mut set = |field: &str, value: Value| fields.insert(field.to_owned(), value);
    set("Description", json!(line.description));
    set("Quantity", json!(wire::plain(line.quantity)));
    set("UnitAmount", json!(wire::money(line.unit)));
    if let Some(code) = codes.line(line) {
        set("ItemCode", json!(code));
    }
    if !line.account.is_empty() {
        set("AccountCode", json!(line.account));
    }
    if !line.tax_type.is_empty() {
        set("TaxType", json!(line.tax_type));
    }
    if line.tells_tax {
        set("TaxAmount", json!(wire::money(line.tax)));
    }
    let tracking = choices
        .tracking
        .iter()
        .map(|(category, option)| json!({"TrackingCategoryID": category, "TrackingOptionID": option}));
    let tracking: Vec<Value> = tracking.collect();
    if !tracking.is_empty() {
        set("Tracking", Value::Array(tracking));
    }
    Value::Object(fields)
}

/// What the document comes to in Xero against what the order says, and what keeps it from being sent.
fn reconciled(
    snapshot: &OrderSnapshot,
    choices: &Choices,
    bill: &Bill,
    sheet: Sheet,
    day: Day,
) -> Reconciliation {
    let (order_total, document_total) = (bill.total.round(bill.decimals), sheet.total);
    let mut causes = sheet.causes;
    if !choices.facts.keeps(&snapshot.currency) {
        causes.push(Cause::UnknownCurrency);
    }
    if day.is_locked {
        causes.push(Cause::DateLocked);
    }
    if document_total.is_negative() || order_total.is_negative() {
        causes.push(Cause::NegativeTotal);
    }
    if document_total != order_total && causes.is_empty() {
        causes.push(Cause::OrderDoesNotAddUp);
    }
    Reconciliation {
        currency: snapshot.currency.clone(),
        order_total,
        document_total,
        difference: document_total - order_total,
        causes,
        unmapped_taxes: sheet.unmapped.iter().map(|key| rate_names(snapshot, key)).collect(),
    }
}

/// What a person knows the rates of a set by, as the order keeps them. One that it does not know is told by its id.
fn rate_names(snapshot: &OrderSnapshot, key: &str) -> Vec<RateName> {
    let name = |id: &str| {
        let rate = snapshot.taxes.iter().find(|tax| tax.rate_id.to_string() == id);
        let label = rate.map(|rate| text::hostile(&rate.label, LABEL_MAX)).filter(|label| !label.is_empty());
        RateName {
            label: label.unwrap_or_else(|| format!("#{id}")),
            percent: rate.and_then(|rate| rate.percent),
        }
    };
    key.split(',').filter(|id| !id.is_empty()).map(name).collect()
}

#[cfg(test)]
mod tests {
    use accounting_core::document::{Document, DocumentKind, Mapped};
    use serde_json::json;

    use super::super::{map, tests::order};
    use super::*;

    /// The cup was taxed by two rates, of which the order knows one; the post by none.
    fn mapped(table: &Value) -> Document {
        let mut snapshot = order();
        let tax = snapshot.lines[0].taxes["1"].clone();
        snapshot.lines[0].taxes.insert("4".to_owned(), tax);
        snapshot.shipping_lines[0].taxes.clear();
        let second = snapshot.shipping_lines[0].clone();
        snapshot.shipping_lines.push(second);
        let settings = [("tax_rates".to_owned(), table.to_string())].into_iter().collect();
        let Ok(Mapped::Document(document)) =
            map(&DocumentKind::named("invoice"), snapshot.order_id, &snapshot, &settings)
        else {
            panic!("no document")
        };
        *document
    }

    /// 12.3: whoever maps the taxes has to know which.
    #[test]
    fn each_set_that_nobody_mapped_is_named_once() {
        let name = |label: &str, percent: Option<i64>| RateName {
            label: label.to_owned(),
            percent: percent.map(Into::into),
        };
        let both = mapped(&json!({}));
        assert!(both.held && both.reconciliation.causes.contains(&Cause::TaxNotMapped));
        let taxed = vec![name("VAT", Some(11)), name("#4", None)];
        assert_eq!(both.reconciliation.unmapped_taxes, [taxed.clone(), Vec::new()]);
        let one = mapped(&json!({"": "NONE"}));
        assert_eq!(one.reconciliation.unmapped_taxes, [taxed]);
        assert_eq!(mapped(&json!({"": "NONE", "1,4": "OUTPUT2"})).reconciliation.unmapped_taxes, [[]; 0]);
    }
}
