//! What a request carries: prepared once, sent many times without a copy.

use std::borrow::Cow;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::sync::mpsc;

use super::io::{Marks, Stamp};

/// The body of a request: pieces that are sent one after the other, and the content type that goes with them unless the
/// request has its own.
#[derive(Clone, Default)]
pub struct Body {
    pieces: Pieces,
    content_type: Option<Cow<'static, str>>,
}

#[derive(Clone, Default)]
enum Pieces {
    #[default]
    None,
    One(Bytes),
    Many(Arc<[Bytes]>),
}

impl Body {
    /// Bytes without a content type.
    pub fn bytes(content: impl Into<Bytes>) -> Self {
        Self { pieces: Pieces::One(content.into()), content_type: None }
    }

    /// Several pieces in turn.
    pub fn pieces(pieces: Vec<Bytes>) -> Self {
        Self { pieces: Pieces::Many(pieces.into()), content_type: None }
    }

    /// The same with this content type.
    pub fn of_type(mut self, content_type: impl Into<Cow<'static, str>>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// `application/x-www-form-urlencoded`.
    pub fn form<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self::bytes(text).of_type("application/x-www-form-urlencoded")
    }

    /// The bytes of a file; the content type follows the extension of its name.
    pub fn file(name: &str, content: Bytes) -> Self {
        let kind = mime_guess::from_path(name).first_raw().unwrap_or("application/octet-stream");
        Self::bytes(content).of_type(kind)
    }

    /// The content type that goes with it.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Its bytes in all.
    pub fn len(&self) -> u64 {
        match &self.pieces {
            Pieces::None => 0,
            Pieces::One(piece) => piece.len() as u64,
            Pieces::Many(pieces) => pieces.iter().map(|piece| piece.len() as u64).sum(),
        }
    }

    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its pieces in turn.
    pub(super) fn parts(&self) -> &[Bytes] {
        match &self.pieces {
            Pieces::None => &[],
            Pieces::One(piece) => std::slice::from_ref(piece),
            Pieces::Many(pieces) => pieces,
        }
    }

    /// Its bytes in one piece, for showing.
    pub fn to_vec(&self) -> Vec<u8> {
        match &self.pieces {
            Pieces::None => Vec::new(),
            Pieces::One(piece) => piece.to_vec(),
            Pieces::Many(pieces) => pieces.concat(),
        }
    }

    /// The body on its way, in frames of at most so many bytes.
    pub(super) fn outgoing(&self, frame: usize) -> Outgoing {
        let left = self.len();
        if left == 0 {
            return Outgoing(None);
        }
        Outgoing(Some(Box::new(Sending {
            pieces: self.pieces.clone(),
            piece: 0,
            offset: 0,
            left,
            frame,
            flushed: None,
            fed: None,
        })))
    }
}

/// A body on its way; none that is empty. Small, because each connection has room for many requests in its queue.
pub(super) struct Outgoing(Option<Box<Sending>>);

#[derive(Default)]
pub(super) struct Sending {
    pieces: Pieces,
    piece: usize,
    offset: usize,
    left: u64,
    frame: usize,
    flushed: Option<(Arc<Marks>, Arc<Stamp>)>,
    /// Instead of the pieces: what somebody sends, until nobody can any more.
    fed: Option<mpsc::Receiver<Bytes>>,
}

impl Outgoing {
    /// What is sent here as it comes, until every sender is gone.
    pub(super) fn fed(receiver: mpsc::Receiver<Bytes>) -> Self {
        let mut sending = Box::<Sending>::default();
        sending.fed = Some(receiver);
        Self(Some(sending))
    }

    fn feed(&mut self) -> Option<&mut mpsc::Receiver<Bytes>> {
        self.0.as_mut()?.fed.as_mut()
    }

    /// The stamp is set once the last byte has been flushed.
    pub(super) fn stamp(mut self, marks: Arc<Marks>, stamp: Arc<Stamp>) -> Self {
        self.0.get_or_insert_default().flushed = Some((marks, stamp));
        self
    }
}

impl Sending {
    fn next(&mut self) -> Option<Bytes> {
        loop {
            let current = match &self.pieces {
                Pieces::None => return None,
                Pieces::One(piece) if self.piece == 0 => piece,
                Pieces::One(_) => return None,
                Pieces::Many(pieces) => pieces.get(self.piece)?,
            };
            let end = current.len().min(self.offset.saturating_add(self.frame));
            let frame = current.slice(self.offset..end);
            if end == current.len() {
                (self.piece, self.offset) = (self.piece + 1, 0);
            } else {
                self.offset = end;
            }
            if !frame.is_empty() {
                self.left -= frame.len() as u64;
                return Some(frame);
            }
        }
    }
}

impl hyper::body::Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(feed) = self.feed() {
            return feed.poll_recv(cx).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))));
        }
        let frame = self.0.as_mut().and_then(|sending| sending.next());
        Poll::Ready(frame.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(|sending| sending.left == 0 && sending.fed.is_none())
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Some(sending) if sending.fed.is_some() => SizeHint::new(),
            sending => SizeHint::with_exact(sending.as_ref().map_or(0, |sending| sending.left)),
        }
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        if let Some((marks, stamp)) = self.flushed.take() {
            marks.watch(stamp);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_leave_in_frames() {
        let body = Body::pieces(vec![Bytes::from_static(b"abcde"), Bytes::new(), Bytes::from_static(b"f")]);
        let mut outgoing = body.outgoing(2);
        let frames: Vec<Bytes> = std::iter::from_fn(|| outgoing.0.as_mut()?.next()).collect();
        assert_eq!(frames, ["ab", "cd", "e", "f"]);
        assert_eq!(body.len(), 6);
    }

    #[test]
    fn forms_and_files_know_their_type() {
        let form = Body::form([("a b", "1&2"), ("ü", "")]);
        assert_eq!(form.to_vec(), b"a+b=1%262&%C3%BC=");
        assert_eq!(form.content_type(), Some("application/x-www-form-urlencoded"));
        assert_eq!(Body::file("x/invoice.pdf", Bytes::new()).content_type(), Some("application/pdf"));
        assert_eq!(Body::file("blob", Bytes::new()).content_type(), Some("application/octet-stream"));
    }
}
