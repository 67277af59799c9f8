//! throng: a load engine scripted in any language that compiles to WebAssembly.
//!
//! ```text
//! plan ──> schedule ──> vu ──> protocol ──> sample ──> aggregate ──> threshold ──> output / report / result
//! Plan     Tick         call    Exchange     Sample     Snapshot      Verdict       bytes
//! ```
//!
//! Behaviour is imported only rightwards; leftwards only plain data. `run` is the one module that sees every stage.

pub mod brake;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod compose;
pub mod control;
pub mod demo;
pub mod exit;
mod generator;
pub mod har;
pub mod import;
mod lateness;
pub mod log;
pub mod machine;
pub mod monitor;
pub mod once;
pub mod prepare;
pub mod redact;
pub mod run;
pub mod shards;
pub mod stop;
mod tally;
pub mod toolchain;
pub mod trial;
pub mod trials;
pub mod tui;
pub mod watch;
pub mod wit;

pub mod aggregate;
pub mod bundle;
pub mod compare;
pub mod inbox;
pub mod observe;
pub mod output;
pub mod plan;
pub mod protocol;
pub mod report;
pub mod result;
pub mod sample;
pub mod schedule;
pub mod threshold;
pub mod vu;
