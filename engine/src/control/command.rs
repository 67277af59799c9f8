use serde::{Deserialize, Serialize};

use super::{Control, Stage};
use crate::clock;
use crate::log::{Level, printable};
use crate::schedule::{Refused, Scale};

/// Letters of an annotation at most.
const LONGEST_TEXT: usize = 1000;

/// What may be asked of a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// No iteration starts and no request leaves until it is resumed.
    Pause,
    /// The run goes on.
    Resume,
    /// Other users, or another rate, of a scenario.
    Scale {
        /// Its name; empty: of the only one.
        scenario: String,
        /// How many.
        change: Change,
    },
    /// A text that is kept with its time.
    Annotate(String),
    /// The run comes to its end; its thresholds are judged.
    Stop,
}

/// Users or rate of a scenario, as a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Users; with an arrival rate, users at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<u32>,
    /// Arrivals per time unit of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
}

/// Why a command was not obeyed; nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// There is no such thing.
    Unknown(String),
    /// It cannot be now.
    Conflict(String),
    /// It can never be.
    Unfit(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Self::Unknown(text) | Self::Conflict(text) | Self::Unfit(text)) = self;
        f.write_str(text)
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Unknown(text) => Self::Unknown(text),
            Refused::Over(text) => Self::Conflict(text),
            Refused::Unfit(text) => Self::Unfit(text),
        }
    }
}

impl Control {
    /// Does what is asked, and writes it down; false when it was so already.
    ///
    /// # Errors
    /// Why nothing has changed.
    pub fn obey(&self, command: &Command) -> Result<bool, Failure> {
        if let Command::Annotate(text) = command {
            return self.annotate(text).map(|()| true);
        }
        let led = self.0.led.get().ok_or_else(|| Failure::Conflict("the run is not ready yet".to_owned()))?;
        if self.state().stage > Stage::Running {
            return Err(Failure::Conflict("the scenarios of the run are over".to_owned()));
        }
        let reins = &led.reins;
        let (done, kind, text) = match command {
            Command::Pause => (reins.pause(), "pause", "paused".to_owned()),
            Command::Resume => (reins.resume(), "resume", "resumed".to_owned()),
            Command::Scale { scenario, change } => {
                let scenario = match (scenario.as_str(), &led.names()[..]) {
                    ("", [only]) => only,
                    (name, _) => name,
                };
                reins.scale(scenario, Scale { users: change.users, rate: change.rate })?;
                (true, "scale", told(scenario, *change))
            }
            Command::Stop => {
                let first = reins.finish();
                if first {
                    self.state().stopped = Some(clock::now().saturating_duration_since(self.0.began));
                }
                (first, "stop", "asked to end".to_owned())
            }
            Command::Annotate(_) => unreachable!("done above"),
        };
        if done {
            self.0.log.line(Level::Info, "control", &text);
            // The command itself was obeyed.
            if let Err(lost) = self.0.annotations.add(kind, &text) {
                self.0.log.line(Level::Warn, "control", &lost);
            }
            self.change();
        }
        Ok(done)
    }

    fn annotate(&self, text: &str) -> Result<(), Failure> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Failure::Unfit("the text of an annotation is empty: write what happened".to_owned()));
        }
        if text.chars().count() > LONGEST_TEXT {
            return Err(Failure::Unfit(format!("an annotation has {LONGEST_TEXT} letters at most")));
        }
        let text = self.redactor().apply(text).into_owned();
        self.0.annotations.add("note", &text).map_err(Failure::Conflict)?;
        self.0.log.line(Level::Info, "control", &format!("note: {}", printable(&text)));
        self.change();
        Ok(())
    }
}

fn told(scenario: &str, Change { users, rate }: Change) -> String {
    let users = users.map(|users| format!("{users} user{}", if users == 1 { "" } else { "s" }));
    let rate = rate.map(|rate| format!("rate {rate}"));
    format!("{scenario}: {}", users.into_iter().chain(rate).collect::<Vec<_>>().join(", "))
}
