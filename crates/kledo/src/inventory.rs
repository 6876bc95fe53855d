//! What Kledo has of this shop: the native lists, searched for the shop's prefixes.

use std::collections::BTreeSet;

use accounting_core::connector::Turn;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::outcome::Outcome;
use accounting_core::survey::{Entry, Inventory, InventoryQuery, common_beginning, is_of_any};
use accounting_core::text::day;
use accounting_core::told::Told;
use serde_json::Value;

use crate::answers::{integer, text};
use crate::kind::Kind;
use crate::lookup::status_name;
use crate::native::{self, PER_PAGE, Page, amount};

/// Asks, and reads the answer. `prefix` is what the settings say.
pub fn inventory(
    kind: Kind,
    query: &InventoryQuery,
    prefix: &str,
    so_far: &[Exchange],
) -> Turn<Told<Inventory>> {
    let prefixes = query.all_prefixes(prefix);
    let Some(exchange) = so_far.last() else {
        return Turn::Ask(request(kind, query, common_beginning(&prefixes)));
    };
    let read = native::asked(exchange).and_then(|(envelope, status)| {
        Ok(Told::found(page(kind, query, &prefixes, envelope.data())?, Some(status)))
    });
    Turn::Done(read.unwrap_or_else(|outcome| native::untold(&outcome)))
}

/// The oldest first, so that what is made meanwhile moves nothing to a page that was read already.
fn request(kind: Kind, query: &InventoryQuery, search: &str) -> Request {
    let (from, to, page) = (query.from.to_string(), query.to.to_string(), query.page.to_string());
    Request::read(
        native::list(kind),
        &[
            ("search", search),
            ("date_from", &from),
            ("date_to", &to),
            ("sort_by", "trans_date"),
            ("order_by", "asc"),
            ("per_page", PER_PAGE),
            ("page", &page),
        ],
    )
}

/// # Errors
/// For what is no list, or another page than the one that was asked for: the same page again and again would never end.
fn page(
    kind: Kind,
    query: &InventoryQuery,
    prefixes: &BTreeSet<&str>,
    data: &Value,
) -> Result<Inventory, Outcome> {
    let page = Page::of(data).ok_or_else(native::unreadable)?;
    let has_more = match page.has_next(query.page.into()) {
        Some(has_more) => has_more,
        None if page.is_all() => false,
        None => return Err(native::unreadable()),
    };
    let entries = page.items.iter().filter_map(|item| entry(kind, prefixes, item));
    Ok(Inventory { documents: entries.filter(|entry| query.has(entry.date)).collect(), has_more })
}

/// What an item says; `None` for one that is not of this shop.
fn entry(kind: Kind, prefixes: &BTreeSet<&str>, item: &Value) -> Option<Entry> {
    let number = item.get("ref_number").and_then(text).filter(|number| is_of_any(prefixes, number))?;
    Some(Entry {
        id: item.get("id").and_then(text).unwrap_or_default(),
        number,
        reference: None,
        date: item.get("trans_date").and_then(text).and_then(|date| day(&date)),
        total: amount(item, "amount_after_tax"),
        tax: amount(item, "total_tax"),
        state: item.get("status_id").and_then(integer).and_then(|id| status_name(kind, id)),
    })
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::{Connector as _, Settings};
    use accounting_core::exchange::{Answer, Fault};
    use accounting_core::reason::Code;
    use accounting_core::told::ToldClass;
    use serde_json::json;

    use super::*;
    use crate::Kledo;

    fn query(page: u32) -> InventoryQuery {
        let asked = json!({"kind": "invoice", "from": "2026-01-01", "to": "2026-01-31", "page": page});
        serde_json::from_value(asked).unwrap()
    }

    fn turn(page: u32, settings: &Settings, so_far: &[Exchange]) -> Turn<Told<Inventory>> {
        Kledo.inventory(&query(page), settings, so_far)
    }

    fn told(page: u32, status: u16, body: &str) -> Told<Inventory> {
        match turn(page, &Settings::new(), &[Ok(Answer::new(status, body))]) {
            Turn::Done(told) => told,
            Turn::Ask(request) => panic!("asks {request:?}"),
        }
    }

    fn listed(data: &Value) -> Inventory {
        let told = told(1, 200, &json!({"success": true, "data": data}).to_string());
        assert_eq!((told.class, told.http_status), (ToldClass::Found, Some(200)), "{data}");
        told.what
    }

    fn item(number: &str, date: &str) -> Value {
        json!({"id": 77, "ref_number": number, "trans_date": date, "amount_after_tax": "111000.00", "status_id": 3})
    }

    /// 13.3
    #[test]
    fn the_list_is_asked_for_by_days_and_by_the_prefix_of_the_settings() {
        let settings = Settings::from([("invoice_prefix".to_owned(), "TOKO-".to_owned())]);
        let Turn::Ask(request) = turn(2, &settings, &[]) else { panic!("asks nothing") };
        assert_eq!(request.path, "finance/invoices");
        for (name, value) in [
            ("search", "TOKO-"),
            ("date_from", "2026-01-01"),
            ("date_to", "2026-01-31"),
            ("per_page", "100"),
            ("page", "2"),
        ] {
            assert!(request.query.contains(&(name.to_owned(), value.to_owned())), "{name} {request:?}");
        }
    }

    #[test]
    fn a_document_is_what_it_says_of_itself() {
        let full = json!({"id": "77", "ref_number": "WC/INV/12", "trans_date": "2026-01-31", "amount_after_tax": 111_000,
            "total_tax": "11000", "status_id": "1"});
        let bare =
            json!({"ref_number": "WC/INV/13", "amount_after_tax": "1e40", "trans_date": [], "status_id": 99});
        let listed = listed(&json!({"current_page": 1, "last_page": 3, "total": 250, "data": [full, bare]}));
        assert!(listed.has_more);
        let amount = |text: &str| text.parse().ok();
        assert_eq!(
            listed.documents,
            [
                Entry {
                    id: "77".to_owned(),
                    number: "WC/INV/12".to_owned(),
                    reference: None,
                    date: day("2026-01-31"),
                    total: amount("111000"),
                    tax: amount("11000"),
                    state: Some("unpaid".to_owned()),
                },
                Entry {
                    id: String::new(),
                    number: "WC/INV/13".to_owned(),
                    reference: None,
                    date: None,
                    total: None,
                    tax: None,
                    state: None,
                },
            ]
        );
    }

    #[test]
    fn what_is_of_another_shop_or_day_is_left_out_whatever_the_service_listed() {
        let items = [
            item("WC/INV/12", "2026-01-01"),
            item("WC/INV/123", "2026-01-31"),
            item("WC/INV/4", "2025-12-31"),
            item("WC/INV/5", "2026-02-01"),
            item("WC/INV/B/6", "2026-01-15"),
            item("XWC/INV/7", "2026-01-15"),
            item("INV/00012", "2026-01-15"),
            json!(7),
            json!(null),
            json!({"id": 1}),
        ];
        let listed = listed(&json!({"current_page": 1, "last_page": 1, "data": items}));
        let numbers: Vec<&str> = listed.documents.iter().map(|entry| entry.number.as_str()).collect();
        assert_eq!((numbers, listed.has_more), (vec!["WC/INV/12", "WC/INV/123"], false));
    }

    #[test]
    fn documents_of_a_prefix_that_was_changed_since_are_the_shops_too() {
        let changed = |before: &str| InventoryQuery { prefixes: vec![before.to_owned()], ..query(1) };
        let settings = Settings::from([("invoice_prefix".to_owned(), "WC/TOKO/".to_owned())]);
        let Turn::Ask(request) = Kledo.inventory(&changed("WC/INV/"), &settings, &[]) else {
            panic!("asks nothing")
        };
        assert!(request.query.contains(&("search".to_owned(), "WC/".to_owned())), "{request:?}");
        let items = ["WC/INV/12", "WC/TOKO/13", "WC/SO/14"].map(|number| item(number, "2026-01-02"));
        let body =
            json!({"success": true, "data": {"current_page": 1, "last_page": 1, "data": items}}).to_string();
        let answer = [Ok(Answer::new(200, body))];
        let Turn::Done(told) = Kledo.inventory(&changed("WC/INV/"), &settings, &answer) else {
            panic!("asks more")
        };
        let numbers: Vec<&str> = told.what.documents.iter().map(|entry| entry.number.as_str()).collect();
        assert_eq!(numbers, ["WC/INV/12", "WC/TOKO/13"]);
    }

    #[test]
    fn pages_come_to_an_end() {
        let page = |current: Value, last: Value, data: Value| {
            json!({"success": true, "data": {"current_page": current, "last_page": last, "data": data}})
                .to_string()
        };
        let more = |page: u32, body: &str| {
            let told = told(page, 200, body);
            (told.class, told.what.has_more)
        };
        let items = json!([item("WC/INV/1", "2026-01-02")]);
        assert_eq!(more(2, &page(json!(2), json!("3"), items.clone())), (ToldClass::Found, true));
        assert_eq!(more(2, &page(json!(2), json!(2), items.clone())), (ToldClass::Found, false));
        let empty = page(json!(5), json!(99), json!([]));
        assert_eq!(
            more(5, &empty),
            (ToldClass::Found, false),
            "there is nothing on an empty page, nor behind it"
        );
        let first_again = page(json!(1), json!(3), items.clone());
        assert_eq!(more(2, &first_again), (ToldClass::Unavailable, false));
        assert_eq!(more(1, &page(json!(1), json!([]), items.clone())), (ToldClass::Found, false), "one page");
        let plain = json!({"success": true, "data": items}).to_string();
        assert_eq!(more(1, &plain), (ToldClass::Found, false));
    }

    #[test]
    fn what_cannot_be_read_is_no_empty_month() {
        for (status, body, class) in [
            (200, "<html>", ToldClass::Unavailable),
            (200, r#"{"success":true,"data":null}"#, ToldClass::Unavailable),
            (200, r#"{"success":true,"data":{"data":{}}}"#, ToldClass::Unavailable),
            (401, r#"{"message":"Unauthenticated."}"#, ToldClass::NotComparable),
            (403, "{}", ToldClass::NotComparable),
            (404, "", ToldClass::NotComparable),
            (429, "", ToldClass::RateLimited),
            (500, "<html>", ToldClass::Unavailable),
        ] {
            let told = told(1, status, body);
            assert_eq!((told.class, told.what), (class, Inventory::default()), "{status} {body}");
        }
        let lost = turn(1, &Settings::new(), &[Err(Fault::MaybeSent(Code::TimedOut.into()))]);
        assert!(matches!(lost, Turn::Done(told) if told.class == ToldClass::Unavailable));
        let other = InventoryQuery { kind: "quote".into(), ..query(1) };
        let other = Kledo.inventory(&other, &Settings::new(), &[]);
        assert!(matches!(other, Turn::Done(told) if told.class == ToldClass::NotComparable));
    }
}
