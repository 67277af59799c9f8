//! The search for the highest level (rate or users) at which every threshold still holds. It is a pure function: the
//! trials so far in, the next level out. No clock, no target, no chance.

mod edge;
#[cfg(test)]
mod tests;

pub use edge::Edge;

/// What one trial says to the search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probe {
    /// Iterations per second, or users.
    pub level: f64,
    /// Whether every threshold held.
    pub held: bool,
    /// The worst threshold: what was observed by its bound, so that more than 1 is broken; none where it has no such number.
    pub margin: Option<f64>,
    /// Iterations per second that were completed, where the level is a rate.
    pub achieved: Option<f64>,
}

impl Probe {
    /// What was achieved, where that was not what was asked for: the target can do no more.
    fn saturated(&self) -> Option<f64> {
        self.achieved.filter(|achieved| !self.held && *achieved > 0.0 && *achieved < 0.98 * self.level)
    }

    /// How far the worst threshold is from its bound, ln; far on its side where it has no number.
    fn distance(&self) -> f64 {
        const FAR: f64 = 9.0;
        match self.margin {
            Some(margin) if margin > 0.0 && (margin <= 1.0) == self.held => margin.ln().clamp(-FAR, FAR),
            _ if self.held => -FAR,
            _ => FAR,
        }
    }
}

/// What is searched for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// The first level.
    pub start: f64,
    /// No level above this is tried.
    pub most: f64,
    /// Trials at most.
    pub trials: usize,
    /// How near the found level is to be, as a share of it.
    pub tolerance: f64,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Next {
    /// A trial at this level.
    Try(f64),
    /// The search is over.
    Done(Found),
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Found {
    /// The highest level that holds, and between which levels it lies with a probability of 95 %.
    Edge {
        /// The median.
        level: f64,
        /// 2.5 % lie below.
        low: f64,
        /// 2.5 % lie above.
        high: f64,
    },
    /// Every level that was tried held, up to this one.
    AtLeast(f64),
    /// No level held, down to this one.
    Below(f64),
}

/// A level is doubled while the thresholds hold, and halved until they do.
const STEP: f64 = 2.0;
/// So many trials there are at least, before an edge is believed.
const FEWEST: usize = 4;
/// The search ends once the edge is known to so much of the tolerance.
const SHARE: f64 = 0.6;

/// The next level, or what was found. Geometric steps first, until one trial held and one broke; then each trial is made
/// where the edge most likely is, and moves it as far as its noise allows: near the edge no single trial decides.
pub fn next(goal: &Goal, probes: &[Probe]) -> Next {
    let levels = |held: bool| probes.iter().filter(move |probe| probe.held == held).map(|probe| probe.level);
    let over = probes.len() >= goal.trials;
    match (levels(true).reduce(f64::max), levels(false).reduce(f64::min)) {
        (None, None) => Next::Try(goal.start.min(goal.most)),
        (Some(held), None) if over || held >= goal.most => Next::Done(Found::AtLeast(held)),
        (Some(held), None) => Next::Try((held * STEP).min(goal.most)),
        (None, Some(broken)) if over => Next::Done(Found::Below(broken)),
        (None, Some(broken)) => Next::Try(lower(broken, probes)),
        (Some(_), Some(_)) => {
            let edge = Edge::of(probes);
            let [low, level, high] = [0.025, 0.5, 0.975].map(|share| edge.quantile(share).min(goal.most));
            let known = (high / low).ln() / 2.0 < SHARE * goal.tolerance;
            if over || (known && probes.len() >= FEWEST) {
                return Next::Done(Found::Edge { level, low, high });
            }
            Next::Try(level)
        }
    }
}

/// Half of what broke, or nearly what the target achieved there.
fn lower(broken: f64, probes: &[Probe]) -> f64 {
    let achieved = probes.last().and_then(Probe::saturated).map(|achieved| 0.9 * achieved);
    achieved.unwrap_or(0.0).max(broken / STEP).min(0.9 * broken)
}
