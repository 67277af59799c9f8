//! The closed loop: the number of users is a curve, or an order, and each iterates as long as it is wanted.

use super::cut::{Limit, Waited};
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
    loop {
        if lane.orders.is_given() {
            obey(visit, slot, &mut left).await;
        } else {
            follow(visit, slot, &mut left).await;
        }
        if visit.cut.is_stopped() {
            return;
        }
        let over = left == 0 || lane.is_spent() || visit.elapsed() >= lane.length;
        if lane.orders.leave(slot, over) {
            break;
        }
    }
    if matches!(lane.budget, Budget::Each(..)) && !lane.orders.latest().ends {
        lane.dropped(visit.shard, left);
    }
}

/// Serves the slot as the plan has it, until it is over or orders are given.
async fn follow<U: User>(visit: &mut Visit<'_, U>, slot: usize, left: &mut u64) {
    let lane = visit.lane;
    for span in lane.slots.get(slot).into_iter().flatten() {
        visit.cut.set(visit.began, lane.limit(span.hard));
        for (from, until) in &span.windows {
            let opens = lane.brake().moment(visit.began, *from);
            let opening = async {
                tokio::select! {
                    () = lane.brake().sleep_until(opens) => {}
                    () = lane.orders.given() => {}
                }
            };
            if visit.cut.is_stopped() || visit.cut.bound(opening).await.is_none() {
                break;
            }
            if lane.orders.is_given() {
                return;
            }
            if iterate(visit, slot, *until, left).await == Waited::CutOff {
                break;
            }
        }
        if visit.cut.is_stopped() {
            return;
        }
    }
}

/// Serves the slot as long as it is wanted.
async fn obey<U: User>(visit: &mut Visit<'_, U>, slot: usize, left: &mut u64) {
    visit.cut.set(visit.began, Limit::at(visit.lane.hard));
    iterate(visit, slot, visit.lane.length, left).await;
}

/// Iterates until then, from the scenario's start, as long as the slot is wanted.
async fn iterate<U: User>(visit: &mut Visit<'_, U>, slot: usize, until: Duration, left: &mut u64) -> Waited {
    let _active = Active::new(visit.lane);
    while *left > 0 && visit.lane.orders.wants(slot) {
        if visit.held_up().await == Waited::CutOff {
            return Waited::CutOff;
        }
        let now = clock::now();
        if visit.elapsed_at(now) >= until {
            break;
        }
        let Some(number) = visit.lane.take() else { break };
        *left -= 1;
        // Nobody waits for a closed user's iteration: it is due when it starts.
        if visit.iterate(number, now, until).await == Waited::CutOff {
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
