//! The task that reads a socket: as long as it is open, and a moment after it was closed, so that both sides know.

use std::future::poll_fn;
use std::sync::Arc;

use super::{CLOSING, State, late};

/// Reads until the connection has ended.
pub(super) async fn read(state: Arc<State>) {
    poll_fn(|cx| state.poll_open(cx)).await;
    // Seldom, and large: apart, so that the task of an open socket stays small.
    Box::pin(async {
        let ended = tokio::time::timeout(CLOSING, poll_fn(|cx| state.poll_closing(cx))).await;
        state.gone(ended.err().map(|_| late()));
    })
    .await;
}
