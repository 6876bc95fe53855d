//! What the settings may be: accounts, warehouses, tags.

use accounting_core::connector::{Catalogue, Item, Listing, Turn};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::reason::Code;
use accounting_core::text::hostile;
use serde_json::Value;

use crate::answers::{asked, integer, text};

/// Items of a page.
const PER_PAGE: &str = "20";

/// What can be listed.
pub const CATALOGUES: &[Catalogue] = &[ACCOUNTS, WAREHOUSES, TAGS];

/// Cash and bank accounts.
const ACCOUNTS: Catalogue = Catalogue { name: "accounts", searches: true };
const WAREHOUSES: Catalogue = Catalogue { name: "warehouses", searches: false };
const TAGS: Catalogue = Catalogue { name: "tags", searches: false };

/// Asks, and reads the answer.
pub fn list(catalogue: &str, search: &str, page: u32, so_far: &[Exchange]) -> Turn<Listing> {
    let Some(catalogue) = CATALOGUES.iter().copied().find(|known| known.name == catalogue) else {
        return Turn::Done(Listing::failed(Some(Code::NotFound.into())));
    };
    let Some(exchange) = so_far.last() else {
        return Turn::Ask(request(catalogue, search, page));
    };
    Turn::Done(match asked(exchange) {
        Ok(envelope) => {
            let data = envelope.data();
            // Lists are seen both paginated and plain.
            let rows = data.get("data").unwrap_or(data).as_array().map(Vec::as_slice).unwrap_or_default();
            let items = rows.iter().filter_map(|row| item(catalogue, row)).collect();
            Listing { ok: true, reason: None, items, more: has_more(data) }
        }
        Err(outcome) => Listing::failed(outcome.reason),
    })
}

fn request(catalogue: Catalogue, search: &str, page: u32) -> Request {
    if catalogue != ACCOUNTS {
        return Request::read(format!("finance/{}", catalogue.name), &[]);
    }
    Request::read(
        "finance/accounts/suggestionPerPage",
        &[
            ("finance_account_category_ids", "1,17"),
            ("page", &page.max(1).to_string()),
            ("per_page", PER_PAGE),
            ("search", search),
        ],
    )
}

fn item(catalogue: Catalogue, row: &Value) -> Option<Item> {
    let name = hostile(&row.get("name").and_then(text)?, 200);
    if catalogue != ACCOUNTS {
        return Some(Item::new(name.clone(), name));
    }
    let code = hostile(&row.get("ref_code").and_then(text)?, 50);
    let stored = format!("{code} | {name}");
    Some(Item::new(stored.clone(), stored))
}

fn has_more(data: &Value) -> bool {
    let number = |name: &str| data.get(name).and_then(integer);
    let (Some(page), Some(size), Some(total)) = (number("current_page"), number("per_page"), number("total"))
    else {
        return false;
    };
    page.saturating_mul(size) < total
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::Answer;

    use super::*;

    fn listed(catalogue: &str, body: &str) -> Listing {
        let answer = Ok(Answer::new(200, body));
        match list(catalogue, "", 1, &[answer]) {
            Turn::Done(listing) => listing,
            Turn::Ask(request) => panic!("asks {request:?}"),
        }
    }

    #[test]
    fn warehouses_come_paginated_or_plain() {
        for data in [r#"[{"id":1,"name":"Utama"}]"#, r#"{"data":[{"id":1,"name":"Utama"}],"current_page":1}"#]
        {
            let listing = listed("warehouses", &format!(r#"{{"success":true,"data":{data}}}"#));
            assert_eq!(listing.items, [Item::new("Utama", "Utama")]);
        }
    }

    #[test]
    fn an_account_is_stored_as_code_and_name() {
        let body = r#"{"success":true,"data":{"data":[{"name":"Kas","ref_code":"1-10001"}],"current_page":1,"per_page":20,"total":21}}"#;
        let listing = listed("accounts", body);
        assert_eq!(listing.items[0].value, "1-10001 | Kas");
        assert!(listing.more);
    }

    /// 11
    #[test]
    fn each_catalogue_has_its_own_path_and_another_is_not_asked_for() {
        let path = |catalogue: &str| match list(catalogue, "Kas", 2, &[]) {
            Turn::Ask(request) => Some((request.path, request.query.iter().any(|(_, value)| value == "Kas"))),
            Turn::Done(listing) => {
                assert!(!listing.ok);
                None
            }
        };
        for catalogue in CATALOGUES {
            let (path, searches) = path(catalogue.name).unwrap();
            assert!(path.starts_with(&format!("finance/{}", catalogue.name)), "{path}");
            assert_eq!(searches, catalogue.searches, "{path}");
        }
        assert_eq!(path("contacts"), None);
    }
}
