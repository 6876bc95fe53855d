//! What an accounting service must bring: requests to send, and the meaning of answers. No sockets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::{Document, DocumentKind, Mapped};
use crate::exchange::{Answer, Exchange, Request};
use crate::leaving::Leaving;
use crate::outcome::{LookUp, Outcome, Unfinished};
use crate::reason::{Code, Reason};
use crate::redact::SecretString;
use crate::snapshot::OrderSnapshot;

/// Setting name → value, as the shop stores it.
pub type Settings = BTreeMap<String, String>;

/// One service. A call that takes several requests is a conversation: the connector is shown what was exchanged so far
/// and says what to ask next, or what it all means.
pub trait Connector: Send + Sync {
    /// What it is called, which settings it has, which documents it makes.
    fn describe(&self) -> Description;

    /// Whether the service itself lives at this https host, e.g. `tenant.api.example.com`.
    fn owns_host(&self, host: &str) -> bool;

    /// The document an order makes.
    ///
    /// # Errors
    /// When the snapshot cannot be read as an order.
    fn map(
        &self,
        kind: DocumentKind,
        snapshot: &OrderSnapshot,
        settings: &Settings,
    ) -> Result<Mapped, MappingError>;

    /// What is kept of a document before it leaves.
    fn leaving(&self, document: &Document) -> Leaving;

    /// Sends a document.
    fn send(&self, document: &Document, so_far: &[Exchange]) -> Turn<Outcome>;

    /// Asks what became of a document.
    fn look_up(&self, query: &LookUpQuery, so_far: &[Exchange]) -> Turn<LookUp>;

    /// Asks whether endpoint and key work, and whose they are.
    fn test_connection(&self, so_far: &[Exchange]) -> Turn<ConnectionTest>;

    /// Lists what a setting may be.
    fn list(&self, catalogue: Catalogue, search: &str, page: u32, so_far: &[Exchange]) -> Turn<Listing>;

    /// A new key that came with an answer; the old one is dead from now on.
    fn rotated_key(&self, answer: &Answer) -> Option<SecretString>;
}

/// The next step of a conversation.
#[derive(Debug)]
pub enum Turn<T> {
    /// Ask this.
    Ask(Request),
    /// This is what it means.
    Done(T),
}

/// A document somebody wants to know about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookUpQuery {
    /// Which document.
    pub kind: DocumentKind,
    /// Of which order.
    pub order_id: u64,
    /// The reference it was sent with.
    pub reference: String,
    /// What left last, where that is known: nothing that differs from it is taken for it.
    #[serde(default)]
    pub sent_as: Option<Leaving>,
}

/// Why an order could not be mapped.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// The snapshot has another shape.
    #[error("snapshot version {0} is not the one this extension reads")]
    Version(u32),
}

/// What a service is, for the shop's screens.
#[derive(Debug, Clone, Serialize)]
pub struct Description {
    /// Key of the service in rows and hooks.
    pub service: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The documents it makes, in the order in which they happen.
    pub documents: Vec<DocumentDescription>,
    /// Its settings.
    pub settings: Vec<Setting>,
    /// Where endpoint and key are stored.
    pub connection: ConnectionDescription,
    /// Every code a reason may carry.
    pub reasons: &'static [Code],
}

/// One kind of document.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentDescription {
    /// Which.
    pub kind: DocumentKind,
    /// Name of the setting that lists the statuses of an order that want it.
    pub statuses: &'static str,
    /// Name of the setting that turns it on.
    pub enabled: &'static str,
    /// Order meta key that says `yes` once it is in the service.
    pub synced_meta: &'static str,
    /// The document of the same order that must be there before this one leaves.
    pub waits_for: Option<DocumentKind>,
    /// Name of the setting that must be `yes` for waiting.
    pub waits_setting: Option<&'static str>,
    /// Name of the setting that has that document made first for an order that never had the status which triggers it.
    pub first_setting: Option<&'static str>,
}

/// One setting.
#[derive(Debug, Clone, Serialize)]
pub struct Setting {
    /// Name within the connector.
    pub name: &'static str,
    /// Name of the option in the shop's database.
    pub option: &'static str,
    /// `toggle`, `text`, `tags`, `choice`, `account`, `warehouse` or `statuses` (of an order, separated by commas).
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What it is when it was never set.
    pub default: &'static str,
    /// Tab of the settings screen.
    pub group: &'static str,
    /// Values of a `choice`.
    pub choices: &'static [&'static str],
}

/// Options that hold endpoint and key.
#[derive(Debug, Clone, Serialize)]
pub struct ConnectionDescription {
    /// `yes` unless the shop turned everything off.
    pub enabled_option: &'static str,
    /// The API endpoint.
    pub endpoint_option: &'static str,
    /// The API key.
    pub key_option: &'static str,
    /// Endpoint to suggest.
    pub endpoint_default: &'static str,
    /// Page of the service where keys are made.
    pub key_page: &'static str,
    /// Where people work with the service in a browser.
    pub app_page: &'static str,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Catalogue {
    /// Cash and bank accounts.
    Accounts,
    /// Warehouses.
    Warehouses,
    /// Tags.
    Tags,
}

/// Whether endpoint and key work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConnectionTest {
    /// They do.
    pub ok: bool,
    /// `ok`, or the class of what kept the service from answering.
    pub class: &'static str,
    /// Why not.
    pub reason: Option<Reason>,
    /// What the service says of the key; `None` where it does not tell.
    pub account: Option<Account>,
}

impl Unfinished for ConnectionTest {
    fn unfinished(reason: Reason) -> Self {
        Self { ok: false, class: "unavailable", reason: Some(reason), account: None }
    }
}

impl Unfinished for Listing {
    fn unfinished(reason: Reason) -> Self {
        Self { ok: false, reason: Some(reason), items: Vec::new(), more: false }
    }
}

/// What a service says of a key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Name of the key or company.
    pub name: Option<String>,
    /// Tenant.
    pub app_code: Option<String>,
    /// The key as it may be shown.
    pub masked_key: Option<String>,
    /// When it ends, `Y-m-d H:i:s` in `timezone`.
    pub expires_at: Option<String>,
    /// Whole days until then.
    pub days_remaining: Option<i64>,
    /// Whether the service renews it by itself.
    pub auto_renews: Option<bool>,
    /// Time zone of `expires_at`.
    pub timezone: Option<String>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// The service answered.
    pub ok: bool,
    /// Why not.
    pub reason: Option<Reason>,
    /// What may be chosen.
    pub items: Vec<Item>,
    /// Whether there is another page.
    pub more: bool,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// What the option stores.
    pub value: String,
    /// What a person reads.
    pub label: String,
}
