use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders, Clear, Paragraph, Wrap};

use super::view::{LOG, Part, View};
use super::{charts, tables};
use crate::log::printable;

/// Columns and rows that the view needs.
const LEAST: (u16, u16) = (72, 18);
/// Rows from which on there is room for more.
const TALL: u16 = 30;

const KEYS: &str = "q end  p pause  + - users or rate  \u{2191} \u{2193} Tab move  ? help";
const HELP: [&str; 8] = [
    "q         end: iterations may finish, teardown runs, thresholds count",
    "Ctrl-C    the same; once more: iterations end now; once more: at once",
    "p         pause, and go on",
    "+ -       a tenth more or less: users, or the rate where there is one",
    "\u{2191} \u{2193} k j   choose a scenario, or move in a table",
    "PgUp PgDn move by ten rows",
    "Tab       the next part: scenarios, requests, thresholds, log",
    "? Esc     this help, and away with it",
];

/// A colour, where there are any.
pub(super) fn tone(colours: bool, colour: Color) -> Style {
    if colours { Style::new().fg(colour) } else { Style::new() }
}

/// A part of the screen under its name.
pub(super) fn headed(title: &str, chosen: bool, colours: bool) -> Block<'static> {
    let mark = if chosen { "\u{25b8}" } else { " " };
    let style = if chosen { Style::new().add_modifier(Modifier::BOLD) } else { Style::new() };
    let style = style.patch(tone(colours, if chosen { Color::Cyan } else { Color::Blue }));
    Block::new().borders(Borders::TOP).border_style(style).title(format!("{mark}{} ", printable(title)))
}

/// Draws the run.
pub(super) fn draw(frame: &mut Frame<'_>, view: &View) {
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        let told = format!("{} columns and {} rows at least: q ends, p pauses", LEAST.0, LEAST.1);
        return frame.render_widget(Paragraph::new(told).wrap(Wrap { trim: true }), area);
    }
    let (most_scenarios, most_thresholds, lines) = if area.height < TALL { (3, 2, 2) } else { (6, 5, LOG) };
    let rows = |count: usize, most: usize| count.clamp(1, most) as u16;
    let thresholds = match view.thresholds.len() {
        0 => 0,
        count => 1 + rows(count, most_thresholds),
    };
    let parts = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(2 + rows(view.status.scenarios.len(), most_scenarios)),
        Constraint::Length(4),
        Constraint::Min(3),
        Constraint::Length(thresholds),
        Constraint::Length(1 + lines as u16),
        Constraint::Length(1),
    ]);
    let [head, scenarios, charts, requests, thresholds, log, foot] = parts.areas(area);
    top(frame, head, view);
    tables::scenarios(frame, scenarios, view);
    charts::charts(frame, charts, view);
    tables::requests(frame, requests, view);
    tables::thresholds(frame, thresholds, view);
    said(frame, log, view, lines);
    bottom(frame, foot, view);
    if view.place.help {
        help(frame, area, view);
    }
}

fn top(frame: &mut Frame<'_>, area: Rect, view: &View) {
    let status = &view.status;
    let target = status.target.as_ref().map_or_else(String::new, |target| format!(" on {}", printable(target)));
    let name = format!("{}{target}", printable(&status.plan));
    let numbers = format!(
        "{}  {}s  {} users  {} requests  {} failed",
        status.state,
        status.elapsed_ms / 1000,
        status.users,
        status.requests,
        status.failed
    );
    let width = numbers.chars().count() as u16;
    let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(width)]).spacing(2).areas(area);
    let bold = Style::new().add_modifier(Modifier::BOLD);
    frame.render_widget(Paragraph::new(name).style(bold), left);
    let colour = match status.state.as_str() {
        "running" => Color::Green,
        _ => Color::Yellow,
    };
    frame.render_widget(Paragraph::new(numbers).style(bold.patch(tone(view.colours, colour))), right);
}

fn said(frame: &mut Frame<'_>, area: Rect, view: &View, lines: usize) {
    let block = headed("log", view.place.part == Part::Log, view.colours);
    let shown = view.log.iter().skip(view.log.len().saturating_sub(lines));
    let text: Vec<Line<'_>> = shown
        .map(|line| {
            let style = match line.split(' ').next() {
                Some("error") => tone(view.colours, Color::Red),
                Some("warn") => tone(view.colours, Color::Yellow),
                _ => Style::new(),
            };
            Line::styled(printable(line), style)
        })
        .collect();
    frame.render_widget(Paragraph::new(text).block(block), area);
}

fn bottom(frame: &mut Frame<'_>, area: Rect, view: &View) {
    let told = &view.place.told;
    let text = if told.is_empty() { KEYS.to_owned() } else { printable(told) };
    let style = if told.is_empty() { Style::new().add_modifier(Modifier::DIM) } else { Style::new() };
    frame.render_widget(Paragraph::new(text).style(style), area);
}

fn help(frame: &mut Frame<'_>, area: Rect, view: &View) {
    let (width, height) = (72, HELP.len() as u16 + 2);
    let (x, y) = ((area.width - width) / 2, (area.height - height) / 2);
    let place = Rect { x, y, width, height };
    frame.render_widget(Clear, place);
    let block = Block::bordered().title(" keys ").border_style(tone(view.colours, Color::Cyan));
    frame.render_widget(Paragraph::new(HELP.map(Line::from).to_vec()).block(block), place);
}
