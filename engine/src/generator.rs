//! What the generator takes of its machine, read from `/proc` once a second: whoever reads a time can see what the engine
//! had to work with.

use std::path::PathBuf;

use crate::aggregate::{Recorder, TagsId, builtin};
use crate::clock::{self, Instant};
use crate::sample::TagSet;

/// The engine's own use of CPU, memory, files and ports.
pub(crate) struct Generator {
    threads: Vec<Thread>,
    tags: TagsId,
    last: Instant,
}

/// One thread on which users or the pacer live.
struct Thread {
    tags: TagsId,
    /// `/proc/PID/task/TID/schedstat`.
    path: PathBuf,
    last: Option<Scheduled>,
}

/// What the kernel's scheduler gave a thread so far, nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Scheduled {
    /// On a core.
    ran: u64,
    /// Ready to run, while something else had the core.
    queued: u64,
}

impl Generator {
    /// Of these threads, by their names and their folders in `/proc`; `run` are the tags of every sample.
    pub(crate) fn new(threads: &[(String, PathBuf)], run: &TagSet, recorder: &Recorder) -> Self {
        let thread = |(name, folder): &(String, PathBuf)| {
            let mut tags = run.clone();
            tags.set("thread", name.as_str());
            let path = folder.join("schedstat");
            Thread { tags: recorder.intern(&tags), last: read(&path), path }
        };
        Self { threads: threads.iter().map(thread).collect(), tags: recorder.intern(run), last: clock::now() }
    }

    /// Adds what happened since the last call. What the kernel does not tell is left out.
    pub(crate) fn second(&mut self, recorder: &Recorder) {
        let now = clock::now();
        let length = now.saturating_duration_since(self.last).as_nanos() as f64;
        self.last = now;
        for thread in &mut self.threads {
            let Some(read) = read(&thread.path) else { continue };
            if let Some(last) = thread.last.replace(read)
                && length > 0.0
            {
                let share = |now: u64, then: u64| (now.saturating_sub(then) as f64 / length).min(1.0);
                recorder.add(builtin::GENERATOR_CPU, thread.tags, share(read.ran, last.ran));
                recorder.add(builtin::GENERATOR_QUEUED, thread.tags, share(read.queued, last.queued));
            }
        }
        let process = [
            (builtin::GENERATOR_MEMORY, memory()),
            (builtin::GENERATOR_FILES, files()),
            (builtin::GENERATOR_SOCKETS, sockets()),
        ];
        for (metric, value) in process {
            value.into_iter().for_each(|value| recorder.add(metric, self.tags, value as f64));
        }
    }
}

fn read(path: &PathBuf) -> Option<Scheduled> {
    scheduled(&std::fs::read_to_string(path).ok()?)
}

/// `RAN QUEUED SLICES` (kernel documentation, scheduler/sched-stats).
fn scheduled(text: &str) -> Option<Scheduled> {
    let mut numbers = text.split_whitespace().map(str::parse);
    Some(Scheduled { ran: numbers.next()?.ok()?, queued: numbers.next()?.ok()? })
}

/// Resident bytes.
fn memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

/// Open files: the size that the kernel gives their folder (Linux 6.2); listing 50,000 of them would take milliseconds.
fn files() -> Option<u64> {
    let count = std::fs::metadata("/proc/self/fd").ok()?.len();
    (count > 0).then_some(count)
}

/// TCP sockets of the network namespace, in use or in TIME_WAIT.
fn sockets() -> Option<u64> {
    tcp(&std::fs::read_to_string("/proc/self/net/sockstat").ok()?)
}

fn tcp(sockstat: &str) -> Option<u64> {
    let words: Vec<&str> = sockstat.lines().find_map(|line| line.strip_prefix("TCP: "))?.split_whitespace().collect();
    let after = |name: &str| words.iter().position(|word| *word == name).and_then(|at| words.get(at + 1)?.parse().ok());
    Some(after("inuse").unwrap_or(0) + after("tw").unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_writes_is_read() {
        assert_eq!(scheduled("1130999 405114 11\n"), Some(Scheduled { ran: 1_130_999, queued: 405_114 }));
        assert_eq!(scheduled("0\n"), None);
        let text = "sockets: used 40\nTCP: inuse 27 orphan 1 tw 13 alloc 30 mem 2\nUDP: inuse 4 mem 0\n";
        assert_eq!((tcp(text), tcp("UDP: inuse 4\n")), (Some(40), None));
    }

    #[test]
    fn memory_and_sockets_of_this_process_are_known() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        assert!(sockets().unwrap() >= 1, "{listener:?}");
        assert!(memory().unwrap() > 1 << 20);
    }
}
