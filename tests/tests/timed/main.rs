//! Tests whose times are judged: cargo runs them after the others, and `timed` one after the other.

mod capacity;
mod demo;
mod hostile;
mod live;
mod many;
mod matrix;
mod numbers;
mod overload;
mod phases;
mod replay;
mod waits;
