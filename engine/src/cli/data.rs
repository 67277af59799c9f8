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

/// `throng import`
#[derive(Debug, Args)]
#[command(
    after_help = "What lets somebody in (authorization, cookies, passwords, keys) is not written: secrets stand for it, and the command says which."
)]
pub struct ImportArgs {
    /// Recordings: HAR, curl command lines, OpenAPI 3, a Postman collection, access logs; - for standard input
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<String>,
    /// The folder to make, with a plan that runs at once
    #[arg(long, short = 'o', value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: PathBuf,
    /// The form of the files, where it is not recognised
    #[arg(long, value_name = "FORM")]
    pub format: Option<crate::import::Form>,
    /// Base URL of the target. Default: the origin with most requests
    #[arg(long, value_name = "URL")]
    pub target: Option<String>,
    /// Import only this host and those below it; repeatable
    #[arg(long, value_name = "HOST")]
    pub only: Vec<String>,
    /// Leave this host and those below it out; repeatable
    #[arg(long, value_name = "HOST")]
    pub drop: Vec<String>,
    /// Leave out hosts that are known to measure visitors
    #[arg(long)]
    pub drop_telemetry: bool,
    /// Import requests that may change something too (OpenAPI, access logs)
    #[arg(long)]
    pub all_methods: bool,
    /// Send each request of a HAR at its recorded time, whatever became of the others
    #[arg(long)]
    pub arrivals: bool,
}
