//! A connection, encrypted or not, as hyper sees it: what it writes goes out, or is kept for a fault.

use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time;
use tokio_rustls::server::TlsStream;

use crate::gate::{Gate, Ticket};

/// How long a request that hangs is held, in looks at whether the client is still there.
const HANG_LOOKS: u32 = 480;
const HANG_LOOK: Duration = Duration::from_millis(250);
/// How long, and for how much, the end of a connection listens to what the client still says.
const LAST_WORDS: Duration = Duration::from_millis(200);
const LAST_BYTES: usize = 256 * 1024;

/// How a fault ends a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ending {
    /// A reset.
    Reset,
    /// Nothing for two minutes, or until the gate is opened; then an end without ado.
    Silence(Ticket),
    /// Half of the answer's body, then an orderly end.
    Half,
    /// The answer byte by byte with this pause before each, then an orderly end.
    Drip(Ticket, Duration),
}

/// What a request and its wire tell each other. Once there is an ending, the wire keeps what hyper writes, and hyper
/// is done with the connection; then [`Wire::end`] does to the bytes and to the socket what the ending says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line(Arc<Mutex<Option<Ending>>>);

impl Line {
    pub fn end_with(&self, ending: Ending) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(ending);
    }

    fn ending(&self) -> Option<Ending> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a connection is made of.
#[derive(Debug)]
pub(crate) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// One end of a connection.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: Stream,
    line: Line,
    kept: Vec<u8>,
}

impl Wire {
    pub fn new(stream: Stream, line: Line) -> Self {
        Self { stream, line, kept: Vec::new() }
    }

    /// Ends the connection, in good order unless a fault says otherwise.
    pub async fn end(mut self, gate: &Gate) -> io::Result<()> {
        match self.line.ending() {
            None => {}
            Some(Ending::Reset) => return self.reset(),
            Some(Ending::Silence(ticket)) => {
                self.hold(gate, ticket).await;
                return Ok(());
            }
            Some(Ending::Half) => {
                let shown = half(&self.kept);
                self.stream.write_all(&self.kept[..shown]).await?;
            }
            Some(Ending::Drip(ticket, pause)) => {
                for byte in std::mem::take(&mut self.kept) {
                    if !gate.wait(ticket, pause).await {
                        return Ok(());
                    }
                    self.stream.write_all(&[byte]).await?;
                    self.stream.flush().await?;
                }
            }
        }
        self.finish().await
    }

    /// The client sees no orderly end, but an error.
    fn reset(self) -> io::Result<()> {
        SockRef::from(self.stream.socket()).set_linger(Some(Duration::ZERO))
    }

    /// What the client still sends is read and dropped for a moment: closing a socket with unread data would reset
    /// it, and the client might lose the answer.
    async fn finish(mut self) -> io::Result<()> {
        self.stream.shutdown().await?;
        let socket = match &mut self.stream {
            Stream::Plain(socket) => socket,
            Stream::Tls(stream) => stream.get_mut().0,
        };
        let mut rest = socket.take(LAST_BYTES as u64);
        let mut nowhere = tokio::io::sink();
        let listening = tokio::io::copy(&mut rest, &mut nowhere);
        // A client that says more than that has had its time.
        let _heard = time::timeout(LAST_WORDS, listening).await;
        Ok(())
    }

    async fn hold(&self, gate: &Gate, ticket: Ticket) {
        for _ in 0..HANG_LOOKS {
            if !gate.wait(ticket, HANG_LOOK).await || self.is_closed() {
                return;
            }
        }
    }

    /// Whether the client is known to have closed the connection. It may have without our knowing.
    fn is_closed(&self) -> bool {
        match SockRef::from(self.stream.socket()).peek(&mut [MaybeUninit::uninit()]) {
            Ok(length) => length == 0,
            Err(error) => error.kind() != io::ErrorKind::WouldBlock,
        }
    }
}

/// The length of an answer that is cut in the middle of its body.
fn half(answer: &[u8]) -> usize {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").map_or(answer.len(), |at| at + 4);
    end + (answer.len() - end) / 2
}

impl Stream {
    fn socket(&self) -> &TcpStream {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(stream) => stream.get_ref().0,
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_read(cx, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_write(cx, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        if wire.line.ending().is_some() {
            wire.kept.extend_from_slice(bytes);
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut wire.stream).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_an_answer_is_its_head_and_half_its_body() {
        assert_eq!(half(b"HTTP/1.1 200 OK\r\n\r\nabcde"), 21);
        assert_eq!(half(b"HTTP/1.1 204"), 12);
    }
}
