use serde_json::Value;

use super::{Answer, Observed, each, members, number, numbers, offsets, within};
use crate::vector::observed::sorted;

/// Seconds that a duration of the whole run may be off.
const SLACK: f64 = 0.1;

/// Expectations about when things happened.
pub(super) fn check(key: &str, wanted: &Value, observed: &Observed) -> Answer {
    Some(match key {
        "starts" => {
            let extra = wanted["extra_ok"].as_u64().unwrap_or_default() as usize;
            offsets(&numbers(&wanted["ms"]), &observed.starts(), number(&wanted["tol_ms"]), extra)
        }
        "starts_any" => {
            let starts = observed.starts();
            let lists = wanted.as_array().into_iter().flatten();
            let results: Vec<_> = lists.map(|list| offsets(&numbers(list), &starts, 60.0, 0)).collect();
            if results.iter().any(Option::is_none) { None } else { each(results) }
        }
        "starts_min_ms" => {
            let first = observed.starts().first().copied().unwrap_or(f64::NAN);
            (first.is_nan() || first < number(wanted)).then(|| first.to_string())
        }
        "test_starts" => each(members(&wanted["by_scenario"]).map(|(name, list)| {
            let of = observed.path("/start").filter(|seen| seen.header("x-sc") == name);
            let found = sorted(of.map(|seen| observed.since_run(seen)));
            offsets(&numbers(list), &found, number(&wanted["tol_ms"]), 0)
        })),
        "test_paths_ms" => {
            let found = sorted(observed.seen.iter().map(|seen| observed.since_run(seen)));
            offsets(&numbers(&wanted["ms"]), &found, number(&wanted["tol_ms"]), 0)
        }
        "path_ms" => {
            let path = wanted["path"].as_str().unwrap_or_default();
            let all = sorted(observed.path(path).map(|seen| observed.since_run(seen)));
            let first = all.first().copied().unwrap_or_default();
            let found: Vec<f64> = all.iter().map(|at| at - first).collect();
            offsets(&numbers(&wanted["ms"]), &found, number(&wanted["tol_ms"]), 0)
        }
        "vu_first" => {
            let firsts = sorted(observed.starts_by_user().into_values().map(|starts| starts[0]));
            offsets(&numbers(&wanted["ms"]), &firsts, number(&wanted["tol_ms"]), 0)
        }
        "vu_last" => {
            let lasts = sorted(observed.starts_by_user().into_values().filter_map(|starts| starts.last().copied()));
            let (due, before) = (numbers(&wanted["ms"]), number(&wanted["before_ms"]));
            let fits = |(due, last): (&f64, &f64)| *last <= due + 5.0 && *last >= due - before - 40.0;
            (due.len() != lasts.len() || !due.iter().zip(&lasts).all(fits)).then(|| format!("{lasts:?}"))
        }
        "active_probe" => each(wanted.as_array().into_iter().flatten().map(|probe| probe_users(probe, observed))),
        "dur" => within(wanted, observed.seconds(), SLACK),
        "wall" => within(wanted, observed.run.wall.as_secs_f64(), 3.0 * SLACK),
        _ => return None,
    })
}

/// Distinct users that start within 75 ms around the instant.
fn probe_users(probe: &Value, observed: &Observed) -> Option<String> {
    let (at, wanted) = (number(&probe[0]), probe[1].as_u64().unwrap_or_default() as usize);
    let near = |starts: &Vec<f64>| starts.iter().any(|start| (start - at).abs() <= 75.0);
    let found = observed.starts_by_user().values().filter(|starts| near(starts)).count();
    (found != wanted).then(|| format!("{found} at {at} ms"))
}
