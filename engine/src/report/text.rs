//! The summary that a person reads at the end of a run.

use super::quantity::{milliseconds, number, quantity};
use super::{RequestRow, Summary, Times, comparison, requirements, resources};
use crate::log::printable;

/// Whether colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// ANSI colours.
    Colour,
    /// None: not a terminal, or NO_COLOR.
    Plain,
}

impl Style {
    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Colour => format!("\x1b[{code}m{text}\x1b[0m"),
            Self::Plain => text.to_owned(),
        }
    }
    pub(super) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }
    pub(super) fn good(self, text: &str) -> String {
        self.paint("32", text)
    }
    pub(super) fn bad(self, text: &str) -> String {
        self.paint("31", text)
    }
    pub(super) fn warn(self, text: &str) -> String {
        self.paint("33", text)
    }
}

/// The whole summary, warnings and verdict included.
pub fn text(summary: &Summary, style: Style) -> String {
    let mut out = String::new();
    head(&mut out, summary, style);
    warnings(&mut out, summary, style);
    requests(&mut out, &summary.requests, style);
    checks(&mut out, summary, style);
    metrics(&mut out, summary, style);
    resources::table(&mut out, summary, style);
    failures(&mut out, summary, style);
    match &summary.requirements {
        Some(requirements) => requirements::table(&mut out, summary, requirements, style),
        None => thresholds(&mut out, summary, style),
    }
    if let Some(comparison) = &summary.comparison {
        comparison::table(&mut out, comparison, style);
    }
    scenarios(&mut out, summary, style);
    outputs(&mut out, summary, style);
    verdict(&mut out, summary, style);
    out
}

pub(super) fn line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

pub(super) fn title(out: &mut String, style: Style, text: &str) {
    out.push('\n');
    line(out, &style.bold(text));
}

fn head(out: &mut String, s: &Summary, style: Style) {
    out.push('\n');
    line(out, &style.bold(&printable(&s.plan)));
    if let Some(bundle) = &s.bundle {
        let signer = bundle.signer.as_ref().map_or(String::new(), |key| format!(", signed by {key}"));
        line(out, &format!("  bundle      {}{}", bundle.digest, printable(&signer)));
        for granted in &bundle.granted {
            line(out, &format!("  granted     {}", printable(granted)));
        }
    }
    if let Some(target) = &s.target {
        let demonstration = if s.demonstration { "  (demonstration target)" } else { "" };
        line(out, &format!("  target      {}{demonstration}", printable(target)));
    }
    for (fact, value) in &s.about {
        line(out, &format!("  {:<11} {}", printable(fact), printable(value)));
    }
    let (scenarios, whole) = (milliseconds(s.duration_ms), milliseconds(s.whole_ms));
    line(
        out,
        &format!(
            "  duration    {scenarios} ({whole} with setup and teardown), {} user{} at most, seed {}",
            s.vus.max,
            if s.vus.max == 1 { "" } else { "s" },
            s.seed
        ),
    );
    if let Some(folder) = &s.folder {
        line(out, &format!("  result      {}", printable(folder)));
    }
    let i = &s.iterations;
    line(
        out,
        &format!(
            "  iterations  {} complete ({} failed), {} interrupted, {} dropped",
            i.complete, i.failed, i.interrupted, i.dropped
        ),
    );
}

fn warnings(out: &mut String, s: &Summary, style: Style) {
    if !s.warnings.is_empty() || !s.notes.is_empty() {
        out.push('\n');
    }
    for warning in &s.warnings {
        line(out, &format!("{} {}", style.warn("warning:"), printable(warning)));
    }
    for note in &s.notes {
        line(out, &format!("note: {}", printable(note)));
    }
}

fn outputs(out: &mut String, s: &Summary, style: Style) {
    if s.outputs.is_empty() {
        return;
    }
    title(out, style, "outputs");
    for output in &s.outputs {
        let reason = output.reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
        let lost = match output.lost {
            0 => reason,
            lost => style.bad(&format!(", {lost} lost{}", printable(&reason))),
        };
        let (name, to) = (printable(&output.name), printable(&output.to));
        line(out, &format!("  {name}  {} points to {to}{lost}", output.written));
    }
}

const HEAD: [&str; 11] = ["name", "count", "per s", "failed", "avg", "min", "med", "p90", "p95", "p99", "max"];
/// The column of `HEAD` that is red where requests failed.
const FAILED: usize = 3;

fn requests(out: &mut String, requests: &[RequestRow], style: Style) {
    if requests.is_empty() {
        return;
    }
    title(out, style, "requests");
    let rows: Vec<[String; 11]> = requests.iter().map(cells).collect();
    let head = HEAD.map(str::to_owned);
    let widths: [usize; 11] = std::array::from_fn(|column| {
        let all = rows.iter().chain([&head]).map(|row| row[column].chars().count());
        all.max().unwrap_or(0)
    });
    let mut table = |row: &[String; 11], failed: bool| {
        let padded = row.iter().zip(widths).enumerate().map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            FAILED if failed => style.bad(&format!("{cell:>width$}")),
            _ => format!("{cell:>width$}"),
        });
        line(out, &format!("  {}", padded.collect::<Vec<_>>().join("  ")));
    };
    table(&head, false);
    rows.iter().zip(requests).for_each(|(row, request)| table(row, request.failed > 0));
    if requests.iter().any(|row| row.failed > 0) {
        line(out, "  times are those of the requests that succeeded; the JSON summary has all three kinds");
    }
}

/// A row of the table of requests.
fn cells(row: &RequestRow) -> [String; 11] {
    const WIDEST_NAME: usize = 48;
    let share = if row.count == 0 { 0.0 } else { 100.0 * row.failed as f64 / row.count as f64 };
    let times = if row.failed > 0 { row.succeeded } else { row.all };
    let time = |of: fn(&Times) -> f64| match times.filter(|times| times.count > 0) {
        Some(times) => milliseconds(of(&times)),
        None => "-".to_owned(),
    };
    [
        shorten(&printable(&format!("{} {}", row.method, row.name)), WIDEST_NAME),
        row.count.to_string(),
        number(row.rate),
        format!("{share:.1}%"),
        time(|t| t.avg),
        time(|t| t.min),
        time(|t| t.med),
        time(|t| t.p90),
        time(|t| t.p95),
        time(|t| t.p99),
        time(|t| t.max),
    ]
}

fn checks(out: &mut String, s: &Summary, style: Style) {
    if s.checks.is_empty() {
        return;
    }
    title(out, style, "checks");
    for check in &s.checks {
        let total = check.passes + check.fails;
        let mark = if check.fails == 0 { style.good("ok  ") } else { style.bad("fail") };
        let group = if check.group.is_empty() { String::new() } else { format!("{} / ", printable(&check.group)) };
        let share = 100.0 * check.passes as f64 / total.max(1) as f64;
        line(out, &format!("  {mark} {group}{}: {} of {total} ({share:.2}%)", printable(&check.name), check.passes));
    }
}

/// Statistics in the order in which they are read.
const STATISTICS: [&str; 12] =
    ["count", "value", "rate", "passes", "fails", "avg", "min", "med", "p(90)", "p(95)", "p(99)", "max"];

/// The metrics that no table above shows: iterations, data and the journey's own.
fn metrics(out: &mut String, s: &Summary, style: Style) {
    let generator = |name: &str| name.starts_with("generator_") && name != "generator_delay";
    let shown = |name: &str| {
        !name.starts_with("http_re")
            && !name.contains('{')
            && name != "checks"
            && !generator(name)
            && !name.starts_with("observed_")
    };
    // A closed scenario is never late: its response time is its service time.
    let open = s.scenarios.iter().any(|row| crate::plan::executor::is_open(&row.executor));
    let same = |name: &str| !open && matches!(name, "iteration_lag" | "iteration_response");
    let rows: Vec<_> = s.metrics.iter().filter(|(name, _)| shown(name) && !same(name)).collect();
    if rows.is_empty() {
        return;
    }
    title(out, style, "metrics");
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).clamp(8, 48);
    for (name, metric) in rows {
        let values: Vec<String> = STATISTICS
            .iter()
            .filter(|statistic| metric.kind != "trend" || **statistic != "count")
            .filter_map(|statistic| Some((statistic, metric.values.get(*statistic)?)))
            .map(|(statistic, value)| {
                format!("{statistic}={}", quantity(*value, statistic, &metric.kind, &metric.unit))
            })
            .collect();
        line(out, &format!("  {:<width$}  {}", printable(name), values.join(" ")));
    }
}

fn failures(out: &mut String, s: &Summary, style: Style) {
    if !s.failures.requests.is_empty() {
        title(out, style, "failed requests");
        for f in &s.failures.requests {
            let message = if f.message.is_empty() { String::new() } else { format!(": {}", printable(&f.message)) };
            line(out, &format!("  {:>8} {} ({}){message}", f.count, style.bad(&f.cause), f.code));
        }
    }
    if !s.failures.journey.is_empty() {
        title(out, style, "failed iterations");
        for f in &s.failures.journey {
            let mut lines = f.message.lines();
            let first = lines.next().unwrap_or_default();
            line(out, &format!("  {:>8} {}: {}", f.count, style.bad(&f.cause), printable(first)));
            for rest in lines.take(12) {
                line(out, &format!("           {}", printable(rest)));
            }
        }
    }
}

fn thresholds(out: &mut String, s: &Summary, style: Style) {
    if s.thresholds.is_empty() {
        return;
    }
    title(out, style, "thresholds");
    for t in &s.thresholds {
        let verdict = format!("{:<12}", t.verdict);
        let verdict = match t.verdict.as_str() {
            "passed" => style.good(&verdict),
            "failed" => style.bad(&verdict),
            _ => style.warn(&verdict),
        };
        let observed = t.observed_text.as_ref().map_or_else(String::new, |text| format!(": {text}"));
        let samples = if t.verdict == "not measured" {
            let missing = if t.observed.is_some() { "the baseline has no such number" } else { "no samples" };
            format!(" ({missing})")
        } else {
            format!(" ({} samples{})", t.samples, censored(t.censored))
        };
        line(out, &format!("  {verdict} {} {}{observed}{samples}", printable(&t.metric), printable(&t.expression)));
    }
}

fn censored(dropped: u64) -> String {
    if dropped == 0 { String::new() } else { format!(", {dropped} arrivals missing") }
}

fn scenarios(out: &mut String, s: &Summary, style: Style) {
    if s.scenarios.len() < 2 && s.scenarios.iter().all(|row| row.little.is_none()) {
        return;
    }
    title(out, style, "scenarios");
    for row in &s.scenarios {
        let i = &row.iterations;
        let little = row.little.map_or_else(String::new, |(implied, users)| {
            format!(", Little's law: {} users implied, {} there", number(implied), number(users))
        });
        line(
            out,
            &format!(
                "  {} ({}): {} iterations, {}/s, {} interrupted, {} dropped{little}",
                printable(&row.name),
                row.executor,
                i.complete,
                number(row.rate),
                i.interrupted,
                i.dropped
            ),
        );
    }
}

fn verdict(out: &mut String, s: &Summary, style: Style) {
    out.push('\n');
    let reason = s.exit.reason.as_ref().map_or_else(String::new, |r| format!(": {}", printable(r)));
    let text = format!("{}{reason} (exit code {})", s.exit.name, s.exit.code);
    line(out, &if s.exit.code == 0 { style.good(&text) } else { style.bad(&text) });
}

fn shorten(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width - 1).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_requests_is_as_wide_as_it_must_be() {
        let times =
            Times { count: 2, avg: 1.5, min: 1.0, med: 1.5, p90: 1.9, p95: 2.0, p99: 12.0, p999: 12.0, max: 12.0 };
        let row = |name: &str, failed, all| RequestRow {
            name: name.into(),
            method: "GET".into(),
            count: 2,
            rate: 0.5,
            failed,
            all,
            succeeded: None,
            failed_times: None,
        };
        let mut out = String::new();
        requests(&mut out, &[row("/", 0, Some(times)), row("/a", 2, None)], Style::Plain);
        let want = [
            "",
            "requests",
            "  name    count  per s  failed     avg     min     med     p90     p95     p99     max",
            "  GET /       2  0.500    0.0%  1.50ms  1.00ms  1.50ms  1.90ms  2.00ms  12.0ms  12.0ms",
            "  GET /a      2  0.500  100.0%       -       -       -       -       -       -       -",
            "  times are those of the requests that succeeded; the JSON summary has all three kinds",
            "",
        ];
        assert_eq!(out, want.join("\n"));
    }
}
