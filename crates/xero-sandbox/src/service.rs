//! What Xero knows, and how a sandbox plays it.

use std::collections::BTreeMap;
use std::sync::Arc;

use accounting_sandbox::{Answer, Fate, Head, Outcome, Page, Phrase, Request, Service};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::books::Books;
use crate::connections::Connections;
use crate::idempotency::Keys;
use crate::ids::Ids;
use crate::limits::Pace;
use crate::proof::{self, Proof};
use crate::settings::Settings;
use crate::shown::{self, Shown};
use crate::tokens::{Consent, Given, Issue, Tokens};
use crate::{answers, api, commands, page};

/// Xero.
#[derive(Debug)]
pub struct Xero {
    pub(crate) settings: Settings,
    pub(crate) tokens: Tokens,
    pub(crate) connections: Connections,
    pub(crate) ids: Ids,
    pub(crate) books: BTreeMap<String, Books>,
    pub(crate) pace: Pace,
    pub(crate) keys: Keys,
    /// How often each resource was asked.
    pub(crate) calls: BTreeMap<String, usize>,
    /// The time on the sandbox's clock, when it was last looked at.
    pub(crate) now: DateTime<Utc>,
}

impl Service for Xero {
    const NAME: &'static str = "Xero";
    const PROGRAM: &'static str = "xero-sandbox";
    const ENDLESS: &'static str = "{\"Id\":\"";

    type Settings = Settings;
    type State = Shown;

    fn new(settings: Settings) -> Self {
        Self {
            ids: Ids::new(settings.chance.seed),
            settings,
            tokens: Tokens::default(),
            connections: Connections::default(),
            books: BTreeMap::new(),
            pace: Pace::default(),
            keys: Keys::default(),
            calls: BTreeMap::new(),
            now: DateTime::UNIX_EPOCH,
        }
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn set_settings(&mut self, settings: Settings) {
        self.settings = settings;
    }

    fn advance(&mut self, now: DateTime<Utc>) {
        self.now = now;
    }

    fn is_authorized(&self, head: &Head) -> bool {
        if head.path.starts_with("/connect/") {
            return proof::of(head, Some(&self.settings.client.id), &self.settings.client).is_some();
        }
        head.bearer().is_some_and(|token| self.tokens.access(token, self.now).is_some())
    }

    fn fields(&self, head: &Head, body: &[u8]) -> Option<Arc<Value>> {
        match head.media_type().as_str() {
            // For the log and for rules only: the books read the body themselves, without floats.
            "application/json" => serde_json::from_slice(body).ok().filter(Value::is_object).map(Arc::new),
            "application/x-www-form-urlencoded" => {
                let fields = form_urlencoded::parse(body).into_owned();
                let fields: Map<String, Value> = fields.map(|(name, value)| (name, json!(value))).collect();
                Some(Arc::new(Value::Object(fields)))
            }
            _ => None,
        }
    }

    /// The digits at the end of the number or reference of the first document of the body.
    fn subject<'a>(&self, _head: &'a Head, fields: Option<&'a Value>) -> Option<&'a str> {
        let element = fields?.as_object()?.values().find_map(|value| value.get(0))?;
        let names = ["InvoiceNumber", "QuoteNumber", "CreditNoteNumber", "Reference"];
        let number = names.iter().find_map(|name| element.get(name)?.as_str())?;
        let digits = number.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
        number.get(digits..).filter(|digits| !digits.is_empty())
    }

    fn lane<'a>(&self, head: &'a Head) -> &'a str {
        head.header("xero-tenant-id").unwrap_or_default()
    }

    fn handle(&mut self, request: &Request<'_>, fate: &Fate, now: DateTime<Utc>) -> Outcome {
        let before = self.count_of_records();
        let answer = api::handle(self, request, fate, now);
        let after = self.count_of_records();
        Outcome { answer, document: (after > before).then_some(after) }
    }

    fn say(&self, phrase: Phrase<'_>) -> Answer {
        match phrase {
            Phrase::OtherCompany => answers::not_connected(self.settings.switches.disconnected_status),
            phrase => answers::say(phrase, self.settings.switches.failure_words),
        }
    }

    fn state(&self) -> Shown {
        shown::of(self)
    }

    fn page(&self) -> Page {
        page::of(self)
    }

    fn command(&mut self, name: &str, body: &[u8]) -> Option<Result<Value, String>> {
        commands::run(self, name, body)
    }
}

impl Xero {
    /// Ids and names of all organisations, the main one first.
    pub fn organisations(&self) -> Vec<(String, String)> {
        let main = &self.settings.organisation;
        let others = self.settings.others.iter().map(|(id, name)| (id.clone(), name.clone()));
        std::iter::once((main.id.clone(), main.name.clone())).chain(others).collect()
    }

    pub(crate) fn organisation_name(&self, tenant: &str) -> String {
        self.organisations()
            .into_iter()
            .find(|(id, _)| id == tenant)
            .map(|(_, name)| name)
            .unwrap_or_default()
    }

    /// The books of an organisation.
    pub fn books(&mut self, tenant: &str) -> &mut Books {
        self.books.entry(tenant.to_owned()).or_default()
    }

    /// One more request of this name.
    pub(crate) fn count(&mut self, name: &str) {
        *self.calls.entry(name.to_owned()).or_default() += 1;
    }

    /// The first tokens of a consent, which connects.
    pub(crate) fn connect(&mut self, consent: &Consent, proof: Proof, now: DateTime<Utc>) -> Given {
        let name = self.organisation_name(&consent.tenant);
        self.connections.connect((&consent.tenant, &name), &consent.event, &mut self.ids, now);
        let client = &self.settings.client;
        let mut issue = Issue { ids: &mut self.ids, client_id: &client.id, life: client.token_life, now };
        self.tokens.begin(consent, proof, &mut issue)
    }

    fn count_of_records(&self) -> u64 {
        self.books.values().map(|books| books.count).sum()
    }
}
