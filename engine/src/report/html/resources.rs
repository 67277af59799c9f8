use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Page;
use super::mark::text;
use super::tables::{Table, cell, value};
use crate::report::Summary;
use crate::report::quantity::quantity;
use crate::report::resources::STATISTICS;
use crate::result::Point;

/// Charts at most, and lines of each.
const CHARTS: usize = 12;
const LINES: usize = 6;

/// What is watched over time: a chart for each metric, a line for each series.
pub(super) fn charts(seconds: &[Point]) -> Vec<(String, Vec<String>)> {
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (metric, series) in seconds.iter().flat_map(|point| &point.observed) {
        all.entry(metric).or_default().extend(series.keys().map(String::as_str));
    }
    let owned = |names: BTreeSet<&str>| names.into_iter().take(LINES).map(str::to_owned).collect();
    all.into_iter().take(CHARTS).map(|(metric, names)| (metric.to_owned(), owned(names))).collect()
}

/// The names of the lines and their values.
pub(super) fn data(seconds: &[Point]) -> Value {
    let of = |metric: &str, name: &str| -> Vec<Option<f64>> {
        seconds.iter().map(|point| point.observed.get(metric)?.get(name).copied()).collect()
    };
    let charts = charts(seconds).into_iter().map(|(metric, names)| {
        let rows: Vec<_> = names.iter().map(|name| of(&metric, name)).collect();
        json!({ "names": names, "rows": rows })
    });
    charts.collect()
}

/// The figures that the script draws into.
pub(super) fn figures(out: &mut String, seconds: &[Point]) {
    for (at, (metric, _)) in charts(seconds).iter().enumerate() {
        *out += &format!(
            "<figure class=\"chart\"><figcaption>{}</figcaption><div id=\"observed-{at}\"></div></figure>\n",
            text(metric)
        );
    }
}

/// The table of what is watched, and what held the target back.
pub(super) fn table(out: &mut String, page: &Page<'_>) {
    let s: &Summary = page.summary;
    if s.resources.is_empty() {
        return;
    }
    let columns = ["watched", "metric", "count", "value", "avg", "min", "p95", "max"];
    let mut table = Table::new(out, "The target's side", 2, &columns);
    for row in &s.resources {
        let silent = if row.silent { " <span class=\"badge doubt\">silent: not measured</span>" } else { "" };
        let mut cells =
            vec![cell(&format!("{}{silent}", text(&row.of))), cell(&format!("<code>{}</code>", text(&row.metric)))];
        cells.extend(STATISTICS.map(|statistic| {
            let number = row.row.values.get(statistic).copied();
            let shown = number.map_or_else(String::new, |n| quantity(n, statistic, &row.row.kind, &row.row.unit));
            value(&shown, number)
        }));
        table.row(&cells);
    }
    table.end();
    if let Some(found) = &s.bottleneck {
        *out += &format!("<p class=\"quiet under\">Bottleneck: {}</p>\n", text(&found.evidence));
    }
}
