//! Whether endpoint and key work: `woocommerce/connection`, or the contacts where that path is missing.

use accounting_core::connector::{Account, ConnectionTest, TestClass, Turn};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::text::hostile;
use serde_json::Value;

use crate::answers::{asked, integer, text, truth};

/// Asks, and reads the answer.
pub fn test(so_far: &[Exchange]) -> Turn<ConnectionTest> {
    let result = match so_far {
        [] => return Turn::Ask(Request::read("woocommerce/connection", &[])),
        [Ok(answer)] if answer.status == 404 => {
            return Turn::Ask(Request::read("finance/contacts", &[("per_page", "1")]));
        }
        [exchange] => asked(exchange).map(|envelope| Some(account(envelope.data()))),
        [_, exchange, ..] => asked(exchange).map(|_| None),
    };
    Turn::Done(match result {
        Ok(account) => ConnectionTest { ok: true, class: TestClass::Ok, reason: None, account },
        Err(outcome) => failed(outcome),
    })
}

fn failed(outcome: Outcome) -> ConnectionTest {
    let class = match outcome.class {
        OutcomeClass::Unauthorized => TestClass::Unauthorized,
        OutcomeClass::RateLimited => TestClass::RateLimited,
        OutcomeClass::Rejected => TestClass::Rejected,
        OutcomeClass::Accepted | OutcomeClass::Made | OutcomeClass::Unconfirmed | OutcomeClass::NotSent => {
            TestClass::Unavailable
        }
    };
    ConnectionTest::failed(class, outcome.reason)
}

fn account(data: &Value) -> Account {
    let short = |name: &str| data.get(name).and_then(text).map(|text| hostile(&text, 100));
    Account {
        name: short("name"),
        app_code: short("app_code"),
        masked_key: short("short_token_masked"),
        expires_at: short("expires_at"),
        days_remaining: data.get("days_remaining").and_then(integer),
        auto_renews: data.get("auto_renews").and_then(truth),
        timezone: short("timezone"),
    }
}
