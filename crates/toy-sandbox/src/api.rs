//! The requests, and what is answered.

use accounting_sandbox::{Answer, Fate, Outcome, Phrase, Request};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::books::{Contact, Document, Kind, Refusal};
use crate::service::ToyBooks;

/// The accounts that money may go to.
const ACCOUNTS: [(&str, &str); 2] = [("1000", "Bank"), ("1010", "Cash")];

/// Where tokens are given out.
pub const TOKEN_PATH: &str = "/connect/token";

/// Handles a request.
pub fn handle(toy: &mut ToyBooks, request: &Request<'_>, fate: &Fate, now: DateTime<Utc>) -> Outcome {
    let head = request.head;
    if head.path == TOKEN_PATH {
        return token(toy, request, now).into();
    }
    if !toy.is_let_in(head, now) {
        return error(401, "unauthorized", "the access token is not good").into();
    }
    if head.header("organisation-id").is_some_and(|id| id != toy.settings.organisation) {
        return say(Phrase::OtherCompany).into();
    }
    match (head.method.as_str(), head.path.as_str(), Kind::at(&head.path)) {
        ("GET", "/organisation", _) => {
            let (id, name) = (&toy.settings.organisation, &toy.settings.organisation_name);
            Answer::json(200, json!({"id": id, "name": name, "locked_until": toy.settings.locked_until}))
                .into()
        }
        ("GET", "/accounts", _) => {
            items(ACCOUNTS.iter().map(|(code, name)| json!({"code": code, "name": name}))).into()
        }
        ("GET", "/contacts", _) => {
            let email = asked_for(request, "email").to_lowercase();
            items(toy.books.contacts.iter().filter(|contact| contact.email == email).map(of_contact)).into()
        }
        ("GET", _, Some(kind)) => {
            let hits = toy.books.of(kind).filter(|document| is_asked_for(request, document));
            items(hits.map(|document| of_document(toy, document))).into()
        }
        ("POST", _, _) => make(toy, request, *fate == Fate::Appears, now),
        _ => say(Phrase::Status(404)).into(),
    }
}

fn make(toy: &mut ToyBooks, request: &Request<'_>, keep: bool, now: DateTime<Utc>) -> Outcome {
    let Some(fields) = request.fields.as_deref() else {
        return error(400, "invalid", "the body is not JSON").into();
    };
    let made = match (request.head.path.as_str(), Kind::at(&request.head.path)) {
        ("/contacts", _) => {
            toy.books.make_contact(fields, keep).map(|contact| (of_contact(&contact), contact.id))
        }
        (_, Some(kind)) => {
            let made = toy.books.make(kind, fields, now, keep);
            made.map(|document| (of_document(toy, &document), document.id))
        }
        _ => return say(Phrase::Status(404)).into(),
    };
    match made {
        Ok((body, id)) => {
            let number = id.rsplit('-').next().and_then(|number| number.parse().ok());
            Outcome { answer: Answer::json(201, body), document: number.filter(|_| keep) }
        }
        Err(Refusal { status, code, message }) => error(status, code, &message).into(),
    }
}

fn token(toy: &mut ToyBooks, request: &Request<'_>, now: DateTime<Utc>) -> Answer {
    if !toy.is_the_client(request.head) {
        return Answer::json(401, json!({"error": "invalid_client"}));
    }
    let field = |name: &str| request.fields.as_deref().and_then(|fields| fields.get(name)?.as_str());
    match (request.head.method.as_str(), field("grant_type"), field("refresh_token")) {
        ("POST", Some("refresh_token"), Some(refresh)) => toy.tokens.renew(refresh, now, &toy.settings),
        _ => Answer::json(400, json!({"error": "invalid_request"})),
    }
}

fn asked_for(request: &Request<'_>, name: &str) -> String {
    let mut query = form_urlencoded::parse(request.head.query.as_bytes());
    query.find(|(known, _)| known == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// By its number, by several, or by days; nothing is listed that nothing was asked for.
fn is_asked_for(request: &Request<'_>, document: &Document) -> bool {
    let (from, to) = (asked_for(request, "from"), asked_for(request, "to"));
    let is_in_time = document.date().is_some_and(|date| from.as_str() <= date && date <= to.as_str());
    document.number == asked_for(request, "number")
        || asked_for(request, "numbers").split(',').any(|number| document.number == number)
        || is_in_time
}

fn items(items: impl Iterator<Item = Value>) -> Answer {
    Answer::json(200, json!({"items": items.collect::<Vec<_>>()}))
}

fn of_contact(contact: &Contact) -> Value {
    json!({"id": contact.id, "name": contact.name, "email": contact.email})
}

fn of_document(toy: &ToyBooks, document: &Document) -> Value {
    json!({
        "id": document.id,
        "number": document.number,
        "date": document.date(),
        "currency": document.currency,
        "total": document.total,
        "status": toy.books.status(document),
        "contact_id": document.contact_id,
        "contact_name": document.contact_name,
        "contact_email": document.contact_email,
        "invoice_id": document.invoice_id,
        "invoice_number": document.invoice_number,
    })
}

/// What a script makes the service say.
pub fn say(phrase: Phrase<'_>) -> Answer {
    match phrase {
        Phrase::Status(status @ 200..=299) => Answer::json(status, json!({})),
        Phrase::Status(status) => error(status, "failed", &format!("status {status}")),
        Phrase::WebPage(status) => Answer::html(status, "<html>maintenance</html>"),
        Phrase::OtherCompany => error(403, "other_organisation", "the books of another organisation"),
        Phrase::Refusal(status, "") => error(status, "refused", "refused"),
        Phrase::Refusal(status, why) => error(status, "refused", why),
    }
}

fn error(status: u16, code: &str, message: &str) -> Answer {
    Answer::json(status, json!({"error": {"code": code, "message": message}}))
}
