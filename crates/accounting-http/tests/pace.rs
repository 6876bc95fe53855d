//! Processes and batches that share one queue stay within what a service bears, and believe what it says is left (11).
#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of a test fails with it")]

mod toy;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use accounting_core::connector::{Connector, Turn};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::links::Learned;
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::queue::{Answered, Hold, Pace, Queue, QueueEvent, pace};
use accounting_core::reason::Code;
use accounting_core::redact::SecretString;
use accounting_core::schedule::Bounds;
use accounting_http::{Client, Config, Effort, Host, Limits, Renewal};
use kledo::KledoKey;
use toy::Toy;

static SERVICE: Toy = Toy { auth: &KledoKey };

/// Milliseconds that no test needs, so that a service that hangs ends it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A service that counts requests, and answers each with these headers.
struct Service {
    origin: String,
    requests: Arc<Mutex<u32>>,
    answer: Arc<Mutex<String>>,
}

impl Service {
    fn start(answer: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let service = Self {
            origin: format!("http://{}", listener.local_addr().unwrap()),
            requests: Arc::default(),
            answer: Arc::new(Mutex::new(answer.to_owned())),
        };
        let (requests, answer) = (Arc::clone(&service.requests), Arc::clone(&service.answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (requests, answer) = (Arc::clone(&requests), Arc::clone(&answer));
                std::thread::spawn(move || while serve(&stream, &requests, &answer).is_some() {});
            }
        });
        service
    }

    fn requests(&self) -> u32 {
        *self.requests.lock().unwrap()
    }
}

fn serve(mut stream: &TcpStream, requests: &Mutex<u32>, answer: &Mutex<String>) -> Option<()> {
    let mut lines = BufReader::new(stream).lines();
    while !lines.next()?.ok()?.is_empty() {}
    *requests.lock().unwrap() += 1;
    let answer = answer.lock().unwrap().clone();
    write!(stream, "HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n").ok()
}

/// One process of a shop; the state of the queue is the whole shop's.
struct Process {
    queue: Arc<Mutex<Queue>>,
    now: i64,
    may_go_on: bool,
    sent: u32,
}

impl Process {
    fn new(queue: &Arc<Mutex<Queue>>, now: i64) -> Self {
        let mut process = Self { queue: Arc::clone(queue), now, may_go_on: true, sent: 0 };
        process.may_go_on = process.step(&QueueEvent::RunStarted).may_run;
        process
    }

    fn step(&self, event: &QueueEvent) -> Pace {
        let mut queue = self.queue.lock().unwrap();
        let bounds = Bounds { min_concurrency: 1, max_concurrency: 16 };
        let next = pace(queue.clone(), event, self.now, bounds, &SERVICE.policy());
        *queue = next.queue.clone();
        next
    }

    /// Sends for as long as it may; each document takes a question and a document.
    fn run(&mut self, service: &Service) {
        let config = Config {
            endpoint: service.origin.clone(),
            hosts: BTreeMap::from([("identity".to_owned(), service.origin.clone())]),
            allowed_endpoints: vec![service.origin.clone()],
            user_agent: "Test/1".to_owned(),
            connect_timeout: PATIENCE,
            timeout: PATIENCE,
            proxy: None,
            block_external: false,
            accessible_hosts: Vec::new(),
            ca_file: None,
        };
        let turn = |_: &dyn Connector, (): &(), so_far: &[Exchange]| match so_far {
            [.., Ok(answer)] if answer.status == 429 => {
                let limited = Outcome::new(OutcomeClass::RateLimited, Code::RateLimited, Some(429));
                Turn::Done(Outcome { retry_after: answer.retry_after, ..limited })
            }
            [_, Ok(answer), ..] => Turn::Done(Outcome::made("1".to_owned(), None, answer.status)),
            _ => Turn::Ask(Request::read("documents", &[])),
        };
        let client = Client::new(&SERVICE, config).unwrap();
        let limits = Limits { concurrency: 4, deadline: None };
        client.run(self, limits, turn).unwrap_or_else(|_| panic!("the batch ended early"));
    }
}

impl Host<(), Outcome> for Process {
    type Error = std::convert::Infallible;

    fn next(&mut self) -> Result<Option<()>, Self::Error> {
        Ok(self.may_go_on.then_some(()))
    }

    fn done(&mut self, (): (), outcome: Outcome, _: Learned, effort: Effort) -> Result<(), Self::Error> {
        self.sent += 1;
        let class = if outcome.class == OutcomeClass::Made { Answered::Made } else { Answered::RateLimited };
        let Effort { requests, left, .. } = effort;
        let event =
            QueueEvent::Outcome { class, retry_after: outcome.retry_after, requests, left, code: None };
        self.may_go_on &= self.step(&event).may_run;
        Ok(())
    }

    fn credentials(&mut self) -> Result<SecretString, Self::Error> {
        Ok(SecretString::from("the-key"))
    }

    fn replaced(&mut self, _: &SecretString, _: &SecretString) -> Result<(), Self::Error> {
        unreachable!("the service replaces no key")
    }

    fn begin_renewal(&mut self) -> Result<Renewal, Self::Error> {
        unreachable!("a key is not renewed by asking")
    }

    fn end_renewal(&mut self) -> Result<(), Self::Error> {
        unreachable!("a key is not renewed by asking")
    }
}

#[test]
fn processes_and_batches_of_one_shop_share_what_a_minute_bears() {
    let service = Service::start("200 OK");
    let queue = Arc::default();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| Process::new(&queue, 1_000).run(&service));
        }
    });
    let in_a_minute = service.requests();
    // A quarter is left to what was under way.
    assert!((45..=60).contains(&in_a_minute), "{in_a_minute}");
    assert_eq!(queue.lock().unwrap().hold, Some(Hold::RateLimited));
    Process::new(&queue, 1_059).run(&service);
    assert_eq!(service.requests(), in_a_minute, "the minute is not over");
    Process::new(&queue, 1_070).run(&service);
    assert!(service.requests() >= in_a_minute + 45);
}

#[test]
fn a_day_that_the_service_says_is_used_up_ends_the_batch() {
    let service = Service::start("200 OK\r\nX-Minute-Left: 50\r\nX-Day-Left: 0");
    let queue = Arc::default();
    let mut process = Process::new(&queue, 0);
    process.run(&service);
    // Four were under way when the first of them said so.
    assert_eq!((process.sent, service.requests()), (4, 8));
    assert_eq!(queue.lock().unwrap().hold, Some(Hold::DayUsedUp));
    Process::new(&queue, 23 * 3_600).run(&service);
    assert_eq!(service.requests(), 8);
}

#[test]
fn a_429_is_read_with_what_it_says_is_left() {
    let service = Service::start("429 Too Many\r\nRetry-After: 30\r\nX-Minute-Left: 0\r\nX-Day-Left: 400");
    let queue = Arc::default();
    Process::new(&queue, 1_000).run(&service);
    let (hold, until) = {
        let queue = queue.lock().unwrap();
        (queue.hold, queue.held_until)
    };
    // Of the two the later one: it asks for thirty seconds, and has nothing for as long as the minute lasts.
    assert_eq!((hold, until), (Some(Hold::RateLimited), Some(1_070)));
    *service.answer.lock().unwrap() = "429 Too Many\r\nX-Day-Left: 0".to_owned();
    Process::new(&queue, 1_070).run(&service);
    assert_eq!(queue.lock().unwrap().hold, Some(Hold::DayUsedUp));
}
