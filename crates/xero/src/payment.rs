//! The conversation that pays an invoice. One request, as long as Xero takes it; what it refuses because of the invoice is looked at:
//! it may wait for approval, be paid already, or be gone.

use accounting_core::connector::Turn;
use accounting_core::document::Document;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::links::Known;
use accounting_core::money::Amount;
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::Code;
use serde_json::{Value, json};

use crate::answers::{self, INVOICES, PAYMENTS, field};
use crate::making::{differs, object};
use crate::requests::{once, put};
use crate::target::{self, State, Target, amount, before_the_document, nothing_to_belong_to, shown};

/// The next step.
pub fn turn(document: &Document, known: &Known, so_far: &[Exchange]) -> Turn<Outcome> {
    let number = text(document, "invoice");
    let invoice = Target::invoice(known, &number, true);
    match (&invoice.id, so_far) {
        (Some(id), so_far) => pay(document, known, &invoice, id, so_far),
        (None, []) => ask_or(invoice.question(), || nothing_to_belong_to(&number, 0)),
        (None, [found, rest @ ..]) => {
            match invoice.read(found).map(|element| answers::id(&element, INVOICES.id)) {
                Ok(Some(id)) => {
                    let invoice = invoice.found_as(&id);
                    pay(document, known, &invoice, &id, rest)
                }
                Ok(None) => Turn::Done(before_the_document(answers::unreadable(200))),
                Err(outcome) => Turn::Done(before_the_document(outcome)),
            }
        }
    }
}

fn pay(document: &Document, known: &Known, invoice: &Target, id: &str, so_far: &[Exchange]) -> Turn<Outcome> {
    let [paid, rest @ ..] = so_far else {
        let mut element = object(document.payload.get("document").cloned().unwrap_or_default());
        element.insert("Invoice".to_owned(), json!({"InvoiceID": id}));
        return Turn::Ask(once(put(PAYMENTS, element), known, 0));
    };
    let refusal = match made(document, paid) {
        Ok(outcome) => return Turn::Done(outcome),
        Err(refusal) if is_about_the_invoice(&refusal) => refusal,
        Err(other) => return Turn::Done(other),
    };
    match rest.first() {
        None => ask_or(invoice.question(), || refusal.clone()),
        Some(exchange) => Turn::Done(match invoice.read(exchange) {
            Ok(element) => explained(document, &element, refusal),
            // It was refused, so that it is certainly not there.
            Err(_) => Outcome { class: OutcomeClass::NotSent, ..refusal },
        }),
    }
}

/// What a payment came to. It has no number.
///
/// # Errors
/// What the answer means instead.
pub fn made(document: &Document, exchange: &Exchange) -> Result<Outcome, Outcome> {
    let made = answers::made(exchange, PAYMENTS)?;
    let mut outcome = Outcome::made(made.id, None, made.http_status);
    outcome.reason = differs(document, &made.element, "Amount");
    Ok(outcome)
}

/// Whether a payment was refused for the state of what it pays.
fn is_about_the_invoice(refusal: &Outcome) -> bool {
    let said = answers::said(refusal);
    refusal.class == OutcomeClass::AwaitsApproval
        || (refusal.class == OutcomeClass::Rejected
            && (said.contains("exceeds the amount") || said.contains("already paid")))
}

/// What the invoice says of why it was not paid.
fn explained(document: &Document, invoice: &Value, refusal: Outcome) -> Outcome {
    if let Some(id) = payment_on(invoice, &document.reference, document.reconciliation.document_total) {
        return Outcome::made(id, None, 200);
    }
    match target::state(invoice) {
        State::Open => target::awaits_approval(invoice),
        State::Gone => nothing_to_belong_to(&shown(invoice), 200),
        State::Approved if amount(invoice, "AmountDue").is_zero() && invoice.get("AmountDue").is_some() => {
            Outcome::unneeded(
                accounting_core::reason::Reason::new(Code::NothingLeftToDo, &shown(invoice)),
                200,
            )
        }
        // It was approved a moment ago, so that the payment goes through next time.
        State::Approved if refusal.class == OutcomeClass::AwaitsApproval => {
            Outcome { class: OutcomeClass::NotSent, ..refusal }
        }
        State::Approved => refusal,
    }
}

/// The payment of that reference and amount that a document tells of.
pub fn payment_on(element: &Value, reference: &str, amount_paid: Amount) -> Option<String> {
    let payments = element.get("Payments").and_then(Value::as_array).into_iter().flatten();
    let is_ours = |payment: &&Value| {
        field(payment, "Reference").as_deref() == Some(reference)
            && amount(payment, "Amount") == amount_paid
            && field(payment, "Status").as_deref() != Some("DELETED")
    };
    payments.filter(is_ours).find_map(|payment| answers::id(payment, PAYMENTS.id))
}

/// A text of a document's payload.
pub fn text(document: &Document, name: &str) -> String {
    document.payload.get(name).and_then(answers::text).unwrap_or_default()
}

/// Asks, where there is something to ask.
pub fn ask_or(question: Option<Request>, else_done: impl FnOnce() -> Outcome) -> Turn<Outcome> {
    question.map_or_else(|| Turn::Done(else_done()), Turn::Ask)
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::{Answer, Fault};
    use accounting_core::links::Remote;

    use super::*;
    use crate::tests::{ID, payment};

    const PAYMENT_ID: &str = "9a000000-0000-4000-8000-000000000001";

    fn known() -> Known {
        Known { belongs_to: Some(Remote { id: ID.to_owned(), number: None }), ..Known::default() }
    }

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(status: u16, body: &Value) -> Exchange {
        Ok(Answer::new(status, body.to_string()))
    }

    fn refused(message: &str) -> Exchange {
        answer(400, &json!({"Elements": [{"ValidationErrors": [{"Message": message}]}]}))
    }

    fn unapproved() -> Exchange {
        refused("Payments can only be made against Authorised documents")
    }

    fn exceeds() -> Exchange {
        let element = json!({"HasErrors": true, "ValidationErrors":
            [{"Message": "Payment amount exceeds the amount outstanding on this document"}]});
        answer(200, &json!({"Payments": [element]}))
    }

    fn invoice(status: &str, due: &str, payments: &Value) -> Exchange {
        let invoice = json!({"InvoiceID": ID, "InvoiceNumber": "WC-123", "Status": status, "AmountDue": due, "Payments": payments});
        answer(200, &json!({"Invoices": [invoice]}))
    }

    fn asks(known: &Known, so_far: &[Exchange]) -> String {
        match turn(&payment(), known, so_far) {
            Turn::Ask(request) => {
                format!("{} {} {}", request.method.as_str(), request.path, request.body.text())
            }
            Turn::Done(outcome) => panic!("{outcome:?}"),
        }
    }

    fn comes_to(known: &Known, so_far: &[Exchange]) -> (OutcomeClass, Option<Code>) {
        match turn(&payment(), known, so_far) {
            Turn::Done(outcome) => (outcome.class, outcome.reason.map(|reason| reason.code)),
            Turn::Ask(request) => panic!("{request:?}"),
        }
    }

    #[test]
    fn a_payment_of_an_invoice_that_is_known_takes_one_request() {
        let what = r#""Account":{"AccountID":"3f"},"Date":"2026-11-21","Amount":48.00,"Reference":"WC-123""#;
        let body = format!(r#"{{"Payments":[{{{what},"Invoice":{{"InvoiceID":"{ID}"}}}}]}}"#);
        assert_eq!(asks(&known(), &[]), format!("PUT Payments {body}"));
        let paid = answer(200, &json!({"Payments": [{"PaymentID": PAYMENT_ID, "Amount": 48.00}]}));
        let Turn::Done(outcome) = turn(&payment(), &known(), &[paid]) else { panic!() };
        assert_eq!(outcome, Outcome::made(PAYMENT_ID.to_owned(), None, 200));
    }

    #[test]
    fn an_invoice_whose_id_was_lost_is_found_by_its_number_and_without_one_there_is_no_payment() {
        assert_eq!(asks(&Known::default(), &[]), "GET Invoices ");
        let found = || invoice("AUTHORISED", "48.00", &json!([]));
        assert!(asks(&Known::default(), &[found()]).starts_with("PUT Payments"));
        let none = answer(200, &json!({"Invoices": []}));
        assert_eq!(
            comes_to(&Known::default(), &[none]),
            (OutcomeClass::Rejected, Some(Code::NothingToBelongTo))
        );
        let mut nameless = payment();
        nameless.payload.insert("invoice".to_owned(), json!(""));
        assert!(
            matches!(turn(&nameless, &Known::default(), &[]), Turn::Done(outcome) if outcome.class == OutcomeClass::Rejected)
        );
    }

    /// Section 5.
    #[test]
    fn a_payment_that_is_lost_may_be_there() {
        let lost = Err(Fault::MaybeSent(Code::ConnectionLost.into()));
        assert_eq!(comes_to(&known(), &[lost]), (OutcomeClass::Unconfirmed, Some(Code::ConnectionLost)));
        assert_eq!(comes_to(&known(), &[answer(503, &json!({}))]).0, OutcomeClass::Unconfirmed);
        let lost_before = [Err(Fault::NotSent(Code::TimedOut.into()))];
        assert_eq!(comes_to(&Known::default(), &lost_before).0, OutcomeClass::NotSent);
    }

    #[test]
    fn a_payment_waits_for_the_approval_of_its_invoice() {
        assert!(asks(&known(), &[unapproved()]).starts_with(&format!("GET Invoices/{ID}")));
        for status in ["DRAFT", "SUBMITTED"] {
            let waits = comes_to(&known(), &[unapproved(), invoice(status, "48", &json!([]))]);
            assert_eq!(waits, (OutcomeClass::AwaitsApproval, Some(Code::AwaitsApproval)), "{status}");
        }
        for status in ["VOIDED", "DELETED"] {
            let gone = comes_to(&known(), &[unapproved(), invoice(status, "0", &json!([]))]);
            assert_eq!(gone, (OutcomeClass::Rejected, Some(Code::NothingToBelongTo)), "{status}");
        }
        assert_eq!(
            comes_to(&known(), &[unapproved(), invoice("AUTHORISED", "48", &json!([]))]).0,
            OutcomeClass::NotSent
        );
        assert_eq!(comes_to(&known(), &[unapproved(), answer(500, &json!({}))]).0, OutcomeClass::NotSent);
    }

    #[test]
    fn what_is_paid_already_needs_no_payment_and_one_of_ours_is_the_payment() {
        let unneeded = (OutcomeClass::Unneeded, Some(Code::NothingLeftToDo));
        assert_eq!(comes_to(&known(), &[exceeds(), invoice("PAID", "0.00", &json!([]))]), unneeded);
        let ours = |reference: &str, amount: &str, status: &str| {
            let payment =
                json!({"PaymentID": PAYMENT_ID, "Reference": reference, "Amount": amount, "Status": status});
            json!([payment])
        };
        let with = |payments: &Value| comes_to(&known(), &[exceeds(), invoice("PAID", "0", payments)]);
        assert_eq!(with(&ours("WC-123", "48.00", "AUTHORISED")), (OutcomeClass::Made, None));
        for other in [
            ours("WC-124", "48.00", "AUTHORISED"),
            ours("WC-123", "47", "AUTHORISED"),
            ours("WC-123", "48", "DELETED"),
        ] {
            assert_eq!(with(&other), unneeded);
        }
        let too_much = comes_to(&known(), &[exceeds(), invoice("AUTHORISED", "10", &json!([]))]);
        assert_eq!(too_much, (OutcomeClass::Rejected, Some(Code::Rejected)));
    }
}
