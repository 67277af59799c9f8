use std::time::Duration;

use clap::Args;

use super::RunArgs;

/// `throng capacity`
#[derive(Debug, Args)]
pub struct CapacityArgs {
    /// What to run, as `throng run` takes it.
    #[command(flatten)]
    pub run: RunArgs,
    /// The level that is wanted (iterations per second, or users): the headroom over it is told, and less is exit code 99
    #[arg(long, value_name = "LEVEL", help_heading = "Search")]
    pub wanted: Option<f64>,
    /// The scenario whose level is searched; its executor is constant-arrival-rate or constant-vus
    #[arg(long, value_name = "NAME", help_heading = "Search")]
    pub scenario: Option<String>,
    /// The first level (default: the plan's)
    #[arg(long, value_name = "LEVEL", help_heading = "Search")]
    pub start: Option<f64>,
    /// No level above this is tried
    #[arg(long, value_name = "LEVEL", help_heading = "Search")]
    pub most: Option<f64>,
    /// Trials at most
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(4..=100), help_heading = "Search")]
    pub trials: u32,
    /// How long each trial is judged
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = long, help_heading = "Search")]
    pub trial: Duration,
    /// How long each trial runs before it is judged
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = duration, help_heading = "Search")]
    pub settle: Duration,
    /// How long the target has, up to three times, to recover after a trial in which a threshold broke
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = long, help_heading = "Search")]
    pub recovery: Duration,
}

fn duration(text: &str) -> Result<Duration, String> {
    crate::plan::parse_duration(text).ok_or_else(|| "write a duration such as 500ms, 30s or 2m".to_owned())
}

/// Enough for one second of a recording.
fn long(text: &str) -> Result<Duration, String> {
    let long = duration(text)?;
    if long < Duration::from_secs(1) { Err("it must be at least 1s".to_owned()) } else { Ok(long) }
}
