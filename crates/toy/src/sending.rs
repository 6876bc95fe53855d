//! The conversations that make a document.
//!
//! An invoice needs its customer's contact. A link may know it; else it is searched by the e-mail address, and made where there
//! is none. E-mail addresses are unique in Toy Books, so of two workers that make the same contact one is refused, and searches
//! again. Only the last request makes the document: whatever is lost before that, no document is there.

use accounting_core::connector::Turn;
use accounting_core::document::Document;
use accounting_core::exchange::{Body, Exchange, Method, Request};
use accounting_core::links::{Known, Learned};
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::Code;
use serde_json::{Map, Value, json};

use crate::answers::{self, text};
use crate::kind::Kind;
use crate::mapping::{CONTACT, contact_email};

/// Requests of the longest conversation: an invoice for a contact that is gone, a search, a contact that another worker has made
/// meanwhile, a search again, and the invoice.
pub const LONGEST: usize = 5;

/// The next step of a conversation.
pub fn turn(kind: Kind, document: &Document, known: &Known, so_far: &[Exchange]) -> Turn<Outcome> {
    let conversation = Conversation::after(kind, document, known, so_far);
    match conversation.outcome {
        Some(outcome) => Turn::Done(outcome),
        None => Turn::Ask(conversation.request(kind)),
    }
}

/// What a conversation taught, however it ended.
pub fn learned(kind: Kind, document: &Document, known: &Known, so_far: &[Exchange]) -> Learned {
    Conversation::after(kind, document, known, so_far).learned
}

/// What is asked next.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    SearchContact,
    MakeContact,
    /// With the id of the contact, and whether that is known by a link.
    MakeDocument(Option<(String, bool)>),
}

/// A conversation, played again from its beginning in every turn.
struct Conversation<'a> {
    document: &'a Document,
    known: &'a Known,
    step: Step,
    learned: Learned,
    /// What it came to, once it is over.
    outcome: Option<Outcome>,
}

impl<'a> Conversation<'a> {
    fn after(kind: Kind, document: &'a Document, known: &'a Known, so_far: &[Exchange]) -> Self {
        let email = contact_email(&document.payload).filter(|_| kind == Kind::Invoice);
        let link = email.and_then(|email| known.link(CONTACT, email));
        let step = match (email, link) {
            (Some(_), None) => Step::SearchContact,
            (_, link) => Step::MakeDocument(link.map(|id| (id.to_owned(), true))),
        };
        let mut conversation = Self { document, known, step, learned: Learned::default(), outcome: None };
        for exchange in so_far {
            if conversation.outcome.is_none() {
                conversation.hear(exchange);
            }
        }
        conversation
    }

    fn email(&self) -> &'a str {
        contact_email(&self.document.payload).unwrap_or_default()
    }

    fn request(&self, kind: Kind) -> Request {
        match &self.step {
            Step::SearchContact => Request::read("contacts", &[("email", self.email())]),
            Step::MakeContact => {
                let name = self.document.payload.get("contact_name");
                write("contacts", &json!({"name": name, "email": self.email()}))
            }
            Step::MakeDocument(contact) => {
                let mut fields = self.document.payload.clone();
                let invoice = self.known.belongs_to.as_ref().map(|invoice| &invoice.id);
                insert(&mut fields, "contact_id", contact.as_ref().map(|(id, _)| id));
                insert(&mut fields, "invoice_id", invoice);
                write(kind.path(), &Value::Object(fields))
            }
        }
    }

    fn hear(&mut self, exchange: &Exchange) {
        match self.step.clone() {
            Step::SearchContact => match answers::items(exchange) {
                Ok(contacts) => self.found(&contacts),
                Err(outcome) => self.outcome = Some(before_the_document(outcome)),
            },
            Step::MakeContact => match answers::made(exchange) {
                Ok(contact) => self.met(contact.id),
                Err(outcome) if has_code(&outcome, Code::AlreadyExists) => self.step = Step::SearchContact,
                Err(outcome) => self.outcome = Some(before_the_document(outcome)),
            },
            Step::MakeDocument(contact) => match answers::made(exchange) {
                Err(_) if contact.is_some_and(|(_, by_link)| by_link) && says_unknown_contact(exchange) => {
                    self.learned.forget(self.known, CONTACT, self.email());
                    self.step = Step::SearchContact;
                }
                Ok(made) => self.outcome = Some(Outcome::made(made.id, made.number, made.http_status)),
                Err(outcome) => self.outcome = Some(outcome),
            },
        }
    }

    /// Contacts that a search came to. It may be a vague one: only the very address counts.
    fn found(&mut self, contacts: &[Value]) {
        let has_address = |contact: &&Value| {
            let address = contact.get("email").and_then(text);
            address.is_some_and(|address| address.eq_ignore_ascii_case(self.email()))
        };
        match contacts.iter().find(has_address).and_then(|contact| text(contact.get("id")?)) {
            Some(id) => self.met(id),
            None => self.step = Step::MakeContact,
        }
    }

    fn met(&mut self, contact: String) {
        self.learned.learn(CONTACT, self.email(), &contact);
        self.step = Step::MakeDocument(Some((contact, false)));
    }
}

/// What went wrong before the document left: it is certainly not there, whatever became of the contact.
fn before_the_document(outcome: Outcome) -> Outcome {
    if outcome.class == OutcomeClass::Unconfirmed {
        return Outcome { class: OutcomeClass::NotSent, ..outcome };
    }
    outcome
}

fn has_code(outcome: &Outcome, code: Code) -> bool {
    outcome.reason.as_ref().is_some_and(|reason| reason.code == code)
}

/// The books have no contact of that id: the link was wrong, or somebody deleted what it led to.
fn says_unknown_contact(exchange: &Exchange) -> bool {
    let Ok(answer) = exchange else { return false };
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    (400..500).contains(&answer.status) && answers::error_code(&body) == "unknown_contact"
}

fn insert(fields: &mut Map<String, Value>, name: &str, id: Option<&String>) {
    fields.extend(id.map(|id| (name.to_owned(), json!(id))));
}

fn write(path: &str, fields: &Value) -> Request {
    Request::write(Method::Post, path, Body::Json(fields.to_string()))
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::{Answer, Effect, Fault};
    use accounting_core::links::{Link, Remote};

    use super::*;
    use crate::mapping::tests::document;
    use crate::{CREDIT_NOTE, INVOICE, PAYMENT};

    const EMAIL: &str = "ayu@example.test";
    const FOUND: &str = r#"{"items":[{"id":"c1","email":"Ayu@example.test"}]}"#;

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(status: u16, body: &str) -> Exchange {
        Ok(Answer::new(status, body))
    }

    fn nobody() -> Exchange {
        answer(200, r#"{"items":[{"id":"c9","email":"ayu@example.test.evil"}]}"#)
    }

    fn lost() -> Exchange {
        Err(Fault::MaybeSent(Code::ConnectionLost.into()))
    }

    fn linked() -> Known {
        Known { links: Link::new(CONTACT, EMAIL, "c1").into_iter().collect(), ..Known::default() }
    }

    fn asks(known: &Known, so_far: &[Exchange]) -> (String, Value) {
        match turn(Kind::Invoice, &document(&INVOICE), known, so_far) {
            Turn::Ask(request) => {
                let body = serde_json::from_str(request.body.text()).unwrap_or_default();
                (format!("{} {}", request.method.as_str(), request.path), body)
            }
            Turn::Done(outcome) => panic!("{outcome:?}"),
        }
    }

    fn comes_to(known: &Known, so_far: &[Exchange]) -> (OutcomeClass, Option<Code>) {
        match turn(Kind::Invoice, &document(&INVOICE), known, so_far) {
            Turn::Done(outcome) => (outcome.class, outcome.reason.map(|reason| reason.code)),
            Turn::Ask(request) => panic!("{request:?}"),
        }
    }

    fn links(known: &Known, so_far: &[Exchange]) -> (Vec<String>, Vec<String>) {
        let Learned { learned, forgotten } = learned(Kind::Invoice, &document(&INVOICE), known, so_far);
        let ids = |links: Vec<Link>| links.into_iter().map(|link| link.remote_id).collect();
        (ids(learned), ids(forgotten))
    }

    #[test]
    fn a_customer_is_searched_made_and_then_invoiced() {
        let unknown = Known::default();
        assert_eq!(asks(&unknown, &[]).0, "GET contacts");
        let (made, contact) = asks(&unknown, &[nobody()]);
        assert_eq!(
            (made.as_str(), contact),
            ("POST contacts", json!({"name": "Ayu Lestari", "email": EMAIL}))
        );
        let so_far = [nobody(), answer(201, r#"{"id":"c2"}"#)];
        let (path, invoice) = asks(&unknown, &so_far);
        assert_eq!((path.as_str(), &invoice["contact_id"]), ("POST invoices", &json!("c2")));
        assert_eq!((&invoice["number"], &invoice["total"]), (&json!("TB-123"), &json!("36.63")));
        assert_eq!(links(&unknown, &so_far), (vec!["c2".to_owned()], vec![]));
        let [search, made] = so_far;
        let over = [search, made, answer(201, r#"{"id":"i1","number":"TB-123"}"#)];
        let Turn::Done(outcome) = turn(Kind::Invoice, &document(&INVOICE), &unknown, &over) else { panic!() };
        assert_eq!(outcome, Outcome::made("i1".to_owned(), Some("TB-123".to_owned()), 201));
    }

    #[test]
    fn a_customer_who_is_found_is_not_made_again() {
        let (path, invoice) = asks(&Known::default(), &[answer(200, FOUND)]);
        assert_eq!((path.as_str(), &invoice["contact_id"]), ("POST invoices", &json!("c1")));
    }

    #[test]
    fn a_customer_who_is_linked_is_not_searched_and_a_wrong_link_is_forgotten() {
        let (path, invoice) = asks(&linked(), &[]);
        assert_eq!((path.as_str(), &invoice["contact_id"]), ("POST invoices", &json!("c1")));
        let gone = || answer(422, r#"{"error":{"code":"unknown_contact","message":"no such contact"}}"#);
        assert_eq!(asks(&linked(), &[gone()]).0, "GET contacts");
        let so_far = [gone(), nobody(), answer(201, r#"{"id":"c2"}"#)];
        assert_eq!(asks(&linked(), &so_far).1["contact_id"], "c2");
        assert_eq!(links(&linked(), &so_far), (vec!["c2".to_owned()], vec!["c1".to_owned()]));
        let [first, search, made] = so_far;
        let still = comes_to(&linked(), &[first, search, made, gone()]);
        assert_eq!(still, (OutcomeClass::Rejected, Some(Code::Rejected)), "it does not go round for ever");
    }

    #[test]
    fn of_two_that_make_one_contact_the_second_searches_again() {
        let taken = answer(409, r#"{"error":{"code":"email_taken"}}"#);
        assert_eq!(asks(&Known::default(), &[nobody(), taken]).0, "GET contacts");
    }

    /// 11: the limit has room for it.
    #[test]
    fn the_longest_way_to_an_invoice_has_as_many_requests_as_are_allowed() {
        let gone = answer(422, r#"{"error":{"code":"unknown_contact","message":"no such contact"}}"#);
        let taken = answer(409, r#"{"error":{"code":"email_taken"}}"#);
        let invoice = answer(201, r#"{"id":"i1","number":"TB-123"}"#);
        let so_far = [gone, nobody(), taken, answer(200, FOUND), invoice];
        assert_eq!(so_far.len(), LONGEST);
        assert_eq!(comes_to(&linked(), &so_far).0, OutcomeClass::Made);
    }

    #[test]
    fn what_is_lost_before_the_document_leaves_was_not_sent_and_what_is_lost_then_may_be_there() {
        let unknown = Known::default();
        let not_sent = |code| (OutcomeClass::NotSent, Some(code));
        assert_eq!(
            comes_to(&unknown, &[Err(Fault::NotSent(Code::TimedOut.into()))]),
            not_sent(Code::TimedOut)
        );
        assert_eq!(comes_to(&unknown, &[nobody(), lost()]), not_sent(Code::ConnectionLost));
        assert_eq!(comes_to(&unknown, &[nobody(), answer(503, "")]), not_sent(Code::ServerError));
        assert_eq!(comes_to(&unknown, &[answer(200, "<html>")]), not_sent(Code::UnreadableAnswer));
        let so_far = [answer(200, FOUND), lost()];
        assert_eq!(comes_to(&unknown, &so_far), (OutcomeClass::Unconfirmed, Some(Code::ConnectionLost)));
        assert_eq!(links(&unknown, &so_far), (vec!["c1".to_owned()], vec![]));
    }

    #[test]
    fn what_is_refused_on_the_way_is_refused() {
        let unknown = Known::default();
        for (status, class) in [
            (401, OutcomeClass::Unauthorized),
            (429, OutcomeClass::RateLimited),
            (400, OutcomeClass::Rejected),
        ] {
            assert_eq!(comes_to(&unknown, &[answer(status, "")]).0, class);
            assert_eq!(comes_to(&unknown, &[nobody(), answer(status, "")]).0, class);
            assert_eq!(comes_to(&linked(), &[answer(status, "")]).0, class);
        }
    }

    /// The shell looks it up, and adopts it only if it is what left.
    #[test]
    fn a_number_that_is_taken_exists_already() {
        for status in [400, 409] {
            let taken = answer(status, r#"{"error":{"code":"number_taken","message":"TB-123 is taken"}}"#);
            assert_eq!(comes_to(&linked(), &[taken]).1, Some(Code::AlreadyExists));
        }
    }

    #[test]
    fn what_belongs_to_an_invoice_names_its_id_where_that_is_known_and_takes_one_request() {
        let invoice = Remote { id: "i1".to_owned(), number: Some("TB-123".to_owned()) };
        let known = Known { belongs_to: Some(invoice), ..linked() };
        for (kind, name) in [(Kind::Payment, &PAYMENT), (Kind::CreditNote, &CREDIT_NOTE)] {
            let document = document(name);
            let body = |known: &Known| match turn(kind, &document, known, &[]) {
                Turn::Ask(request) => {
                    assert_eq!((request.effect, request.path.as_str()), (Effect::Writes, kind.path()));
                    serde_json::from_str::<Value>(request.body.text()).unwrap()
                }
                Turn::Done(outcome) => panic!("{outcome:?}"),
            };
            assert_eq!(
                (&body(&known)["invoice_id"], &body(&known)["contact_id"]),
                (&json!("i1"), &Value::Null)
            );
            assert_eq!(body(&Known::default())["invoice_number"], "TB-123");
            let made = turn(kind, &document, &known, &[answer(201, r#"{"id":9}"#)]);
            assert!(matches!(made, Turn::Done(outcome) if outcome.class == OutcomeClass::Made));
        }
    }
}
