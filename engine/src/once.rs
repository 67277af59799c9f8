//! One user, once: what `throng trace` and `throng dev` run instead of the plan's schedule.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use crate::aggregate::{Aggregator, Registry, Snapshot};
use crate::clock;
use crate::exit::{ExitCode, Failed};
use crate::inbox::Inbox;
use crate::log::Log;
use crate::plan::Plan;
use crate::prepare::Prepared;
use crate::stop::{Reason, Stop};
use crate::vu::{self, End, Host, Observer, StageFailure, Tick, User as _, Users as _};
use crate::{protocol, schedule};

/// What one user does.
pub struct Options {
    /// The scenario it serves; none is the plan's first.
    pub scenario: Option<String>,
    /// How often it iterates.
    pub iterations: u64,
    /// All stages together take no longer.
    pub limit: Duration,
    /// Where the journey speaks.
    pub log: Log,
    /// Sees what it does.
    pub observer: Arc<dyn Observer>,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Names of the requests as the summary has them, with their number; sorted.
    pub requests: Vec<(String, u64)>,
    /// Checks by name: how often they held and did not; sorted.
    pub checks: Vec<(String, u64, u64)>,
    /// What went wrong in the journey itself; none where all stages ended well.
    pub failure: Option<String>,
}

/// Runs setup, the iterations of one user, and teardown. An error is a mistake in the plan; what the journey does wrong
/// is in the outcome.
pub async fn once(prepared: &Prepared, options: Options) -> Result<Outcome> {
    let invalid = |error: anyhow::Error| Failed::error(ExitCode::Invalid, format!("{error:#}"));
    let plan = prepared.plan.clone();
    let scenario = scenario(&plan, options.scenario.as_deref())?;
    let registry = Registry::new(plan.limits.series);
    for metric in &plan.metrics {
        let declared = registry.metric(&metric.name, metric.kind, &metric.unit);
        declared.map_err(|message| Failed::error(ExitCode::Invalid, message))?;
    }
    let stop = Stop::default();
    let live = schedule::live(&plan);
    let (shared, recorder) = (protocol::Shared::new(&plan).map_err(invalid)?, registry.recorder());
    let inbox = Inbox::of_plan(&plan, recorder.clone()).map_err(invalid)?;
    inbox.iter().for_each(|inbox| shared.refuse_listener(inbox.bound()));
    let host = Host::new(vu::Parts {
        program: prepared.program.clone(),
        live: live.clone(),
        protocol: shared,
        inbox,
        recorders: vec![recorder],
        registry: registry.clone(),
        log: options.log,
        stop: stop.clone(),
        observer: Some(options.observer),
        profile: None,
        plan,
    })
    .map_err(invalid)?;
    live[scenario].began.get_or_init(clock::now);
    let mut aggregator = Aggregator::new(&registry);
    let work = stages(&host, scenario, options.iterations, &stop);
    let failure = match tokio::time::timeout(options.limit, work).await {
        Ok(ended) => ended.err(),
        Err(_) => Some(format!("it did not end within {:?}", options.limit)),
    };
    aggregator.merge(Duration::from_secs(1));
    Ok(outcome(&aggregator.into_snapshot(), failure))
}

/// The number of a scenario; an error lists those that there are.
fn scenario(plan: &Plan, name: Option<&str>) -> Result<usize> {
    let Some(name) = name else { return Ok(0) };
    plan.scenarios.iter().position(|scenario| scenario.name == name).ok_or_else(|| {
        let known: Vec<&str> = plan.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        Failed::error(ExitCode::Invalid, format!("the plan has no scenario `{name}`; it has {}", known.join(", ")))
    })
}

async fn stages(host: &Host, scenario: usize, iterations: u64, stop: &Stop) -> Result<(), String> {
    let said = |stage: &str, failure| match failure {
        StageFailure::TimedOut(limit) => format!("{stage} did not end within {limit:?}"),
        StageFailure::Failed(message) => format!("{stage} failed: {message}"),
        StageFailure::Aborted(reason) => format!("aborted: {reason}"),
    };
    host.begin();
    host.setup().await.map_err(|failure| said("setup", failure))?;
    let done = user(host, scenario, iterations, stop).await;
    let torn = host.teardown().await.map_err(|failure| said("teardown", failure));
    done.and(torn)
}

async fn user(host: &Host, scenario: usize, iterations: u64, stop: &Stop) -> Result<(), String> {
    let mut user = host.create(1, scenario, 0).await.map_err(|error| format!("{error:#}"))?;
    let mut done = Ok(());
    for iteration in 0..iterations {
        match user.iterate(Tick { scenario, iteration, due: clock::now() }).await {
            End::Complete => {}
            // Its words are in the snapshot.
            End::Failed => done = Err(String::new()),
            End::Aborted(reason) => done = Err(format!("aborted: {reason}")),
        }
        if let Some(Reason::Aborted(reason)) = stop.reason() {
            done = Err(format!("aborted: {reason}"));
            break;
        }
    }
    user.finish().await;
    done
}

fn outcome(snapshot: &Snapshot, failure: Option<String>) -> Outcome {
    let said =
        || snapshot.journey_failures.values().map(|failure| failure.first.clone()).collect::<Vec<_>>().join("\n");
    let failure = failure.map(|failure| if failure.is_empty() { said() } else { failure });
    let mut requests = std::collections::BTreeMap::new();
    for series in snapshot.all_series().iter().filter(|series| series.metric == "http_reqs") {
        let tag = |key| series.tags.get(key).unwrap_or_default();
        *requests.entry(format!("{} {}", tag("method"), tag("name"))).or_default() += series.sink.samples();
    }
    let mut checks: Vec<_> =
        snapshot.checks().into_iter().map(|check| (check.name.to_string(), check.passed, check.failed)).collect();
    checks.sort();
    Outcome { requests: requests.into_iter().collect(), checks, failure }
}
