//! Whether endpoint and key work: `woocommerce/connection`, or the contacts where that path is missing.

use accounting_core::account::Marks;
use accounting_core::connector::{Account, ConnectionTest, TestClass, Turn};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::redact::{ExposeSecret as _, SecretString};
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
        _ => TestClass::Unavailable,
    };
    ConnectionTest::failed(class, outcome.reason)
}

/// `kledo_pat_<tenant>_…`, and `<tenant>.api.kledo.com`; a key that came by rotation may have another form.
pub fn marks(endpoint_host: &str, key: Option<&SecretString>) -> Marks {
    let key = key.map_or("", |key| key.expose_secret());
    let tenant = key.strip_prefix("kledo_pat_").and_then(|rest| rest.split_once('_'));
    Marks {
        key: tenant.map(|(tenant, _)| tenant.to_owned()).filter(|tenant| !tenant.is_empty()),
        told: None,
        host: endpoint_host.strip_suffix(".api.kledo.com").map(str::to_owned),
    }
}

fn account(data: &Value) -> Account {
    let short = |name: &str| data.get(name).and_then(text).map(|text| hostile(&text, 100));
    Account {
        name: short("name"),
        company: short("app_code"),
        masked_key: short("short_token_masked"),
        expires_at: short("expires_at"),
        days_remaining: data.get("days_remaining").and_then(integer),
        auto_renews: data.get("auto_renews").and_then(truth),
        timezone: short("timezone"),
        ..Account::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 11.0
    #[test]
    fn key_and_address_tell_the_tenant() {
        let of = |host: &str, key: &str| {
            let marks = marks(host, Some(&SecretString::from(key)));
            (marks.key, marks.host)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(of("toko.api.kledo.com", "kledo_pat_abc123_x_y"), (some("abc123"), some("toko")));
        assert_eq!(of("api.kledo.com", "eyJhbGciOi"), (None, None));
        assert_eq!(of("127.0.0.1", "kledo_pat__x"), (None, None));
        assert_eq!(of("127.0.0.1", "kledo_pat_abc123"), (None, None));
    }
}
