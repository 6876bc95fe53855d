//! The sandbox's own paths: `/`, and what is under `/_sandbox`.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::faults::Rule;
use crate::page;
use crate::request::Head;
use crate::state::Shared;

/// Whether a path is the sandbox's own, and not Kledo's.
pub(crate) fn owns(path: &str) -> bool {
    path == "/" || path == "/favicon.ico" || path == "/_sandbox" || path.starts_with("/_sandbox/")
}

/// Answers a request for one of them.
pub(crate) fn answer(shared: &Shared, head: &Head, body: &[u8]) -> Answer {
    let method = if head.method == "HEAD" { "GET" } else { head.method.as_str() };
    let done = match (method, head.path.as_str()) {
        ("GET", "/" | "/_sandbox" | "/_sandbox/") => Ok(screen(shared)),
        ("GET", "/favicon.ico") => Ok(Answer::html(204, "")),
        ("GET", "/_sandbox/state") => Ok(state(shared)),
        ("GET", "/_sandbox/requests") => Ok(requests(shared, head)),
        ("GET", "/_sandbox/faults") => Ok(faults(shared)),
        ("GET", "/_sandbox/settings") => Ok(settings(shared)),
        ("POST", "/_sandbox/faults") => set_faults(shared, body),
        ("POST", "/_sandbox/settings") => set_settings(shared, body),
        ("POST", "/_sandbox/key") => set_key(shared, body),
        ("POST", "/_sandbox/reset") => {
            shared.reset();
            Ok(Answer::json(200, json!({"ok": true})))
        }
        _ => Ok(Answer::json(404, json!({"error": format!("no {method} {}", head.path)}))),
    };
    done.unwrap_or_else(|error| Answer::json(400, json!({"error": error})))
}

fn screen(shared: &Shared) -> Answer {
    let view = page::View::of(&shared.lock());
    Answer::html(200, view.render())
        .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        .with("X-Content-Type-Options", "nosniff")
}

fn state(shared: &Shared) -> Answer {
    let (settings, documents, failures, queued, requests_total) = {
        let state = shared.lock();
        let store = &state.store;
        let lists = (store.documents().to_vec(), store.failures().to_vec());
        (state.settings.clone(), lists.0, lists.1, store.queued(), state.log.total())
    };
    let body = json!({
        "key": settings.key,
        "settings": settings,
        "documents": documents,
        "failures": failures,
        "queued": queued,
        "requests_total": requests_total,
    });
    Answer::json(200, body)
}

fn requests(shared: &Shared, head: &Head) -> Answer {
    let query = head.query_fields();
    let since = query.get("since").and_then(Value::as_str).and_then(|text| text.parse().ok()).unwrap_or(0);
    let (records, total) = {
        let state = shared.lock();
        (state.log.since(since).to_vec(), state.log.total())
    };
    let records: Vec<_> = records.iter().map(Arc::as_ref).collect();
    Answer::json(200, json!({"requests": records, "requests_total": total}))
}

fn faults(shared: &Shared) -> Answer {
    let rules = shared.lock().script.rules().to_vec();
    Answer::json(200, json!(rules))
}

fn settings(shared: &Shared) -> Answer {
    let settings = shared.lock().settings.clone();
    Answer::json(200, json!(settings))
}

fn set_faults(shared: &Shared, body: &[u8]) -> Result<Answer, String> {
    let rules: Vec<Rule> = parse(body)?;
    shared.lock().set_faults(rules);
    Ok(faults(shared))
}

fn set_settings(shared: &Shared, body: &[u8]) -> Result<Answer, String> {
    let changes: Value = parse(body)?;
    let mut state = shared.lock();
    let merged = state.settings.merged(&changes).map_err(|error| error.to_string())?;
    state.set_settings(merged);
    drop(state);
    Ok(settings(shared))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewKey {
    key: String,
}

fn set_key(shared: &Shared, body: &[u8]) -> Result<Answer, String> {
    let NewKey { key } = parse(body)?;
    shared.lock().settings.key.clone_from(&key);
    Ok(Answer::json(200, json!({"key": key})))
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}
