use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::reading::{Look, Seen};
use crate::aggregate::builtin;
use crate::clock::{self, Instant};
use crate::plan::ProcessSpec;

/// A process of this machine, with all that it started.
pub(super) struct Process {
    spec: ProcessSpec,
    root: Option<i32>,
    last: Option<(Instant, BTreeMap<i32, f64>)>,
    cores: f64,
}

/// What one process uses.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Usage {
    /// Seconds on a core so far.
    cpu: f64,
    threads: f64,
    memory: f64,
}

impl Process {
    pub(super) fn new(spec: &ProcessSpec) -> Self {
        let cores = std::thread::available_parallelism().map_or(1.0, |cores| cores.get() as f64);
        Self { spec: spec.clone(), root: None, last: None, cores }
    }

    pub(super) fn look(&mut self) -> Look {
        let root = self.root.filter(|root| usage(*root).is_some()).map_or_else(|| self.find(), Ok)?;
        self.root = Some(root);
        let now = clock::now();
        let tree: BTreeMap<i32, Usage> = family(root).into_iter().filter_map(|pid| Some((pid, usage(pid)?))).collect();
        if !tree.contains_key(&root) {
            return Err(format!("the process {root} is gone"));
        }
        let sum = |of: fn(&Usage) -> f64| tree.values().map(of).sum::<f64>();
        let mut seen = vec![
            Seen::level(builtin::OBSERVED_MEMORY, sum(|usage| usage.memory)),
            Seen::level(builtin::OBSERVED_THREADS, sum(|usage| usage.threads)),
        ];
        let files: Option<Vec<usize>> = tree.keys().map(|pid| files(*pid)).collect();
        seen.extend(files.map(|files| Seen::level(builtin::OBSERVED_FILES, files.iter().sum::<usize>() as f64)));
        let times: BTreeMap<i32, f64> = tree.iter().map(|(pid, usage)| (*pid, usage.cpu)).collect();
        if let Some((then, before)) = self.last.replace((now, times.clone())) {
            let time = now.saturating_duration_since(then).as_secs_f64();
            // A process that is new since the last look has used all its time since then.
            let used: f64 = times.iter().map(|(pid, cpu)| cpu - before.get(pid).copied().unwrap_or(0.0)).sum();
            if time > 0.0 {
                let cores = (used / time).max(0.0);
                seen.push(Seen::level(builtin::OBSERVED_CPU, cores));
                seen.push(Seen::level(builtin::OBSERVED_CPU_SHARE, cores / self.cores));
            }
        }
        Ok(seen)
    }

    fn find(&self) -> Result<i32, String> {
        match &self.spec {
            ProcessSpec::Number(number) => Ok(*number),
            ProcessSpec::File(file) => {
                let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
                let number = text.lines().next().and_then(|line| line.trim().parse().ok());
                number.ok_or_else(|| format!("{}: there is no number of a process in it", file.display()))
            }
            ProcessSpec::Command(name) => oldest(name).ok_or_else(|| format!("no process runs `{name}`")),
        }
    }
}

/// The process and all that it started.
fn family(root: i32) -> BTreeSet<i32> {
    let mut all = BTreeSet::from([root]);
    let mut new = vec![root];
    while let Some(pid) = new.pop() {
        let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
        let children = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
        for child in children.flat_map(|text| text.split(' ').filter_map(|pid| pid.parse().ok()).collect::<Vec<i32>>())
        {
            if all.insert(child) {
                new.push(child);
            }
        }
    }
    all
}

/// None where the process is gone, or not ours to see.
fn usage(pid: i32) -> Option<Usage> {
    parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// The name of the program, which may hold anything, ends with the last parenthesis (proc(5)).
fn parse(stat: &str) -> Option<Usage> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<f64>().ok();
    // What has ended and is not yet collected uses nothing.
    if fields.first() == Some(&"Z") {
        return None;
    }
    Some(Usage {
        cpu: (number(11)? + number(12)?) / rustix::param::clock_ticks_per_second() as f64,
        threads: number(17)?,
        memory: number(21)? * rustix::param::page_size() as f64,
    })
}

/// Open files; none where they are not ours to see.
fn files(pid: i32) -> Option<usize> {
    let folder = format!("/proc/{pid}/fd");
    // The size that the kernel gives their folder (Linux 6.2) saves listing them.
    let told = fs::metadata(&folder).ok()?.len() as usize;
    if told > 0 { Some(told) } else { Some(fs::read_dir(folder).ok()?.count()) }
}

/// The process of this program that began first.
fn oldest(name: &str) -> Option<i32> {
    let numbers = fs::read_dir("/proc").ok()?.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let of_name = numbers.filter(|pid: &i32| program(*pid).is_some_and(|program| program == name));
    of_name.min_by_key(|pid| began(*pid).unwrap_or(u64::MAX))
}

/// The last part of the path of its first word.
fn program(pid: i32) -> Option<String> {
    let line = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let first = line.split(|byte| *byte == 0 || *byte == b' ').next()?;
    let name = String::from_utf8_lossy(first.rsplit(|byte| *byte == b'/').next()?).into_owned();
    Some(name.trim_end_matches(':').to_owned())
}

fn began(pid: i32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.split_whitespace().nth(19)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_behind_any_name() {
        let stat = "12 (a) b (c)) S 1 12 12 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 3 0 5 6000 7 18446744073709551615";
        let ticks = rustix::param::clock_ticks_per_second() as f64;
        let memory = 7.0 * rustix::param::page_size() as f64;
        assert_eq!(parse(stat), Some(Usage { cpu: 300.0 / ticks, threads: 3.0, memory }));
        assert_eq!((parse("12 (a"), parse("12 (a) Z 1 12 12 0 -1 0 1 0 0 0 2 5 0 0 20 0 3 0 5 6 7")), (None, None));
    }

    #[test]
    fn a_process_is_watched_with_what_it_started() {
        let mut shell = std::process::Command::new("sh")
            .args(["-c", "sleep 20 & sleep 20 & wait"])
            .process_group(0)
            .spawn()
            .unwrap();
        let root = i32::try_from(shell.id()).unwrap();
        let mut process = Process::new(&ProcessSpec::Number(root));
        let began = clock::now();
        while family(root).len() < 3 && clock::now() - began < std::time::Duration::from_secs(5) {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let of = |look: &Look, metric| {
            let look = look.as_ref().unwrap();
            look.iter().find(|seen| seen.metric == metric).map(|seen| seen.value)
        };
        let first = process.look();
        assert_eq!(of(&first, builtin::OBSERVED_THREADS), Some(super::super::reading::Value::Level(3.0)));
        assert_eq!(of(&first, builtin::OBSERVED_CPU), None);
        assert!(of(&process.look(), builtin::OBSERVED_CPU).is_some());
        let group = rustix::process::Pid::from_raw(root).unwrap();
        rustix::process::kill_process_group(group, rustix::process::Signal::KILL).unwrap();
        shell.wait().unwrap();
        assert_eq!(process.look(), Err(format!("the process {root} is gone")));
    }
    use std::os::unix::process::CommandExt as _;
}
