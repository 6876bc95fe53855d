//! The books as a whole: which documents are there, what there is in some days, how far they are closed.

use std::collections::BTreeSet;

use accounting_core::connector::Turn;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::survey::{Entry, Inventory, InventoryQuery, LockDate, Present, PresentQuery, is_of_any};
use accounting_core::text::day;
use accounting_core::told::Told;
use serde_json::Value;

use crate::answers::{self, field};
use crate::kind::Kind;

/// Asks which of several documents are there: all numbers in one question, with commas between them.
pub fn present(kind: Kind, queries: &[PresentQuery], so_far: &[Exchange]) -> Turn<Told<Present>> {
    let wanted: BTreeSet<&str> = queries.iter().map(|query| query.reference.as_str()).collect();
    let asked: Vec<&str> = wanted.iter().copied().filter(|number| !number.contains(',')).collect();
    let Some(exchange) = so_far.last() else {
        return Turn::Ask(Request::read(kind.path(), &[("numbers", &asked.join(","))]));
    };
    told(exchange, |items| {
        let numbers = items.iter().filter_map(|item| field(item, "number"));
        let there = numbers.filter(|number| wanted.contains(number.as_str())).collect();
        Present { there, is_complete: asked.len() == wanted.len() }
    })
}

/// Lists what bears the shop's prefix; all of it is one page.
pub fn inventory(
    kind: Kind,
    query: &InventoryQuery,
    prefix: &str,
    so_far: &[Exchange],
) -> Turn<Told<Inventory>> {
    let Some(exchange) = so_far.last() else {
        let (from, to) = (query.from.to_string(), query.to.to_string());
        return Turn::Ask(Request::read(kind.path(), &[("from", &from), ("to", &to)]));
    };
    told(exchange, |items| {
        let prefixes = query.all_prefixes(prefix);
        let entries = items.iter().filter_map(|item| entry(&prefixes, item));
        Inventory { documents: entries.filter(|entry| query.has(entry.date)).collect(), has_more: false }
    })
}

fn entry(prefixes: &BTreeSet<&str>, item: &Value) -> Option<Entry> {
    let number = field(item, "number").filter(|number| is_of_any(prefixes, number))?;
    Some(Entry {
        id: field(item, "id").unwrap_or_default(),
        number,
        reference: None,
        date: field(item, "date").and_then(|date| day(&date)),
        total: field(item, "total").and_then(|total| total.parse().ok()),
        tax: None,
        state: field(item, "status")
            .filter(|status| matches!(status.as_str(), "paid" | "partial" | "unpaid")),
    })
}

/// Asks how far the books are closed.
pub fn lock_date(so_far: &[Exchange]) -> Turn<Told<LockDate>> {
    let Some(exchange) = so_far.last() else {
        return Turn::Ask(Request::read("organisation", &[]));
    };
    let read = answers::body(exchange).and_then(|(body, status)| {
        let written = body.get("locked_until").filter(|day| !day.is_null());
        let locked_until =
            written.map(|text| text.as_str().and_then(day).ok_or_else(|| answers::unreadable(status)));
        Ok(Told::found(LockDate { locked_until: locked_until.transpose()? }, Some(status)))
    });
    Turn::Done(read.unwrap_or_else(|outcome| Told::from_outcome(&outcome)))
}

/// What the items of an answer tell.
fn told<T: Default>(exchange: &Exchange, read: impl FnOnce(&[Value]) -> T) -> Turn<Told<T>> {
    let status = exchange.as_ref().ok().map(|answer| answer.status);
    Turn::Done(match answers::items(exchange) {
        Ok(items) => Told::found(read(&items), status),
        Err(outcome) => Told::from_outcome(&outcome),
    })
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::{Connector as _, Settings};
    use accounting_core::document::DocumentKind;
    use accounting_core::exchange::Answer;
    use accounting_core::told::ToldClass;
    use serde_json::json;

    use super::*;
    use crate::{CREDIT_NOTE, INVOICE, PAYMENT, Toy};

    fn queries(references: &[&str]) -> Vec<PresentQuery> {
        let query = |reference: &&str| PresentQuery {
            kind: INVOICE,
            order_id: 1,
            subject_id: 1,
            reference: (*reference).to_owned(),
        };
        references.iter().map(query).collect()
    }

    fn month(kind: &DocumentKind) -> InventoryQuery {
        let (from, to) = (day("2026-01-01").unwrap(), day("2026-01-31").unwrap());
        InventoryQuery { kind: kind.clone(), from, to, page: 1, shop: String::new(), prefixes: Vec::new() }
    }

    fn done<T>(turn: Turn<T>) -> T {
        match turn {
            Turn::Done(told) => told,
            Turn::Ask(request) => panic!("{request:?}"),
        }
    }

    fn items(items: &Value) -> [Exchange; 1] {
        [Ok(Answer::new(200, json!({"items": items}).to_string()))]
    }

    /// 13.2
    #[test]
    fn many_numbers_are_one_question_and_are_compared_whole() {
        let asked = queries(&["TB-12", "TB-123", "TB-4"]);
        assert!(
            matches!(Toy.present(&asked, &[]), Turn::Ask(request) if request.query[0].1 == "TB-12,TB-123,TB-4")
        );
        let told =
            done(Toy.present(&asked, &items(&json!([{"number": "TB-123"}, {"number": "TB-1234"}, {}, 7]))));
        assert_eq!(told.what, Present { there: BTreeSet::from(["TB-123".to_owned()]), is_complete: true });
        let odd = done(Toy.present(&queries(&["TB-12", "a,b"]), &items(&json!([]))));
        assert!(!odd.what.is_complete);
    }

    /// 13.3
    #[test]
    fn a_month_has_what_bears_the_prefix_and_lies_in_it() {
        let listed = json!([
            {"id": "i1", "number": "SHOP/12", "date": "2026-01-31", "total": "36.63", "status": "paid"},
            {"id": "i2", "number": "SHOP/CN-7", "date": "2026-01-31", "total": "1"},
            {"id": "i3", "number": "SHOP/13", "date": "2026-02-01", "total": "1"},
            {"id": "i4", "number": "SHOP/14", "total": "much", "status": "eaten"}, null,
        ]);
        let settings = Settings::from([("invoice_prefix".to_owned(), "SHOP/".to_owned())]);
        let numbers = |kind: &DocumentKind| {
            let told = done(Toy.inventory(&month(kind), &settings, &items(&listed)));
            told.what
                .documents
                .into_iter()
                .map(|entry| (entry.number, entry.total, entry.state))
                .collect::<Vec<_>>()
        };
        let (paid, total) = (Some("paid".to_owned()), "36.63".parse().ok());
        assert_eq!(
            numbers(&INVOICE),
            [("SHOP/12".to_owned(), total, paid), ("SHOP/14".to_owned(), None, None)]
        );
        assert_eq!(numbers(&CREDIT_NOTE)[0].0, "SHOP/CN-7");
        let payments = done(Toy.inventory(&month(&PAYMENT), &settings, &[]));
        assert_eq!(payments.class, ToldClass::NotComparable);
    }

    #[test]
    fn an_answer_that_makes_no_sense_tells_nothing() {
        for (status, body, class) in [
            (200, "<html>", ToldClass::Unavailable),
            (401, "", ToldClass::Unauthorized),
            (404, "", ToldClass::NotComparable),
            (429, "", ToldClass::RateLimited),
            (500, "", ToldClass::Unavailable),
        ] {
            let answer = [Ok(Answer::new(status, body))];
            assert_eq!(done(Toy.present(&queries(&["1"]), &answer)).class, class, "{status}");
            assert_eq!(
                done(Toy.inventory(&month(&INVOICE), &Settings::new(), &answer)).class,
                class,
                "{status}"
            );
            assert_eq!(done(Toy.lock_date(&answer)).class, class, "{status}");
        }
        let until = |body: Value| done(Toy.lock_date(&[Ok(Answer::new(200, body.to_string()))]));
        assert_eq!(until(json!({"locked_until": "2026-01-31"})).what.locked_until, day("2026-01-31"));
        assert_eq!(until(json!({"locked_until": null})), Told::found(LockDate::default(), Some(200)));
        assert_eq!(until(json!({"locked_until": "soon"})).class, ToldClass::Unavailable);
    }
}
