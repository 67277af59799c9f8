//! What the target's side used, and what of it was used up.

use serde::{Deserialize, Serialize};

use super::build::values;
use super::quantity::quantity;
use super::text::{line, title};
use super::{MetricRow, Style, Summary};
use crate::aggregate::builtin::kind_name;
use crate::aggregate::{Sink, Snapshot, Trend};
use crate::log::printable;
use crate::result::series_name;

/// From so much of it on a resource counts as used up.
const FULL: f64 = 0.95;
/// In so many of a hundred looks it must be, at least.
const LOOKS: usize = 10;
/// So few looks say nothing.
const FEW: u64 = 5;

/// One series of what is watched.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ResourceRow {
    /// What is watched, with the labels of the series.
    pub of: String,
    /// The metric.
    pub metric: String,
    /// Its kind, unit and statistics.
    #[serde(flatten)]
    pub row: MetricRow,
    /// Whether it fell silent.
    pub silent: bool,
}

/// What held the target back, as far as anything watched says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bottleneck {
    /// The resource; none where it is not determined.
    pub of: Option<String>,
    /// What that rests on.
    pub evidence: String,
}

/// Every series that is watched.
pub(super) fn resources(snapshot: &Snapshot, clean: &dyn Fn(&str) -> String) -> Vec<ResourceRow> {
    let row = |metric: &crate::aggregate::Metric, tags: &crate::sample::TagSet, sink: &Sink| {
        let selector = tags.iter().filter(|(key, _)| *key == "observed").collect();
        ResourceRow {
            of: clean(&series_name(tags)),
            metric: metric.name.clone(),
            row: MetricRow { kind: kind_name(metric.kind).to_owned(), unit: metric.unit.clone(), values: values(sink) },
            silent: snapshot.is_silent(&metric.name, &selector),
        }
    };
    let mut rows: Vec<_> = snapshot.observed().map(|(metric, tags, sink)| row(metric, tags, sink)).collect();
    rows.sort_by(|a, b| (&a.of, &a.metric).cmp(&(&b.of, &b.metric)));
    rows
}

/// The resource that was used up in the most looks; none where nothing is watched.
pub(super) fn bottleneck(snapshot: &Snapshot, clean: &dyn Fn(&str) -> String) -> Option<Bottleneck> {
    let mut watched = false;
    let mut full: Option<(usize, Bottleneck)> = None;
    for (metric, tags, sink) in snapshot.observed() {
        watched = true;
        let Sink::Trend(trend) = sink else { continue };
        let looks = if metric.unit == "share" { used_up(trend) } else { 0 };
        if looks < LOOKS || full.as_ref().is_some_and(|(most, _)| *most >= looks) {
            continue;
        }
        let of = clean(&series_name(tags));
        let evidence = format!(
            "{} of {of} was at 95 % or more in {looks} % of {} looks, {:.0} % at most",
            metric.name,
            trend.count(),
            100.0 * trend.max().unwrap_or(0.0)
        );
        full = Some((looks, Bottleneck { of: Some(of), evidence }));
    }
    let none = format!("not determined: nothing that is watched was at 95 % or more in {LOOKS} % of the looks");
    watched.then(|| full.map_or(Bottleneck { of: None, evidence: none }, |(_, found)| found))
}

/// In how many of a hundred looks a share was full.
fn used_up(trend: &Trend) -> usize {
    let percents: Vec<f64> = (0..=100).map(f64::from).collect();
    let values = trend.percentiles(&percents).filter(|_| trend.count() >= FEW).unwrap_or_default();
    values.iter().skip(1).filter(|value| **value >= FULL).count()
}

/// The table of a terminal.
pub(super) fn table(out: &mut String, s: &Summary, style: Style) {
    if s.resources.is_empty() {
        return;
    }
    title(out, style, "target");
    let wide = |of: fn(&ResourceRow) -> &str| {
        s.resources.iter().map(|row| printable(of(row)).chars().count()).max().unwrap_or(0).min(40)
    };
    let (of, metric) = (wide(|row| &row.of), wide(|row| &row.metric));
    for row in &s.resources {
        let shown = STATISTICS.iter().filter_map(|statistic| {
            let value = row.row.values.get(*statistic)?;
            Some(format!("{statistic}={}", quantity(*value, statistic, &row.row.kind, &row.row.unit)))
        });
        let silent = if row.silent { "  silent: not measured" } else { "" };
        let values = shown.collect::<Vec<_>>().join(" ");
        line(out, &format!("  {:<of$}  {:<metric$}  {values}{silent}", printable(&row.of), printable(&row.metric)));
    }
    if let Some(found) = &s.bottleneck {
        line(out, &format!("  bottleneck  {}", printable(&found.evidence)));
    }
}

/// What a table shows of a resource.
pub(super) const STATISTICS: [&str; 6] = ["count", "value", "avg", "min", "p(95)", "max"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::{Aggregator, Registry, builtin};
    use crate::clock::Duration;
    use crate::sample::TagSet;

    fn snapshot(shares: &[f64], silent: bool) -> Snapshot {
        let registry = Registry::new(10);
        let recorder = registry.recorder();
        let tags = recorder.intern(&TagSet::from_iter([("observed", "db")]));
        shares.iter().for_each(|share| recorder.add(builtin::OBSERVED_CONNECTIONS_SHARE, tags, *share));
        if silent {
            recorder.add(builtin::OBSERVED_SILENCES, tags, 1.0);
        }
        let mut aggregator = Aggregator::new(&registry);
        aggregator.merge(Duration::from_secs(1));
        aggregator.into_snapshot()
    }

    #[test]
    fn a_bottleneck_is_named_where_something_was_used_up() {
        let clean = |text: &str| text.to_owned();
        let found = |shares: &[f64]| bottleneck(&snapshot(shares, false), &clean);
        assert_eq!(found(&[]), None);
        let half: Vec<f64> = (0..10).map(|at| if at < 5 { 0.5 } else { 0.96 }).collect();
        let named = found(&half).unwrap();
        assert_eq!(named.of.as_deref(), Some("db"));
        let told = "observed_connections_share of db was at 95 % or more in 45 % of 10 looks, 96 % at most";
        assert_eq!(named.evidence, told);
        for shares in [&[0.94; 20][..], &[1.0; 4]] {
            let none = found(shares).unwrap();
            assert!(none.of.is_none() && none.evidence.starts_with("not determined"), "{none:?}");
        }
    }

    #[test]
    fn what_fell_silent_is_marked() {
        let clean = |text: &str| text.to_owned();
        let marked = |silent| {
            let rows = resources(&snapshot(&[0.5], silent), &clean);
            rows.iter().map(|row| (row.metric.clone(), row.silent)).collect::<Vec<_>>()
        };
        let share = "observed_connections_share".to_owned();
        assert_eq!(marked(false), [(share.clone(), false)]);
        assert_eq!(marked(true), [(share, true), ("observed_silences".to_owned(), false)]);
    }
}
