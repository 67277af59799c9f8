//! The semantics vectors: what was observed on k6, as plans and expectations (`tests/vectors`).

mod check;
mod differences;
mod observed;
mod plan;
mod target;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::engine::Run;
use crate::guest::root;

pub use differences::Differences;
pub use observed::Observed;
pub use plan::toml as plan_toml;
pub use target::Targets;

/// One vector.
#[derive(Debug, Clone, Deserialize)]
pub struct Vector {
    /// Its name.
    pub id: String,
    /// `run`, `request_outcome`, `segments`, `schedule`, `percentile` or `format`.
    pub kind: String,
    /// What will run.
    #[serde(default)]
    pub plan: Value,
    /// What is expected of it; nothing for the kinds that are unit tests elsewhere.
    #[serde(default)]
    pub expect: Map<String, Value>,
}

/// The vectors of one family (the name of a file).
pub fn family(name: &str) -> Vec<Vector> {
    #[derive(Deserialize)]
    struct File {
        vectors: Vec<Vector>,
    }
    let path = root().join("tests/vectors").join(name).with_extension("json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: File = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    file.vectors
}

impl Vector {
    /// Whether it is a run of the whole program.
    pub fn runs(&self) -> bool {
        matches!(self.kind.as_str(), "run" | "request_outcome")
    }

    /// Runs it against targets of its own; gives what differs from the expectation, one line each.
    pub fn run(&self) -> Vec<String> {
        let targets = Targets::of(self);
        let run = plan::engine(self, &targets).run();
        let observed = Observed::new(run, &targets, &self.plan);
        let mut differences = check::all(&self.expect, &observed);
        if !differences.is_empty() {
            differences.push(said(&observed.run));
        }
        differences
    }
}

/// The end of what the process said, for whoever reads of a difference.
fn said(run: &Run) -> String {
    let text = format!("{}{}", run.stdout, run.stderr);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    format!("(exit {}) {}", run.exit(), lines[lines.len().saturating_sub(6)..].join(" ⏎ "))
}
