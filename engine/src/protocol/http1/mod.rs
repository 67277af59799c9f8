//! HTTP/1.1 on one connection, driven by whoever waits for the response: no task of its own, and no memory while idle.

mod chunked;
mod head;
mod message;

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};

pub(super) use head::{headers, says};
pub(super) use message::{Message, expects_body};

use super::headers::Headers;
use super::io::Socket;
use crate::clock::{self, Instant};
use head::{Asked, Framing};

/// Heads of responses may have so many bytes, whatever the plan says of one header.
const LEAST_HEAD: usize = 8 << 10;
/// What one read takes at most.
const READ: usize = 64 << 10;

thread_local! {
    // Connections that wait have no buffer: what comes is read here, and only as much as came is kept.
    static SCRATCH: RefCell<Box<[u8]>> = RefCell::new(vec![0; READ].into());
}

/// A connection that carries one exchange at a time.
pub(super) struct Connection {
    socket: Socket,
    /// What is being sent, and what follows it.
    out: Bytes,
    more: std::vec::IntoIter<Bytes>,
    /// The request has not left this process yet.
    unflushed: bool,
    /// Something of the request has gone to the kernel.
    begun: bool,
    broken_write: Option<io::Error>,
    /// What was read and not understood yet.
    rest: Bytes,
    framing: Framing,
    keep: bool,
    longest_head: usize,
    written: Option<Instant>,
    first: Option<Instant>,
}

/// Why an exchange broke.
#[derive(Debug)]
pub(super) enum Fault {
    /// The socket says so.
    Io(io::Error),
    /// The server closed the connection before the response was complete.
    Closed,
    /// What came is not HTTP.
    Malformed(String),
}

/// What there is of a body.
enum Taken {
    Piece(Bytes),
    End,
    TooLittle,
}

impl Connection {
    /// A connection that has carried nothing yet; heads of responses are `longest_head` bytes at most.
    pub(super) fn new(socket: Socket, longest_head: usize) -> Self {
        Self {
            socket,
            out: Bytes::new(),
            more: Vec::new().into_iter(),
            unflushed: false,
            begun: false,
            broken_write: None,
            rest: Bytes::new(),
            framing: Framing::Length(0),
            keep: true,
            longest_head: longest_head.max(LEAST_HEAD),
            written: None,
            first: None,
        }
    }

    /// Sends a request and gives status and headers of its response; `piece` gives the body.
    pub(super) async fn send(&mut self, message: Message) -> Result<(u16, Headers), Fault> {
        (self.written, self.first, self.begun, self.unflushed) = (None, None, false, true);
        self.keep = !message.last;
        (self.out, self.more) = (message.first, message.more.into_iter());
        let asked = message.asked;
        poll_fn(|cx| self.poll_head(cx, asked)).await
    }

    /// The next piece of the body; none at its end.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>, Fault> {
        poll_fn(|cx| self.poll_piece(cx)).await
    }

    /// The socket, and what came behind the last head.
    pub(super) fn into_parts(self) -> (Socket, Bytes) {
        (self.socket, self.rest)
    }

    /// When the last byte of the request was sent.
    pub(super) fn written(&self) -> Option<Instant> {
        self.written
    }

    /// When the first byte of the response came.
    pub(super) fn first_read(&self) -> Option<Instant> {
        self.first
    }

    /// Whether the server cannot have seen anything of the request.
    pub(super) fn is_unsent(&self) -> bool {
        !self.begun
    }

    /// Whether another exchange may follow the one that is over.
    pub(super) fn is_reusable(&self) -> bool {
        self.keep && !self.unflushed && self.rest.is_empty() && matches!(self.framing, Framing::Length(0))
    }

    /// Whether an idle connection is of no use any more: it has ended, or something came that nobody asked for.
    pub(super) fn is_gone(&mut self) -> bool {
        !self.socket.is_quiet()
    }

    fn poll_head(&mut self, cx: &mut Context<'_>, asked: Asked) -> Poll<Result<(u16, Headers), Fault>> {
        loop {
            if !self.rest.is_empty() {
                let before = self.rest.len();
                let parsed = head::parse(&mut self.rest, asked).map_err(Fault::Malformed)?;
                if before - self.rest.len() > self.longest_head || (parsed.is_none() && before > self.longest_head) {
                    let most = self.longest_head;
                    let wrong = format!("its head is larger than {most} bytes (limits.header_bytes)");
                    return Poll::Ready(Err(Fault::Malformed(wrong)));
                }
                match parsed {
                    // An interim response: another one follows.
                    Some(head) if matches!(head.status, 100 | 102..200) => continue,
                    Some(head) => {
                        self.keep &= head.keep;
                        self.framing = head.framing;
                        return Poll::Ready(Ok((head.status, head.headers)));
                    }
                    None => {}
                }
            }
            if !ready!(self.poll_more(cx))? {
                return Poll::Ready(Err(Fault::Closed));
            }
        }
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Fault>> {
        loop {
            match self.take().map_err(|wrong| Fault::Malformed(wrong.into()))? {
                Taken::Piece(piece) => return Poll::Ready(Ok(Some(piece))),
                Taken::End => return Poll::Ready(Ok(None)),
                Taken::TooLittle => {}
            }
            if !ready!(self.poll_more(cx))? {
                self.keep = false;
                let end = matches!(self.framing, Framing::UntilClose);
                return Poll::Ready(if end { Ok(None) } else { Err(Fault::Closed) });
            }
        }
    }

    fn take(&mut self) -> Result<Taken, &'static str> {
        Ok(match &mut self.framing {
            Framing::Length(0) => Taken::End,
            _ if self.rest.is_empty() => Taken::TooLittle,
            Framing::Length(left) => {
                let here = (*left).min(self.rest.len() as u64);
                *left -= here;
                Taken::Piece(self.rest.split_to(here as usize))
            }
            Framing::UntilClose => Taken::Piece(std::mem::take(&mut self.rest)),
            Framing::Chunked(chunked) => match chunked.next(&mut self.rest)? {
                Some(piece) => Taken::Piece(piece),
                None if chunked.is_done() => {
                    self.framing = Framing::Length(0);
                    Taken::End
                }
                None => Taken::TooLittle,
            },
        })
    }

    /// Reads once, while what is left of the request goes on being sent; false when the server has closed.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool, Fault>> {
        if self.unflushed
            && let Poll::Ready(Err(error)) = self.poll_out(cx)
        {
            // The server may have answered before it went away.
            (self.out, self.more) = (Bytes::new(), Vec::new().into_iter());
            (self.keep, self.unflushed, self.broken_write) = (false, false, Some(error));
        }
        let came = match SCRATCH.with_borrow_mut(|scratch| read(&mut self.socket, scratch, &mut self.rest, cx)) {
            Poll::Pending if self.broken_write.is_none() => return Poll::Pending,
            Poll::Ready(Ok(came)) if came > 0 => came,
            Poll::Ready(Ok(_)) | Poll::Pending => match self.broken_write.take() {
                Some(error) => return Poll::Ready(Err(Fault::Io(error))),
                None => 0,
            },
            Poll::Ready(Err(error)) => return Poll::Ready(Err(Fault::Io(self.broken_write.take().unwrap_or(error)))),
        };
        if came > 0 && self.first.is_none() {
            self.first = Some(clock::now());
        }
        Poll::Ready(Ok(came > 0))
    }

    /// Sends what is to be sent.
    fn poll_out(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            while !self.out.is_empty() {
                let sent = ready!(Pin::new(&mut self.socket).poll_write(cx, &self.out))?;
                if sent == 0 {
                    return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
                }
                self.begun = true;
                self.out.advance(sent);
            }
            match self.more.next() {
                Some(piece) => self.out = piece,
                None => break,
            }
        }
        self.out = Bytes::new();
        ready!(Pin::new(&mut self.socket).poll_flush(cx))?;
        self.unflushed = false;
        self.written = Some(clock::now());
        Poll::Ready(Ok(()))
    }
}

/// Reads once and puts what came behind what is there; gives how much came, 0 at the end.
fn read(socket: &mut Socket, scratch: &mut [u8], rest: &mut Bytes, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
    let mut buffer = ReadBuf::new(scratch);
    ready!(Pin::new(socket).poll_read(cx, &mut buffer))?;
    let came = buffer.filled();
    if rest.is_empty() {
        *rest = Bytes::copy_from_slice(came);
    } else if !came.is_empty() {
        let mut all = BytesMut::with_capacity(rest.len() + came.len());
        all.extend_from_slice(rest);
        all.extend_from_slice(came);
        *rest = all.freeze();
    }
    Poll::Ready(Ok(came.len()))
}
