//! What the API reads of an organisation.

use accounting_sandbox::Answer;
use chrono::NaiveDate;

use crate::answers;
use crate::call::Call;
use crate::dates::day_out;
use crate::desk::Desk;
use crate::json::{Json, object};
use crate::lifecycle;
use crate::organisation::{Account, Organisation, TaxRate, Tracking};

/// The organisation that is asked: which one of them, and what all have in common.
pub type Whose<'a> = (&'a str, &'a str);

/// Answers a call of `/Organisation…`, `/Accounts`, `/TaxRates`, `/BrandingThemes`, `/Currencies` or `/TrackingCategories`.
pub fn answer(desk: &mut Desk<'_>, call: &Call, whose: Whose<'_>) -> Result<Answer, Answer> {
    if call.method != "GET" {
        return Err(answers::not_found());
    }
    let facts = desk.organisation();
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    let (collection, elements): (&str, Vec<Json>) = match path.as_slice() {
        ["Organisation"] => ("Organisations", vec![organisation(facts, whose)]),
        ["Organisation", "Actions"] => ("Actions", actions(desk)),
        ["Accounts"] => ("Accounts", facts.accounts.iter().map(account).collect()),
        ["TaxRates"] => ("TaxRates", facts.tax_rates.iter().map(tax_rate).collect()),
        ["Currencies"] => {
            let currency = |code: &String| object([("Code", code.as_str().into())]);
            ("Currencies", facts.currencies.iter().map(currency).collect())
        }
        ["BrandingThemes"] => {
            let theme =
                |(id, name): (String, &str)| object([("BrandingThemeID", id.into()), ("Name", name.into())]);
            ("BrandingThemes", themes(facts).into_iter().map(theme).collect())
        }
        ["TrackingCategories"] => ("TrackingCategories", facts.tracking.iter().map(tracking).collect()),
        _ => return Err(answers::not_found()),
    };
    Ok(desk.answer(collection, elements))
}

/// Ids and names of the themes.
pub fn themes(organisation: &Organisation) -> Vec<(String, &str)> {
    let theme = |(place, name)| (format!("0b7a0000-0000-4000-8000-{place:012}"), name);
    organisation.branding_themes.iter().map(String::as_str).enumerate().map(theme).collect()
}

fn organisation(facts: &Organisation, (id, name): Whose<'_>) -> Json {
    let lock = |day: Option<NaiveDate>| day.map(day_out);
    object([
        ("OrganisationID", id.into()),
        ("Name", name.into()),
        ("BaseCurrency", facts.base_currency.as_str().into()),
        ("CountryCode", facts.country.as_str().into()),
        ("PaysTax", facts.pays_tax.into()),
        ("PeriodLockDate", lock(facts.period_lock_date).into()),
        ("EndOfYearLockDate", lock(facts.end_of_year_lock_date).into()),
        ("Timezone", facts.timezone.as_str().into()),
        ("ShortCode", facts.short_code.as_str().into()),
    ])
}

fn actions(desk: &Desk<'_>) -> Vec<Json> {
    let facts = desk.organisation();
    let is_full = desk.settings.switches.plan_limit.is_some_and(|most| lifecycle::approved(desk) >= most);
    let action = |name: &str, is_allowed: bool| {
        let is_refused = facts.actions_refused.iter().any(|refused| refused == name);
        let status = if is_allowed && !is_refused { "ALLOWED" } else { "NOT-ALLOWED" };
        object([("Name", name.into()), ("Status", status.into())])
    };
    vec![
        action("CreateApprovedInvoice", !is_full),
        action("CreateInvoicePayment", true),
        action("UseMulticurrency", facts.currencies.len() > 1),
    ]
}

fn account(account: &Account) -> Json {
    let out = object([
        ("AccountID", account.id.as_str().into()),
        ("Name", account.name.as_str().into()),
        ("Type", account.kind.as_str().into()),
        ("Status", if account.active { "ACTIVE" } else { "ARCHIVED" }.into()),
        ("TaxType", account.tax_type.as_str().into()),
        ("EnablePaymentsToAccount", account.takes_payments.into()),
    ]);
    let more = [
        ("Code", &account.code),
        ("SystemAccount", &account.system_account),
        ("CurrencyCode", &account.currency),
    ];
    more.into_iter().fold(out, |out, (name, value)| match value {
        Some(value) => out.with(name, value.as_str()),
        None => out,
    })
}

fn tax_rate(rate: &TaxRate) -> Json {
    object([
        ("Name", rate.name.as_str().into()),
        ("TaxType", rate.tax_type.as_str().into()),
        ("EffectiveRate", rate.rate.into()),
        ("DisplayTaxRate", rate.rate.into()),
        ("CanApplyToRevenue", rate.for_revenue.into()),
        ("Status", if rate.active { "ACTIVE" } else { "DELETED" }.into()),
    ])
}

fn tracking(category: &Tracking) -> Json {
    let option = |(id, name): &(String, String)| {
        object([("TrackingOptionID", id.as_str().into()), ("Name", name.as_str().into())])
    };
    object([
        ("TrackingCategoryID", category.id.as_str().into()),
        ("Name", category.name.as_str().into()),
        ("Status", "ACTIVE".into()),
        ("Options", category.options.iter().map(option).collect::<Vec<_>>().into()),
    ])
}
