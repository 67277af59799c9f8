//! What happened, as plain data: one value an event, never a float a metric.

mod exchange;
mod failure;
mod tags;
mod trace;

pub use exchange::{Exchange, Phases, Protocol};
pub use failure::{Cause, Failure};
pub use tags::{RESERVED, TagSet};
pub use trace::{Trace, hexadecimal};
