//! A second service, as small as one can be: a host that gives tokens, and a host that keeps invoices in JSON.

use std::sync::Arc;

use accounting_sandbox::clock::later;
use accounting_sandbox::{
    Answer, Cell, Chance, Fate, Head, Outcome, Page, Phrase, Random, Request, Service, ServiceSettings, Table,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub secret: String,
    pub token_life_ms: u64,
    pub chance: Chance,
}

impl Default for Settings {
    fn default() -> Self {
        Self { secret: "refresh-me".to_owned(), token_life_ms: 1_800_000, chance: Chance::default() }
    }
}

impl ServiceSettings for Settings {
    fn chance(&self) -> Chance {
        self.chance.clone()
    }
}

/// An access token is its number, and how long it is good.
#[derive(Debug)]
pub struct Books {
    settings: Settings,
    now: DateTime<Utc>,
    token: Option<(String, DateTime<Utc>)>,
    tokens: u32,
    invoices: Vec<Value>,
}

impl Books {
    fn give_token(&mut self, request: &Request<'_>, now: DateTime<Utc>) -> Answer {
        let secret = request.fields.as_deref().and_then(|fields| fields.get("refresh_token"));
        if secret.and_then(Value::as_str) != Some(&self.settings.secret) {
            return Answer::json(400, json!({"error": "invalid_grant"}));
        }
        self.tokens += 1;
        let token = format!("token-{}", self.tokens);
        self.token = Some((token.clone(), later(now, self.settings.token_life_ms)));
        Answer::json(200, json!({"access_token": token, "expires_in": self.settings.token_life_ms / 1000}))
    }

    fn invoices(&mut self, request: &Request<'_>, fate: &Fate) -> Outcome {
        if request.head.method == "GET" {
            return Answer::json(200, json!({"Invoices": self.invoices})).into();
        }
        let Some(fields) = request.fields.as_deref() else {
            return self.say(Phrase::Status(400)).into();
        };
        if *fate == Fate::Appears {
            self.invoices.push(fields.clone());
        }
        let document = (*fate == Fate::Appears).then_some(self.invoices.len() as u64);
        Outcome { answer: Answer::json(200, json!({"Invoices": [fields]})), document }
    }
}

impl Service for Books {
    const NAME: &'static str = "Books";
    const PROGRAM: &'static str = "books-sandbox";

    type Settings = Settings;
    type State = Value;

    fn new(settings: Settings) -> Self {
        Self { settings, now: DateTime::UNIX_EPOCH, token: None, tokens: 0, invoices: Vec::new() }
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
        self.token.as_ref().is_some_and(|(token, until)| self.now < *until && head.bearer() == Some(token))
    }

    fn fields(&self, _head: &Head, body: &[u8]) -> Option<Arc<Value>> {
        serde_json::from_slice(body).ok()
    }

    fn subject<'a>(&self, _head: &'a Head, fields: Option<&'a Value>) -> Option<&'a str> {
        fields?.get("Number")?.as_str()
    }

    fn handle(&mut self, request: &Request<'_>, fate: &Fate, now: DateTime<Utc>) -> Outcome {
        match (request.head.host(), request.head.path.as_str()) {
            ("identity.test", "/connect/token") => self.give_token(request, now).into(),
            ("api.test", "/invoices") if !self.is_authorized(request.head) => {
                self.say(Phrase::Status(401)).into()
            }
            ("api.test", "/invoices") => self.invoices(request, fate),
            _ => self.say(Phrase::Status(404)).into(),
        }
    }

    fn say(&self, phrase: Phrase<'_>) -> Answer {
        match phrase {
            Phrase::Status(status) => Answer::json(status, json!({"Title": format!("status {status}")})),
            Phrase::WebPage(status) => Answer::html(status, "<html>maintenance</html>"),
            Phrase::OtherCompany => Answer::json(403, json!({"Title": "AuthenticationUnsuccessful"})),
            Phrase::Refusal(status, why) => Answer::json(status, json!({"Title": "refused", "Detail": why})),
        }
    }

    fn seal(&mut self, answer: &mut Answer, random: &mut Random) {
        if let Some(body) = answer.object_mut() {
            body.insert("Id".to_owned(), json!(random.base62(8)));
        }
    }

    fn state(&self) -> Value {
        json!({"invoices": self.invoices, "tokens": self.tokens})
    }

    fn page(&self) -> Page {
        let row = |invoice: &Value| vec![Cell::Name(invoice["Number"].to_string()), Cell::text(invoice)];
        let table = Table {
            id: "invoices",
            caption: "Invoices".to_owned(),
            columns: &["Number", "Invoice"],
            rows: self.invoices.iter().map(row).collect(),
        };
        Page { figures: vec![("Invoices", self.invoices.len())], tables: vec![table], ..Page::default() }
    }

    fn command(&mut self, name: &str, _body: &[u8]) -> Option<Result<Value, String>> {
        match name {
            "revoke" => {
                Some(self.token.take().map(|_| json!({"revoked": true})).ok_or("no token".to_owned()))
            }
            _ => None,
        }
    }
}
