//! Whether two sides can be compared at all.

use std::collections::{BTreeMap, BTreeSet};

use super::run::Facts;
use super::side::Side;
use crate::exit::ExitCode;

/// What differs between the sides besides the numbers, and what limits their worth.
pub(super) fn warnings(base: &Side, new: &Side) -> Vec<String> {
    let mut said = Vec::new();
    let texts = |side: &Side, of: fn(&Facts) -> &str| -> String {
        let all: BTreeSet<&str> = side.facts.iter().map(of).collect();
        all.into_iter().collect::<Vec<_>>().join(", ")
    };
    let mut told = |what: &str, of: fn(&Facts) -> &str| {
        let (one, other) = (texts(base, of), texts(new, of));
        if one != other {
            said.push(format!("the {what}s differ: {one} and {other}"));
        }
    };
    told("plan", |facts| &facts.plan);
    told("target", |facts| &facts.target);
    let (one, other) = (scenarios(base), scenarios(new));
    if one != other {
        said.push(format!("the scenarios differ: {} and {}", shown(&one), shown(&other)));
    }
    let users = |side: &Side| side.facts.iter().map(|facts| facts.users).fold(0.0, f64::max);
    if users(base) != users(new) {
        said.push(format!("the users differ: {} and {} at most", users(base), users(new)));
    }
    for (here, there, which) in [(base, new, "base"), (new, base, "new side")] {
        let names = |side: &Side| side.measured.keys().map(|key| key.name.clone()).collect::<BTreeSet<_>>();
        let only: Vec<String> = names(here).difference(&names(there)).cloned().collect();
        if !only.is_empty() {
            said.push(format!("only the {which} has {}", only.join(", ")));
        }
    }
    said.extend([base, new].into_iter().flat_map(|side| &side.facts).flat_map(unsound));
    said
}

/// What a run says against its own numbers.
fn unsound(facts: &Facts) -> Vec<String> {
    let mut said: Vec<String> = facts.warnings.iter().map(|warning| format!("{}: {warning}", facts.path)).collect();
    if facts.codes.is_none() {
        said.push(format!("{}: the run did not come to its end", facts.path));
    }
    said
}

/// What limits the worth of a row from these scenarios.
pub(super) fn caveats(scenarios: &BTreeSet<String>, base: &Side, new: &Side) -> Vec<String> {
    let mut said = Vec::new();
    for (side, which) in [(base, "base"), (new, "new side")] {
        let of = |facts: &Facts| -> u64 { scenarios.iter().filter_map(|scenario| facts.dropped.get(scenario)).sum() };
        let dropped: u64 = side.facts.iter().map(of).sum();
        if dropped > 0 {
            said.push(format!("{dropped} arrivals missing in the {which}"));
        }
        let overloaded = |facts: &Facts| facts.codes.iter().flatten().any(|c| *c == ExitCode::Overloaded.number());
        if side.facts.iter().any(overloaded) {
            said.push(format!("the generator of the {which} was overloaded"));
        }
    }
    said
}

fn scenarios(side: &Side) -> BTreeMap<String, String> {
    side.facts.iter().flat_map(|facts| facts.scenarios.clone()).collect()
}

fn shown(scenarios: &BTreeMap<String, String>) -> String {
    scenarios.iter().map(|(name, executor)| format!("{name} ({executor})")).collect::<Vec<_>>().join(", ")
}
