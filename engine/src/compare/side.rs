use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use super::estimate::{Estimate, estimates};
use super::run::{Facts, Key, Run};
use super::values::Values;
use crate::aggregate::Statistic;
use crate::plan::MetricKind;

/// One side of a comparison: runs of the same thing, measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// What is known of each run.
    pub facts: Vec<Facts>,
    /// Seconds of each run that were cut off at the start, and seconds that were left.
    pub seconds: Vec<(usize, usize)>,
    /// Every metric that a run has.
    pub measured: BTreeMap<Key, Measured>,
}

/// One metric of a side.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Its kind.
    pub kind: MetricKind,
    /// Its unit; empty for a number.
    pub unit: String,
    /// The scenarios that it comes from.
    pub scenarios: BTreeSet<String>,
    /// Its statistics.
    pub estimates: Vec<(Statistic, Estimate)>,
}

/// What a random choice is repeated by.
const SEED: u64 = 7;

impl Side {
    /// Measures runs together.
    pub fn of(runs: &[Run]) -> Self {
        let keys: BTreeSet<&Key> = runs.iter().flat_map(|run| run.courses.keys()).collect();
        Self {
            facts: runs.iter().map(|run| run.facts.clone()).collect(),
            seconds: runs.iter().map(|run| (run.cut, run.seconds)).collect(),
            measured: keys.into_iter().map(|key| (key.clone(), measured(key, runs))).collect(),
        }
    }
}

fn measured(key: &Key, runs: &[Run]) -> Measured {
    let own: Vec<_> = runs.iter().filter_map(|run| Some((run.courses.get(key)?, run.block))).collect();
    let (first, _) = own[0];
    // A metric that changed its kind between runs is measured where it is as at first.
    let same = own.iter().filter(|(course, _)| discriminant(&course.values) == discriminant(&first.values));
    let values: Vec<(&Values, usize)> = same.map(|(course, block)| (&course.values, *block)).collect();
    let statistics = first.values.statistics().iter().copied();
    Measured {
        kind: first.values.kind(),
        unit: first.unit.clone(),
        scenarios: own.iter().flat_map(|(course, _)| course.scenarios.clone()).collect(),
        estimates: statistics.zip(estimates(&values, SEED)).collect(),
    }
}
