//! What a guest holds of connections that stay open: until it drops them, at the longest until the iteration ends.

use super::load::Load;
use super::slab::Slab;
use super::socket::Socket;
use super::source::Source;
use crate::protocol::{ServerEvent, SocketMessage};

/// Handles to what stays open, and to what came on it.
#[derive(Default)]
pub(crate) struct Streams {
    pub(crate) sockets: Slab<Socket>,
    pub(crate) messages: Slab<SocketMessage>,
    pub(crate) sources: Slab<Source>,
    pub(crate) events: Slab<ServerEvent>,
    pub(crate) loads: Slab<Load>,
}

impl Streams {
    /// Values that are there.
    pub(crate) fn held(&self) -> u32 {
        self.sockets.held() + self.messages.held() + self.sources.held() + self.events.held() + self.loads.held()
    }

    /// Handles to what is gone.
    pub(crate) fn swept(&self) -> u32 {
        self.sockets.swept() + self.messages.swept() + self.sources.swept() + self.events.swept() + self.loads.swept()
    }

    /// The iteration is over: all is closed, and what came is given back.
    pub(crate) fn end(&mut self) {
        drop(self.messages.sweep());
        drop(self.sockets.sweep());
        drop(self.events.sweep());
        drop(self.sources.sweep());
        drop(self.loads.sweep());
    }

    /// The iteration was cut off: the same, and a download under way leaves no sample.
    pub(crate) fn cut(&mut self) {
        self.loads.sweep().iter().for_each(Load::silence);
        self.end();
    }
}
