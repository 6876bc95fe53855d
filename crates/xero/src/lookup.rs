//! What became of a document: Xero is asked for its number, else for its reference, or looked at where the document would hang.
//!
//! What is found is taken for ours only if it equals what left. What was voided or deleted meanwhile, or differs, needs a person.

use accounting_core::connector::{LookUpQuery, Turn};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::leaving::Leaving;
use accounting_core::links::Known;
use accounting_core::outcome::{LookUp, LookUpClass, Outcome};
use accounting_core::reason::{Code, Reason};
use serde_json::Value;

use crate::answers::{self, CREDIT_NOTES, INVOICES, Noun, PAYMENTS, QUOTES, field};
use crate::books::in_books;
use crate::contact::is_same;
use crate::credit::ALLOCATIONS;
use crate::kind::Kind;
use crate::making;
use crate::requests::quoted;
use crate::target::{self, State, Target, amount, by_number, by_reference, is_reference, number_of, shown};

/// Asks, and reads the answers.
pub fn look_up(kind: Kind, query: &LookUpQuery, so_far: &[Exchange]) -> Turn<LookUp> {
    let turn = match (making::noun(kind), kind) {
        (Some(noun), _) => of_a_document(noun, query, so_far),
        (None, Kind::Payment) => of_a_payment(&Hanging::on_an_invoice(query), so_far),
        (None, Kind::RefundPayment) => of_a_payment(&Hanging::on_a_credit_note(query), so_far),
        (None, Kind::Allocation) => of_an_allocation(query, so_far),
        (None, _) => of_a_void(query, so_far),
    };
    let status = so_far.last().and_then(|exchange| exchange.as_ref().ok()).map(|answer| answer.status);
    match turn {
        Turn::Done(result) => Turn::Done(LookUp { http_status: result.http_status.or(status), ..result }),
        ask @ Turn::Ask(_) => ask,
    }
}

/// By what a document is asked for: the number that left, or what was the number before anything left.
fn number(query: &LookUpQuery) -> &str {
    query.sent_as.as_ref().map_or(&query.reference, |sent| &sent.number)
}

/// An invoice, quote or credit note. Whether the text is its number or its reference is not known: the number is asked for first.
fn of_a_document(noun: Noun, query: &LookUpQuery, so_far: &[Exchange]) -> Turn<LookUp> {
    let number = number(query);
    let [by_its_number, rest @ ..] = so_far else {
        return ask_or_doubt(by_number(noun, number));
    };
    let hits = match bearing(noun, number_of(noun), number, by_its_number) {
        Ok(hits) => hits,
        Err(outcome) => return Turn::Done(LookUp::from_outcome(&outcome)),
    };
    // Only with Xero's own numbers is anything found by a reference, and that always ends in the order's number.
    if !hits.is_empty() || !is_reference(number) || noun == QUOTES {
        return Turn::Done(judged(noun, query, &hits));
    }
    match rest.first() {
        None => ask_or_doubt(by_reference(noun, number)),
        Some(exchange) => Turn::Done(match bearing(noun, "Reference", number, exchange) {
            Ok(hits) => judged(noun, query, &hits),
            Err(outcome) => LookUp::from_outcome(&outcome),
        }),
    }
}

/// Those whose field is that very text, whatever the search took for it.
///
/// # Errors
/// What the answer means instead.
fn bearing(noun: Noun, name: &str, text: &str, exchange: &Exchange) -> Result<Vec<Value>, Outcome> {
    let (elements, _) = answers::elements(exchange, noun.list)?;
    let bears_it = |element: &Value| {
        let is_sale = field(element, "Type").is_none_or(|kind| kind.starts_with("ACCREC"));
        let is_deleted_quote = noun == QUOTES && field(element, "Status").as_deref() == Some("DELETED");
        field(element, name).as_deref() == Some(text) && is_sale && !is_deleted_quote
    };
    Ok(elements.into_iter().filter(bears_it).collect())
}

fn judged(noun: Noun, query: &LookUpQuery, hits: &[Value]) -> LookUp {
    match hits {
        [] => absent(),
        [one] if target::state(one) == State::Gone => ambiguous(Code::ForeignReference, &shown(one)),
        [one] if query.sent_as.as_ref().is_some_and(|sent| !is(sent, one)) => {
            ambiguous(Code::ForeignReference, number(query))
        }
        [one] => match answers::id(one, noun.id) {
            Some(id) => {
                let books = in_books(one).map(Box::new);
                LookUp { books, ..LookUp::found(Some(id), field(one, number_of(noun)), status_name(one)) }
            }
            None => LookUp::from_outcome(&answers::unreadable(200)),
        },
        [..] => ambiguous(Code::Ambiguous, number(query)),
    }
}

/// Whether this is what left. What Xero does not tell cannot differ.
fn is(sent: &Leaving, element: &Value) -> bool {
    let has_total = element.get("Total").is_none() || amount(element, "Total") == sent.total;
    let has_currency = field(element, "CurrencyCode").is_none_or(|currency| currency == sent.currency);
    has_total && has_currency && is_same(element, |contact| sent.is_for(contact))
}

/// What a payment hangs on.
struct Hanging<'a> {
    query: &'a LookUpQuery,
    target: Target,
    noun: Noun,
    /// Name of the field by which a payment names it.
    name: &'static str,
    /// It pays less than was wanted where there is less to pay.
    or_less: bool,
}

impl<'a> Hanging<'a> {
    fn on_an_invoice(query: &'a LookUpQuery) -> Self {
        let target = Target::invoice(&known(query), "", true);
        Self { query, target, noun: INVOICES, name: "Invoice", or_less: false }
    }

    fn on_a_credit_note(query: &'a LookUpQuery) -> Self {
        let target = Target::credit_note(&known(query), "");
        Self { query, target, noun: CREDIT_NOTES, name: "CreditNote", or_less: true }
    }

    /// Payments in a list, by what they hang on, or by their reference where that is not known.
    fn listed(&self) -> Option<Request> {
        let of = match &self.target.id {
            Some(id) => format!("{}.{}==Guid(\"{id}\")", self.name, self.noun.id),
            None => format!("Reference=={}", quoted(number(self.query))?),
        };
        let filter = format!("{of} AND Status==\"AUTHORISED\"");
        Some(Request::read(PAYMENTS.list, &[("where", &filter), ("page", "1")]))
    }

    /// Whether a payment is the one that left.
    fn is(&self, payment: &Value) -> bool {
        let hangs_on = payment.get(self.name).and_then(|document| answers::id(document, self.noun.id));
        let hangs_there =
            hangs_on.zip(self.target.id.as_ref()).is_none_or(|(one, other)| one.eq_ignore_ascii_case(other));
        let paid = amount(payment, "Amount");
        let is_paid = self.query.sent_as.as_ref().is_none_or(|sent| {
            paid == sent.total || (self.or_less && paid.is_positive() && paid < sent.total)
        });
        let counts = field(payment, "Status").as_deref() != Some("DELETED");
        hangs_there && is_paid && counts && field(payment, "Reference").as_deref() == Some(number(self.query))
    }

    fn judged(&self, payments: &[Value]) -> LookUp {
        let ours: Vec<&Value> = payments.iter().filter(|payment| self.is(payment)).collect();
        match ours.as_slice() {
            [] => absent(),
            [one] => match answers::id(one, PAYMENTS.id) {
                Some(id) => LookUp::found(Some(id), field(one, "Reference"), None),
                None => LookUp::from_outcome(&answers::unreadable(200)),
            },
            [..] => ambiguous(Code::Ambiguous, number(self.query)),
        }
    }
}

/// A payment: among those of what it pays, and where those do not say enough, in the list of all.
fn of_a_payment(hanging: &Hanging<'_>, so_far: &[Exchange]) -> Turn<LookUp> {
    let (listed, about) = match (&hanging.target.id, so_far) {
        (Some(_), []) => return ask_or_doubt(hanging.target.question()),
        (Some(_), [about, rest @ ..]) => (rest.first(), Some(about)),
        (None, so_far) => (so_far.first(), None),
    };
    if let Some(about) = about {
        let element = match hanging.target.read(about) {
            Ok(element) => element,
            Err(outcome) => return Turn::Done(LookUp::from_outcome(&outcome)),
        };
        let payments = element.get("Payments").and_then(Value::as_array).cloned().unwrap_or_default();
        let say_enough = payments.iter().all(|payment| field(payment, "Reference").is_some());
        let has_all = element.get("Payments").is_some() && say_enough;
        if has_all || payments.iter().any(|payment| hanging.is(payment)) {
            return Turn::Done(hanging.judged(&payments));
        }
    }
    match listed {
        None => ask_or_doubt(hanging.listed()),
        Some(exchange) => Turn::Done(match answers::elements(exchange, PAYMENTS.list) {
            Ok((payments, _)) => hanging.judged(&payments),
            Err(outcome) => LookUp::from_outcome(&outcome),
        }),
    }
}

/// An allocation: the credit note tells of it, and of the invoice that left with it as a mark.
fn of_an_allocation(query: &LookUpQuery, so_far: &[Exchange]) -> Turn<LookUp> {
    let note = Target::credit_note(&known(query), "");
    let Some(exchange) = so_far.last() else { return ask_or_doubt(note.question()) };
    Turn::Done(match note.read(exchange) {
        Ok(note) => allocated(query, &note),
        Err(outcome) => LookUp::from_outcome(&outcome),
    })
}

fn allocated(query: &LookUpQuery, note: &Value) -> LookUp {
    let allocations =
        note.get("Allocations").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_ours = |allocation: &&Value| {
        let invoice = allocation.get("Invoice").and_then(|invoice| field(invoice, "InvoiceNumber"));
        query
            .sent_as
            .as_ref()
            .zip(invoice)
            .is_none_or(|(sent, number)| sent.is_for("") || sent.is_for(&number))
    };
    let ours: Vec<&Value> = allocations.iter().filter(is_ours).collect();
    match ours.as_slice() {
        [] => absent(),
        [one] => {
            let id = answers::id(one, ALLOCATIONS.id).or_else(|| answers::id(note, CREDIT_NOTES.id));
            LookUp::found(id, field(note, "CreditNoteNumber"), None)
        }
        [..] => ambiguous(Code::Ambiguous, number(query)),
    }
}

/// The end of an invoice is found where the invoice has ended.
fn of_a_void(query: &LookUpQuery, so_far: &[Exchange]) -> Turn<LookUp> {
    let invoice = Target::invoice(&known(query), number(query), true);
    let Some(exchange) = so_far.last() else { return ask_or_doubt(invoice.question()) };
    Turn::Done(match invoice.read(exchange) {
        Ok(invoice) if target::state(&invoice) == State::Gone => {
            LookUp::found(answers::id(&invoice, INVOICES.id), field(&invoice, "InvoiceNumber"), None)
        }
        Ok(_) => absent(),
        Err(outcome) => LookUp::from_outcome(&outcome),
    })
}

/// What the shop kept of what the document was sent for.
fn known(query: &LookUpQuery) -> Known {
    let belongs_to = query.sent_as.as_ref().and_then(|sent| sent.belongs_to.clone());
    Known { belongs_to, ..Known::default() }
}

/// Asks; what cannot be asked for is not known.
fn ask_or_doubt(question: Option<Request>) -> Turn<LookUp> {
    question.map_or_else(
        || Turn::Done(LookUp::without_document(LookUpClass::Unavailable, Some(Code::StillUnknown.into()))),
        Turn::Ask,
    )
}

fn absent() -> LookUp {
    LookUp::without_document(LookUpClass::Absent, None)
}

fn ambiguous(code: Code, detail: &str) -> LookUp {
    LookUp::without_document(LookUpClass::Ambiguous, Some(Reason::new(code, detail)))
}

/// How far a document has come, in the words of the shop.
fn status_name(element: &Value) -> Option<String> {
    let is_begun = ["AmountPaid", "AmountCredited"].iter().any(|name| amount(element, name).is_positive());
    let name = match field(element, "Status")?.as_str() {
        "DRAFT" | "SUBMITTED" => "awaiting_approval",
        "AUTHORISED" if is_begun => "partial",
        "AUTHORISED" => "unpaid",
        "PAID" => "paid",
        "SENT" => "open",
        "ACCEPTED" | "INVOICED" => "closed",
        "DECLINED" => "rejected",
        _ => return None,
    };
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::Connector as _;
    use accounting_core::document::Document;
    use accounting_core::exchange::{Answer, Fault};
    use accounting_core::links::Remote;
    use serde_json::json;

    use super::*;
    use crate::Xero;
    use crate::tests::{ID, allocation, credit_note, invoice, payment, quote, refund_payment, void};

    const OTHER: &str = "2d000000-0000-4000-8000-000000000009";

    fn query(document: &Document, belongs_to: Option<&str>) -> LookUpQuery {
        let remote = belongs_to.map(|id| Remote { id: id.to_owned(), number: None });
        LookUpQuery {
            kind: document.kind.clone(),
            order_id: document.order_id,
            subject_id: document.subject_id,
            reference: document.reference.clone(),
            sent_as: Some(Xero.leaving(document).belonging_to(remote)),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(status: u16, body: &Value) -> Exchange {
        Ok(Answer::new(status, body.to_string()))
    }

    fn turn(query: &LookUpQuery, so_far: &[Exchange]) -> Turn<LookUp> {
        Xero.look_up(query, so_far)
    }

    fn asks(query: &LookUpQuery, so_far: &[Exchange]) -> String {
        match turn(query, so_far) {
            Turn::Ask(request) => {
                let query: Vec<String> =
                    request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
                format!("{}?{}", request.path, query.join("&"))
            }
            Turn::Done(result) => panic!("{result:?}"),
        }
    }

    fn done(query: &LookUpQuery, so_far: &[Exchange]) -> (LookUpClass, Option<Code>, Option<String>) {
        match turn(query, so_far) {
            Turn::Done(result) => (result.class, result.reason.map(|reason| reason.code), result.remote_id),
            Turn::Ask(request) => panic!("{request:?}"),
        }
    }

    fn found_as(id: &str) -> (LookUpClass, Option<Code>, Option<String>) {
        (LookUpClass::Found, None, Some(id.to_owned()))
    }

    fn absent_() -> (LookUpClass, Option<Code>, Option<String>) {
        (LookUpClass::Absent, None, None)
    }

    fn in_doubt(code: Code) -> (LookUpClass, Option<Code>, Option<String>) {
        (LookUpClass::Ambiguous, Some(code), None)
    }

    fn there() -> Value {
        json!({"InvoiceID": ID, "InvoiceNumber": "WC-123", "Type": "ACCREC", "Reference": "shop.test #123", "Total": 48.00,
            "CurrencyCode": "GBP", "Status": "AUTHORISED", "Contact": {"ContactID": "c1", "EmailAddress": "AYU@example.test"}})
    }

    fn with(name: &str, value: Value) -> Value {
        let mut element = there();
        element[name] = value;
        element
    }

    fn invoices(elements: &[Value]) -> Exchange {
        answer(200, &json!({"Invoices": elements}))
    }

    #[test]
    fn an_invoice_is_found_by_its_number_with_its_lines() {
        let query = query(&invoice(), None);
        assert_eq!(asks(&query, &[]), "Invoices?InvoiceNumbers=WC-123&page=1");
        assert_eq!(done(&query, &[invoices(&[there()])]), found_as(ID));
        assert_eq!(done(&query, &[invoices(&[])]), absent_());
        assert_eq!(done(&query, &[invoices(&[with("InvoiceNumber", json!("WC-1234"))])]), absent_());
        assert_eq!(done(&query, &[invoices(&[with("Type", json!("ACCPAY"))])]), absent_(), "a bill");
        let Turn::Done(result) = turn(&query, &[invoices(&[there()])]) else { panic!() };
        assert_eq!((result.remote_status.as_deref(), result.http_status), (Some("unpaid"), Some(200)));
    }

    #[test]
    fn what_differs_from_what_left_or_was_taken_back_is_never_adopted() {
        let query = query(&invoice(), None);
        for (name, value) in [
            ("Total", json!(48.01)),
            ("Total", json!("much")),
            ("CurrencyCode", json!("EUR")),
            ("Contact", json!({"EmailAddress": "budi@example.test"})),
            ("Status", json!("VOIDED")),
            ("Status", json!("DELETED")),
        ] {
            let looked_up = done(&query, &[invoices(&[with(name, value.clone())])]);
            assert_eq!(looked_up, in_doubt(Code::ForeignReference), "{name} {value}");
        }
        assert_eq!(done(&query, &[invoices(&[there(), there()])]), in_doubt(Code::Ambiguous));
    }

    #[test]
    fn with_xeros_own_numbers_it_is_found_by_its_reference() {
        let mut document = invoice();
        "shop.test #123".clone_into(&mut document.reference);
        let query = query(&document, None);
        let none = || invoices(&[]);
        assert_eq!(asks(&query, &[]), "Invoices?InvoiceNumbers=shop.test #123&page=1");
        assert_eq!(
            asks(&query, &[none()]),
            "Invoices?where=Reference==\"shop.test #123\" AND Type==\"ACCREC\"&page=1"
        );
        let numbered = with("InvoiceNumber", json!("INV-0007"));
        assert_eq!(done(&query, &[none(), invoices(std::slice::from_ref(&numbered))]), found_as(ID));
        assert_eq!(done(&query, &[none(), none()]), absent_());
        let similar = with("Reference", json!("shop.test #1234"));
        assert_eq!(done(&query, &[none(), invoices(&[similar])]), absent_());
        assert_eq!(
            done(&query, &[none(), invoices(&[numbered.clone(), numbered])]),
            in_doubt(Code::Ambiguous)
        );
    }

    #[test]
    fn a_quote_is_compared_whole_and_one_that_was_deleted_does_not_count() {
        let query = query(&quote(), None);
        assert_eq!(asks(&query, &[]), "Quotes?QuoteNumber=WQ-123&page=1");
        let quote = |number: &str, status: &str| json!({"QuoteID": ID, "QuoteNumber": number, "Status": status, "Total": 48});
        let quotes = |elements: &[Value]| answer(200, &json!({"Quotes": elements}));
        assert_eq!(
            done(&query, &[quotes(&[quote("WQ-123", "DELETED"), quote("WQ-123", "DRAFT")])]),
            found_as(ID)
        );
        assert_eq!(done(&query, &[quotes(&[quote("WQ-1234", "SENT")])]), absent_());
        assert_eq!(done(&query, &[quotes(&[quote("WQ-123", "DELETED")])]), absent_());
    }

    #[test]
    fn a_credit_note_is_found_by_its_number() {
        let query = query(&credit_note(), None);
        let filter = "CreditNotes?where=CreditNoteNumber==\"WC-CN-7\" AND Type==\"ACCRECCREDIT\"&page=1";
        assert_eq!(asks(&query, &[]), filter);
        let note = |total: &str| json!({"CreditNoteID": ID, "CreditNoteNumber": "WC-CN-7", "Type": "ACCRECCREDIT", "Total": total});
        let notes = |total: &str| answer(200, &json!({"CreditNotes": [note(total)]}));
        assert_eq!(done(&query, &[notes("15.54")]), found_as(ID));
        assert_eq!(done(&query, &[notes("15.55")]), in_doubt(Code::ForeignReference));
    }

    fn paid(reference: Option<&str>, amount: &str) -> Value {
        let mut payment = json!({"PaymentID": "9a", "Amount": amount, "Status": "AUTHORISED"});
        if let Some(reference) = reference {
            payment["Reference"] = json!(reference);
        }
        payment
    }

    #[test]
    fn a_payment_is_found_on_its_invoice_by_reference_and_amount() {
        let query = query(&payment(), Some(ID));
        assert_eq!(asks(&query, &[]), format!("Invoices/{ID}?"));
        let on = |payments: Value| [invoices(&[json!({"InvoiceID": ID, "Payments": payments})])];
        assert_eq!(done(&query, &on(json!([paid(Some("WC-123"), "48.00")]))), found_as("9a"));
        assert_eq!(done(&query, &on(json!([]))), absent_());
        for other in [paid(Some("WC-124"), "48"), paid(Some("WC-123"), "47")] {
            assert_eq!(done(&query, &on(json!([other]))), absent_());
        }
        let twice = paid(Some("WC-123"), "48");
        assert_eq!(done(&query, &on(json!([twice, twice]))), in_doubt(Code::Ambiguous));
        let mut undone = paid(Some("WC-123"), "48");
        undone["Status"] = json!("DELETED");
        assert_eq!(done(&query, &on(json!([undone]))), absent_());
    }

    #[test]
    fn a_payment_whose_invoice_does_not_say_enough_is_found_in_the_list() {
        let query = query(&payment(), Some(ID));
        for about in [json!({"InvoiceID": ID}), json!({"InvoiceID": ID, "Payments": [paid(None, "48")]})] {
            let about = || invoices(std::slice::from_ref(&about));
            let filter =
                format!("Payments?where=Invoice.InvoiceID==Guid(\"{ID}\") AND Status==\"AUTHORISED\"&page=1");
            assert_eq!(asks(&query, &[about()]), filter);
            let list = |invoice: &str| {
                let mut payment = paid(Some("WC-123"), "48.00");
                payment["Invoice"] = json!({"InvoiceID": invoice});
                answer(200, &json!({"Payments": [payment]}))
            };
            assert_eq!(done(&query, &[about(), list(ID)]), found_as("9a"));
            assert_eq!(done(&query, &[about(), list(OTHER)]), absent_(), "of another invoice");
        }
        let unknown = self::query(&payment(), None);
        assert_eq!(
            asks(&unknown, &[]),
            "Payments?where=Reference==\"WC-123\" AND Status==\"AUTHORISED\"&page=1"
        );
    }

    #[test]
    fn a_refund_payment_is_found_on_its_credit_note_though_it_may_be_less_than_was_wanted() {
        let query = query(&refund_payment(), Some(ID));
        assert_eq!(asks(&query, &[]), format!("CreditNotes/{ID}?"));
        let on = |payments: Value| {
            [answer(200, &json!({"CreditNotes": [{"CreditNoteID": ID, "Payments": payments}]}))]
        };
        assert_eq!(done(&query, &on(json!([paid(Some("WC-CN-7"), "15.54")]))), found_as("9a"));
        assert_eq!(done(&query, &on(json!([paid(Some("WC-CN-7"), "9.54")]))), found_as("9a"));
        assert_eq!(done(&query, &on(json!([paid(Some("WC-CN-7"), "15.55")]))), absent_());
        let silent = [answer(200, &json!({"CreditNotes": [{"CreditNoteID": ID}]}))];
        let filter = format!(
            "Payments?where=CreditNote.CreditNoteID==Guid(\"{ID}\") AND Status==\"AUTHORISED\"&page=1"
        );
        assert_eq!(asks(&query, &silent), filter);
    }

    #[test]
    fn an_allocation_is_found_on_its_credit_note() {
        let query = query(&allocation(), Some(ID));
        assert_eq!(asks(&query, &[]), format!("CreditNotes/{ID}?"));
        let to = |number: &str| json!({"AllocationID": "a1", "Amount": 6, "Invoice": {"InvoiceID": "i1", "InvoiceNumber": number}});
        let on = |allocations: Value| {
            [answer(200, &json!({"CreditNotes": [{"CreditNoteID": ID, "Allocations": allocations}]}))]
        };
        assert_eq!(done(&query, &on(json!([to("WC-123")]))), found_as("a1"));
        assert_eq!(done(&query, &on(json!([{"Amount": 6}]))), found_as(ID), "without an id");
        assert_eq!(done(&query, &on(json!([to("WC-124")]))), absent_(), "to another invoice");
        assert_eq!(done(&query, &on(json!([]))), absent_());
        assert_eq!(done(&query, &on(json!([to("WC-123"), to("WC-123")]))), in_doubt(Code::Ambiguous));
        assert_eq!(
            done(&self::query(&allocation(), None), &[]).0,
            LookUpClass::Unavailable,
            "where nobody knows"
        );
    }

    #[test]
    fn the_end_of_an_invoice_is_found_where_it_has_ended() {
        let query = query(&void(), Some(ID));
        assert_eq!(asks(&query, &[]), format!("Invoices/{ID}?"));
        for status in ["VOIDED", "DELETED"] {
            assert_eq!(done(&query, &[invoices(&[with("Status", json!(status))])]), found_as(ID));
        }
        assert_eq!(done(&query, &[invoices(&[there()])]), absent_());
    }

    #[test]
    fn an_answer_that_makes_no_sense_proves_nothing() {
        let documents =
            [invoice(), quote(), credit_note(), payment(), refund_payment(), allocation(), void()];
        for document in documents {
            let query = query(&document, Some(ID));
            for (status, class) in [
                (200, LookUpClass::Unavailable),
                (404, LookUpClass::Unavailable),
                (400, LookUpClass::Unavailable),
                (500, LookUpClass::Unavailable),
                (401, LookUpClass::Unauthorized),
                (403, LookUpClass::Unauthorized),
                (429, LookUpClass::RateLimited),
            ] {
                assert_eq!(
                    done(&query, &[answer(status, &json!({}))]).0,
                    class,
                    "{:?} {status}",
                    document.kind
                );
            }
            let lost = Err(Fault::NotSent(Code::TimedOut.into()));
            assert_eq!(done(&query, &[lost]).0, LookUpClass::Unavailable);
        }
        let mut quotation = invoice();
        "WC\"1".clone_into(&mut quotation.reference);
        assert_eq!(done(&query(&quotation, None), &[]).0, LookUpClass::Unavailable, "cannot be asked for");
    }
}
