//! What this Xero is like: every setting and its default.

use std::collections::BTreeMap;

use accounting_sandbox::{Chance, ServiceSettings};
use serde::{Deserialize, Serialize};

use crate::organisation::Organisation;

/// Everything that can be set, at the start or while running.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The program that asks: what its owner entered at Xero.
    pub client: Client,
    /// The organisation whose books these are.
    pub organisation: Organisation,
    /// Further organisations to choose from, by id; the value is the name. All else is as in the first, the books are their own.
    pub others: BTreeMap<String, String>,
    /// How much may be asked.
    pub limits: Limits,
    /// Where Xero may be one way or another.
    pub switches: Switches,
    /// Latency, and faults by chance.
    pub chance: Chance,
}

/// A program that is registered at Xero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// Where people may be sent back to; when none is named, anywhere that is https or this machine.
    pub redirect_uris: Vec<String>,
    /// Whether it may connect without a person (`client_credentials`).
    pub custom_connection: bool,
    /// Seconds an access token lasts.
    pub token_life: i64,
}

/// How much may be asked. Where there is no number there is no limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Calls at the same time, of one organisation.
    pub at_once: Option<usize>,
    /// Calls in a minute, of one organisation.
    pub minute: Option<usize>,
    /// Calls in a day, of one organisation.
    pub day: Option<usize>,
    /// Calls in a minute, of all organisations together.
    pub app_minute: Option<usize>,
    /// How long a minute is.
    pub minute_ms: u64,
    /// How long a day is.
    pub day_ms: u64,
    /// Every call is refused for this reason, as long as it stands here.
    pub refuse: Option<Limit>,
}

/// A limit, by Xero's name of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Limit {
    /// In a minute.
    Minute,
    /// In a day.
    Day,
    /// At the same time.
    Concurrent,
    /// In a minute, of all organisations.
    AppMinute,
}

/// Where Xero may be one way or another, or where nobody knows how it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Switches {
    /// How a missing scope is refused.
    pub scope_refusal: ScopeRefusal,
    /// The status for an organisation that is not connected.
    pub disconnected_status: u16,
    /// How a server says that it failed, when a fault makes it fail.
    pub failure_words: FailureWords,
    /// How many invoices may be approved in all.
    pub plan_limit: Option<usize>,
    /// How many e-mails may be sent in a day.
    pub emails_per_day: usize,
    /// Where half a penny goes when tax is taken out of an amount.
    pub inclusive_tie: Tie,
    /// What becomes of a `TaxAmount` that a line names.
    pub tax_override: TaxOverride,
    /// Seconds for which something new is in no list.
    pub stale_seconds: i64,
    /// Whether the number of a voided or deleted document is free again.
    pub void_number_reuse: bool,
    /// Whether two quotes may have one number.
    pub quote_number_dupes: bool,
    /// Whether two credit notes may have one number.
    pub credit_note_number_dupes: bool,
    /// Whether `QuoteNumber=` finds what only begins with it too.
    pub quote_number_prefix: bool,
    /// Whether a payment that is too large is refused inside an answer of status 200.
    pub overpayment_in_200: bool,
    /// Whether an approved document of nothing is paid at once.
    pub zero_total_is_paid: bool,
    /// Whether `If-Modified-Since` is answered with 304 when nothing is newer.
    pub not_modified: bool,
}

/// How a missing scope is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeRefusal {
    /// 401 `insufficent_scope`, as Xero spells it.
    Misspelt,
    /// 401 `insufficient_scope`
    Spelt,
    /// 403
    Forbidden,
}

/// How a server says that it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureWords {
    /// As JSON.
    Json,
    /// As text.
    Text,
    /// As XML.
    Xml,
}

/// Where a half goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// Away from nothing.
    Up,
    /// Towards nothing.
    Down,
}

/// What becomes of a `TaxAmount` that a line names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxOverride {
    /// It is the tax of the line.
    Honoured,
    /// The formula is the tax of the line.
    Ignored,
    /// It is the tax, and refused when it is above `UnitAmount`.
    RefusedAboveUnit,
}

impl Default for Client {
    fn default() -> Self {
        Self {
            id: "SANDBOXCLIENT0000000000000000001".to_owned(),
            secret: "client-sandboxsecret-1".to_owned(),
            redirect_uris: Vec::new(),
            custom_connection: true,
            token_life: 1_800,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            at_once: Some(5),
            minute: Some(60),
            day: Some(1_000),
            app_minute: Some(10_000),
            minute_ms: 60_000,
            day_ms: 86_400_000,
            refuse: None,
        }
    }
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            scope_refusal: ScopeRefusal::Misspelt,
            disconnected_status: 403,
            failure_words: FailureWords::Json,
            plan_limit: None,
            emails_per_day: 1_000,
            inclusive_tie: Tie::Up,
            tax_override: TaxOverride::Honoured,
            stale_seconds: 0,
            void_number_reuse: false,
            quote_number_dupes: false,
            credit_note_number_dupes: false,
            quote_number_prefix: false,
            overpayment_in_200: false,
            zero_total_is_paid: true,
            not_modified: true,
        }
    }
}

impl ServiceSettings for Settings {
    fn chance(&self) -> Chance {
        self.chance.clone()
    }
}
