use super::Page;
use super::mark::{lines, text};
use crate::report::Summary;
use crate::report::quantity::{milliseconds, number};

/// Verdict first, then the figures that everyone asks for, then what limits their worth.
pub(super) fn head(out: &mut String, page: &Page<'_>) {
    let s = page.summary;
    let tone = tone(s.exit.code);
    *out += &format!(
        "<header class=\"{tone}\">\n<p class=\"plan\">{}</p>\n<h1>{}</h1>\n",
        text(&s.plan),
        text(&capital(&s.exit.name))
    );
    if let Some(reason) = &s.exit.reason {
        *out += &format!("<p class=\"reason\">{}</p>\n", lines(reason));
    }
    let mut facts = vec![page.begun.started.replace('T', " ").replace('Z', " UTC")];
    facts.extend(s.target.as_deref().map(text));
    facts.push(milliseconds(s.duration_ms));
    facts.push(format!("{} user{}", s.vus.max, if s.vus.max == 1 { "" } else { "s" }));
    facts.push(format!("exit code {}", s.exit.code));
    *out +=
        &format!("<p class=\"facts\">{}</p>\n", facts.iter().map(|f| format!("<span>{f}</span>")).collect::<String>());
    if s.demonstration {
        *out += "<p class=\"demonstration\">Measured on the built-in demonstration target: this says nothing about any other server.</p>\n";
    }
    *out += "</header>\n";
    figures(out, s);
    notes(out, s);
}

/// Red for what failed, amber for what could not be told.
pub(super) fn tone(exit: u8) -> &'static str {
    match exit {
        0 => "good",
        99 | 107..=110 | 113 => "bad",
        _ => "doubt",
    }
}

pub(super) fn capital(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

fn figures(out: &mut String, s: &Summary) {
    let requests: u64 = s.requests.iter().map(|row| row.count).sum();
    let failed: u64 = s.requests.iter().map(|row| row.failed).sum();
    let rate = s.metrics.get("http_reqs").and_then(|metric| metric.values.get("rate"));
    let time = |statistic: &str| s.metrics.get("http_req_duration").and_then(|metric| metric.values.get(statistic));
    let shown = |value: Option<&f64>| value.map_or_else(|| "–".to_owned(), |value| milliseconds(*value));
    let share =
        if requests == 0 { "–".to_owned() } else { format!("{:.2}%", 100.0 * failed as f64 / requests as f64) };
    let tiles = [
        ("requests", number(requests as f64), false),
        ("per second", rate.map_or_else(|| "–".to_owned(), |rate| number(*rate)), false),
        ("failed", share, failed > 0),
        ("median", shown(time("med")), false),
        ("p95", shown(time("p(95)")), false),
        ("p99", shown(time("p(99)")), false),
        ("iterations", number(s.iterations.complete as f64), false),
        ("dropped", number(s.iterations.dropped as f64), s.iterations.dropped > 0),
    ];
    *out += "<dl class=\"figures\">";
    for (name, value, bad) in tiles {
        *out += &format!("<div{}><dt>{name}</dt><dd>{value}</dd></div>", if bad { " class=\"alarm\"" } else { "" });
    }
    *out += "</dl>\n";
}

fn notes(out: &mut String, s: &Summary) {
    if s.warnings.is_empty() && s.notes.is_empty() {
        return;
    }
    *out += "<ul class=\"notes\">";
    for warning in &s.warnings {
        *out += &format!("<li class=\"warning\">{}</li>", text(warning));
    }
    for note in &s.notes {
        *out += &format!("<li>{}</li>", text(note));
    }
    *out += "</ul>\n";
}
