//! What can be typed while a journey is written.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::PlanArgs;

/// `throng compose`
#[derive(Debug, Args)]
pub struct ComposeArgs {
    /// The journey (.wasm)
    #[arg(value_name = "JOURNEY", value_hint = ValueHint::FilePath)]
    pub journey: PathBuf,
    /// A component that exports what the journey imports; repeatable
    #[arg(long, required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub plug: Vec<PathBuf>,
    /// Where to write. Default: JOURNEY with the extension .composed.wasm
    #[arg(long, short = 'o', value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// `throng dev`
#[derive(Debug, Args)]
pub struct DevArgs {
    /// What to try.
    #[command(flatten)]
    pub plan: PlanArgs,
    /// Which scenario the user serves. Default: the plan's first
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// End after so many tries, with the last one's exit code
    #[arg(long, value_name = "N")]
    pub tries: Option<u64>,
    /// Least important log lines shown: debug, info, warn, error; by who speaks as in warn,vu=debug
    #[arg(long, default_value = "debug", value_name = "LEVEL", env = "THRONG_LOG")]
    pub log: crate::log::Filter,
}

/// `throng trace`
#[derive(Debug, Args)]
pub struct TraceArgs {
    /// What to run; --iterations is how often the user iterates.
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The file to write (- for standard output)
    #[arg(long, short = 'o', value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: String,
    /// Which scenario the user serves. Default: the plan's first
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// Bytes of each body that are kept
    #[arg(long, value_name = "N", default_value_t = 65_536)]
    pub body_bytes: usize,
    /// Least important log lines shown: debug, info, warn, error; by who speaks as in warn,vu=debug
    #[arg(long, default_value = "info", value_name = "LEVEL", env = "THRONG_LOG")]
    pub log: crate::log::Filter,
}
