//! The report for a browser: one file without network, whose tables need no script.

mod chart;
mod comparison;
mod data;
mod events;
mod head;
mod mark;
mod phases;
mod requirements;
mod resources;
mod sheet;
mod tables;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::Summary;
use crate::aggregate::Snapshot;
use crate::result::{Annotation, Begun, Point};

/// uPlot 1.6.32, MIT; its licence lies beside it.
pub(crate) const CHARTS: &str = include_str!("uplot/uPlot.iife.min.js");
const SCRIPT: &str = include_str!("page.js");
pub(crate) const CHART_STYLE: &str = include_str!("uplot/uPlot.min.css");
pub(crate) const STYLE: &str = include_str!("page.css");

/// What a page shows. Nothing in it holds a secret.
pub struct Page<'a> {
    /// What the run says about itself.
    pub summary: &'a Summary,
    /// What was known at its start.
    pub begun: &'a Begun,
    /// The course of the run.
    pub seconds: &'a [Point],
    /// All that was measured.
    pub snapshot: &'a Snapshot,
    /// What was said of it, and done to it, while it went on.
    pub annotations: &'a [Annotation],
}

/// The page. Its policy allows the one script and the one style that are in it, by their hashes, and nothing else.
pub fn html(page: &Page<'_>) -> Vec<u8> {
    let script = [CHARTS, "\n", SCRIPT].concat();
    let style = [CHART_STYLE, "\n", STYLE].concat();
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        hash(&script),
        hash(&style)
    );
    let title = mark::text(&format!("{}: {}", page.summary.plan, page.summary.exit.name));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"{policy}\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" \
         content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
    );
    head::head(&mut out, page);
    match &page.summary.requirements {
        Some(found) => requirements::requirements(&mut out, page.summary, found),
        None => tables::thresholds(&mut out, page.summary),
    }
    if let Some(compared) = &page.summary.comparison {
        comparison::comparison(&mut out, compared);
    }
    charts(&mut out, page);
    events::table(&mut out, page);
    resources::table(&mut out, page);
    tables::requests(&mut out, page.summary);
    distribution(&mut out, page);
    phases::phases(&mut out, page);
    tables::slowest(&mut out, page.summary);
    tables::failures(&mut out, page.summary);
    tables::checks(&mut out, page.summary);
    tables::scenarios(&mut out, page.summary);
    tables::metrics(&mut out, page.summary);
    tables::facts(&mut out, page);
    out += &format!(
        "</main>\n<script type=\"application/json\" id=\"data\">{}</script>\n<script>{script}</script>\n</body>\n</html>\n",
        data::data(page)
    );
    out.into_bytes()
}

/// A source of the content security policy.
pub(crate) fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

fn charts(out: &mut String, page: &Page<'_>) {
    if page.seconds.len() < 2 {
        return;
    }
    *out += "<section><h2>Course of the run</h2><noscript><p class=\"quiet\">The charts need JavaScript; the tables do not.</p></noscript>\n<div class=\"charts\">";
    let charts = [
        ("latency", "Request duration, ms"),
        ("throughput", "Requests per second"),
        ("users", "Users at work"),
        ("traffic", "Traffic, kB per second"),
    ];
    let late = page
        .seconds
        .iter()
        .any(|second| second.late_ms.is_some())
        .then_some(("late", "Delay of the generator (p99), ms"));
    let own = page
        .seconds
        .iter()
        .any(|second| second.cpu.is_some())
        .then_some(("generator", "The generator's busiest thread: share of a core, and of the time without one, %"));
    let dropped =
        page.seconds.iter().any(|second| second.dropped > 0).then_some(("dropped", "Dropped iterations per second"));
    for (id, title) in charts.into_iter().chain(dropped).chain(late).chain(own) {
        *out += &format!("<figure class=\"chart\"><figcaption>{title}</figcaption><div id=\"{id}\"></div></figure>\n");
    }
    resources::figures(out, page.seconds);
    *out += "</div>\n";
    let late = page.seconds.iter().filter(|second| second.late).count();
    if late > 0 {
        *out += &format!(
            "<p class=\"quiet under\">Shaded: {late} of {} seconds, in which the generator was late by more than 1 ms and a tenth of the median \
             service time. Their times are partly its own.</p>",
            page.seconds.len()
        );
    }
    *out += "</section>\n";
}

fn distribution(out: &mut String, page: &Page<'_>) {
    if page.summary.requests.is_empty() {
        return;
    }
    *out += "<section class=\"scripted\"><h2>Distribution of latency</h2>\n<div class=\"charts\">\
             <figure class=\"chart\"><figcaption>Percentiles of request duration, ms</figcaption><div id=\"percentiles\"></div></figure>\n\
             <figure class=\"chart\"><figcaption>Requests by duration</figcaption><div id=\"buckets\"></div></figure>\n\
             <figure class=\"chart\"><figcaption>Iterations: service time (from the real start) and response time (from when it was due), ms</figcaption>\
             <div id=\"service\"></div></figure>\n</div></section>\n";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_and_the_style_end_where_they_should() {
        for text in [CHARTS, SCRIPT, CHART_STYLE, STYLE] {
            let lower = text.to_lowercase();
            assert!(!lower.contains("</script") && !lower.contains("</style") && !lower.contains("<!--"));
        }
    }
}
