//! What an organisation is like: facts that its owner keeps in Xero, and the API only reads.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Organisation {
    /// Its id, which is the tenant's.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The currency of its books.
    pub base_currency: String,
    /// All its currencies.
    pub currencies: Vec<String>,
    /// ISO 3166 code.
    pub country: String,
    /// Xero's name of its time zone.
    pub timezone: String,
    /// What stands for it in links.
    pub short_code: String,
    /// Whether it pays sales tax.
    pub pays_tax: bool,
    /// Nothing may be dated on this day or before it.
    pub period_lock_date: Option<NaiveDate>,
    /// The same, of the year.
    pub end_of_year_lock_date: Option<NaiveDate>,
    /// Names of actions that its plan or the user's role does not allow.
    pub actions_refused: Vec<String>,
    /// Its accounts.
    pub accounts: Vec<Account>,
    /// Its taxes.
    pub tax_rates: Vec<TaxRate>,
    /// Its themes, by name.
    pub branding_themes: Vec<String>,
    /// Its tracking categories.
    pub tracking: Vec<Tracking>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// Its code; one of a bank may have none.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Xero's type: REVENUE, BANK, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it may still be used.
    pub active: bool,
    /// The tax of a line that names none.
    pub tax_type: String,
    /// Whether payments may go to it, although it is no bank.
    pub takes_payments: bool,
    /// What Xero itself uses it for.
    pub system_account: Option<String>,
    /// The currency of a bank account.
    pub currency: Option<String>,
}

/// A tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TaxRate {
    /// Its type, which is its key.
    pub tax_type: String,
    /// Its name.
    pub name: String,
    /// Percent.
    pub rate: Decimal,
    /// Whether income may have it.
    pub for_revenue: bool,
    /// Whether it may still be used.
    pub active: bool,
}

/// A tracking category with its options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tracking {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Ids and names of its options.
    pub options: Vec<(String, String)>,
}

impl Default for Organisation {
    fn default() -> Self {
        Self {
            id: "7ea40000-0000-4000-8000-000000000001".to_owned(),
            name: "Teak & Sons".to_owned(),
            base_currency: "GBP".to_owned(),
            currencies: ["GBP", "EUR"].map(str::to_owned).to_vec(),
            country: "GB".to_owned(),
            timezone: "GMTSTANDARDTIME".to_owned(),
            short_code: "!Teak1".to_owned(),
            pays_tax: true,
            period_lock_date: None,
            end_of_year_lock_date: None,
            actions_refused: Vec::new(),
            accounts: accounts(),
            tax_rates: tax_rates(),
            branding_themes: ["Standard", "Shop"].map(str::to_owned).to_vec(),
            tracking: vec![Tracking {
                id: "7c000000-0000-4000-8000-000000000001".to_owned(),
                name: "Channel".to_owned(),
                options: vec![
                    ("70000000-0000-4000-8000-000000000001".to_owned(), "Web".to_owned()),
                    ("70000000-0000-4000-8000-000000000002".to_owned(), "Market".to_owned()),
                ],
            }],
        }
    }
}

impl Default for Account {
    fn default() -> Self {
        Self {
            id: String::new(),
            code: None,
            name: String::new(),
            kind: "REVENUE".to_owned(),
            active: true,
            tax_type: "NONE".to_owned(),
            takes_payments: false,
            system_account: None,
            currency: None,
        }
    }
}

impl Default for TaxRate {
    fn default() -> Self {
        Self {
            tax_type: String::new(),
            name: String::new(),
            rate: Decimal::ZERO,
            for_revenue: true,
            active: true,
        }
    }
}

impl Account {
    /// Whether a payment may go to it.
    pub fn may_be_paid_to(&self) -> bool {
        self.active && (self.kind == "BANK" || self.takes_payments)
    }

    /// Whether a line of a document may name it.
    pub fn may_be_on_lines(&self) -> bool {
        let is_its_own = matches!(self.system_account.as_deref(), Some("DEBTORS" | "CREDITORS" | "GST"));
        self.active && self.kind != "BANK" && !is_its_own
    }
}

/// Accounts as a shop in the United Kingdom has them.
fn accounts() -> Vec<Account> {
    let account = |place: u32, code: &str, name: &str, kind: &str, tax_type: &str| Account {
        id: format!("0acc0000-0000-4000-8000-{place:012}"),
        code: Some(code.to_owned()).filter(|code| !code.is_empty()),
        name: name.to_owned(),
        kind: kind.to_owned(),
        tax_type: tax_type.to_owned(),
        ..Account::default()
    };
    let system = |account: Account, name: &str| Account { system_account: Some(name.to_owned()), ..account };
    vec![
        Account { currency: Some("GBP".to_owned()), ..account(1, "090", "Business Bank", "BANK", "NONE") },
        Account { currency: Some("EUR".to_owned()), ..account(2, "", "Euro Bank", "BANK", "NONE") },
        account(3, "200", "Sales", "REVENUE", "OUTPUT2"),
        account(4, "260", "Delivery Income", "REVENUE", "OUTPUT2"),
        account(5, "270", "Fees", "OTHERINCOME", "OUTPUT2"),
        Account { takes_payments: true, ..account(6, "650", "Online Payments", "CURRENT", "NONE") },
        system(account(7, "610", "Accounts Receivable", "CURRENT", "NONE"), "DEBTORS"),
        system(account(8, "860", "Rounding", "EXPENSE", "NONE"), "ROUNDING"),
        Account { active: false, ..account(9, "299", "Old Sales", "REVENUE", "OUTPUT2") },
    ]
}

/// The rates of the United Kingdom.
fn tax_rates() -> Vec<TaxRate> {
    let rate = |tax_type: &str, name: &str, percent: i64| TaxRate {
        tax_type: tax_type.to_owned(),
        name: name.to_owned(),
        rate: percent.into(),
        ..TaxRate::default()
    };
    vec![
        rate("OUTPUT2", "20% (VAT on Income)", 20),
        rate("RROUTPUT", "5% (VAT on Income)", 5),
        rate("ZERORATEDOUTPUT", "Zero Rated Income", 0),
        rate("EXEMPTOUTPUT", "Exempt Income", 0),
        rate("NONE", "No VAT", 0),
        TaxRate { for_revenue: false, ..rate("INPUT2", "20% (VAT on Expenses)", 20) },
        TaxRate { active: false, ..rate("SROUTPUT", "17.5% (VAT on Income)", 0) },
    ]
}
