//! When each user of a closed scenario is active: pure, from the plan and the segment.

use crate::clock::Duration;
use crate::plan::{Executor, Stage, Striping};

/// From this moment on so many users are planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// From the scenario's start.
    pub(super) at: Duration,
    /// Users of this process.
    pub(super) users: u32,
}

/// A stretch of a slot's life: one or several windows in which iterations start, and the moment at which a running one
/// is cut off. Windows share a stretch when the slot was asked back before it was cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// Iterations start in [from, until) of each.
    pub(super) windows: Vec<(Duration, Duration)>,
    /// What still runs is interrupted here.
    pub(super) hard: Duration,
}

/// A place for one user in a closed scenario.
pub(super) type Slot = Vec<Span>;

/// The planned number of users of `ramping-vus`: whole users, the floor of the line on its way up, the ceiling on its way
/// down, in integer nanoseconds.
pub(super) fn steps(start: u32, stages: &[Stage], striping: &Striping) -> Vec<Step> {
    let mut steps = vec![Step { at: Duration::ZERO, users: striping.scale(start.into()) as u32 }];
    let mut plan = |at: u64, users: u64| {
        let users = striping.scale(users) as u32;
        if steps.last().is_some_and(|last| last.users != users) {
            steps.push(Step { at: Duration::from_nanos(at), users });
        }
    };
    let (mut end, mut from) = (0u64, u64::from(start));
    for stage in stages {
        let length = stage.duration.as_nanos() as u64;
        let to = stage.target;
        end += length;
        let before = |part: u64, whole: u64| (u128::from(length) * u128::from(part) / u128::from(whole)) as u64;
        if length == 0 {
            plan(end, to);
            from = to;
        }
        for count in from + 1..=to {
            plan(end - before(to - count, to - from), count);
        }
        for count in (to..from).rev() {
            plan(end - before(count - to, from - to), count);
        }
        from = to;
    }
    plan(end, 0);
    steps
}

/// The slots of a closed scenario; none for an open one.
pub(super) fn slots(executor: &Executor, graceful_stop: Duration, striping: &Striping) -> Vec<Slot> {
    let end = executor.length();
    let always = |users: u32| {
        let span = Span { windows: vec![(Duration::ZERO, end)], hard: end.saturating_add(graceful_stop) };
        vec![vec![span]; striping.scale(users.into()) as usize]
    };
    match executor {
        Executor::SharedIterations { vus, .. }
        | Executor::PerVuIterations { vus, .. }
        | Executor::ConstantVus { vus, .. } => always(*vus),
        Executor::RampingVus { start_vus, stages, graceful_ramp_down } => {
            let last = stages.last().map_or(u64::from(*start_vus), |stage| stage.target);
            let limits = Limits { end, graceful_stop, graceful_ramp_down: *graceful_ramp_down, falls: last == 0 };
            windows(&steps(*start_vus, stages, striping)).into_iter().map(|windows| limits.spans(windows)).collect()
        }
        Executor::ConstantArrivalRate { .. } | Executor::RampingArrivalRate { .. } | Executor::Replay { .. } => {
            Vec::new()
        }
    }
}

/// From when until when, at the latest, a slot needs its user.
pub(super) fn need(slot: &Slot) -> (Duration, Duration) {
    let from = slot.first().and_then(|span| span.windows.first()).map_or(Duration::ZERO, |window| window.0);
    (from, slot.last().map_or(Duration::ZERO, |span| span.hard))
}

/// For each slot, when it is wanted; a slot that is dropped and asked back at the same instant was wanted throughout.
fn windows(steps: &[Step]) -> Vec<Vec<(Duration, Duration)>> {
    let most = steps.iter().map(|step| step.users).max().unwrap_or(0) as usize;
    let mut slots: Vec<Vec<(Duration, Duration)>> = vec![Vec::new(); most];
    let mut users = 0;
    for step in steps {
        let wanted = step.users as usize;
        for slot in slots.iter_mut().take(wanted).skip(users) {
            match slot.last_mut() {
                Some(last) if last.1 == step.at => last.1 = Duration::MAX,
                _ => slot.push((step.at, Duration::MAX)),
            }
        }
        for slot in slots.iter_mut().take(users).skip(wanted) {
            let open = slot.pop().expect("a slot that is dropped was open");
            if open.0 < step.at {
                slot.push((open.0, step.at));
            }
        }
        users = wanted;
    }
    // A slot that is wanted only from the very end has no window.
    slots.retain(|windows| !windows.is_empty());
    slots
}

/// What bounds the last iterations of a slot.
struct Limits {
    end: Duration,
    graceful_stop: Duration,
    graceful_ramp_down: Duration,
    /// The curve itself ends at no users: then the last ones are removed as others are.
    falls: bool,
}

impl Limits {
    fn spans(&self, windows: Vec<(Duration, Duration)>) -> Slot {
        let mut slot: Slot = Vec::new();
        for window in windows {
            let hard = self.hard(window.1);
            match slot.last_mut() {
                Some(span) if window.0 <= span.hard => {
                    span.windows.push(window);
                    span.hard = hard;
                }
                _ => slot.push(Span { windows: vec![window], hard }),
            }
        }
        slot
    }

    fn hard(&self, removed: Duration) -> Duration {
        let stop = self.end.saturating_add(self.graceful_stop);
        if removed == self.end && !self.falls {
            return stop;
        }
        removed.saturating_add(self.graceful_ramp_down).min(stop)
    }
}
