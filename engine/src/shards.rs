//! The threads that users live on: one single-threaded runtime each, so that nothing on the hot path is shared.

use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use anyhow::{Context as _, Result};
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// The threads of a run; dropping them ends their runtimes and what still runs on them.
pub struct Shards {
    /// One for each shard.
    pub handles: Vec<Handle>,
    /// The thread that paces arrivals: no user runs on it.
    pub pacer: Handle,
    /// Name and folder in `/proc` of each thread.
    pub tasks: Vec<(String, PathBuf)>,
    ends: Vec<oneshot::Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl Shards {
    /// So many shards and the pacer.
    pub fn start(count: usize) -> Result<Self> {
        let (mut handles, mut ends, mut threads) = (Vec::new(), Vec::new(), Vec::new());
        let (task, tasks) = std::sync::mpsc::channel();
        for index in 0..=count {
            let name = if index == count { "pacer".to_owned() } else { format!("shard {index}") };
            let runtime = Builder::new_current_thread().enable_all().build()?;
            handles.push(runtime.handle().clone());
            let (end, ended) = oneshot::channel();
            ends.push(end);
            let thread = std::thread::Builder::new().name(name.clone());
            let (task, known) = (task.clone(), name.clone());
            let work = move || {
                // Where `/proc` does not say who it is, nothing is known of what it uses.
                let folder = std::fs::read_link("/proc/thread-self").map(|own| Path::new("/proc").join(own));
                folder.into_iter().for_each(|folder| drop(task.send((known.clone(), folder))));
                drop(task);
                // An error means that the sender was dropped, which is the end too.
                drop(runtime.block_on(ended));
            };
            threads.push(thread.spawn(work).with_context(|| format!("the thread `{name}` cannot be started"))?);
        }
        let pacer = handles.pop().context("there is a pacer")?;
        drop(task);
        let mut tasks: Vec<_> = tasks.iter().collect();
        tasks.sort();
        Ok(Self { handles, pacer, tasks, ends, threads })
    }
}

impl Drop for Shards {
    fn drop(&mut self) {
        self.ends.clear();
        for thread in self.threads.drain(..) {
            // A shard that panicked has already been reported by the task that waited for it.
            let _ = thread.join();
        }
    }
}
