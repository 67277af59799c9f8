use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ratatui::crossterm::cursor::{Hide, Show};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};

/// Lines of the log that are kept while the terminal is taken.
const KEPT: usize = 1000;

/// The standard error stream, which is a terminal: a log that is written to it is kept while the whole screen is taken, and
/// told when it is given back. Cloning gives another handle.
#[derive(Clone)]
pub struct Terminal(Arc<Inner>);

struct Inner {
    colours: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    taken: bool,
    lines: VecDeque<String>,
    /// Lines that were too many to be kept.
    lost: usize,
    /// What came without an end of line.
    begun: String,
}

impl Terminal {
    /// The terminal of this process; one only. A panic gives the screen back before it says what is wrong.
    pub fn new(colours: bool) -> Self {
        let terminal = Self(Arc::new(Inner { colours, state: Mutex::default() }));
        let (own, before) = (terminal.clone(), std::panic::take_hook());
        std::panic::set_hook(Box::new(move |panic| {
            own.leave();
            before(panic);
        }));
        terminal
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it shows colours.
    pub(super) fn colours(&self) -> bool {
        self.0.colours
    }

    /// Takes the whole screen.
    pub(super) fn enter(&self) -> std::io::Result<()> {
        let mut state = self.state();
        enable_raw_mode()?;
        state.taken = true;
        execute!(std::io::stderr(), EnterAlternateScreen, Hide)
    }

    /// Whether the whole screen is taken.
    pub(super) fn is_taken(&self) -> bool {
        self.state().taken
    }

    /// Gives the screen back as it was, and tells what was said meanwhile. Once is enough.
    pub(super) fn leave(&self) {
        let mut state = self.state();
        if !std::mem::take(&mut state.taken) {
            return;
        }
        let mut out = std::io::stderr();
        // A terminal that is gone needs nothing back.
        let _ = execute!(out, Show, LeaveAlternateScreen);
        let _ = disable_raw_mode();
        let State { lines, lost, begun, .. } = std::mem::take(&mut *state);
        if lost > 0 {
            let _ = writeln!(out, "({lost} lines before these are in the result's log)");
        }
        let text: String = lines.into_iter().chain([begun]).collect();
        let _ = out.write_all(text.as_bytes());
    }

    /// The last lines, the newest last, without so many at the end.
    pub(super) fn last(&self, count: usize, without: usize) -> Vec<String> {
        let state = self.state();
        let upto = state.lines.len().saturating_sub(without);
        let lines = state.lines.iter().take(upto).skip(upto.saturating_sub(count));
        lines.map(|line| line.trim_end().to_owned()).collect()
    }

    /// How many lines there are.
    pub(super) fn lines(&self) -> usize {
        self.state().lines.len()
    }
}

impl Write for Terminal {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut state = self.state();
        if !state.taken {
            return std::io::stderr().write(bytes);
        }
        state.begun += &String::from_utf8_lossy(bytes);
        while let Some(end) = state.begun.find('\n') {
            let rest = state.begun.split_off(end + 1);
            let line = std::mem::replace(&mut state.begun, rest);
            state.lines.push_back(line);
            if state.lines.len() > KEPT {
                state.lines.pop_front();
                state.lost += 1;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().flush()
    }
}
