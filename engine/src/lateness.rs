//! What a run says of a generator that could not keep its schedule, and what follows for its verdicts.

use crate::aggregate::overload::{self, Load, Punctuality, Workload};
use crate::aggregate::{Selector, Sink, Snapshot};
use crate::exit::ExitCode;
use crate::plan::Plan;
use crate::report::warning::Warning;
use crate::result::ScenarioHead;
use crate::threshold::{self, Verdict};

/// What there is to say.
#[derive(Default)]
pub(crate) struct Lateness {
    pub(crate) warnings: Vec<Warning>,
    pub(crate) notes: Vec<String>,
    pub(crate) codes: Vec<(ExitCode, String)>,
}

/// The workloads of a plan.
pub(crate) fn heads(plan: &Plan) -> Vec<ScenarioHead> {
    plan.scenarios.iter().map(ScenarioHead::of).collect()
}

/// Judges each scenario's seconds, and whether a verdict can be the late generator's doing.
pub(crate) fn lateness(scenarios: &[ScenarioHead], snapshot: &Snapshot, judged: &[Verdict]) -> Lateness {
    let mut said = Lateness::default();
    let all = punctualities(scenarios, snapshot);
    let of = |load| all.iter().filter(|late| late.load == load).collect::<Vec<_>>();
    said.notes.extend(together(&of(Load::Saturated)).as_ref().map(saturated));
    let overloaded = of(Load::Overloaded);
    if let Some(late) = together(&overloaded) {
        let mut turned: Vec<String> = Vec::new();
        for own in &overloaded {
            let more = turned_by(judged, snapshot, own);
            turned.extend(more.into_iter().filter(|text| !turned.contains(text)).collect::<Vec<_>>());
        }
        said.overloaded(&late, &turned, !judged.is_empty(), taken(snapshot));
    }
    said
}

impl Lateness {
    fn overloaded(&mut self, late: &Punctuality, turned: &[String], is_judged: bool, taken: Option<String>) {
        let warning = Warning::Overloaded {
            scenario: late.scenario.clone(),
            bad: late.bad,
            seconds: late.seconds,
            worst_ms: late.worst_ms,
            taken,
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
pub(crate) fn is_overloaded(scenarios: &[ScenarioHead], snapshot: &Snapshot) -> bool {
    punctualities(scenarios, snapshot).iter().any(|late| late.load == Load::Overloaded)
}

/// The worst of several scenarios, in the name of all: they share the threads that were late.
fn together(all: &[&Punctuality]) -> Option<Punctuality> {
    let worst = all.iter().max_by_key(|late| late.bad)?;
    let names: Vec<&str> = all.iter().map(|late| late.scenario.as_str()).collect();
    let worst_ms = all.iter().map(|late| late.worst_ms).fold(0.0, f64::max);
    Some(Punctuality { scenario: names.join(", "), worst_ms, ..(*worst).clone() })
}

/// What the generator had of its cores at worst, where that says why it was late; none where it had enough.
fn taken(snapshot: &Snapshot) -> Option<String> {
    let greatest = |gauge: &str| match snapshot.sink(gauge, &Selector::all()) {
        Some(Sink::Gauge { max, .. }) => max * 100.0,
        _ => 0.0,
    };
    let (cpu, queued) = (greatest("generator_cpu"), greatest("generator_queued"));
    let mut said = Vec::new();
    if cpu >= 80.0 {
        said.push(format!("one of its threads used {cpu:.0} % of a core for a second"));
    }
    if queued >= 5.0 {
        said.push(format!("one was ready and had no core for {queued:.0} % of a second"));
    }
    (!said.is_empty()).then(|| said.join(", and "))
}

/// Whether every scenario fills the CPU on purpose: closed, and without pauses.
fn saturates(scenarios: &[ScenarioHead], snapshot: &Snapshot) -> bool {
    scenarios.iter().all(|scenario| !scenario.is_open() && !scenario.pauses && !thinks(&scenario.name, snapshot))
}

fn punctualities(scenarios: &[ScenarioHead], snapshot: &Snapshot) -> Vec<Punctuality> {
    let saturates = saturates(scenarios, snapshot);
    let of = |scenario: &ScenarioHead| {
        let workload = Workload { scenario: scenario.name.clone(), queues: scenario.queues, saturates };
        overload::punctuality(&snapshot.seconds, &workload)
    };
    scenarios.iter().map(of).collect()
}

/// The thresholds whose verdict can be the late generator's doing. They are judged over the whole run, and so is the delay.
fn turned_by(judged: &[Verdict], snapshot: &Snapshot, late: &Punctuality) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Second;

    fn head(name: &str, executor: &str) -> ScenarioHead {
        ScenarioHead { name: name.into(), executor: executor.into(), queues: false, pauses: false, stages: Vec::new() }
    }

    fn snapshot(scenarios: &[&str], bad: u32) -> Snapshot {
        let second = |at: u32, scenario: &str| Second {
            at,
            scenario: scenario.into(),
            iterations: 1,
            failed: 0,
            dropped: 0,
            requests: 1,
            service_ms: Some(1.0),
            lag_ms: None,
            delay_ms: Some(if at < bad { 8.0 } else { 0.1 }),
        };
        let seconds = (0..10).flat_map(|at| scenarios.iter().map(move |name| second(at, name))).collect();
        let mut snapshot = Snapshot::default();
        snapshot.seconds = seconds;
        snapshot
    }

    #[test]
    fn what_is_late_in_several_scenarios_is_said_once() {
        let heads = [head("buy", "constant-arrival-rate"), head("look", "constant-arrival-rate")];
        let late = lateness(&heads, &snapshot(&["buy", "look"], 3), &[]);
        let said: Vec<String> = late.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "buy, look: the generator could not keep its schedule in 3 of 10 seconds (p99 up to 8.0 ms late): these latencies are \
              partly its own, and no verdict depends on them. Use fewer users, a lower rate, or more machines (segment)"
            ]
        );
        assert!(late.codes.is_empty() && late.notes.is_empty());
    }

    #[test]
    fn users_without_think_time_are_busy_and_no_alarm() {
        let late = lateness(&[head("main", "constant-vus")], &snapshot(&["main"], 3), &[]);
        assert_eq!((late.warnings.len(), late.notes.len(), late.codes.len()), (0, 1, 0));
        let paced = ScenarioHead { pauses: true, ..head("main", "constant-vus") };
        assert_eq!(lateness(&[paced], &snapshot(&["main"], 3), &[]).warnings.len(), 1);
        assert!(lateness(&[head("main", "constant-vus")], &snapshot(&["main"], 2), &[]).notes.is_empty());
    }
}
