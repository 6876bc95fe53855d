//! The conversation that makes an invoice, a quote or a credit note: the contact, its items, the document, and a note in its history.
//!
//! Only one of these requests makes the document: whatever is lost before that, no document is there, and a repeat finds what was
//! made on the way. What is lost after that is no matter.

use accounting_core::connector::Turn;
use accounting_core::document::Document;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::links::{Known, Learned};
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};
use serde_json::{Map, Value, json};

use crate::answers::{self, CREDIT_NOTES, INVOICES, Made, Noun, QUOTES, field};
use crate::books::in_books;
use crate::contact::{self, CONTACT, Customer, Finding};
use crate::items::{self, Items};
use crate::requests::{history, once, put, with_exact_prices};
use crate::target::{before_the_document, number_of};
use crate::wire;

/// Requests of the longest conversation. A document for a contact that is gone; the contact is found or made; new items are made; a
/// document with items that are gone; all items are made; the document; a note.
pub const LONGEST: usize = 1 + contact::LONGEST + items::LONGEST + 1 + items::LONGEST + 1 + 1;

/// The next step.
pub fn turn(noun: Noun, document: &Document, known: &Known, so_far: &[Exchange]) -> Turn<Outcome> {
    let conversation = Conversation::after(noun, document, known, so_far);
    match &conversation.step {
        Step::Over(outcome) => Turn::Done(outcome.clone()),
        _ => Turn::Ask(conversation.request(so_far.len())),
    }
}

/// What a conversation taught, however it ended.
pub fn learned(noun: Noun, document: &Document, known: &Known, so_far: &[Exchange]) -> Learned {
    Conversation::after(noun, document, known, so_far).learned
}

/// What is asked next.
#[derive(Debug)]
enum Step {
    Contact(Finding),
    Items,
    Document,
    /// The document is there; a note is left on it.
    Note(String, Outcome),
    Over(Outcome),
}

/// The contact of the document.
#[derive(Debug, Clone)]
struct Found {
    id: String,
    by_link: bool,
}

/// A conversation, played again from its beginning in every turn.
struct Conversation<'a> {
    noun: Noun,
    document: &'a Document,
    known: &'a Known,
    customer: Customer,
    contact: Option<Found>,
    items: Items,
    /// What links said of its items was found wrong; that is believed once.
    items_were_wrong: bool,
    step: Step,
    learned: Learned,
}

impl<'a> Conversation<'a> {
    fn after(noun: Noun, document: &'a Document, known: &'a Known, so_far: &[Exchange]) -> Self {
        let customer = Customer::of(document);
        let link = known.link(CONTACT, &customer.key).filter(|id| answers::is_id(id));
        let mut conversation = Self {
            noun,
            document,
            known,
            contact: link.map(|id| Found { id: id.to_owned(), by_link: true }),
            customer,
            items: Items::unknown(document, known),
            items_were_wrong: false,
            step: Step::Document,
            learned: Learned::default(),
        };
        conversation.go_on();
        for exchange in so_far {
            conversation.hear(exchange);
        }
        conversation
    }

    /// To whatever the document needs next.
    fn go_on(&mut self) {
        self.step = match &self.contact {
            None => Step::Contact(Finding::new(self.customer.clone())),
            Some(_) if !self.items.are_there() => Step::Items,
            Some(_) => Step::Document,
        };
    }

    fn request(&self, index: usize) -> Request {
        let request = match &self.step {
            Step::Contact(finding) => finding.request(),
            Step::Items => self.items.request(),
            Step::Document | Step::Over(_) => self.making(),
            Step::Note(id, _) => history(self.noun, id, &self.note()),
        };
        let is_write = request.effect == accounting_core::exchange::Effect::Writes;
        if is_write { once(request, self.known, index) } else { request }
    }

    fn making(&self) -> Request {
        let mut element =
            self.document.payload.get("document").and_then(Value::as_object).cloned().unwrap_or_default();
        let contact = self.contact.as_ref().map(|contact| contact.id.as_str()).unwrap_or_default();
        self.items.without_absent(&mut element);
        element.insert("Contact".to_owned(), json!({"ContactID": contact}));
        let request = put(self.noun, element);
        // Nothing is known of exact prices on quotes.
        if self.noun == QUOTES { request } else { with_exact_prices(request) }
    }

    fn note(&self) -> String {
        field(&Value::Object(self.document.payload.clone()), "history").unwrap_or_default()
    }

    fn hear(&mut self, exchange: &Exchange) {
        match &mut self.step {
            Step::Contact(finding) => match finding.hear(exchange) {
                Ok(None) => {}
                Ok(Some(id)) => self.met(id),
                Err(outcome) => self.step = Step::Over(before_the_document(outcome)),
            },
            Step::Items => match self.items.hear(exchange, &mut self.learned) {
                Ok(()) => self.go_on(),
                Err(outcome) => self.step = Step::Over(before_the_document(outcome)),
            },
            Step::Document => match answers::made(exchange, self.noun) {
                Ok(made) => self.step = self.made(&made),
                Err(outcome) => self.refused(outcome),
            },
            Step::Note(_, outcome) => self.step = Step::Over(outcome.clone()),
            Step::Over(_) => {}
        }
    }

    fn met(&mut self, id: String) {
        self.learned.learn(CONTACT, &self.customer.key, &id);
        self.contact = Some(Found { id, by_link: false });
        self.go_on();
    }

    /// The document is there.
    fn made(&self, made: &Made) -> Step {
        let number = field(&made.element, number_of(self.noun));
        let mut outcome = Outcome::made(made.id.clone(), number, made.http_status);
        outcome.books = in_books(&made.element).map(Box::new);
        outcome.reason = differs(self.document, &made.element, "Total");
        let wants_note = !self.note().is_empty();
        if wants_note { Step::Note(made.id.clone(), outcome) } else { Step::Over(outcome) }
    }

    /// The document was not made. What a link said is forgotten if that was the cause, and found out once more.
    fn refused(&mut self, outcome: Outcome) {
        let said = answers::said(&outcome);
        let is_refusal = outcome.class == OutcomeClass::Rejected;
        if is_refusal
            && self.contact.as_ref().is_some_and(|contact| contact.by_link)
            && says_unknown_contact(&outcome, &said)
        {
            self.learned.forget(self.known, CONTACT, &self.customer.key);
            self.contact = None;
            self.go_on();
        } else if is_refusal
            && !self.items_were_wrong
            && items::says_unknown_item(&said)
            && self.forget_items()
        {
            self.go_on();
        } else {
            self.step = Step::Over(outcome);
        }
    }

    fn forget_items(&mut self) -> bool {
        self.items_were_wrong = true;
        let said_anything = items::forget(self.document, self.known, &mut self.learned);
        if said_anything {
            self.items = Items::all(self.document);
        }
        said_anything
    }
}

/// Xero has no contact of that id any more, or its owner has put it away, perhaps for another one.
fn says_unknown_contact(outcome: &Outcome, said: &str) -> bool {
    const NO: [&str; 6] =
        ["not found", "not be found", "does not exist", "not valid", "not a valid", "archived"];
    let is_missing = outcome.reason.as_ref().is_some_and(|reason| reason.code == Code::NotFound);
    is_missing || (said.contains("contact") && NO.iter().any(|no| said.contains(no)))
}

/// What is told of a document that has another total there than was announced; `None` when all is well, or nothing is said.
pub fn differs(document: &Document, element: &Value, name: &str) -> Option<Reason> {
    let total = element.get(name).and_then(wire::amount)?;
    let ours = document.reconciliation.document_total;
    (total != ours).then(|| Reason::new(Code::MadeWithAnotherTotal, &format!("{total} / {ours}")))
}

/// Where a kind is made.
pub fn noun(kind: crate::kind::Kind) -> Option<Noun> {
    use crate::kind::Kind;
    match kind {
        Kind::Invoice => Some(INVOICES),
        Kind::Quote => Some(QUOTES),
        Kind::CreditNote => Some(CREDIT_NOTES),
        Kind::Payment | Kind::Allocation | Kind::RefundPayment | Kind::Void => None,
    }
}

/// A JSON object.
pub fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(fields) = value { fields } else { Map::new() }
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::Connector as _;
    use accounting_core::exchange::{Answer, Effect, Fault};
    use accounting_core::links::Link;

    use super::*;
    use crate::tests::{ID, credit_note, invoice, quote};

    const CONTACT_ID: &str = "0c000000-0000-4000-8000-000000000001";

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(status: u16, body: &Value) -> Exchange {
        Ok(Answer::new(status, body.to_string()))
    }

    fn lost() -> Exchange {
        Err(Fault::MaybeSent(Code::ConnectionLost.into()))
    }

    fn nobody() -> Exchange {
        answer(200, &json!({"Contacts": []}))
    }

    fn contact() -> Exchange {
        answer(200, &json!({"Contacts": [{"ContactID": CONTACT_ID, "EmailAddress": "ayu@example.test"}]}))
    }

    fn made() -> Exchange {
        let invoice =
            json!({"InvoiceID": ID, "InvoiceNumber": "WC-123", "Status": "AUTHORISED", "Total": 48.00});
        answer(200, &json!({"Invoices": [invoice]}))
    }

    fn refused(message: &str) -> Exchange {
        answer(400, &json!({"Elements": [{"ValidationErrors": [{"Message": message}]}]}))
    }

    fn linked() -> Known {
        Known {
            links: Link::new(CONTACT, "ayu@example.test", CONTACT_ID).into_iter().collect(),
            ..Known::default()
        }
    }

    fn with_items() -> Document {
        let mut document = invoice();
        document.payload.insert("items".to_owned(), json!([{"Code": "CUP"}]));
        document
    }

    fn turn_of(document: &Document, known: &Known, so_far: &[Exchange]) -> Turn<Outcome> {
        turn(INVOICES, document, known, so_far)
    }

    fn asks(document: &Document, known: &Known, so_far: &[Exchange]) -> String {
        match turn_of(document, known, so_far) {
            Turn::Ask(request) => format!("{} {}", request.method.as_str(), request.path),
            Turn::Done(outcome) => panic!("{outcome:?}"),
        }
    }

    fn comes_to(known: &Known, so_far: &[Exchange]) -> (OutcomeClass, Option<Code>) {
        match turn_of(&invoice(), known, so_far) {
            Turn::Done(outcome) => (outcome.class, outcome.reason.map(|reason| reason.code)),
            Turn::Ask(request) => panic!("{request:?}"),
        }
    }

    fn links(document: &Document, known: &Known, so_far: &[Exchange]) -> (Vec<String>, Vec<String>) {
        let Learned { learned, forgotten } = learned(INVOICES, document, known, so_far);
        let ids = |links: Vec<Link>| links.into_iter().map(|link| link.remote_id).collect();
        (ids(learned), ids(forgotten))
    }

    #[test]
    fn a_customer_who_is_known_takes_one_request_and_a_new_one_three() {
        let Turn::Ask(request) = turn_of(&invoice(), &linked(), &[]) else { panic!() };
        assert_eq!(
            (request.method.as_str(), request.path.as_str(), request.effect),
            ("PUT", "Invoices", Effect::Writes)
        );
        let query: Vec<&str> = request.query.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(query, ["summarizeErrors", "unitdp"]);
        let body: Value = serde_json::from_str(request.body.text()).unwrap();
        assert_eq!(body["Invoices"][0]["Contact"], json!({"ContactID": CONTACT_ID}));
        assert_eq!(body["Invoices"][0]["InvoiceNumber"], "WC-123");
        let Turn::Done(outcome) = turn_of(&invoice(), &linked(), &[made()]) else { panic!() };
        let total = outcome.books.clone().map(|books| books.total);
        assert_eq!(
            total,
            Some(invoice().reconciliation.document_total),
            "what stands in the books is told at once (13.1)"
        );
        let made_so = Outcome::made(ID.to_owned(), Some("WC-123".to_owned()), 200);
        assert_eq!(Outcome { books: None, ..outcome }, made_so);

        let new = Known::default();
        assert_eq!(asks(&invoice(), &new, &[]), "GET Contacts");
        assert_eq!(asks(&invoice(), &new, &[nobody()]), "PUT Contacts");
        assert_eq!(asks(&invoice(), &new, &[nobody(), contact()]), "PUT Invoices");
        assert_eq!(comes_to(&new, &[nobody(), contact(), made()]), (OutcomeClass::Made, None));
        assert_eq!(links(&invoice(), &new, &[nobody(), contact()]), (vec![CONTACT_ID.to_owned()], vec![]));
    }

    /// What may be answered to a request, of each sort once. Of items the first is made, or all.
    fn answers(request: &Request) -> Vec<Exchange> {
        match request.path.as_str() {
            "Contacts" => vec![
                nobody(),
                contact(),
                refused("The contact name Ayu Sari is already assigned to another contact."),
                lost(),
            ],
            "Items" => {
                let body: Value = serde_json::from_str(request.body.text()).unwrap();
                let asked = body["Items"].as_array().unwrap();
                let made = |item: &Value| json!({"Code": item["Code"], "ItemID": ID});
                let made = |items: &[Value]| items.iter().map(made).collect::<Vec<Value>>();
                let sorts = [made(asked), made(&asked[..1]), Vec::new()];
                sorts.into_iter().map(|items| answer(200, &json!({"Items": items}))).collect()
            }
            _ => vec![
                made(),
                refused("The Contact could not be found"),
                refused("Item code 'CUP' is not valid"),
                lost(),
            ],
        }
    }

    /// The longest conversation that goes on from here, whatever is answered.
    fn longest(document: &Document, known: &Known, so_far: &mut Vec<Exchange>) -> usize {
        let Turn::Ask(request) = turn_of(document, known, so_far) else { return so_far.len() };
        assert!(so_far.len() < LONGEST, "{so_far:?}");
        let lengths = answers(&request).into_iter().map(|answer| {
            so_far.push(answer);
            let length = longest(document, known, so_far);
            so_far.pop();
            length
        });
        lengths.max().unwrap()
    }

    /// 11: the limit is that of the longest conversation, and no answers make one longer.
    #[test]
    fn whatever_is_answered_a_conversation_ends_and_the_longest_has_as_many_requests_as_are_allowed() {
        let items = ["CUP", "POT", "BOX", "JAR"].map(|code| json!({"Code": code}));
        let mut document = invoice();
        document.payload.insert("items".to_owned(), json!(items));
        document.payload.insert("history".to_owned(), json!("A note"));
        let mut links: Vec<Link> = Link::new(CONTACT, "ayu@example.test", CONTACT_ID).into_iter().collect();
        links.extend(Link::new(items::ITEM, "JAR", ID));
        let known = Known { links: links.into_iter().collect(), ..Known::default() };
        assert_eq!(longest(&document, &known, &mut Vec::new()), LONGEST);
        assert_eq!(crate::Xero.policy().turns, LONGEST);
    }

    #[test]
    fn each_kind_is_made_where_it_belongs() {
        for (document, noun, path, exact) in [
            (invoice(), INVOICES, "Invoices", true),
            (quote(), QUOTES, "Quotes", false),
            (credit_note(), CREDIT_NOTES, "CreditNotes", true),
        ] {
            let Turn::Ask(request) = turn(noun, &document, &linked(), &[]) else { panic!() };
            let prices = ("unitdp".to_owned(), "4".to_owned());
            assert_eq!((request.path.as_str(), request.query.contains(&prices)), (path, exact));
            let element = json!({noun.id: ID, number_of(noun): document.reference, "Total": document.reconciliation.document_total});
            let done = turn(noun, &document, &linked(), &[answer(200, &json!({noun.list: [element]}))]);
            let Turn::Done(outcome) = done else { panic!() };
            assert_eq!(
                Outcome { books: None, ..outcome },
                Outcome::made(ID.to_owned(), Some(document.reference), 200)
            );
        }
    }

    #[test]
    fn items_that_are_new_take_one_request_more() {
        let document = with_items();
        assert_eq!(asks(&document, &linked(), &[]), "PUT Items");
        let item = answer(200, &json!({"Items": [{"Code": "CUP", "ItemID": ID}]}));
        assert_eq!(asks(&document, &linked(), std::slice::from_ref(&item)), "PUT Invoices");
        assert_eq!(links(&document, &linked(), &[item]).0, [ID]);
    }

    #[test]
    fn a_contact_or_an_item_that_xero_no_longer_knows_is_forgotten_and_found_anew_once() {
        for message in [
            "The Contact could not be found",
            "The contact with the specified contact details has been archived.",
        ] {
            let gone = || refused(message);
            assert_eq!(asks(&invoice(), &linked(), &[gone()]), "GET Contacts");
            let so_far = [gone(), nobody(), answer(200, &json!({"Contacts": [{"ContactID": "c2"}]}))];
            assert_eq!(asks(&invoice(), &linked(), &so_far), "PUT Invoices");
            assert_eq!(
                links(&invoice(), &linked(), &so_far),
                (vec!["c2".to_owned()], vec![CONTACT_ID.to_owned()])
            );
            let [first, search, contact] = so_far;
            assert_eq!(comes_to(&linked(), &[first, search, contact, gone()]).0, OutcomeClass::Rejected);
        }
        let mut known = linked();
        known.links = [(CONTACT, "ayu@example.test", CONTACT_ID), (items::ITEM, "CUP", "i1")]
            .iter()
            .filter_map(|(kind, key, id)| Link::new(kind, key, id))
            .collect();
        let gone = || refused("Item code 'CUP' is not valid");
        assert_eq!(asks(&with_items(), &known, &[]), "PUT Invoices");
        assert_eq!(asks(&with_items(), &known, &[gone()]), "PUT Items");
        let item = || answer(200, &json!({"Items": [{"Code": "CUP", "ItemID": ID}]}));
        assert_eq!(asks(&with_items(), &known, &[gone(), item()]), "PUT Invoices");
        assert_eq!(
            links(&with_items(), &known, &[gone(), item()]),
            (vec![ID.to_owned()], vec!["i1".to_owned()])
        );
        let again = turn_of(&with_items(), &known, &[gone(), item(), gone()]);
        assert!(matches!(again, Turn::Done(outcome) if outcome.class == OutcomeClass::Rejected));
    }

    /// Section 5: what is made on the way is found by a repeat; what the document's own write lost may be there.
    #[test]
    fn what_is_lost_before_the_document_was_not_sent_and_what_is_lost_then_may_be_there() {
        let new = Known::default();
        let not_sent = |code| (OutcomeClass::NotSent, Some(code));
        assert_eq!(comes_to(&new, &[lost()]), not_sent(Code::ConnectionLost));
        assert_eq!(comes_to(&new, &[nobody(), lost()]), not_sent(Code::ConnectionLost));
        assert_eq!(comes_to(&new, &[nobody(), answer(503, &json!("<x/>"))]), not_sent(Code::ServerError));
        let items = turn_of(&with_items(), &linked(), &[lost()]);
        assert!(matches!(items, Turn::Done(outcome) if outcome.class == OutcomeClass::NotSent));
        for (exchange, code) in [
            (lost(), Code::ConnectionLost),
            (answer(500, &json!({})), Code::ServerError),
            (answer(200, &json!({})), Code::UnreadableAnswer),
        ] {
            assert_eq!(comes_to(&linked(), &[exchange]), (OutcomeClass::Unconfirmed, Some(code)));
        }
        assert_eq!(
            links(&invoice(), &new, &[nobody(), contact(), lost()]).0,
            [CONTACT_ID],
            "is kept all the same"
        );
    }

    #[test]
    fn a_number_that_is_taken_exists_already_and_a_name_or_code_that_is_taken_is_none_of_the_document() {
        let taken = refused("Invoice # must be unique.");
        assert_eq!(comes_to(&linked(), &[taken]), (OutcomeClass::Rejected, Some(Code::AlreadyExists)));
        let name = || refused("The contact name X is already assigned to another contact.");
        let clash = comes_to(&Known::default(), &[nobody(), name(), nobody(), name()]);
        assert_eq!(clash, (OutcomeClass::Rejected, Some(Code::Rejected)));
    }

    #[test]
    fn another_total_than_was_announced_is_told() {
        let of = |total: Value| answer(200, &json!({"Invoices": [{"InvoiceID": ID, "Total": total}]}));
        assert_eq!(comes_to(&linked(), &[of(json!(48))]), (OutcomeClass::Made, None));
        assert_eq!(comes_to(&linked(), &[of(json!("48.00"))]), (OutcomeClass::Made, None));
        assert_eq!(
            comes_to(&linked(), &[of(json!(48.01))]),
            (OutcomeClass::Made, Some(Code::MadeWithAnotherTotal))
        );
    }

    #[test]
    fn a_note_is_left_once_and_whatever_becomes_of_it_the_document_is_there() {
        let mut document = invoice();
        document.payload.insert("history".to_owned(), json!("Order 123"));
        let Turn::Ask(request) = turn_of(&document, &linked(), &[made()]) else { panic!() };
        assert_eq!(request.path, format!("Invoices/{ID}/History"));
        assert_eq!(request.body.text(), r#"{"HistoryRecords":[{"Details":"Order 123"}]}"#);
        for end in [answer(200, &json!({})), answer(500, &json!({})), answer(400, &json!({})), lost()] {
            let Turn::Done(outcome) = turn_of(&document, &linked(), &[made(), end]) else { panic!() };
            assert_eq!((outcome.class, outcome.remote_id.as_deref()), (OutcomeClass::Made, Some(ID)));
        }
        // The limit has room for it at the end of the longest way too (11).
        document.payload.insert("items".to_owned(), json!([{"Code": "CUP"}, {"Code": "POT"}]));
        let item = |code: &str| json!({"Items": [{"Code": code, "ItemID": ID}]});
        let mut long = vec![answer(200, &item("CUP")), answer(200, &item("POT"))];
        long.extend([refused("The Contact could not be found"), nobody()]);
        long.extend([
            refused("The contact name X is already assigned to another contact."),
            nobody(),
            contact(),
        ]);
        assert_eq!(asks(&document, &linked(), &long), "PUT Invoices");
        long.push(made());
        assert_eq!(asks(&document, &linked(), &long), format!("PUT Invoices/{ID}/History"));
    }

    #[test]
    fn every_write_has_a_key_of_its_own_where_the_shop_says_which_sending_it_is() {
        let known = |sending: &str| Known { sending: Some(sending.to_owned()), ..Known::default() };
        let key = |known: &Known, so_far: &[Exchange]| match turn_of(&invoice(), known, so_far) {
            Turn::Ask(request) => request.headers.first().map(|(_, key)| key.clone()),
            Turn::Done(outcome) => panic!("{outcome:?}"),
        };
        assert_eq!(key(&known("l1"), &[]), None, "a search");
        let (contact_key, invoice_key) =
            (key(&known("l1"), &[nobody()]), key(&known("l1"), &[nobody(), contact()]));
        assert!(contact_key.is_some() && invoice_key.is_some() && contact_key != invoice_key);
        assert_ne!(invoice_key, key(&known("l2"), &[nobody(), contact()]));
        assert_eq!(key(&Known::default(), &[nobody(), contact()]), None);
    }
}
