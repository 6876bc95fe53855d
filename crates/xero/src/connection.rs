//! Whose books they are, and what the shop may not do there.

use accounting_core::connector::{Account, ConnectionTest, TestClass, Turn};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::text::hostile;
use serde_json::Value;

use crate::answers::{self, field};

/// Where an organisation tells of itself.
pub const ORGANISATION: &str = "Organisation";
/// List of organisations in an answer: there is one.
pub const ORGANISATIONS: &str = "Organisations";

const ACTIONS: &str = "Actions";

/// Those of an organisation's actions that documents need, where it tells of them.
const NEEDED: [&str; 3] = ["CreateApprovedInvoice", "CreateInvoicePayment", "UseMulticurrency"];

/// Characters of a name that are shown.
const NAME_MAX: usize = 100;

/// Asks whose the books are, and then what may be done with them.
pub fn test(so_far: &[Exchange]) -> Turn<ConnectionTest> {
    let [about, rest @ ..] = so_far else {
        return Turn::Ask(Request::read(ORGANISATION, &[]));
    };
    let organisation = match organisation(about) {
        Ok(organisation) => organisation,
        Err(outcome) => return Turn::Done(ConnectionTest::failed(class(&outcome), outcome.reason)),
    };
    let Some(actions) = rest.first() else {
        return Turn::Ask(Request::read(format!("{ORGANISATION}/{ACTIONS}"), &[]));
    };
    let account = account(&organisation, not_allowed(actions));
    Turn::Done(ConnectionTest { ok: true, class: TestClass::Ok, reason: None, account: Some(account) })
}

/// The one organisation of an answer.
///
/// # Errors
/// What the answer means instead.
pub fn organisation(exchange: &Exchange) -> Result<Value, Outcome> {
    let (organisations, status) = answers::elements(exchange, ORGANISATIONS)?;
    let named = organisations.into_iter().find(|organisation| field(organisation, "Name").is_some());
    named.ok_or_else(|| answers::unreadable(status))
}

/// What may not be done. That this is not told is no failure: what Xero refuses, it refuses when it is asked for.
fn not_allowed(exchange: &Exchange) -> Vec<String> {
    let Ok((actions, _)) = answers::elements(exchange, ACTIONS) else { return Vec::new() };
    let is_refused = |action: &&Value| field(action, "Status").as_deref() == Some("NOT-ALLOWED");
    let names = actions.iter().filter(is_refused).filter_map(|action| field(action, "Name"));
    names.filter(|name| NEEDED.contains(&name.as_str())).collect()
}

fn account(organisation: &Value, not_allowed: Vec<String>) -> Account {
    let short = |name: &str| field(organisation, name).map(|text| hostile(&text, NAME_MAX));
    Account {
        name: short("Name"),
        company: short("OrganisationID").or_else(|| short("ShortCode")),
        country: short("CountryCode"),
        currency: short("BaseCurrency"),
        timezone: short("Timezone"),
        short_code: short("ShortCode"),
        not_allowed,
        ..Account::default()
    }
}

fn class(outcome: &Outcome) -> TestClass {
    match outcome.class {
        OutcomeClass::Unauthorized => TestClass::Unauthorized,
        OutcomeClass::RateLimited => TestClass::RateLimited,
        OutcomeClass::Rejected => TestClass::Rejected,
        _ => TestClass::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::Answer;
    use accounting_core::reason::Code;
    use serde_json::json;

    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(status: u16, body: &Value) -> Exchange {
        Ok(Answer::new(status, body.to_string()))
    }

    fn teak() -> Exchange {
        let teak = json!({"Name": "Teak Ltd", "BaseCurrency": "GBP", "CountryCode": "GB", "ShortCode": "!x1", "PaysTax": true});
        answer(200, &json!({"Organisations": [teak]}))
    }

    fn tested(so_far: &[Exchange]) -> ConnectionTest {
        match test(so_far) {
            Turn::Done(result) => result,
            Turn::Ask(request) => panic!("{request:?}"),
        }
    }

    #[test]
    fn the_organisation_says_who_it_is_and_what_is_not_allowed() {
        assert!(matches!(test(&[]), Turn::Ask(request) if request.path == "Organisation"));
        assert!(matches!(test(&[teak()]), Turn::Ask(request) if request.path == "Organisation/Actions"));
        let actions = json!({"Actions": [{"Name": "CreateApprovedInvoice", "Status": "ALLOWED"},
            {"Name": "UseMulticurrency", "Status": "NOT-ALLOWED"}, {"Name": "CreateDraftBill", "Status": "NOT-ALLOWED"}]});
        let result = tested(&[teak(), answer(200, &actions)]);
        let account = result.account.unwrap();
        assert_eq!((account.name.as_deref(), account.company.as_deref()), (Some("Teak Ltd"), Some("!x1")));
        assert_eq!((account.country.as_deref(), account.currency.as_deref()), (Some("GB"), Some("GBP")));
        assert_eq!(account.not_allowed, ["UseMulticurrency"]);
        assert!(tested(&[teak(), answer(403, &json!({}))]).ok, "what is not told may be allowed");
    }

    #[test]
    fn an_answer_that_does_not_say_so_is_no_connection() {
        let scope = json!({"Detail": "insufficient_scope"});
        for (status, body, class, code) in [
            (200, json!({}), TestClass::Unavailable, Code::UnreadableAnswer),
            (200, json!({"Organisations": []}), TestClass::Unavailable, Code::UnreadableAnswer),
            (401, json!({}), TestClass::Unauthorized, Code::Unauthorized),
            (401, scope, TestClass::Unauthorized, Code::MissingScope),
            (403, json!({"Detail": "AuthenticationUnsuccessful"}), TestClass::Unauthorized, Code::NoAccess),
            (429, json!({}), TestClass::RateLimited, Code::RateLimited),
            (404, json!({}), TestClass::Rejected, Code::NotFound),
            (500, json!({}), TestClass::Unavailable, Code::ServerError),
        ] {
            let result = tested(&[answer(status, &body)]);
            assert!(!result.ok && result.account.is_none());
            assert_eq!(
                (result.class, result.reason.map(|reason| reason.code)),
                (class, Some(code)),
                "{status} {body}"
            );
        }
    }
}
