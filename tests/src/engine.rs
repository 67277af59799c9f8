//! The real binary, under a time limit, with everything it said.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use throng::clock::{self, Instant};

use crate::origin::Log;

/// One run to be: a plan, files beside it, flags, variables, signals.
pub struct Engine {
    folder: tempfile::TempDir,
    inside: Option<PathBuf>,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    signals: Vec<(Moment, Signal)>,
    limit: Duration,
}

/// Whether a signal is due, so long after the start, and so long after the signal before it.
type Moment = Box<dyn Fn(Duration, Duration) -> bool + Send>;

/// What came of it.
#[derive(Debug)]
pub struct Run {
    /// The exit code; none when a signal ended the process.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The summary; null when none was written.
    pub summary: Value,
    /// The summary as the bytes that were written.
    pub summary_text: String,
    /// From start to end of the process.
    pub wall: Duration,
}

impl Engine {
    /// `throng run` with this plan file.
    pub fn new(plan: &str) -> Self {
        let engine = Self::bare().file("throng.toml", plan);
        let plan = engine.path("throng.toml");
        engine.args(["run", &plan])
    }

    /// The binary without arguments.
    pub fn bare() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (arguments, environment, signals) = (Vec::new(), Vec::new(), Vec::new());
        Self { folder, inside: None, arguments, environment, signals, limit: Duration::from_secs(60) }
    }

    /// Runs in this folder instead of the plan's.
    pub fn inside(mut self, folder: &Path) -> Self {
        self.inside = Some(folder.to_owned());
        self
    }

    /// A file in the plan's folder.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.folder.path().join(name), content).expect("the folder is ours");
        self
    }

    /// The path of a file in the plan's folder.
    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("temporary folders have plain names").to_owned()
    }

    /// One more argument.
    pub fn arg(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// More arguments.
    pub fn args<'a>(self, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        arguments.into_iter().fold(self, Self::arg)
    }

    /// A variable of the process; without it there are only `PATH`, `HOME` and a cache folder.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// A signal so long after the start.
    pub fn signal(mut self, at: Duration, signal: Signal) -> Self {
        self.signals.push((Box::new(move |time, _| at <= time), signal));
        self
    }

    /// A signal once an origin has received a request of this path, and the signals before it were sent.
    pub fn signal_after(mut self, log: Arc<Log>, path: &'static str, signal: Signal) -> Self {
        self.signals.push((Box::new(move |_, _| !log.of(path).is_empty()), signal));
        self
    }

    /// A signal so long after the one before it.
    pub fn signal_behind(mut self, time: Duration, signal: Signal) -> Self {
        self.signals.push((Box::new(move |_, behind| time <= behind), signal));
        self
    }

    /// Another time limit than a minute; over it the process is killed and the test fails.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs with a JSON summary.
    pub fn run(self) -> Run {
        let summary = self.folder.path().join("summary.json");
        let target = format!("json={}", summary.display());
        let mut run = self.args(["--summary", &target]).spawn_and_wait(&summary);
        run.summary = serde_json::from_str(&run.summary_text).unwrap_or_default();
        run
    }

    /// Runs as it stands, without a summary.
    pub fn run_plainly(self) -> Run {
        let none = self.folder.path().join("no-summary");
        self.spawn_and_wait(&none)
    }

    fn spawn_and_wait(self, summary: &Path) -> Run {
        let began = clock::now();
        let mut child = self.command().spawn().unwrap_or_else(|error| panic!("{}: {error}", binary().display()));
        let stdout = collect(child.stdout.take());
        let stderr = collect(child.stderr.take());
        let code = self.wait(&mut child, began);
        let (stdout, stderr) = (stdout.join().unwrap_or_default(), stderr.join().unwrap_or_default());
        assert!(code.is_some() || self.limit > clock::now() - began, "killed after {:?}: {stdout}{stderr}", self.limit);
        let summary_text = std::fs::read_to_string(summary).unwrap_or_default();
        Run { code, stdout, stderr, summary: Value::Null, summary_text, wall: clock::now() - began }
    }

    /// The words of its command line.
    pub(crate) fn words(&self) -> Vec<String> {
        std::iter::once(binary().display().to_string()).chain(self.arguments.iter().cloned()).collect()
    }

    fn command(&self) -> Command {
        let mut command = self.within(&binary());
        command.args(&self.arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Another program in its folder, with its variables.
    pub(crate) fn within(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        let inside = self.inside.as_deref().unwrap_or(self.folder.path());
        command.current_dir(inside).env_clear();
        for name in ["PATH", "HOME"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.env("XDG_CACHE_HOME", binary().with_file_name("test-cache"));
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    fn wait(&self, child: &mut Child, began: Instant) -> Option<i32> {
        let pid = Pid::from_child(child);
        let mut signals = self.signals.iter().peekable();
        let mut last = began;
        loop {
            if let Some(status) = child.try_wait().expect("our own child") {
                return status.code();
            }
            let time = clock::now() - began;
            if let Some((_, signal)) = signals.next_if(|(due, _)| due(time, clock::now() - last)) {
                last = clock::now();
                // The child may have ended in between; then the next round sees it.
                let _ = kill_process(pid, *signal);
            }
            if time > self.limit {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The binary beside the test's: `target/release/throng`.
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("a test is a file");
    let folder = test.ancestors().find(|folder| folder.join("throng").is_file());
    folder.expect("build the binary first: `cargo build --release -p throng`").join("throng")
}

fn collect(stream: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is what the process said.
        let _ = stream.map(|mut stream| stream.read_to_end(&mut bytes));
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

impl Run {
    /// The exit code, or -1 when a signal ended the process.
    pub fn exit(&self) -> i32 {
        self.code.unwrap_or(-1)
    }

    /// The values of a metric or submetric; null where there is none.
    pub fn values(&self, metric: &str) -> &Value {
        &self.summary["metrics"][metric]["values"]
    }

    /// One number of a metric; NaN where there is none.
    pub fn number(&self, metric: &str, statistic: &str) -> f64 {
        self.values(metric)[statistic].as_f64().unwrap_or(f64::NAN)
    }

    /// The count of a counter or trend; 0 where it has no samples.
    pub fn count(&self, metric: &str) -> u64 {
        self.values(metric)["count"].as_f64().unwrap_or_default() as u64
    }

    /// The number of iterations of that outcome: `complete`, `failed`, `interrupted`, `dropped`.
    pub fn iterations(&self, outcome: &str) -> u64 {
        self.summary["iterations"][outcome].as_u64().unwrap_or_default()
    }

    /// Holds the run to this exit code of the process, this code and name in the summary, and all codes that applied.
    ///
    /// # Panics
    /// Where one of them differs.
    pub fn assert_exit(&self, code: i32, name: &str, all: &[i64]) {
        assert_eq!(self.exit(), code, "{}", self.text());
        let exit = &self.summary["exit"];
        assert_eq!((exit["code"].as_i64(), exit["name"].as_str()), (Some(i64::from(code)), Some(name)), "{exit}");
        let code = |value: &Value| value.as_i64().or_else(|| value["code"].as_i64());
        let listed: Vec<i64> = exit["all"].as_array().into_iter().flatten().filter_map(code).collect();
        assert_eq!(listed, all, "{exit}");
    }

    /// What journeys reported by a log line `report {…}`.
    pub fn reports(&self) -> Vec<Value> {
        let json = |line: &str| serde_json::from_str(&line[line.find("report {")? + 7..]).ok();
        self.stderr.lines().filter_map(json).collect()
    }

    /// Everything that left the engine as text.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}", self.stdout, self.stderr, self.summary_text)
    }
}
