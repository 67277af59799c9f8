use super::Page;
use super::mark::{key, lines, text};
use crate::report::quantity::{bytes, milliseconds, number, quantity};
use crate::report::{RequestRow, Summary, Times};

/// A table whose first columns are text and whose others are numbers.
pub(super) struct Table<'o> {
    out: &'o mut String,
}

impl<'o> Table<'o> {
    pub(super) fn new(out: &'o mut String, title: &str, texts: usize, columns: &[&str]) -> Self {
        *out += &format!("<section><h2>{title}</h2>\n<div class=\"scroll\"><table><thead><tr>");
        for (at, column) in columns.iter().enumerate() {
            *out += &format!("<th scope=\"col\"{}>{column}</th>", if at < texts { "" } else { " class=\"n\"" });
        }
        *out += "</tr></thead><tbody>\n";
        Self { out }
    }

    /// Cells are markup already.
    pub(super) fn row(&mut self, cells: &[String]) {
        *self.out += &format!("<tr>{}</tr>\n", cells.concat());
    }

    pub(super) fn end(self) {
        *self.out += "</tbody></table></div></section>\n";
    }
}

pub(super) fn cell(markup: &str) -> String {
    format!("<td>{markup}</td>")
}

pub(super) fn value(shown: &str, sorted: Option<f64>) -> String {
    format!("<td class=\"n\"{}>{}</td>", key(sorted), text(shown))
}

pub(super) fn count(count: u64) -> String {
    value(&count.to_string(), Some(count as f64))
}

/// How a threshold came out, as a word with a colour.
pub(super) fn verdict(verdict: &str, word: &str) -> String {
    let tone = match verdict {
        "passed" => "good",
        "failed" => "bad",
        _ => "doubt",
    };
    cell(&format!("<span class=\"badge {tone}\">{}</span>", text(word)))
}

pub(super) fn thresholds(out: &mut String, s: &Summary) {
    if s.thresholds.is_empty() {
        return;
    }
    let mut table = Table::new(out, "Thresholds", 3, &["verdict", "metric", "condition", "observed", "samples"]);
    for row in &s.thresholds {
        let missing = if row.censored == 0 { String::new() } else { format!(", {} arrivals missing", row.censored) };
        table.row(&[
            verdict(&row.verdict, &row.verdict),
            cell(&format!("<code>{}</code>", text(&row.metric))),
            cell(&format!("<code>{}</code>", text(&row.expression))),
            value(row.observed_text.as_deref().unwrap_or("–"), row.observed),
            value(&format!("{}{missing}", row.samples), Some(row.samples as f64)),
        ]);
    }
    table.end();
}

pub(super) fn requests(out: &mut String, s: &Summary) {
    if s.requests.is_empty() {
        *out += "<section><h2>Requests</h2><p class=\"quiet\">No request was sent.</p></section>\n";
        return;
    }
    let columns = ["request", "count", "per s", "failed", "avg", "min", "med", "p90", "p95", "p99", "p99.9", "max"];
    let mut table = Table::new(out, "Requests", 1, &columns);
    s.requests.iter().for_each(|row| table.row(&request(row)));
    table.end();
    if s.requests.iter().any(|row| row.failed > 0) {
        *out += "<p class=\"quiet under\">Times are those of the requests that succeeded.</p>\n";
    }
}

fn request(row: &RequestRow) -> Vec<String> {
    let times = if row.failed > 0 { row.succeeded } else { row.all }.filter(|times| times.count > 0);
    let time = |of: fn(&Times) -> f64| {
        let ms = times.as_ref().map(of);
        value(&ms.map_or_else(|| "–".to_owned(), milliseconds), ms)
    };
    let share = if row.count == 0 { 0.0 } else { 100.0 * row.failed as f64 / row.count as f64 };
    let failed = value(&format!("{share:.1}%"), Some(share));
    vec![
        cell(&format!("<span class=\"method\">{}</span> {}", text(&row.method), text(&row.name))),
        count(row.count),
        value(&number(row.rate), Some(row.rate)),
        if row.failed > 0 { failed.replacen("class=\"n\"", "class=\"n alarm\"", 1) } else { failed },
        time(|t| t.avg),
        time(|t| t.min),
        time(|t| t.med),
        time(|t| t.p90),
        time(|t| t.p95),
        time(|t| t.p99),
        time(|t| t.p999),
        time(|t| t.max),
    ]
}

pub(super) fn failures(out: &mut String, s: &Summary) {
    if !s.failures.requests.is_empty() {
        let columns = ["cause", "code", "first example", "trace", "count"];
        let mut table = Table::new(out, "Failed requests", 4, &columns);
        for row in &s.failures.requests {
            table.row(&[
                cell(&text(&row.cause)),
                cell(&row.code.to_string()),
                cell(&lines(&row.message)),
                trace(row.trace.as_deref()),
                count(row.count),
            ]);
        }
        table.end();
    }
    if !s.failures.journey.is_empty() {
        let mut table = Table::new(out, "Failed iterations", 2, &["cause", "first example", "count"]);
        for row in &s.failures.journey {
            let message = format!("<pre>{}</pre>", lines(&row.message));
            table.row(&[cell(&text(&row.cause)), cell(&message), count(row.count)]);
        }
        table.end();
    }
}

/// What a tracing system is asked for.
fn trace(id: Option<&str>) -> String {
    cell(&id.map_or_else(|| "–".to_owned(), |id| format!("<code>{}</code>", text(id))))
}

/// The slowest requests of the run, each by itself.
pub(super) fn slowest(out: &mut String, s: &Summary) {
    if s.slowest.is_empty() {
        return;
    }
    let mut table = Table::new(out, "Slowest requests", 4, &["request", "url", "ended", "trace", "status", "duration"]);
    for row in &s.slowest {
        table.row(&[
            cell(&format!("<span class=\"method\">{}</span> {}", text(&row.method), text(&row.name))),
            cell(&text(if row.url == row.name { "" } else { &row.url })),
            cell(&text(&row.at.replace('T', " ").replace('Z', ""))),
            trace(row.trace.as_deref()),
            value(&row.status.to_string(), Some(f64::from(row.status))),
            value(&milliseconds(row.duration_ms), Some(row.duration_ms)),
        ]);
    }
    table.end();
}

pub(super) fn checks(out: &mut String, s: &Summary) {
    if s.checks.is_empty() {
        return;
    }
    let mut table = Table::new(out, "Checks", 2, &["check", "step", "held", "failed", "share"]);
    for row in &s.checks {
        let share = 100.0 * row.passes as f64 / (row.passes + row.fails).max(1) as f64;
        let failed = count(row.fails);
        table.row(&[
            cell(&text(&row.name)),
            cell(&text(&row.group)),
            count(row.passes),
            if row.fails > 0 { failed.replacen("class=\"n\"", "class=\"n alarm\"", 1) } else { failed },
            value(&format!("{share:.2}%"), Some(share)),
        ]);
    }
    table.end();
}

pub(super) fn scenarios(out: &mut String, s: &Summary) {
    let columns = ["scenario", "executor", "complete", "failed", "interrupted", "dropped", "per s"];
    let mut table = Table::new(out, "Scenarios", 2, &columns);
    for row in &s.scenarios {
        let of = &row.iterations;
        table.row(&[
            cell(&text(&row.name)),
            cell(&text(&row.executor)),
            count(of.complete),
            count(of.failed),
            count(of.interrupted),
            count(of.dropped),
            value(&number(row.rate), Some(row.rate)),
        ]);
    }
    table.end();
}

/// Every metric with its statistics, in the order of their names.
pub(super) fn metrics(out: &mut String, s: &Summary) {
    let columns = ["metric", "type", "count or value", "rate", "avg", "min", "med", "p90", "p95", "p99", "max"];
    let mut table = Table::new(out, "All metrics", 2, &columns);
    for (name, metric) in &s.metrics {
        let shown = |statistic: &str| {
            let number = metric.values.get(statistic).copied();
            let words = number.map_or_else(String::new, |n| quantity(n, statistic, &metric.kind, &metric.unit));
            value(&words, number)
        };
        let first = ["count", "value", "passes"].into_iter().find(|statistic| metric.values.contains_key(*statistic));
        let mut cells = vec![cell(&format!("<code>{}</code>", text(name))), cell(&text(&metric.kind))];
        cells.push(first.map_or_else(|| value("", None), shown));
        cells.extend(["rate", "avg", "min", "med", "p(90)", "p(95)", "p(99)", "max"].map(shown));
        table.row(&cells);
    }
    table.end();
}

/// Where and with what it was measured.
pub(super) fn facts(out: &mut String, page: &Page<'_>) {
    let (begun, s) = (page.begun, page.summary);
    let machine = &begun.environment;
    let mut rows = vec![
        ("engine", format!("throng {}", begun.engine)),
        ("seed", begun.seed.to_string()),
        ("machine", format!("{}, {} cores, {}", machine.processor, machine.cores, machine.system)),
        ("kernel", machine.kernel.clone()),
        ("memory free", machine.memory.map_or_else(String::new, |free| bytes(free as f64))),
        ("with setup and teardown", milliseconds(s.whole_ms)),
    ];
    rows.extend(begun.about.iter().map(|(fact, value)| (fact.as_str(), value.clone())));
    let digest = |module: &crate::result::Module| {
        ("module", format!("{} ({} bytes, {})", module.name, module.bytes, module.digest))
    };
    rows.extend(begun.modules.iter().map(digest));
    rows.extend(begun.data.iter().map(|set| ("data", format!("{} ({}, {})", set.name, set.origin, set.version))));
    if let Some(bundle) = &begun.bundle {
        rows.push(("bundle", format!("{} {}", bundle.name, bundle.digest)));
        rows.extend(bundle.granted.iter().map(|granted| ("granted", granted.clone())));
    }
    *out += "<section><h2>Evidence</h2><dl class=\"evidence\">";
    for (fact, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        *out += &format!("<dt>{}</dt><dd>{}</dd>", text(fact), text(value));
    }
    *out += "</dl></section>\n";
}
