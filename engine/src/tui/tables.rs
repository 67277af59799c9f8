use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Cell, Row, Table};

use super::draw::{headed, tone};
use super::view::{Part, View};
use crate::control::ScenarioStatus;
use crate::log::printable;
use crate::report::{RequestRow, ThresholdRow, Times, milliseconds};

/// What is not there.
const NONE: &str = "–";

fn right(text: impl Into<String>) -> Cell<'static> {
    Cell::from(Line::from(text.into()).right_aligned())
}

fn time(ms: Option<f64>) -> String {
    ms.map_or_else(|| NONE.to_owned(), milliseconds)
}

fn table<'a>(rows: impl Iterator<Item = Row<'a>>, names: &[&'static str], widths: &[u16]) -> Table<'a> {
    let head = names.iter().enumerate().map(|(at, name)| if at == 0 { Cell::from(*name) } else { right(*name) });
    let widths = widths.iter().enumerate().map(|(at, width)| match at {
        0 => Constraint::Fill(1),
        _ => Constraint::Length(*width),
    });
    Table::new(rows, widths).header(Row::new(head).style(Style::new().add_modifier(Modifier::BOLD)))
}

/// What the scenarios do now.
pub(super) fn scenarios(frame: &mut Frame<'_>, area: Rect, view: &View) {
    let place = &view.place;
    let sight = usize::from(area.height.saturating_sub(2));
    let above = (place.scenario + 1).saturating_sub(sight);
    let rows = view.status.scenarios.iter().enumerate().skip(above).map(|(at, scenario)| {
        let row = scenario_row(scenario, at == place.scenario);
        let failing = scenario.pulse.failed.is_some_and(|share| share > 0.0);
        row.style(if failing { tone(view.colours, Color::Red) } else { Style::new() })
    });
    let names = ["scenario", "users", "iter/s", "req/s", "p95", "failed", "done", "left"];
    let table = table(rows, &names, &[0, 11, 8, 8, 8, 7, 8, 7]);
    frame.render_widget(table.block(headed("scenarios", place.part == Part::Scenarios, view.colours)), area);
}

fn scenario_row(scenario: &ScenarioStatus, chosen: bool) -> Row<'static> {
    let pulse = scenario.pulse;
    let mark = if chosen { ">" } else { " " };
    let users = match scenario.asked_users.filter(|asked| *asked != scenario.users) {
        Some(asked) => format!("{} of {asked}", scenario.users),
        None => scenario.users.to_string(),
    };
    let iterations = match scenario.asked_rate {
        Some(asked) => format!("{:.0}/{asked:.0}", pulse.iterations),
        None => format!("{:.0}", pulse.iterations),
    };
    let failed = pulse.failed.map_or_else(|| NONE.to_owned(), |share| format!("{:.1}%", 100.0 * share));
    let (done, left) = match scenario.state.as_str() {
        "running" => (format!("{:.0}%", 100.0 * scenario.progress), format!("{}s", scenario.left_ms.div_ceil(1000))),
        other => (other.to_owned(), NONE.to_owned()),
    };
    Row::new([
        Cell::from(format!("{mark} {}", printable(&scenario.name))),
        right(users),
        right(iterations),
        right(format!("{:.0}", pulse.requests)),
        right(time(pulse.p95_ms)),
        right(failed),
        right(done),
        right(left),
    ])
}

/// What was measured of each request name, from the beginning.
pub(super) fn requests(frame: &mut Frame<'_>, area: Rect, view: &View) {
    let sight = usize::from(area.height.saturating_sub(2)).max(1);
    let above = view.place.request.min(view.requests.len().saturating_sub(sight));
    let rows = view.requests.iter().skip(above).map(|row| {
        let style = if row.failed > 0 { tone(view.colours, Color::Red) } else { Style::new() };
        request_row(row).style(style)
    });
    let names = ["request", "count", "/s", "p50", "p95", "p99", "failed"];
    let title = format!("requests{}", part(above, sight, view.requests.len()));
    let block = headed(&title, view.place.part == Part::Requests, view.colours);
    frame.render_widget(table(rows, &names, &[0, 10, 9, 8, 8, 8, 8]).block(block), area);
}

fn request_row(row: &RequestRow) -> Row<'static> {
    let of = |wanted: fn(&Times) -> f64| right(time(row.all.as_ref().map(wanted)));
    Row::new([
        Cell::from(printable(format!("{} {}", row.method, row.name).trim_start())),
        right(row.count.to_string()),
        right(format!("{:.1}", row.rate)),
        of(|times| times.med),
        of(|times| times.p95),
        of(|times| times.p99),
        right(row.failed.to_string()),
    ])
}

/// How the thresholds would come out now.
pub(super) fn thresholds(frame: &mut Frame<'_>, area: Rect, view: &View) {
    let sight = usize::from(area.height.saturating_sub(1)).max(1);
    let above = view.place.threshold.min(view.thresholds.len().saturating_sub(sight));
    let rows = view.thresholds.iter().skip(above).map(|row| {
        let colour = match row.verdict.as_str() {
            "passed" => Color::Green,
            "failed" => Color::Red,
            _ => Color::Yellow,
        };
        threshold_row(row).style(tone(view.colours, colour))
    });
    let title = format!("thresholds{}", part(above, sight, view.thresholds.len()));
    let block = headed(&title, view.place.part == Part::Thresholds, view.colours);
    let widths = [Constraint::Fill(1), Constraint::Length(12), Constraint::Length(12)];
    frame.render_widget(Table::new(rows, widths).block(block), area);
}

fn threshold_row(row: &ThresholdRow) -> Row<'static> {
    let observed = row.observed_text.clone().unwrap_or_else(|| NONE.to_owned());
    let name = format!("{}: {}", printable(&row.metric), printable(&row.expression));
    Row::new([Cell::from(name), right(observed), right(row.status())])
}

/// Which rows are in sight, where these are not all.
fn part(above: usize, sight: usize, rows: usize) -> String {
    if rows <= sight {
        return String::new();
    }
    format!(" {}–{} of {rows}", above + 1, (above + sight).min(rows))
}
