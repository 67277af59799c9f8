//! The closed loop: the number of users is a curve, and each iterates as long as the curve wants it.

use super::cut::Waited;
use super::lane::{Budget, Lane};
use super::visit::Visit;
use crate::clock::{self, Duration};
use crate::vu::User;
use std::sync::atomic::Ordering;

/// Serves one slot of a closed scenario to its end.
pub(super) async fn serve<U: User>(visit: &mut Visit<'_, U>, slot: usize) {
    let lane = visit.lane;
    let mut left = match lane.budget {
        Budget::Each(each, _) => each,
        _ => u64::MAX,
    };
    for span in &lane.slots[slot] {
        visit.cut.set(visit.began, span.hard);
        for window in &span.windows {
            if serve_window(visit, *window, &mut left).await == Waited::CutOff {
                break;
            }
        }
        if visit.cut.is_stopped() {
            return;
        }
    }
    if matches!(lane.budget, Budget::Each(..)) {
        lane.dropped(visit.shard, left);
    }
}

/// Iterates in [from, until).
async fn serve_window<U: User>(visit: &mut Visit<'_, U>, window: (Duration, Duration), left: &mut u64) -> Waited {
    if visit.cut.sleep_until(visit.began + window.0).await == Waited::CutOff {
        return Waited::CutOff;
    }
    let until = visit.began + window.1;
    let _active = Active::new(visit.lane);
    while *left > 0 && clock::now() < until {
        let Some(number) = visit.lane.take() else { break };
        *left -= 1;
        // Nobody waits for a closed user's iteration: it is due when it starts.
        if visit.iterate(number, clock::now(), until).await == Waited::CutOff {
            return Waited::CutOff;
        }
    }
    Waited::Through
}

/// Counts a user as active while it lives.
struct Active<'a>(&'a Lane);

impl<'a> Active<'a> {
    fn new(lane: &'a Lane) -> Self {
        lane.active().fetch_add(1, Ordering::Relaxed);
        Self(lane)
    }
}

impl Drop for Active<'_> {
    fn drop(&mut self) {
        self.0.active().fetch_sub(1, Ordering::Relaxed);
    }
}
