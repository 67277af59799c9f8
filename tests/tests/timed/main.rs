//! Tests whose times are judged: cargo runs them after the others, and `timed` one after the other.

mod demo;
mod hostile;
mod live;
mod many;
mod numbers;
mod overload;
mod phases;
mod waits;
