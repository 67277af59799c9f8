use std::fs;
use std::path::{Path, PathBuf};

use super::reading::{Look, Seen};
use crate::aggregate::{MetricId, builtin};
use crate::clock::{self, Instant};

/// A control group: version 2 by its own folder; version 1 by the one of any controller, whose like-named neighbours are
/// read too.
pub(super) struct Cgroup {
    folder: PathBuf,
    cores: f64,
    last: Option<(Instant, Used)>,
}

/// What it used so far, seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Used {
    cpu: f64,
    throttled: f64,
}

impl Cgroup {
    pub(super) fn new(folder: &Path) -> Self {
        let cores = std::thread::available_parallelism().map_or(1.0, |cores| cores.get() as f64);
        Self { folder: folder.to_owned(), cores, last: None }
    }

    pub(super) fn look(&mut self) -> Look {
        let group = Group::of(&self.folder).ok_or_else(|| format!("{}: is no control group", self.folder.display()))?;
        let now = clock::now();
        let mut seen = Vec::new();
        let mut level =
            |metric: MetricId, value: Option<f64>| seen.extend(value.map(|value| Seen::level(metric, value)));
        level(builtin::OBSERVED_MEMORY, group.memory());
        let limit = group.memory_limit();
        level(builtin::OBSERVED_MEMORY_SHARE, group.memory().zip(limit).map(|(used, most)| used / most));
        level(builtin::OBSERVED_THREADS, group.threads());
        let used = group.used();
        if let Some(used) = used
            && let Some((then, before)) = self.last.replace((now, used))
        {
            let time = now.saturating_duration_since(then).as_secs_f64();
            let per_second = |now: f64, then: f64| (time > 0.0).then(|| ((now - then) / time).max(0.0));
            let cores = per_second(used.cpu, before.cpu);
            let most = group.quota().unwrap_or(self.cores);
            level(builtin::OBSERVED_CPU, cores);
            level(builtin::OBSERVED_CPU_SHARE, cores.map(|cores| cores / most));
            level(builtin::OBSERVED_THROTTLED, per_second(used.throttled, before.throttled));
        }
        // The first look of a group without memory is a look all the same.
        if seen.is_empty() && used.is_none() {
            return Err(format!("{}: says nothing of CPU and memory", self.folder.display()));
        }
        Ok(seen)
    }
}

/// The files of a group.
enum Group<'a> {
    Two(&'a Path),
    /// The folder of each controller: CPU, its accounting, memory, processes.
    One(OneParts),
}

struct OneParts {
    cpu: PathBuf,
    accounting: PathBuf,
    memory: PathBuf,
    processes: PathBuf,
}

impl<'a> Group<'a> {
    fn of(folder: &'a Path) -> Option<Self> {
        if folder.join("cgroup.controllers").is_file() {
            return Some(Self::Two(folder));
        }
        // /sys/fs/cgroup/memory/app: the controller is the part that the file system is mounted at.
        let mut below = PathBuf::new();
        for place in folder.ancestors() {
            let name = place.file_name()?;
            let controllers = ["cpu", "cpuacct", "cpu,cpuacct", "memory", "pids"];
            if controllers.iter().any(|controller| name == *controller) {
                let root = place.parent()?;
                let of = |names: [&str; 2]| {
                    let found = names.into_iter().map(|name| root.join(name).join(&below));
                    found.into_iter().find(|path| path.is_dir()).unwrap_or_default()
                };
                let accounting = of(["cpuacct", "cpu,cpuacct"]);
                let (memory, processes) = (of(["memory", "memory"]), of(["pids", "memory"]));
                let parts = OneParts { cpu: of(["cpu", "cpu,cpuacct"]), accounting, memory, processes };
                return folder.is_dir().then_some(Self::One(parts));
            }
            below = if below.as_os_str().is_empty() { PathBuf::from(name) } else { Path::new(name).join(below) };
        }
        None
    }

    fn used(&self) -> Option<Used> {
        match self {
            Self::Two(folder) => {
                let stat = fs::read_to_string(folder.join("cpu.stat")).ok()?;
                let throttled = word(&stat, "throttled_usec").unwrap_or(0.0) / 1e6;
                Some(Used { cpu: word(&stat, "usage_usec")? / 1e6, throttled })
            }
            Self::One(parts) => {
                let stat = fs::read_to_string(parts.cpu.join("cpu.stat")).unwrap_or_default();
                let throttled = word(&stat, "throttled_time").unwrap_or(0.0) / 1e9;
                Some(Used { cpu: number(&parts.accounting, "cpuacct.usage")? / 1e9, throttled })
            }
        }
    }

    /// Cores that it may use; none without a quota.
    fn quota(&self) -> Option<f64> {
        match self {
            Self::Two(folder) => {
                let text = fs::read_to_string(folder.join("cpu.max")).ok()?;
                let (quota, period) = text.trim().split_once(' ')?;
                Some(quota.parse::<f64>().ok()? / period.parse::<f64>().ok()?)
            }
            Self::One(parts) => {
                let quota = number(&parts.cpu, "cpu.cfs_quota_us").filter(|quota| *quota > 0.0)?;
                Some(quota / number(&parts.cpu, "cpu.cfs_period_us")?)
            }
        }
    }

    fn memory(&self) -> Option<f64> {
        match self {
            Self::Two(folder) => number(folder, "memory.current"),
            Self::One(parts) => number(&parts.memory, "memory.usage_in_bytes"),
        }
    }

    fn memory_limit(&self) -> Option<f64> {
        let limit = match self {
            Self::Two(folder) => number(folder, "memory.max"),
            Self::One(parts) => number(&parts.memory, "memory.limit_in_bytes"),
        };
        // Version 1 writes "no limit" as a number beyond any machine.
        limit.filter(|limit| *limit > 0.0 && *limit < 1e17)
    }

    fn threads(&self) -> Option<f64> {
        match self {
            Self::Two(folder) => number(folder, "pids.current"),
            Self::One(parts) => number(&parts.processes, "pids.current"),
        }
    }
}

fn number(folder: &Path, file: &str) -> Option<f64> {
    fs::read_to_string(folder.join(file)).ok()?.trim().parse().ok()
}

/// The number behind a word of a file with a line each.
fn word(text: &str, name: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::super::reading::Value;
    use super::*;

    fn put(folder: &Path, files: &[(&str, &str)]) {
        for (name, text) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().expect("a name")).expect("the folder is ours");
            fs::write(path, text).expect("the folder is ours");
        }
    }

    fn of(look: &Look, metric: MetricId) -> Option<f64> {
        let seen = look.as_ref().ok()?.iter().find(|seen| seen.metric == metric)?;
        match seen.value {
            Value::Level(value) | Value::Total(value) => Some(value),
        }
    }

    /// What a group with half a core, 1 GB and 3 threads says, at 0 and after it has used 10 s.
    fn check(folder: &Path, later: &[(&str, &str)], root: &Path) {
        let mut group = Cgroup::new(folder);
        let first = group.look();
        let memory = [builtin::OBSERVED_MEMORY, builtin::OBSERVED_MEMORY_SHARE, builtin::OBSERVED_THREADS];
        assert_eq!(memory.map(|metric| of(&first, metric)), [Some(25e7), Some(0.25), Some(3.0)]);
        assert_eq!(of(&first, builtin::OBSERVED_CPU), None);
        put(root, later);
        let second = group.look();
        let (cores, share) = (of(&second, builtin::OBSERVED_CPU), of(&second, builtin::OBSERVED_CPU_SHARE));
        assert_eq!(share.zip(cores).map(|(share, cores)| (share / cores * 10.0).round()), Some(20.0));
        assert!(of(&second, builtin::OBSERVED_THROTTLED).is_some_and(|share| share > 0.0));
    }

    #[test]
    fn both_versions_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let two = folder.path().join("two/app");
        put(
            &two,
            &[
                ("cgroup.controllers", "cpu memory\n"),
                ("cpu.stat", "usage_usec 1000000\nuser_usec 5\nthrottled_usec 0\n"),
                ("cpu.max", "50000 100000\n"),
                ("memory.current", "250000000\n"),
                ("memory.max", "1000000000\n"),
                ("pids.current", "3\n"),
            ],
        );
        check(&two, &[("cpu.stat", "usage_usec 11000000\nthrottled_usec 9\n")], &two);
        let one = folder.path().join("one");
        put(
            &one,
            &[
                ("cpu,cpuacct/a/b/cpuacct.usage", "1000000000\n"),
                ("cpu,cpuacct/a/b/cpu.stat", "nr_periods 1\nthrottled_time 0\n"),
                ("cpu,cpuacct/a/b/cpu.cfs_quota_us", "50000\n"),
                ("cpu,cpuacct/a/b/cpu.cfs_period_us", "100000\n"),
                ("memory/a/b/memory.usage_in_bytes", "250000000\n"),
                ("memory/a/b/memory.limit_in_bytes", "1000000000\n"),
                ("pids/a/b/pids.current", "3\n"),
            ],
        );
        let later =
            [("cpu,cpuacct/a/b/cpuacct.usage", "11000000000\n"), ("cpu,cpuacct/a/b/cpu.stat", "throttled_time 9\n")];
        check(&one.join("memory/a/b"), &later, &one);
        let none = Cgroup::new(folder.path()).look();
        assert_eq!(none, Err(format!("{}: is no control group", folder.path().display())));
    }
}
