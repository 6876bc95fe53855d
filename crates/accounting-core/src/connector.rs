//! What an accounting service must bring: requests to send, and the meaning of answers. No sockets.

use std::collections::BTreeMap;

use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize};

use crate::account::Marks;
use crate::allowance::Left;
use crate::auth::{Auth, Credentials};
use crate::books::{BooksQuery, Reading};
use crate::consent::{Consent, ConsentDescription};
use crate::customer_page::{CustomerPage, PageQuery};
use crate::document::{Document, DocumentKind, Mapped};
use crate::exchange::{Answer, Exchange, Request};
use crate::leaving::Leaving;
use crate::links::{Known, Learned};
use crate::money::Amount;
use crate::outcome::{LookUp, Outcome, Unfinished};
use crate::reason::{Code, Reason};
use crate::schedule::Policy;
use crate::snapshot::OrderSnapshot;
use crate::survey::{Inventory, InventoryQuery, LockDate, Present, PresentQuery};
use crate::told::Told;
use crate::watch::{Waiting, Watch};

/// Setting name → value, as the shop stores it.
pub type Settings = BTreeMap<String, String>;

/// One service. A call that takes several requests is a conversation: the connector is shown what was exchanged so far
/// and says what to ask next, or what it all means.
pub trait Connector: Send + Sync {
    /// What it is called, which settings it has, which documents it makes.
    fn describe(&self) -> Description;

    /// How often it is tried, how long its own queue takes, how many requests at a time it bears.
    fn policy(&self) -> Policy;

    /// Whether the service itself lives at this https host, e.g. `tenant.api.example.com`.
    fn owns_host(&self, host: &str) -> bool;

    /// Further hosts that its requests go to; none for a service that has all of it at the endpoint.
    fn hosts(&self) -> &'static [NamedHost] {
        &[]
    }

    /// Headers of answers that it wants to see.
    fn wanted_headers(&self) -> &'static [&'static str] {
        &[]
    }

    /// How many requests the service says are left, in any answer.
    fn left(&self, _answer: &Answer) -> Option<Left> {
        None
    }

    /// The document an order makes.
    ///
    /// `subject_id` is what it is of, as [`DocumentDescription::subject`] says: the order, or one of its refunds.
    ///
    /// # Errors
    /// When there is no such document, or the snapshot cannot be read as an order, or has no such refund.
    fn map(
        &self,
        kind: &DocumentKind,
        subject_id: u64,
        snapshot: &OrderSnapshot,
        settings: &Settings,
    ) -> Result<Mapped, MappingError>;

    /// What is kept of a document before it leaves.
    fn leaving(&self, document: &Document) -> Leaving;

    /// Sends a document. `known` is the same in each turn of a conversation, whatever it learns meanwhile.
    fn send(&self, document: &Document, known: &Known, so_far: &[Exchange]) -> Turn<Outcome>;

    /// What may be kept of a conversation that sent a document, and what was found wrong of what was known.
    ///
    /// It is asked whenever such a conversation is over, however it ended: refused, lost on the way, or broken off where
    /// `send` had no last word, for want of credentials or because it took too many turns. So no outcome has to carry it,
    /// and a contact that was made before the answer to its invoice was lost is not made or searched twice.
    fn learned(&self, _document: &Document, _known: &Known, _so_far: &[Exchange]) -> Learned {
        Learned::default()
    }

    /// Asks what became of a document. It goes by what left, which the shop has stored; of links, nothing is known here.
    fn look_up(&self, query: &LookUpQuery, so_far: &[Exchange]) -> Turn<LookUp>;

    /// Asks which of several documents still wait for somebody's approval there. No more are asked after at once than
    /// [`Description::watches`]; of a service that has 0 there each asks by itself.
    fn watch(&self, _waiting: &[Waiting], _so_far: &[Exchange]) -> Turn<Watch> {
        Turn::Done(Watch::told(Vec::new()))
    }

    /// Reads what stands in the books of a document that is there. A service that tells it with every document it makes, see
    /// [`Outcome::books`], need not be asked.
    fn read_back(&self, _query: &BooksQuery, _so_far: &[Exchange]) -> Turn<Reading> {
        Turn::Done(Reading::default())
    }

    /// Asks which of several documents of one kind are there, by a few questions for all of them. What it does not find out for
    /// certain it leaves to a look-up: nothing is sent, and nothing left unsent, by a guess.
    fn present(&self, _queries: &[PresentQuery], _so_far: &[Exchange]) -> Turn<Told<Present>> {
        Turn::Done(Told::default())
    }

    /// Lists what the service has of this shop, whoever made it: what bears the shop's prefix, which the settings say, or what else
    /// tells that it is the shop's. Whatever the service is asked for, only what each document says of itself counts.
    fn inventory(
        &self,
        _query: &InventoryQuery,
        _settings: &Settings,
        _so_far: &[Exchange],
    ) -> Turn<Told<Inventory>> {
        Turn::Done(Told::default())
    }

    /// Asks how far the books are closed.
    fn lock_date(&self, _so_far: &[Exchange]) -> Turn<Told<LockDate>> {
        Turn::Done(Told::default())
    }

    /// Asks for the page of a document that is for the customer. One whose description does not say that there is one is not asked for.
    fn customer_page(&self, _query: &PageQuery, _so_far: &[Exchange]) -> Turn<CustomerPage> {
        Turn::Done(CustomerPage::none(None, None))
    }

    /// Asks whether endpoint and key work, and whose they are.
    fn test_connection(&self, so_far: &[Exchange]) -> Turn<ConnectionTest>;

    /// Which company credentials and an endpoint belong to, as far as they tell by themselves; no network.
    fn marks(&self, _endpoint_host: &str, _credentials: &Credentials) -> Marks {
        Marks::default()
    }

    /// Lists what a setting may be. `catalogue` is the name of one that [`Connector::describe`] tells of.
    fn list(&self, catalogue: &str, search: &str, page: u32, so_far: &[Exchange]) -> Turn<Listing>;

    /// How its requests are signed, and its credentials renewed.
    fn auth(&self) -> &dyn Auth;

    /// How a person lets the shop in at the service itself; `None` for a service that gives out a key to be entered.
    fn consent(&self) -> Option<&dyn Consent> {
        None
    }
}

/// The next step of a conversation.
#[derive(Debug)]
pub enum Turn<T> {
    /// Ask this.
    Ask(Request),
    /// This is what it means.
    Done(T),
}

/// A host of the service beside its endpoint. A shop may give a name another address, a sandbox's, where it allows that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedHost {
    /// What requests call it.
    pub name: &'static str,
    /// Where it is, e.g. `https://identity.example.com`.
    pub address: &'static str,
}

/// A document somebody wants to know about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookUpQuery {
    /// Which document.
    pub kind: DocumentKind,
    /// Of which order.
    pub order_id: u64,
    /// What of it: the order itself, or one of its refunds.
    pub subject_id: u64,
    /// The reference it was sent with.
    pub reference: String,
    /// What left last, where that is known: nothing that differs from it is taken for it.
    #[serde(default)]
    pub sent_as: Option<Leaving>,
}

/// Why an order could not be mapped.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// The service has no document of that kind.
    #[error("there is no document called \"{0}\"")]
    Kind(String),
    /// The snapshot has another shape.
    #[error("snapshot version {0} is not the one this extension reads")]
    Version(u32),
    /// The order has no such refund.
    #[error("order {order_id} has no refund {refund_id}")]
    Refund {
        /// Of which order.
        order_id: u64,
        /// Which was asked for.
        refund_id: u64,
    },
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
    /// What it can list for a setting to be chosen from.
    pub catalogues: &'static [Catalogue],
    /// How many documents that wait for approval can be asked after at once.
    pub watches: usize,
    /// Where endpoint and key are stored.
    pub connection: ConnectionDescription,
    /// Every code a reason may carry.
    pub reasons: &'static [Code],
}

/// One kind of document.
#[derive(Debug, Clone, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a property of its own that the screens ask for by its name"
)]
pub struct DocumentDescription {
    /// Which.
    pub kind: DocumentKind,
    /// What there is one of it for.
    pub subject: Subject,
    /// Name of the setting that lists the statuses of an order that want it. One of a refund is wanted whatever the status is.
    pub statuses: &'static str,
    /// Whether only an order wants it that has been paid: one with a date of payment.
    pub only_paid: bool,
    /// Name of the setting that turns it on.
    pub enabled: &'static str,
    /// Order meta key that says `yes` once it is in the service.
    pub synced_meta: &'static str,
    /// Whether it is of the order as it was bought, since refunds have documents of their own; else of what remains after them.
    pub bills_as_bought: bool,
    /// Whether it has a total that is compared with the shop's: a payment has not.
    pub is_compared: bool,
    /// Where a person sees one in the service, e.g. `https://app.example.com/{fact_company}/invoices/{id}`: `{id}` is the service's own
    /// id of it, any other name a [`SettingKind::Fact`]. `None` where only the number can be searched for.
    pub page: Option<&'static str>,
    /// Whether the service can be asked for a page of it that is for the customer, see [`Connector::customer_page`].
    pub has_customer_page: bool,
    /// The documents that must be there before this one leaves.
    #[serde(flatten)]
    pub waits_for: WaitsFor,
    /// Name of the setting that must be `yes` for waiting.
    pub waits_setting: Option<&'static str>,
    /// What the settings must say for it to be wanted at all.
    pub only_if: &'static [Condition],
    /// Name of the setting that has that document made first for an order that never had the status which triggers it.
    pub first_setting: Option<&'static str>,
    /// The document of the same order that is undone by this one, as an invoice is by a void: the end of the order needs no
    /// correction any more once this is there.
    pub takes_back: Option<DocumentKind>,
}

/// The documents that another one waits for; the first is the one that it belongs to.
///
/// Of each it is the one of the same refund where both kinds are of refunds, else the one of the order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WaitsFor(pub Vec<Awaited>);

/// A document that another one waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Awaited {
    /// Which.
    pub kind: DocumentKind,
    /// Whether the other leaves without it, once it does not arrive; else it cannot be made without it.
    pub goes_alone: bool,
    /// What it does decides what is left for the other, e.g. a payment what is due: as long as anything happens to it by itself the
    /// other waits, and once it has nothing left to do, or was never wanted, the other goes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub however_long: bool,
}

impl WaitsFor {
    /// It waits for nothing.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Also for that one, which must be there.
    #[must_use]
    pub fn and(self, kind: DocumentKind) -> Self {
        self.with(kind, false, false)
    }

    /// Also for that one while it is on its way; it goes alone when that does not arrive.
    #[must_use]
    pub fn and_perhaps(self, kind: DocumentKind) -> Self {
        self.with(kind, true, false)
    }

    /// After that one, however long it takes; alone when it has failed for good.
    #[must_use]
    pub fn after(self, kind: DocumentKind) -> Self {
        self.with(kind, true, true)
    }

    /// After that one, however long it takes; a person has to see to it when it has failed.
    #[must_use]
    pub fn only_after(self, kind: DocumentKind) -> Self {
        self.with(kind, false, true)
    }

    fn with(mut self, kind: DocumentKind, goes_alone: bool, however_long: bool) -> Self {
        self.0.push(Awaited { kind, goes_alone, however_long });
        self
    }
}

impl Serialize for WaitsFor {
    /// Beside the whole list `waits_for` and `goes_alone` tell of its first, which is all that there is for most documents.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let first = self.0.first();
        let mut fields = serializer.serialize_map(Some(3))?;
        fields.serialize_entry("waits_for", &first.map(|first| &first.kind))?;
        fields.serialize_entry("goes_alone", &first.is_none_or(|first| first.goes_alone))?;
        fields.serialize_entry("awaits", &self.0)?;
        fields.end()
    }
}

/// What a setting must say for a document to be wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// Name of the setting.
    pub setting: &'static str,
    /// What it must be; `None` for anything but nothing.
    pub value: Option<&'static str>,
}

/// What a document is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The order: it has one such document.
    Order,
    /// One of the order's refunds: each has its own, e.g. a credit note.
    Refund,
}

/// One setting.
#[derive(Debug, Clone, Serialize)]
pub struct Setting {
    /// Name within the connector.
    pub name: &'static str,
    /// Name of the option in the shop's database.
    pub option: &'static str,
    /// What is entered there.
    #[serde(rename = "type")]
    pub kind: SettingKind,
    /// What it is when it was never set.
    pub default: &'static str,
    /// Tab of the settings screen.
    pub group: &'static str,
    /// Values of a [`SettingKind::Choice`].
    pub choices: &'static [&'static str],
    /// Name of the catalogue that it is, or that the values of its table are, chosen from.
    pub catalogue: Option<&'static str>,
}

/// What is entered in a setting, and so how its field looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingKind {
    /// `yes` or `no`.
    Toggle,
    /// Any text.
    Text,
    /// One of a few values.
    Choice,
    /// Statuses of an order, separated by commas.
    Statuses,
    /// Names of tags, separated by commas, looked up at the service.
    Tags,
    /// An account, looked up at the service.
    Account,
    /// A warehouse, looked up at the service.
    Warehouse,
    /// Something of [`Setting::catalogue`].
    Lookup,
    /// JSON object: ids of the shop's tax rates that a line bears, in ascending order and joined by commas (nothing for a line
    /// without tax) → something of [`Setting::catalogue`].
    RateTable,
    /// JSON object: name of a payment gateway → something of [`Setting::catalogue`].
    GatewayTable,
    /// Nothing that a person enters: what the service says of the company, kept by the shop. [`Setting::catalogue`] lists it.
    Fact,
}

/// Something of the service that settings are chosen from, e.g. its accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Catalogue {
    /// What it is asked for by.
    pub name: &'static str,
    /// Whether the service searches in it; else all of it is listed, and the shop searches.
    pub searches: bool,
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
    /// Page of the service where keys are made; with a consent: where a person makes an application.
    pub key_page: &'static str,
    /// Where people work with the service in a browser.
    pub app_page: &'static str,
    /// How a person lets the shop in there; `None` where a key is entered.
    pub consent: Option<ConsentDescription>,
}

/// Whether endpoint and key work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConnectionTest {
    /// They do.
    pub ok: bool,
    /// Whether they do, or what kept the service from answering.
    pub class: TestClass,
    /// Why not.
    pub reason: Option<Reason>,
    /// What the service says of the key; `None` where it does not tell.
    pub account: Option<Account>,
}

/// What a test of the connection came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TestClass {
    /// Endpoint and key work.
    Ok,
    /// The key is refused.
    Unauthorized,
    /// Too many requests.
    RateLimited,
    /// The service does not take the question.
    Rejected,
    /// The service could not be asked.
    Unavailable,
}

impl Unfinished for ConnectionTest {
    fn unfinished(reason: Reason, _wrote: bool) -> Self {
        Self::failed(TestClass::Unavailable, Some(reason))
    }

    fn locked_out(reason: Reason, _wrote: bool) -> Self {
        Self::failed(TestClass::Unauthorized, Some(reason))
    }
}

impl ConnectionTest {
    /// They do not work, or nobody knows.
    pub fn failed(class: TestClass, reason: Option<Reason>) -> Self {
        Self { ok: false, class, reason, account: None }
    }
}

impl Unfinished for Listing {
    fn unfinished(reason: Reason, _wrote: bool) -> Self {
        Self::failed(Some(reason))
    }

    fn locked_out(reason: Reason, _wrote: bool) -> Self {
        Self::failed(Some(reason))
    }
}

impl Listing {
    /// The service did not list anything.
    pub fn failed(reason: Option<Reason>) -> Self {
        Self { ok: false, reason, items: Vec::new(), more: false }
    }
}

/// What a service says of a key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Name of the key or company.
    pub name: Option<String>,
    /// What the service calls the company, the same for each key of it.
    pub company: Option<String>,
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
    /// ISO 3166 code of the country that the company is in.
    pub country: Option<String>,
    /// ISO 4217 code of the currency that its books are in.
    pub currency: Option<String>,
    /// What the company's address in the service is made of, for links to its documents.
    pub short_code: Option<String>,
    /// What the key may not do there, in the service's own words.
    pub not_allowed: Vec<String>,
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
    /// What a tax comes to, in percent, so that the shop's own taxes can be matched with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<Amount>,
}

impl Item {
    /// What the option stores, and what a person reads.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), percent: None }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// 12: what reads only `waits_for` and `goes_alone` sees what it always saw.
    #[test]
    fn what_a_document_waits_for_is_told_as_one_and_as_a_list() {
        let told = |waits_for: &WaitsFor| serde_json::to_value(waits_for).unwrap();
        let nothing = json!({"waits_for": null, "goes_alone": true, "awaits": []});
        assert_eq!(told(&WaitsFor::nothing()), nothing);
        let (note, payment) = (DocumentKind::named("credit_note"), DocumentKind::named("payment"));
        let both = WaitsFor::nothing().and(note).and_perhaps(payment.clone()).only_after(payment);
        assert_eq!(
            told(&both),
            json!({
                "waits_for": "credit_note", "goes_alone": false,
                "awaits": [
                    {"kind": "credit_note", "goes_alone": false},
                    {"kind": "payment", "goes_alone": true},
                    {"kind": "payment", "goes_alone": false, "however_long": true},
                ],
            })
        );
    }
}
