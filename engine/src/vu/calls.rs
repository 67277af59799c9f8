//! gRPC calls that the guest has handles to, and what is counted of them.

use super::persona::Persona;
use crate::aggregate::{TagsId, builtin};
use crate::protocol::{Call, CallEnded};

/// A call and the tags of its samples.
pub(crate) struct Calling {
    pub(crate) call: Call,
    tags: TagsId,
    /// Messages received that are counted.
    received: u64,
    settled: bool,
}

impl Calling {
    /// A call that begins now.
    pub(crate) fn new(call: Call, tags: TagsId, user: &Persona) -> Self {
        if call.streams() {
            user.recorder.add(builtin::GRPC_STREAMS, tags, 1.0);
        }
        Self { call, tags, received: 0, settled: false }
    }

    /// A message left.
    pub(crate) fn sent(&self, user: &Persona) {
        if self.call.streams() {
            user.recorder.add(builtin::GRPC_STREAMS_MSGS_SENT, self.tags, 1.0);
        }
    }

    /// Counts what came and, once it is over, how it ended; gives that.
    pub(crate) fn settle(&mut self, user: &Persona) -> Option<CallEnded> {
        let received = self.call.received();
        if self.call.streams() && received > self.received {
            let more = (received - self.received) as f64;
            user.recorder.add(builtin::GRPC_STREAMS_MSGS_RECEIVED, self.tags, more);
            self.received = received;
        }
        let ended = self.call.ended()?;
        if !std::mem::replace(&mut self.settled, true) {
            let timed = ended.duration.filter(|_| !self.call.streams());
            let duration = timed.map(|time| time.as_secs_f64() * 1e3);
            user.recorder.call(self.tags, duration, ended.code, ended.word());
        }
        Some(ended)
    }

    /// Nobody asks for it any more: it is cancelled, unless it is over.
    pub(crate) fn end(mut self, user: &Persona) {
        self.call.cancel();
        self.settle(user);
    }
}
