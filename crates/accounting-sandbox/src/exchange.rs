//! One request and its answer.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http_body_util::{BodyExt, Either, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::{Request, Response};
use tokio::time;

use crate::answer::Answer;
use crate::bomb;
use crate::connection::PATIENCE;
use crate::control;
use crate::delivery::Delivery;
use crate::faults::Fault;
use crate::gate::Ticket;
use crate::head::Head;
use crate::service::{Phrase, Service};
use crate::state::{Foreseen, Shared};
use crate::wire::{Ending, Line};

/// The longest body that is read.
const MAX_BODY: usize = 16 * 1024 * 1024;
/// How much of an endless body goes out at once.
const CHUNK: usize = 64 * 1024;

/// There is no answer: the connection ends.
#[derive(Debug, thiserror::Error)]
#[error("no answer")]
pub(crate) struct NoAnswer;

type Sent = Response<Either<Full<Bytes>, Endless>>;

/// Answers a request, or tells the line how the connection ends.
pub(crate) async fn exchange<S: Service>(
    shared: Arc<Shared<S>>,
    line: Line,
    port: u16,
    request: Request<Incoming>,
) -> Result<Sent, NoAnswer> {
    let (parts, body) = request.into_parts();
    let head = Head::of(&parts, port);
    if control::owns(&head.path) {
        let answer = match read(body).await? {
            Some(body) => control::answer(&shared, &head, &body),
            None => too_large(&shared),
        };
        return Ok(whole::<S>(answer));
    }
    let ticket = shared.gate.ticket();
    let (entry, foreseen) = shared.lock().begin(&head);
    if let Foreseen::Now(fault) = foreseen {
        let resets = matches!(fault, Fault::Reset { .. });
        line.end_with(if resets { Ending::Reset } else { Ending::Silence(ticket) });
        return Err(NoAnswer);
    }
    let Some(body) = read(body).await? else {
        return Ok(closing(whole::<S>(too_large(&shared))));
    };
    let place = shared.lanes.enter(shared.lock().service.lane(&head));
    let plan = shared.lock().respond(entry, &head, &body, foreseen, place.at_once);
    shared.gate.wait(ticket, plan.wait).await;
    drop(place);
    shared.lock().log.note(entry, |record| record.status = plan.delivery.status());
    deliver::<S>(plan.delivery, &line, ticket)
}

/// The body; none when it is too large.
async fn read(body: Incoming) -> Result<Option<Bytes>, NoAnswer> {
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Ok(None);
    }
    let reading = Limited::new(body, MAX_BODY).collect();
    match time::timeout(PATIENCE, reading).await.map_err(|_| NoAnswer)? {
        Ok(body) => Ok(Some(body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Ok(None),
        Err(_) => Err(NoAnswer),
    }
}

fn too_large<S: Service>(shared: &Shared<S>) -> Answer {
    shared.lock().service.say(Phrase::Refusal(413, "Content Too Large"))
}

fn deliver<S: Service>(delivery: Delivery, line: &Line, ticket: Ticket) -> Result<Sent, NoAnswer> {
    match delivery {
        Delivery::Whole(answer) => Ok(whole::<S>(answer)),
        Delivery::Half(answer) => {
            line.end_with(Ending::Half);
            Ok(closing(whole::<S>(answer)))
        }
        Delivery::Drip(answer, pause) => {
            line.end_with(Ending::Drip(ticket, pause));
            Ok(closing(whole::<S>(answer)))
        }
        Delivery::Reset => {
            line.end_with(Ending::Reset);
            Err(NoAnswer)
        }
        Delivery::Silence => {
            line.end_with(Ending::Silence(ticket));
            Err(NoAnswer)
        }
        Delivery::Endless(bytes) => {
            let head = Answer::claimed_json(200, "").into_response(S::PROGRAM);
            Ok(closing(head.map(|_| Either::Right(Endless::new(S::ENDLESS, bytes)))))
        }
        Delivery::Bomb(bytes) => {
            let bomb = bomb::gzip_of_spaces(bytes).map_err(|_| NoAnswer)?;
            Ok(whole::<S>(Answer::claimed_json(200, bomb).with("Content-Encoding", "gzip")))
        }
    }
}

fn whole<S: Service>(answer: Answer) -> Sent {
    answer.into_response(S::PROGRAM).map(Either::Left)
}

fn closing(mut answer: Sent) -> Sent {
    let close = hyper::header::HeaderValue::from_static("close");
    answer.headers_mut().insert(hyper::header::CONNECTION, close);
    answer
}

/// A body of so many bytes, of unknown length to the client.
#[derive(Debug)]
pub(crate) struct Endless {
    next: Bytes,
    more: Bytes,
    left: u64,
}

impl Endless {
    fn new(beginning: &str, bytes: u64) -> Self {
        let mut first = beginning.as_bytes().to_vec();
        first.resize(CHUNK, b'x');
        Self { next: first.into(), more: vec![b'x'; CHUNK].into(), left: bytes }
    }
}

impl Body for Endless {
    type Data = Bytes;
    type Error = NoAnswer;

    fn poll_frame(
        self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, NoAnswer>>> {
        let endless = self.get_mut();
        if endless.left == 0 {
            return Poll::Ready(None);
        }
        let length = usize::try_from(endless.left).unwrap_or(CHUNK).min(CHUNK);
        let chunk = std::mem::replace(&mut endless.next, endless.more.clone()).slice(..length);
        endless.left -= length as u64;
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }
}
