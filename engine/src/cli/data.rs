//! What can be typed about data.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::PlanArgs;

/// `throng data`
#[derive(Debug, Args)]
pub struct DataArgs {
    /// Whose tables.
    #[command(flatten)]
    pub plan: PlanArgs,
    /// Write the rows of this table
    #[arg(long, short = 't', value_name = "NAME")]
    pub table: Option<String>,
    /// Where to: a .csv, .json or .jsonl file. Default: standard output, as CSV
    #[arg(long, short = 'o', value_name = "FILE", requires = "table", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}
