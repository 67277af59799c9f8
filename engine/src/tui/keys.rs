use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::view::{LOG, Part, Place, View};
use crate::control::{Change, Command, ScenarioStatus};

/// Rows that a page key moves.
const PAGE: usize = 10;

/// What a key asks of the run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wish {
    pub(super) command: Command,
    /// Whether the run is interrupted where it does not obey.
    pub(super) insists: bool,
}

/// What a key does: it moves the reader's place, or asks something of the run.
pub(super) fn pressed(key: KeyEvent, place: &mut Place, view: &View) -> Option<Wish> {
    place.told.clear();
    let polite = |command| Some(Wish { command, insists: false });
    match key.code {
        KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
            return Some(Wish { command: Command::Stop, insists: true });
        }
        KeyCode::Char('q') => return polite(Command::Stop),
        KeyCode::Char('p') if view.status.state == "paused" => return polite(Command::Resume),
        KeyCode::Char('p') => return polite(Command::Pause),
        KeyCode::Char('+' | '=') => return scale(view, place, 1.0),
        KeyCode::Char('-' | '_') => return scale(view, place, -1.0),
        KeyCode::Char('?' | 'h') => place.help = !place.help,
        KeyCode::Esc => place.help = false,
        KeyCode::Tab => place.part = turned(place.part, [Part::Requests, Part::Thresholds, Part::Log, Part::Scenarios]),
        KeyCode::BackTab => {
            place.part = turned(place.part, [Part::Log, Part::Scenarios, Part::Requests, Part::Thresholds]);
        }
        KeyCode::Up | KeyCode::Char('k') => moved(view, place, 1, false),
        KeyCode::Down | KeyCode::Char('j') => moved(view, place, 1, true),
        KeyCode::PageUp => moved(view, place, PAGE, false),
        KeyCode::PageDown => moved(view, place, PAGE, true),
        _ => {}
    }
    None
}

/// The part that a key leads to, by the one it starts from.
fn turned(part: Part, to: [Part; 4]) -> Part {
    match part {
        Part::Scenarios => to[0],
        Part::Requests => to[1],
        Part::Thresholds => to[2],
        Part::Log => to[3],
    }
}

fn moved(view: &View, place: &mut Place, by: usize, down: bool) {
    // The log stands at its end, and up leads away from there.
    let (at, rows, down) = match place.part {
        Part::Scenarios => (&mut place.scenario, view.status.scenarios.len(), down),
        Part::Requests => (&mut place.request, view.requests.len(), down),
        Part::Thresholds => (&mut place.threshold, view.thresholds.len(), down),
        Part::Log => (&mut place.log, (view.lines + 1).saturating_sub(LOG), !down),
    };
    *at = if down { (*at + by).min(rows.saturating_sub(1)) } else { at.saturating_sub(by) };
}

/// A tenth more or less, one at least, of the rate where the chosen scenario has one, else of its users.
fn scale(view: &View, place: &mut Place, sign: f64) -> Option<Wish> {
    let scenario = view.status.scenarios.get(place.scenario)?;
    let step = |now: f64| (now + sign * (now / 10.0).round().max(1.0)).max(0.0);
    let change = match rate(scenario) {
        Some(rate) => Change { rate: Some(step(rate)), users: None },
        None => {
            let users = f64::from(scenario.asked_users.unwrap_or(scenario.users));
            Change { users: Some(step(users) as u32), rate: None }
        }
    };
    Some(Wish { command: Command::Scale { scenario: scenario.name.clone(), change }, insists: false })
}

fn rate(scenario: &ScenarioStatus) -> Option<f64> {
    scenario.asked_rate.or_else(|| scenario.planned_rate.map(|rate| rate as f64))
}
