use std::io::{IsTerminal as _, Write};

use anyhow::Result;

use crate::control::Control;
use crate::exit::{ExitCode, Failed};
use crate::log::Log;
use crate::report::progress::Screen;
use crate::tui::{self, Tui};

/// What stands behind the standard error stream.
pub(super) enum Terminal {
    /// A terminal, with bars at its foot.
    Bars(Screen),
    /// A terminal that a run takes as a whole.
    Whole(tui::Terminal),
    /// A file or a pipe.
    None,
}

impl Terminal {
    /// Whether a run may take it as a whole is the reader's wish.
    pub(super) fn of(whole: bool) -> Result<Self> {
        match (whole, std::io::stderr().is_terminal()) {
            (true, true) => Ok(Self::Whole(tui::Terminal::new(!plain()))),
            (true, false) => Err(Failed::error(
                ExitCode::Invalid,
                "--tui: the standard error stream is no terminal: leave --tui out, or watch the run by --ui",
            )),
            (false, true) => Ok(Self::Bars(Screen::default())),
            (false, false) => Ok(Self::None),
        }
    }

    /// Where lines go.
    pub(super) fn sink(&self) -> Box<dyn Write + Send> {
        match self {
            Self::Bars(screen) => Box::new(screen.clone()),
            Self::Whole(terminal) => Box::new(terminal.clone()),
            Self::None => Box::new(std::io::stderr()),
        }
    }

    /// Where bars are drawn.
    pub(super) fn screen(&self) -> Option<Screen> {
        match self {
            Self::Bars(screen) => Some(screen.clone()),
            _ => None,
        }
    }

    /// Shows a run on the whole terminal, where that is wanted.
    pub(super) fn show(&self, control: Option<&Control>, log: &Log) -> Result<Option<Tui>> {
        let (Self::Whole(terminal), Some(control)) = (self, control) else { return Ok(None) };
        let shown = Tui::open(terminal, control.clone(), log.clone());
        shown
            .map(Some)
            .map_err(|error| Failed::error(ExitCode::Invalid, format!("--tui: the terminal cannot be taken: {error}")))
    }
}

/// Whether the reader wants no colours.
pub(super) fn plain() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}
