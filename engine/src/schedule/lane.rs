//! One scenario while it runs: its slots, its counters, and the signals of its beginning and end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};

use tokio::sync::{Notify, watch};

use super::curve::{self, Slot};
use super::cut::Limit;
use super::open::Desk;
use super::orders::Orders;
use super::pacer::Pacer;
use crate::aggregate::{IterationTimes, Recorder, TagsId};
use crate::brake::Brake;
use crate::clock::{Duration, Instant};
use crate::plan::{Executor, Pause, Plan, Striping};
use crate::vu::Live;

/// Where a scenario is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Waiting,
    Began(Instant),
    Over(Instant),
}

/// How many iterations there are to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Budget {
    /// As many as there is time for.
    Unlimited,
    /// So many for all users together.
    Shared(u64),
    /// So many for each of so many users.
    Each(u64, u64),
}

impl Budget {
    /// Iterations of this process, where they are counted; else 0.
    pub(super) fn iterations(self) -> u64 {
        match self {
            Self::Unlimited => 0,
            Self::Shared(all) => all,
            Self::Each(each, users) => each * users,
        }
    }
}

/// The budget of a scenario in this segment.
pub(super) fn budget(executor: &Executor, segment: &Striping) -> Budget {
    match executor {
        Executor::SharedIterations { vus, iterations, .. } => {
            Budget::Shared(segment.restripe((*vus).into()).scale(*iterations))
        }
        Executor::PerVuIterations { vus, iterations, .. } => Budget::Each(*iterations, segment.scale((*vus).into())),
        _ => Budget::Unlimited,
    }
}

/// What one shard records of a scenario. Aligned so that two shards never write to one cache line.
#[repr(align(128))]
pub(super) struct Side {
    pub(super) recorder: Recorder,
    pub(super) tags: TagsId,
    complete: AtomicU64,
    interrupted: AtomicU64,
}

impl Side {
    pub(super) fn new(recorder: Recorder, tags: TagsId) -> Self {
        Self { recorder, tags, complete: AtomicU64::new(0), interrupted: AtomicU64::new(0) }
    }
}

/// A scenario while it runs.
pub(super) struct Lane {
    /// Its number in the plan.
    pub(super) index: usize,
    /// The regular length.
    pub(super) length: Duration,
    /// What still runs is interrupted here, from the scenario's start.
    pub(super) hard: Duration,
    pub(super) budget: Budget,
    pub(super) slots: Vec<Slot>,
    /// What was asked of it since it is there.
    pub(super) orders: Arc<Orders>,
    /// For the open executors.
    pub(super) desk: Option<Desk>,
    pub(super) pause: Option<Pause>,
    pub(super) min_iteration: Duration,
    /// One for each shard, and last the pacer's.
    pub(super) sides: Vec<Side>,
    /// Users made for this scenario or planned for it.
    pub(super) users: AtomicU32,
    live: Live,
    phase: watch::Sender<Phase>,
    begun: AtomicU64,
    dropped: AtomicU64,
    striping: Arc<Striping>,
    segment: Striping,
    present: AtomicUsize,
    empty: Notify,
}

impl Lane {
    pub(super) fn new(plan: &Plan, index: usize, live: Live, sides: Vec<Side>) -> Self {
        let scenario = &plan.scenarios[index];
        let segment = plan.segment.striping();
        let striping = Arc::new(match &scenario.executor {
            Executor::SharedIterations { vus, .. } => segment.restripe((*vus).into()),
            Executor::ConstantArrivalRate { max_vus, .. }
            | Executor::RampingArrivalRate { max_vus, .. }
            | Executor::Replay { max_vus, .. } => segment.restripe((*max_vus).into()),
            _ => segment.clone(),
        });
        let length = scenario.executor.length();
        let pacer = Pacer::new(scenario, striping.clone(), plan.seed);
        let slots = curve::slots(&scenario.executor, scenario.graceful_stop, &segment);
        Self {
            index,
            length,
            hard: length.saturating_add(scenario.graceful_stop),
            budget: budget(&scenario.executor, &segment),
            orders: Arc::new(Orders::new(slots.len())),
            slots,
            desk: pacer.map(|pacer| Desk::new(scenario, &segment, pacer)),
            pause: scenario.pause,
            min_iteration: plan.min_iteration,
            sides,
            users: AtomicU32::new(0),
            live,
            phase: watch::Sender::new(Phase::Waiting),
            begun: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            striping,
            segment,
            present: AtomicUsize::new(0),
            empty: Notify::new(),
        }
    }

    /// What each user made before the run is needed for: from when until when, from the scenario's start.
    pub(super) fn needs(&self) -> Vec<(Duration, Duration)> {
        match &self.desk {
            Some(desk) => vec![(Duration::ZERO, self.hard); desk.planned as usize],
            None => self.slots.iter().map(curve::need).collect(),
        }
    }

    /// Whether it is held, and since when.
    pub(super) fn brake(&self) -> &Brake {
        &self.live[self.index].brake
    }

    /// This process's part of so many users.
    pub(super) fn share(&self, users: u32) -> u32 {
        self.segment.scale(users.into()) as u32
    }

    /// A bound of the plan, from the scenario's start; users who follow orders are bound by the scenario's.
    pub(super) fn limit(&self, at: Duration) -> Limit {
        Limit::planned(at, &self.orders, self.hard)
    }

    /// Whether all iterations that there are were taken.
    pub(super) fn is_spent(&self) -> bool {
        matches!(self.budget, Budget::Shared(all) if self.begun.load(Ordering::Relaxed) >= all)
    }

    /// Whether somebody may still ask for users.
    pub(super) fn has_time(&self, began: Instant) -> bool {
        let orders = self.orders.latest();
        orders.users.is_some() && !orders.ends && !self.is_spent() && self.brake().elapsed(began) < self.length
    }

    /// Gives the number, over all segments, of the next iteration; none when the shared ones are used up.
    pub(super) fn take(&self) -> Option<u64> {
        let begun = self.begun.fetch_add(1, Ordering::Relaxed);
        if matches!(self.budget, Budget::Shared(all) if begun >= all) {
            return None;
        }
        self.striping.nth(begun)
    }

    /// The number, over all segments, of our nth arrival.
    pub(super) fn number(&self, nth: u64) -> Option<u64> {
        self.striping.nth(nth)
    }

    /// Shared iterations that nobody took.
    pub(super) fn untaken(&self) -> u64 {
        match self.budget {
            Budget::Shared(all) => all.saturating_sub(self.begun.load(Ordering::Relaxed)),
            _ => 0,
        }
    }

    pub(super) fn complete(&self, shard: usize, times: IterationTimes, failed: bool) {
        let side = &self.sides[shard];
        side.complete.fetch_add(1, Ordering::Relaxed);
        side.recorder.iteration(side.tags, times, failed);
        self.done();
    }

    pub(super) fn interrupted(&self, shard: usize) {
        let side = &self.sides[shard];
        side.interrupted.fetch_add(1, Ordering::Relaxed);
        side.recorder.interrupted(side.tags);
        self.done();
    }

    /// How late the generator itself was on this shard.
    pub(super) fn delayed(&self, shard: usize, delay: Duration) {
        let side = &self.sides[shard];
        side.recorder.delay(side.tags, delay);
    }

    fn done(&self) {
        if self.budget != Budget::Unlimited {
            self.live[self.index].done.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Records iterations that had no user or no time; `side` is the shard, or the pacer's number.
    pub(super) fn dropped(&self, side: usize, count: u64) {
        if count > 0 {
            self.dropped.fetch_add(count, Ordering::Relaxed);
            self.sides[side].recorder.dropped(self.sides[side].tags, count);
        }
    }

    /// The number of the pacer's side.
    pub(super) fn pacer(&self) -> usize {
        self.sides.len() - 1
    }

    /// Users at work: written by the desk or by the slots.
    pub(super) fn active(&self) -> &AtomicU32 {
        &self.live[self.index].active
    }

    pub(super) fn begin(&self, at: Instant) {
        // It is set here only, and once.
        let _ = self.live[self.index].began.set(at);
        self.phase.send_replace(Phase::Began(at));
    }

    pub(super) fn end(&self, at: Instant) {
        self.phase.send_replace(Phase::Over(at));
    }

    /// Ends a scenario that never began, so that its users leave.
    pub(super) fn call_off(&self, at: Instant) {
        self.phase.send_if_modified(|phase| {
            let waiting = *phase == Phase::Waiting;
            if waiting {
                *phase = Phase::Over(at);
            }
            waiting
        });
    }

    /// Whether it has begun and is not over.
    pub(super) fn is_running(&self) -> bool {
        matches!(*self.phase.borrow(), Phase::Began(_))
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(*self.phase.borrow(), Phase::Over(_))
    }

    /// Waits until the scenario is over and gives the instant.
    pub(super) async fn over(&self) -> Option<Instant> {
        match *self.phase.subscribe().wait_for(|phase| matches!(phase, Phase::Over(_))).await.ok()? {
            Phase::Over(at) => Some(at),
            _ => None,
        }
    }

    /// Waits until the scenario begins; none when it is over before it began.
    pub(super) async fn began(&self) -> Option<Instant> {
        match *self.phase.subscribe().wait_for(|phase| *phase != Phase::Waiting).await.ok()? {
            Phase::Began(at) => Some(at),
            _ => None,
        }
    }

    pub(super) fn arrive(&self) {
        self.present.fetch_add(1, Ordering::AcqRel);
    }

    pub(super) fn leave(&self) {
        if self.present.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.empty.notify_one();
        }
    }

    /// Waits until no user is bound to the scenario any more.
    pub(super) async fn emptied(&self) {
        while self.present.load(Ordering::Acquire) > 0 {
            self.empty.notified().await;
        }
    }

    /// What there is to tell of the scenario, now.
    pub(super) fn counts(&self) -> super::Counts {
        let sum =
            |count: fn(&Side) -> &AtomicU64| self.sides.iter().map(|side| count(side).load(Ordering::Relaxed)).sum();
        let phase = *self.phase.borrow();
        super::Counts {
            complete: sum(|side| &side.complete),
            interrupted: sum(|side| &side.interrupted),
            dropped: self.dropped.load(Ordering::Relaxed),
            active: self.active().load(Ordering::Relaxed),
            users: self.users.load(Ordering::Relaxed),
            began: self.live[self.index].began.get().copied(),
            ended: if let Phase::Over(at) = phase { Some(at) } else { None },
            scaled: self.orders.latest().users.is_some() || self.orders.latest().rate.is_some(),
        }
    }
}
