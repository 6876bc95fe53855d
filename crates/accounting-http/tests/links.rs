//! What a conversation learned is kept however it ended, so that the next one asks less; and what is known is never believed
//! over the service (11).
#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of a test fails with it")]

mod books;
mod toy;

use std::collections::{BTreeMap, VecDeque};
use std::slice::Iter;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use accounting_core::auth::{Auth, Credentials, Signature};
use accounting_core::connector::{Connector, Turn};
use accounting_core::exchange::{Answer, Body, Exchange, Fault, Method, Request};
use accounting_core::links::{Known, Learned, Link};
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::Code;
use accounting_core::redact::SecretString;
use accounting_http::{Client, Config, Effort, Host, Limits, Renewal};
use books::Books;
use serde_json::Value;
use toy::Toy;

static SERVICE: Toy = Toy { auth: &Open };

/// Lets in everybody who is connected at all.
struct Open;

impl Auth for Open {
    fn sign(&self, _: &Credentials, _: &Request) -> Vec<Signature> {
        Vec::new()
    }
}

const CONTACT: &str = "contact";
const EMAIL: &str = "ayu@example.test";

/// The invoice of one order, and what is known when it leaves.
struct Task {
    number: &'static str,
    known: Known,
}

/// What came of an invoice.
struct Told {
    outcome: Outcome,
    learned: Learned,
    requests: u32,
}

/// One process of a shop.
struct Shop {
    tasks: VecDeque<Task>,
    told: Vec<Told>,
    /// Requests that leave before the owner ends the connection.
    requests_left: usize,
}

impl Shop {
    fn new(number: &'static str, known: Known) -> Self {
        Self { tasks: VecDeque::from([Task { number, known }]), told: Vec::new(), requests_left: usize::MAX }
    }
}

impl Host<Task, Outcome> for Shop {
    type Error = std::convert::Infallible;

    fn next(&mut self) -> Result<Option<Task>, Self::Error> {
        Ok(self.tasks.pop_front())
    }

    fn done(
        &mut self,
        _: Task,
        outcome: Outcome,
        learned: Learned,
        effort: Effort,
    ) -> Result<(), Self::Error> {
        self.told.push(Told { outcome, learned, requests: effort.requests });
        Ok(())
    }

    fn credentials(&mut self) -> Result<SecretString, Self::Error> {
        let is_connected = self.requests_left > 0;
        self.requests_left -= usize::from(is_connected);
        Ok(if is_connected { Credentials::default().written() } else { SecretString::default() })
    }

    fn replaced(&mut self, _: &SecretString, _: &SecretString) -> Result<(), Self::Error> {
        Ok(())
    }

    fn begin_renewal(&mut self) -> Result<Renewal, Self::Error> {
        Ok(Renewal::Mine)
    }

    fn end_renewal(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }
}

fn contact(id: &str) -> Known {
    Known { links: Link::new(CONTACT, EMAIL, id).into_iter().collect(), ..Known::default() }
}

fn taught(learned: Option<&str>, forgotten: Option<&str>) -> Learned {
    let links = |id: Option<&str>| id.and_then(|id| Link::new(CONTACT, EMAIL, id)).into_iter().collect();
    Learned { learned: links(learned), forgotten: links(forgotten) }
}

/// How the conversation about an invoice goes: by the contact that is known, else by one that is found or made. It says in one
/// place what is asked and what was learned, as a connector should.
fn talk(task: &Task, so_far: &[Exchange]) -> (Turn<Outcome>, Learned) {
    let mut learned = Learned::default();
    let mut answers = so_far.iter();
    let turn = match invoice(task, &mut answers, &mut learned) {
        Ok(outcome) => Turn::Done(outcome),
        Err(request) => Turn::Ask(*request),
    };
    (turn, learned)
}

/// # Errors
/// What must be asked first.
fn invoice(
    task: &Task,
    answers: &mut Iter<'_, Exchange>,
    learned: &mut Learned,
) -> Result<Outcome, Box<Request>> {
    let path = |contact: &str| format!("invoices/{}/{contact}", task.number);
    if let Some(id) = task.known.link(CONTACT, EMAIL) {
        let answer = next(answers, || put(path(id)))?;
        if !answer.as_ref().is_ok_and(|answer| answer.status == 404) {
            return Ok(outcome(answer));
        }
        learned.forget(&task.known, CONTACT, EMAIL);
    }
    let search = || Request::read(format!("contacts/{EMAIL}"), &[]);
    let mut found = next(answers, search)?;
    if id_in(found).is_none() {
        found = next(answers, || put(format!("contacts/{EMAIL}")))?;
    }
    if found.as_ref().is_ok_and(|answer| answer.status == 409) {
        // Somebody else has made it meanwhile: the service decides which of the two there is.
        found = next(answers, search)?;
    }
    let Some(id) = id_in(found) else {
        return Ok(Outcome { class: OutcomeClass::NotSent, ..outcome(found) });
    };
    learned.learn(CONTACT, EMAIL, &id);
    next(answers, || put(path(&id))).map(outcome)
}

fn next<'a>(
    answers: &mut Iter<'a, Exchange>,
    request: impl FnOnce() -> Request,
) -> Result<&'a Exchange, Box<Request>> {
    answers.next().ok_or_else(|| Box::new(request()))
}

fn put(path: String) -> Request {
    Request::write(Method::Put, path, Body::Json("{}".to_owned()))
}

fn id_in(exchange: &Exchange) -> Option<String> {
    let Ok(Answer { status: 200, body, .. }) = exchange else { return None };
    let body: Value = serde_json::from_slice(body).ok()?;
    body["id"].as_str().map(str::to_owned)
}

fn outcome(exchange: &Exchange) -> Outcome {
    match exchange {
        Ok(answer) if answer.status == 200 => Outcome::made(id_in(exchange).unwrap(), None, 200),
        Ok(answer) => Outcome::new(OutcomeClass::Rejected, Code::Rejected, Some(answer.status)),
        Err(Fault::MaybeSent(reason)) => Outcome::new(OutcomeClass::Unconfirmed, reason.clone(), None),
        Err(Fault::NotSent(reason)) => Outcome::new(OutcomeClass::NotSent, reason.clone(), None),
    }
}

fn client(books: &Books) -> Client {
    let config = Config {
        endpoint: books.origin.clone(),
        hosts: BTreeMap::new(),
        allowed_endpoints: vec![books.origin.clone()],
        user_agent: "Test/1".to_owned(),
        connect_timeout: Duration::from_secs(30),
        timeout: Duration::from_secs(60),
        proxy: None,
        block_external: false,
        accessible_hosts: Vec::new(),
        ca_file: None,
    };
    Client::new(&SERVICE, config).unwrap()
}

const ONE: Limits = Limits { concurrency: 1, deadline: None };

/// Sends one invoice; what came of it.
fn send(books: &Books, number: &'static str, known: Known) -> Told {
    send_by(books, Shop::new(number, known), |task, so_far| talk(task, so_far).0)
}

/// The same with a conversation of its own.
fn send_by(books: &Books, mut shop: Shop, turn: impl Fn(&Task, &[Exchange]) -> Turn<Outcome>) -> Told {
    let learned = |_: &dyn Connector, task: &Task, so_far: &[Exchange]| talk(task, so_far).1;
    client(books)
        .run_and_learn(&mut shop, ONE, |_, task, so_far| turn(task, so_far), learned)
        .unwrap_or_else(|_| panic!("the batch ended early"));
    shop.told.pop().unwrap()
}

#[test]
fn the_second_order_of_a_customer_asks_less() {
    let books = Books::start();
    let first = send(&books, "1", Known::default());
    assert_eq!((first.outcome.class, first.requests), (OutcomeClass::Made, 3));
    assert_eq!(first.learned, taught(Some("c1"), None));
    let known = Known { links: first.learned.learned.into(), ..Known::default() };
    let second = send(&books, "2", known);
    assert_eq!((second.outcome.class, second.requests), (OutcomeClass::Made, 1));
    assert_eq!(second.learned, Learned::default());
    assert_eq!((books.contacts(), books.invoices()), (1, vec!["1 of c1".to_owned(), "2 of c1".to_owned()]));
}

#[test]
fn a_contact_that_was_made_before_the_answer_was_lost_is_kept() {
    let books = Books::start();
    books.lose_answer_to("invoices/1");
    let lost = send(&books, "1", Known::default());
    assert_eq!(lost.outcome.class, OutcomeClass::Unconfirmed);
    assert_eq!(lost.learned, taught(Some("c1"), None));
    let again = send(&books, "1", contact("c1"));
    assert_eq!((again.outcome.class, again.requests, books.contacts()), (OutcomeClass::Made, 1, 1));
}

/// The contact itself is what was lost: nothing was learned, and the next attempt finds it.
#[test]
fn a_contact_whose_answer_was_lost_is_found_and_not_made_twice() {
    let books = Books::start();
    books.lose_answer_to("contacts/");
    let lost = send(&books, "1", Known::default());
    assert_eq!((lost.outcome.class, lost.learned), (OutcomeClass::NotSent, Learned::default()));
    let again = send(&books, "1", Known::default());
    assert_eq!((again.outcome.class, again.requests, books.contacts()), (OutcomeClass::Made, 2, 1));
    assert_eq!(again.learned, taught(Some("c1"), None));
}

#[test]
fn a_link_that_the_service_does_not_know_any_more_is_forgotten_and_searched_anew() {
    let books = Books::start();
    assert_eq!(send(&books, "1", Known::default()).outcome.class, OutcomeClass::Made);
    books.archive("c1");
    let told = send(&books, "2", contact("c1"));
    assert_eq!((told.outcome.class, told.requests), (OutcomeClass::Made, 4));
    assert_eq!(told.learned, taught(Some("c2"), Some("c1")));
    assert_eq!(books.invoices(), ["1 of c1", "2 of c2"]);
}

/// Whatever breaks a conversation off, what it had learned until then is kept.
#[test]
fn a_conversation_that_comes_to_no_end_of_its_own_is_learned_from() {
    for panics in [true, false] {
        let books = Books::start();
        let told = send_by(&books, Shop::new("1", Known::default()), |task, so_far| match so_far.len() {
            0..=1 => talk(task, so_far).0,
            _ if panics => panic!("on purpose"),
            _ => Turn::Ask(Request::read("contacts/nobody", &[])),
        });
        let reason = told.outcome.reason.map(|reason| reason.code);
        assert_eq!((told.outcome.class, reason), (OutcomeClass::Unconfirmed, Some(Code::Broken)));
        assert_eq!(told.learned, taught(Some("c1"), None), "panics: {panics}");
        // As many as its connector says, and what it had made is used by the next attempt.
        assert_eq!(told.requests, if panics { 2 } else { 5 });
        let again = send(&books, "1", contact("c1"));
        assert_eq!(
            (again.outcome.class, books.contacts(), books.invoices().len()),
            (OutcomeClass::Made, 1, 1)
        );
    }
}

/// The owner ends the connection after the contact was made: the connector has no last word.
#[test]
fn a_conversation_that_is_locked_out_is_learned_from() {
    let books = Books::start();
    let shop = Shop { requests_left: 2, ..Shop::new("1", Known::default()) };
    let told = send_by(&books, shop, |task, so_far| talk(task, so_far).0);
    let reason = told.outcome.reason.map(|reason| reason.code);
    assert_eq!((told.outcome.class, reason), (OutcomeClass::Unconfirmed, Some(Code::ConnectAgain)));
    assert_eq!(told.learned, taught(Some("c1"), None));
}

#[test]
fn a_fault_of_ours_while_learning_is_no_fault_of_the_document() {
    let books = Books::start();
    let mut shop = Shop::new("1", Known::default());
    let turn = |_: &dyn Connector, task: &Task, so_far: &[Exchange]| talk(task, so_far).0;
    client(&books)
        .run_and_learn(&mut shop, ONE, turn, |_, _, _| panic!("on purpose"))
        .unwrap_or_else(|_| panic!("the batch ended early"));
    let told = shop.told.pop().unwrap();
    assert_eq!((told.outcome.class, told.learned), (OutcomeClass::Made, Learned::default()));
}

/// Two workers have an order each of the same new customer. Both search before either has made the contact.
#[test]
fn of_two_workers_at_once_the_service_says_which_contact_there_is() {
    let books = Books::start();
    books.meet_after_search(Arc::new(Barrier::new(2)));
    let told = std::thread::scope(|scope| {
        let workers = ["1", "2"].map(|number| scope.spawn(|| send(&books, number, Known::default())));
        workers.map(|worker| worker.join().unwrap())
    });
    assert_eq!(told.each_ref().map(|told| told.outcome.class), [OutcomeClass::Made; 2]);
    assert_eq!(
        told.each_ref().map(|told| told.learned.clone()),
        [taught(Some("c1"), None), taught(Some("c1"), None)]
    );
    let mut requests = told.map(|told| told.requests);
    requests.sort_unstable();
    assert_eq!((requests, books.contacts(), books.invoices().len()), ([3, 4], 1, 2));
}
