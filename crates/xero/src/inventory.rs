//! What Xero has of this shop: its lists of invoices, credit notes and quotes, by days.
//!
//! A document is the shop's by its number, where the shop gives the numbers, or by its reference, which names the shop.

use std::collections::BTreeSet;

use accounting_core::connector::Turn;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::outcome::Outcome;
use accounting_core::survey::{Entry, Inventory, InventoryQuery, is_of_any};
use accounting_core::text::hostile;
use accounting_core::told::Told;
use chrono::{Datelike as _, NaiveDate};
use serde_json::Value;

use crate::answers::{self, CREDIT_NOTES, INVOICES, Noun, QUOTES, field};
use crate::books::{in_books, untold};
use crate::facts::date;
use crate::kind::Kind;
use crate::making::noun;
use crate::mapping::references::of_shop;
use crate::settings::Choices;
use crate::target::{self, State, number_of};
use crate::wire;

/// Documents of a page, all that Xero gives of quotes.
const PAGE: usize = 100;

/// Letters of a number or state that are shown.
const SHOWN_MAX: usize = 191;

/// Asks, and reads the answer.
pub fn inventory(query: &InventoryQuery, choices: &Choices, so_far: &[Exchange]) -> Turn<Told<Inventory>> {
    let noun = Kind::try_from(&query.kind).ok().and_then(noun);
    let Some((noun, mark)) = noun.and_then(|noun| Some((noun, Mark::of(noun, choices, query)?))) else {
        return Turn::Done(Told::default());
    };
    let Some(exchange) = so_far.last() else {
        return Turn::Ask(request(noun, query));
    };
    let status = exchange.as_ref().ok().map(|answer| answer.status);
    Turn::Done(match page(noun, query, &mark, exchange) {
        Ok(inventory) => Told::found(inventory, status),
        Err(outcome) => untold(&outcome),
    })
}

/// By what a document is known to be of this shop.
#[derive(Debug)]
struct Mark<'a> {
    /// What begins its number; none where Xero numbers.
    prefixes: BTreeSet<&'a str>,
    /// Stands in its reference; `None` where the shop is not known.
    token: Option<String>,
}

impl<'a> Mark<'a> {
    /// `None` where nothing tells.
    fn of(noun: Noun, choices: &'a Choices, query: &'a InventoryQuery) -> Option<Self> {
        let prefix = match noun {
            QUOTES => Some(&choices.quote_prefix),
            _ if choices.xero_numbers => None,
            CREDIT_NOTES => Some(&choices.credit_note_prefix),
            _ => Some(&choices.number_prefix),
        };
        let shop = of_shop(&query.shop);
        let token = (!shop.is_empty()).then(|| format!("{shop} #"));
        let prefixes = prefix.map(|now| query.all_prefixes(now)).unwrap_or_default();
        (prefix.is_some() || token.is_some()).then_some(Self { prefixes, token })
    }

    /// Whether it names this shop, and not one whose name ends as ours does.
    fn is_in(&self, reference: &str) -> bool {
        self.token.as_ref().is_some_and(|token| {
            reference.match_indices(token.as_str()).any(|(at, _)| at == 0 || reference[..at].ends_with(' '))
        })
    }

    fn begins(&self, number: &str) -> bool {
        is_of_any(&self.prefixes, number)
    }
}

fn request(noun: Noun, query: &InventoryQuery) -> Request {
    let page = query.page.to_string();
    let kind = match noun {
        INVOICES => "ACCREC",
        CREDIT_NOTES => "ACCRECCREDIT",
        _ => {
            // Quotes know no conditions; they have names of their own for days.
            let (from, to) = (query.from.to_string(), query.to.to_string());
            return Request::read(noun.list, &[("DateFrom", &from), ("DateTo", &to), ("page", &page)]);
        }
    };
    // There is no "from" and no "up to", only "after" and "before".
    let after = written(query.from.pred_opt().unwrap_or(query.from));
    let before = written(query.to.succ_opt().unwrap_or(query.to));
    let filter = format!("Type==\"{kind}\" AND Date>{after} AND Date<{before}");
    Request::read(noun.list, &[("where", &filter), ("page", &page), ("pageSize", &PAGE.to_string())])
}

fn written(day: NaiveDate) -> String {
    format!("DateTime({},{},{})", day.year(), day.month(), day.day())
}

/// # Errors
/// What the answer means instead; another page than the one that was asked for is none: the same one again and again has no end.
fn page(
    noun: Noun,
    query: &InventoryQuery,
    mark: &Mark<'_>,
    exchange: &Exchange,
) -> Result<Inventory, Outcome> {
    let (elements, status) = answers::elements(exchange, noun.list)?;
    let (body, _) = answers::body(exchange)?;
    let told = |name: &str| body.get("pagination")?.get(name).and_then(wire::count);
    if told("page").is_some_and(|page| page != u64::from(query.page)) {
        return Err(answers::unreadable(status));
    }
    let has_more = told("pageCount").map_or(elements.len() >= PAGE, |pages| pages > u64::from(query.page));
    let entries = elements.iter().filter_map(|element| entry(noun, mark, element));
    Ok(Inventory {
        documents: entries.filter(|entry| query.has(entry.date)).collect(),
        has_more: has_more && !elements.is_empty(),
    })
}

/// What an element says; `None` for one that is not of this shop, no sale, or was taken back.
fn entry(noun: Noun, mark: &Mark<'_>, element: &Value) -> Option<Entry> {
    let number = field(element, number_of(noun)).unwrap_or_default();
    let reference = field(element, "Reference").filter(|reference| mark.is_in(reference));
    let is_sale = field(element, "Type").is_none_or(|kind| kind.starts_with("ACCREC"));
    let is_ours = reference.is_some() || mark.begins(&number);
    if !is_sale || !is_ours || target::state(element) == State::Gone {
        return None;
    }
    let books = in_books(element);
    Some(Entry {
        id: answers::id(element, noun.id).unwrap_or_default(),
        number: hostile(&number, SHOWN_MAX),
        reference: reference.map(|reference| hostile(&reference, SHOWN_MAX)),
        date: field(element, "Date").and_then(|text| date(&text)),
        total: books.as_ref().map(|books| books.total),
        tax: books.and_then(|books| books.tax),
        state: field(element, "Status").map(|status| hostile(&status.to_lowercase(), SHOWN_MAX)),
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
    use crate::Xero;
    use crate::tests::ID;

    const SHOP: &str = "shop.test";

    fn query(kind: &str, page: u32) -> InventoryQuery {
        let asked =
            json!({"kind": kind, "from": "2026-11-01", "to": "2026-11-30", "page": page, "shop": SHOP});
        serde_json::from_value(asked).unwrap()
    }

    fn settings(numbers: &str) -> Settings {
        Settings::from([("numbers".to_owned(), numbers.to_owned())])
    }

    fn turn(query: &InventoryQuery, numbers: &str, so_far: &[Exchange]) -> Turn<Told<Inventory>> {
        Xero.inventory(query, &settings(numbers), so_far)
    }

    fn asked(kind: &str) -> String {
        match turn(&query(kind, 2), "shop", &[]) {
            Turn::Ask(request) => {
                let query: Vec<String> =
                    request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
                format!("{}?{}", request.path, query.join("&"))
            }
            Turn::Done(told) => panic!("{told:?}"),
        }
    }

    fn done(query: &InventoryQuery, numbers: &str, exchange: Exchange) -> Told<Inventory> {
        match turn(query, numbers, &[exchange]) {
            Turn::Done(told) => told,
            Turn::Ask(request) => panic!("{request:?}"),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(status: u16, body: &Value) -> Exchange {
        Ok(Answer::new(status, body.to_string()))
    }

    fn invoice(number: &str, reference: &str) -> Value {
        json!({"InvoiceID": ID, "InvoiceNumber": number, "Reference": reference, "Type": "ACCREC", "Status": "AUTHORISED",
            "Date": "/Date(1795219200000+0000)/", "Total": 48.00, "TotalTax": 8.00})
    }

    fn numbers(numbers: &str, invoices: &[Value]) -> Vec<String> {
        let told = done(&query("invoice", 1), numbers, answer(200, &json!({"Invoices": invoices})));
        assert_eq!((told.class, told.http_status), (ToldClass::Found, Some(200)));
        told.what.documents.into_iter().map(|entry| entry.number).collect()
    }

    /// 13.3
    #[test]
    fn each_list_is_asked_for_by_days_in_its_own_way() {
        let days = "AND Date>DateTime(2026,10,31) AND Date<DateTime(2026,12,1)&page=2&pageSize=100";
        assert_eq!(asked("invoice"), format!("Invoices?where=Type==\"ACCREC\" {days}"));
        assert_eq!(asked("credit_note"), format!("CreditNotes?where=Type==\"ACCRECCREDIT\" {days}"));
        assert_eq!(asked("quote"), "Quotes?DateFrom=2026-11-01&DateTo=2026-11-30&page=2");
        for kind in ["payment", "allocation", "refund_payment", "void", "order"] {
            let told = turn(&query(kind, 1), "shop", &[]);
            assert!(matches!(told, Turn::Done(told) if told.class == ToldClass::NotComparable), "{kind}");
        }
    }

    #[test]
    fn a_document_is_what_it_says_of_itself() {
        let told = done(
            &query("invoice", 1),
            "shop",
            answer(
                200,
                &json!({"Invoices": [invoice("WC-12", "shop.test #12")], "pagination": {"page": 1, "pageCount": 2}}),
            ),
        );
        let amount = |text: &str| text.parse().ok();
        let entry = Entry {
            id: ID.to_owned(),
            number: "WC-12".to_owned(),
            reference: Some("shop.test #12".to_owned()),
            date: date("2026-11-21"),
            total: amount("48"),
            tax: amount("8"),
            state: Some("authorised".to_owned()),
        };
        assert_eq!(told.what, Inventory { documents: vec![entry], has_more: true });
        let bare = json!({"InvoiceNumber": "WC-13", "Total": {}, "Date": 7});
        let told = done(&query("invoice", 1), "shop", answer(200, &json!({"Invoices": [bare]})));
        let entry = &told.what.documents[0];
        assert_eq!((entry.id.as_str(), &entry.date, &entry.total, &entry.state), ("", &None, &None, &None));
    }

    #[test]
    fn what_is_of_another_shop_or_was_taken_back_is_left_out() {
        let with = |name: &str, value: Value| {
            let mut invoice = invoice("WC-9", "shop.test #9");
            invoice[name] = value;
            invoice
        };
        let invoices = [
            invoice("WC-12", ""),
            invoice("WC-123", "Order 123 of shop.test #123"),
            invoice("WC-X-12", ""),
            invoice("XWC-12", ""),
            invoice("INV-0012", "other-shop.test #12"),
            invoice("INV-0013", "myshop.test #13"),
            with("Status", json!("VOIDED")),
            with("Status", json!("DELETED")),
            with("Type", json!("ACCPAY")),
            with("Date", json!("2026-12-01T00:00:00")),
            with("Date", json!("2026-10-31")),
            json!(7),
            json!(null),
        ];
        assert_eq!(numbers("shop", &invoices), ["WC-12", "WC-123"]);
        let counted = [
            invoice("INV-1", "Thanks shop.test #12"),
            invoice("INV-2", "shop.test #12 refund 7"),
            invoice("WC-3", ""),
        ];
        assert_eq!(
            numbers("xero", &counted),
            ["INV-1", "INV-2"],
            "where Xero counts, the reference names the shop"
        );
        assert_eq!(numbers("shop", &counted), ["INV-1", "INV-2", "WC-3"], "or it counted last year");
        let before = InventoryQuery { prefixes: vec!["TOKO-".to_owned()], ..query("invoice", 1) };
        let answers = answer(200, &json!({"Invoices": [invoice("TOKO-4", ""), invoice("WC-5", "")]}));
        assert_eq!(done(&before, "shop", answers).what.documents.len(), 2, "a prefix that was changed since");
    }

    #[test]
    fn where_nothing_tells_whose_it_is_nothing_is_compared() {
        let unknown = |kind: &str| InventoryQuery { shop: " ".to_owned(), ..query(kind, 1) };
        for kind in ["invoice", "credit_note"] {
            let told = turn(&unknown(kind), "xero", &[]);
            assert!(matches!(told, Turn::Done(told) if told.class == ToldClass::NotComparable), "{kind}");
            assert!(matches!(turn(&unknown(kind), "shop", &[]), Turn::Ask(_)));
        }
        assert!(
            matches!(turn(&unknown("quote"), "xero", &[]), Turn::Ask(_)),
            "the number of a quote is always ours"
        );
    }

    #[test]
    fn pages_come_to_an_end() {
        let more = |page: u32, count: u64, pagination: Value| {
            let invoices: Vec<Value> = (0..count).map(|id| invoice(&format!("WC-1{id}"), "")).collect();
            let body = json!({"Invoices": invoices, "pagination": pagination});
            let told = done(&query("invoice", page), "shop", answer(200, &body));
            (told.class, told.what.has_more)
        };
        assert_eq!(more(2, 1, json!({"page": 2, "pageCount": "3"})), (ToldClass::Found, true));
        assert_eq!(more(3, 1, json!({"page": 3, "pageCount": 3})), (ToldClass::Found, false));
        assert_eq!(more(3, 0, json!({"page": 3, "pageCount": 99})), (ToldClass::Found, false));
        assert_eq!(more(3, 1, json!({"page": 1, "pageCount": 99})), (ToldClass::Unavailable, false));
        // Of quotes it does not tell how many pages there are.
        assert_eq!(more(1, 100, json!(null)), (ToldClass::Found, true));
        assert_eq!(more(1, 99, json!("x")), (ToldClass::Found, false));
    }

    #[test]
    fn what_cannot_be_read_is_no_empty_month() {
        for (exchange, class) in [
            (answer(403, &json!({"Detail": "AuthorizationUnsuccessful"})), ToldClass::NotComparable),
            (answer(404, &json!({})), ToldClass::NotComparable),
            (answer(400, &json!({"Message": "too many rows"})), ToldClass::NotComparable),
            (answer(401, &json!({})), ToldClass::Unauthorized),
            (answer(429, &json!({})), ToldClass::RateLimited),
            (answer(500, &json!({})), ToldClass::Unavailable),
            (Ok(Answer::new(200, "<html>")), ToldClass::Unavailable),
            (answer(200, &json!({"Invoices": {}})), ToldClass::Unavailable),
            (Err(Fault::MaybeSent(Code::ConnectionLost.into())), ToldClass::Unavailable),
        ] {
            let shown = format!("{exchange:?}");
            let told = done(&query("invoice", 1), "shop", exchange);
            assert_eq!((told.class, told.what), (class, Inventory::default()), "{shown}");
        }
    }
}
