//! A small service that has contacts, each with an e-mail address of its own, and invoices that need one.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Barrier, Mutex, MutexGuard};

use serde_json::{Value, json};

struct Contact {
    email: String,
    is_archived: bool,
}

#[derive(Default)]
struct State {
    /// The first one is `c1`.
    contacts: Vec<Contact>,
    invoices: Vec<String>,
    /// What the next write to a path that begins so does is done, and nobody hears of it.
    loses: Option<&'static str>,
    /// Where those who search for the first time wait for each other.
    meeting: Option<Arc<Barrier>>,
}

/// The running service.
#[derive(Clone)]
pub struct Books {
    pub origin: String,
    state: Arc<Mutex<State>>,
}

impl Books {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let books = Self { origin, state: Arc::default() };
        let serving = books.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let books = serving.clone();
                std::thread::spawn(move || while books.serve(&stream).is_some() {});
            }
        });
        books
    }

    pub fn contacts(&self) -> usize {
        self.state().contacts.len()
    }

    /// Each with the contact it is for.
    pub fn invoices(&self) -> Vec<String> {
        self.state().invoices.clone()
    }

    pub fn lose_answer_to(&self, path: &'static str) {
        self.state().loses = Some(path);
    }

    pub fn archive(&self, id: &str) {
        let index = index_of(id);
        self.state().contacts[index].is_archived = true;
    }

    pub fn meet_after_search(&self, barrier: Arc<Barrier>) {
        self.state().meeting = Some(barrier);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Answers one request; `None` when the connection is over.
    fn serve(&self, mut stream: &TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream);
        let mut lines = Vec::new();
        for line in reader.by_ref().lines() {
            let line = line.ok()?;
            if line.is_empty() {
                break;
            }
            lines.push(line);
        }
        let length = lines
            .iter()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body).ok()?;
        let mut words = lines.first()?.split(' ');
        let (verb, path) = (words.next()?, words.next()?.trim_start_matches('/').replace("%40", "@"));
        let (status, answer) = if verb == "GET" { self.search(&path) } else { self.write(&path) };
        if verb != "GET" && self.state().loses.take_if(|lost| path.starts_with(*lost)).is_some() {
            stream.shutdown(Shutdown::Both).ok()?;
            return None;
        }
        let answer = answer.to_string();
        write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{answer}", answer.len()).ok()
    }

    fn search(&self, path: &str) -> (u16, Value) {
        let email = path.trim_start_matches("contacts/");
        let (answer, meeting) = {
            let state = self.state();
            let found =
                state.contacts.iter().position(|contact| contact.email == email && !contact.is_archived);
            let meeting = state.meeting.clone().filter(|_| found.is_none());
            (found.map_or((404, json!({})), |index| (200, json!({"id": id_of(index)}))), meeting)
        };
        if let Some(meeting) = meeting {
            meeting.wait();
        }
        answer
    }

    fn write(&self, path: &str) -> (u16, Value) {
        let mut state = self.state();
        let path: Vec<&str> = path.split('/').collect();
        match path.as_slice() {
            ["contacts", email] => {
                if state.contacts.iter().any(|contact| contact.email == *email && !contact.is_archived) {
                    return (409, json!({}));
                }
                state.contacts.push(Contact { email: (*email).to_owned(), is_archived: false });
                (200, json!({"id": id_of(state.contacts.len() - 1)}))
            }
            ["invoices", number, contact] => {
                let is_usable =
                    state.contacts.get(index_of(contact)).is_some_and(|contact| !contact.is_archived);
                if !is_usable {
                    return (404, json!({"error": "contact archived"}));
                }
                state.invoices.push(format!("{number} of {contact}"));
                (200, json!({"id": format!("i{}", state.invoices.len())}))
            }
            _ => (404, json!({})),
        }
    }
}

fn id_of(index: usize) -> String {
    format!("c{}", index + 1)
}

fn index_of(id: &str) -> usize {
    id.trim_start_matches('c').parse::<usize>().unwrap() - 1
}
