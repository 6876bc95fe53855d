//! The round trip by which an owner connects a shop with one of his organisations, and its end.

use accounting_core::auth::Credentials;
use accounting_core::connector::Turn;
use accounting_core::consent::{
    Application, Asking, Consent, ConsentDescription, Farewell, Grant, Granted, Organisation, Organisations,
    challenge,
};
use accounting_core::exchange::{Body, Exchange, Host, Method, Request};
use accounting_core::redact::ExposeSecret as _;
use accounting_core::text::hostile;
use serde_json::Value;

use crate::answers::{self, field};
use crate::auth::{
    API, AS_APPLICATION, ASKED, CLIENT_ID, CLIENT_SECRET, CODE, EVENT, GIVEN_AT, LOGIN, REDIRECT,
    REFRESH_TOKEN, SCOPE, TENANT, VERIFIER, identity, is_application,
};

/// What is asked for unless the owner says otherwise: to be let in without him, invoices with quotes and credit notes, payments,
/// contacts, and what settings are chosen from.
pub const SCOPES: &[&str] = &[
    "offline_access",
    "accounting.invoices",
    "accounting.payments",
    "accounting.contacts",
    "accounting.settings",
];

/// What the screens must know.
pub const DESCRIPTION: ConsentDescription =
    ConsentDescription { scopes: SCOPES, without_secret: true, as_application: true, days_unused: Some(60) };

/// Right that is only for those who come back without their owner; tokens do not always tell of it.
const OFFLINE: &str = "offline_access";

/// Seconds after which a refresh token that nobody used is dead.
const UNUSED: i64 = 60 * 24 * 60 * 60;

/// Field: what Xero calls the shop's connection with the organisation.
const CONNECTION: &str = "connection";
/// Field: what a person calls the organisation.
const NAME: &str = "name";

/// Characters of a name that are kept.
const NAME_MAX: usize = 100;

/// The consent of Xero's identity service.
#[derive(Debug)]
pub struct RoundTrip;

/// Those that were ticked in this round trip, where Xero says so of any: the question may have been asked before the shop knew by
/// which word Xero calls the round trip.
fn of_this_round_trip<'a>(items: &'a [Value], event: Option<&str>) -> Vec<&'a Value> {
    let is_of_it = |item: &&Value| event.is_some() && field(item, "authEventId").as_deref() == event;
    let of_it: Vec<&Value> = items.iter().filter(is_of_it).collect();
    if of_it.is_empty() { items.iter().collect() } else { of_it }
}

impl Consent for RoundTrip {
    fn applied(&self, application: &Application) -> Credentials {
        let is_chosen = !application.scopes.is_empty();
        let asked = if is_chosen { application.scopes.join(" ") } else { SCOPES.join(" ") };
        let credentials =
            Credentials::default().with_field(CLIENT_ID, &application.id).with_field(ASKED, &asked);
        match &application.secret {
            Some(secret) => credentials.with_secret(CLIENT_SECRET, secret.clone()),
            None => credentials,
        }
    }

    fn page(&self, applied: &Credentials, asking: &Asking) -> Request {
        let mut query = vec![
            ("response_type", "code".to_owned()),
            (CLIENT_ID, applied.field(CLIENT_ID).unwrap_or_default().to_owned()),
            ("redirect_uri", asking.redirect.clone()),
            (SCOPE, applied.field(ASKED).unwrap_or_default().to_owned()),
            ("state", asking.state.clone()),
        ];
        if let Some(verifier) = &asking.verifier {
            query.push(("code_challenge", challenge(verifier)));
            query.push(("code_challenge_method", "S256".to_owned()));
        }
        let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Request { to: Host::Named(LOGIN), ..Request::read("identity/connect/authorize", &query) }
    }

    fn redeeming(&self, applied: Credentials, grant: &Grant) -> Credentials {
        let with_code =
            applied.with_secret(CODE, grant.code.clone()).with_field(REDIRECT, &grant.redirect).ending_at(0);
        match &grant.verifier {
            Some(verifier) => with_code.with_secret(VERIFIER, verifier.clone()),
            None => with_code,
        }
    }

    fn organisations(&self, credentials: &Credentials, so_far: &[Exchange]) -> Turn<Organisations> {
        let Some(exchange) = so_far.last() else {
            return Turn::Ask(connections(credentials.field(EVENT)));
        };
        Turn::Done(match answers::body(exchange) {
            Ok((Value::Array(items), _)) => {
                let items = of_this_round_trip(&items, credentials.field(EVENT));
                Organisations::of(items.into_iter().filter_map(organisation).collect())
            }
            Ok((_, status)) => Organisations::failed(answers::unreadable(status).reason),
            Err(outcome) => Organisations::failed(outcome.reason),
        })
    }

    fn chosen(&self, credentials: Credentials, organisation: &Organisation) -> Credentials {
        credentials
            .with_field(TENANT, &organisation.id)
            .with_field(CONNECTION, &organisation.connection)
            .with_field(NAME, &organisation.name)
    }

    fn as_application(&self, application: &Application) -> Option<Credentials> {
        application.secret.as_ref()?;
        let is_for_people = |scope: &&str| *scope != OFFLINE;
        let credentials = self.applied(application);
        let asked = credentials.field(ASKED).unwrap_or_default().split_whitespace().filter(is_for_people);
        let asked: Vec<&str> = asked.collect();
        let asked = asked.join(" ");
        // Ended before it began: so the first request renews it.
        Some(credentials.with_field(ASKED, &asked).with_field(AS_APPLICATION, "yes").ending_at(0))
    }

    /// The connection is deleted. Taking back the tokens would end all of the person's connections by this application, those of
    /// another shop too: they are taken back only where no other connection is left.
    fn farewell(&self, credentials: &Credentials, so_far: &[Exchange]) -> Turn<Farewell> {
        if is_application(credentials) {
            // What was never connected by a person is taken back in Xero by its owner.
            return Turn::Done(Farewell::done());
        }
        let connection = credentials.field(CONNECTION).filter(|id| answers::is_id(id));
        let deletion = connection.map(deletion);
        match (deletion, so_far) {
            (Some(deletion), []) => Turn::Ask(deletion),
            (Some(_), [deleted, rest @ ..]) => match deletion_failed(deleted) {
                Some(farewell) => Turn::Done(farewell),
                None => after_deletion(credentials, rest),
            },
            (None, so_far) => after_deletion(credentials, so_far),
        }
    }

    fn granted(&self, credentials: &Credentials) -> Granted {
        let words = |name| -> Vec<String> {
            let text = credentials.field(name).unwrap_or_default();
            text.split_whitespace().map(str::to_owned).collect()
        };
        let scopes = words(SCOPE);
        let is_missing = |scope: &String| scope != OFFLINE && !scopes.contains(scope);
        let missing = words(ASKED).into_iter().filter(is_missing).collect();
        let given_at = credentials.field(GIVEN_AT).and_then(|at| at.parse::<i64>().ok());
        let as_application = is_application(credentials);
        Granted {
            organisation: credentials.field(TENANT).map(str::to_owned),
            name: credentials.field(NAME).map(str::to_owned),
            // What never told its rights may have all of them.
            missing: if scopes.is_empty() { Vec::new() } else { missing },
            scopes,
            as_application,
            unused_until: given_at.filter(|_| !as_application).map(|at| at.saturating_add(UNUSED)),
        }
    }
}

fn connections(event: Option<&str>) -> Request {
    let query: Vec<(&str, &str)> = event.map(|event| ("authEventId", event)).into_iter().collect();
    Request { to: Host::Named(API), ..Request::read("connections", &query) }
}

fn organisation(item: &Value) -> Option<Organisation> {
    let is_organisation = field(item, "tenantType").is_none_or(|kind| kind == "ORGANISATION");
    let organisation = Organisation {
        id: answers::id(item, "tenantId")?,
        connection: answers::id(item, "id")?,
        name: hostile(&field(item, "tenantName").unwrap_or_default(), NAME_MAX),
    };
    is_organisation.then_some(organisation)
}

fn deletion(connection: &str) -> Request {
    let request = Request::write(Method::Delete, format!("connections/{connection}"), Body::None);
    Request { to: Host::Named(API), ..request }
}

/// What is gone, or was gone before, is deleted.
fn deletion_failed(exchange: &Exchange) -> Option<Farewell> {
    match exchange {
        Ok(answer) if matches!(answer.status, 200..=299 | 404) => None,
        other => Some(Farewell::failed(answers::body(other).err().and_then(|outcome| outcome.reason))),
    }
}

/// The connection is gone already, so nothing that fails here is a failure.
fn after_deletion(credentials: &Credentials, so_far: &[Exchange]) -> Turn<Farewell> {
    match so_far {
        [] => Turn::Ask(connections(None)),
        [left] if is_empty_list(left) => match credentials.secret(REFRESH_TOKEN) {
            Some(token) => {
                let fields = [("token", token.expose_secret())];
                Turn::Ask(identity(credentials, "connect/revocation", &fields))
            }
            None => Turn::Done(Farewell::done()),
        },
        _ => Turn::Done(Farewell::done()),
    }
}

fn is_empty_list(exchange: &Exchange) -> bool {
    matches!(answers::body(exchange), Ok((Value::Array(items), _)) if items.is_empty())
}

#[cfg(test)]
mod tests {
    use accounting_core::auth::{Auth as _, Renewed};
    use accounting_core::exchange::{Answer, Fault};
    use accounting_core::reason::Code;
    use accounting_core::redact::SecretString;

    use super::*;
    use crate::auth::Tokens;
    use crate::auth::tests::{credentials, custom, public, signed};

    fn application(secret: Option<&str>) -> Application {
        Application { id: "app-1".to_owned(), secret: secret.map(SecretString::from), scopes: Vec::new() }
    }

    fn verifier() -> SecretString {
        SecretString::from("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    }

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(status: u16, body: &str) -> Exchange {
        Ok(Answer::new(status, body))
    }

    fn page(secret: Option<&str>, verifier: Option<SecretString>) -> Request {
        let asking =
            Asking { redirect: "https://shop.test/back?a=1".to_owned(), state: "s1".to_owned(), verifier };
        RoundTrip.page(&RoundTrip.applied(&application(secret)), &asking)
    }

    #[test]
    fn the_owner_is_sent_to_a_page_that_knows_who_asks_for_what() {
        let request = page(Some("x"), None);
        assert_eq!((request.to, request.path.as_str()), (Host::Named("login"), "identity/connect/authorize"));
        let scopes = SCOPES.join(" ");
        let expected = [
            ("response_type", "code"),
            ("client_id", "app-1"),
            ("redirect_uri", "https://shop.test/back?a=1"),
            ("scope", scopes.as_str()),
            ("state", "s1"),
        ];
        assert_eq!(request.query, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let query = page(None, Some(verifier())).query;
        assert_eq!(query[5].1, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!((query[5].0.as_str(), query[6].1.as_str()), ("code_challenge", "S256"));
    }

    fn redeeming(secret: Option<&str>, verifier: Option<SecretString>) -> Credentials {
        let redirect = "https://shop.test/back".to_owned();
        let grant = Grant { code: SecretString::from("code-1234"), redirect, verifier };
        RoundTrip.redeeming(RoundTrip.applied(&application(secret)), &grant)
    }

    /// The code is redeemed on the way to the answer, so the question could not name the round trip yet.
    #[test]
    fn of_all_connections_those_of_this_round_trip_are_offered() {
        let answer = r#"[{"id":"c1","authEventId":"e1","tenantId":"t1","tenantType":"ORGANISATION","tenantName":"Teak Ltd"},
            {"id":"c2","authEventId":"e2","tenantId":"t2","tenantType":"ORGANISATION","tenantName":"Other Ltd"}]"#;
        let named = |event: Option<&str>| {
            let credentials = event.map_or_else(credentials, |event| credentials().with_field(EVENT, event));
            match RoundTrip.organisations(&credentials, &[Ok(Answer::new(200, answer))]) {
                Turn::Done(found) => found.items.into_iter().map(|item| item.id).collect::<Vec<_>>(),
                Turn::Ask(request) => panic!("{request:?}"),
            }
        };
        assert_eq!(named(Some("e2")), ["t2"]);
        assert_eq!(named(None), ["t1", "t2"]);
        assert_eq!(named(Some("e9")), ["t1", "t2"], "where Xero does not say");
    }

    #[test]
    fn a_code_is_redeemed_by_the_first_request_with_the_secret_or_with_the_verifier() {
        let with_secret = redeeming(Some("client-secret-1"), None);
        assert!(with_secret.are_due(0));
        let request = Tokens.renewal(&with_secret).unwrap();
        let form = "grant_type=authorization_code&code=code-1234&redirect_uri=https%3A%2F%2Fshop.test%2Fback";
        assert_eq!((request.body.text(), request.body.shown()), (form, "[key]"));
        assert!(signed(&with_secret, &request)[0].1.starts_with("Basic "));
        let with_verifier = redeeming(None, Some(verifier()));
        let request = Tokens.renewal(&with_verifier).unwrap();
        let bound = "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&client_id=app-1";
        assert_eq!(request.body.text(), format!("{form}{bound}"));
        assert!(signed(&with_verifier, &request).is_empty());
        assert_eq!(with_verifier.mask("code-1234"), "[key]");
    }

    #[test]
    fn what_a_code_is_redeemed_for_knows_its_round_trip_and_has_no_code_any_more() {
        // {"authentication_event_id":"e1"}
        let token = "h.eyJhdXRoZW50aWNhdGlvbl9ldmVudF9pZCI6ImUxIn0.s";
        let body =
            format!(r#"{{"access_token":"{token}","refresh_token":"r","expires_in":1800,"scope":"a b"}}"#);
        let applied = redeeming(Some("x"), Some(verifier()));
        let Renewed::New(new) = Tokens.renewed(&applied, &Answer::new(200, body), 1_000) else { panic!() };
        let Turn::Ask(request) = RoundTrip.organisations(&new, &[]) else { panic!() };
        assert_eq!(request.query, [("authEventId".to_owned(), "e1".to_owned())]);
        assert!(
            Tokens.renewal(&new).unwrap().body.text().starts_with("grant_type=refresh_token&refresh_token=r")
        );
        assert!(new.secret(CODE).is_none() && new.secret(VERIFIER).is_none() && !new.have_ended(2_799));
        for (status, body, is_refused) in [
            (400, r#"{"error":"invalid_grant"}"#, true),
            (400, r#"{"error":"invalid_client"}"#, false),
            (503, "", false),
        ] {
            let redeemed = Tokens.renewed(&applied, &Answer::new(status, body), 0);
            assert_eq!(matches!(redeemed, Renewed::Refused(_)), is_refused, "{status} {body}");
            assert!(!matches!(redeemed, Renewed::New(_)));
        }
    }

    #[test]
    fn the_owner_picks_one_of_the_organisations_that_he_ticked() {
        let listed = r#"[{"id":"c1","authEventId":"e1","tenantId":"t1","tenantType":"ORGANISATION","tenantName":"Teak Ltd"},
            {"id":"c2","tenantId":"t2","tenantType":"PRACTICE","tenantName":"Oak"},{"id":"c3","tenantName":"No id"}]"#;
        let Turn::Done(told) = RoundTrip.organisations(&credentials(), &[answer(200, listed)]) else {
            panic!()
        };
        let teak =
            Organisation { id: "t1".to_owned(), connection: "c1".to_owned(), name: "Teak Ltd".to_owned() };
        assert_eq!((told.ok, told.items), (true, vec![teak.clone()]));
        let chosen = RoundTrip.chosen(credentials(), &teak);
        assert_eq!((chosen.field(TENANT), chosen.field(CONNECTION)), (Some("t1"), Some("c1")));
        for refused in [answer(401, ""), answer(500, ""), answer(200, "{}")] {
            assert!(
                matches!(RoundTrip.organisations(&credentials(), &[refused]), Turn::Done(told) if !told.ok)
            );
        }
    }

    fn connected() -> Credentials {
        credentials().with_field(CONNECTION, "c1")
    }

    #[test]
    fn who_leaves_takes_his_connection_back_and_the_tokens_only_if_no_other_shop_lives_by_them() {
        let asks = |so_far: &[Exchange]| match RoundTrip.farewell(&connected(), so_far) {
            Turn::Ask(request) => format!("{} {}", request.method.as_str(), request.path),
            Turn::Done(farewell) => {
                format!("{} {:?}", farewell.ok, farewell.reason.map(|reason| reason.code))
            }
        };
        assert_eq!(asks(&[]), "DELETE connections/c1");
        assert_eq!(asks(&[answer(204, "")]), "GET connections");
        assert_eq!(asks(&[answer(404, "")]), "GET connections");
        assert_eq!(asks(&[answer(500, "")]), "false Some(ServerError)");
        assert_eq!(asks(&[Err(Fault::MaybeSent(Code::TimedOut.into()))]), "false Some(TimedOut)");
        let others = r#"[{"id":"c2","tenantId":"t2"}]"#;
        assert_eq!(asks(&[answer(204, ""), answer(200, others)]), "true None");
        assert_eq!(asks(&[answer(204, ""), answer(500, "")]), "true None");
        assert_eq!(asks(&[answer(204, ""), answer(200, "[]")]), "POST connect/revocation");
        assert_eq!(asks(&[answer(204, ""), answer(200, "[]"), answer(500, "")]), "true None");
        let Turn::Ask(revocation) = RoundTrip.farewell(&connected(), &[answer(204, ""), answer(200, "[]")])
        else {
            panic!()
        };
        assert_eq!((revocation.body.text(), revocation.body.shown()), ("token=refresh%2Btoken%3D1", "[key]"));
        assert!(
            matches!(RoundTrip.farewell(&public(), &[]), Turn::Ask(request) if request.path == "connections")
        );
        assert!(matches!(RoundTrip.farewell(&custom(), &[]), Turn::Done(farewell) if farewell.ok));
    }

    #[test]
    fn an_application_that_gets_itself_in_needs_a_secret_and_is_renewed_at_once() {
        assert!(RoundTrip.as_application(&application(None)).is_none());
        let credentials = RoundTrip.as_application(&application(Some("x"))).unwrap();
        assert!(credentials.are_due(0) && is_application(&credentials));
        let asked = "accounting.invoices accounting.payments accounting.contacts accounting.settings";
        assert_eq!(credentials.field(ASKED), Some(asked));
        let own = Application { scopes: vec!["a".to_owned()], ..application(Some("x")) };
        assert_eq!(RoundTrip.as_application(&own).unwrap().field(ASKED), Some("a"));
    }

    #[test]
    fn credentials_tell_what_is_missing_and_how_long_they_last_unused() {
        let granted = RoundTrip.granted(
            &connected()
                .with_field(ASKED, "offline_access accounting.invoices accounting.payments")
                .with_field(SCOPE, "accounting.invoices")
                .with_field(GIVEN_AT, "1000"),
        );
        assert_eq!(
            (granted.missing, granted.unused_until),
            (vec!["accounting.payments".to_owned()], Some(5_185_000))
        );
        assert_eq!((granted.organisation.as_deref(), granted.scopes.len()), (Some("t1"), 1));
        let unsaid = RoundTrip.granted(&connected().with_field(ASKED, "a b"));
        assert!(unsaid.missing.is_empty() && unsaid.unused_until.is_none());
        assert!(RoundTrip.granted(&custom().with_field(GIVEN_AT, "1000")).unused_until.is_none());
    }
}
