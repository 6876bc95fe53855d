//! What settings are chosen from: accounts, taxes, themes, tracking, currencies. Each comes whole, and the shop searches.

use accounting_core::connector::{Catalogue, Item, Listing, Turn};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::reason::Code;
use accounting_core::text::hostile;
use serde_json::Value;

use crate::answers::{self, field};
use crate::facts;

/// Accounts that lines are booked on; chosen by code.
pub const ACCOUNTS: &str = "accounts";
/// Accounts that money comes to or goes from; chosen by id, since a bank account may have no code.
pub const PAYMENT_ACCOUNTS: &str = "payment_accounts";
/// Taxes of sales; chosen by type.
pub const TAX_RATES: &str = "tax_rates";
/// How invoices look.
pub const BRANDING_THEMES: &str = "branding_themes";
/// Categories with their options.
pub const TRACKING: &str = "tracking";
/// Currencies that the organisation uses.
pub const CURRENCIES: &str = "currencies";
/// What the shop keeps of the organisation, see [`facts`].
pub const FACTS: &str = "facts";

/// What can be listed.
pub const CATALOGUES: &[Catalogue] = &[
    Catalogue { name: ACCOUNTS, searches: false },
    Catalogue { name: PAYMENT_ACCOUNTS, searches: false },
    Catalogue { name: TAX_RATES, searches: false },
    Catalogue { name: BRANDING_THEMES, searches: false },
    Catalogue { name: TRACKING, searches: false },
    Catalogue { name: CURRENCIES, searches: false },
    Catalogue { name: FACTS, searches: false },
];

/// Characters of a name that are shown.
const NAME_MAX: usize = 150;

/// Stands between what is sent and what a person reads.
const BETWEEN: char = '|';

/// Asks, and reads the answer.
pub fn list(catalogue: &str, so_far: &[Exchange]) -> Turn<Listing> {
    if catalogue == FACTS {
        return facts::list(so_far);
    }
    let Some((list, items)) = kind(catalogue) else {
        return Turn::Done(Listing::failed(Some(Code::NotFound.into())));
    };
    let Some(exchange) = so_far.last() else {
        return Turn::Ask(Request::read(list, &[]));
    };
    Turn::Done(match answers::elements(exchange, list) {
        Ok((elements, _)) => listing(elements.iter().flat_map(items).collect()),
        Err(outcome) => Listing::failed(outcome.reason),
    })
}

/// All there is.
pub fn listing(items: Vec<Item>) -> Listing {
    Listing { ok: true, reason: None, items, more: false }
}

/// What may be chosen of one element of a list.
type Choices = fn(&Value) -> Vec<Item>;

/// Where a catalogue is, and what may be chosen of each of its elements.
fn kind(catalogue: &str) -> Option<(&'static str, Choices)> {
    Some(match catalogue {
        ACCOUNTS => ("Accounts", |element| account(element).into_iter().collect()),
        PAYMENT_ACCOUNTS => ("Accounts", |element| payment_account(element).into_iter().collect()),
        TAX_RATES => ("TaxRates", |element| tax_rate(element).into_iter().collect()),
        BRANDING_THEMES => ("BrandingThemes", |element| {
            item(field(element, "BrandingThemeID"), field(element, "Name")).into_iter().collect()
        }),
        TRACKING => ("TrackingCategories", tracking),
        CURRENCIES => ("Currencies", |element| {
            item(field(element, "Code"), field(element, "Description")).into_iter().collect()
        }),
        _ => return None,
    })
}

/// Stored as `what is sent|what a person reads`, so that the settings can be read without asking.
fn item(value: Option<String>, label: Option<String>) -> Option<Item> {
    let value = value.filter(|value| !value.contains(BETWEEN))?;
    let label = hostile(&label.unwrap_or_else(|| value.clone()), NAME_MAX);
    Some(Item::new(format!("{value}{BETWEEN}{label}"), label))
}

fn is_active(element: &Value) -> bool {
    field(element, "Status").is_none_or(|status| status == "ACTIVE")
}

/// Code and name; accounts without a code, and those that belong to Xero itself, take no lines.
fn account(element: &Value) -> Option<Item> {
    let code = field(element, "Code").filter(|_| is_active(element) && !is_bank(element))?;
    let name = field(element, "Name").unwrap_or_default();
    let label = format!("{code} {name}");
    item(Some(code), Some(label))
}

fn is_bank(element: &Value) -> bool {
    field(element, "Type").as_deref() == Some("BANK")
}

/// Banks, and what its owner has opened for payments.
fn payment_account(element: &Value) -> Option<Item> {
    let takes_payments = element.get("EnablePaymentsToAccount") == Some(&Value::Bool(true));
    let is_fit = is_active(element) && (is_bank(element) || takes_payments);
    let label = [
        field(element, "Code"),
        field(element, "Name"),
        field(element, "CurrencyCode").filter(|_| is_bank(element)),
    ];
    let label: Vec<String> = label.into_iter().flatten().collect();
    item(field(element, "AccountID").filter(|_| is_fit), Some(label.join(" ")))
}

/// With the percentage, by which the shop suggests the one that fits.
fn tax_rate(element: &Value) -> Option<Item> {
    let is_of_sales = element.get("CanApplyToRevenue") != Some(&Value::Bool(false));
    let name = field(element, "Name").unwrap_or_default();
    let percent = facts::rate(element);
    let rate = percent.map(|rate| format!(" ({rate} %)")).unwrap_or_default();
    let tax = item(
        field(element, "TaxType").filter(|_| is_of_sales && is_active(element)),
        Some(format!("{name}{rate}")),
    )?;
    Some(Item { percent, ..tax })
}

/// Each option of each category, as `category:option`.
fn tracking(category: &Value) -> Vec<Item> {
    let options = category.get("Options").and_then(Value::as_array).into_iter().flatten();
    let choice = |option: &Value| {
        let is_usable = is_active(category) && is_active(option);
        let ids = (field(category, "TrackingCategoryID")?, field(option, "TrackingOptionID")?);
        let names = (field(category, "Name").unwrap_or_default(), field(option, "Name").unwrap_or_default());
        item(is_usable.then(|| format!("{}:{}", ids.0, ids.1)), Some(format!("{}: {}", names.0, names.1)))
    };
    options.filter_map(choice).collect()
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::Answer;
    use accounting_core::money::Amount;
    use serde_json::json;

    use super::*;

    fn listed(catalogue: &str, body: &Value) -> Vec<(String, String)> {
        let Turn::Done(listing) = list(catalogue, &[Ok(Answer::new(200, body.to_string()))]) else {
            panic!("asks")
        };
        assert!(listing.ok && !listing.more);
        listing.items.into_iter().map(|item| (item.value, item.label)).collect()
    }

    fn pair(value: &str, label: &str) -> (String, String) {
        (value.to_owned(), label.to_owned())
    }

    fn accounts() -> Value {
        json!({"Accounts": [
            {"AccountID": "a1", "Code": "200", "Name": "Sales", "Type": "REVENUE", "Status": "ACTIVE"},
            {"AccountID": "a2", "Code": "201", "Name": "Old", "Type": "REVENUE", "Status": "ARCHIVED"},
            {"AccountID": "a3", "Name": "Bank", "Type": "BANK", "Status": "ACTIVE", "CurrencyCode": "GBP"},
            {"AccountID": "a4", "Code": "882", "Name": "Clearing", "Type": "CURRENT", "EnablePaymentsToAccount": true},
            {"AccountID": "a5", "Code": "883", "Name": "Shut", "Type": "BANK", "Status": "ARCHIVED"},
        ]})
    }

    #[test]
    fn lines_are_booked_on_accounts_with_a_code_and_money_comes_to_banks_and_those_opened_for_it() {
        assert_eq!(
            listed(ACCOUNTS, &accounts()),
            [pair("200|200 Sales", "200 Sales"), pair("882|882 Clearing", "882 Clearing")]
        );
        assert_eq!(
            listed(PAYMENT_ACCOUNTS, &accounts()),
            [pair("a3|Bank GBP", "Bank GBP"), pair("a4|882 Clearing", "882 Clearing")]
        );
    }

    #[test]
    fn taxes_of_sales_are_listed_with_their_percentage() {
        let rates = json!({"TaxRates": [
            {"TaxType": "OUTPUT2", "Name": "20% (VAT on Income)", "EffectiveRate": 20.0, "CanApplyToRevenue": true, "Status": "ACTIVE"},
            {"TaxType": "INPUT2", "Name": "20% (VAT on Expenses)", "EffectiveRate": 20, "CanApplyToRevenue": false, "Status": "ACTIVE"},
            {"TaxType": "OLD", "Name": "17.5%", "EffectiveRate": 17.5, "CanApplyToRevenue": true, "Status": "DELETED"},
        ]});
        let label = "20% (VAT on Income) (20 %)";
        assert_eq!(listed(TAX_RATES, &rates), [pair(&format!("OUTPUT2|{label}"), label)]);
        let Turn::Done(listing) = list(TAX_RATES, &[Ok(Answer::new(200, rates.to_string()))]) else {
            panic!()
        };
        assert_eq!(listing.items[0].percent, Some(Amount::from(20)), "by which the shop's taxes are matched");
    }

    #[test]
    fn themes_tracking_and_currencies_are_listed_by_what_is_sent() {
        let themes = json!({"BrandingThemes": [{"BrandingThemeID": "b1", "Name": "Special | one"}]});
        assert_eq!(listed(BRANDING_THEMES, &themes), [pair("b1|Special | one", "Special | one")]);
        let tracking = json!({"TrackingCategories": [{"TrackingCategoryID": "t1", "Name": "Region", "Status": "ACTIVE",
            "Options": [{"TrackingOptionID": "o1", "Name": "North"}, {"TrackingOptionID": "o2", "Name": "Old", "Status": "ARCHIVED"}]}]});
        assert_eq!(listed(TRACKING, &tracking), [pair("t1:o1|Region: North", "Region: North")]);
        assert_eq!(listed(CURRENCIES, &json!({"Currencies": [{"Code": "GBP"}]})), [pair("GBP|GBP", "GBP")]);
    }

    #[test]
    fn each_catalogue_has_its_place_and_another_is_not_asked_for() {
        for catalogue in CATALOGUES {
            assert!(matches!(list(catalogue.name, &[]), Turn::Ask(_)), "{}", catalogue.name);
            let refused = list(catalogue.name, &[Ok(Answer::new(500, ""))]);
            assert!(matches!(refused, Turn::Done(listing) if !listing.ok), "{}", catalogue.name);
        }
        assert!(matches!(list("contacts", &[]), Turn::Done(listing) if !listing.ok));
    }
}
