//! Which of several invoices or credit notes are there: Xero takes many numbers in one question.
//!
//! Quotes are found by one number at a time, and what hangs on another document has no number: each of those is looked up by itself.

use std::collections::BTreeSet;

use accounting_core::connector::Turn;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::outcome::Outcome;
use accounting_core::survey::{Present, PresentQuery};
use accounting_core::told::Told;
use serde_json::Value;

use crate::answers::{self, CREDIT_NOTES, INVOICES, Noun, field};
use crate::books::untold;
use crate::kind::Kind;
use crate::making::noun;
use crate::requests::{LETTERS, encoded, quoted};
use crate::target::{is_reference, number_of};
use crate::wire;

/// Numbers of invoices in one question, which is a list of them.
const INVOICES_AT_ONCE: usize = 50;
/// Numbers of credit notes in one question: each is a condition.
const CREDIT_NOTES_AT_ONCE: usize = 20;
/// Documents of a page, where Xero is not asked for more.
const PAGE: usize = 100;

/// Questions of one conversation. Where numbers are so long that they do not suffice, the others are looked up one by one.
pub const LONGEST: usize = 5;

/// Asks, and reads the answers.
pub fn present(queries: &[PresentQuery], so_far: &[Exchange]) -> Turn<Told<Present>> {
    let kind = queries.first().and_then(|query| Kind::try_from(&query.kind).ok()).and_then(noun);
    let Some(noun) = kind.filter(|noun| [INVOICES, CREDIT_NOTES].contains(noun)) else {
        return Turn::Done(Told::found(Present::default(), None));
    };
    let wanted: BTreeSet<&str> = queries.iter().map(|query| query.reference.as_str()).collect();
    // By Xero's own numbers nothing of ours is found: a reference is, by a look-up.
    let numbers = wanted.iter().copied().filter(|number| !is_reference(number));
    let (mut questions, mut is_complete) = questions(noun, numbers.collect());
    is_complete &= !wanted.iter().any(|number| is_reference(number));
    let mut there = BTreeSet::new();
    for exchange in so_far {
        match listed(noun, exchange) {
            Ok((numbers, is_all)) => {
                is_complete &= is_all;
                there.extend(numbers.into_iter().filter(|number| wanted.contains(number.as_str())));
            }
            Err(outcome) => return Turn::Done(untold(&outcome)),
        }
    }
    if so_far.len() < questions.len() {
        return Turn::Ask(questions.swap_remove(so_far.len()));
    }
    let status = so_far.last().and_then(|exchange| exchange.as_ref().ok()).map(|answer| answer.status);
    is_complete |= there.len() == wanted.len();
    Turn::Done(Told::found(Present { there, is_complete }, status))
}

/// What is asked for these numbers, and whether that is all of them.
fn questions(noun: Noun, numbers: Vec<&str>) -> (Vec<Request>, bool) {
    let at_once = if noun == INVOICES { INVOICES_AT_ONCE } else { CREDIT_NOTES_AT_ONCE };
    let mut parts: Vec<Vec<String>> = Vec::new();
    let (mut letters, mut is_complete) = (0, true);
    for number in numbers {
        let Some(part) = part(noun, number) else {
            is_complete = false;
            continue;
        };
        let room = encoded(&part) + encoded(between(noun));
        let is_over = parts.len() == LONGEST || room > LETTERS;
        match parts.last_mut().filter(|parts| parts.len() < at_once && letters + room <= LETTERS) {
            Some(parts) => {
                letters += room;
                parts.push(part);
            }
            None if is_over => is_complete = false,
            None => {
                letters = room;
                parts.push(vec![part]);
            }
        }
    }
    let name = if noun == INVOICES { "InvoiceNumbers" } else { "where" };
    let request =
        |parts: &Vec<String>| Request::read(noun.list, &[(name, &parts.join(between(noun))), ("page", "1")]);
    (parts.iter().map(request).collect(), is_complete)
}

/// One number in a question; `None` for what cannot be asked for so.
fn part(noun: Noun, number: &str) -> Option<String> {
    let quoted = quoted(number)?;
    if noun == INVOICES {
        return (!number.contains(',')).then(|| number.to_owned());
    }
    Some(format!("{}=={quoted}", number_of(noun)))
}

fn between(noun: Noun) -> &'static str {
    if noun == INVOICES { "," } else { " OR " }
}

/// The numbers of an answer, of sales only, and whether it has all that Xero found.
///
/// # Errors
/// What the answer means instead.
fn listed(noun: Noun, exchange: &Exchange) -> Result<(Vec<String>, bool), Outcome> {
    let (elements, _) = answers::elements(exchange, noun.list)?;
    let (body, _) = answers::body(exchange)?;
    let pages =
        body.get("pagination").and_then(|pagination| pagination.get("pageCount")).and_then(wire::count);
    let is_all = pages.map_or(elements.len() < PAGE, |pages| pages <= 1);
    let is_sale = |element: &&Value| field(element, "Type").is_none_or(|kind| kind.starts_with("ACCREC"));
    let numbers = elements.iter().filter(is_sale).filter_map(|element| field(element, number_of(noun)));
    Ok((numbers.collect(), is_all))
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::Connector as _;
    use accounting_core::document::DocumentKind;
    use accounting_core::exchange::{Answer, Fault};
    use accounting_core::reason::Code;
    use accounting_core::told::ToldClass;
    use serde_json::json;

    use super::*;
    use crate::{ALLOCATION, CREDIT_NOTE, INVOICE, PAYMENT, QUOTE, REFUND_PAYMENT, VOID, Xero};

    fn queries(kind: &DocumentKind, references: impl IntoIterator<Item = String>) -> Vec<PresentQuery> {
        let query = |reference| PresentQuery { kind: kind.clone(), order_id: 1, subject_id: 1, reference };
        references.into_iter().map(query).collect()
    }

    fn invoices() -> Vec<PresentQuery> {
        queries(&INVOICE, ["WC-12", "WC-123", "WC-4"].map(str::to_owned))
    }

    fn hundred(kind: &DocumentKind, prefix: &str) -> Vec<PresentQuery> {
        queries(kind, (1000..1100).map(|id| format!("{prefix}{id}")))
    }

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(status: u16, body: &Value) -> Exchange {
        Ok(Answer::new(status, body.to_string()))
    }

    fn nothing(list: &str) -> Exchange {
        answer(200, &json!({list: []}))
    }

    fn told(queries: &[PresentQuery], so_far: &[Exchange]) -> Told<Present> {
        match Xero.present(queries, so_far) {
            Turn::Done(told) => told,
            Turn::Ask(request) => panic!("{request:?}"),
        }
    }

    /// Answers every question with this, and tells what was asked and what came of it.
    fn conversation(queries: &[PresentQuery], list: &str) -> (Vec<Request>, Told<Present>) {
        let (mut asked, mut so_far) = (Vec::new(), Vec::new());
        loop {
            match Xero.present(queries, &so_far) {
                Turn::Ask(request) => asked.push(request),
                Turn::Done(told) => return (asked, told),
            }
            so_far.push(nothing(list));
        }
    }

    /// 13.2
    #[test]
    fn a_hundred_invoices_are_asked_after_by_two_questions() {
        let (asked, told) = conversation(&hundred(&INVOICE, "WC-"), "Invoices");
        assert_eq!(asked.len(), 2);
        assert!(
            asked.iter().all(|request| request.path == "Invoices" && request.query[0].0 == "InvoiceNumbers")
        );
        assert_eq!(asked[1].query[0].1.split(',').count(), 50);
        assert!(told.what.there.is_empty() && told.what.is_complete);
    }

    #[test]
    fn credit_notes_are_asked_after_by_conditions() {
        let (asked, told) = conversation(&hundred(&CREDIT_NOTE, "WC-CN-"), "CreditNotes");
        assert_eq!((asked.len(), told.what.is_complete), (LONGEST, true));
        let filter = &asked[0].query[0].1;
        assert!(
            filter.starts_with(r#"CreditNoteNumber=="WC-CN-1000" OR CreditNoteNumber=="WC-CN-1001""#),
            "{filter}"
        );
        let note = json!({"CreditNoteNumber": "WC-CN-7", "Type": "ACCRECCREDIT", "Status": "PAID"});
        let one = queries(&CREDIT_NOTE, ["WC-CN-7".to_owned()]);
        assert!(
            super::tests::told(&one, &[answer(200, &json!({"CreditNotes": [note]}))])
                .what
                .there
                .contains("WC-CN-7")
        );
    }

    #[test]
    fn no_address_is_too_long_and_what_is_left_out_is_said() {
        for (kind, list, prefix) in [
            (&INVOICE, "Invoices", "Тов/"),
            (&CREDIT_NOTE, "CreditNotes", "é"),
            (&INVOICE, "Invoices", &"x".repeat(240)),
        ] {
            let (asked, told) = conversation(&hundred(kind, prefix), list);
            assert!(asked.len() <= LONGEST && LONGEST <= Xero.policy().turns);
            for request in &asked {
                let written =
                    form_urlencoded::Serializer::new(String::new()).extend_pairs(&request.query).finish();
                assert!(written.len() <= 2_000, "{}", written.len());
            }
            let count = |request: &Request| request.query[0].1.matches(prefix).count();
            let asked_after: usize = asked.iter().map(count).sum();
            assert_eq!(told.what.is_complete, asked_after == 100, "{prefix} {asked_after}");
        }
        let (asked, told) = conversation(&queries(&INVOICE, ["é".repeat(700)]), "Invoices");
        assert!(asked.is_empty() && !told.what.is_complete);
    }

    #[test]
    fn numbers_are_compared_whole_and_those_of_bills_are_not_ours() {
        let listed = json!([
            {"InvoiceNumber": "WC-123", "Type": "ACCREC", "Status": "VOIDED"}, {"InvoiceNumber": "WC-4", "Type": "ACCPAY"},
            {"InvoiceNumber": "WC-1", "Type": "ACCREC"}, {"InvoiceNumber": "wc-12", "Type": "ACCREC"}, 7, null, {},
            {"InvoiceNumber": ["WC-12"], "Type": "ACCREC"},
        ]);
        let told = told(&invoices(), &[answer(200, &json!({"Invoices": listed}))]);
        assert_eq!((told.class, told.http_status), (ToldClass::Found, Some(200)));
        assert_eq!(told.what.there.iter().map(String::as_str).collect::<Vec<_>>(), ["WC-123"]);
        assert!(told.what.is_complete);
    }

    /// What is taken for complete and is not makes a second document, or a refusal.
    #[test]
    fn a_list_that_may_have_more_is_not_complete() {
        let full: Vec<Value> = (0..100).map(|id| json!({"InvoiceNumber": format!("WC-{id}x")})).collect();
        for body in [
            json!({"Invoices": [], "pagination": {"page": 1, "pageCount": 2}}),
            json!({"Invoices": full, "pagination": {}}),
            json!({"Invoices": full, "pagination": {"pageCount": "x"}}),
        ] {
            assert!(!told(&invoices(), &[answer(200, &body)]).what.is_complete);
        }
        let body = json!({"Invoices": full, "pagination": {"pageCount": 1}});
        assert!(told(&invoices(), &[answer(200, &body)]).what.is_complete);
    }

    #[test]
    fn what_cannot_be_asked_for_at_once_is_left_to_look_ups() {
        for kind in [QUOTE, PAYMENT, ALLOCATION, REFUND_PAYMENT, VOID, DocumentKind::named("order")] {
            let told = told(&hundred(&kind, "W-"), &[]);
            assert_eq!((told.class, told.what), (ToldClass::Found, Present::default()), "{kind:?}");
        }
        for odd in ["shop.test #12", "a,b", "a\"b", "", " "] {
            let some = queries(&INVOICE, [odd.to_owned(), "WC-1".to_owned()]);
            let (asked, told) = conversation(&some, "Invoices");
            assert_eq!(asked.len(), 1, "{odd}");
            assert_eq!((asked[0].query[0].1.as_str(), told.what.is_complete), ("WC-1", false), "{odd}");
        }
    }

    #[test]
    fn what_cannot_be_read_tells_of_nothing() {
        for (exchange, class) in [
            (answer(403, &json!({"Detail": "AuthorizationUnsuccessful"})), ToldClass::NotComparable),
            (answer(404, &json!({})), ToldClass::NotComparable),
            (answer(400, &json!({"Message": "too many rows"})), ToldClass::NotComparable),
            (answer(401, &json!({})), ToldClass::Unauthorized),
            (answer(429, &json!({})), ToldClass::RateLimited),
            (answer(500, &json!({})), ToldClass::Unavailable),
            (Ok(Answer::new(200, "<html>")), ToldClass::Unavailable),
            (answer(200, &json!({"Invoices": null})), ToldClass::Unavailable),
            (answer(200, &json!([])), ToldClass::Unavailable),
            (Err(Fault::MaybeSent(Code::ConnectionLost.into())), ToldClass::Unavailable),
        ] {
            let shown = format!("{exchange:?}");
            let told = told(&hundred(&INVOICE, "WC-"), &[nothing("Invoices"), exchange]);
            assert_eq!((told.class, told.what), (class, Present::default()), "{shown}");
            assert!(told.reason.is_some(), "{shown}");
        }
    }
}
