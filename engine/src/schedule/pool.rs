//! Which user serves which slot: pure. A user serves slots of several scenarios when each is surely over before the next
//! begins, so that no more users are made than are needed at once.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::Duration;
use crate::plan::Scenario;

/// A slot of a scenario and how long it may need its user, counted from the run's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    /// The scenario, by its number in the plan.
    pub(super) scenario: usize,
    /// The slot's number in the scenario.
    pub(super) slot: usize,
    /// The earliest moment.
    pub(super) from: Duration,
    /// The latest moment.
    pub(super) until: Duration,
}

/// When a scenario may begin, counted from the run's start, and which scenarios are surely over by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opening {
    /// It does not begin before this.
    pub(super) earliest: Duration,
    /// It begins by then.
    pub(super) latest: Duration,
    /// The scenario that it waits for, the one which that waits for, and so on.
    pub(super) after: Vec<usize>,
}

/// The openings of all scenarios; an error names a `start_after` that does not exist or waits for itself.
pub(super) fn openings(scenarios: &[Scenario]) -> Result<Vec<Opening>, String> {
    (0..scenarios.len()).map(|scenario| opening(scenarios, scenario)).collect()
}

fn opening(scenarios: &[Scenario], scenario: usize) -> Result<Opening, String> {
    let mut after = Vec::new();
    let mut at = scenario;
    let mut earliest = scenarios[at].start_time;
    let mut latest = earliest;
    while let Some(name) = &scenarios[at].start_after {
        let before = scenarios.iter().position(|other| other.name == *name);
        let before = before.ok_or_else(|| {
            format!("scenario {:?}: start_after names no scenario of this plan: {name:?}", scenarios[at].name)
        })?;
        if before == scenario || after.contains(&before) {
            return Err(format!("scenario {:?}: start_after leads back to itself", scenarios[scenario].name));
        }
        let other = &scenarios[before];
        earliest = earliest.saturating_add(other.start_time);
        latest = [other.start_time, other.executor.length(), other.graceful_stop]
            .iter()
            .fold(latest, |sum, part| sum.saturating_add(*part));
        after.push(before);
        at = before;
    }
    Ok(Opening { earliest, latest, after })
}

/// The slots (scenario, slot) that each user serves, in order. The user that has been idle for longest is taken first.
pub(super) fn assign(mut needs: Vec<Need>, openings: &[Opening]) -> Vec<Vec<(usize, usize)>> {
    needs.sort_by_key(|need| (need.from, openings[need.scenario].after.len()));
    let mut users: Vec<Vec<(usize, usize)>> = Vec::new();
    // Users by the scenario that they served last, the one that is free first in front.
    let mut idle: BTreeMap<usize, BTreeSet<(Duration, usize)>> = BTreeMap::new();
    for need in needs {
        let free = idle
            .iter()
            .filter_map(|(scenario, users)| users.first().map(|(until, user)| (*until, *user, *scenario)))
            .filter(|(until, _, last)| *until <= need.from || openings[need.scenario].after.contains(last))
            .min();
        let user = match free {
            Some((until, user, last)) => {
                idle.entry(last).or_default().remove(&(until, user));
                user
            }
            None => {
                users.push(Vec::new());
                users.len() - 1
            }
        };
        users[user].push((need.scenario, need.slot));
        idle.entry(need.scenario).or_default().insert((need.until, user));
    }
    users
}
