//! Credentials that run out are renewed once, whoever needs them, and are stored before they are used (11).
#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of a test fails with it")]

mod oauth;
mod toy;

use std::collections::BTreeMap;
use std::sync::{Arc, Barrier, Condvar, Mutex};
use std::time::Duration;

use accounting_core::connector::{Connector, Turn};
use accounting_core::exchange::{Body, Exchange, Fault as Unanswered, Method, Request};
use accounting_core::links::Learned;
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::Code;
use accounting_core::redact::{ExposeSecret as _, SecretString};
use accounting_http::{BatchError, Client, Config, Effort, Heard, Host, Limits, Renewal};
use oauth::{Fault, LIFE, Service, Tokens, connected};
use toy::Toy;

static SERVICE: Toy = Toy { auth: &Tokens };

/// What all processes of a shop share: the stored credentials, and the right to renew them.
struct Database {
    stored: Mutex<SecretString>,
    is_renewing: Mutex<bool>,
    given_back: Condvar,
}

impl Database {
    fn new(stored: SecretString) -> Arc<Self> {
        Arc::new(Self {
            stored: Mutex::new(stored),
            is_renewing: Mutex::new(false),
            given_back: Condvar::new(),
        })
    }

    fn stored(&self) -> String {
        self.stored.lock().unwrap().expose_secret().to_owned()
    }
}

/// One process of a shop.
struct Shop {
    database: Arc<Database>,
    todo: u32,
    now: i64,
    /// What the clock says once the first document is done.
    then: Option<i64>,
    outcomes: Vec<Outcome>,
    /// What was done with the credentials, and what left, in the order in which it happened.
    story: Vec<String>,
    heard: Vec<String>,
    cannot_store: bool,
    waits_for_others: bool,
    /// Where it meets another process before it asks for the right to renew.
    meeting: Option<Arc<Barrier>>,
}

impl Shop {
    fn new(database: &Arc<Database>, todo: u32) -> Self {
        Self {
            database: Arc::clone(database),
            todo,
            now: 0,
            then: None,
            outcomes: Vec::new(),
            story: Vec::new(),
            heard: Vec::new(),
            cannot_store: false,
            waits_for_others: true,
            meeting: None,
        }
    }

    /// Sends all of it, `concurrency` documents at a time.
    fn run(&mut self, service: &Service, concurrency: usize) -> Result<(), &'static str> {
        let config = Config {
            endpoint: service.origin.clone(),
            hosts: BTreeMap::from([("identity".to_owned(), service.origin.clone())]),
            allowed_endpoints: vec![service.origin.clone()],
            user_agent: "Test/1".to_owned(),
            connect_timeout: Duration::from_secs(30),
            timeout: Duration::from_secs(60),
            proxy: None,
            block_external: false,
            accessible_hosts: Vec::new(),
            ca_file: None,
        };
        let turn = |_: &dyn Connector, number: &u32, so_far: &[Exchange]| match so_far {
            [] => Turn::Ask(Request::write(Method::Put, format!("documents/{number}"), Body::None)),
            [Ok(answer), ..] if answer.status == 200 => Turn::Done(Outcome::accepted(200)),
            [Ok(answer), ..] => {
                let said = accounting_core::reason::Reason::new(
                    Code::Unauthorized,
                    &String::from_utf8_lossy(&answer.body),
                );
                Turn::Done(Outcome::new(OutcomeClass::Unauthorized, said, Some(answer.status)))
            }
            [Err(Unanswered::NotSent(reason)), ..] => {
                Turn::Done(Outcome::new(OutcomeClass::NotSent, reason.clone(), None))
            }
            [Err(Unanswered::MaybeSent(reason)), ..] => {
                Turn::Done(Outcome::new(OutcomeClass::Unconfirmed, reason.clone(), None))
            }
        };
        let client = Client::new(&SERVICE, config).unwrap();
        client.run(self, Limits { concurrency, deadline: None }, turn).map_err(|error| match error {
            BatchError::Host(said) => said,
            BatchError::Config(fault) => panic!("{fault}"),
        })
    }

    fn classes(&self) -> Vec<(OutcomeClass, Option<Code>)> {
        self.outcomes
            .iter()
            .map(|outcome| (outcome.class, outcome.reason.as_ref().map(|reason| reason.code)))
            .collect()
    }
}

impl Host<u32, Outcome> for Shop {
    type Error = &'static str;

    fn next(&mut self) -> Result<Option<u32>, Self::Error> {
        let next = self.todo.checked_sub(1);
        self.todo = next.unwrap_or_default();
        Ok(next)
    }

    fn done(&mut self, _: u32, outcome: Outcome, _: Learned, _: Effort) -> Result<(), Self::Error> {
        self.outcomes.push(outcome);
        self.now = self.then.take().unwrap_or(self.now);
        Ok(())
    }

    fn credentials(&mut self) -> Result<SecretString, Self::Error> {
        Ok(self.database.stored.lock().unwrap().clone())
    }

    fn replaced(&mut self, new: &SecretString, replaced: &SecretString) -> Result<(), Self::Error> {
        if self.cannot_store {
            return Err("the disk is full");
        }
        let mut stored = self.database.stored.lock().unwrap();
        assert_eq!(stored.expose_secret(), replaced.expose_secret());
        *stored = new.clone();
        self.story.push("stored".to_owned());
        Ok(())
    }

    fn begin_renewal(&mut self) -> Result<Renewal, Self::Error> {
        if let Some(meeting) = self.meeting.take() {
            meeting.wait();
        }
        let is_renewing = self.database.is_renewing.lock().unwrap();
        let patience = Duration::from_secs(if self.waits_for_others { 30 } else { 0 });
        let (mut is_renewing, _) = self
            .database
            .given_back
            .wait_timeout_while(is_renewing, patience, |is_renewing| *is_renewing)
            .unwrap();
        if *is_renewing {
            return Ok(Renewal::Elsewhere);
        }
        *is_renewing = true;
        self.story.push("begun".to_owned());
        Ok(Renewal::Mine)
    }

    fn end_renewal(&mut self) -> Result<(), Self::Error> {
        *self.database.is_renewing.lock().unwrap() = false;
        self.database.given_back.notify_all();
        self.story.push("ended".to_owned());
        Ok(())
    }

    fn now(&self) -> i64 {
        self.now
    }

    fn heard(&mut self, event: &Heard<'_>) -> Result<(), Self::Error> {
        if event.body.is_empty() && event.status.is_none() && event.error.is_none() {
            self.story.push("document".to_owned());
        }
        self.heard.push(format!("{event:?}"));
        Ok(())
    }
}

const ACCEPTED: (OutcomeClass, Option<Code>) = (OutcomeClass::Accepted, None);

#[test]
fn tokens_that_have_run_out_are_renewed_once_for_all_and_stored_before_they_are_used() {
    let service = Service::start();
    let mut shop = Shop::new(&Database::new(connected(0)), 6);
    shop.run(&service, 4).unwrap();
    assert_eq!(shop.classes(), [ACCEPTED; 6]);
    assert_eq!(service.counts(), (1, 6));
    assert_eq!(service.state().log[0], "/token refresh-token-1");
    assert!(service.state().log[1..].iter().all(|line| line.ends_with(" access-token-2")));
    assert_eq!(shop.story[..4], ["begun", "stored", "ended", "document"]);
    assert!(shop.database.stored().contains("refresh-token-2"));
}

#[test]
fn a_token_that_ends_in_the_middle_of_a_batch_is_renewed_there() {
    let service = Service::start();
    let mut shop = Shop::new(&Database::new(connected(LIFE)), 3);
    // Two minutes before its end.
    shop.then = Some(LIFE - 120);
    shop.run(&service, 1).unwrap();
    assert_eq!(shop.classes(), [ACCEPTED; 3]);
    let expected = [
        "/documents/2 access-token-1",
        "/token refresh-token-1",
        "/documents/1 access-token-2",
        "/documents/0 access-token-2",
    ];
    assert_eq!(service.state().log, expected);
    // Counted from when the renewal left.
    assert!(shop.database.stored().contains(&format!("\"ends_at\":{}", 2 * LIFE - 120)));
}

#[test]
fn a_token_that_is_refused_before_its_time_is_renewed_once_and_nobody_hears_of_the_refusal() {
    let service = Service::start();
    service.state().newest = 2;
    let mut shop = Shop::new(&Database::new(connected(LIFE)), 4);
    shop.run(&service, 4).unwrap();
    assert_eq!(shop.classes(), [ACCEPTED; 4]);
    assert_eq!(service.counts(), (1, 8));
}

#[test]
fn a_refusal_that_has_nothing_to_do_with_the_tokens_age_costs_one_renewal() {
    let service = Service::start();
    service.state().takes_tokens = false;
    let mut shop = Shop::new(&Database::new(connected(LIFE)), 5);
    shop.run(&service, 2).unwrap();
    assert_eq!(shop.classes(), [(OutcomeClass::Unauthorized, Some(Code::Unauthorized)); 5]);
    assert_eq!(service.counts().0, 1);
}

#[test]
fn two_processes_that_need_new_tokens_at_once_renew_them_once() {
    let service = Service::start();
    let database = Database::new(connected(0));
    let meeting = Arc::new(Barrier::new(2));
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let processes = [(); 2].map(|()| {
            scope.spawn(|| {
                let mut shop = Shop::new(&database, 5);
                shop.meeting = Some(Arc::clone(&meeting));
                shop.run(&service, 2).unwrap();
                shop.classes()
            })
        });
        processes.into_iter().flat_map(|process| process.join().unwrap()).collect()
    });
    assert_eq!(outcomes, [ACCEPTED; 10]);
    assert_eq!(service.counts(), (1, 10));
}

#[test]
fn while_another_process_renews_nothing_leaves_that_needs_it() {
    let service = Service::start();
    for (ends_at, meaning, documents) in
        [(0, (OutcomeClass::NotSent, Some(Code::NotRenewed)), 0), (60, ACCEPTED, 3)]
    {
        let database = Database::new(connected(ends_at));
        *database.is_renewing.lock().unwrap() = true;
        let mut shop = Shop { waits_for_others: false, ..Shop::new(&database, 3) };
        shop.run(&service, 2).unwrap();
        assert_eq!(shop.classes(), [meaning; 3], "ends at {ends_at}");
        assert_eq!(service.counts(), (0, documents), "ends at {ends_at}");
        assert!(*database.is_renewing.lock().unwrap(), "the other one's right was given back");
    }
}

#[test]
fn a_lost_answer_to_a_renewal_is_asked_for_again_with_the_old_tokens() {
    let service = Service::start();
    service.state().faults = [Fault::AnswerLost].into();
    let mut shop = Shop::new(&Database::new(connected(0)), 2);
    shop.run(&service, 2).unwrap();
    assert_eq!(shop.classes(), [ACCEPTED; 2]);
    assert_eq!(service.state().log[..2], ["/token refresh-token-1", "/token refresh-token-1"]);
    assert!(shop.database.stored().contains("refresh-token-2"));
}

#[test]
fn a_renewal_that_stays_without_an_answer_sends_nothing_and_the_next_run_asks_again() {
    let service = Service::start();
    service.state().faults = [Fault::AnswerLost, Fault::AnswerLost].into();
    let database = Database::new(connected(0));
    let mut shop = Shop::new(&database, 3);
    shop.run(&service, 2).unwrap();
    assert_eq!(shop.classes(), [(OutcomeClass::NotSent, Some(Code::ConnectionLost)); 3]);
    assert_eq!(service.counts(), (2, 0));
    assert!(database.stored().contains("refresh-token-1"));
    assert!(!*database.is_renewing.lock().unwrap(), "the right to renew was kept");

    let mut next = Shop::new(&database, 1);
    next.run(&service, 1).unwrap();
    assert_eq!(next.classes(), [ACCEPTED]);
}

#[test]
fn a_token_that_could_not_be_renewed_ahead_of_time_is_used_while_it_lasts() {
    let service = Service::start();
    service.state().faults = [Fault::Unavailable].into();
    let mut shop = Shop::new(&Database::new(connected(60)), 3);
    shop.run(&service, 1).unwrap();
    assert_eq!(shop.classes(), [ACCEPTED; 3]);
    assert_eq!(service.counts(), (1, 3));

    service.state().faults = [Fault::Unavailable].into();
    let mut ended = Shop::new(&Database::new(connected(0)), 3);
    ended.run(&service, 1).unwrap();
    assert_eq!(ended.classes(), [(OutcomeClass::NotSent, Some(Code::ServerError)); 3]);
    assert_eq!(service.counts(), (2, 3));
}

#[test]
fn a_renewal_that_is_refused_for_good_holds_what_waits_and_is_not_repeated() {
    let service = Service::start();
    service.state().is_disconnected = true;
    for ends_at in [0, LIFE] {
        // The second time, the refusal of a token that has not run out leads there.
        service.state().takes_tokens = false;
        service.state().log.clear();
        let mut shop = Shop::new(&Database::new(connected(ends_at)), 3);
        shop.run(&service, 1).unwrap();
        assert_eq!(shop.classes(), [(OutcomeClass::Unauthorized, Some(Code::ConnectAgain)); 3]);
        assert_eq!(service.counts(), (1, usize::from(ends_at == LIFE)));
    }
}

#[test]
fn new_tokens_that_could_not_be_stored_are_not_used() {
    let service = Service::start();
    let database = Database::new(connected(0));
    let mut shop = Shop { cannot_store: true, ..Shop::new(&database, 2) };
    assert_eq!(shop.run(&service, 1), Err("the disk is full"));
    assert_eq!(service.counts(), (1, 0));
    assert_eq!(shop.classes(), [(OutcomeClass::NotSent, Some(Code::NotRenewed))]);
    assert!(!*database.is_renewing.lock().unwrap());
}

#[test]
fn what_is_stored_and_lets_nobody_in_sends_nothing() {
    let service = Service::start();
    let mut shop = Shop::new(&Database::new(SecretString::from("what the salts do not open")), 2);
    shop.run(&service, 1).unwrap();
    assert_eq!(shop.classes(), [(OutcomeClass::Unauthorized, Some(Code::ConnectAgain)); 2]);
    assert_eq!(service.counts(), (0, 0));
}

/// The service repeats each token that it is sent.
#[test]
fn those_who_listen_hear_no_secret_of_requests_and_renewals() {
    let service = Service::start();
    service.state().faults = [Fault::Unavailable].into();
    service.state().takes_tokens = false;
    let database = Database::new(connected(60));
    let mut shop = Shop::new(&database, 1);
    shop.run(&service, 1).unwrap();
    let mut renews = Shop::new(&database, 1);
    renews.run(&service, 1).unwrap();
    let heard = [shop.heard, renews.heard].concat();
    assert!(heard.iter().any(|event| event.contains("Basic [key]") && event.contains("body: \"[key]\"")));
    assert!(
        heard.iter().any(|event| event.contains("Bearer [key]") && event.contains("\"Tenant-Id\": \"teak\""))
    );
    let said = shop.outcomes[0].reason.as_ref().unwrap().detail.clone();
    assert!(said.contains("[key]"), "{said}");
    for text in heard.iter().chain([&said]) {
        assert!(!text.contains("-token-") && !text.contains("secret-x"), "{text}");
    }
}
