//! A threshold times a snapshot is a verdict. Everything here is a function of values: no clock, no I/O.

mod error;
mod judge;
mod parse;
mod validate;
mod watch;

pub use error::ThresholdError;
pub use judge::{Outcome, Verdict, judge, judge_all, may_turn};
pub use parse::{Operator, Threshold, parse};
pub use validate::{unknown_tag, validate};
pub use watch::{INTERVAL, abort};

#[cfg(test)]
mod tests;
