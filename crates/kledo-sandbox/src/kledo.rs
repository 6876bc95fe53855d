//! What one Kledo knows, and what it does with requests.

use std::sync::Arc;

use accounting_sandbox::{Answer, Fate, Head, Outcome, Page, Phrase, Random, Request, Service};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::settings::{KEY_MARK, Settings};
use crate::store::{Document, Failure, Store};
use crate::{api, form, page, wording};

/// The base path of the API.
pub(crate) const BASE: &str = "/api/v1/";

/// A Kledo.
#[derive(Debug)]
pub struct Kledo {
    pub(crate) settings: Settings,
    pub(crate) store: Store,
    window: Option<Window>,
    answers_with_this_key: u32,
}

/// The requests that count towards the rate limit.
#[derive(Debug)]
struct Window {
    since: DateTime<Utc>,
    requests: u32,
}

/// What `GET /_sandbox/state` shows.
#[derive(Debug, Serialize)]
pub struct Shown {
    key: String,
    documents: Vec<Arc<Document>>,
    failures: Vec<Failure>,
    queued: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewKey {
    key: String,
}

impl Service for Kledo {
    const NAME: &'static str = "Kledo";
    const PROGRAM: &'static str = "kledo-sandbox";
    const BASE: &'static str = BASE;
    const ENDLESS: &'static str = "{\"success\":true,\"data\":\"";

    type Settings = Settings;
    type State = Shown;

    fn new(settings: Settings) -> Self {
        Self { settings, store: Store::default(), window: None, answers_with_this_key: 0 }
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Counting begins anew with another pace.
    fn set_settings(&mut self, settings: Settings) {
        if settings.rotate_every != self.settings.rotate_every {
            self.answers_with_this_key = 0;
        }
        if settings.rate_limit != self.settings.rate_limit {
            self.window = None;
        }
        self.settings = settings;
    }

    fn advance(&mut self, now: DateTime<Utc>) {
        self.store.advance(now);
    }

    fn is_authorized(&self, head: &Head) -> bool {
        head.bearer() == Some(&self.settings.key)
    }

    fn fields(&self, head: &Head, body: &[u8]) -> Option<Arc<Value>> {
        let fields = match head.media_type().as_str() {
            "application/x-www-form-urlencoded" => Some(form::decode(body, self.settings.max_input_vars)),
            "application/json" if self.settings.accept_json => {
                serde_json::from_slice(body).ok().filter(Value::is_object)
            }
            _ => None,
        };
        fields.map(Arc::new)
    }

    /// The order of the shop: `ref_number` of a document, or the last segment of a transactions path.
    fn subject<'a>(&self, head: &'a Head, fields: Option<&'a Value>) -> Option<&'a str> {
        let named = fields.and_then(|fields| fields.get("ref_number")).and_then(Value::as_str);
        named.or_else(|| head.below(BASE)?.strip_prefix("woocommerce/transactions/"))
    }

    fn handle(&mut self, request: &Request<'_>, fate: &Fate, now: DateTime<Utc>) -> Outcome {
        api::handle(self, request, fate, now)
    }

    fn say(&self, phrase: Phrase<'_>) -> Answer {
        wording::of(phrase)
    }

    /// Counts an answer to the key's holder, and puts a new key into it when it is time. An answer that has no
    /// place for one leaves it to the next.
    fn seal(&mut self, answer: &mut Answer, random: &mut Random) {
        self.answers_with_this_key = self.answers_with_this_key.saturating_add(1);
        let every = self.settings.rotate_every;
        let is_time = self.settings.rotate_next || (every > 0 && self.answers_with_this_key >= every);
        if !is_time {
            return;
        }
        if let Some(body) = answer.object_mut() {
            let key = format!("{KEY_MARK}{}", random.base62(30));
            body.insert("access_token".to_owned(), Value::String(key.clone()));
            self.settings.key = key;
            self.settings.rotate_next = false;
            self.answers_with_this_key = 0;
        }
    }

    fn state(&self) -> Shown {
        Shown {
            key: self.settings.key.clone(),
            documents: self.store.documents().to_vec(),
            failures: self.store.failures().to_vec(),
            queued: self.store.queued(),
        }
    }

    fn page(&self) -> Page {
        page::of(&self.store)
    }

    fn command(&mut self, name: &str, body: &[u8]) -> Option<Result<Value, String>> {
        if name != "key" {
            return None;
        }
        Some(match serde_json::from_slice(body) {
            Ok(NewKey { key }) => {
                self.settings.key.clone_from(&key);
                Ok(json!({"key": key}))
            }
            Err(error) => Err(error.to_string()),
        })
    }
}

impl Kledo {
    /// Counts a request; how long to wait when it is one too many.
    pub(crate) fn over_the_limit(&mut self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let limit = self.settings.rate_limit;
        if limit == 0 {
            return None;
        }
        let length = i64::try_from(self.settings.rate_limit_window_ms).ok();
        let length = length.and_then(TimeDelta::try_milliseconds).unwrap_or(TimeDelta::MAX);
        let window = self.window.get_or_insert(Window { since: now, requests: 0 });
        // A clock that was set back begins anew too.
        if now - window.since >= length || now < window.since {
            *window = Window { since: now, requests: 0 };
        }
        window.requests = window.requests.saturating_add(1);
        (window.requests > limit).then(|| length - (now - window.since))
    }
}
