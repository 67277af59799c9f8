//! Bodies that are read as they come.

use throng_sdk::prelude::*;

use super::{tell, url};

/// Receives all of it, and says how it ended.
pub(crate) fn whole() -> Result {
    let body = get(&url()?).name("body").download();
    let (mut bytes, mut largest) = (0, 0);
    while let Some(piece) = body.receive(secs(3)) {
        bytes += piece.len();
        largest = largest.max(piece.len());
    }
    tell(&json!({
        "status": body.status(), "failure": body.failure(), "ended": body.ended(), "bytes": bytes,
        "small": largest <= 65536, "received": body.received(), "type": body.header("content-type"),
    }));
    Ok(())
}

/// Receives nothing for a while, and then gives it up.
pub(crate) fn part() -> Result {
    let body = get(&url()?).name("body").download();
    sleep(ms(500));
    let ahead = body.received();
    let piece = body.receive(Duration::ZERO).map(|piece| piece.len());
    tell(&json!({ "status": body.status(), "ahead": ahead, "piece": piece, "ended": body.ended() }));
    Ok(())
}
