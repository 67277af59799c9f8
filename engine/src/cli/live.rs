//! What can be typed to watch and lead a run that goes on.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

/// Who may watch and lead a run.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Live")]
pub struct LiveArgs {
    /// Serve a page that shows the run and leads it, and the API of `throng ctl`: --ui, --ui=PORT, --ui=ADDRESS:PORT (default: a free port of 127.0.0.1)
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, require_equals = true, default_missing_value = "127.0.0.1:0")]
    pub ui: Option<String>,
    /// Show the run on the whole terminal, with keys that lead it
    #[arg(long, conflicts_with = "quiet")]
    pub tui: bool,
    /// Certificate chain and key, PEM, for an address that others can reach
    #[arg(long, value_name = "FILE", requires = "ui", value_hint = ValueHint::FilePath)]
    pub ui_tls: Option<PathBuf>,
    /// Serve an address that others can reach without TLS
    #[arg(long, requires = "ui", conflicts_with = "ui_tls")]
    pub ui_insecure: bool,
}

/// `throng ctl`
#[derive(Debug, Args)]
pub struct CtlArgs {
    /// Which run, by its process. Default: the only one of this user that has --ui
    #[arg(long, global = true, value_name = "PID")]
    pub pid: Option<u32>,
    /// Which run, by its address; THRONG_TOKEN holds its token
    #[arg(long, global = true, value_name = "URL", conflicts_with = "pid")]
    pub url: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub order: CtlOrder,
}

/// What `throng ctl` does.
#[derive(Debug, Subcommand)]
pub enum CtlOrder {
    /// Say where the run is.
    Status {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a new address of the page; the one before lets nobody in any more.
    Link,
    /// Hold the run: no iteration starts and no request leaves.
    Pause,
    /// Let the run go on.
    Resume,
    /// Change the users or the rate of a scenario, to its end.
    Scale {
        /// Its name. Default: the only one
        #[arg(value_name = "SCENARIO")]
        scenario: Option<String>,
        /// Users; with an arrival rate, users at most
        #[arg(long, value_name = "N", required_unless_present = "rate")]
        users: Option<u32>,
        /// Iterations per time unit of the plan
        #[arg(long, value_name = "RATE")]
        rate: Option<f64>,
    },
    /// Keep a text with its time in the result.
    Annotate {
        /// The text
        #[arg(value_name = "TEXT")]
        text: String,
    },
    /// End the run: iterations finish, thresholds are judged.
    Stop,
}
