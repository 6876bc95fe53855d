//! What can go wrong, and the script that says when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing that goes wrong with one request. The table of the README says which of them create the
/// document; the rule behind it: a fault that spoils the normal answer creates it, a fault that replaces the
/// answer does so only with `create`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// Another status, with the service's own body for it unless one is given.
    Status {
        /// The status code.
        #[serde(alias = "status")]
        code: u16,
        /// A string is sent as it is, anything else as JSON; none for the service's own words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
        /// More headers.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        headers: BTreeMap<String, String>,
        /// `Retry-After` in seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
        /// `Retry-After` as a date, this many seconds from now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_date: Option<i64>,
        /// Said in the words for a key that is right but not for this company (Kledo says "in this website").
        #[serde(default)]
        in_this_website: bool,
        /// Whether the request is handled all the same.
        #[serde(default)]
        create: bool,
    },
    /// The normal answer, late.
    Latency {
        /// How late.
        ms: u64,
    },
    /// No answer, and the connection stays open: for two minutes, or until a reset.
    Hang {
        /// Before the body is read, or after.
        #[serde(default)]
        when: When,
        /// Whether the request is handled all the same (only after the body).
        #[serde(default)]
        create: bool,
    },
    /// The connection is reset, without an answer.
    Reset {
        /// Before the body is read, or after.
        #[serde(default)]
        when: When,
        /// Whether the request is handled all the same (only after the body).
        #[serde(default)]
        create: bool,
    },
    /// Half of the normal answer, then the end. The document is created.
    CutBody,
    /// 200 and nothing.
    Empty {
        /// Whether the request is handled all the same.
        #[serde(default)]
        create: bool,
    },
    /// A web page instead of JSON.
    Html {
        /// The status code.
        #[serde(default = "ok", alias = "status")]
        code: u16,
        /// Whether the request is handled all the same.
        #[serde(default)]
        create: bool,
    },
    /// 200 and JSON that means nothing, or is none.
    WrongJson {
        /// A string is sent as it is, anything else as JSON.
        #[serde(default = "empty_list")]
        body: Value,
        /// Whether the request is handled all the same.
        #[serde(default)]
        create: bool,
    },
    /// 200 and bytes that are no text.
    InvalidUtf8 {
        /// Whether the request is handled all the same.
        #[serde(default)]
        create: bool,
    },
    /// 200 with the service's words for a refusal.
    SuccessFalse {
        /// The reason given; none for any.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        message: String,
        /// Whether the request is handled all the same.
        #[serde(default)]
        create: bool,
    },
    /// 200 and a body that does not end for a long time.
    HugeBody {
        /// How long it is.
        #[serde(default = "gibibyte")]
        bytes: u64,
        /// Whether the request is handled all the same.
        #[serde(default)]
        create: bool,
    },
    /// 200 and a small gzip body that unpacks to a large one.
    GzipBomb {
        /// How large, rounded up to whole mebibytes.
        #[serde(default = "gibibyte")]
        bytes: u64,
        /// Whether the request is handled all the same.
        #[serde(default)]
        create: bool,
    },
    /// The normal answer, one byte at a time. The document is created.
    SlowDrip {
        /// The pause before each byte.
        ms: u64,
    },
    /// The client is sent elsewhere.
    Redirect {
        /// The status code.
        #[serde(default = "found", alias = "status")]
        code: u16,
        /// Where to.
        location: String,
        /// Whether the request is handled all the same.
        #[serde(default)]
        create: bool,
    },
    /// The normal answer, and the document never appears.
    AcceptedNeverCreated,
    /// The document is created, and the connection reset before the answer.
    CreatedAnswerLost,
    /// The normal answer, and later a failure where the document should be.
    FailsInQueue {
        /// The reason given; none for any.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        message: String,
    },
}

/// Where in a request a fault strikes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Once the headers are read.
    BeforeBody,
    /// Once all is read.
    #[default]
    AfterBody,
}

fn ok() -> u16 {
    200
}

fn found() -> u16 {
    302
}

fn gibibyte() -> u64 {
    1 << 30
}

fn empty_list() -> Value {
    Value::Array(Vec::new())
}

/// What becomes of what a request asks for, where the service does it after its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// It is done.
    #[default]
    Appears,
    /// It is forgotten.
    Vanishes,
    /// It fails, for this reason; with none, for any.
    Fails(String),
}

impl Fate {
    pub(crate) fn of(fault: Option<&Fault>) -> Self {
        match fault {
            Some(Fault::AcceptedNeverCreated) => Self::Vanishes,
            Some(Fault::FailsInQueue { message }) => Self::Fails(message.clone()),
            _ => Self::Appears,
        }
    }
}

impl Fault {
    /// Another status with the service's own words for it, and nothing created.
    pub fn status(code: u16) -> Self {
        Self::Status {
            code,
            body: None,
            headers: BTreeMap::new(),
            retry_after: None,
            retry_after_date: None,
            in_this_website: false,
            create: false,
        }
    }

    /// The name in scripts and in the log.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::Latency { .. } => "latency",
            Self::Hang { .. } => "hang",
            Self::Reset { .. } => "reset",
            Self::CutBody => "cut_body",
            Self::Empty { .. } => "empty",
            Self::Html { .. } => "html",
            Self::WrongJson { .. } => "wrong_json",
            Self::InvalidUtf8 { .. } => "invalid_utf8",
            Self::SuccessFalse { .. } => "success_false",
            Self::HugeBody { .. } => "huge_body",
            Self::GzipBomb { .. } => "gzip_bomb",
            Self::SlowDrip { .. } => "slow_drip",
            Self::Redirect { .. } => "redirect",
            Self::AcceptedNeverCreated => "accepted_never_created",
            Self::CreatedAnswerLost => "created_answer_lost",
            Self::FailsInQueue { .. } => "fails_in_queue",
        }
    }

    /// Whether the request is handled although its answer is not sent.
    pub(crate) fn handles_the_request(&self) -> bool {
        match self {
            Self::Status { create, .. }
            | Self::Empty { create }
            | Self::Html { create, .. }
            | Self::WrongJson { create, .. }
            | Self::InvalidUtf8 { create }
            | Self::SuccessFalse { create, .. }
            | Self::HugeBody { create, .. }
            | Self::GzipBomb { create, .. }
            | Self::Redirect { create, .. } => *create,
            Self::Hang { when, create } | Self::Reset { when, create } => *create && *when == When::AfterBody,
            Self::Latency { .. }
            | Self::CutBody
            | Self::SlowDrip { .. }
            | Self::AcceptedNeverCreated
            | Self::CreatedAnswerLost
            | Self::FailsInQueue { .. } => true,
        }
    }

    /// Whether it strikes before the body is read.
    pub(crate) fn precedes_the_body(&self) -> bool {
        matches!(self, Self::Hang { when: When::BeforeBody, .. } | Self::Reset { when: When::BeforeBody, .. })
    }
}

/// Which requests meet which fault, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The requests meant.
    #[serde(default, rename = "match")]
    pub matching: Match,
    /// How often it strikes; none for until the script is replaced.
    #[serde(default)]
    pub times: Option<u32>,
    /// How many of the requests meant it lets pass first.
    #[serde(default)]
    pub skip: u32,
    /// What happens.
    pub fault: Fault,
}

/// The requests a rule means: all that fit every field given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Match {
    /// The method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Any part of the path below the service's base path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What the request is about, as the service tells it: at Kledo the order of the shop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
}

impl Rule {
    /// A rule for every request of this method whose path contains `path`, until the script is replaced.
    pub fn on(method: &str, path: &str, fault: Fault) -> Self {
        let matching = Match { method: Some(method.to_owned()), path: Some(path.to_owned()), order_id: None };
        Self { matching, times: None, skip: 0, fault }
    }

    /// The same rule, striking this often.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// The same rule, letting this many requests pass first.
    #[must_use]
    pub fn after(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    fn is_left(&self) -> bool {
        self.times != Some(0)
    }

    /// The same rule, for what is about this alone.
    #[must_use]
    pub fn for_order(mut self, order_id: &str) -> Self {
        self.matching.order_id = Some(order_id.to_owned());
        self
    }
}

/// What the script knows of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    pub method: &'a str,
    /// The path below the service's base path.
    pub path: &'a str,
    pub order: Order<'a>,
}

/// Which order, or other thing, a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order<'a> {
    /// The body will tell.
    NotReadYet,
    /// None.
    None,
    /// This one.
    Id(&'a str),
}

/// What the script says before the body is read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Early {
    /// This happens now.
    Strike(Fault),
    /// Some rule may take it once the body is there.
    ReadOn,
    /// No rule takes it.
    Pass,
}

/// A list of rules and how much is left of each.
#[derive(Debug, Default)]
pub(crate) struct Script {
    rules: Vec<Rule>,
}

impl Script {
    pub fn new(rules: Vec<Rule>) -> Self {
        Self { rules }
    }

    /// The rules with what is left of them.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The fault of the first rule that takes this request, which is used up by one.
    pub fn strike(&mut self, subject: &Subject<'_>) -> Option<Fault> {
        for rule in self.rules.iter_mut().filter(|rule| rule.matching.fits(subject) == Some(true)) {
            if rule.skip > 0 {
                rule.skip -= 1;
            } else if rule.is_left() {
                rule.times = rule.times.map(|times| times - 1);
                return Some(rule.fault.clone());
            }
        }
        None
    }

    /// What can be said before the body is read; only a fault that strikes now is used up.
    pub fn strike_early(&mut self, subject: &Subject<'_>) -> Early {
        let mut passes = true;
        for rule in self.rules.iter().filter(|rule| rule.is_left()) {
            match rule.matching.fits(subject) {
                Some(false) => {}
                Some(true) if rule.skip > 0 => passes = false,
                Some(true) if rule.fault.precedes_the_body() => {
                    return self.strike(subject).map_or(Early::Pass, Early::Strike);
                }
                None | Some(true) => return Early::ReadOn,
            }
        }
        if passes { Early::Pass } else { Early::ReadOn }
    }
}

impl Match {
    /// Whether it means this request; none when the body has to tell.
    fn fits(&self, subject: &Subject<'_>) -> Option<bool> {
        let method = self.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case(subject.method));
        let path =
            self.path.as_deref().is_none_or(|path| subject.path.contains(path.trim_start_matches('/')));
        if !method || !path {
            return Some(false);
        }
        match (self.order_id.as_deref(), subject.order) {
            (None, _) => Some(true),
            (Some(_), Order::NotReadYet) => None,
            (Some(_), Order::None) => Some(false),
            (Some(wanted), Order::Id(id)) => Some(wanted == id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn post(order: Order<'_>) -> Subject<'_> {
        Subject { method: "POST", path: "woocommerce/order", order }
    }

    fn before_body() -> Fault {
        Fault::Reset { when: When::BeforeBody, create: false }
    }

    #[test]
    fn the_first_rule_that_has_times_left_wins() {
        let mut script = Script::new(vec![
            Rule::on("POST", "woocommerce/order", Fault::status(500)).times(1),
            Rule::on("POST", "woocommerce", Fault::status(503)),
        ]);
        assert_eq!(script.strike(&post(Order::None)), Some(Fault::status(500)));
        assert_eq!(script.strike(&post(Order::None)), Some(Fault::status(503)));
        assert_eq!(script.strike(&post(Order::None)), Some(Fault::status(503)));
    }

    #[test]
    fn a_rule_lets_the_requests_it_skips_pass() {
        let mut script =
            Script::new(vec![Rule::on("POST", "woocommerce/order", Fault::CutBody).after(1).times(1)]);
        let struck: Vec<_> = (0..3).map(|_| script.strike(&post(Order::None)).is_some()).collect();
        assert_eq!(struck, [false, true, false]);
    }

    #[test]
    fn a_rule_for_one_order_leaves_the_others_alone() {
        let mut script = Script::new(vec![Rule::on("POST", "order", Fault::CutBody).for_order("12")]);
        assert_eq!(script.strike(&post(Order::Id("123"))), None);
        assert_eq!(script.strike(&post(Order::Id("12"))), Some(Fault::CutBody));
    }

    #[test]
    fn only_a_fault_before_the_body_strikes_early() {
        let mut late = Script::new(vec![Rule::on("POST", "order", Fault::CutBody)]);
        assert_eq!(late.strike_early(&post(Order::NotReadYet)), Early::ReadOn);
        let mut early = Script::new(vec![Rule::on("POST", "order", before_body()).times(1)]);
        assert_eq!(early.strike_early(&post(Order::NotReadYet)), Early::Strike(before_body()));
        assert_eq!(early.strike_early(&post(Order::NotReadYet)), Early::Pass);
        let mut unclear = Script::new(vec![Rule::on("POST", "order", before_body()).for_order("1")]);
        assert_eq!(unclear.strike_early(&post(Order::NotReadYet)), Early::ReadOn);
    }

    #[test]
    fn looking_early_uses_up_no_skip() {
        let mut script = Script::new(vec![Rule::on("POST", "order", before_body()).after(1)]);
        assert_eq!(script.strike_early(&post(Order::NotReadYet)), Early::ReadOn);
        assert_eq!(script.strike(&post(Order::Id("1"))), None);
        assert_eq!(script.strike_early(&post(Order::NotReadYet)), Early::Strike(before_body()));
    }

    #[test]
    fn every_fault_can_be_written_down() {
        for (fault, created) in [
            (json!({"kind": "status", "code": 429, "retry_after": 30, "headers": {"X-A": "b"}}), false),
            (json!({"kind": "status", "code": 401, "in_this_website": true}), false),
            (json!({"kind": "status", "code": 500, "body": {"a": 1}, "create": true}), true),
            (json!({"kind": "latency", "ms": 10}), true),
            (json!({"kind": "hang", "when": "before_body"}), false),
            (json!({"kind": "hang"}), false),
            (json!({"kind": "reset", "when": "after_body", "create": true}), true),
            (json!({"kind": "reset", "when": "before_body", "create": true}), false),
            (json!({"kind": "cut_body"}), true),
            (json!({"kind": "empty"}), false),
            (json!({"kind": "html", "code": 500}), false),
            (json!({"kind": "wrong_json", "body": "{\"success\":tr"}), false),
            (json!({"kind": "invalid_utf8"}), false),
            (json!({"kind": "success_false"}), false),
            (json!({"kind": "huge_body", "bytes": 5}), false),
            (json!({"kind": "gzip_bomb"}), false),
            (json!({"kind": "slow_drip", "ms": 5}), true),
            (json!({"kind": "redirect", "location": "http://other.test/"}), false),
            (json!({"kind": "accepted_never_created"}), true),
            (json!({"kind": "created_answer_lost"}), true),
            (json!({"kind": "fails_in_queue", "message": "x"}), true),
        ] {
            let kind = fault["kind"].as_str().unwrap().to_owned();
            let rule: Rule = serde_json::from_value(json!({"fault": fault})).unwrap();
            assert_eq!(rule.fault.kind(), kind);
            assert_eq!(rule.fault.handles_the_request(), created, "{kind}");
        }
    }

    #[test]
    fn a_misspelt_rule_is_refused() {
        for rule in [
            json!({"fault": {"kind": "rest"}}),
            json!({"fault": {"kind": "status", "code": 500, "crate": true}}),
            json!({"when": {}, "fault": {"kind": "cut_body"}}),
            json!({"match": {"order": 5}, "fault": {"kind": "cut_body"}}),
        ] {
            assert!(serde_json::from_value::<Rule>(rule.clone()).is_err(), "{rule}");
        }
    }
}
