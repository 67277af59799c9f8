use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Answer, Observed, each, exactly, members, number, numbers, within};

/// Expectations about how many and who.
pub(super) fn check(key: &str, wanted: &Value, observed: &Observed) -> Answer {
    let run = &observed.run;
    Some(match key {
        "exit" => exactly(&wanted.as_i64(), &run.code.map(i64::from)),
        "complete" => within(wanted, run.iterations("complete") as f64, 0.0),
        "interrupted" => within(wanted, run.iterations("interrupted") as f64, 0.0),
        "arrivals" => within(wanted, observed.seen.len() as f64, 0.0),
        "no_summary" => (wanted == true && !run.summary.is_null()).then(|| "a summary".into()),
        "sum" => per_metric(wanted, |metric| observed.sum(metric)),
        // How often a counter is added to is nobody's business, what it adds up to is (`sum`).
        "n" => {
            let counted = |(metric, _): &(&String, &Value)| run.summary["metrics"][metric]["type"] != "counter";
            each(
                members(wanted).filter(counted).map(|(metric, n)| {
                    within(n, observed.samples(metric), 0.0).map(|found| format!("{metric} {found}"))
                }),
            )
        }
        "sample_max" => each(members(wanted).map(|(metric, most)| {
            let found = run.number(metric, "max");
            (found.is_nan() || found > number(most)).then(|| format!("{metric} {found}"))
        })),
        "absent" => each(wanted.as_array().into_iter().flatten().filter_map(Value::as_str).map(|metric| {
            let found = observed.samples(metric);
            (found != 0.0).then(|| format!("{metric} with {found} samples"))
        })),
        "paths" => each(members(wanted).map(|(path, count)| {
            within(count, observed.path(path).count() as f64, 0.0).map(|found| format!("{path} {found} times"))
        })),
        "tagged" => each(wanted.as_array().into_iter().flatten().map(|one| {
            let metric = one[0].as_str().unwrap_or_default();
            within(&one[2], observed.tagged(metric, &one[1]), 0.0).map(|n| format!("{metric}{} {n} times", one[1]))
        })),
        "tag_keys" => each(members(wanted).map(|(metric, keys)| tag_keys(metric, keys, observed))),
        "vus_gauge" => {
            let (values, found) = (numbers(wanted), (run.number("vus", "min"), run.number("vus", "max")));
            let bounds =
                (values.iter().copied().fold(f64::NAN, f64::min), values.iter().copied().fold(f64::NAN, f64::max));
            exactly(&bounds, &found)
        }
        "vus_gauge_max" => exactly(&number(wanted), &run.number("vus", "max")),
        "vusmax_last" | "vusmax_any" => exactly(&number(wanted), &number(&run.summary["vus"]["max"])),
        _ => return users(key, wanted, observed),
    })
}

fn per_metric(wanted: &Value, found: impl Fn(&str) -> f64) -> Option<String> {
    each(members(wanted).map(|(metric, n)| within(n, found(metric), 0.0).map(|found| format!("{metric} {found}"))))
}

fn tag_keys(metric: &str, keys: &Value, observed: &Observed) -> Option<String> {
    let wanted: BTreeSet<String> =
        keys.as_array().into_iter().flatten().filter_map(|k| Some(k.as_str()?.to_owned())).collect();
    exactly(&wanted, &observed.tag_keys(metric)).map(|found| format!("{metric} {found}"))
}

/// Expectations about which user did what.
fn users(key: &str, wanted: &Value, observed: &Observed) -> Answer {
    let starts = || observed.path("/start");
    Some(match key {
        "distinct_vus" => within(wanted, observed.starts_by_user().len() as f64, 0.0),
        "by_vu_multiset" => {
            let mut counts: Vec<u64> = observed.starts_by_user().values().map(|starts| starts.len() as u64).collect();
            counts.sort_unstable();
            exactly(wanted, &counts.into())
        }
        "iit" => exactly(&numbers(wanted), &header_numbers(starts(), "x-iit")),
        "path_vu" => each(members(wanted).map(|(path, vu)| {
            each(observed.path(path).map(|seen| exactly(&number(vu), &seen.number("x-vu").unwrap_or(f64::NAN))))
        })),
        "per_scenario_iter" => each(members(wanted).map(|(scenario, lists)| {
            each(members(lists).map(|(key, list)| {
                let of = starts().filter(|seen| seen.header("x-sc") == scenario);
                exactly(&numbers(list), &header_numbers(of, &format!("x-{key}"))).map(|found| format!("{key} {found}"))
            }))
        })),
        "env_by_scenario" => {
            let found: BTreeMap<_, _> = starts().map(|seen| (seen.header("x-sc"), seen.header("x-env"))).collect();
            exactly(wanted, &serde_json::json!(found))
        }
        "first" => first(wanted, observed),
        _ => return None,
    })
}

fn header_numbers<'a>(seen: impl Iterator<Item = &'a crate::origin::Seen>, name: &str) -> Vec<f64> {
    crate::vector::observed::sorted(seen.filter_map(|seen| seen.number(name)))
}

fn first(wanted: &Value, observed: &Observed) -> Option<String> {
    let Some(first) = observed.path("/start").next() else { return Some("no request".into()) };
    let scenario = first.header("x-sc");
    each(members(wanted).map(|(key, value)| match key.as_str() {
        "sc" => exactly(value, &scenario.into()),
        "ex" => exactly(value, &observed.scenario(scenario)["executor"]),
        other => exactly(&number(value), &first.number(&format!("x-{other}")).unwrap_or(f64::NAN)),
    }))
}
