//! What the mapping must know of the organisation: the shop asks for it now and then and keeps it as settings that nobody enters.
//!
//! They come as a catalogue: the value of an item is the name of the setting, its label what is to be stored.

use accounting_core::connector::{Item, Listing, Turn};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::money::Amount;
use accounting_core::outcome::Outcome;
use accounting_core::survey::LockDate;
use accounting_core::text::day;
use accounting_core::told::Told;
use chrono::{DateTime, NaiveDate};
use serde_json::{Map, Value};

use crate::answers::{self, field};
use crate::books::untold;
use crate::catalogues::listing;
use crate::connection::{ORGANISATION, organisation};
use crate::wire;

/// Currency of the books.
pub const BASE_CURRENCY: &str = "fact_base_currency";
/// Currencies that documents may be in, with commas between them.
pub const CURRENCIES: &str = "fact_currencies";
/// `Y-m-d`: dates up to this are closed; empty where none are.
pub const LOCK_DATE: &str = "fact_lock_date";
/// Whether the organisation is registered for tax: `yes` or `no`.
pub const PAYS_TAX: &str = "fact_pays_tax";
/// Part of the addresses of documents in Xero.
pub const SHORT_CODE: &str = "fact_short_code";
/// JSON object: type of tax → percentage, a decimal as a text.
pub const TAX_RATES: &str = "fact_tax_rates";

/// Where what is asked for is.
const PLACES: [&str; 3] = [ORGANISATION, "TaxRates", "Currencies"];

/// Asks one after the other; what cannot be found out leaves all as it was.
pub fn list(so_far: &[Exchange]) -> Turn<Listing> {
    if so_far.last().is_some_and(|last| answers::body(last).is_err()) || so_far.len() == PLACES.len() {
        return Turn::Done(facts(so_far).unwrap_or_else(|outcome| Listing::failed(outcome.reason)));
    }
    match PLACES.get(so_far.len()) {
        Some(place) => Turn::Ask(Request::read(*place, &[])),
        None => Turn::Done(Listing::failed(answers::unreadable(200).reason)),
    }
}

fn facts(so_far: &[Exchange]) -> Result<Listing, Outcome> {
    let missing = || answers::unreadable(200);
    let organisation = organisation(so_far.first().ok_or_else(missing)?)?;
    let (rates, _) = answers::elements(so_far.get(1).ok_or_else(missing)?, "TaxRates")?;
    let (currencies, _) = answers::elements(so_far.get(2).ok_or_else(missing)?, "Currencies")?;
    let codes: Vec<String> = currencies.iter().filter_map(|currency| field(currency, "Code")).collect();
    let rates = rates
        .iter()
        .filter_map(|element| Some((field(element, "TaxType")?, Value::String(rate(element)?.to_string()))));
    let base = field(&organisation, "BaseCurrency").unwrap_or_default();
    let facts = [
        (BASE_CURRENCY, base),
        (CURRENCIES, codes.join(",")),
        (LOCK_DATE, lock_date(&organisation).map(|day| day.to_string()).unwrap_or_default()),
        (
            PAYS_TAX,
            if organisation.get("PaysTax") == Some(&Value::Bool(false)) { "no" } else { "yes" }.to_owned(),
        ),
        (SHORT_CODE, field(&organisation, "ShortCode").unwrap_or_default()),
        (TAX_RATES, Value::Object(rates.collect::<Map<String, Value>>()).to_string()),
    ];
    let item = |(name, fact): (&str, String)| Item::new(name, fact);
    Ok(listing(facts.into_iter().map(item).collect()))
}

/// The percentage of a tax.
pub fn rate(element: &Value) -> Option<Amount> {
    element.get("EffectiveRate").and_then(wire::amount)
}

/// The later of two.
fn lock_date(organisation: &Value) -> Option<NaiveDate> {
    let dates = ["PeriodLockDate", "EndOfYearLockDate"];
    dates.iter().filter_map(|name| date(&field(organisation, name)?)).max()
}

/// Asks how far the books are closed, and reads the answer.
pub fn closed_until(so_far: &[Exchange]) -> Turn<Told<LockDate>> {
    let Some(exchange) = so_far.last() else {
        return Turn::Ask(Request::read(ORGANISATION, &[]));
    };
    let status = exchange.as_ref().ok().map(|answer| answer.status);
    Turn::Done(match organisation(exchange) {
        Ok(organisation) => Told::found(LockDate { locked_until: lock_date(&organisation) }, status),
        Err(outcome) => untold(&outcome),
    })
}

/// `/Date(1795219200000+0000)/`, which is midnight of a day whatever zone is told, or `2026-11-21T00:00:00`.
pub fn date(text: &str) -> Option<NaiveDate> {
    if let Some(rest) = text.strip_prefix("/Date(") {
        let milliseconds = rest.split(['+', ')']).next()?;
        let moment = DateTime::from_timestamp_millis(milliseconds.parse().ok()?)?;
        return Some(moment.date_naive());
    }
    day(text)
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::Answer;
    use accounting_core::told::ToldClass;
    use serde_json::json;

    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(body: &Value) -> Exchange {
        Ok(Answer::new(200, body.to_string()))
    }

    fn answers() -> [Exchange; 3] {
        [
            answer(
                &json!({"Organisations": [{"Name": "Teak", "BaseCurrency": "GBP", "PaysTax": true, "ShortCode": "!x1",
                "PeriodLockDate": "/Date(1795219200000+0000)/", "EndOfYearLockDate": "/Date(1763683200000)/"}]}),
            ),
            answer(
                &json!({"TaxRates": [{"TaxType": "OUTPUT2", "EffectiveRate": 20.0}, {"TaxType": "NONE", "EffectiveRate": 0},
                {"TaxType": "ODD", "EffectiveRate": 8.875}]}),
            ),
            answer(&json!({"Currencies": [{"Code": "GBP"}, {"Code": "EUR"}]})),
        ]
    }

    #[test]
    fn what_the_mapping_must_know_is_asked_for_one_after_the_other() {
        let so_far = answers();
        for (index, place) in PLACES.iter().enumerate() {
            assert!(matches!(list(&so_far[..index]), Turn::Ask(request) if request.path == *place));
        }
        let Turn::Done(told) = list(&so_far) else { panic!("asks") };
        let told: Vec<(&str, &str)> =
            told.items.iter().map(|item| (item.value.as_str(), item.label.as_str())).collect();
        assert_eq!(
            told,
            [
                ("fact_base_currency", "GBP"),
                ("fact_currencies", "GBP,EUR"),
                ("fact_lock_date", "2026-11-21"),
                ("fact_pays_tax", "yes"),
                ("fact_short_code", "!x1"),
                ("fact_tax_rates", r#"{"OUTPUT2":"20","NONE":"0","ODD":"8.875"}"#),
            ]
        );
        let is_setting = |name: &str| crate::options::SETTINGS.iter().any(|setting| setting.name == name);
        assert!(told.iter().all(|(name, _)| is_setting(name)));
    }

    #[test]
    fn what_cannot_be_found_out_leaves_all_as_it_was() {
        let [organisation, rates, _] = answers();
        let refused = Ok(Answer::new(503, ""));
        let Turn::Done(told) = list(&[organisation, refused]) else { panic!("asks") };
        assert!(!told.ok && told.items.is_empty());
        let [organisation, _, currencies] = answers();
        assert!(
            matches!(list(&[organisation, answer(&json!({})), currencies]), Turn::Done(told) if !told.ok)
        );
        assert!(matches!(list(&[rates]), Turn::Ask(_)), "it is read once all is there");
    }

    /// 13.3
    #[test]
    fn the_later_of_two_days_closes_the_books() {
        assert!(matches!(closed_until(&[]), Turn::Ask(request) if request.path == "Organisation"));
        let told =
            |status: u16, body: &Value| match closed_until(&[Ok(Answer::new(status, body.to_string()))]) {
                Turn::Done(told) => (told.class, told.what.locked_until.map(|day| day.to_string())),
                Turn::Ask(request) => panic!("{request:?}"),
            };
        let of = |fields: Value| {
            let mut teak = json!({"Name": "Teak"});
            teak.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            told(200, &json!({"Organisations": [teak]}))
        };
        let (earlier, later) = ("/Date(1763683200000+0000)/", "/Date(1795219200000+0000)/");
        let until = |day: &str| (ToldClass::Found, Some(day.to_owned()));
        assert_eq!(of(json!({"PeriodLockDate": later, "EndOfYearLockDate": earlier})), until("2026-11-21"));
        assert_eq!(of(json!({"PeriodLockDate": earlier, "EndOfYearLockDate": later})), until("2026-11-21"));
        assert_eq!(of(json!({"EndOfYearLockDate": "2026-11-21T00:00:00"})), until("2026-11-21"));
        for nothing in [
            json!({}),
            json!({"PeriodLockDate": null}),
            json!({"PeriodLockDate": "soon"}),
            json!({"PeriodLockDate": [1]}),
        ] {
            assert_eq!(of(nothing.clone()), (ToldClass::Found, None), "{nothing}");
        }
        for (status, body, class) in [
            (200, json!({"Organisations": []}), ToldClass::Unavailable),
            (200, json!("<html>"), ToldClass::Unavailable),
            (401, json!({}), ToldClass::Unauthorized),
            (403, json!({}), ToldClass::NotComparable),
            (404, json!({}), ToldClass::NotComparable),
            (429, json!({}), ToldClass::RateLimited),
            (500, json!({}), ToldClass::Unavailable),
        ] {
            assert_eq!(told(status, &body), (class, None), "{status} {body}");
        }
    }

    #[test]
    fn a_day_is_read_in_either_form() {
        for (text, day) in [
            ("/Date(1795219200000+0000)/", Some("2026-11-21")),
            ("/Date(1795219200000)/", Some("2026-11-21")),
            ("2026-11-21T00:00:00", Some("2026-11-21")),
            ("2026-11-21", Some("2026-11-21")),
            ("soon", None),
            ("/Date(x)/", None),
            ("2026-13-41T00", None),
        ] {
            assert_eq!(date(text).map(|day| day.to_string()).as_deref(), day, "{text}");
        }
    }
}
