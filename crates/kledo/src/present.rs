//! Which of several documents are there: those whose number begins as all of ours do, page by page.

use std::collections::BTreeSet;

use accounting_core::connector::Turn;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::outcome::Outcome;
use accounting_core::survey::{Present, PresentQuery};
use accounting_core::told::Told;

use crate::answers::text;
use crate::kind::Kind;
use crate::native::{self, PER_PAGE, Page};

/// Pages that are read for one question. What is not on them is looked up one by one.
pub const PAGES: usize = 10;

/// Asks, and reads the answers. Once all were found, no further page is asked for.
pub fn present(kind: Kind, queries: &[PresentQuery], so_far: &[Exchange]) -> Turn<Told<Present>> {
    let wanted: BTreeSet<&str> = queries.iter().map(|query| query.reference.as_str()).collect();
    let mut found = Found::default();
    for (number, exchange) in (1..).zip(so_far) {
        match read(exchange, number, &wanted, &mut found) {
            Ok(Step::Next) => {}
            Ok(Step::Over { is_complete }) => return done(found, is_complete, exchange),
            Err(outcome) => return Turn::Done(native::untold(&outcome)),
        }
    }
    match so_far.last() {
        Some(last) if so_far.len() >= PAGES => done(found, false, last),
        _ => Turn::Ask(page(kind, common_prefix(&wanted), so_far.len() + 1)),
    }
}

fn page(kind: Kind, search: &str, number: usize) -> Request {
    let number = number.to_string();
    Request::read(native::list(kind), &[("search", search), ("per_page", PER_PAGE), ("page", &number)])
}

/// What was seen on the pages so far.
#[derive(Debug, Default)]
struct Found {
    there: BTreeSet<String>,
    /// Ids of all documents, ours or not: a document that is deleted while pages are read moves others to a page that was read
    /// already, and then there are fewer than the paginator counts.
    seen: BTreeSet<String>,
}

enum Step {
    Next,
    Over { is_complete: bool },
}

fn read(
    exchange: &Exchange,
    number: i64,
    wanted: &BTreeSet<&str>,
    found: &mut Found,
) -> Result<Step, Outcome> {
    let (envelope, _) = native::asked(exchange)?;
    let page = Page::of(envelope.data()).ok_or_else(native::unreadable)?;
    found.seen.extend(page.items.iter().filter_map(|item| text(item.get("id")?)));
    let numbers = page.items.iter().filter_map(|item| text(item.get("ref_number")?));
    found.there.extend(numbers.filter(|number| wanted.contains(number.as_str())));
    if found.there.len() == wanted.len() {
        return Ok(Step::Over { is_complete: true });
    }
    Ok(match page.has_next(number) {
        Some(true) => Step::Next,
        Some(false) => {
            let seen = i64::try_from(found.seen.len()).ok();
            Step::Over { is_complete: page.total.is_some() && seen >= page.total }
        }
        // A page that does not say which it is may be one of many.
        None => Step::Over { is_complete: false },
    })
}

fn done(found: Found, is_complete: bool, last: &Exchange) -> Turn<Told<Present>> {
    let status = last.as_ref().ok().map(|answer| answer.status);
    Turn::Done(Told::found(Present { there: found.there, is_complete }, status))
}

/// What all of them begin with.
fn common_prefix<'a>(texts: &BTreeSet<&'a str>) -> &'a str {
    // Those in between begin as the least and the greatest do.
    let (Some(first), Some(last)) = (texts.first(), texts.last()) else { return "" };
    let same = first.char_indices().zip(last.chars()).find(|((_, one), other)| one != other);
    let end = same.map_or(first.len().min(last.len()), |((at, _), _)| at);
    &first[..end]
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::{Answer, Fault};
    use accounting_core::reason::Code;
    use accounting_core::told::ToldClass;
    use serde_json::{Value, json};

    use super::*;

    fn queries(references: &[&str]) -> Vec<PresentQuery> {
        let query = |reference: &&str| PresentQuery {
            kind: crate::INVOICE,
            order_id: 1,
            subject_id: 1,
            reference: (*reference).to_owned(),
        };
        references.iter().map(query).collect()
    }

    fn wanted() -> Vec<PresentQuery> {
        queries(&["WC/INV/12", "WC/INV/123", "WC/INV/4"])
    }

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(data: &Value) -> Exchange {
        Ok(Answer::new(200, json!({"success": true, "data": data}).to_string()))
    }

    /// A page of documents with these numbers, whose ids go on from page to page.
    fn page_of(number: i64, last: i64, total: i64, numbers: &[&str]) -> Exchange {
        let id = |at: usize| 1000 * number + i64::try_from(at).unwrap();
        let items =
            numbers.iter().enumerate().map(|(at, number)| json!({"id": id(at), "ref_number": number}));
        let items: Vec<Value> = items.collect();
        answer(&json!({"current_page": number, "last_page": last, "total": total, "data": items}))
    }

    fn asked(queries: &[PresentQuery], so_far: &[Exchange]) -> Request {
        match present(Kind::Invoice, queries, so_far) {
            Turn::Ask(request) => request,
            Turn::Done(told) => panic!("{told:?}"),
        }
    }

    fn told(so_far: &[Exchange]) -> Told<Present> {
        match present(Kind::Invoice, &wanted(), so_far) {
            Turn::Done(told) => told,
            Turn::Ask(request) => panic!("asks {request:?}"),
        }
    }

    fn there(told: &Told<Present>) -> Vec<&str> {
        told.what.there.iter().map(String::as_str).collect()
    }

    /// 13.2
    #[test]
    fn the_list_is_searched_for_what_all_numbers_begin_with() {
        let search = |references: &[&str]| asked(&queries(references), &[]).query[0].1.clone();
        assert_eq!(search(&["WC/INV/123", "WC/INV/12", "WC/INV/4"]), "WC/INV/");
        assert_eq!(search(&["WC/INV/12", "WC/INV/123"]), "WC/INV/12");
        assert_eq!(search(&["WC/INV/12"]), "WC/INV/12");
        assert_eq!(search(&["Ä1", "Ö1"]), "");
        assert_eq!(search(&["ÄÄ1", "ÄÖ1"]), "Ä");
        let request = asked(&wanted(), &[page_of(1, 3, 250, &["x"])]);
        assert_eq!(request.path, "finance/invoices");
        assert!(request.query.contains(&("page".to_owned(), "2".to_owned())), "{request:?}");
    }

    #[test]
    fn numbers_are_compared_whole() {
        let numbers = ["WC/INV/123", "WC/INV/1234", "B-WC/INV/12", "wc/inv/4", "WC/INV/4a"];
        let told = told(&[page_of(1, 1, 5, &numbers)]);
        assert_eq!((told.class, told.http_status), (ToldClass::Found, Some(200)));
        assert_eq!(there(&told), ["WC/INV/123"]);
        assert!(told.what.is_complete);
    }

    #[test]
    fn once_all_are_found_nothing_more_is_asked() {
        let told = told(&[page_of(1, 99, 9900, &["WC/INV/4", "WC/INV/12", "WC/INV/123"])]);
        assert!(told.what.is_complete && told.what.there.len() == 3);
    }

    #[test]
    fn after_ten_pages_the_rest_is_left_to_look_ups() {
        let pages: Vec<Exchange> =
            (1..=10).map(|number| page_of(number, 11, 1_001, &["WC/INV/12"])).collect();
        for count in 0..PAGES {
            asked(&wanted(), &pages[..count]);
        }
        let told = told(&pages);
        assert_eq!((there(&told), told.what.is_complete), (vec!["WC/INV/12"], false));
        assert_eq!(PAGES, crate::LONGEST);
    }

    /// What is taken for complete and is not makes a second document.
    #[test]
    fn a_list_that_may_have_more_is_never_complete() {
        let lists = [
            // The paginator does not heed the page, or does not say which this is.
            vec![page_of(1, 2, 2, &["WC/INV/12"]), page_of(1, 2, 2, &["WC/INV/12"])],
            vec![answer(&json!([{"id": 1, "ref_number": "WC/INV/12"}]))],
            vec![answer(&json!({"data": [{"id": 1, "ref_number": "WC/INV/12"}]}))],
            vec![answer(
                &json!({"data": [{"id": 1, "ref_number": "WC/INV/12"}], "current_page": 1, "last_page": 1}),
            )],
            vec![answer(
                &json!({"data": [{"id": 1, "ref_number": "WC/INV/12"}], "current_page": [], "last_page": 1, "total": 1}),
            )],
            // One was deleted while pages were read, and another moved to a page that was read already.
            vec![page_of(1, 2, 4, &["a", "b"]), page_of(2, 2, 3, &[])],
            // Items without an id cannot be counted.
            vec![answer(
                &json!({"data": [{"ref_number": "WC/INV/12"}], "current_page": 1, "last_page": 1, "total": 1}),
            )],
        ];
        for list in lists {
            let told = told(&list);
            assert_eq!(told.class, ToldClass::Found, "{list:?}");
            assert!(!told.what.is_complete, "{list:?}");
        }
    }

    #[test]
    fn an_empty_list_is_complete() {
        assert!(told(&[page_of(1, 1, 0, &[])]).what.is_complete);
    }

    #[test]
    fn what_cannot_be_read_tells_of_nothing() {
        let with = |status: u16, body: &str| Ok(Answer::new(status, body.to_owned()));
        let answers = [
            (with(401, r#"{"message":"Unauthenticated."}"#), ToldClass::NotComparable),
            (with(403, "{}"), ToldClass::NotComparable),
            (with(404, "<html>"), ToldClass::NotComparable),
            (with(429, "{}"), ToldClass::RateLimited),
            (with(500, "<html>"), ToldClass::Unavailable),
            (with(400, r#"{"success":false,"message":"page"}"#), ToldClass::NotComparable),
            (with(200, "<html>"), ToldClass::Unavailable),
            (with(200, r#"{"success":true,"data":null}"#), ToldClass::Unavailable),
            (with(200, r#"{"success":true,"data":{"data":"x"}}"#), ToldClass::Unavailable),
            (Err(Fault::MaybeSent(Code::TimedOut.into())), ToldClass::Unavailable),
        ];
        for (exchange, class) in answers {
            let shown = format!("{exchange:?}");
            // On the second page as on the first: what was seen before is no answer.
            for so_far in [vec![exchange.clone()], vec![page_of(1, 2, 9, &["WC/INV/12"]), exchange]] {
                let told = told(&so_far);
                assert_eq!((told.class, &told.what), (class, &Present::default()), "{shown}");
                assert!(told.reason.is_some(), "{shown}");
            }
        }
        let odd = json!([7, "x", null, [], {}, {"id": {}, "ref_number": []}, {"id": 1, "ref_number": 12}]);
        let data = json!({"current_page": 1, "last_page": 1, "total": 7, "data": odd});
        assert_eq!(told(&[answer(&data)]).what, Present::default());
    }
}
