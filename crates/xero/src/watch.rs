//! Which documents still wait for the approval of an invoice or a credit note: all of those are looked at in lists, not one by one.

use std::collections::{BTreeMap, BTreeSet};

use accounting_core::connector::Turn;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::outcome::Outcome;
use accounting_core::reason::{Code, Reason};
use accounting_core::watch::{Still, Waiting, Watch};

use crate::answers::{self, CREDIT_NOTES, INVOICES, Noun};
use crate::kind::{CREDIT_NOTE, INVOICE};
use crate::target::{self, State, shown};

/// Documents that are asked after at once: as many as Xero takes in one request, and few enough for an address of 2,000 letters.
pub const AT_ONCE: usize = 50;

/// Credit notes in one question. Nothing is known of a list of their ids, so that each is a condition of 60 letters.
const CREDIT_NOTES_AT_ONCE: usize = 20;

/// Requests of the longest conversation: each may wait for an invoice and a credit note.
pub const LONGEST: usize = 1 + AT_ONCE.div_ceil(CREDIT_NOTES_AT_ONCE);

/// Asks, and reads the answers.
pub fn watch(waiting: &[Waiting], so_far: &[Exchange]) -> Turn<Watch> {
    let mut questions = questions(waiting);
    let mut open = BTreeMap::new();
    for ((noun, _), exchange) in questions.iter().zip(so_far) {
        match unapproved(*noun, exchange) {
            Ok(some) => open.extend(some),
            Err(outcome) => return Turn::Done(Watch::from_outcome(&outcome)),
        }
    }
    if so_far.len() < questions.len() {
        return Turn::Ask(questions.swap_remove(so_far.len()).1);
    }
    let still = waiting.iter().filter_map(|one| {
        let open = awaited(one).find_map(|(_, id)| open.get(&id))?;
        Some(Still { id: one.id, reason: Reason::new(Code::AwaitsApproval, open) })
    });
    Turn::Done(Watch::told(still.collect()))
}

/// What a document waits for that somebody may have to approve, and Xero's id of it in small letters.
fn awaited(one: &Waiting) -> impl Iterator<Item = (Noun, String)> {
    let kinds = [(CREDIT_NOTE, CREDIT_NOTES), (INVOICE, INVOICES)];
    kinds.into_iter().filter_map(|(kind, noun)| {
        let id = &one.awaited.get(kind.name())?.id;
        answers::is_id(id).then(|| (noun, id.to_ascii_lowercase()))
    })
}

fn questions(waiting: &[Waiting]) -> Vec<(Noun, Request)> {
    let ids_of = |noun: Noun| -> Vec<String> {
        let ids = waiting.iter().flat_map(awaited).filter(|(of, _)| *of == noun).map(|(_, id)| id);
        ids.collect::<BTreeSet<String>>().into_iter().collect()
    };
    let of_invoices = |ids: &[String]| Request::read(INVOICES.list, &[("IDs", &ids.join(","))]);
    let of_credit_notes = |ids: &[String]| {
        let filters: Vec<String> =
            ids.iter().map(|id| format!("{}==Guid(\"{id}\")", CREDIT_NOTES.id)).collect();
        Request::read(CREDIT_NOTES.list, &[("where", &filters.join(" OR "))])
    };
    let (invoices, credit_notes) = (ids_of(INVOICES), ids_of(CREDIT_NOTES));
    let invoices = invoices.chunks(AT_ONCE).map(|ids| (INVOICES, of_invoices(ids)));
    let credit_notes =
        credit_notes.chunks(CREDIT_NOTES_AT_ONCE).map(|ids| (CREDIT_NOTES, of_credit_notes(ids)));
    invoices.chain(credit_notes).collect()
}

/// Those of a list that somebody has to approve: their ids, and what a person is told of them.
///
/// # Errors
/// What the answer means instead.
fn unapproved(noun: Noun, exchange: &Exchange) -> Result<Vec<(String, String)>, Outcome> {
    let (elements, _) = answers::elements(exchange, noun.list)?;
    let open = elements.iter().filter(|element| target::state(element) == State::Open);
    let named = open
        .filter_map(|element| Some((answers::id(element, noun.id)?.to_ascii_lowercase(), shown(element))));
    Ok(named.collect())
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::{Answer, Fault};
    use accounting_core::links::Remote;
    use accounting_core::outcome::LookUpClass;
    use serde_json::{Value, json};

    use super::*;
    use crate::{ALLOCATION, PAYMENT, REFUND_PAYMENT};

    fn id(number: u64) -> String {
        format!("1d000000-0000-4000-8000-{number:012}")
    }

    fn one(number: u64, kind: &accounting_core::document::DocumentKind, awaited: &[(&str, &str)]) -> Waiting {
        let remote = |id: &str| Remote { id: id.to_owned(), number: None };
        let awaited = awaited.iter().map(|(kind, id)| ((*kind).to_owned(), remote(id))).collect();
        Waiting { id: number, kind: kind.clone(), awaited }
    }

    fn payments(count: u64) -> Vec<Waiting> {
        (1..=count).map(|number| one(number, &PAYMENT, &[("invoice", &id(number))])).collect()
    }

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(status: u16, body: &Value) -> Exchange {
        Ok(Answer::new(status, body.to_string()))
    }

    fn asks(waiting: &[Waiting], so_far: &[Exchange]) -> Request {
        match watch(waiting, so_far) {
            Turn::Ask(request) => request,
            Turn::Done(told) => panic!("{told:?}"),
        }
    }

    fn told(waiting: &[Waiting], so_far: &[Exchange]) -> Watch {
        match watch(waiting, so_far) {
            Turn::Done(told) => told,
            Turn::Ask(request) => panic!("{request:?}"),
        }
    }

    fn still(told: &Watch) -> Vec<(u64, &str)> {
        told.still.iter().map(|still| (still.id, still.reason.detail.as_str())).collect()
    }

    #[test]
    fn payments_of_many_invoices_are_looked_after_by_one_question() {
        let waiting = payments(50);
        let request = asks(&waiting, &[]);
        assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "Invoices"));
        assert!(request.query[0].0 == "IDs" && request.query[0].1.split(',').count() == 50);
        let invoice = |number: u64, status: &str| {
            let (id, name) = (id(number).to_uppercase(), format!("WC-{number}"));
            json!({"InvoiceID": id, "InvoiceNumber": name, "Status": status})
        };
        let listed = [(1, "DRAFT"), (2, "AUTHORISED"), (3, "SUBMITTED"), (4, "VOIDED"), (5, "PAID")];
        let listed = listed.map(|(number, status)| invoice(number, status));
        let told = told(&waiting, &[answer(200, &json!({"Invoices": listed}))]);
        assert_eq!(told.class, LookUpClass::Found);
        assert_eq!(still(&told), [(1, "WC-1 DRAFT"), (3, "WC-3 SUBMITTED")], "the others are worth a try");
        assert!(told.still.iter().all(|still| still.reason.code == Code::AwaitsApproval));
    }

    #[test]
    fn an_allocation_waits_for_both_and_a_refund_payment_for_its_credit_note() {
        let (invoice, note) = (id(1), id(2));
        let both = [("credit_note", note.as_str()), ("invoice", invoice.as_str()), ("payment", "x")];
        let waiting = [one(7, &ALLOCATION, &both), one(8, &REFUND_PAYMENT, &both[..1])];
        let of_invoice = |status: &str| {
            answer(
                200,
                &json!({"Invoices": [{"InvoiceID": invoice, "InvoiceNumber": "WC-1", "Status": status}]}),
            )
        };
        let of_note = |status: &str| {
            answer(
                200,
                &json!({"CreditNotes": [{"CreditNoteID": note, "CreditNoteNumber": "WC-CN-2", "Status": status}]}),
            )
        };
        let request = asks(&waiting, &[of_invoice("DRAFT")]);
        assert_eq!(request.path, "CreditNotes");
        assert_eq!(request.query, [("where".to_owned(), format!("CreditNoteID==Guid(\"{note}\")"))]);
        let both_open = told(&waiting, &[of_invoice("DRAFT"), of_note("DRAFT")]);
        assert_eq!(still(&both_open), [(7, "WC-CN-2 DRAFT"), (8, "WC-CN-2 DRAFT")]);
        assert_eq!(
            still(&told(&waiting, &[of_invoice("DRAFT"), of_note("AUTHORISED")])),
            [(7, "WC-1 DRAFT")]
        );
        assert!(told(&waiting, &[of_invoice("AUTHORISED"), of_note("AUTHORISED")]).still.is_empty());
    }

    #[test]
    fn no_conversation_is_longer_than_allowed_and_no_address_too_long() {
        let many = |number: u64| {
            let (note, invoice) = (id(1000 + number), id(number));
            one(number, &ALLOCATION, &[("credit_note", &note), ("invoice", &invoice)])
        };
        let waiting: Vec<Waiting> = (1..=50).map(many).collect();
        let questions = questions(&waiting);
        assert_eq!(questions.len(), LONGEST);
        for (_, request) in questions {
            let length =
                form_urlencoded::Serializer::new(String::new()).extend_pairs(&request.query).finish();
            assert!(length.len() <= 2_048, "{}", length.len());
        }
    }

    #[test]
    fn what_cannot_be_asked_is_not_known_and_nobody_is_said_to_wait() {
        for (exchange, class) in [
            (answer(500, &json!({})), LookUpClass::Unavailable),
            (answer(429, &json!({})), LookUpClass::RateLimited),
            (answer(401, &json!({})), LookUpClass::Unauthorized),
            (answer(200, &json!({"Invoices": null})), LookUpClass::Unavailable),
            (Err(Fault::MaybeSent(Code::ConnectionLost.into())), LookUpClass::Unavailable),
        ] {
            let told = told(&payments(2), &[exchange]);
            assert_eq!((told.class, told.still.len()), (class, 0));
            assert!(told.reason.is_some());
        }
        let nothing_known = [one(1, &PAYMENT, &[]), one(2, &PAYMENT, &[("invoice", "../x")])];
        assert_eq!(told(&nothing_known, &[]), Watch::told(Vec::new()), "each asks by itself");
    }
}
