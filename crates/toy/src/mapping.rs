//! An order becomes an invoice or a payment, and one of its refunds a credit note.
//!
//! Toy Books adds up `amount + tax` of the lines, and that is all its arithmetic. What the shop rounded elsewhere than here goes
//! to a line of its own, so that every document comes to what the order says.

use accounting_core::bill::{Bill, Billed, Reading, Taxed};
use accounting_core::connector::{MappingError, Settings};
use accounting_core::document::{Cause, Document, Mapped, Reconciliation};
use accounting_core::links::LinkName;
use accounting_core::money::Amount;
use accounting_core::reason::Code;
use accounting_core::reference::reference;
use accounting_core::snapshot::{self, OrderSnapshot};
use accounting_core::text::plain;
use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value, json};

use crate::describe;
use crate::kind::Kind;

/// Links from a customer's e-mail address to his contact in the books.
pub const CONTACT: &str = "contact";

/// Characters of a name or description.
const TEXT_MAX: usize = 200;

/// Maps `snapshot` to a document.
///
/// # Errors
/// When the snapshot is of another version, or the order has no such refund.
pub fn map(
    kind: Kind,
    subject_id: u64,
    snapshot: &OrderSnapshot,
    settings: &Settings,
) -> Result<Mapped, MappingError> {
    if snapshot.version != snapshot::VERSION {
        return Err(MappingError::Version(snapshot.version));
    }
    let number = |kind, id| reference(&prefix(kind, settings), id);
    let source = Source { snapshot, settings, invoice: number(Kind::Invoice, snapshot.order_id) };
    let draft = match kind {
        Kind::Invoice => source.invoice(),
        Kind::Payment => source.payment(number(kind, snapshot.order_id)),
        Kind::CreditNote => source.credit_note(number(kind, subject_id), subject_id)?,
    };
    let Some(draft) = draft else {
        return Ok(Mapped::Skipped(Code::NothingToBill.into()));
    };
    let contact = contact_email(&draft.payload).and_then(|email| LinkName::new(CONTACT, email));
    Ok(Mapped::Document(Box::new(Document {
        kind: kind.name(),
        order_id: snapshot.order_id,
        subject_id,
        reference: draft.number,
        payload: draft.payload,
        asks_for: contact.into_iter().collect(),
        held: false,
        reconciliation: draft.reconciliation,
    })))
}

/// Who a document is for: by his e-mail address, else by his name. Nobody where it only names its invoice.
pub fn contact_of(payload: &Map<String, Value>) -> &str {
    let name = || payload.get("contact_name").and_then(Value::as_str);
    contact_email(payload).or_else(name).unwrap_or_default()
}

/// The address that his contact is found by; `None` for a customer who gave none.
pub fn contact_email(payload: &Map<String, Value>) -> Option<&str> {
    payload.get("contact_email").and_then(Value::as_str)
}

/// What the numbers of a kind begin with.
pub fn prefix(kind: Kind, settings: &Settings) -> String {
    let of_invoices = setting(settings, "invoice_prefix");
    match kind {
        Kind::Invoice => of_invoices,
        Kind::Payment => format!("{of_invoices}PAY-"),
        Kind::CreditNote => format!("{of_invoices}CN-"),
    }
}

fn setting(settings: &Settings, name: &str) -> String {
    settings.get(name).map_or(describe::default_of(name), |stored| stored.trim()).to_owned()
}

/// A document that is nearly written.
struct Draft {
    number: String,
    payload: Map<String, Value>,
    reconciliation: Reconciliation,
}

/// What documents are made of.
struct Source<'a> {
    snapshot: &'a OrderSnapshot,
    settings: &'a Settings,
    /// The invoice's number: payments and credit notes name it.
    invoice: String,
}

impl Source<'_> {
    /// The order as it was bought: refunds have credit notes of their own. `None` when there is nothing on it.
    fn invoice(&self) -> Option<Draft> {
        let mut draft = self.billed(self.invoice.clone(), &Bill::as_bought(self.snapshot))?;
        draft.payload.insert("date".to_owned(), date(&self.snapshot.created_at));
        let billing = &self.snapshot.billing;
        let name = plain(&format!("{} {}", billing.first_name, billing.last_name), TEXT_MAX);
        let email = plain(&billing.email, TEXT_MAX).to_lowercase();
        let company = plain(&billing.company, TEXT_MAX);
        let known_by = [name, company, email.clone()].into_iter().find(|text| !text.is_empty());
        let known_by = known_by.unwrap_or_else(|| format!("#{}", self.snapshot.order_id));
        draft.payload.insert("contact_name".to_owned(), json!(known_by));
        if !email.is_empty() {
            draft.payload.insert("contact_email".to_owned(), json!(email));
        }
        Some(draft)
    }

    /// All that the customer paid. `None` when it cost nothing.
    fn payment(&self, number: String) -> Option<Draft> {
        let bill = Bill::as_bought(self.snapshot);
        let paid = bill.total.round(bill.decimals);
        if !paid.is_positive() {
            return None;
        }
        let account = setting(self.settings, "payment_account");
        let fields = json!({
            "number": number,
            "invoice_number": self.invoice,
            "date": date(self.snapshot.paid_at.as_ref().unwrap_or(&self.snapshot.created_at)),
            "currency": self.snapshot.currency,
            "account": account.split('|').next().unwrap_or_default().trim(),
            "method": plain(&self.snapshot.payment_method_title, TEXT_MAX),
            "transaction": plain(&self.snapshot.transaction_id, TEXT_MAX),
            "total": paid.with_decimals(bill.decimals),
        });
        Some(Draft { number, payload: object(fields), reconciliation: self.reconciled(paid, paid) })
    }

    /// What one refund gave back. `Ok(None)` when it gave nothing.
    fn credit_note(&self, number: String, refund_id: u64) -> Result<Option<Draft>, MappingError> {
        let refund = self.snapshot.refunds.iter().find(|refund| refund.id == refund_id);
        let bill = Bill::refunded(self.snapshot, refund_id);
        let (Some(refund), Some(bill)) = (refund, bill) else {
            return Err(MappingError::Refund { order_id: self.snapshot.order_id, refund_id });
        };
        Ok(self.billed(number, &bill).map(|mut draft| {
            let made_at = refund.created_at.as_ref().unwrap_or(&self.snapshot.created_at);
            draft.payload.insert("date".to_owned(), date(made_at));
            draft.payload.insert("invoice_number".to_owned(), json!(self.invoice));
            draft.payload.insert("reason".to_owned(), json!(plain(&refund.reason, TEXT_MAX)));
            draft
        }))
    }

    /// A document with the lines of `bill`. `None` when there is nothing on it.
    fn billed(&self, number: String, bill: &Bill) -> Option<Draft> {
        let lines = Lines::of(self.snapshot, bill);
        if lines.written.is_empty() {
            return None;
        }
        let fields = json!({
            "number": number,
            "currency": self.snapshot.currency,
            "lines": lines.written,
            "total": lines.total.with_decimals(bill.decimals),
        });
        let reconciliation = self.reconciled(bill.total.round(bill.decimals), lines.total);
        Some(Draft { number, payload: object(fields), reconciliation })
    }

    fn reconciled(&self, order_total: Amount, document_total: Amount) -> Reconciliation {
        let mut causes = Vec::new();
        if document_total != order_total {
            causes.push(Cause::OrderDoesNotAddUp);
        }
        if document_total.is_negative() {
            causes.push(Cause::NegativeTotal);
        }
        Reconciliation {
            currency: self.snapshot.currency.clone(),
            order_total,
            document_total,
            difference: document_total - order_total,
            causes,
            unmapped_taxes: Vec::new(),
        }
    }
}

/// The lines of a document, and what they come to.
struct Lines {
    written: Vec<Value>,
    total: Amount,
    decimals: u32,
    /// Amounts that were rounded here or in the shop; each explains one smallest unit.
    roundings: usize,
}

impl Lines {
    fn of(snapshot: &OrderSnapshot, bill: &Bill) -> Self {
        let mut lines =
            Self { written: Vec::new(), total: Amount::ZERO, decimals: bill.decimals, roundings: 1 };
        for (line, billed) in snapshot.lines.iter().zip(&bill.lines) {
            lines.add(&line.name, billed.quantity, &billed.after);
        }
        // A refund does not say which of the order's fees it gave back.
        let fees = if bill.reading == Reading::AsBought { snapshot.fees.as_slice() } else { &[] };
        for (index, billed) in bill.fees.iter().enumerate() {
            lines.add(fees.get(index).map_or("Fees", |fee| &fee.name), Amount::ZERO, billed);
        }
        lines.add("Shipping", Amount::ZERO, &bill.shipping);
        let money = Billed { amount: Taxed::new(bill.money_back, Amount::ZERO), ..Billed::default() };
        lines.add("Money back", Amount::ZERO, &money);
        lines.place_rounding(bill.total.round(bill.decimals));
        lines
    }

    /// One more line, unless there is nothing to say of it. What is not counted in pieces is one.
    fn add(&mut self, description: &str, pieces: Amount, billed: &Billed) {
        let (gross, tax) =
            (billed.amount.gross().round(self.decimals), billed.amount.tax.round(self.decimals));
        self.roundings += 1 + billed.rates.ids().count();
        if !pieces.is_positive() && gross.is_zero() && tax.is_zero() {
            return;
        }
        let quantity = if pieces.is_positive() { pieces } else { Amount::ONE };
        self.total = self.total + gross;
        self.written.push(json!({
            "description": plain(description, TEXT_MAX),
            "quantity": quantity,
            "amount": (gross - tax).with_decimals(self.decimals),
            "tax": tax.with_decimals(self.decimals),
        }));
    }

    /// What only rounding explains gets a line; what it does not explain stays, and is told.
    fn place_rounding(&mut self, due: Amount) {
        let missing = due - self.total;
        let is_rounding = missing.abs() <= Amount::units(self.roundings, self.decimals);
        if is_rounding && !self.written.is_empty() {
            let rounding = Billed { amount: Taxed::new(missing, Amount::ZERO), ..Billed::default() };
            self.add("Rounding", Amount::ZERO, &rounding);
        }
    }
}

fn date(time: &DateTime<FixedOffset>) -> Value {
    Value::String(time.format("%Y-%m-%d").to_string())
}

fn object(fields: Value) -> Map<String, Value> {
    if let Value::Object(fields) = fields { fields } else { Map::new() }
}

#[cfg(test)]
pub mod tests {
    use accounting_core::document::DocumentKind;

    use super::*;

    /// Two cups and shipping for 36.63 with 11 % tax, of which one cup was given back.
    pub fn order() -> OrderSnapshot {
        serde_json::from_value(json!({
            "version": snapshot::VERSION, "order_id": 123, "number": "123", "status": "processing", "currency": "EUR",
            "currency_decimals": 2, "base_currency": "EUR", "prices_include_tax": false,
            "created_at": "2026-01-31T23:30:00+07:00", "paid_at": "2026-02-01T00:10:00+07:00",
            "billing": {"first_name": "Ayu", "last_name": "Lestari", "email": "Ayu@Example.test"},
            "payment_method_title": "Bank", "transaction_id": "t-1",
            "lines": [{"id": 1, "name": "Cup", "quantity": "2", "subtotal": "28", "total": "28", "total_tax": "3.08",
                "taxes": {"1": {"subtotal": "3.08", "total": "3.08"}}}],
            "shipping_lines": [{"id": 2, "name": "Post", "total": "5", "total_tax": "0.55", "taxes": {"1": "0.55"}}],
            "taxes": [{"rate_id": 1, "label": "VAT", "percent": "11"}],
            "refunds": [{"id": 7, "created_at": "2026-02-03T08:00:00+07:00", "amount": "15.54", "reason": "Broken",
                "lines": [{"line_id": 1, "quantity": "1", "total": "14", "total_tax": "1.54", "taxes": {"1": "1.54"}}]}],
            "totals": {"total": "36.63", "total_tax": "3.63", "shipping_total": "5", "shipping_tax": "0.55",
                "total_refunded": "15.54"},
        }))
        .unwrap()
    }

    /// A document of that order.
    pub fn document(kind: &DocumentKind) -> Document {
        let kind = Kind::try_from(kind).unwrap();
        let subject = if kind == Kind::CreditNote { 7 } else { 123 };
        match map(kind, subject, &order(), &Settings::new()).unwrap() {
            Mapped::Document(document) => *document,
            Mapped::Skipped(reason) => panic!("{reason:?}"),
        }
    }

    fn payload(kind: &DocumentKind) -> Value {
        Value::Object(document(kind).payload)
    }

    #[test]
    fn an_invoice_is_the_order_as_it_was_bought() {
        assert_eq!(
            payload(&crate::INVOICE),
            json!({
                "number": "TB-123", "currency": "EUR", "date": "2026-01-31",
                "lines": [
                    {"description": "Cup", "quantity": "2", "amount": "28.00", "tax": "3.08"},
                    {"description": "Shipping", "quantity": "1", "amount": "5.00", "tax": "0.55"},
                ],
                "total": "36.63", "contact_name": "Ayu Lestari", "contact_email": "ayu@example.test",
            })
        );
        let document = document(&crate::INVOICE);
        assert_eq!(document.asks_for, [LinkName::new(CONTACT, "ayu@example.test").unwrap()]);
        assert_eq!((document.reference.as_str(), document.subject_id), ("TB-123", 123));
        assert!(document.reconciliation.causes.is_empty() && document.reconciliation.difference.is_zero());
    }

    #[test]
    fn a_payment_is_all_of_it_and_names_the_invoice() {
        assert_eq!(
            payload(&crate::PAYMENT),
            json!({
                "number": "TB-PAY-123", "invoice_number": "TB-123", "date": "2026-02-01", "currency": "EUR",
                "account": "", "method": "Bank", "transaction": "t-1", "total": "36.63",
            })
        );
        assert!(document(&crate::PAYMENT).asks_for.is_empty());
    }

    #[test]
    fn a_credit_note_is_what_one_refund_gave_back() {
        assert_eq!(
            payload(&crate::CREDIT_NOTE),
            json!({
                "number": "TB-CN-7", "currency": "EUR", "date": "2026-02-03", "invoice_number": "TB-123",
                "lines": [{"description": "Cup", "quantity": "1", "amount": "14.00", "tax": "1.54"}],
                "total": "15.54", "reason": "Broken",
            })
        );
        let document = document(&crate::CREDIT_NOTE);
        assert_eq!((document.reference.as_str(), document.subject_id), ("TB-CN-7", 7));
        let refusal = map(Kind::CreditNote, 8, &order(), &Settings::new()).unwrap_err();
        assert_eq!(refusal.to_string(), "order 123 has no refund 8");
    }

    #[test]
    fn money_that_was_given_back_without_a_name_has_a_line_too() {
        let mut order = order();
        (order.refunds[0].amount, order.refunds[0].lines) = ("10".parse().unwrap(), Vec::new());
        let Mapped::Document(note) = map(Kind::CreditNote, 7, &order, &Settings::new()).unwrap() else {
            panic!()
        };
        assert_eq!(note.payload["lines"][0]["description"], "Money back");
        assert_eq!(
            (&note.payload["lines"][0]["amount"], &note.payload["total"]),
            (&json!("10.00"), &json!("10.00"))
        );
    }

    #[test]
    fn what_the_owner_chose_is_on_the_documents() {
        let settings = Settings::from([
            ("invoice_prefix".to_owned(), "SHOP/".to_owned()),
            ("payment_account".to_owned(), "1000 | Bank".to_owned()),
        ]);
        let Mapped::Document(payment) = map(Kind::Payment, 123, &order(), &settings).unwrap() else {
            panic!()
        };
        assert_eq!(
            (payment.reference.as_str(), &payment.payload["account"]),
            ("SHOP/PAY-123", &json!("1000"))
        );
        assert_eq!(payment.payload["invoice_number"], "SHOP/123");
    }

    #[test]
    fn a_customer_without_an_address_is_known_by_name_and_has_no_contact() {
        let mut order = order();
        order.billing.email = String::new();
        let Mapped::Document(invoice) = map(Kind::Invoice, 123, &order, &Settings::new()).unwrap() else {
            panic!()
        };
        assert_eq!((contact_of(&invoice.payload), contact_email(&invoice.payload)), ("Ayu Lestari", None));
        assert!(invoice.asks_for.is_empty());
    }

    #[test]
    fn the_last_unit_of_rounding_has_a_line_and_more_than_that_is_told() {
        let lines = |total: &str| {
            let mut order = order();
            order.totals.total = total.parse().unwrap();
            let Mapped::Document(invoice) = map(Kind::Invoice, 123, &order, &Settings::new()).unwrap() else {
                panic!()
            };
            (invoice.payload["lines"].as_array().unwrap().len(), invoice.reconciliation)
        };
        let (count, reconciliation) = lines("36.62");
        assert_eq!((count, reconciliation.causes.as_slice()), (3, [].as_slice()));
        assert_eq!(reconciliation.document_total, "36.62".parse().unwrap());
        let (count, reconciliation) = lines("40");
        assert_eq!((count, reconciliation.causes), (2, vec![Cause::OrderDoesNotAddUp]));
        assert_eq!(reconciliation.difference, "-3.37".parse().unwrap());
    }

    #[test]
    fn what_costs_nothing_is_invoiced_and_never_paid_and_an_empty_order_is_neither() {
        let mut order = order();
        (order.totals.total, order.totals.shipping_total, order.totals.shipping_tax) = Default::default();
        (order.lines[0].total, order.lines[0].total_tax) = Default::default();
        order.lines[0].taxes.clear();
        let is_made = |kind, order: &OrderSnapshot| {
            matches!(map(kind, 123, order, &Settings::new()).unwrap(), Mapped::Document(_))
        };
        assert_eq!((is_made(Kind::Invoice, &order), is_made(Kind::Payment, &order)), (true, false));
        order.lines.clear();
        assert!(!is_made(Kind::Invoice, &order));
    }

    #[test]
    fn money_is_written_with_all_its_decimals() {
        for (amount, decimals, written) in
            [("10.5", 2, "10.50"), ("10", 0, "10"), ("-0.00", 2, "0.00"), ("1.5", 3, "1.500")]
        {
            assert_eq!(amount.parse::<Amount>().unwrap().with_decimals(decimals), written);
        }
    }

    #[test]
    fn a_snapshot_of_another_version_is_refused() {
        let order = OrderSnapshot { version: 1, ..order() };
        assert!(matches!(map(Kind::Invoice, 123, &order, &Settings::new()), Err(MappingError::Version(1))));
    }
}
