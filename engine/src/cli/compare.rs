use std::path::PathBuf;

use clap::{Args, ValueHint};

/// `throng compare`
#[derive(Debug, Args)]
#[command(
    override_usage = "throng compare [OPTIONS] BASE NEW...\n       throng compare [OPTIONS] --base RESULT... --new RESULT...",
    after_help = "A RESULT is a folder that a run left. Ends with 113 when something became worse. docs/comparing.md says how it is decided."
)]
pub struct CompareArgs {
    /// The result that is compared with, and those that are compared with it, one by one
    #[arg(value_name = "RESULT", required_unless_present = "base", num_args = 2.., value_hint = ValueHint::DirPath)]
    pub results: Vec<PathBuf>,
    /// Several results that are compared with, as one side
    #[arg(long, value_name = "RESULT", num_args = 1.., requires = "new", conflicts_with = "results", value_hint = ValueHint::DirPath)]
    pub base: Vec<PathBuf>,
    /// Several results that are compared with the base, as one side
    #[arg(long, value_name = "RESULT", num_args = 1.., requires = "base", value_hint = ValueHint::DirPath)]
    pub new: Vec<PathBuf>,
    /// A change by this share of the base or less counts as none
    #[arg(long, value_name = "PERCENT", default_value = "3%", value_parser = percent)]
    pub min_effect: f64,
    /// As a table for a comment on a pull request
    #[arg(long, conflicts_with = "json")]
    pub markdown: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// A share from percent.
fn percent(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.trim().trim_end_matches('%').trim_end().parse().ok();
    match number.filter(|percent| (0.0..100.0).contains(percent)) {
        Some(percent) => Ok(percent / 100.0),
        None => Err("write percent from 0 to below 100, as 3%".to_owned()),
    }
}
