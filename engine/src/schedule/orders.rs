//! What was asked of a scenario while it runs, against its plan: how many users, what rate, or to come to its end.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// As the plan has it.
const PLANNED: u64 = u64::MAX;

/// The latest orders.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Order {
    /// Users of the whole run instead of the plan's; with an arrival rate, users at most.
    pub users: Option<u32>,
    /// Arrivals per time unit instead of the plan's.
    pub rate: Option<f64>,
    /// Nothing starts any more.
    pub ends: bool,
}

/// The orders of one scenario.
#[derive(Debug)]
pub(super) struct Orders {
    latest: watch::Sender<Order>,
    /// Slots below this one are wanted: for whoever looks often.
    slots: AtomicU64,
    /// Slots that have a user.
    manned: Mutex<BTreeSet<usize>>,
}

impl Orders {
    /// None yet; the slots of the plan have their users.
    pub(super) fn new(planned: usize) -> Self {
        let manned = Mutex::new((0..planned).collect());
        Self { latest: watch::Sender::default(), slots: AtomicU64::new(PLANNED), manned }
    }

    fn manned(&self) -> MutexGuard<'_, BTreeSet<usize>> {
        self.manned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn latest(&self) -> Order {
        *self.latest.borrow()
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<Order> {
        self.latest.subscribe()
    }

    /// Whether slots follow orders and no longer the plan.
    pub(super) fn is_given(&self) -> bool {
        self.slots.load(Ordering::Acquire) != PLANNED
    }

    /// Waits until slots follow orders.
    pub(super) async fn given(&self) {
        // The sender lives as long as `self`.
        let _ = self.subscribe().wait_for(|_| self.is_given()).await;
    }

    /// Whether a slot is wanted.
    pub(super) fn wants(&self, slot: usize) -> bool {
        (slot as u64) < self.slots.load(Ordering::Acquire)
    }

    /// Waits until a slot is not wanted.
    pub(super) async fn dismissal(&self, slot: usize) {
        let _ = self.subscribe().wait_for(|_| !self.wants(slot)).await;
    }

    /// From now on so many users, of whom `own` are this process's; gives the slots that need one.
    pub(super) fn users(&self, users: u32, own: usize) -> Vec<usize> {
        let mut manned = self.manned();
        if self.latest().ends {
            return Vec::new();
        }
        let bare: Vec<usize> = (0..own).filter(|slot| !manned.contains(slot)).collect();
        manned.extend(&bare);
        self.slots.store(own as u64, Ordering::Release);
        self.latest.send_modify(|order| order.users = Some(users));
        bare
    }

    /// From now on so many users at most, where arrivals are planned.
    pub(super) fn most(&self, users: u32) {
        self.latest.send_modify(|order| order.users = Some(users));
    }

    /// From now on so many arrivals per time unit.
    pub(super) fn rate(&self, rate: f64) {
        self.latest.send_modify(|order| order.rate = Some(rate));
    }

    /// From now on nothing starts.
    pub(super) fn end(&self) {
        let _manned = self.manned();
        self.slots.store(0, Ordering::Release);
        self.latest.send_modify(|order| order.ends = true);
    }

    /// A user is about to leave its slot; false when it was asked back meanwhile. `over`: it has nothing to do there.
    pub(super) fn leave(&self, slot: usize, over: bool) -> bool {
        let mut manned = self.manned();
        if !over && self.is_given() && self.wants(slot) {
            return false;
        }
        manned.remove(&slot);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_without_a_user_are_named_once() {
        let orders = Orders::new(3);
        assert!(orders.wants(1_000_000) && !orders.is_given());
        assert_eq!(orders.users(5, 5), [3, 4]);
        assert_eq!(orders.users(2, 2), [] as [usize; 0]);
        assert!(orders.wants(1) && !orders.wants(2));
        // Slot 2 leaves, slot 3 is asked back first.
        assert!(orders.leave(2, false));
        assert_eq!(orders.users(4, 4), [2]);
        assert!(!orders.leave(3, false) && orders.leave(4, false));
        assert!(orders.leave(0, true));
        orders.end();
        assert!(!orders.wants(0) && orders.users(4, 4).is_empty());
        assert!(orders.latest().ends && orders.latest().users == Some(4));
    }
}
