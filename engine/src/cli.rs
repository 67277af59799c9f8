//! What can be typed: exactly that, no I/O and no meaning.

mod capacity;
mod compare;
mod data;
mod develop;
mod live;
mod module;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};

pub use capacity::CapacityArgs;
pub use compare::CompareArgs;
pub use data::{DataArgs, ImportArgs};
pub use develop::{ComposeArgs, DevArgs, TraceArgs};
pub use live::{CtlArgs, CtlOrder, LiveArgs};
pub use module::{
    BundleArgs, InspectArgs, KeygenArgs, PullArgs, PushArgs, RegistryArgs, SignArgs, TrustArgs, VerifyArgs,
};

const EXIT_CODES: &str = "\
Exit codes: 0 passed, 99 threshold failed, 100/101/102 time-out of setup/teardown/other, 104 invalid plan, journey or flag, \
105 interrupted, 107 journey error, 108 aborted by the journey, 109 engine bug, 110 marked as failed, 111 not measured, \
112 generator overloaded, 113 regression, 114 denied or not trusted, 115 results incomplete, 116 part of the fleet lost. \
Every setting of a plan can also be given as --set path=value or as an environment variable THRONG_PATH.";

/// A load engine scripted in any language that compiles to WebAssembly.
#[derive(Debug, Parser)]
#[command(name = "throng", version, about, after_help = EXIT_CODES, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a plan, a journey, or a URL, and judge the result.
    Run(RunArgs),
    /// Find the highest rate, or the most users, at which all thresholds of a plan hold
    Capacity(CapacityArgs),
    /// Make the reports of a result again, also after a kill; or merge several results into one.
    Report(ReportArgs),
    /// Say what became faster or slower between results, and how well that is known.
    Compare(CompareArgs),
    /// Say what a run would do, without doing it.
    Check(CheckArgs),
    /// Make a plan that runs at once of recorded traffic: HAR, curl, OpenAPI, Postman, access logs.
    Import(ImportArgs),
    /// List the tables of a plan with their versions, or write the rows of one.
    Data(DataArgs),
    /// Put a plan, its journey and its files into one file.
    Bundle(BundleArgs),
    /// Say what a bundle or a journey is, imports, what it wants and who signed it.
    Inspect(InspectArgs),
    /// Put a bundle or a journey into a registry.
    Push(PushArgs),
    /// Take a bundle or a journey out of a registry.
    Pull(PullArgs),
    /// Make a pair of keys, to sign bundles and to verify them.
    Keygen(KeygenArgs),
    /// Sign a bundle.
    Sign(SignArgs),
    /// Verify a bundle and its signature.
    Verify(VerifyArgs),
    /// Make a new project for a journey in a language of your choice.
    New(NewArgs),
    /// Build a project's journey with its language's own tool.
    Build(BuildArgs),
    /// Put components that a journey imports into it.
    Compose(ComposeArgs),
    /// Try the journey with one user each time that a file is saved, and show everything it does.
    Dev(DevArgs),
    /// Run one user once and write what it sent and received as a HAR file.
    Trace(TraceArgs),
    /// Watch and lead a run that goes on with --ui.
    Ctl(CtlArgs),
    /// Say what this machine allows: users, sockets, ports.
    Doctor,
    /// Serve the demonstration target alone.
    Demo(DemoArgs),
    /// Print the completions of a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
}

/// What names a run: shared by `run` and `check`.
#[derive(Debug, Clone, Args)]
pub struct PlanArgs {
    /// A plan (.toml, .json), a folder with a throng.toml, a journey (.wasm, .wat), a bundle (.throng, oci://…), or a URL. Default: ./throng.toml
    #[arg(value_name = "PLAN|JOURNEY|URL", value_hint = ValueHint::AnyPath)]
    pub what: Option<String>,
    /// Sets any setting of the plan, as in --set http.timeout=5s
    #[arg(long = "set", short = 's', value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Users
    #[arg(long, short = 'u', value_name = "N")]
    pub vus: Option<u32>,
    /// How long, as 30s, 5m, 1h30m
    #[arg(long, value_name = "TIME")]
    pub duration: Option<String>,
    /// Iterations of all users together
    #[arg(long, short = 'i', value_name = "N")]
    pub iterations: Option<u64>,
    /// A ramp: TIME:USERS, repeatable
    #[arg(long, value_name = "TIME:USERS")]
    pub stage: Vec<String>,
    /// Base URL that relative URLs are resolved against
    #[arg(long, value_name = "URL")]
    pub target: Option<String>,
    /// A value that the journey gets by vu.env
    #[arg(long = "env", short = 'e', value_name = "NAME=VALUE")]
    pub env: Vec<String>,
    /// A tag of every sample
    #[arg(long, value_name = "NAME=VALUE")]
    pub tag: Vec<String>,
    /// Where measurements go while the run goes on, as json=FILE, csv=FILE, prometheus=URL, openmetrics=ADDRESS, influxdb=URL, statsd=HOST:PORT, dogstatsd=HOST:PORT, otlp=URL, otlp-traces=URL; repeatable
    #[arg(long = "out", value_name = "KIND=WHERE", env = "THRONG_OUT", value_delimiter = ',')]
    pub out: Vec<String>,
    /// Where requests may go besides the target's origin
    #[arg(long, value_name = "ORIGIN|CIDR")]
    pub allow: Vec<String>,
    /// Seed of every random choice
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Do not verify the server's certificate
    #[arg(long, short = 'k')]
    pub insecure: bool,
    /// Requests per second of the whole process at most
    #[arg(long, value_name = "N")]
    pub rps: Option<u64>,
    /// The result that the run is held against: its folder, or `latest`
    #[arg(long, value_name = "RESULT|latest", value_hint = ValueHint::DirPath)]
    pub baseline: Option<String>,
    /// This process's share of the run, as 1/3:2/3
    #[arg(long, value_name = "FROM:TO")]
    pub segment: Option<String>,
    /// All borders of the shares, as 0,1/3,2/3,1
    #[arg(long, value_name = "BORDERS")]
    pub segment_sequence: Option<String>,
    /// What a bundle is granted
    #[command(flatten)]
    pub trust: TrustArgs,
    /// The URL shortcut's own settings
    #[command(flatten)]
    pub url: UrlArgs,
}

/// What `throng run URL` takes besides; the letters are those of ab, hey, oha and wrk.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "URL runs (throng run URL)")]
pub struct UrlArgs {
    /// Connections: users at once
    #[arg(short = 'c', value_name = "N")]
    pub connections: Option<u32>,
    /// Requests in all
    #[arg(short = 'n', value_name = "N")]
    pub requests: Option<u64>,
    /// How long
    #[arg(short = 'z', value_name = "TIME")]
    pub time: Option<String>,
    /// Requests per second in all (an open model: they start on time, whatever the target does)
    #[arg(short = 'q', value_name = "RATE")]
    pub rate: Option<u64>,
    /// Method
    #[arg(short = 'X', value_name = "METHOD")]
    pub method: Option<String>,
    /// A header, as "name: value"
    #[arg(short = 'H', value_name = "HEADER")]
    pub header: Vec<String>,
    /// Body, or @FILE
    #[arg(short = 'd', value_name = "BODY|@FILE")]
    pub body: Option<String>,
    /// A file with a URL a line, taken in turn; without a URL before it, the first is the target
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub urls: Option<PathBuf>,
}

/// `throng run`
#[derive(Debug, Args)]
pub struct RunArgs {
    /// What to run.
    #[command(flatten)]
    pub plan: PlanArgs,
    /// Run the built-in shop journey against the built-in demonstration target
    #[arg(long, conflicts_with = "what")]
    pub demo: bool,
    /// Write the summary as json=FILE (- for standard output)
    #[arg(long, value_name = "FORMAT=FILE")]
    pub summary: Vec<String>,
    /// The folder in which the run leaves a folder with its result (default: reports)
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub results: Option<PathBuf>,
    /// Leave no result
    #[arg(long, conflicts_with = "results")]
    pub no_results: bool,
    /// Run it so many times, one after another, and say how much the figures vary
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000), conflicts_with = "profile")]
    pub repeat: Option<u32>,
    /// Who may watch and lead it.
    #[command(flatten)]
    pub live: LiveArgs,
    /// Print one user's exchanges
    #[arg(long)]
    pub http_debug: bool,
    /// Write where the journey's code spends its time, for https://profiler.firefox.com
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub profile: Option<PathBuf>,
    /// Do not judge thresholds
    #[arg(long)]
    pub no_thresholds: bool,
    /// No progress, only the summary
    #[arg(long)]
    pub quiet: bool,
    /// Least important log lines shown: debug, info, warn, error; by who speaks as in warn,vu=debug
    #[arg(long, default_value = "info", value_name = "LEVEL", env = "THRONG_LOG")]
    pub log: crate::log::Filter,
}

/// `throng report`
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Folders that runs left
    #[arg(value_name = "RESULT", required = true, value_hint = ValueHint::DirPath)]
    pub results: Vec<PathBuf>,
    /// Merge the results of several processes into one, exactly
    #[arg(long)]
    pub merge: bool,
    /// Where the merged result goes: a new folder (default: beside the first, named merged-TIME)
    #[arg(long, short = 'o', value_name = "DIR", requires = "merge", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
}

/// `throng check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// What would run.
    #[command(flatten)]
    pub plan: PlanArgs,
    /// List every setting with its value and where it comes from
    #[arg(long)]
    pub origins: bool,
}

/// `throng new`
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The language of the journey
    #[arg(long, short = 'l', value_name = "LANGUAGE")]
    pub lang: crate::toolchain::Language,
    /// The project's folder, new or empty; its last part is the project's name
    #[arg(value_name = "NAME", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
}

/// `throng build`
#[derive(Debug, Args)]
#[command(
    after_help = "Building runs the language's tool and whatever the project makes it run: build what you trust. \
                        `throng run` never builds."
)]
pub struct BuildArgs {
    /// The project's folder, or its plan
    #[arg(value_name = "DIR|PLAN", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub project: PathBuf,
}

/// `throng demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Seed of the shop's content
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Ends when its standard input closes (for the process that started it)
    #[arg(long, hide = true)]
    pub until_stdin_closes: bool,
}
