//! Listeners, and a task for each connection.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::ServerConfig;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::time;
use tokio_rustls::TlsAcceptor;

use crate::connection;
use crate::service::Service;
use crate::state::Shared;

/// How many clients may wait to be accepted.
const BACKLOG: i32 = 1024;
/// One may be busy with a long answer while the other goes on.
const THREADS: usize = 2;

/// The listeners of one sandbox; dropping it ends them and every connection.
pub(crate) struct Server<S> {
    shared: Arc<Shared<S>>,
    runtime: Option<Runtime>,
}

impl<S: Service> Server<S> {
    pub fn new(shared: Arc<Shared<S>>) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name(S::PROGRAM)
            .enable_io()
            .enable_time()
            .build()?;
        Ok(Self { shared, runtime: Some(runtime) })
    }

    /// Listens on one more address; the address it got.
    pub fn listen(&self, address: SocketAddr, tls: Option<Arc<ServerConfig>>) -> io::Result<SocketAddr> {
        let runtime = self.runtime.as_ref().ok_or(io::ErrorKind::NotConnected)?;
        let _inside = runtime.enter();
        let listener = TcpListener::from_std(bind(address)?)?;
        let address = listener.local_addr()?;
        runtime.spawn(accept(listener, tls.map(TlsAcceptor::from), Arc::clone(&self.shared)));
        Ok(address)
    }
}

impl<S> Drop for Server<S> {
    fn drop(&mut self) {
        let runtime = self.runtime.take();
        // All tasks are gone, and with them the sockets, when it has been dropped. That waits, which tokio forbids
        // where the test that drops the sandbox is asynchronous itself: so it happens elsewhere.
        if let Ok(ending) = thread::Builder::new().spawn(move || drop(runtime)) {
            let _panicked = ending.join();
        }
    }
}

fn bind(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

async fn accept<S: Service>(listener: TcpListener, tls: Option<TlsAcceptor>, shared: Arc<Shared<S>>) {
    loop {
        match listener.accept().await {
            Ok((socket, _)) => {
                tokio::spawn(connection::serve(Arc::clone(&shared), socket, tls.clone()));
            }
            // Too many open files: it passes when others end.
            Err(_) => time::sleep(Duration::from_millis(10)).await,
        }
    }
}
