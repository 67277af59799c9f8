//! What of an answer is still to come when its head is there.

use std::sync::Arc;

use bytes::Bytes;

use super::client::User;
use super::connect::Sender;
use super::hop::Flight;
use super::io::Socket;
use super::prepared::Key;
use crate::sample::Failure;

/// An answer whose head has come. Dropping it gives the rest up, and the connection with it.
pub(super) struct Rest {
    user: Arc<User>,
    key: Arc<Key>,
    flight: Flight,
}

impl Rest {
    pub(super) fn new(user: Arc<User>, key: Arc<Key>, flight: Flight) -> Self {
        Self { user, key, flight }
    }

    /// The next piece of the body; none at its end.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>, Failure> {
        self.flight.piece().await
    }

    /// The body has ended: the connection is free again.
    pub(super) fn give_back(self) {
        let Flight { link, slot, .. } = self.flight;
        self.user.pool().give_back(&self.key, link, slot);
    }

    /// The socket, and what came behind the head; none of a connection that carries many exchanges.
    pub(super) fn into_socket(self) -> Option<(Socket, Bytes)> {
        match self.flight.link.sender {
            Sender::Http1(connection) => Some(connection.into_parts()),
            Sender::Http2(_) => None,
        }
    }
}
