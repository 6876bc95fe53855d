//! Whatever Xero answers, to whatever it was asked: no conversation panics or goes on for ever, nothing counts as made or found
//! without an id that Xero has told, and after a write nothing counts as not made unless Xero said no.
#![no_main]

#[path = "xero/answers.rs"]
mod answers;
#[path = "xero/documents.rs"]
mod documents;

use accounting_core::auth::{Credentials, Renewed};
use accounting_core::connector::{Connector, LookUpQuery, Turn};
use accounting_core::consent::Consent as _;
use accounting_core::document::Document;
use accounting_core::exchange::{Answer, Effect, Exchange, Fault, Request};
use accounting_core::links::Known;
use accounting_core::outcome::{LookUpClass, Outcome, OutcomeClass};
use accounting_core::reason::{DETAIL_MAX, Reason};
use accounting_core::redact::{ExposeSecret as _, SecretString};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use xero::Xero;

/// More than any conversation has; the client ends one after eight.
const LONGEST: usize = 16;

const CATALOGUES: [&str; 7] =
    ["accounts", "payment_accounts", "tax_rates", "branding_themes", "tracking", "currencies", "facts"];

/// What was asked and answered, until it came to something.
struct Talk<T> {
    asked: Vec<Request>,
    so_far: Vec<Exchange>,
    result: T,
}

fn talk<T>(u: &mut Unstructured<'_>, turn: impl Fn(&[Exchange]) -> Turn<T>) -> Result<Talk<T>> {
    let (mut asked, mut so_far) = (Vec::new(), Vec::new());
    loop {
        match turn(&so_far) {
            Turn::Done(result) => return Ok(Talk { asked, so_far, result }),
            Turn::Ask(request) => {
                is_harmless(&request);
                so_far.push(answers::exchange(u, request.effect)?);
                asked.push(request);
                assert!(so_far.len() <= LONGEST, "it does not end: {asked:?}");
            }
        }
    }
}

/// Nothing of an answer leads a request elsewhere.
fn is_harmless(request: &Request) {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '/';
    assert!(request.path.chars().all(is_plain), "{}", request.path);
}

fn is_shown_safely(reason: Option<&Reason>) {
    if let Some(reason) = reason {
        let is_short = reason.detail.chars().count() <= DETAIL_MAX;
        assert!(is_short && !reason.detail.contains(char::is_control), "{reason:?}");
    }
}

/// Whether an answer that says yes has this text in it.
fn was_told(so_far: &[Exchange], text: &str) -> bool {
    let tells = |answer: &Answer| {
        let body = String::from_utf8_lossy(&answer.body).to_lowercase();
        (200..300).contains(&answer.status) && body.contains(&text.to_lowercase())
    };
    so_far.iter().flatten().any(tells)
}

/// Whether a request moves money: it makes the document itself, not what that needs.
fn makes_the_document(request: &Request) -> bool {
    let is_on_the_way = ["Contacts", "Items"].contains(&request.path.as_str());
    request.effect == Effect::Writes && !is_on_the_way && !request.path.ends_with("/History")
}

/// Whether Xero has certainly not done what it was asked for.
fn says_no(exchange: &Exchange) -> bool {
    match exchange {
        Err(Fault::NotSent(_)) => true,
        Err(Fault::MaybeSent(_)) => false,
        Ok(answer) => {
            let body = String::from_utf8_lossy(&answer.body);
            let in_a_yes = ["ValidationErrors", "HasErrors", "ERROR"].iter().any(|word| body.contains(word));
            (400..500).contains(&answer.status) || (answer.status < 300 && in_a_yes)
        }
    }
}

fn sends(u: &mut Unstructured<'_>, document: &Document, known: &Known) -> Result<()> {
    let Talk { asked, so_far, result } = talk(u, |so_far| Xero.send(document, known, so_far))?;
    is_shown_safely(result.reason.as_ref());
    let is_made = result.class == OutcomeClass::Made;
    if is_made {
        let id = result.remote_id.clone().unwrap_or_default();
        assert!(!id.is_empty() && was_told(&so_far, &id), "made without an id: {result:?} {so_far:?}");
    }
    let may_be_there = asked.iter().zip(&so_far).any(|(asked, answered)| makes_the_document(asked) && !says_no(answered));
    assert!(!may_be_there || is_made || result.class == OutcomeClass::Unconfirmed, "{result:?} {asked:?} {so_far:?}");
    for link in Xero.learned(document, known, &so_far).learned {
        assert!(was_told(&so_far, &link.remote_id) || link.name.kind == "item", "{link:?} {so_far:?}");
    }
    looks_up(u, document, known, &result)
}

fn looks_up(u: &mut Unstructured<'_>, document: &Document, known: &Known, sent: &Outcome) -> Result<()> {
    let leaving = Xero.leaving(document).belonging_to(known.belongs_to.clone());
    let query = LookUpQuery {
        kind: document.kind.clone(),
        order_id: document.order_id,
        subject_id: document.subject_id,
        reference: document.reference.clone(),
        sent_as: u.arbitrary::<bool>()?.then_some(leaving),
    };
    let Talk { so_far, result, .. } = talk(u, |so_far| Xero.look_up(&query, so_far))?;
    is_shown_safely(result.reason.as_ref());
    match result.class {
        LookUpClass::Found => {
            let id = result.remote_id.clone().unwrap_or_default();
            assert!(was_told(&so_far, &id), "found without an id: {result:?} {so_far:?} {sent:?}");
        }
        LookUpClass::Absent => {
            let says_yes = |exchange: &Exchange| matches!(exchange, Ok(answer) if (200..300).contains(&answer.status));
            let was_not_there = |exchange: &Exchange| matches!(exchange, Ok(answer) if answer.status == 404);
            assert!(so_far.iter().all(|one| says_yes(one) || was_not_there(one)), "{result:?} {so_far:?}");
        }
        _ => {}
    }
    Ok(())
}

fn lists(u: &mut Unstructured<'_>) -> Result<()> {
    let catalogue = u.choose(&CATALOGUES)?;
    let listing = talk(u, |so_far| Xero.list(catalogue, "", 1, so_far))?.result;
    is_shown_safely(listing.reason.as_ref());
    if *catalogue != "facts" {
        for item in listing.items {
            assert!(!item.label.contains(char::is_control) && item.label.chars().count() <= 200, "{item:?}");
        }
    }
    let test = talk(u, |so_far| Xero.test_connection(so_far))?.result;
    is_shown_safely(test.reason.as_ref());
    Ok(())
}

fn lets_in(u: &mut Unstructured<'_>) -> Result<()> {
    let credentials = Credentials::default()
        .with_field("client_id", "app-1")
        .with_secret("access_token", SecretString::from("old-access"))
        .with_secret("refresh_token", SecretString::from("old-refresh"));
    if let Ok(answer) = answers::tokens(u)? {
        match Xero.auth().renewed(&credentials, &answer, 1_795_219_200) {
            Renewed::New(new) => {
                let token = new.secret("access_token").map(|token| token.expose_secret().to_owned());
                assert!(answer.status == 200 && token.is_some_and(|token| token != "old-access"));
            }
            Renewed::Refused(reason) | Renewed::Later(reason) => is_shown_safely(Some(&reason)),
        }
    }
    let Some(consent) = Xero.consent() else { return Ok(()) };
    let Talk { so_far, result, .. } = talk(u, |so_far| consent.organisations(&credentials, so_far))?;
    for organisation in &result.items {
        assert!(was_told(&so_far, &organisation.id) && !organisation.name.contains(char::is_control));
        let chosen = consent.chosen(credentials.clone(), organisation);
        talk(u, |so_far| consent.farewell(&chosen, so_far))?;
    }
    Ok(())
}

fn run(u: &mut Unstructured<'_>) -> Result<()> {
    match u.int_in_range(0..=8)? {
        0 => lists(u),
        1 => lets_in(u),
        _ => {
            let (document, known) = documents::one(u)?;
            sends(u, &document, &known)
        }
    }
}

fuzz_target!(|data: &[u8]| {
    // Too few bytes are no finding: the input ends there.
    let _ = run(&mut Unstructured::new(data));
});
