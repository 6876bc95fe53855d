//! What a shop chose, and what is known of its organisation: out of the stored settings, read once for each document.

use std::collections::{BTreeMap, BTreeSet};

use accounting_core::connector::Settings;
use accounting_core::money::Amount;
use chrono::NaiveDate;
use serde_json::Value;

use crate::options::default_of;
use crate::wire;

/// What a template of references must end with: our token.
pub const REFERENCE_ENDING: &str = "{shop} #{number}";

/// Digits that a percentage may have; a rate is never guessed from a longer one.
const RATE_MAX: i64 = 1000;

/// Whether references by this template can be told from all others: it must end with our token.
pub fn is_reference_template(template: &str) -> bool {
    template.trim().ends_with(REFERENCE_ENDING)
}

/// The key of a set of the shop's rates: however they are ordered, one set has one key. Nothing, for what was not taxed.
pub fn rate_key<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    let ids: BTreeSet<&str> = ids.into_iter().map(str::trim).filter(|id| !id.is_empty()).collect();
    ids.into_iter().collect::<Vec<_>>().join(",")
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a checkbox of the settings screen, or a yes or no of Xero's"
)]
pub struct Choices {
    /// Status of invoices and credit notes.
    pub invoice_status: String,
    /// Status of quotes.
    pub quote_status: String,
    /// Whether Xero numbers invoices and credit notes itself.
    pub xero_numbers: bool,
    /// Before the order's id in an invoice's number.
    pub number_prefix: String,
    /// Before the order's id in a quote's number.
    pub quote_prefix: String,
    /// Before the refund's id in a credit note's number.
    pub credit_note_prefix: String,
    /// What references are made of.
    pub reference_template: String,
    /// Days from the order's day until it is due.
    pub due_days: u64,
    /// Whether lines are sent without their tax.
    pub exclusive: bool,
    /// Code of the account of products; empty for none.
    pub sales_account: String,
    /// Code of the account of shipping; empty for none.
    pub shipping_account: String,
    /// Code of the account of fees; empty for none.
    pub fee_account: String,
    /// Code of the account of rounding; empty for none.
    pub rounding_account: String,
    /// Key of a set of rates → `TaxType`.
    pub tax_rates: BTreeMap<String, String>,
    /// Slug of a gateway → `AccountID`.
    pub gateways: BTreeMap<String, String>,
    /// `AccountID` that refunds are paid from; empty for none.
    pub refund_account: String,
    /// `BrandingThemeID`; empty for the organisation's own.
    pub branding_theme: String,
    /// Up to two pairs of `TrackingCategoryID` and `TrackingOptionID`.
    pub tracking: Vec<(String, String)>,
    /// How a customer's contact is found.
    pub contact_match: ContactMatch,
    /// Name of the contact of those who left nothing.
    pub guest_name: String,
    /// What SKUs are to Xero.
    pub items: Items,
    /// Whether a note about the order is added to the document's history.
    pub history_note: bool,
    /// Whether the customer's words are on that note.
    pub customer_note: bool,
    /// Whether documents over nothing are sent.
    pub send_zero_totals: bool,
    /// Whether what is dated in a closed period is dated today instead of being held.
    pub date_locked_today: bool,
    /// The largest rounding line, in money of two decimals.
    pub rounding_limit: Amount,
    /// What is known of the organisation.
    pub facts: Facts,
}

/// What is known of the organisation in Xero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether it pays tax (GET `/Organisation`).
    pub pays_tax: bool,
    /// `TaxType` → percent (GET `/TaxRates`).
    pub tax_rates: BTreeMap<String, Amount>,
    /// ISO 4217 codes (GET `/Currencies`); empty when not known.
    pub currencies: BTreeSet<String>,
    /// ISO 4217 code of its own currency; empty when not known.
    pub base_currency: String,
    /// The last day that is closed.
    pub lock_date: Option<NaiveDate>,
    /// Today, in the shop's time zone.
    pub today: Option<NaiveDate>,
}

/// How a customer's contact is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactMatch {
    /// By e-mail address.
    Email,
    /// By our `ContactNumber`.
    Number,
    /// All customers are one contact.
    Guest,
}

/// What SKUs are to Xero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Items {
    /// Nothing; lines name no item.
    Plain,
    /// Items, as far as Xero has them.
    Found,
    /// Items, which are made where Xero has none.
    Made,
}

impl Choices {
    /// Reads them; what is not set has its default.
    pub fn of(settings: &Settings) -> Self {
        let stored = Stored(settings);
        let code = |name| before_bar(stored.text(name));
        Self {
            invoice_status: stored.one_of("invoice_status", &["DRAFT", "SUBMITTED", "AUTHORISED"]),
            quote_status: stored.one_of("quote_status", &["DRAFT", "SENT"]),
            xero_numbers: stored.text("numbers") == "xero",
            number_prefix: prefix(stored.text("number_prefix")),
            quote_prefix: prefix(stored.text("quote_prefix")),
            credit_note_prefix: prefix(stored.text("credit_note_prefix")),
            reference_template: stored.text("reference_template").to_owned(),
            due_days: stored.text("due_days").parse().unwrap_or(0).min(MAX_DUE_DAYS),
            exclusive: stored.text("amounts") == "exclusive",
            sales_account: code("sales_account"),
            shipping_account: code("shipping_account"),
            fee_account: code("fee_account"),
            rounding_account: code("rounding_account"),
            tax_rates: rates_of(stored.text("tax_rates")),
            gateways: table_of(stored.text("gateways")),
            refund_account: code("refund_account"),
            branding_theme: code("branding_theme"),
            tracking: ["tracking_1", "tracking_2"]
                .into_iter()
                .filter_map(|name| pair(stored.text(name)))
                .collect(),
            contact_match: match stored.text("contact_match") {
                "number" => ContactMatch::Number,
                "guest" => ContactMatch::Guest,
                _ => ContactMatch::Email,
            },
            guest_name: stored.text("guest_name").to_owned(),
            items: match (stored.is_yes("make_items"), stored.is_yes("item_codes")) {
                (true, _) => Items::Made,
                (false, true) => Items::Found,
                (false, false) => Items::Plain,
            },
            history_note: stored.is_yes("history_note"),
            customer_note: stored.is_yes("customer_note"),
            send_zero_totals: stored.text("zero_totals") == "send",
            date_locked_today: stored.text("locked") == "today",
            rounding_limit: limit(stored.text("rounding_limit")),
            facts: Facts::of(&stored),
        }
    }
}

/// Nobody waits longer for money; a typing error must not leave the calendar.
const MAX_DUE_DAYS: u64 = 3650;

impl Facts {
    fn of(stored: &Stored<'_>) -> Self {
        let codes = stored.text("fact_currencies").split(|letter: char| !letter.is_ascii_alphabetic());
        let days = stored.text("fact_lock_date").split(',').filter_map(day);
        Self {
            pays_tax: stored.text("fact_pays_tax") != "no",
            tax_rates: percents_of(stored.text("fact_tax_rates")),
            currencies: codes.filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            base_currency: stored.text("fact_base_currency").to_owned(),
            lock_date: days.max(),
            today: day(stored.text("fact_today")),
        }
    }

    /// Whether the organisation keeps `currency`. Where it is not known which it keeps, Xero itself refuses those it does not.
    pub fn keeps(&self, currency: &str) -> bool {
        self.currencies.is_empty() || currency == self.base_currency || self.currencies.contains(currency)
    }
}

/// Settings as the shop stores them.
struct Stored<'a>(&'a Settings);

impl Stored<'_> {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or(default_of(name), |value| value.trim())
    }

    fn is_yes(&self, name: &str) -> bool {
        self.text(name) == "yes"
    }

    /// One of a few values; what is none of them is taken for the default.
    fn one_of(&self, name: &str, values: &[&str]) -> String {
        let chosen = self.text(name);
        if values.contains(&chosen) { chosen.to_owned() } else { default_of(name).to_owned() }
    }
}

/// The option stores `code|label`.
fn before_bar(stored: &str) -> String {
    stored.split('|').next().unwrap_or_default().trim().to_owned()
}

/// `categoryId:optionId|label`.
fn pair(stored: &str) -> Option<(String, String)> {
    let (category, option) = stored.split('|').next()?.split_once(':')?;
    let (category, option) = (category.trim(), option.trim());
    (!category.is_empty() && !option.is_empty()).then(|| (category.to_owned(), option.to_owned()))
}

/// What may be searched for: Xero's language of searches has no way to write a quotation mark (Xero's API).
pub(crate) fn searchable(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control() && *letter != '"').collect()
}

/// What may stand before a number: numbers are looked up in a list with commas.
fn prefix(stored: &str) -> String {
    searchable(stored).replace(',', "")
}

fn limit(stored: &str) -> Amount {
    let read =
        |text: &str| text.parse().ok().filter(|limit: &Amount| !limit.is_negative() && !text.is_empty());
    read(stored).or_else(|| read(default_of("rounding_limit"))).unwrap_or_default()
}

fn day(stored: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(stored.trim(), "%Y-%m-%d").ok()
}

/// A JSON object of texts; an empty one where nothing sensible is stored.
fn table_of(stored: &str) -> BTreeMap<String, String> {
    let Some(Value::Object(fields)) = wire::parse(stored) else {
        return BTreeMap::new();
    };
    let text = |(name, value): (String, Value)| {
        let value = before_bar(value.as_str()?);
        (!value.is_empty()).then(|| (name.trim().to_owned(), value))
    };
    fields.into_iter().filter_map(text).collect()
}

fn rates_of(stored: &str) -> BTreeMap<String, String> {
    table_of(stored).into_iter().map(|(ids, tax_type)| (rate_key(ids.split(',')), tax_type)).collect()
}

/// `TaxType` → percent. A rate that no tax can have is not known.
fn percents_of(stored: &str) -> BTreeMap<String, Amount> {
    let Some(Value::Object(fields)) = wire::parse(stored) else {
        return BTreeMap::new();
    };
    let is_rate = |percent: &Amount| !percent.is_negative() && *percent <= Amount::from(RATE_MAX);
    let percent = |(name, value): (String, Value)| Some((name, wire::amount(&value).filter(is_rate)?));
    fields.into_iter().filter_map(percent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices(stored: &[(&str, &str)]) -> Choices {
        Choices::of(&stored.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_is_not_set_has_its_default() {
        let choices = choices(&[]);
        assert_eq!((choices.invoice_status.as_str(), choices.number_prefix.as_str()), ("AUTHORISED", "WC-"));
        assert!(
            !choices.xero_numbers
                && !choices.exclusive
                && !choices.send_zero_totals
                && choices.facts.pays_tax
        );
        assert_eq!(choices.rounding_limit, "0.10".parse().unwrap());
        assert_eq!((choices.items, choices.contact_match), (Items::Plain, ContactMatch::Email));
        assert!(is_reference_template(&choices.reference_template));
    }

    #[test]
    fn nonsense_is_as_if_it_were_not_set() {
        let choices = choices(&[
            ("invoice_status", "PAID"),
            ("due_days", "-3"),
            ("rounding_limit", "lots"),
            ("tax_rates", "[1"),
            ("fact_tax_rates", r#"{"A": -1, "B": "x", "C": 5000, "D": "12.5000", "E": 9.975}"#),
            ("fact_lock_date", "soon"),
            ("tracking_1", "only-a-category"),
            ("gateways", r#"{"bacs": "", "cod": 7}"#),
        ]);
        assert_eq!((choices.invoice_status.as_str(), choices.due_days), ("AUTHORISED", 0));
        assert_eq!(choices.rounding_limit, "0.1".parse().unwrap());
        let rates: Vec<String> =
            choices.facts.tax_rates.iter().map(|(name, rate)| format!("{name} {rate}")).collect();
        assert_eq!(rates, ["D 12.5", "E 9.975"]);
        assert_eq!((choices.tax_rates.len(), choices.tracking.len(), choices.facts.lock_date), (0, 0, None));
        assert_eq!(choices.gateways, BTreeMap::from([("cod".to_owned(), "7".to_owned())]));
    }

    #[test]
    fn a_set_of_rates_has_one_key_in_whatever_order() {
        assert_eq!((rate_key(["9", "10", "9"]), rate_key([])), ("10,9".to_owned(), String::new()));
        let choices = choices(&[("tax_rates", r#"{"9, 10": "GST|GST on income", "": "NONE"}"#)]);
        assert_eq!(choices.tax_rates["10,9"], "GST");
        assert_eq!(choices.tax_rates[""], "NONE");
    }

    #[test]
    fn look_ups_are_the_code_before_the_bar() {
        let choices = choices(&[
            ("sales_account", "200 | Sales"),
            ("tracking_2", "c1:o1|Region: North"),
            ("number_prefix", " A\",B-\n"),
            ("fact_currencies", "[\"AUD\", \"USD\"]"),
            ("fact_base_currency", "NZD"),
            ("fact_lock_date", "2026-03-31,2025-12-31"),
        ]);
        assert_eq!(choices.sales_account, "200");
        assert_eq!(choices.tracking, [("c1".to_owned(), "o1".to_owned())]);
        assert_eq!(choices.number_prefix, "AB-");
        assert!(choices.facts.keeps("USD") && choices.facts.keeps("NZD") && !choices.facts.keeps("EUR"));
        assert_eq!(choices.facts.lock_date, NaiveDate::from_ymd_opt(2026, 3, 31));
    }

    #[test]
    fn a_template_without_our_token_at_its_end_is_refused() {
        assert!(is_reference_template("Order {number}, {shop} #{number} "));
        assert!(!is_reference_template("{shop} #{number}, thank you") && !is_reference_template(""));
    }
}
