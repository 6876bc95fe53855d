//! What the settings may be: accounts, warehouses, tags.

use accounting_core::connector::{Catalogue, Item, Listing, Turn};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::text::hostile;
use serde_json::Value;

use crate::answers::{asked, integer, text};

/// Items of a page.
const PER_PAGE: &str = "20";

/// Asks, and reads the answer.
pub fn list(catalogue: Catalogue, search: &str, page: u32, so_far: &[Exchange]) -> Turn<Listing> {
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
        Err(outcome) => Listing { ok: false, reason: outcome.reason, items: Vec::new(), more: false },
    })
}

fn request(catalogue: Catalogue, search: &str, page: u32) -> Request {
    match catalogue {
        Catalogue::Accounts => Request::read(
            "finance/accounts/suggestionPerPage",
            &[
                ("finance_account_category_ids", "1,17"),
                ("page", &page.max(1).to_string()),
                ("per_page", PER_PAGE),
                ("search", search),
            ],
        ),
        Catalogue::Warehouses => Request::read("finance/warehouses", &[]),
        Catalogue::Tags => Request::read("finance/tags", &[]),
    }
}

fn item(catalogue: Catalogue, row: &Value) -> Option<Item> {
    let name = hostile(&row.get("name").and_then(text)?, 200);
    if catalogue != Catalogue::Accounts {
        return Some(Item { value: name.clone(), label: name });
    }
    let code = hostile(&row.get("ref_code").and_then(text)?, 50);
    let stored = format!("{code} | {name}");
    Some(Item { value: stored.clone(), label: stored })
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

    fn listed(catalogue: Catalogue, body: &str) -> Listing {
        let answer = Ok(Answer { status: 200, retry_after: None, body: body.as_bytes().to_vec() });
        match list(catalogue, "", 1, &[answer]) {
            Turn::Done(listing) => listing,
            Turn::Ask(request) => panic!("asks {request:?}"),
        }
    }

    #[test]
    fn warehouses_come_paginated_or_plain() {
        for data in [r#"[{"id":1,"name":"Utama"}]"#, r#"{"data":[{"id":1,"name":"Utama"}],"current_page":1}"#]
        {
            let listing = listed(Catalogue::Warehouses, &format!(r#"{{"success":true,"data":{data}}}"#));
            assert_eq!(listing.items, [Item { value: "Utama".to_owned(), label: "Utama".to_owned() }]);
        }
    }

    #[test]
    fn an_account_is_stored_as_code_and_name() {
        let body = r#"{"success":true,"data":{"data":[{"name":"Kas","ref_code":"1-10001"}],"current_page":1,"per_page":20,"total":21}}"#;
        let listing = listed(Catalogue::Accounts, body);
        assert_eq!(listing.items[0].value, "1-10001 | Kas");
        assert!(listing.more);
    }
}
