use std::time::Duration;

use anyhow::Result;

use super::run::Session;
use super::series::{Ended, Runs};
use super::target::{self, Observed, Usage};
use crate::exit::{ExitCode, Failed};
use crate::lateness;
use crate::plan::{self, Executor, Matrix, Origin, Plan, Sources, Stage};
use crate::prepare::{Prepared, invalid};
use crate::trials::{Kind, MEASURED, NOT_MEASURED, OVERLOADED, Scaling, ScalingRow, Series, mean};

/// Runs the plan for each combination of the values of its matrix, so many times each.
pub(super) async fn matrix(
    session: &Session<'_>,
    prepared: &Prepared,
    sources: &Sources,
    matrix: &Matrix,
    times: u32,
) -> Result<Series> {
    let values = matrix.rows();
    check(prepared, matrix, &values)?;
    let mut runs = Runs::begin(session, &prepared.plan, Kind::Matrix)?;
    let axes: Vec<String> = matrix.axes.iter().map(|axis| axis.name.clone()).collect();
    let mut rows = Vec::new();
    for (at, row) in values.iter().enumerate() {
        if at > 0 && runs.pause(matrix.pause).await {
            break;
        }
        let pairs: Vec<String> = axes.iter().zip(row).map(|(axis, value)| format!("{axis} {value}")).collect();
        let name = format!("row {} of {} ({})", at + 1, values.len(), pairs.join(", "));
        let (row, is_last) =
            Row { session, sources, prepared, matrix, values: row, name, times }.measure(&mut runs, at).await?;
        rows.push(row);
        runs.series.matrix = Some(Scaling::of(axes.clone(), rows.clone()));
        if is_last {
            break;
        }
    }
    let missing = values.len() - rows.len();
    if missing > 0 {
        runs.series.warnings.push(format!("{missing} of {} rows were not made", values.len()));
    }
    Ok(runs.end())
}

/// All rows are looked at before the first one runs.
fn check(prepared: &Prepared, matrix: &Matrix, values: &[Vec<String>]) -> Result<()> {
    for row in values {
        let sources = laid(&prepared.sources, prepared.plan.seed, matrix, row);
        let (plan, _) = plan::load(sources).map_err(|errors| invalid(&errors))?;
        if !matrix.ramp.is_zero()
            && let Some(scenario) =
                plan.scenarios.iter().find(|scenario| ramped(&scenario.executor, matrix.ramp).is_none())
        {
            let (name, executor) = (&scenario.name, scenario.executor.name());
            let told = format!(
                "matrix.ramp: the scenario {name} is {executor}: a ramp is made of constant-vus and of constant-arrival-rate"
            );
            return Err(Failed::error(ExitCode::Invalid, told));
        }
    }
    Ok(())
}

/// The sources with a row's values over them; every row has the same seed.
fn laid(sources: &Sources, seed: u64, matrix: &Matrix, row: &[String]) -> Sources {
    let mut sources = sources.clone();
    let quoted = |value: &str| toml::Value::from(value).to_string();
    let given = matrix.axes.iter().zip(row).map(|(axis, value)| (axis.path.clone(), quoted(value)));
    let all = given.chain([("seed".to_owned(), seed.to_string())]);
    sources.overrides.values.extend(all.map(|(path, value)| (path, value, Origin::Flag("[matrix]".to_owned()))));
    sources
}

/// One row that is to be made.
struct Row<'a> {
    session: &'a Session<'a>,
    sources: &'a Sources,
    prepared: &'a Prepared,
    matrix: &'a Matrix,
    values: &'a [String],
    name: String,
    times: u32,
}

impl Row<'_> {
    /// The row, and whether no other is to follow.
    async fn measure(&self, runs: &mut Runs<'_>, at: usize) -> Result<(ScalingRow, bool)> {
        let mut row = ScalingRow { values: self.values.to_vec(), state: NOT_MEASURED, ..ScalingRow::default() };
        let words = self.matrix.command(self.values);
        let said = runs.file(&format!("before-{}.log", at + 1));
        let limit = self.prepared.plan.setup_timeout;
        let Some(before) = runs.unless_interrupted(target::command(&words, &self.matrix.folder, &said, limit)).await
        else {
            row.reason = Some("interrupted".to_owned());
            return Ok((row, true));
        };
        if let Err(reason) = before {
            let reason = self.session.log(&self.prepared.plan).redactor().apply(&reason).into_owned();
            runs.series.applies(ExitCode::NotMeasured, &format!("{}: {reason}", self.name));
            row.reason = Some(reason);
            return Ok((row, false));
        }
        let is_last = match self.trials(runs, &mut row).await {
            Ok(is_last) => is_last,
            Err(error) => runs.lost(error).map(|()| true)?,
        };
        Ok((row, is_last))
    }

    async fn trials(&self, runs: &mut Runs<'_>, row: &mut ScalingRow) -> Result<bool> {
        let sources = laid(self.sources, self.prepared.plan.seed, self.matrix, self.values);
        let mut prepared = self.session.prepare(sources).await?;
        prepared = prepared.with(of_a_row(&prepared.plan, self.matrix.ramp))?;
        let (mut figures, mut usages, mut is_last) = (Vec::new(), Vec::new(), false);
        for nth in 1..=self.times {
            let name =
                if self.times == 1 { self.name.clone() } else { format!("{}, run {nth} of {}", self.name, self.times) };
            let plan = prepared.plan.clone();
            let (ended, usage) = self.observed(runs, prepared.clone(), &name).await?;
            prepared.warnings.clear();
            let late = lateness::is_overloaded(&lateness::heads(&plan), &ended.snapshot);
            row.state = if late || row.state == OVERLOADED { OVERLOADED } else { MEASURED };
            figures.extend(runs.series.trials.last().map(|trial| trial.figures));
            usages.push(usage);
            if ended.is_last {
                (row.state, row.reason, is_last) = (NOT_MEASURED, runs.series.exit.reason.clone(), true);
                break;
            }
        }
        row.figures = (row.state != NOT_MEASURED).then(|| mean(&figures));
        let average = |of: fn(&Usage) -> Option<f64>| {
            let known: Vec<f64> = usages.iter().filter_map(of).collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
        };
        (row.target_cpu, row.target_memory) = (average(|usage| usage.cpu), average(|usage| usage.memory));
        Ok(is_last)
    }

    /// One run, and what the target used meanwhile.
    async fn observed(&self, runs: &mut Runs<'_>, prepared: Prepared, name: &str) -> Result<(Ended, Usage)> {
        let mut process = Observed::of(self.matrix.process.as_ref());
        let ended = tokio::select! {
            ended = runs.trial(prepared, self.matrix.ramp, name) => ended?,
            () = process.watch() => unreachable!("it is watched for ever"),
        };
        Ok((ended, process.usage(self.matrix.ramp)))
    }
}

/// The plan of a row, with a ramp before each scenario.
fn of_a_row(plan: &Plan, ramp: Duration) -> Plan {
    let mut plan = plan.clone();
    if !plan.thresholds.iter().any(|spec| spec.expression.contains("baseline")) {
        // Rows differ on purpose: that one is slower than another run is no regression.
        plan.baseline = None;
    }
    for scenario in &mut plan.scenarios {
        if let Some(executor) = ramped(&scenario.executor, ramp) {
            scenario.executor = executor;
        }
    }
    plan
}

/// The same with a ramp from nothing before it; none where its executor has no level. Without a ramp it stays as it is.
fn ramped(executor: &Executor, ramp: Duration) -> Option<Executor> {
    let stages = |target: u64, duration: Duration| vec![Stage { duration: ramp, target }, Stage { duration, target }];
    match executor {
        any if ramp.is_zero() => Some(any.clone()),
        Executor::ConstantVus { vus, duration } => Some(Executor::RampingVus {
            start_vus: 0,
            stages: stages(u64::from(*vus), *duration),
            graceful_ramp_down: Duration::from_secs(30),
        }),
        Executor::ConstantArrivalRate { rate, time_unit, duration, pre_vus, max_vus, poisson } => {
            Some(Executor::RampingArrivalRate {
                start_rate: 0,
                time_unit: *time_unit,
                stages: stages(*rate, *duration),
                pre_vus: *pre_vus,
                max_vus: *max_vus,
                poisson: *poisson,
            })
        }
        _ => None,
    }
}
