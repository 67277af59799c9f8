use std::sync::Arc;

use super::address::Place;

/// Something to take at an address; it may outlive the address, and is never ready then.
#[derive(Clone)]
pub struct Arrival(pub(super) Arc<Place>);

impl Arrival {
    /// Waits until something is there to take.
    pub async fn ready(&self) {
        loop {
            let mut told = std::pin::pin!(self.0.arrived().notified());
            told.as_mut().enable();
            if self.0.is_ready() {
                return;
            }
            told.await;
        }
    }
}
