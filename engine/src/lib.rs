//! throng: a load engine scripted in any language that compiles to WebAssembly.
//!
//! ```text
//! plan ──> schedule ──> vu ──> protocol ──> sample ──> aggregate ──> threshold ──> report
//! Plan     Tick         call    Exchange     Sample     Snapshot      Verdict       bytes
//! ```
//!
//! Behaviour is imported only rightwards; leftwards only plain data. `run` is the one module that sees every stage.

pub mod clock;
pub mod log;
pub mod redact;
pub mod stop;

pub mod aggregate;
pub mod plan;
pub mod protocol;
pub mod sample;
pub mod schedule;
pub mod threshold;
pub mod vu;
