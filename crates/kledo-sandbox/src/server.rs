//! Listeners, and a thread for each connection.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::ServerConfig;
use socket2::{Domain, Protocol, Socket, Type};

use crate::connection;
use crate::state::Shared;
use crate::wire::Wire;

/// How many clients may wait to be accepted.
const BACKLOG: i32 = 1024;
/// How long the end waits for connections to notice it.
const FAREWELL: Duration = Duration::from_secs(2);

/// The listeners of one sandbox; dropping it ends them and every connection.
#[derive(Debug)]
pub(crate) struct Server {
    shared: Arc<Shared>,
    clients: Arc<Clients>,
    stopping: Arc<AtomicBool>,
    listeners: Vec<(SocketAddr, JoinHandle<()>)>,
}

/// The connections that are open. A connection alone keeps its socket alive, or it could not reset it.
#[derive(Debug, Default)]
struct Clients {
    open: Mutex<Open>,
    gone: Condvar,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    sockets: HashMap<u64, Weak<TcpStream>>,
}

impl Server {
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { shared, clients: Arc::default(), stopping: Arc::default(), listeners: Vec::new() }
    }

    /// Listens on one more address; the address it got.
    pub fn listen(&mut self, address: SocketAddr, tls: Option<Arc<ServerConfig>>) -> io::Result<SocketAddr> {
        let listener = bind(address)?;
        let address = listener.local_addr()?;
        let (shared, clients) = (Arc::clone(&self.shared), Arc::clone(&self.clients));
        let stopping = Arc::clone(&self.stopping);
        let accepting = move || accept(&listener, tls.as_ref(), &shared, &clients, &stopping);
        let thread = thread::Builder::new().name(format!("kledo-sandbox {address}")).spawn(accepting)?;
        self.listeners.push((address, thread));
        Ok(address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.shared.gate.close_down();
        for (address, thread) in self.listeners.drain(..) {
            // A listener notices the end with the next connection: this one. Without it, it is left behind.
            if TcpStream::connect_timeout(&reachable(address), FAREWELL).is_ok() {
                let _panicked = thread.join();
            }
        }
        self.clients.disconnect();
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// An address that leads to a listener on every address too.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn accept(
    listener: &TcpListener,
    tls: Option<&Arc<ServerConfig>>,
    shared: &Arc<Shared>,
    clients: &Arc<Clients>,
    stopping: &AtomicBool,
) {
    loop {
        let accepted = listener.accept();
        if stopping.load(Ordering::SeqCst) {
            return;
        }
        let served = accepted.and_then(|(socket, _)| spawn(socket, tls.cloned(), shared, clients));
        if served.is_err() {
            // Too many open files or threads: it passes when others end.
            thread::sleep(Duration::from_millis(10));
        }
    }
}

fn spawn(
    socket: TcpStream,
    tls: Option<Arc<ServerConfig>>,
    shared: &Arc<Shared>,
    clients: &Arc<Clients>,
) -> io::Result<()> {
    let socket = Arc::new(socket);
    let presence = Presence { id: clients.enter(&socket), clients: Arc::clone(clients) };
    let shared = Arc::clone(shared);
    let serving = move || {
        let _presence = presence;
        if let Ok(wire) = Wire::new(socket, tls) {
            connection::serve(&shared, wire);
        }
    };
    thread::Builder::new().name("kledo-sandbox client".to_owned()).spawn(serving).map(drop)
}

/// A connection's entry among the open ones.
struct Presence {
    id: u64,
    clients: Arc<Clients>,
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.clients.open().sockets.remove(&self.id);
        self.clients.gone.notify_all();
    }
}

impl Clients {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, socket: &Arc<TcpStream>) -> u64 {
        let mut open = self.open();
        open.next += 1;
        let id = open.next;
        open.sockets.insert(id, Arc::downgrade(socket));
        id
    }

    /// Ends all, and waits a moment for them to be gone.
    fn disconnect(&self) {
        let open = self.open();
        for socket in open.sockets.values().filter_map(Weak::upgrade) {
            // One that is closed already needs no closing.
            let _closed = socket.shutdown(Shutdown::Both);
        }
        let _gone = self.gone.wait_timeout_while(open, FAREWELL, |open| !open.sockets.is_empty());
    }
}
