use super::Page;
use super::mark::text;
use crate::aggregate::{Selector, Statistic};
use crate::report::quantity::milliseconds;

/// The phases of a request in the order in which they happen, with the words of the legend.
const PHASES: [(&str, &str); 7] = [
    ("http_req_blocked", "blocked"),
    ("http_req_resolving", "resolving"),
    ("http_req_connecting", "connecting"),
    ("http_req_tls_handshaking", "TLS"),
    ("http_req_sending", "sending"),
    ("http_req_waiting", "waiting"),
    ("http_req_receiving", "receiving"),
];
/// What the longest bar measures.
const WIDTH: f64 = 1000.0;

/// Each request's mean phases, one after the other.
pub(super) fn phases(out: &mut String, page: &Page<'_>) {
    let rows: Vec<(String, Vec<f64>)> = page
        .summary
        .requests
        .iter()
        .map(|row| (format!("{} {}", row.method, row.name), means(page, &row.method, &row.name)))
        .collect();
    let longest = rows.iter().map(|(_, means)| means.iter().sum::<f64>()).fold(0.0, f64::max);
    if longest <= 0.0 {
        return;
    }
    *out += "<section><h2>Phases of a request, mean</h2>\n<p class=\"legend\">";
    for (at, (_, word)) in PHASES.iter().enumerate() {
        if rows.iter().any(|(_, means)| means[at] > 0.0) {
            *out += &format!("<span><i class=\"phase{at}\"></i>{word}</span>");
        }
    }
    *out += "</p>\n<div class=\"scroll\"><table class=\"phases\"><tbody>\n";
    for (name, means) in &rows {
        *out += &format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td></tr>\n",
            text(name),
            bar(means, longest),
            milliseconds(means.iter().sum())
        );
    }
    *out += "</tbody></table></div></section>\n";
}

fn means(page: &Page<'_>, method: &str, name: &str) -> Vec<f64> {
    let selector: Selector = [("method", method), ("name", name)].into_iter().collect();
    PHASES.iter().map(|(metric, _)| page.snapshot.value(metric, &selector, Statistic::Avg).unwrap_or(0.0)).collect()
}

fn bar(means: &[f64], longest: f64) -> String {
    let mut from = 0.0;
    let mut bars = String::new();
    for (at, mean) in means.iter().enumerate().filter(|(_, mean)| **mean > 0.0) {
        let width = mean / longest * WIDTH;
        let told = format!("{} {}", PHASES[at].1, milliseconds(*mean));
        bars += &format!(
            "<rect class=\"phase{at}\" x=\"{from:.2}\" width=\"{width:.2}\" height=\"14\"><title>{told}</title></rect>"
        );
        from += width;
    }
    format!("<svg viewBox=\"0 0 1000 14\" preserveAspectRatio=\"none\" role=\"img\">{bars}</svg>")
}
