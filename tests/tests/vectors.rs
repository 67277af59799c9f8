//! The semantics vectors against the real binary. Where throng means to differ, `docs/k6-differences.md` says so and
//! why: a vector that differs must be listed there, and one that is listed must differ.

use std::sync::{Mutex, PoisonError, RwLock};

use throng_tests::vector::{Differences, Vector, family};

/// Runs at a time: nearly all of them sleep nearly all of the time, but their timing is judged.
const AT_ONCE: usize = 6;

/// A machine that is busy with other things may be late once; what is wrong is wrong each time.
const TRIES: usize = 3;

/// A name server that cannot be reached takes a network namespace of its own: what becomes of it is a unit test of `protocol`.
const NOT_RUN: [&str; 1] = ["ec-dns-unreachable"];

/// Held by the runs of the first try together, and by each later try alone.
static MACHINE: RwLock<()> = RwLock::new(());

/// Runs all vectors of these families and judges them against the list of differences.
fn judge(families: &[&str]) {
    let differences = Differences::read();
    let all: Vec<Vector> = families
        .iter()
        .flat_map(|name| family(name))
        .filter(|vector| vector.runs() && !NOT_RUN.contains(&vector.id.as_str()))
        .collect();
    let vectors: Vec<&Vector> = all.iter().filter(|vector| selected(&vector.id)).collect();
    let first = side_by_side(&vectors);
    let mut wrong = Vec::new();
    for (vector, mut found) in vectors.iter().zip(first) {
        let listed = differences.of(&vector.id);
        for _ in 1..TRIES {
            if found.is_empty() || listed.is_some() {
                break;
            }
            let _alone = MACHINE.write().unwrap_or_else(PoisonError::into_inner);
            found = vector.run();
        }
        match (listed, found.is_empty()) {
            (None, false) => wrong.push(format!("{}\n    {}", vector.id, found.join("\n    "))),
            (Some(title), true) => {
                wrong.push(format!("{}\n    listed under `{title}`, but does not differ", vector.id))
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {} vectors:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
}

/// All of them, or those that `VECTORS=id,id` names.
fn selected(id: &str) -> bool {
    std::env::var("VECTORS").map_or(true, |ids| ids.split(',').any(|wanted| id.starts_with(wanted)))
}

fn side_by_side(vectors: &[&Vector]) -> Vec<Vec<String>> {
    let next = Mutex::new(0..vectors.len());
    let found = Mutex::new(vec![Vec::new(); vectors.len()]);
    let take = || next.lock().expect("no run panics").next();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(at) = take() {
                    let _shared = MACHINE.read().unwrap_or_else(PoisonError::into_inner);
                    let differences = vectors[at].run();
                    found.lock().expect("no run panics")[at] = differences;
                }
            });
        }
    });
    found.into_inner().expect("no run panics")
}

#[test]
fn executors() {
    judge(&[
        "shared-iterations",
        "per-vu-iterations",
        "constant-vus",
        "ramping-vus",
        "constant-arrival-rate",
        "ramping-arrival-rate",
    ]);
}

#[test]
fn runs() {
    judge(&["scenarios", "shortcuts", "setup-teardown-limits", "segments", "errors-aborts", "metrics"]);
}

#[test]
fn thresholds() {
    judge(&["thresholds"]);
}

#[test]
fn request_outcomes() {
    judge(&["request-outcomes"]);
}

#[test]
fn every_listed_difference_is_a_vector() {
    let names = [
        "constant-arrival-rate",
        "constant-vus",
        "errors-aborts",
        "formats",
        "metrics",
        "per-vu-iterations",
        "percentiles",
        "ramping-arrival-rate",
        "ramping-vus",
        "request-outcomes",
        "scenarios",
        "schedules",
        "segments",
        "setup-teardown-limits",
        "shared-iterations",
        "shortcuts",
        "thresholds",
    ];
    let all: Vec<Vector> = names.iter().flat_map(|name| family(name)).collect();
    assert_eq!(all.len(), 352);
    for id in Differences::read().vectors() {
        assert!(all.iter().any(|vector| vector.id == id), "docs/k6-differences.md lists `{id}`, which is no vector");
    }
}
