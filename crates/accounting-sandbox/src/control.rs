//! The sandbox's own paths: `/`, and what is under `/_sandbox`.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::clock;
use crate::faults::Rule;
use crate::head::Head;
use crate::page::Screen;
use crate::service::Service;
use crate::settings::ServiceSettings;
use crate::state::Shared;

/// Whether a path is the sandbox's own, and not the service's.
pub(crate) fn owns(path: &str) -> bool {
    path == "/" || path == "/favicon.ico" || path == "/_sandbox" || path.starts_with("/_sandbox/")
}

/// Answers a request for one of them.
pub(crate) fn answer<S: Service>(shared: &Shared<S>, head: &Head, body: &[u8]) -> Answer {
    let method = if head.method == "HEAD" { "GET" } else { head.method.as_str() };
    let done = match (method, head.path.as_str()) {
        ("GET", "/" | "/_sandbox" | "/_sandbox/") => Ok(screen(shared)),
        ("GET", "/favicon.ico") => Ok(Answer::html(204, "")),
        ("GET", "/_sandbox/state") => Ok(state(shared)),
        ("GET", "/_sandbox/requests") => Ok(requests(shared, head)),
        ("GET", "/_sandbox/faults") => Ok(faults(shared)),
        ("GET", "/_sandbox/settings") => Ok(settings(shared)),
        ("GET", "/_sandbox/clock") => Ok(time(shared)),
        ("POST", "/_sandbox/faults") => set_faults(shared, body),
        ("POST", "/_sandbox/settings") => set_settings(shared, body),
        ("POST", "/_sandbox/clock") => set_clock(shared, body),
        ("POST", "/_sandbox/reset") => {
            shared.reset();
            Ok(Answer::json(200, json!({"ok": true})))
        }
        ("POST", path) => command(shared, path, body),
        (method, path) => Ok(unknown(method, path)),
    };
    done.unwrap_or_else(|error| Answer::json(400, json!({"error": error})))
}

fn unknown(method: &str, path: &str) -> Answer {
    Answer::json(404, json!({"error": format!("no {method} {path}")}))
}

fn command<S: Service>(shared: &Shared<S>, path: &str, body: &[u8]) -> Result<Answer, String> {
    let name = path.strip_prefix("/_sandbox/").unwrap_or_default();
    match shared.lock().service.command(name, body) {
        Some(done) => done.map(|value| Answer::json(200, value)),
        None => Ok(unknown("POST", path)),
    }
}

fn screen<S: Service>(shared: &Shared<S>) -> Answer {
    let screen = Screen::of(&shared.lock());
    Answer::html(200, screen.render(S::NAME))
        .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        .with("X-Content-Type-Options", "nosniff")
}

#[derive(Serialize)]
struct State<Settings, Own> {
    settings: Settings,
    #[serde(flatten)]
    own: Own,
    requests_total: usize,
}

fn state<S: Service>(shared: &Shared<S>) -> Answer {
    let state = {
        let state = shared.lock();
        let service = &state.service;
        State {
            settings: service.settings().clone(),
            own: service.state(),
            requests_total: state.log.total(),
        }
    };
    Answer::json(200, json!(state))
}

fn requests<S: Service>(shared: &Shared<S>, head: &Head) -> Answer {
    let since = form_urlencoded::parse(head.query.as_bytes())
        .find_map(|(name, value)| (name == "since").then(|| value.parse().ok()).flatten())
        .unwrap_or(0);
    let (records, total) = {
        let state = shared.lock();
        (state.log.since(since).to_vec(), state.log.total())
    };
    let records: Vec<_> = records.iter().map(Arc::as_ref).collect();
    Answer::json(200, json!({"requests": records, "requests_total": total}))
}

fn faults<S: Service>(shared: &Shared<S>) -> Answer {
    let rules = shared.lock().script.rules().to_vec();
    Answer::json(200, json!(rules))
}

fn settings<S: Service>(shared: &Shared<S>) -> Answer {
    let settings = shared.lock().service.settings().clone();
    Answer::json(200, json!(settings))
}

fn time<S: Service>(shared: &Shared<S>) -> Answer {
    let now = shared.lock().now();
    Answer::json(200, json!({"now": clock::iso(now)}))
}

fn set_faults<S: Service>(shared: &Shared<S>, body: &[u8]) -> Result<Answer, String> {
    let rules: Vec<Rule> = parse(body)?;
    shared.lock().set_faults(rules);
    Ok(faults(shared))
}

fn set_settings<S: Service>(shared: &Shared<S>, body: &[u8]) -> Result<Answer, String> {
    let changes: Value = parse(body)?;
    let mut state = shared.lock();
    let merged = state.service.settings().merged(&changes).map_err(|error| error.to_string())?;
    state.set_settings(merged);
    drop(state);
    Ok(settings(shared))
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Setting {
    Now(DateTime<Utc>),
    ForwardMs(u64),
}

fn set_clock<S: Service>(shared: &Shared<S>, body: &[u8]) -> Result<Answer, String> {
    let setting: Setting = parse(body)?;
    let mut state = shared.lock();
    let now = match setting {
        Setting::Now(now) => now,
        Setting::ForwardMs(milliseconds) => clock::later(state.now(), milliseconds),
    };
    state.clock.set(now);
    drop(state);
    Ok(time(shared))
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}
