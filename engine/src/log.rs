//! What journeys and the engine say while the run goes on: lines on the standard error stream, secrets blacked out.

mod filter;

use std::io::Write;
use std::sync::{Arc, Mutex};

pub use filter::Filter;

use crate::redact::Redactor;

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For the author.
    Debug,
    /// For the reader.
    Info,
    /// Something is not as it should be.
    Warn,
    /// Something failed.
    Error,
}

impl Level {
    /// The word in the line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// Where lines go. Cloning gives another handle.
#[derive(Clone)]
pub struct Log {
    redactor: Arc<Redactor>,
    filter: Filter,
    sink: Arc<Mutex<Box<dyn Write + Send>>>,
}

impl Log {
    /// A log of this sink, of lines at least so important.
    pub fn new(sink: Box<dyn Write + Send>, filter: impl Into<Filter>, redactor: Redactor) -> Self {
        Self { redactor: Arc::new(redactor), filter: filter.into(), sink: Arc::new(Mutex::new(sink)) }
    }

    /// The same, with every line also going to another sink.
    pub fn also(self, other: Box<dyn Write + Send>) -> Self {
        let first = std::mem::replace(
            &mut *self.sink.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
            Box::new(std::io::sink()),
        );
        let sink: Box<dyn Write + Send> = Box::new(Both(first, other));
        Self { sink: Arc::new(Mutex::new(sink)), ..self }
    }

    /// One line. `source` says who speaks (`vu 3 browse`, `engine`). Control characters of the message are escaped, so
    /// that a journey cannot write on the reader's terminal. A sink that fails is ignored: the run goes on.
    pub fn line(&self, level: Level, source: &str, message: &str) {
        if !self.filter.shows(level, source) {
            return;
        }
        let message = self.redactor.apply(message);
        let line = format!("{:<5} [{source}] {}\n", level.name(), printable(&message));
        let mut sink = self.sink.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let _ = sink.write_all(line.as_bytes()).and_then(|()| sink.flush());
    }

    /// The redactor, for text that leaves by another way.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }
}

/// Two sinks; an error of one keeps nothing from the other.
struct Both(Box<dyn Write + Send>, Box<dyn Write + Send>);

impl Write for Both {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let first = self.0.write_all(bytes);
        self.1.write_all(bytes).and(first)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let first = self.0.flush();
        self.1.flush().and(first)
    }
}

/// The text with control characters (and what reorders text on a terminal) escaped; tab stays.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push(c),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                out.extend(c.escape_unicode())
            }
            c if c.is_control() => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journey_cannot_write_on_the_terminal() {
        assert_eq!(printable("a\x1b[2Jb\nc\u{202e}d"), "a\\u{1b}[2Jb\\nc\\u{202e}d");
    }
}
