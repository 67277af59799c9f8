use super::parse::near;
use super::{Threshold, ThresholdError};
use crate::aggregate::builtin::kind_name;
use crate::aggregate::{Metric, Registry, Statistic};
use crate::plan::MetricKind;
use crate::sample::RESERVED;

/// Holds a threshold against the metrics of the run and converts its bound into the metric's unit.
pub fn validate(threshold: &mut Threshold, registry: &Registry) -> Result<(), ThresholdError> {
    let Some((_, metric)) = registry.find(&threshold.metric) else {
        return Err(unknown_metric(threshold, registry));
    };
    check_statistic(threshold, &metric)?;
    let factor = factor(threshold, &metric)?;
    threshold.bound *= factor;
    if let Some(relative) = &mut threshold.relative {
        relative.offset *= factor;
    }
    threshold.unit = "";
    Ok(())
}

fn unknown_metric(threshold: &Threshold, registry: &Registry) -> ThresholdError {
    let all = registry.all();
    let instead = near(&threshold.metric, all.iter().map(|metric| metric.name.as_str()))
        .map(|name| format!("{name}{}", threshold.selector));
    let message = format!(
        "no metric is called `{}`; a metric that the journey makes must be declared in [metrics]",
        threshold.metric
    );
    ThresholdError::key(message, instead)
}

fn check_statistic(threshold: &Threshold, metric: &Metric) -> Result<(), ThresholdError> {
    let has = Statistic::of_kind(metric.kind);
    if has.contains(&threshold.statistic.word()) {
        return Ok(());
    }
    let message = format!("`{}` is a {} and has no `{}`", metric.name, kind_name(metric.kind), threshold.statistic);
    let word = if metric.kind == MetricKind::Trend { "p(95)" } else { has[0] };
    let written = threshold.written.1.trim();
    let at = written.find(['<', '>', '=', '!']).unwrap_or(written.len());
    Err(ThresholdError::expression(message, Some(format!("{word} {}", &written[at..]))))
}

/// A tag that the threshold selects and that is neither the engine's nor one of these: nothing but the journey can set
/// it.
pub fn unknown_tag(threshold: &Threshold, tags: &[&str]) -> Option<ThresholdError> {
    let known = || RESERVED.iter().chain(tags).copied();
    let (key, _) = threshold.selector.tags().find(|(key, _)| !known().any(|tag| tag == *key))?;
    let instead = near(key, known()).map(|tag| threshold.written.0.replacen(key, tag, 1));
    Some(ThresholdError::key(format!("no series has a tag `{key}`"), instead))
}

/// By what a bound in the written unit is multiplied to be in the metric's.
fn factor(threshold: &Threshold, metric: &Metric) -> Result<f64, ThresholdError> {
    let to_ms = match threshold.unit {
        "ns" => Some(1e-6),
        "us" | "µs" => Some(1e-3),
        "ms" => Some(1.0),
        "s" => Some(1e3),
        "m" => Some(6e4),
        "h" => Some(3.6e6),
        _ => None,
    };
    let to_bytes = match threshold.unit {
        "B" => Some(1.0),
        "KB" => Some(1e3),
        "MB" => Some(1e6),
        "GB" => Some(1e9),
        "KiB" => Some(1024.0),
        "MiB" => Some(1_048_576.0),
        "GiB" => Some(1_073_741_824.0),
        _ => None,
    };
    let share = (metric.kind == MetricKind::Rate).then_some(0.01);
    let found = match (threshold.unit, metric.unit.as_str()) {
        ("", _) => Some(1.0),
        ("%", "share") => Some(0.01),
        ("%", _) => share,
        (_, "ms") => to_ms,
        (_, "s") => to_ms.map(|ms| ms / 1e3),
        (_, "us") => to_ms.map(|ms| ms * 1e3),
        (_, "bytes") => to_bytes,
        _ => None,
    };
    found.ok_or_else(|| {
        let unit = if metric.unit.is_empty() { "no unit" } else { &metric.unit };
        let message = format!("`{}` has {unit}, so its bound cannot be in `{}`", metric.name, threshold.unit);
        let written = threshold.written.1.trim();
        ThresholdError::expression(message, written.strip_suffix(threshold.unit).map(|bare| bare.trim_end().to_owned()))
    })
}
