//! How an iteration goes wrong: a named cause and a message for the author.

use std::fmt;

use wasmtime::{Trap, WasmBacktrace};
use wasmtime_wasi::I32Exit;

use super::symbols::Symbols;

/// The cause of an ordinary error that `run` returned.
pub(crate) const ERROR: &str = "error";
/// The cause that is no failure: the journey called `vu.abort`.
pub(crate) const ABORT: &str = "abort";
/// The journey's text does not get as far as its stages.
pub(crate) const REFUSED: &str = "refused";

/// Ends the guest's call with a cause of its own: a limit, a mistake of the author, or `abort`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ended {
    /// `cpu`, `memory`, `handles`, `log`, `trap`, …
    pub(crate) cause: &'static str,
    /// In words.
    pub(crate) message: String,
}

impl Ended {
    pub(crate) fn new(cause: &'static str, message: impl Into<String>) -> Self {
        Self { cause, message: message.into() }
    }

    /// What a failed call of the guest means. The message has the guest's functions, innermost first.
    pub(crate) fn of(error: &wasmtime::Error, symbols: &Symbols) -> Self {
        let mut ended = if let Some(ended) = error.downcast_ref::<Self>() {
            ended.clone()
        } else if let Some(Trap::StackOverflow) = error.downcast_ref::<Trap>() {
            Self::new("stack", "the guest's stack is used up: it calls itself without end, or too deeply")
        } else if let Some(I32Exit(code)) = error.downcast_ref::<I32Exit>() {
            Self::new("trap", format!("the guest called exit({code}): return from run instead"))
        } else {
            Self::new("trap", error.root_cause().to_string())
        };
        // A reason to stop is for the reader of the run, not for the author; what a text was refused for has its places.
        if ![ABORT, REFUSED].contains(&ended.cause)
            && let Some(trace) = error.downcast_ref::<WasmBacktrace>().filter(|t| !t.frames().is_empty())
            && let Some(frames) = symbols.trace(trace)
        {
            ended.message = format!("{}\n{frames}", ended.message);
        }
        ended
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Ended {}

/// A trap for a mistake of the author, ready to be returned by a host function.
pub(crate) fn mistake(message: impl Into<String>) -> wasmtime::Error {
    Ended::new("trap", message).into()
}
