//! What this Kledo is like: every setting and its default.

use accounting_sandbox::{Chance, Fault, ServiceSettings};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The key a sandbox starts with.
pub const DEFAULT_KEY: &str = "kledo_pat_demo00_sandboxkey1234567890";

/// What every key of a sandbox has in it, so that a test can search all that it made for keys, also those of a rotation.
pub const KEY_MARK: &str = "sandboxkey";

/// Everything that can be set, at the start or while running.
#[expect(clippy::struct_excessive_bools, reason = "each is one switch of the control API")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The key that is accepted now. A rotation changes it.
    pub key: String,
    /// Which company the connection test says it is.
    pub company: String,
    /// What the connection test says about the key's life; `None` for a key that never expires.
    pub key_days_remaining: Option<i64>,
    /// The key is right but has no access to this company: 401 with "in this website".
    pub wrong_company: bool,
    /// Whether a JSON body is accepted where the form is due.
    pub accept_json: bool,
    /// The greatest number of form variables that are read, the rest being lost without a word, as in PHP
    /// (`max_input_vars`, 1000 by default there); 0 for no limit.
    pub max_input_vars: usize,
    /// From an accepted request to the document.
    pub queue_delay_ms: u64,
    /// What a second document with the same number meets.
    pub duplicates: Duplicates,
    /// When the sales order of an invoice has to exist for the two to be linked.
    pub link_at: LinkAt,
    /// Whether `woocommerce/transactions/{id}` exists; without it the answer is 404.
    pub has_transactions_path: bool,
    /// Whether `woocommerce/transactions/{id}` knows numbers; without it `ref_number` is null.
    pub transactions_have_numbers: bool,
    /// Whether `woocommerce/connection` exists; without it the answer is 404.
    pub has_connection_path: bool,
    /// Whether the key may read Kledo's native pages, `finance/invoices` and below, `options/lock_date`; without it the answer is 403.
    pub may_read_documents: bool,
    /// Until which day the books are closed: what `options/lock_date` tells, and nothing else heeds.
    pub lock_date: Option<String>,
    /// The form of `finance/warehouses`.
    pub warehouse_list: ListStyle,
    /// Every nth authenticated answer carries a new key; 0 for never.
    pub rotate_every: u32,
    /// The next authenticated answer carries a new key; then this is false again.
    pub rotate_next: bool,
    /// How `has_tax=yes` turns into money.
    pub tax: Tax,
    /// How numbers look in answers.
    pub numbers: Numbers,
    /// How booleans look in answers.
    pub booleans: Booleans,
    /// Requests in each window before 429; 0 for no limit.
    pub rate_limit: u32,
    /// The length of that window: a minute, unless a test is in a hurry.
    pub rate_limit_window_ms: u64,
    /// Whether that 429 says when to come back.
    pub rate_limit_retry_after: bool,
    /// How long every answer of the API takes.
    pub latency_ms: u64,
    /// Above `latency_ms`: the time is drawn evenly from between the two.
    pub latency_ms_max: u64,
    /// How many of a hundred requests that no rule took meet one of `random_faults`.
    pub fault_percent: u8,
    /// The faults to choose from.
    pub random_faults: Vec<Fault>,
    /// Where chance starts: the same seed gives the same faults, latencies and keys.
    pub seed: u64,
    /// The chart of accounts.
    pub accounts: Vec<Account>,
    /// The warehouses; a document names one of them.
    pub warehouses: Vec<Warehouse>,
    /// The tags.
    pub tags: Vec<Tag>,
}

/// What a second document with the same number meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// It becomes a second document.
    Create,
    /// It is answered with 400.
    Reject,
    /// It is answered with success and dropped.
    Ignore,
}

/// When the sales order of an invoice has to exist for the two to be linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkAt {
    /// When the invoice leaves the queue.
    Created,
    /// Already when the invoice is put into the queue.
    Queued,
}

/// The form of a list in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListStyle {
    /// Laravel's paginator: `data.data[]`.
    Paginated,
    /// The bare list: `data[]`.
    Plain,
}

/// How numbers look in answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Numbers {
    /// `5`
    Number,
    /// `"5"`
    String,
}

/// How booleans look in answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Booleans {
    /// `true`
    Bool,
    /// `1`
    Int,
}

/// How `has_tax=yes` turns into money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tax {
    /// On top, contained, or not at all.
    pub mode: TaxMode,
    /// The rate.
    pub percent: Decimal,
    /// Whether the shipping is taxed too.
    pub shipping: bool,
    /// Places the tax is rounded to.
    pub decimals: u32,
}

/// Whether tax comes on top of the prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxMode {
    /// No tax: the total is what was sent.
    None,
    /// Tax comes on top.
    Exclusive,
    /// The prices contain it.
    Inclusive,
}

/// An account of the chart of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Its code: what `paid_to_account_code` carries.
    pub ref_code: String,
    /// Its category: 1 is cash and bank, 17 takes money too, no other can be paid to.
    pub category: u32,
}

/// A warehouse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warehouse {
    /// Its id.
    pub id: u64,
    /// Its name: what `warehouse` carries.
    pub name: String,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub color: String,
}

impl ServiceSettings for Settings {
    fn chance(&self) -> Chance {
        Chance {
            seed: self.seed,
            latency_ms: self.latency_ms,
            latency_ms_max: self.latency_ms_max,
            fault_percent: self.fault_percent,
            random_faults: self.random_faults.clone(),
        }
    }
}

impl Settings {
    /// Whether money can be paid to the account with this code.
    pub(crate) fn takes_money(&self, code: &str) -> bool {
        self.accounts.iter().any(|account| account.ref_code == code && matches!(account.category, 1 | 17))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            key: DEFAULT_KEY.to_owned(),
            company: "sandbox".to_owned(),
            key_days_remaining: None,
            wrong_company: false,
            accept_json: false,
            max_input_vars: 0,
            queue_delay_ms: 300,
            duplicates: Duplicates::Create,
            link_at: LinkAt::Queued,
            has_transactions_path: true,
            transactions_have_numbers: true,
            has_connection_path: true,
            may_read_documents: true,
            lock_date: None,
            warehouse_list: ListStyle::Paginated,
            rotate_every: 0,
            rotate_next: false,
            tax: Tax::default(),
            numbers: Numbers::Number,
            booleans: Booleans::Bool,
            rate_limit: 0,
            rate_limit_window_ms: 60_000,
            rate_limit_retry_after: false,
            latency_ms: 0,
            latency_ms_max: 0,
            fault_percent: 0,
            random_faults: Vec::new(),
            seed: 1,
            accounts: default_accounts(),
            warehouses: default_warehouses(),
            tags: default_tags(),
        }
    }
}

impl Default for Tax {
    fn default() -> Self {
        Self { mode: TaxMode::None, percent: Decimal::new(11, 0), shipping: true, decimals: 2 }
    }
}

fn default_accounts() -> Vec<Account> {
    [
        ("Kas", "1-10001", 1),
        ("Rekening Bank BCA", "1-10002", 1),
        ("Rekening Bank Mandiri", "1-10003", 1),
        ("Giro", "1-10004", 1),
        ("Piutang Usaha", "1-10100", 2),
        ("Kartu Kredit", "2-20601", 17),
        ("Pendapatan", "4-40000", 13),
    ]
    .map(|(name, ref_code, category)| Account {
        name: name.to_owned(),
        ref_code: ref_code.to_owned(),
        category,
    })
    .to_vec()
}

fn default_warehouses() -> Vec<Warehouse> {
    [(1, "Unassigned"), (2, "Gudang Utama"), (3, "Gudang Bandung")]
        .map(|(id, name)| Warehouse { id, name: name.to_owned() })
        .to_vec()
}

fn default_tags() -> Vec<Tag> {
    [(1, "WooCommerce", "#7f54b3"), (2, "Online", "#1e8cbe"), (3, "Toko", "#4ab866")]
        .map(|(id, name, color)| Tag { id, name: name.to_owned(), color: color.to_owned() })
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_partial_merge_leaves_the_rest_alone() {
        let merged = Settings::default()
            .merged(&json!({"queue_delay_ms": 5, "tax": {"mode": "exclusive"}, "duplicates": "reject"}))
            .unwrap();
        assert_eq!(merged.queue_delay_ms, 5);
        assert_eq!(merged.duplicates, Duplicates::Reject);
        assert_eq!(merged.tax, Tax { mode: TaxMode::Exclusive, ..Tax::default() });
        assert_eq!(merged.key, DEFAULT_KEY);
    }

    #[test]
    fn a_percentage_may_come_as_a_string() {
        let merged = Settings::default().merged(&json!({"tax": {"percent": "12.5"}})).unwrap();
        assert_eq!(merged.tax.percent, Decimal::new(125, 1));
    }

    #[test]
    fn an_unknown_setting_is_refused() {
        let error = Settings::default().merged(&json!({"queue_delay": 5})).unwrap_err();
        assert!(error.to_string().contains("queue_delay"), "{error}");
        assert!(Settings::default().merged(&json!([])).is_err());
    }
}
