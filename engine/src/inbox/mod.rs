//! The run's own receiver: what the target does later comes here, at addresses that nobody can guess.
//!
//! ```text
//! journey ── Address ── Place <── door (accept → read → answer) <── target
//! ```

mod address;
mod arrival;
mod delivery;
mod desk;
mod door;
mod signature;

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use anyhow::{Context as _, Result};
use tokio::sync::oneshot;

use crate::aggregate::{Recorder, TagsId};
use crate::plan::{InboxOptions, Plan};
use crate::sample::TagSet;

pub use address::Address;
pub use arrival::Arrival;
pub use delivery::Delivery;

use desk::Desk;

/// A receiver that listens, in a thread of its own. It ends with this value.
pub struct Inbox {
    desk: Arc<Desk>,
    bound: SocketAddr,
    closing: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
}

impl Inbox {
    /// The plan's receiver, where it has one; what it refuses is counted by this recorder.
    ///
    /// # Errors
    /// Nobody can listen there.
    pub fn of_plan(plan: &Plan, recorder: Recorder) -> Result<Option<Arc<Self>>> {
        let tags: TagSet = plan.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let open = |options: &InboxOptions| Self::open(options.clone(), recorder, tags).map(Arc::new);
        plan.inbox.as_ref().map(open).transpose()
    }

    fn open(options: InboxOptions, recorder: Recorder, tags: TagSet) -> Result<Self> {
        let bind = options.bind;
        let cannot = || format!("inbox.bind: nobody can listen at {bind}");
        let listener = TcpListener::bind(bind).with_context(cannot)?;
        listener.set_nonblocking(true).with_context(cannot)?;
        let bound = listener.local_addr().with_context(cannot)?;
        let desk = Arc::new(Desk::new(options, bound, recorder, tags));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (closing, closed) = oneshot::channel();
        let served = desk.clone();
        let thread = std::thread::Builder::new().name("inbox".into()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = closed => {}
                    () = door::serve(listener, served) => {}
                }
            });
        })?;
        Ok(Self { desk, bound, closing: Mutex::new(Some((closing, thread))) })
    }

    /// Where it listens.
    pub fn bound(&self) -> SocketAddr {
        self.bound
    }

    /// A fresh address; what comes to it is recorded with these tags.
    pub fn address(&self, recorder: Recorder, tags: TagsId) -> Address {
        Address::new(self.desk.clone(), recorder, tags)
    }

    /// Ends it: nothing is accepted any more, and what is under way is cut off.
    pub fn close(&self) {
        let open = self.closing.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((closing, thread)) = open {
            drop(closing);
            // It has nothing to say but that it ended.
            let _ = thread.join();
        }
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(test)]
mod tests;
