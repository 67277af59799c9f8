//! What a run says of a generator that could not keep its schedule, and what follows for its verdicts.

use crate::aggregate::overload::{self, Load, Punctuality, Workload};
use crate::aggregate::{Selector, Sink, Snapshot};
use crate::exit::ExitCode;
use crate::plan::{Executor, Late, Plan, Scenario};
use crate::report::warning::Warning;
use crate::threshold::{self, Verdict};

/// What there is to say.
#[derive(Default)]
pub(crate) struct Lateness {
    pub(crate) warnings: Vec<Warning>,
    pub(crate) notes: Vec<String>,
    pub(crate) codes: Vec<(ExitCode, String)>,
}

/// Judges each scenario's seconds, and whether a verdict can be the late generator's doing.
pub(crate) fn lateness(plan: &Plan, snapshot: &Snapshot, judged: &[Verdict]) -> Lateness {
    let mut said = Lateness::default();
    for late in punctualities(plan, snapshot) {
        match late.load {
            Load::Kept => {}
            Load::Saturated => said.notes.push(saturated(&late)),
            Load::Overloaded => said.overloaded(&late, &turned(judged, snapshot, &late), !judged.is_empty()),
        }
    }
    said
}

impl Lateness {
    fn overloaded(&mut self, late: &Punctuality, turned: &[String], is_judged: bool) {
        let warning = Warning::Overloaded {
            scenario: late.scenario.clone(),
            bad: late.bad,
            seconds: late.seconds,
            worst_ms: late.worst_ms,
            turned: !turned.is_empty(),
        };
        if turned.is_empty() && is_judged {
            // Whoever asked for verdicts has them all: the rest is worth knowing, and no alarm.
            return self.notes.push(warning.to_string());
        }
        self.warnings.push(warning);
        if !turned.is_empty() {
            let what = format!("{} could not keep its schedule: {}", late.scenario, turned.join("; "));
            self.codes.push((ExitCode::Overloaded, what));
        }
    }
}

/// Whether a scenario's schedule was not kept, whatever depends on it.
pub(crate) fn is_overloaded(plan: &Plan, snapshot: &Snapshot) -> bool {
    punctualities(plan, snapshot).iter().any(|late| late.load == Load::Overloaded)
}

/// Whether every scenario fills the CPU on purpose: closed, and without pauses.
fn saturates(plan: &Plan, snapshot: &Snapshot) -> bool {
    plan.scenarios.iter().all(|scenario| {
        let executor = &scenario.executor;
        let open = matches!(executor, Executor::ConstantArrivalRate { .. } | Executor::RampingArrivalRate { .. });
        !open && scenario.pause.is_none() && !thinks(&scenario.name, snapshot)
    })
}

fn punctualities(plan: &Plan, snapshot: &Snapshot) -> Vec<Punctuality> {
    let saturates = saturates(plan, snapshot);
    let of = |scenario: &Scenario| {
        let queues = scenario.late == Late::Queue;
        overload::punctuality(&snapshot.seconds, &Workload { scenario: scenario.name.clone(), queues, saturates })
    };
    plan.scenarios.iter().map(of).collect()
}

/// The thresholds whose verdict can be the late generator's doing. They are judged over the whole run, and so is the delay.
fn turned(judged: &[Verdict], snapshot: &Snapshot, late: &Punctuality) -> Vec<String> {
    let selector: Selector = [("scenario", late.scenario.as_str())].into_iter().collect();
    let delay_ms = match snapshot.sink("generator_delay", &selector) {
        Some(Sink::Trend(delays)) => delays.percentile(99.0),
        _ => None,
    };
    let delay_ms = delay_ms.unwrap_or(late.worst_ms);
    let turned = judged.iter().filter(|verdict| threshold::may_turn(verdict, snapshot, delay_ms));
    turned.map(|verdict| verdict.threshold.to_string()).collect()
}

/// Whether users spend most of an iteration elsewhere than in requests: in sleeps of the journey.
fn thinks(scenario: &str, snapshot: &Snapshot) -> bool {
    let selector: Selector = [("scenario", scenario)].into_iter().collect();
    let sum = |metric| match snapshot.sink(metric, &selector) {
        Some(Sink::Trend(trend)) => trend.sum(),
        _ => 0.0,
    };
    sum("http_req_duration") < 0.5 * sum("iteration_duration")
}

fn saturated(late: &Punctuality) -> String {
    format!(
        "{}: users without think time kept the generator busy ({} of {} seconds late by more than 1 ms): this shows what generator and target \
         do together; use an arrival rate to time the target alone",
        late.scenario, late.bad, late.seconds
    )
}
