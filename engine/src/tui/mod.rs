//! A run on the whole terminal: what it does now, and keys that lead it.

mod charts;
mod draw;
mod keys;
mod tables;
mod terminal;
#[cfg(test)]
mod tests;
mod view;

use std::io::BufWriter;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{self, Event, KeyEventKind};
use rustix::process::{Signal, getpid, kill_process};

pub use terminal::Terminal;

use crate::clock::{self, Duration};
use crate::control::{Command, Control};
use crate::log::{Level, Log};
use keys::Wish;
use view::{Place, View};

/// How often the terminal is drawn anew where no key is pressed.
const REDRAW: Duration = Duration::from_millis(500);
/// How soon the end of a run is noticed.
const TICK: Duration = Duration::from_millis(50);

/// A run that is shown, until this is dropped.
pub struct Tui {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Tui {
    /// Takes the terminal and shows the run on it.
    ///
    /// # Errors
    /// Where the terminal cannot be taken.
    pub fn open(terminal: &Terminal, control: Control, log: Log) -> std::io::Result<Self> {
        terminal.enter()?;
        let over = Arc::new(AtomicBool::new(false));
        let (terminal, ended) = (terminal.clone(), over.clone());
        let show = move || {
            let shown = show(&control, &terminal, &ended);
            terminal.leave();
            if let Err(error) = shown {
                log.line(Level::Warn, "engine", &format!("--tui: the run goes on without it: {error}"));
            }
        };
        let thread = std::thread::Builder::new().name("tui".to_owned()).spawn(show)?;
        Ok(Self { over, thread: Some(thread) })
    }
}

impl Drop for Tui {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        // A thread that panicked has said so, and has given the terminal back.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn show(control: &Control, terminal: &Terminal, over: &AtomicBool) -> std::io::Result<()> {
    let mut canvas = ratatui::Terminal::new(CrosstermBackend::new(BufWriter::new(std::io::stderr())))?;
    let mut place = Place::default();
    while terminal.is_taken() {
        let view = View::of(control, terminal, &place);
        canvas.draw(|frame| draw::draw(frame, &view))?;
        let until = clock::now() + REDRAW;
        while clock::now() < until {
            if over.load(Ordering::Acquire) {
                return Ok(());
            }
            if event::poll(TICK)? {
                if let Event::Key(key) = event::read()?
                    && key.kind == KeyEventKind::Press
                    && let Some(wish) = keys::pressed(key, &mut place, &view)
                {
                    place.told = obey(control, &wish);
                }
                break;
            }
        }
    }
    Ok(())
}

/// Does what a key stands for; gives what there is to say of it.
fn obey(control: &Control, wish: &Wish) -> String {
    let done = control.obey(&wish.command);
    if wish.insists && !matches!(done, Ok(true)) {
        // As Ctrl-C without a full screen: the first signal stops the run with its teardown, the next one at once.
        return match kill_process(getpid(), Signal::INT) {
            Ok(()) => "interrupted: iterations end now".to_owned(),
            Err(error) => error.to_string(),
        };
    }
    match (done, &wish.command) {
        (Err(why), _) => why.to_string(),
        (Ok(_), Command::Stop) => "ends: iterations may finish (Ctrl-C: now)".to_owned(),
        (Ok(_), _) => String::new(),
    }
}
