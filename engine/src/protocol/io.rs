//! The wrapped socket: when bytes went and came on one connection, and how many.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::clock::{self, Duration, Instant};
use crate::sample::Failure;

/// Bytes on all sockets of one user, TLS included.
#[derive(Default)]
pub(super) struct Traffic {
    sent: AtomicU64,
    received: AtomicU64,
}

impl Traffic {
    /// Bytes (sent, received) since the last call.
    pub(super) fn take(&self) -> (u64, u64) {
        (self.sent.swap(0, Relaxed), self.received.swap(0, Relaxed))
    }
}

/// An instant that is set later, once.
#[derive(Default)]
pub(super) struct Stamp(AtomicU64);

/// When requests went on one connection that carries many, in nanoseconds since it was opened, plus one (0: not yet).
pub(super) struct Marks {
    base: Instant,
    watched: AtomicBool,
    waiting: Mutex<Vec<Arc<Stamp>>>,
    fault: OnceLock<Failure>,
}

impl Marks {
    /// Marks of a connection that is opened now.
    pub(super) fn new() -> Self {
        Self { base: clock::now(), watched: AtomicBool::new(false), waiting: Mutex::default(), fault: OnceLock::new() }
    }

    /// The connection ended with this failure.
    pub(super) fn broke(&self, failure: Failure) {
        // It ends once.
        let _ = self.fault.set(failure);
    }

    /// What the connection ended with, when that was a failure.
    pub(super) fn fault(&self) -> Option<&Failure> {
        self.fault.get()
    }

    /// The stamp is set when what has been queued so far is flushed.
    pub(super) fn watch(&self, stamp: Arc<Stamp>) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(stamp);
        self.watched.store(true, Relaxed);
    }

    /// The instant of a stamp of this connection.
    pub(super) fn stamped(&self, stamp: &Stamp) -> Option<Instant> {
        self.instant(stamp.0.load(Relaxed))
    }

    fn flushed(&self) {
        if self.watched.swap(false, Relaxed) {
            let now = self.elapsed();
            for stamp in self.waiting.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
                stamp.0.store(now, Relaxed);
            }
        }
    }

    fn elapsed(&self) -> u64 {
        (clock::now() - self.base).as_nanos() as u64 + 1
    }

    fn instant(&self, nanos: u64) -> Option<Instant> {
        nanos.checked_sub(1).map(|nanos| self.base + Duration::from_nanos(nanos))
    }
}

/// A socket that counts its bytes for its user.
pub(super) struct Counted {
    socket: TcpStream,
    traffic: Arc<Traffic>,
}

impl Counted {
    /// Counts what goes through the socket.
    pub(super) fn new(socket: TcpStream, traffic: Arc<Traffic>) -> Self {
        Self { socket, traffic }
    }

    fn is_quiet(&self) -> bool {
        matches!(self.socket.try_read(&mut [0]), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }

    fn wrote(&self, done: &Poll<io::Result<usize>>) {
        if let Poll::Ready(Ok(bytes)) = done {
            self.traffic.sent.fetch_add(*bytes as u64, Relaxed);
        }
    }
}

impl AsyncRead for Counted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let done = Pin::new(&mut self.socket).poll_read(cx, buf);
        self.traffic.received.fetch_add((buf.filled().len() - before) as u64, Relaxed);
        done
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.socket).poll_write(cx, buf);
        self.wrote(&done);
        done
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // The kernel takes one piece faster when it is not a list of one.
        let done = match bufs {
            [one] => Pin::new(&mut self.socket).poll_write(cx, one),
            _ => Pin::new(&mut self.socket).poll_write_vectored(cx, bufs),
        };
        self.wrote(&done);
        done
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

/// What HTTP is spoken on.
pub(super) enum Socket {
    /// Clear text.
    Plain(Counted),
    /// TLS.
    Tls(Box<TlsStream<Counted>>),
}

impl Socket {
    /// Whether nothing has come and it is still open: a look at a connection that is idle, without waiting.
    pub(super) fn is_quiet(&mut self) -> bool {
        match self {
            Self::Plain(counted) => counted.is_quiet(),
            Self::Tls(session) => {
                let (mut byte, mut cx) = ([0], Context::from_waker(Waker::noop()));
                Pin::new(session).poll_read(&mut cx, &mut ReadBuf::new(&mut byte)).is_pending()
            }
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(socket) => Pin::new(socket).poll_read(cx, buf),
            Self::Tls(socket) => Pin::new(socket).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match &mut *self {
            Self::Plain(socket) => Pin::new(socket).poll_write(cx, buf),
            Self::Tls(socket) => Pin::new(socket).poll_write(cx, buf),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut *self {
            Self::Plain(socket) => Pin::new(socket).poll_write_vectored(cx, bufs),
            Self::Tls(socket) => Pin::new(socket).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(socket) => socket.is_write_vectored(),
            Self::Tls(socket) => socket.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(socket) => Pin::new(socket).poll_flush(cx),
            Self::Tls(socket) => Pin::new(socket).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(socket) => Pin::new(socket).poll_shutdown(cx),
            Self::Tls(socket) => Pin::new(socket).poll_shutdown(cx),
        }
    }
}

/// A socket whose flushes leave marks; it sits outside TLS, so that only HTTP leaves them.
pub(super) struct Timed {
    socket: Socket,
    marks: Arc<Marks>,
}

impl Timed {
    /// Leaves marks of what goes through the socket.
    pub(super) fn new(socket: Socket, marks: Arc<Marks>) -> Self {
        Self { socket, marks }
    }
}

impl AsyncRead for Timed {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buf)
    }
}

impl AsyncWrite for Timed {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.socket).poll_flush(cx);
        if done.is_ready() {
            self.marks.flushed();
        }
        done
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
