//! The real binary on a terminal: what stands on the screen, and keys.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::engine::Engine;
use crate::patience::until;

/// Rows and columns.
const SIZE: (u16, u16) = (30, 100);

/// A run on a terminal of its own, made by util-linux's `script`.
pub struct Terminal {
    child: Child,
    keys: ChildStdin,
    state: Arc<Mutex<State>>,
    reader: JoinHandle<()>,
    _engine: Engine,
}

struct State {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

/// What a run on a terminal left.
pub struct Left {
    /// The exit code; -1 when a signal ended it.
    pub code: i32,
    /// What stands on the screen.
    pub screen: String,
    /// All that was written, control sequences included.
    pub bytes: Vec<u8>,
    /// Whether the terminal is as it was: its first screen, a cursor, and lines that are edited and echoed.
    pub restored: bool,
}

impl Terminal {
    /// Starts the run. It ends after a minute at the latest.
    ///
    /// # Panics
    /// Where there is no `script`.
    pub fn start(engine: Engine) -> Self {
        let (rows, columns) = SIZE;
        let words: Vec<String> =
            engine.words().iter().map(|word| format!("'{}'", word.replace('\'', "'\\''"))).collect();
        // What `stty` says at the end is told apart by its own words.
        let line = format!(
            "stty rows {rows} cols {columns}; timeout --foreground -s KILL 60 {}; code=$?; stty -a | grep -o '[ -]icanon\\|[ -]echo '; exit $code",
            words.join(" ")
        );
        let mut command = engine.within(Path::new("script"));
        command.args(["-q", "-e", "-c", &line, "/dev/null"]).env("TERM", "xterm-256color");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("util-linux is there");
        let keys = child.stdin.take().expect("a pipe");
        let mut output = child.stdout.take().expect("a pipe");
        let state = Arc::new(Mutex::new(State { parser: vt100::Parser::new(rows, columns, 0), bytes: Vec::new() }));
        let seen = state.clone();
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                let mut state = seen.lock().unwrap_or_else(PoisonError::into_inner);
                state.parser.process(&bytes[..count]);
                state.bytes.extend_from_slice(&bytes[..count]);
            }
        });
        Self { child, keys, state, reader, _engine: engine }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What stands on the screen.
    pub fn screen(&self) -> String {
        self.state().parser.screen().contents()
    }

    /// Waits until this stands on the screen.
    ///
    /// # Panics
    /// Where it never does.
    pub fn shows(&self, text: &str) {
        until(&format!("{text:?} is on the screen"), || self.screen().contains(text));
    }

    /// Whether it shows the run on the whole screen.
    pub fn is_whole(&self) -> bool {
        self.state().parser.screen().alternate_screen()
    }

    /// Presses keys.
    ///
    /// # Panics
    /// Where the run is over.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("the run goes on");
    }

    /// Waits for the end of the run.
    ///
    /// # Panics
    /// Where nobody can wait for it.
    pub fn end(mut self) -> Left {
        let status = self.child.wait().expect("our own child");
        // What it read was read.
        let _ = self.reader.join();
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (screen, bytes) = (state.parser.screen(), state.bytes.clone());
        let said = String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(200)..]).into_owned();
        let cooked = said.contains(" icanon") && said.contains(" echo ");
        Left {
            code: status.code().unwrap_or(-1),
            screen: screen.contents(),
            restored: cooked && !screen.alternate_screen() && !screen.hide_cursor(),
            bytes,
        }
    }
}
