//! Whether one thing is faster than another, and how well that is known.
//!
//! A result's journal has the distribution of every second. Of each run the slow start is cut off (`steady`, MSER-5), the
//! rest is drawn anew in blocks of seconds (`blocks`: a moving-block bootstrap whose blocks are as long as the seconds hang
//! together), which gives every number its standard error (`estimates`). Two numbers differ when they are further apart than
//! the least effect plus what Student's t allows for their errors, over all rows together (Holm). docs/comparing.md says the
//! same for readers, with what it was tried on.
//!
//! What other stages may use: `mean(series, seed)` gives a plain series (one number a second, or one a run) an `Estimate`
//! whose `interval(confidence)` is Student's; `student::quantile` and `student::tail`; `blocks::length` of a series;
//! `steady::start` of a series.

pub mod blocks;
mod comparison;
mod difference;
mod drift;
mod estimate;
mod fitness;
mod run;
mod side;
pub mod steady;
pub mod student;
mod values;

pub use comparison::{Better, Comparison, Head, Row, Settings, Verdict, compare};
pub use drift::{Drift, drift, growing};
pub use estimate::{Estimate, estimates, mean};
pub use run::{Course, Facts, Key, Run};
pub use side::{Measured, Side};
pub use values::{Spread, Values, bucket};
