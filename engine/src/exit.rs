//! Exit codes: what CI trusts. Those below 111 are k6's numbers; docs/exit-codes.md is this table.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// How a run ended, as a process exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ExitCode {
    /// Everything asked for held.
    Passed = 0,
    /// A threshold failed.
    ThresholdFailed = 99,
    /// `setup` took longer than its limit.
    SetupTimeout = 100,
    /// `teardown` took longer than its limit.
    TeardownTimeout = 101,
    /// Something else took longer than its limit.
    Timeout = 102,
    /// The plan, the journey or a flag is not valid; nothing ran.
    Invalid = 104,
    /// Ctrl-C or a termination signal.
    Interrupted = 105,
    /// The journey failed outside its iterations: while loading, in `setup`, in `teardown`.
    JourneyError = 107,
    /// The journey called `abort`.
    Aborted = 108,
    /// A bug of the engine.
    EngineBug = 109,
    /// The journey marked the run as failed.
    MarkedFailed = 110,
    /// A threshold had nothing to judge.
    NotMeasured = 111,
    /// The generator could not keep its schedule, and the verdict depends on it.
    Overloaded = 112,
    /// Worse than the baseline.
    Regression = 113,
    /// Denied by policy, or not trusted.
    Denied = 114,
    /// An output lost data.
    Incomplete = 115,
    /// Part of the fleet was lost.
    FleetLost = 116,
}

impl ExitCode {
    /// Every code; of several at once the first in this order is the process's.
    pub const PRECEDENCE: [Self; 17] = [
        Self::EngineBug,
        Self::Invalid,
        Self::Denied,
        Self::Interrupted,
        Self::SetupTimeout,
        Self::TeardownTimeout,
        Self::Timeout,
        Self::JourneyError,
        Self::Aborted,
        Self::FleetLost,
        Self::Overloaded,
        Self::ThresholdFailed,
        Self::Regression,
        Self::NotMeasured,
        Self::MarkedFailed,
        Self::Incomplete,
        Self::Passed,
    ];

    /// The one that counts of several; `Passed` when there is none.
    pub fn first(codes: &[Self]) -> Self {
        Self::PRECEDENCE.into_iter().find(|code| codes.contains(code)).unwrap_or(Self::Passed)
    }

    /// The number that the process ends with.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// In two or three words, as the summary says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::ThresholdFailed => "threshold failed",
            Self::SetupTimeout => "setup timed out",
            Self::TeardownTimeout => "teardown timed out",
            Self::Timeout => "timed out",
            Self::Invalid => "invalid plan, journey or flag",
            Self::Interrupted => "interrupted",
            Self::JourneyError => "journey error",
            Self::Aborted => "aborted by the journey",
            Self::EngineBug => "engine bug",
            Self::MarkedFailed => "marked as failed",
            Self::NotMeasured => "not measured",
            Self::Overloaded => "generator overloaded",
            Self::Regression => "regression",
            Self::Denied => "denied or not trusted",
            Self::Incomplete => "results incomplete",
            Self::FleetLost => "part of the fleet lost",
        }
    }
}

/// An error of the run that knows its exit code: `?` carries it up to `main`.
#[derive(Debug)]
pub struct Failed {
    /// The code.
    pub code: ExitCode,
    /// What the user reads.
    pub message: String,
}

impl Failed {
    /// An `anyhow` error that ends the process with this code.
    pub fn error(code: ExitCode, message: impl Into<String>) -> anyhow::Error {
        Self { code, message: message.into() }.into()
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failed {}

/// Does the work and gives the code that the process ends with, and what to say of an error. A panic is a bug, and says so
/// by its own code (Rust's 101 would read as a teardown time-out); so is an error that knows no code.
pub fn guard(work: impl FnOnce() -> anyhow::Result<ExitCode>) -> (ExitCode, Option<String>) {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(exit)) => (exit, None),
        Ok(Err(error)) => {
            let code = error.downcast_ref::<Failed>().map_or(ExitCode::EngineBug, |failed| failed.code);
            (code, Some(format!("{error:#}")))
        }
        Err(_) => (ExitCode::EngineBug, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_the_first_in_the_documented_order_counts() {
        assert_eq!(ExitCode::first(&[]), ExitCode::Passed);
        assert_eq!(ExitCode::first(&[ExitCode::MarkedFailed, ExitCode::ThresholdFailed]).number(), 99);
        assert_eq!(ExitCode::first(&[ExitCode::ThresholdFailed, ExitCode::Interrupted]).number(), 105);
        assert_eq!(ExitCode::first(&[ExitCode::ThresholdFailed, ExitCode::Overloaded]).number(), 112);
        assert_eq!(ExitCode::first(&[ExitCode::Aborted, ExitCode::JourneyError]).number(), 107);
        assert_eq!(ExitCode::first(&[ExitCode::NotMeasured, ExitCode::Regression]).number(), 113);
    }

    #[test]
    fn a_panic_and_an_error_without_a_code_are_bugs() {
        let failed = guard(|| Err(Failed::error(ExitCode::Denied, "not trusted").context("module.throng")));
        assert_eq!(failed, (ExitCode::Denied, Some("module.throng: not trusted".to_owned())));
        assert_eq!(guard(|| anyhow::bail!("odd")), (ExitCode::EngineBug, Some("odd".to_owned())));
        assert_eq!(guard(|| panic!("a panic that this test asks for")), (ExitCode::EngineBug, None));
        assert_eq!(guard(|| Ok(ExitCode::MarkedFailed)), (ExitCode::MarkedFailed, None));
    }

    #[test]
    fn every_code_has_its_own_number_and_a_place_in_the_order() {
        let mut numbers: Vec<u8> = ExitCode::PRECEDENCE.iter().map(|code| code.number()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [0, 99, 100, 101, 102, 104, 105, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116]);
    }
}
