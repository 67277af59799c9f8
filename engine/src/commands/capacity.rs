use std::time::Duration;

use anyhow::Result;

use super::run::Session;
use super::series::Runs;
use crate::aggregate::{Registry, Selector, Snapshot, Statistic};
use crate::cli::CapacityArgs;
use crate::exit::{ExitCode, Failed};
use crate::lateness;
use crate::monitor::meaning;
use crate::plan::{Executor, Plan};
use crate::prepare::Prepared;
use crate::report::number;
use crate::threshold::{self, Operator, Outcome, Threshold, Verdict};
use crate::trials::search::{Found, Goal, Next, Probe, next};
use crate::trials::{Capacity, Kind, LevelRow, Series, recovered};

/// Trials in which the generator was late that are done again at most.
const AGAIN: usize = 2;
/// How often the target gets the time to recover before the search ends.
const RECOVERIES: usize = 3;
/// More arrivals than this share that find no free user are a broken threshold of their own.
const DROPPED: f64 = 0.01;
/// The unit in which rates are given to the schedule: fine enough for any.
const UNIT: Duration = Duration::from_secs(100);

/// The highest level of a scenario at which all thresholds hold.
pub(super) async fn capacity(session: &Session<'_>, prepared: Prepared, args: &CapacityArgs) -> Result<Series> {
    let plan = prepared.plan.clone();
    let mut search = Search::of(&prepared, args)?;
    let mut runs = Runs::begin(session, &plan, Kind::Capacity)?;
    let mut probes = Vec::new();
    loop {
        match next(&search.goal, &probes) {
            Next::Try(level) => match search.trial(&mut runs, level).await {
                Ok(Some(probe)) => probes.push(probe),
                Ok(None) => break,
                Err(error) => {
                    runs.lost(error)?;
                    break;
                }
            },
            Next::Done(found) => {
                search.done(found, &mut runs.series);
                break;
            }
        }
    }
    let price = plan.cost.as_ref().map(|cost| (cost.per_hour(), cost.currency.clone()));
    search.capacity.conclude(price);
    if search.capacity.falls_short() {
        let (found, wanted) = (search.capacity.level.unwrap_or_default(), search.capacity.wanted.unwrap_or_default());
        let told = format!("{} {} wanted, {} hold", number(wanted), search.capacity.unit, number(found.round()));
        runs.series.applies(ExitCode::ThresholdFailed, &told);
    }
    runs.series.capacity = Some(search.capacity);
    Ok(runs.end())
}

/// What stays the same from trial to trial, and what is known so far.
struct Search<'a> {
    prepared: Prepared,
    args: &'a CapacityArgs,
    scenario: usize,
    thresholds: Vec<Threshold>,
    goal: Goal,
    capacity: Capacity,
    /// Trials that were done again.
    again: usize,
}

impl<'a> Search<'a> {
    fn of(prepared: &Prepared, args: &'a CapacityArgs) -> Result<Self> {
        let invalid = |message: String| Failed::error(ExitCode::Invalid, message);
        let plan = &prepared.plan;
        let scenario = scenario(plan, args.scenario.as_deref()).map_err(invalid)?;
        if plan.thresholds.is_empty() {
            return Err(invalid("the plan has no thresholds: a capacity is the highest level at which they hold, as in [thresholds] http_req_duration = [\"p(95) < 200ms\"]".to_owned()));
        }
        let registry = Registry::new(plan.limits.series);
        for metric in &plan.metrics {
            registry.metric(&metric.name, metric.kind, &metric.unit).map_err(invalid)?;
        }
        let thresholds = plan.thresholds.iter().map(|spec| meaning(spec, &registry));
        let thresholds = thresholds.collect::<Result<Vec<_>, _>>().map_err(invalid)?;
        if let Some(relative) = thresholds.iter().find(|threshold| threshold.relative.is_some()) {
            return Err(invalid(format!("{relative}: a search has no baseline: write the bound itself")));
        }
        let (level, unit) = level(&plan.scenarios[scenario].executor);
        let start = args.start.unwrap_or(level);
        let most = args.most.unwrap_or(f64::INFINITY);
        if [start, most].into_iter().chain(args.wanted).any(|given| given.is_nan() || given <= 0.0) {
            return Err(invalid("--start, --most and --wanted must be more than zero".to_owned()));
        }
        let goal = Goal { start, most, trials: args.trials as usize, tolerance: 0.05 };
        let name = plan.scenarios[scenario].name.clone();
        let capacity = Capacity { scenario: name, unit, wanted: args.wanted, ..Capacity::default() };
        Ok(Self { prepared: prepared.clone(), args, scenario, thresholds, goal, capacity, again: 0 })
    }

    /// One trial, done again where the generator was late in it, and the recovery after it where it broke; none ends the
    /// search.
    async fn trial(&mut self, runs: &mut Runs<'_>, level: f64) -> Result<Option<Probe>> {
        let level = self.whole(level);
        let (row, spoiled) = loop {
            let Some((row, spoiled)) = self.measured(runs, level).await? else { return Ok(None) };
            match &spoiled {
                Some((ExitCode::Overloaded, told)) if self.again < AGAIN => {
                    self.again += 1;
                    let unit = self.capacity.unit;
                    runs.series.warnings.push(format!("a trial at {} {unit} was done again: {told}", number(level)));
                }
                _ => break (row, spoiled),
            }
        };
        let achieved = self.is_rate().then_some(row.achieved);
        let probe = Probe { level, held: row.held, margin: row.margin, achieved };
        self.capacity.trials.push(row);
        if let Some((code, told)) = spoiled {
            runs.series.applies(code, &told);
            return Ok(None);
        }
        if !probe.held && !self.recover(runs, level).await? {
            return Ok(None);
        }
        Ok(Some(probe))
    }

    /// What one trial gave, and why it says nothing of the target, where it does not; none ends the search.
    async fn measured(
        &mut self,
        runs: &mut Runs<'_>,
        level: f64,
    ) -> Result<Option<(LevelRow, Option<(ExitCode, String)>)>> {
        let settling = self.args.settle;
        let plan = self.plan(level, settling + self.args.trial);
        let nth = self.capacity.trials.len() + self.again + 1;
        let name = format!("trial {nth}: {} {}", number((level * 100.0).round() / 100.0), self.capacity.unit);
        let prepared = self.prepared.with(plan)?;
        let plan = prepared.plan.clone();
        // Said once.
        self.prepared.warnings.clear();
        let ended = runs.trial(prepared, settling, &name).await?;
        if ended.is_last {
            return Ok(None);
        }
        let judged = threshold::judge_all(&self.thresholds, &ended.snapshot);
        let mut row = self.row(level, &judged, &ended.snapshot);
        row.folder = runs.series.trials.last().and_then(|trial| trial.folder.clone());
        let spoiled = self.spoiled(&plan, &row, &judged, &ended.snapshot);
        Ok(Some((row, spoiled)))
    }

    /// Why a trial says nothing of the target.
    fn spoiled(
        &self,
        plan: &Plan,
        row: &LevelRow,
        judged: &[Verdict],
        measured: &Snapshot,
    ) -> Option<(ExitCode, String)> {
        let late = lateness::lateness(&lateness::heads(plan), measured, judged);
        if let Some((code, told)) = late.codes.into_iter().find(|(code, _)| *code == ExitCode::Overloaded) {
            return Some((code, told));
        }
        if !row.held && lateness::is_overloaded(&lateness::heads(plan), measured) {
            let told =
                format!("{} could not keep its schedule: what broke can be its own doing", self.capacity.scenario);
            return Some((ExitCode::Overloaded, told));
        }
        if judged.iter().any(|verdict| verdict.outcome == Outcome::Failed) {
            return None;
        }
        let missing = judged.iter().find(|verdict| verdict.outcome == Outcome::NotMeasured)?;
        Some((ExitCode::NotMeasured, format!("{}: no samples in a trial", missing.threshold)))
    }

    fn row(&self, level: f64, judged: &[Verdict], measured: &Snapshot) -> LevelRow {
        let of = measured.iterations().remove(&self.capacity.scenario).unwrap_or_default();
        let complete = of.complete + of.failed;
        let due = complete + of.interrupted + of.dropped;
        let dropped = if due == 0 { 0.0 } else { of.dropped as f64 / due as f64 };
        let seconds = measured.window.as_secs_f64();
        let figures = crate::trials::of_requests(measured).0;
        let mut row = LevelRow {
            level,
            held: dropped <= DROPPED && judged.iter().all(|verdict| verdict.outcome == Outcome::Passed),
            achieved: if seconds > 0.0 { complete as f64 / seconds } else { 0.0 },
            requests_per_second: figures.rate,
            p95: figures.p95,
            error_rate: figures.error_rate,
            ..LevelRow::default()
        };
        // The worst: broken ones before others, then by their margin.
        let drops = (dropped > DROPPED).then(|| {
            (
                true,
                Some(dropped / DROPPED),
                "arrivals without a free user: at most 1 %".to_owned(),
                format!("{:.1} %", dropped * 100.0),
            )
        });
        let all = judged.iter().map(|verdict| {
            let observed = verdict.observed.map_or_else(
                || "-".to_owned(),
                |value| format!("{}{}", number((value * 1e4).round() / 1e4), unit(&verdict.threshold)),
            );
            (verdict.outcome == Outcome::Failed, margin(verdict), verdict.threshold.to_string(), observed)
        });
        let worst = all.chain(drops).max_by(|a, b| {
            (a.0, a.1.unwrap_or(f64::NEG_INFINITY))
                .partial_cmp(&(b.0, b.1.unwrap_or(f64::NEG_INFINITY)))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        if let Some((_, margin, threshold, observed)) = worst {
            (row.margin, row.threshold, row.observed) = (margin, threshold, observed);
        }
        row
    }

    /// Loads the target little until the thresholds hold again; whether they do.
    async fn recover(&mut self, runs: &mut Runs<'_>, broken: f64) -> Result<bool> {
        let held = self.capacity.trials.iter().filter(|trial| trial.held).map(|trial| trial.level).reduce(f64::max);
        let level = self.whole(held.unwrap_or(broken / 2.0).min(broken) / 2.0);
        for nth in 0..RECOVERIES {
            let prepared = self.prepared.with(self.plan(level, self.args.recovery))?;
            let ended = runs
                .trial(prepared, Duration::ZERO, &format!("recovery at {}", number((level * 100.0).round() / 100.0)))
                .await?;
            if ended.is_last {
                return Ok(false);
            }
            let seconds: Vec<Option<bool>> = ended.seconds.iter().map(|second| self.holds(second)).collect();
            if let (Some(first), Some(last)) = (recovered(&seconds), self.capacity.trials.last_mut()) {
                last.recovery_s = Some(nth as f64 * self.args.recovery.as_secs_f64() + first as f64);
                return Ok(true);
            }
        }
        let told = format!(
            "the thresholds did not hold again within {:?} at {} {}",
            self.args.recovery * RECOVERIES as u32,
            number(level),
            self.capacity.unit
        );
        runs.series.warnings.push(format!("{told}: the search ended there"));
        runs.series.applies(ExitCode::NotMeasured, &told);
        Ok(false)
    }

    /// Whether the thresholds hold in one second; none where none of them can be judged in it. Counts say nothing of a second.
    fn holds(&self, second: &Snapshot) -> Option<bool> {
        let of_time = self.thresholds.iter().filter(|threshold| threshold.statistic != Statistic::Count);
        let outcomes: Vec<Outcome> = of_time
            .map(|one| threshold::judge(one, second).outcome)
            .filter(|outcome| *outcome != Outcome::NotMeasured)
            .collect();
        (!outcomes.is_empty()).then(|| {
            outcomes.iter().all(|outcome| *outcome == Outcome::Passed) && second.dropped(&Selector::all()) == 0
        })
    }

    fn done(&mut self, found: Found, series: &mut Series) {
        let unit = self.capacity.unit;
        match found {
            Found::Edge { level, low, high } => {
                [self.capacity.level, self.capacity.low, self.capacity.high] =
                    [level, low, high].map(|level| Some(self.whole(level)));
                let off = (high / low).ln() / 2.0;
                if off > self.goal.tolerance {
                    series.warnings.push(format!("the trials differ: the capacity is known to ±{:.0} % only; more or longer trials (--trials, --trial) tell more", off * 100.0));
                }
            }
            Found::AtLeast(level) => {
                (self.capacity.level, self.capacity.at_least) = (Some(level), true);
                series.warnings.push(format!(
                    "nothing broke up to {} {unit}: the capacity lies above (--start, --most, --trials)",
                    number(level)
                ));
            }
            Found::Below(level) => series.applies(
                ExitCode::ThresholdFailed,
                &format!("the thresholds hold at no level down to {} {unit}", number(level)),
            ),
        }
    }

    fn is_rate(&self) -> bool {
        self.capacity.unit == RATE
    }

    /// Users are whole.
    fn whole(&self, level: f64) -> f64 {
        if self.is_rate() { level } else { level.round().max(1.0) }
    }

    /// The plan at that level for so long, with users in proportion.
    fn plan(&self, level: f64, length: Duration) -> Plan {
        let mut plan = (*self.prepared.plan).clone();
        // An overloaded target may fail every request: that is what is searched for, once anything held.
        plan.diagnose &= !self.capacity.trials.iter().any(|trial| trial.held);
        // Another level is no regression.
        plan.baseline = None;
        // A trial is judged as a whole, and without what happened while it settled.
        plan.thresholds.iter_mut().for_each(|threshold| threshold.abort_on_fail = false);
        for scenario in &mut plan.scenarios {
            scenario.graceful_stop = scenario.graceful_stop.min(length);
        }
        match &mut plan.scenarios[self.scenario].executor {
            Executor::ConstantVus { vus, duration } => (*vus, *duration) = (level as u32, length),
            Executor::ConstantArrivalRate { rate, time_unit, duration, pre_vus, max_vus, .. } => {
                let planned = *rate as f64 / time_unit.as_secs_f64();
                let users = |count: u32| (f64::from(count) * (level / planned).max(1.0)).ceil() as u32;
                (*pre_vus, *max_vus) = (users(*pre_vus), users(*max_vus));
                (*rate, *time_unit, *duration) = (((level * UNIT.as_secs_f64()).round() as u64).max(1), UNIT, length);
            }
            _ => {}
        }
        plan
    }
}

const RATE: &str = "iterations/s";

/// The level that a plan gives to a scenario that has one.
fn level(executor: &Executor) -> (f64, &'static str) {
    match executor {
        Executor::ConstantArrivalRate { rate, time_unit, .. } => (*rate as f64 / time_unit.as_secs_f64(), RATE),
        other => (f64::from(other.max_vus()), "users"),
    }
}

/// The scenario that is searched.
fn scenario(plan: &Plan, name: Option<&str>) -> Result<usize, String> {
    let fits =
        |executor: &Executor| matches!(executor, Executor::ConstantVus { .. } | Executor::ConstantArrivalRate { .. });
    let takes = "a capacity is searched with constant-arrival-rate or constant-vus";
    if let Some(name) = name {
        let at = plan.scenarios.iter().position(|scenario| scenario.name == name);
        let at = at.ok_or_else(|| format!("--scenario {name}: the plan has no scenario of this name"))?;
        let executor = &plan.scenarios[at].executor;
        return if fits(executor) {
            Ok(at)
        } else {
            Err(format!("--scenario {name}: it is {}; {takes}", executor.name()))
        };
    }
    let all: Vec<usize> = (0..plan.scenarios.len()).filter(|at| fits(&plan.scenarios[*at].executor)).collect();
    match all[..] {
        [one] => Ok(one),
        [] => Err(format!("no scenario of the plan has a level to search: {takes}")),
        _ => Err("several scenarios have a level: name one, as in --scenario NAME".to_owned()),
    }
}

/// What was observed by its bound, so that more than 1 is broken.
fn margin(verdict: &Verdict) -> Option<f64> {
    let (observed, bound) = (verdict.observed?, verdict.threshold.bound);
    let margin = match verdict.threshold.operator {
        Operator::AtMost | Operator::Below => observed / bound,
        Operator::AtLeast | Operator::Above => bound / observed,
        Operator::Equal | Operator::Unequal => return None,
    };
    (margin.is_finite() && margin > 0.0).then_some(margin)
}

/// The unit of what is observed, where it is plain.
fn unit(threshold: &Threshold) -> &'static str {
    let trend = crate::aggregate::builtin::BUILTIN.iter().find(|builtin| builtin.name == threshold.metric);
    if trend.is_some_and(|builtin| builtin.unit == "ms") { " ms" } else { "" }
}
