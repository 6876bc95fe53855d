//! A small service with OAuth 2: access tokens that end, refresh tokens that are replaced at each use. The one before the newest
//! still works, for the case that the answer with the newest was lost.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use accounting_core::auth::{Auth, Credentials, Renewed, Signature};
use accounting_core::exchange::{Answer, Body, Host, Method, Request};
use accounting_core::reason::{Code, Reason};
use accounting_core::redact::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

/// Seconds an access token lasts.
pub const LIFE: i64 = 1_800;

/// How the toy service lets a shop in.
pub struct Tokens;

impl Auth for Tokens {
    fn sign(&self, credentials: &Credentials, request: &Request) -> Vec<Signature> {
        let (scheme, secret) = match request.to {
            Host::Named(_) => ("Basic", "client_secret"),
            Host::Endpoint => ("Bearer", "access_token"),
        };
        let who = credentials.secret(secret).map(|secret| Signature::authorization(scheme, secret));
        let tenant = credentials.field("tenant").map(|tenant| Signature::open("Tenant-Id", tenant));
        who.into_iter().chain(tenant).collect()
    }

    fn renewal(&self, credentials: &Credentials) -> Option<Request> {
        let token = credentials.secret("refresh_token")?.expose_secret();
        let form = format!("grant_type=refresh_token&refresh_token={token}");
        let body = Body::SecretForm(SecretString::from(form));
        Some(Request { to: Host::Named("identity"), ..Request::write(Method::Post, "token", body) })
    }

    fn renewed(&self, credentials: &Credentials, answer: &Answer, now: i64) -> Renewed {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let secret = |name: &str| body.get(name).and_then(Value::as_str).map(SecretString::from);
        match (answer.status, secret("access_token"), secret("refresh_token")) {
            (200, Some(access), Some(refresh)) => Renewed::New(
                credentials
                    .clone()
                    .with_secret("access_token", access)
                    .with_secret("refresh_token", refresh)
                    .ending_at(now + body["expires_in"].as_i64().unwrap_or_default()),
            ),
            (400, ..) if body["error"] == "invalid_grant" => Renewed::Refused(Code::ConnectAgain.into()),
            (status, ..) => Renewed::Later(Reason::new(Code::ServerError, &format!("HTTP {status}"))),
        }
    }
}

/// What the shop has stored after its owner connected it.
pub fn connected(ends_at: i64) -> SecretString {
    let secret = |name: &str| SecretString::from(name);
    Credentials::default()
        .with_secret("client_secret", secret("client-secret-x"))
        .with_secret("access_token", secret("access-token-1"))
        .with_secret("refresh_token", secret("refresh-token-1"))
        .with_field("tenant", "teak")
        .ending_at(ends_at)
        .written()
}

/// What goes wrong with a renewal.
#[derive(Clone, Copy)]
pub enum Fault {
    /// It is done, and nobody hears of it.
    AnswerLost,
    /// A 503; nothing is done.
    Unavailable,
}

/// What the service knows.
pub struct State {
    /// Requests as they came: their path, and the token they came with.
    pub log: Vec<String>,
    /// For the next renewals.
    pub faults: VecDeque<Fault>,
    /// Number of the newest tokens.
    pub newest: u32,
    /// Whether access tokens are taken at all.
    pub takes_tokens: bool,
    /// Whether the owner has taken the connection away.
    pub is_disconnected: bool,
}

/// The running service.
#[derive(Clone)]
pub struct Service {
    pub origin: String,
    state: Arc<Mutex<State>>,
}

impl Service {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let state = State {
            log: Vec::new(),
            faults: VecDeque::new(),
            newest: 1,
            takes_tokens: true,
            is_disconnected: false,
        };
        let service = Self { origin, state: Arc::new(Mutex::new(state)) };
        let serving = service.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let service = serving.clone();
                std::thread::spawn(move || while service.serve(&stream).is_some() {});
            }
        });
        service
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The renewals that came in, and the documents.
    pub fn counts(&self) -> (usize, usize) {
        let log = &self.state().log;
        let renewals = log.iter().filter(|line| line.starts_with("/token")).count();
        (renewals, log.len() - renewals)
    }

    /// Answers one request; `None` when the connection is over.
    fn serve(&self, mut stream: &TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if line.trim().is_empty() {
                break;
            }
            lines.push(line.trim().to_owned());
        }
        let header = |name: &str| {
            lines.iter().find_map(|line| {
                line.to_ascii_lowercase().starts_with(name).then(|| line[name.len()..].trim().to_owned())
            })
        };
        let mut body = vec![0; header("content-length:").map_or(0, |length| length.parse().unwrap())];
        reader.read_exact(&mut body).ok()?;
        let path = lines[0].split(' ').nth(1).unwrap().to_owned();
        let answer = if path == "/token" {
            self.token(&String::from_utf8(body).unwrap(), &header("authorization:").unwrap_or_default())
        } else {
            Some(self.document(&path, &header("authorization:").unwrap_or_default()))
        };
        let Some((status, answer)) = answer else {
            stream.shutdown(Shutdown::Both).ok()?;
            return None;
        };
        let answer = answer.to_string();
        write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{answer}", answer.len()).ok()
    }

    /// `None` when the answer is lost.
    fn token(&self, form: &str, who: &str) -> Option<(u16, Value)> {
        let mut state = self.state();
        let token = form.rsplit_once('=').map(|(_, token)| token.to_owned()).unwrap_or_default();
        state.log.push(format!("/token {token}"));
        if who != "Basic client-secret-x" {
            return Some((401, json!({"error": "invalid_client"})));
        }
        let number: u32 = token.trim_start_matches("refresh-token-").parse().unwrap_or(0);
        let is_known = number == state.newest || number + 1 == state.newest;
        if state.is_disconnected || !is_known {
            return Some((400, json!({"error": "invalid_grant"})));
        }
        let fault = state.faults.pop_front();
        if matches!(fault, Some(Fault::Unavailable)) {
            return Some((503, json!({"said": token})));
        }
        state.newest += u32::from(number == state.newest);
        let newest = state.newest;
        let tokens = json!({
            "access_token": format!("access-token-{newest}"),
            "refresh_token": format!("refresh-token-{newest}"),
            "expires_in": LIFE,
        });
        fault.is_none().then_some((200, tokens))
    }

    fn document(&self, path: &str, who: &str) -> (u16, Value) {
        let mut state = self.state();
        let token = who.trim_start_matches("Bearer ").to_owned();
        state.log.push(format!("{path} {token}"));
        let is_newest = token == format!("access-token-{}", state.newest);
        let status = if state.takes_tokens && is_newest { 200 } else { 401 };
        (status, json!({"said": who}))
    }
}
