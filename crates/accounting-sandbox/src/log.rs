//! Every request that was seen.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::clock;
use crate::head::Head;

/// The most of a body that is kept.
const MAX_BODY: usize = 64 * 1024;
/// The most of all bodies together; beyond it the oldest lose theirs.
const MAX_BODIES: usize = 64 * 1024 * 1024;

/// A request and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RequestRecord {
    /// Its place, counted from 1.
    pub seq: u64,
    /// When its head was read.
    pub at: String,
    /// The method.
    pub method: String,
    /// The path as it was sent, without the query.
    pub path: String,
    /// The query as it was sent.
    pub query: String,
    /// The headers, their names in lower case, those of one name joined by commas. `authorization` says only
    /// whether the key was right.
    pub headers: BTreeMap<String, String>,
    /// Whether the key was right.
    pub authorized: bool,
    /// The fields of the body, where the service reads it.
    pub form: Option<Arc<Value>>,
    /// The body, cut at 64 KiB; empty, with `body_bytes` saying more, once newer bodies needed its place.
    pub body: String,
    /// How long the body was.
    pub body_bytes: usize,
    /// The kind of the fault that struck.
    pub fault: Option<String>,
    /// The document it created, which may still be in the queue.
    pub document: Option<u64>,
    /// The status answered; none while it is at work, and when there was no answer.
    pub status: Option<u16>,
}

/// The place of a request in the log; worth nothing after a reset.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    epoch: u64,
    seq: u64,
}

/// The log.
#[derive(Debug, Default)]
pub(crate) struct Log {
    epoch: u64,
    records: Vec<Arc<RequestRecord>>,
    with_body: VecDeque<usize>,
    bodies: usize,
}

impl Log {
    /// Notes a request whose head was read.
    pub fn begin(&mut self, head: &Head, authorized: bool, now: DateTime<Utc>) -> Entry {
        let seq = self.records.len() as u64 + 1;
        self.records.push(Arc::new(RequestRecord {
            seq,
            at: clock::iso(now),
            method: head.method.clone(),
            path: head.path.clone(),
            query: head.query.clone(),
            headers: headers(head, authorized),
            authorized,
            ..RequestRecord::default()
        }));
        Entry { epoch: self.epoch, seq }
    }

    /// Changes what is known of a request; nothing when it is from before a reset.
    pub fn note(&mut self, entry: Entry, change: impl FnOnce(&mut RequestRecord)) {
        if let Some(at) = self.place(entry) {
            change(Arc::make_mut(&mut self.records[at]));
        }
    }

    /// Keeps the body of a request.
    pub fn keep_body(&mut self, entry: Entry, body: &[u8], form: Option<Arc<Value>>) {
        let Some(at) = self.place(entry) else { return };
        let record = Arc::make_mut(&mut self.records[at]);
        record.body = String::from_utf8_lossy(&body[..body.len().min(MAX_BODY)]).into_owned();
        record.body_bytes = body.len();
        record.form = form;
        if !record.body.is_empty() {
            self.bodies += record.body.len();
            self.with_body.push_back(at);
        }
        self.make_room();
    }

    fn make_room(&mut self) {
        while self.bodies > MAX_BODIES {
            let Some(oldest) = self.with_body.pop_front() else {
                return;
            };
            let record = Arc::make_mut(&mut self.records[oldest]);
            self.bodies -= record.body.len();
            record.body = String::new();
            record.form = None;
        }
    }

    fn place(&self, entry: Entry) -> Option<usize> {
        let at = usize::try_from(entry.seq.checked_sub(1)?).ok()?;
        (entry.epoch == self.epoch && at < self.records.len()).then_some(at)
    }

    /// The requests after this one.
    pub fn since(&self, seq: u64) -> &[Arc<RequestRecord>] {
        let start = usize::try_from(seq).unwrap_or(usize::MAX).min(self.records.len());
        &self.records[start..]
    }

    /// How many there are.
    pub fn total(&self) -> usize {
        self.records.len()
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        *self = Self { epoch: self.epoch + 1, ..Self::default() };
    }
}

fn headers(head: &Head, authorized: bool) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::<String, String>::new();
    for (name, value) in &head.headers {
        let value = if name == "authorization" { masked(value, authorized) } else { value.clone() };
        headers
            .entry(name.clone())
            .and_modify(|known| {
                known.push_str(", ");
                known.push_str(&value);
            })
            .or_insert(value);
    }
    headers
}

fn masked(value: &str, authorized: bool) -> String {
    let scheme = if value.starts_with("Bearer ") { "Bearer" } else { "not Bearer" };
    let verdict = if authorized { "matches" } else { "does not match" };
    format!("{scheme} ({verdict})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_kept() {
        let headers = vec![("authorization".to_owned(), "Bearer secret".to_owned())];
        let mut log = Log::default();
        log.begin(&Head { headers, ..Head::default() }, false, DateTime::UNIX_EPOCH);
        assert_eq!(log.since(0)[0].headers["authorization"], "Bearer (does not match)");
    }

    #[test]
    fn long_bodies_are_cut_and_the_oldest_make_room() {
        let mut log = Log::default();
        let body = vec![b'x'; MAX_BODY + 1];
        for _ in 0..=MAX_BODIES / MAX_BODY {
            let entry = log.begin(&Head::default(), true, DateTime::UNIX_EPOCH);
            log.keep_body(entry, &body, None);
        }
        let records = log.since(0);
        assert!(records[0].body.is_empty());
        assert_eq!(records[0].body_bytes, MAX_BODY + 1);
        assert_eq!(records[1].body.len(), MAX_BODY);
    }

    #[test]
    fn a_request_from_before_a_reset_changes_nothing_after_it() {
        let mut log = Log::default();
        let old = log.begin(&Head::default(), true, DateTime::UNIX_EPOCH);
        log.clear();
        log.begin(&Head::default(), true, DateTime::UNIX_EPOCH);
        log.note(old, |record| record.status = Some(200));
        assert_eq!(log.since(0)[0].status, None);
        assert_eq!(log.since(1).len(), 0);
        assert_eq!(log.since(u64::MAX).len(), 0);
    }
}
