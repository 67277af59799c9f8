//! A threshold times a snapshot is a verdict. Everything here is a function of values: no clock, no I/O.

mod assessment;
mod diagnosis;
mod error;
mod judge;
mod parse;
mod validate;
mod watch;

pub use assessment::{Assessment, Category, Decision, Status, assess, title};
pub use diagnosis::{diagnose, is_ripe};
pub use error::ThresholdError;
pub use judge::{Outcome, Verdict, judge, judge_all, may_turn};
pub use parse::{Operator, Relative, Threshold, parse};
pub use validate::{unknown_tag, validate};
pub use watch::{INTERVAL, abort};

#[cfg(test)]
mod tests;
