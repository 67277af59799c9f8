//! The target's own machine, where it is this one: the command before a row, and the CPU and memory of its process.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Command;

use crate::clock::{self, Instant};
use crate::plan::TargetProcess;

/// How often a process is looked at.
const INTERVAL: Duration = Duration::from_millis(500);

/// Runs a command to its end: literal words, no shell, an empty environment, nothing to read. What it says goes to a file.
///
/// # Errors
/// In words, where it cannot be started, ends with another status than 0, or does not end in time.
pub(super) async fn command(words: &[String], folder: &Path, said: &Path, limit: Duration) -> Result<(), String> {
    let Some((program, arguments)) = words.split_first() else { return Ok(()) };
    let failed = |error: &dyn std::fmt::Display| format!("the command `{program}` cannot be started: {error}");
    let out = File::create(said).map_err(|error| failed(&error))?;
    let err = out.try_clone().map_err(|error| failed(&error))?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut command = Command::new(program);
    command.args(arguments).env_clear().current_dir(folder).process_group(0).kill_on_drop(true);
    let mut child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn().map_err(|error| failed(&error))?;
    let group = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
    let ended = tokio::time::timeout(limit, child.wait()).await;
    let last = || {
        let text = std::fs::read_to_string(said).unwrap_or_default();
        let line =
            text.lines().rfind(|line| !line.trim().is_empty()).map(|line| line.chars().take(200).collect::<String>());
        line.map_or_else(String::new, |line| format!(": {line}"))
    };
    match ended {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(format!("the command `{program}` ended with {status}{}", last())),
        Ok(Err(error)) => Err(failed(&error)),
        Err(_) => {
            // It may have ended in this moment.
            let _ = group.map(|group| kill_process_group(group, Signal::KILL));
            Err(format!("the command `{program}` did not end within {limit:?}{}", last()))
        }
    }
}

/// What a process used.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Usage {
    /// CPU, cores.
    pub(super) cpu: Option<f64>,
    /// Memory at most, bytes.
    pub(super) memory: Option<f64>,
}

/// A process that is looked at while a run goes on.
#[derive(Debug)]
pub(super) struct Observed {
    process: Option<i32>,
    seen: Vec<(Instant, f64, f64)>,
}

impl Observed {
    /// The process as it is now; none is looked at where there is none.
    pub(super) fn of(process: Option<&TargetProcess>) -> Self {
        let process = process.and_then(|process| match process {
            TargetProcess::Number(number) => Some(*number),
            TargetProcess::File(file) => std::fs::read_to_string(file).ok()?.trim().parse().ok(),
        });
        Self { process, seen: Vec::new() }
    }

    /// Looks at it until this is dropped.
    pub(super) async fn watch(&mut self) {
        let Some(process) = self.process else { return std::future::pending().await };
        loop {
            self.seen.extend(look(process).map(|(cpu, memory)| (clock::now(), cpu, memory)));
            tokio::time::sleep(INTERVAL).await;
        }
    }

    /// What it used, without so much of the start.
    pub(super) fn usage(&self, left_out: Duration) -> Usage {
        let Some(from) = self.seen.first().map(|(at, ..)| *at + left_out) else { return Usage::default() };
        let seen: Vec<_> = self.seen.iter().filter(|(at, ..)| *at >= from).collect();
        let (Some(first), Some(last)) = (seen.first(), seen.last()) else { return Usage::default() };
        let time = last.0.saturating_duration_since(first.0).as_secs_f64();
        Usage {
            cpu: (time > 0.0).then(|| (last.1 - first.1) / time),
            memory: seen.iter().map(|(.., memory)| *memory).reduce(f64::max),
        }
    }
}

/// CPU time in seconds and resident memory in bytes; none where the process is gone or not ours to see.
fn look(process: i32) -> Option<(f64, f64)> {
    let read = |file: &str| std::fs::read_to_string(format!("/proc/{process}/{file}")).ok();
    let memory: f64 = read("statm")?.split(' ').nth(1)?.parse().ok()?;
    let stat = read("stat")?;
    Some((ticks(&stat)? / rustix::param::clock_ticks_per_second() as f64, memory * rustix::param::page_size() as f64))
}

/// Time in user and system mode. The name of the program, which may hold anything, ends with the last parenthesis.
fn ticks(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut fields = rest.split(' ').skip(11).map(|field| field.parse::<f64>().ok());
    Some(fields.next()?? + fields.next()??)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_read_behind_any_name() {
        let stat = "12 (a) b (c)) S 1 12 12 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 1 0 5 6 7";
        assert_eq!(ticks(stat), Some(300.0));
        assert_eq!(ticks("12 (a"), None);
    }

    #[tokio::test]
    async fn a_command_is_its_words_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let said = folder.path().join("said");
        let run = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            let (folder, said) = (folder.path().to_owned(), said.clone());
            async move { command(&words, &folder, &said, Duration::from_secs(1)).await }
        };
        assert_eq!(run(&["/bin/echo", "$HOME; `id` {vus}"]).await, Ok(()));
        assert_eq!(std::fs::read_to_string(&said).unwrap(), "$HOME; `id` {vus}\n");
        assert_eq!(run(&["/usr/bin/env"]).await, Ok(()));
        assert_eq!(std::fs::read_to_string(&said).unwrap(), "");
        let failed = run(&["/bin/sh", "-c", "echo one; echo no room >&2; exit 3"]).await;
        assert_eq!(failed.unwrap_err(), "the command `/bin/sh` ended with exit status: 3: no room");
        let none = run(&["/no/such/command"]).await.unwrap_err();
        assert!(none.starts_with("the command `/no/such/command` cannot be started: "), "{none}");
        let late = run(&["/bin/sleep", "30"]).await.unwrap_err();
        assert_eq!(late, "the command `/bin/sleep` did not end within 1s");
    }
}
