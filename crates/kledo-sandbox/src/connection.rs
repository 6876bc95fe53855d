//! One connection: its requests, one after the other.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::answer::{self, Answer};
use crate::bomb;
use crate::control;
use crate::delivery::Delivery;
use crate::faults::Fault;
use crate::form;
use crate::gate::Ticket;
use crate::request::{Head, Inbox, ReadError};
use crate::state::{Call, Foreseen, Shared};
use crate::wire::Wire;

/// How long a request that hangs is held, in looks at whether the client is still there.
const HANG_LOOKS: u32 = 480;
const HANG_LOOK: Duration = Duration::from_millis(250);
/// How much of an endless body goes out at once.
const CHUNK: usize = 64 * 1024;

/// What happens to a connection after a request.
enum Next {
    /// Another request.
    Request,
    /// An orderly end.
    Finish,
    /// A reset.
    Reset,
    /// An end without ado.
    Drop,
}

/// Serves a connection to its end.
pub(crate) fn serve(shared: &Shared, mut wire: Wire) {
    let mut inbox = Inbox::default();
    let end = loop {
        match exchange(shared, &mut wire, &mut inbox) {
            Ok(Next::Request) => {}
            Ok(end) => break end,
            Err(ReadError::Bad(status, reason)) => {
                let answer = Answer::json(status, serde_json::json!({"success": false, "message": reason}));
                break send(&mut wire, answer, &Head::default()).unwrap_or(Next::Drop);
            }
            Err(ReadError::Io(_)) => break Next::Drop,
        }
    };
    // Nobody is left to be told that the end of a connection went wrong.
    let _ended = match end {
        Next::Finish => wire.finish(),
        Next::Reset => wire.reset(),
        Next::Request | Next::Drop => Ok(()),
    };
}

fn exchange(shared: &Shared, wire: &mut Wire, inbox: &mut Inbox) -> Result<Next, ReadError> {
    let Some(head) = inbox.head(wire)? else {
        return Ok(Next::Finish);
    };
    if control::owns(&head.path) {
        let body = read_body(wire, inbox, &head)?;
        return Ok(send(wire, control::answer(shared, &head, &body), &head)?);
    }
    let ticket = shared.gate.ticket();
    let (entry, foreseen) = shared.lock().begin(&head);
    if let Foreseen::Now(fault) = foreseen {
        return Ok(strike_early(shared, wire, ticket, &fault));
    }
    let body = read_body(wire, inbox, &head)?;
    let (accept_json, max_vars) = {
        let state = shared.lock();
        (state.settings.accept_json, state.settings.max_input_vars)
    };
    let fields = fields(&head, &body, accept_json, max_vars).map(Arc::new);
    let call = Call { head: &head, path: head.api_path(), fields: fields.clone() };
    let plan = {
        let mut state = shared.lock();
        state.log.keep_body(entry, &body, fields);
        state.respond(entry, &call, foreseen)
    };
    shared.gate.wait(ticket, plan.wait);
    shared.lock().log.note(entry, |record| record.status = plan.delivery.status());
    Ok(deliver(shared, wire, ticket, plan.delivery, &head)?)
}

fn strike_early(shared: &Shared, wire: &Wire, ticket: Ticket, fault: &Fault) -> Next {
    if matches!(fault, Fault::Reset { .. }) {
        return Next::Reset;
    }
    hold(shared, wire, ticket);
    Next::Drop
}

fn read_body(wire: &mut Wire, inbox: &mut Inbox, head: &Head) -> Result<Vec<u8>, ReadError> {
    if head.expects_continue() {
        wire.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        wire.flush()?;
    }
    inbox.body(wire, head)
}

/// The fields of a body in a form that is accepted.
fn fields(head: &Head, body: &[u8], accept_json: bool, max_vars: usize) -> Option<Value> {
    match head.media_type().as_str() {
        "application/x-www-form-urlencoded" => Some(form::decode(body, max_vars)),
        "application/json" if accept_json => serde_json::from_slice(body).ok().filter(Value::is_object),
        _ => None,
    }
}

fn deliver(
    shared: &Shared,
    wire: &mut Wire,
    ticket: Ticket,
    delivery: Delivery,
    head: &Head,
) -> io::Result<Next> {
    match delivery {
        Delivery::Whole(answer) => send(wire, answer, head),
        Delivery::Half(answer) => send_half(wire, answer),
        Delivery::Drip(answer, pause) => drip(shared, wire, ticket, answer, pause),
        Delivery::Reset => Ok(Next::Reset),
        Delivery::Silence => {
            hold(shared, wire, ticket);
            Ok(Next::Drop)
        }
        Delivery::Endless(bytes) => stream(wire, bytes),
        Delivery::Bomb(bytes) => {
            let answer =
                Answer::claimed_json(200, bomb::gzip_of_spaces(bytes)?).with("Content-Encoding", "gzip");
            send(wire, answer, head)
        }
    }
}

fn send(wire: &mut Wire, answer: Answer, head: &Head) -> io::Result<Next> {
    let (mut bytes, mut body) = answer.into_parts(head.keep_alive);
    if head.method != "HEAD" {
        bytes.append(&mut body);
    }
    wire.write_all(&bytes)?;
    wire.flush()?;
    Ok(if head.keep_alive { Next::Request } else { Next::Finish })
}

fn send_half(wire: &mut Wire, answer: Answer) -> io::Result<Next> {
    let (mut bytes, body) = answer.into_parts(false);
    bytes.extend_from_slice(&body[..body.len() / 2]);
    wire.write_all(&bytes)?;
    wire.flush()?;
    Ok(Next::Finish)
}

fn drip(
    shared: &Shared,
    wire: &mut Wire,
    ticket: Ticket,
    answer: Answer,
    pause: Duration,
) -> io::Result<Next> {
    let (head, body) = answer.into_parts(false);
    for byte in head.into_iter().chain(body) {
        if !shared.gate.wait(ticket, pause) {
            return Ok(Next::Drop);
        }
        wire.write_all(&[byte])?;
        wire.flush()?;
    }
    Ok(Next::Finish)
}

fn stream(wire: &mut Wire, bytes: u64) -> io::Result<Next> {
    let mut head = answer::head(200, "application/json", false);
    head.push_str("Transfer-Encoding: chunked\r\n\r\n");
    wire.write_all(head.as_bytes())?;
    let mut chunk = format!("{{\"success\":true,\"data\":\"{}", "x".repeat(CHUNK)).into_bytes();
    let mut left = bytes;
    while left > 0 {
        let length = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
        wire.write_all(format!("{length:x}\r\n").as_bytes())?;
        wire.write_all(&chunk[..length])?;
        wire.write_all(b"\r\n")?;
        chunk.fill(b'x');
        left -= length as u64;
    }
    wire.write_all(b"0\r\n\r\n")?;
    wire.flush()?;
    Ok(Next::Finish)
}

fn hold(shared: &Shared, wire: &Wire, ticket: Ticket) {
    for _ in 0..HANG_LOOKS {
        if !shared.gate.wait(ticket, HANG_LOOK) || wire.is_closed() {
            return;
        }
    }
}
