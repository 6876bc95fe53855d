//! What becomes of the credit of a refund: it is put against what is still due on the invoice (an allocation), and the rest is paid
//! back (a refund payment). How much that is only Xero knows: both documents are read before.

use accounting_core::connector::Turn;
use accounting_core::document::Document;
use accounting_core::exchange::{Body, Exchange, Method, Request};
use accounting_core::links::Known;
use accounting_core::money::Amount;
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};
use serde_json::{Map, Value, json};

use crate::answers::{self, CREDIT_NOTES, INVOICES, Noun, PAYMENTS, field};
use crate::making::object;
use crate::payment::{ask_or, text};
use crate::requests::{once, put};
use crate::target::{self, State, Target, amount, before_the_document, nothing_to_belong_to, shown};
use crate::wire;

/// Allocations of one credit note.
pub const ALLOCATIONS: Noun = Noun { list: "Allocations", id: "AllocationID" };

/// The next step of putting credit against an invoice.
pub fn allocate(document: &Document, known: &Known, so_far: &[Exchange]) -> Turn<Outcome> {
    let note = Target::credit_note(known, &text(document, "credit_note"));
    let invoice = Target::invoice(known, &text(document, "invoice"), false);
    let [about_note, rest @ ..] = so_far else {
        return ask_or(note.question(), || nothing_to_belong_to("", 0));
    };
    let note = match note.read(about_note) {
        Ok(note) => note,
        Err(outcome) => return Turn::Done(before_the_document(outcome)),
    };
    let [about_invoice, rest @ ..] = rest else {
        return ask_or(invoice.question(), || nothing_to_belong_to("", 0));
    };
    let invoice = match invoice.read(about_invoice) {
        Ok(invoice) => invoice,
        Err(outcome) => return Turn::Done(before_the_document(outcome)),
    };
    match rest.first() {
        None => match allocation(document, &note, &invoice) {
            Ok(request) => Turn::Ask(once(request, known, 2)),
            Err(outcome) => Turn::Done(outcome),
        },
        Some(exchange) => Turn::Done(allocated(&note, exchange)),
    }
}

/// As much as is wanted, as there is credit, and as is due.
///
/// # Errors
/// Why nothing is to be allocated, or not yet.
fn allocation(document: &Document, note: &Value, invoice: &Value) -> Result<Request, Outcome> {
    let note_id =
        answers::id(note, CREDIT_NOTES.id).ok_or_else(|| before_the_document(answers::unreadable(200)))?;
    let invoice_id =
        answers::id(invoice, INVOICES.id).ok_or_else(|| before_the_document(answers::unreadable(200)))?;
    if let Some(id) = allocation_on(note, &invoice_id) {
        return Err(Outcome::made(id, None, 200));
    }
    is_ready(note)?;
    if target::state(invoice) == State::Gone {
        return Err(settled(invoice));
    }
    is_ready(invoice)?;
    let due = told(invoice, "AmountDue")?;
    let part = wanted(document).min(told(note, "RemainingCredit")?).min(due);
    if !part.is_positive() {
        return Err(settled(if due.is_positive() { note } else { invoice }));
    }
    let element =
        json!({"Invoice": {"InvoiceID": invoice_id}, "Amount": part, "Date": text(document, "date")});
    let body = Map::from_iter([(ALLOCATIONS.list.to_owned(), json!([element]))]);
    let path = format!("{}/{note_id}/{}", CREDIT_NOTES.list, ALLOCATIONS.list);
    let mut request = Request::write(Method::Put, path, Body::Json(wire::body(&body)));
    request.query.push(("summarizeErrors".to_owned(), "true".to_owned()));
    Ok(request)
}

/// The allocation of a credit note to that invoice, or to any where it is not known which.
pub fn allocation_on(note: &Value, invoice_id: &str) -> Option<String> {
    let allocations = note.get("Allocations").and_then(Value::as_array).into_iter().flatten();
    let is_of_it = |allocation: &&Value| {
        let invoice = allocation.get("Invoice").and_then(|invoice| answers::id(invoice, INVOICES.id));
        invoice.is_some_and(|id| id.eq_ignore_ascii_case(invoice_id))
    };
    let mut ours = allocations.filter(is_of_it);
    ours.next()
        .map(|allocation| answers::id(allocation, ALLOCATIONS.id).unwrap_or_else(|| invoice_id.to_owned()))
}

/// An allocation may have no id of its own: it is known by its credit note then.
fn allocated(note: &Value, exchange: &Exchange) -> Outcome {
    let (elements, status) = match answers::elements(exchange, ALLOCATIONS.list) {
        Ok(told) => told,
        Err(outcome) => return outcome,
    };
    let Some(element) = elements.first() else { return answers::unreadable(status) };
    if answers::refused(element).is_some() || element.get(ALLOCATIONS.id).is_some() {
        return match answers::made(exchange, ALLOCATIONS) {
            Ok(made) => Outcome::made(made.id, None, status),
            Err(outcome) => outcome,
        };
    }
    let id = answers::id(note, CREDIT_NOTES.id).unwrap_or_default();
    Outcome::made(id, None, status)
}

/// The next step of paying back what is left of the credit.
pub fn pay_back(document: &Document, known: &Known, so_far: &[Exchange]) -> Turn<Outcome> {
    let note = Target::credit_note(known, &text(document, "credit_note"));
    let [about_note, rest @ ..] = so_far else {
        return ask_or(note.question(), || nothing_to_belong_to("", 0));
    };
    let note = match note.read(about_note) {
        Ok(note) => note,
        Err(outcome) => return Turn::Done(before_the_document(outcome)),
    };
    match rest.first() {
        None => match repayment(document, &note) {
            Ok(request) => Turn::Ask(once(request, known, 1)),
            Err(outcome) => Turn::Done(outcome),
        },
        Some(exchange) => Turn::Done(match answers::made(exchange, PAYMENTS) {
            Ok(made) => Outcome::made(made.id, None, made.http_status),
            // That it waits for approval was seen before; now somebody has changed it, and it is looked at again.
            Err(refusal) if refusal.class == OutcomeClass::AwaitsApproval => {
                Outcome { class: OutcomeClass::NotSent, ..refusal }
            }
            Err(outcome) => outcome,
        }),
    }
}

/// # Errors
/// Why nothing is to be paid back, or not yet.
fn repayment(document: &Document, note: &Value) -> Result<Request, Outcome> {
    is_ready(note)?;
    let part = wanted(document).min(told(note, "RemainingCredit")?);
    let ours = |amount| crate::payment::payment_on(note, &document.reference, amount);
    if let Some(id) = ours(wanted(document)) {
        return Err(Outcome::made(id, None, 200));
    }
    if !part.is_positive() {
        return Err(settled(note));
    }
    let id =
        answers::id(note, CREDIT_NOTES.id).ok_or_else(|| before_the_document(answers::unreadable(200)))?;
    let mut element = object(document.payload.get("document").cloned().unwrap_or_default());
    element.insert("CreditNote".to_owned(), json!({CREDIT_NOTES.id: id}));
    element.insert("Amount".to_owned(), json!(part));
    Ok(put(PAYMENTS, element))
}

/// What a refund wants of the credit.
fn wanted(document: &Document) -> Amount {
    document.payload.get("amount").and_then(wire::amount).unwrap_or_default()
}

/// # Errors
/// While somebody has to approve it, or when it was taken back.
fn is_ready(element: &Value) -> Result<(), Outcome> {
    match target::state(element) {
        State::Open => Err(target::awaits_approval(element)),
        State::Gone => Err(nothing_to_belong_to(&shown(element), 200)),
        State::Approved => Ok(()),
    }
}

/// # Errors
/// When Xero does not tell: then nothing can be reckoned.
fn told(element: &Value, name: &str) -> Result<Amount, Outcome> {
    let told = element.get(name).and_then(wire::amount);
    told.ok_or_else(|| before_the_document(answers::unreadable(200)))
}

fn settled(element: &Value) -> Outcome {
    let number = field(element, "InvoiceNumber").or_else(|| field(element, "CreditNoteNumber"));
    let left = amount(
        element,
        if field(element, "InvoiceNumber").is_some() { "AmountDue" } else { "RemainingCredit" },
    );
    let detail = format!("{}: {left}", number.unwrap_or_default());
    Outcome::unneeded(Reason::new(Code::NothingLeftToDo, &detail), 200)
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::{Answer, Fault};
    use accounting_core::links::Remote;

    use super::*;
    use crate::tests::{ID, allocation as allocation_document, refund_payment};

    const NOTE: &str = "c7000000-0000-4000-8000-000000000007";

    fn known() -> Known {
        let remote = |id: &str| Remote { id: id.to_owned(), number: None };
        let awaited =
            [("credit_note", NOTE), ("invoice", ID)].map(|(kind, id)| (kind.to_owned(), remote(id)));
        Known { belongs_to: Some(remote(NOTE)), awaited: awaited.into(), ..Known::default() }
    }

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(status: u16, body: &Value) -> Exchange {
        Ok(Answer::new(status, body.to_string()))
    }

    fn note(status: &str, left: &str, more: &Value) -> Exchange {
        let mut note = json!({"CreditNoteID": NOTE, "CreditNoteNumber": "WC-CN-7", "Status": status, "RemainingCredit": left});
        note.as_object_mut().unwrap().extend(object(more.clone()));
        answer(200, &json!({"CreditNotes": [note]}))
    }

    fn invoice(status: &str, due: &str) -> Exchange {
        let invoice = json!({"InvoiceID": ID, "InvoiceNumber": "WC-123", "Status": status, "AmountDue": due});
        answer(200, &json!({"Invoices": [invoice]}))
    }

    fn shown_turn(turn: Turn<Outcome>) -> String {
        match turn {
            Turn::Ask(request) => {
                format!("{} {} {}", request.method.as_str(), request.path, request.body.text())
            }
            Turn::Done(outcome) => {
                format!("{:?} {:?}", outcome.class, outcome.reason.map(|reason| reason.code))
            }
        }
    }

    fn allocating(so_far: &[Exchange]) -> String {
        shown_turn(allocate(&allocation_document(), &known(), so_far))
    }

    fn paying(so_far: &[Exchange]) -> String {
        shown_turn(pay_back(&refund_payment(), &known(), so_far))
    }

    fn lost() -> Exchange {
        Err(Fault::MaybeSent(Code::ConnectionLost.into()))
    }

    fn nothing() -> Value {
        json!({})
    }

    #[test]
    fn credit_is_put_against_what_is_due_as_far_as_it_goes() {
        assert_eq!(allocating(&[]), format!("GET CreditNotes/{NOTE} "));
        assert_eq!(allocating(&[note("AUTHORISED", "15.54", &nothing())]), format!("GET Invoices/{ID} "));
        for (left, due, part) in
            [("15.54", "48.00", "15.54"), ("15.54", "6.00", "6"), ("3.1", "48.00", "3.1")]
        {
            let so_far = [note("AUTHORISED", left, &nothing()), invoice("AUTHORISED", due)];
            let body = format!(
                r#"{{"Allocations":[{{"Invoice":{{"InvoiceID":"{ID}"}},"Amount":{part},"Date":"2026-11-22"}}]}}"#
            );
            assert_eq!(allocating(&so_far), format!("PUT CreditNotes/{NOTE}/Allocations {body}"));
        }
    }

    #[test]
    fn where_nothing_is_due_or_left_there_is_nothing_to_allocate() {
        let unneeded = "Unneeded Some(NothingLeftToDo)";
        for (left, status, due) in
            [("15.54", "PAID", "0.00"), ("0.00", "AUTHORISED", "48.00"), ("15.54", "VOIDED", "0")]
        {
            let so_far = [note("AUTHORISED", left, &nothing()), invoice(status, due)];
            assert_eq!(allocating(&so_far), unneeded, "{left} {status} {due}");
        }
        let done =
            json!({"Allocations": [{"AllocationID": "a1", "Amount": 6, "Invoice": {"InvoiceID": ID}}]});
        assert_eq!(
            allocating(&[note("AUTHORISED", "9.54", &done), invoice("AUTHORISED", "42")]),
            "Made None"
        );
        let others =
            json!({"Allocations": [{"AllocationID": "a1", "Amount": 6, "Invoice": {"InvoiceID": "other"}}]});
        assert!(
            allocating(&[note("AUTHORISED", "9.54", &others), invoice("AUTHORISED", "42")])
                .starts_with("PUT")
        );
    }

    #[test]
    fn credit_waits_for_the_approval_of_both() {
        let waits = "AwaitsApproval Some(AwaitsApproval)";
        for status in ["DRAFT", "SUBMITTED"] {
            assert_eq!(allocating(&[note(status, "15.54", &nothing()), invoice("AUTHORISED", "48")]), waits);
            assert_eq!(allocating(&[note("AUTHORISED", "15.54", &nothing()), invoice(status, "48")]), waits);
            assert_eq!(paying(&[note(status, "15.54", &nothing())]), waits);
        }
        let gone = "Rejected Some(NothingToBelongTo)";
        assert_eq!(allocating(&[note("VOIDED", "0", &nothing()), invoice("AUTHORISED", "48")]), gone);
        assert_eq!(paying(&[note("DELETED", "0", &nothing())]), gone);
    }

    /// Section 5.
    #[test]
    fn what_is_lost_while_it_is_read_was_not_sent_and_a_lost_allocation_may_be_there() {
        let ready = || [note("AUTHORISED", "15.54", &nothing()), invoice("AUTHORISED", "48")];
        assert_eq!(allocating(&[answer(500, &json!({}))]), "NotSent Some(ServerError)");
        let [read, _] = ready();
        assert_eq!(allocating(&[read, answer(200, &json!({}))]), "NotSent Some(UnreadableAnswer)");
        let untold = answer(200, &json!({"CreditNotes": [{"CreditNoteID": NOTE}]}));
        assert_eq!(allocating(&[untold, invoice("AUTHORISED", "48")]), "NotSent Some(UnreadableAnswer)");
        let after = |exchange| {
            let [one, two] = ready();
            allocating(&[one, two, exchange])
        };
        assert_eq!(after(lost()), "Unconfirmed Some(ConnectionLost)");
        assert_eq!(after(answer(503, &json!({}))), "Unconfirmed Some(ServerError)");
        assert_eq!(after(answer(200, &json!({"Allocations": []}))), "Unconfirmed Some(UnreadableAnswer)");
        assert_eq!(after(answer(200, &json!({"Allocations": [{"AllocationID": "a1"}]}))), "Made None");
        assert_eq!(
            after(answer(200, &json!({"Allocations": [{"Amount": 15.54}]}))),
            "Made None",
            "without an id"
        );
        let errors = json!({"Allocations": [{"ValidationErrors": [{"Message": "No"}]}]});
        assert_eq!(after(answer(200, &errors)), "Rejected Some(Rejected)");
    }

    #[test]
    fn what_is_left_of_the_credit_is_paid_back() {
        assert_eq!(paying(&[]), format!("GET CreditNotes/{NOTE} "));
        for (left, part) in [("15.54", "15.54"), ("9.54", "9.54"), ("20", "15.54")] {
            let asks = paying(&[note("AUTHORISED", left, &nothing())]);
            assert!(asks.starts_with("PUT Payments "), "{asks}");
            assert!(
                asks.contains(&format!(r#""CreditNote":{{"CreditNoteID":"{NOTE}"}},"Amount":{part}}}"#)),
                "{asks}"
            );
        }
        assert_eq!(paying(&[note("PAID", "0.00", &nothing())]), "Unneeded Some(NothingLeftToDo)");
        let ours = json!({"Payments": [{"PaymentID": "p1", "Reference": "WC-CN-7", "Amount": 15.54}]});
        assert_eq!(paying(&[note("PAID", "0.00", &ours)]), "Made None");
        let ready = || note("AUTHORISED", "15.54", &nothing());
        assert_eq!(paying(&[ready(), lost()]), "Unconfirmed Some(ConnectionLost)");
        assert_eq!(paying(&[ready(), answer(200, &json!({"Payments": [{"PaymentID": "p1"}]}))]), "Made None");
        assert_eq!(paying(&[lost()]), "NotSent Some(ConnectionLost)");
    }

    #[test]
    fn a_credit_note_whose_id_was_lost_is_found_by_its_number() {
        let Turn::Ask(request) = pay_back(&refund_payment(), &Known::default(), &[]) else { panic!() };
        let filter = "CreditNoteNumber==\"WC-CN-7\" AND Type==\"ACCRECCREDIT\"".to_owned();
        assert_eq!(request.query[0], ("where".to_owned(), filter));
        let so_far = [note("AUTHORISED", "15.54", &nothing())];
        assert!(
            shown_turn(pay_back(&refund_payment(), &Known::default(), &so_far)).starts_with("PUT Payments")
        );
        let none = [answer(200, &json!({"CreditNotes": []}))];
        let gone = shown_turn(pay_back(&refund_payment(), &Known::default(), &none));
        assert_eq!(gone, "Rejected Some(NothingToBelongTo)");
    }
}
