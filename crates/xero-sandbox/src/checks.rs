//! What an organisation lets be written: its accounts, taxes, currencies, and the days it has closed.

use chrono::NaiveDate;

use crate::organisation::{Account, Organisation, TaxRate};

/// The account of this code, if a line may name it.
pub fn account<'a>(organisation: &'a Organisation, code: &str) -> Result<&'a Account, String> {
    organisation
        .accounts
        .iter()
        .find(|account| account.code.as_deref() == Some(code) && account.may_be_on_lines())
        .ok_or_else(|| format!("Account code '{code}' is not a valid code for this document."))
}

/// The tax of this type, if income of this account may have it.
pub fn tax<'a>(
    organisation: &'a Organisation,
    tax_type: &str,
    account_code: &str,
) -> Result<&'a TaxRate, String> {
    organisation
        .tax_rates
        .iter()
        .find(|rate| rate.tax_type == tax_type && rate.active && rate.for_revenue)
        .ok_or_else(|| {
            format!("The TaxType code '{tax_type}' cannot be used with account code '{account_code}'.")
        })
}

/// Whether the organisation has this currency.
pub fn currency(organisation: &Organisation, code: &str) -> Result<(), String> {
    let is_known = organisation.currencies.iter().any(|known| known == code);
    is_known.then_some(()).ok_or_else(|| format!("Organisation is not subscribed to currency {code}"))
}

/// Whether something may still be dated on this day.
pub fn open_day(organisation: &Organisation, day: NaiveDate) -> Result<(), String> {
    let locks = [
        ("end of year lock date", organisation.end_of_year_lock_date),
        ("period lock date", organisation.period_lock_date),
    ];
    for (name, lock) in locks {
        if let Some(lock) = lock
            && day <= lock
        {
            return Err(format!("The document date cannot be before the {name}, currently {lock}"));
        }
    }
    Ok(())
}
