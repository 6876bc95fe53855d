//! Whose the books are, and which accounts they have.

use accounting_core::connector::{Account, Catalogue, ConnectionTest, Item, Listing, TestClass, Turn};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::Code;
use accounting_core::text::hostile;
use serde_json::Value;

use crate::answers::{self, text};

/// What can be listed.
pub const CATALOGUES: &[Catalogue] = &[Catalogue { name: "accounts", searches: false }];

/// Characters of a name that are shown.
const NAME_MAX: usize = 100;

/// Asks whose the books are.
pub fn test(so_far: &[Exchange]) -> Turn<ConnectionTest> {
    let Some(exchange) = so_far.last() else {
        return Turn::Ask(Request::read("organisation", &[]));
    };
    let made = answers::body(exchange).map(|(body, _)| (short(&body, "id"), short(&body, "name")));
    Turn::Done(match made {
        Ok((Some(company), name)) => {
            let account = Account { company: Some(company), name, ..Account::default() };
            ConnectionTest { ok: true, class: TestClass::Ok, reason: None, account: Some(account) }
        }
        Ok((None, _)) => ConnectionTest::failed(TestClass::Unavailable, Some(Code::UnreadableAnswer.into())),
        Err(outcome) => ConnectionTest::failed(class(&outcome), outcome.reason),
    })
}

fn class(outcome: &Outcome) -> TestClass {
    match outcome.class {
        OutcomeClass::Unauthorized => TestClass::Unauthorized,
        OutcomeClass::RateLimited => TestClass::RateLimited,
        OutcomeClass::Rejected => TestClass::Rejected,
        _ => TestClass::Unavailable,
    }
}

/// Lists the accounts that money may go to: all of them at once.
pub fn list(catalogue: &str, so_far: &[Exchange]) -> Turn<Listing> {
    if catalogue != CATALOGUES[0].name {
        return Turn::Done(Listing::failed(Some(Code::NotFound.into())));
    }
    let Some(exchange) = so_far.last() else {
        return Turn::Ask(Request::read("accounts", &[]));
    };
    Turn::Done(match answers::items(exchange) {
        Ok(items) => {
            Listing { ok: true, reason: None, items: items.iter().filter_map(account).collect(), more: false }
        }
        Err(outcome) => Listing::failed(outcome.reason),
    })
}

/// Stored as `code | name`: a person reads both, and the code is what is sent.
fn account(item: &Value) -> Option<Item> {
    let stored = format!("{} | {}", short(item, "code")?, short(item, "name")?);
    Some(Item::new(stored.clone(), stored))
}

fn short(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(text).map(|text| hostile(&text, NAME_MAX))
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::Answer;

    use super::*;

    fn tested(status: u16, body: &str) -> ConnectionTest {
        match test(&[Ok(Answer::new(status, body))]) {
            Turn::Done(result) => result,
            Turn::Ask(request) => panic!("{request:?}"),
        }
    }

    #[test]
    fn the_service_says_whose_the_books_are() {
        assert!(matches!(test(&[]), Turn::Ask(request) if request.path == "organisation"));
        let account = tested(200, r#"{"id":"teak","name":"Teak & Sons"}"#).account.unwrap();
        assert_eq!(
            (account.company.as_deref(), account.name.as_deref()),
            (Some("teak"), Some("Teak & Sons"))
        );
    }

    #[test]
    fn an_answer_that_does_not_say_so_is_no_connection() {
        for (status, body, class) in [
            (200, "{}", TestClass::Unavailable),
            (200, "", TestClass::Unavailable),
            (401, "", TestClass::Unauthorized),
            (429, "", TestClass::RateLimited),
            (404, "", TestClass::Rejected),
            (500, "", TestClass::Unavailable),
        ] {
            let result = tested(status, body);
            assert!(!result.ok && result.reason.is_some(), "{status} {body}");
            assert_eq!(result.class, class, "{status} {body}");
        }
    }

    #[test]
    fn accounts_are_listed_and_nothing_else_is_asked_for() {
        assert!(matches!(list("accounts", &[]), Turn::Ask(request) if request.path == "accounts"));
        let answer = Ok(Answer::new(200, r#"{"items":[{"code":1000,"name":"Bank"},{"code":"x"}]}"#));
        let Turn::Done(listing) = list("accounts", &[answer]) else { panic!("asks") };
        let values: Vec<&str> = listing.items.iter().map(|item| item.value.as_str()).collect();
        assert_eq!((values.as_slice(), listing.ok), (["1000 | Bank"].as_slice(), true));
        let refused = list("accounts", &[Ok(Answer::new(500, ""))]);
        assert!(matches!(refused, Turn::Done(listing) if !listing.ok));
        assert!(matches!(list("tags", &[]), Turn::Done(listing) if !listing.ok));
    }
}
