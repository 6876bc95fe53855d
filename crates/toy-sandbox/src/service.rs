//! What Toy Books knows, and how a sandbox plays it.

use std::sync::Arc;

use accounting_sandbox::{Answer, Fate, Head, Outcome, Page, Phrase, Random, Request, Service};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::books::{Books, Contact, Document};
use crate::settings::Settings;
use crate::tokens::Tokens;
use crate::{api, page};

/// Toy Books.
#[derive(Debug)]
pub struct ToyBooks {
    pub(crate) settings: Settings,
    pub(crate) tokens: Tokens,
    /// What was made.
    pub books: Books,
    /// The time on the sandbox's clock; none before the first look at it.
    now: Option<DateTime<Utc>>,
}

/// What `GET /_sandbox/state` shows.
#[derive(Debug, Serialize)]
pub struct Shown {
    contacts: Vec<Contact>,
    documents: Vec<Document>,
    credentials: String,
}

impl Service for ToyBooks {
    const NAME: &'static str = "Toy Books";
    const PROGRAM: &'static str = "toy-sandbox";
    const ENDLESS: &'static str = "{\"id\":\"";

    type Settings = Settings;
    type State = Shown;

    fn new(settings: Settings) -> Self {
        let tokens = Tokens::first(DateTime::UNIX_EPOCH, &settings);
        Self { settings, tokens, books: Books::default(), now: None }
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn set_settings(&mut self, settings: Settings) {
        self.settings = settings;
    }

    fn advance(&mut self, now: DateTime<Utc>) {
        if self.now.is_none() {
            // The first tokens are given out when the sandbox starts.
            self.tokens = Tokens::first(now, &self.settings);
        }
        self.now = Some(now);
    }

    fn is_authorized(&self, head: &Head) -> bool {
        if head.path == api::TOKEN_PATH {
            return self.is_the_client(head);
        }
        self.now.is_some_and(|now| self.is_let_in(head, now))
    }

    fn fields(&self, head: &Head, body: &[u8]) -> Option<Arc<Value>> {
        match head.media_type().as_str() {
            "application/json" => serde_json::from_slice(body).ok().filter(Value::is_object).map(Arc::new),
            "application/x-www-form-urlencoded" => {
                let fields = form_urlencoded::parse(body).into_owned();
                let fields: Map<String, Value> = fields.map(|(name, value)| (name, json!(value))).collect();
                Some(Arc::new(Value::Object(fields)))
            }
            _ => None,
        }
    }

    /// The id at the end of the number: that of an order, or of a refund.
    fn subject<'a>(&self, head: &'a Head, fields: Option<&'a Value>) -> Option<&'a str> {
        let posted = fields.and_then(|fields| fields.get("number")).and_then(Value::as_str);
        let asked = || head.query.split('&').find_map(|pair| pair.strip_prefix("number="));
        let number = posted.or_else(asked)?;
        let id = number.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
        number.get(id..).filter(|id| !id.is_empty())
    }

    fn handle(&mut self, request: &Request<'_>, fate: &Fate, now: DateTime<Utc>) -> Outcome {
        api::handle(self, request, fate, now)
    }

    fn say(&self, phrase: Phrase<'_>) -> Answer {
        api::say(phrase)
    }

    /// Says how many requests are left, where a setting has it so.
    fn seal(&mut self, answer: &mut Answer, _random: &mut Random) {
        let headers = [
            ("X-Left-In-Minute", self.settings.left_in_minute),
            ("X-Left-In-Day", self.settings.left_in_day),
        ];
        for (name, left) in headers {
            if let Some(left) = left {
                *answer = answer.clone().with(name, &left.to_string());
            }
        }
    }

    fn state(&self) -> Shown {
        Shown {
            contacts: self.books.contacts.clone(),
            documents: self.books.documents.clone(),
            credentials: self.credentials(),
        }
    }

    fn page(&self) -> Page {
        page::of(&self.books)
    }

    fn command(&mut self, name: &str, _body: &[u8]) -> Option<Result<Value, String>> {
        match name {
            "expire" => self.expire(),
            "revoke" => self.revoke(),
            "connect" => self.connect(),
            _ => return None,
        }
        Some(Ok(json!({"credentials": self.credentials()})))
    }
}

impl ToyBooks {
    /// What a shop has stored once its owner has connected it: the tokens of now, as the bridge reads them.
    pub fn credentials(&self) -> String {
        self.tokens.credentials(&self.settings)
    }

    /// The access token ends now.
    pub fn expire(&mut self) {
        self.tokens.expire(self.now.unwrap_or_default());
    }

    /// No token lets in or is renewed any more.
    pub fn revoke(&mut self) {
        self.tokens.revoke();
    }

    /// New tokens, as if a person had connected again.
    pub fn connect(&mut self) {
        self.tokens.give_new(self.now.unwrap_or_default(), &self.settings);
    }

    pub(crate) fn is_let_in(&self, head: &Head, now: DateTime<Utc>) -> bool {
        head.bearer().is_some_and(|access| self.tokens.let_in(access, now))
    }

    pub(crate) fn is_the_client(&self, head: &Head) -> bool {
        let secret = head.header("authorization").and_then(|value| value.strip_prefix("Basic "));
        secret == Some(&self.settings.client_secret)
    }
}
