//! Bodies that are read while they come: without an end, or too large to hold.
//!
//! ```no_run
//! use throng_sdk::prelude::*;
//!
//! #[journey]
//! fn run() -> Result {
//!     let film = get("/stream/1000000").download();
//!     while let Some(piece) = film.receive(secs(5)) {
//!         debug!("{} of {}", piece.len(), film.received());
//!     }
//!     check("whole", film.ended() && film.failure().is_empty());
//!     Ok(())
//! }
//! ```

use crate::bindings::throng::load::http as raw;
use crate::wait::until;
use crate::{Request, duration};
use std::time::Duration;

/// A body on its way. Dropping it before its end cancels it.
pub struct Download(raw::Download);

impl Request {
    /// Sends it, waits for the headers, and gives the body as it comes.
    pub fn download(self) -> Download {
        Download(raw::Download::new(self.raw()))
    }
}

impl Download {
    /// 0 when no answer came.
    pub fn status(&self) -> u16 {
        self.0.status()
    }

    /// Empty so long as nothing failed, in the middle of the body too.
    pub fn failure(&self) -> String {
        self.0.failure()
    }

    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<String> {
        self.0.header(name)
    }

    /// What has come, 64 KiB at most; none when the time or the body is over.
    pub fn receive(&self, wait: Duration) -> Option<Vec<u8>> {
        self.0.receive(duration::to_ms(wait))
    }

    /// The next piece, for async code; none when the body is over.
    pub async fn next(&self) -> Option<Vec<u8>> {
        until(self.0.subscribe()).await;
        self.receive(Duration::ZERO)
    }

    /// Bytes that have come, received or not.
    pub fn received(&self) -> u64 {
        self.0.received()
    }

    /// Whether nothing more comes: all of the body was received, or it failed.
    pub fn ended(&self) -> bool {
        self.0.ended()
    }
}
