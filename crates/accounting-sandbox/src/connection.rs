//! One connection: hyper speaks HTTP on it, and gives it back for its end.

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::time;
use tokio_rustls::TlsAcceptor;

use crate::exchange::exchange;
use crate::service::Service;
use crate::state::Shared;
use crate::wire::{Line, Stream, Wire};

/// How long a client may take to shake hands, to send a head or to send a body.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// The longest head that is read.
const MAX_HEAD: usize = 64 * 1024;
const MAX_HEADERS: usize = 128;

/// Serves a connection to its end.
pub(crate) async fn serve<S: Service>(shared: Arc<Shared<S>>, socket: TcpStream, tls: Option<TlsAcceptor>) {
    let Ok(local) = socket.local_addr() else { return };
    let Some(stream) = encrypted(socket, tls).await else { return };
    let line = Line::default();
    let wire = TokioIo::new(Wire::new(stream, line.clone()));
    let answering = {
        let shared = Arc::clone(&shared);
        service_fn(move |request| {
            Box::pin(exchange(Arc::clone(&shared), line.clone(), local.port(), request))
        })
    };
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD)
        // A client that has said all may still wait for its answer.
        .half_close(true)
        .title_case_headers(true)
        .auto_date_header(false)
        .serve_connection(wire, answering);
    // Hyper's opinion of the end does not matter: a fault looks like an error to it.
    let _opinion = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let wire = connection.into_parts().io.into_inner();
    // Nobody is left to be told that the end of a connection went wrong.
    let _ended = wire.end(&shared.gate).await;
}

async fn encrypted(socket: TcpStream, tls: Option<TlsAcceptor>) -> Option<Stream> {
    socket.set_nodelay(true).ok()?;
    let Some(acceptor) = tls else {
        return Some(Stream::Plain(socket));
    };
    let stream = time::timeout(PATIENCE, acceptor.accept(socket)).await.ok()?.ok()?;
    Some(Stream::Tls(Box::new(stream)))
}
