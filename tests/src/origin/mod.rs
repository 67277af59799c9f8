//! The scripted origin: an HTTP/1.1 and HTTP/2 server on a free port of 127.0.0.1 that does what the path (or its
//! `Script`) says and remembers everything it was sent.

mod account;
mod answer;
mod auth;
mod coding;
mod connection;
mod frames;
mod pages;
mod pitfall;
mod pool;
mod proxy;
mod record;
mod socket;
#[cfg(test)]
mod tests;
pub mod tls;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use throng::clock::{self, Instant};
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::Runtime;

pub use frames::{Frames, Turn};
pub use pitfall::{Blackhole, refused};
pub use proxy::Proxy;
pub use record::{Log, Opened, Seen};

/// What an origin does to every connection and request, besides what the path says.
#[derive(Clone, Default)]
pub struct Script {
    /// Time before the origin looks at a new connection (the kernel has accepted it already: a client sees this in
    /// whatever it waits for first).
    pub accept: Duration,
    /// Time before the origin answers the client's hello.
    pub tls: Duration,
    /// Time before the first byte of each answer.
    pub first_byte: Duration,
    /// Time between the head and the rest of each answer.
    pub body: Duration,
    /// TLS, where the origin speaks it.
    pub config: Option<Arc<rustls::ServerConfig>>,
}

/// The server; it ends when it is dropped.
pub struct Origin {
    address: SocketAddr,
    log: Arc<Log>,
    frozen: Arc<Mutex<Option<Instant>>>,
    secure: bool,
    task: tokio::task::JoinHandle<()>,
}

/// What the tasks of an origin share.
#[derive(Clone)]
struct Shared {
    script: Script,
    log: Arc<Log>,
    frozen: Arc<Mutex<Option<Instant>>>,
    pool: Arc<pool::Pool>,
}

impl Origin {
    /// An origin without TLS that delays nothing.
    pub fn plain() -> Self {
        Self::start(Script::default())
    }

    /// An origin that follows this script.
    pub fn start(script: Script) -> Self {
        Self::bind(script, SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// The same on an address of the caller's choice.
    pub fn bind(script: Script, address: SocketAddr) -> Self {
        let secure = script.config.is_some();
        let shared = Shared { script, log: Arc::new(Log::new()), frozen: Arc::default(), pool: Arc::default() };
        let (log, frozen) = (shared.log.clone(), shared.frozen.clone());
        let _inside = runtime().enter();
        let listener = listen(address);
        let address = listener.local_addr().expect("a bound socket has an address");
        let task = runtime().spawn(connection::accept(listener, shared));
        Self { address, log, frozen, secure, task }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// `http://127.0.0.1:PORT` or `https://…`.
    pub fn url(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// What it received so far.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// What it receives, for somebody who looks while it does.
    pub fn shared_log(&self) -> Arc<Log> {
        self.log.clone()
    }

    /// From now on and for so long no request is answered; gives the instant at which that ends.
    pub fn freeze(&self, time: Duration) -> Instant {
        let until = clock::now() + time;
        *self.frozen.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
        until
    }
}

impl Drop for Origin {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Many users connect at once: the backlog holds them all.
fn listen(address: SocketAddr) -> TcpListener {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_reuseaddr(true).expect("reuse is always allowed");
    socket.bind(address).expect("the address is free");
    socket.listen(4096).expect("a bound socket can listen")
}

/// The threads that all origins of a test binary live on.
pub(crate) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(2).thread_name("origin").enable_all().build().expect("a runtime")
    })
}
