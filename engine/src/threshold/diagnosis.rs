use crate::aggregate::{Failed, Selector, Snapshot, Statistic};
use crate::sample::Cause;

/// So many requests must have been answered before anything is said.
const REQUESTS: f64 = 50.0;
/// The share of them that must have failed, all in the same way.
const ALIKE: f64 = 0.98;

/// Whether enough requests are done to say whether they all fail alike.
pub fn is_ripe(snapshot: &Snapshot) -> bool {
    requests(snapshot) >= REQUESTS
}

/// What is wrong where nearly every request fails in the same way: such a run measures how fast an error page is. Only what
/// the journey itself did not expect counts as failed.
pub fn diagnose(snapshot: &Snapshot) -> Option<String> {
    let all = requests(snapshot);
    let failures = snapshot.failures();
    let most = failures.iter().max_by_key(|failed| failed.count)?;
    if all < REQUESTS || (most.count as f64) < ALIKE * all {
        return None;
    }
    let what = match most.cause {
        Some(cause) => format!("{}: {}", cause.name(), most.first),
        None => format!("status {}", most.status),
    };
    let share = (1000.0 * most.count as f64 / all).round() / 10.0;
    Some(format!(
        "{share} % of the first {all} requests failed with {what}. {} Expect that answer in the journey, or set diagnose = false, to go on all the same",
        advice(most)
    ))
}

fn requests(snapshot: &Snapshot) -> f64 {
    snapshot.value("http_reqs", &Selector::all(), Statistic::Count).unwrap_or(0.0)
}

/// What to look at first.
fn advice(failed: &Failed) -> &'static str {
    match (failed.cause, failed.status) {
        (Some(Cause::Dns), _) => "Is the target's name right, or does `http.hosts` miss it?",
        (Some(Cause::Connect), _) => "Is the target started, and is its port right?",
        (Some(Cause::Tls), _) => "Is it https, and is its certificate's authority in `tls.ca`?",
        (Some(Cause::Timeout), _) => "Does the target answer at all, and is `http.timeout` long enough?",
        (Some(Cause::Reset | Cause::Protocol), _) => "Does something else than the target's HTTP listen there?",
        (Some(Cause::Denied), _) => "Is the address in `allow`?",
        (Some(Cause::TooLarge), _) => "Is `http.max_body` too small?",
        (Some(Cause::Invalid | Cause::Cancelled), _) => {
            "Are the URLs, headers and bodies that the journey makes right?"
        }
        (None, 400) => "Is the Host header one that the target knows?",
        (None, 401 | 403) => "Are the credentials right, and did the login work?",
        (None, 404) => "Is the path of the target's base URL right?",
        (None, 429) => "Does the target limit this address?",
        (None, 500..) => "What does the target's log say?",
        (None, _) => "Is this the answer that the journey should expect?",
    }
}
