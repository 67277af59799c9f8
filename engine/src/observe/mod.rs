//! What the target's side does while a run goes on: pages of Prometheus, processes, control groups, PostgreSQL and Redis
//! are looked at, and what they say becomes metrics of the run.

mod cgroup;
mod observer;
mod page;
mod postgres;
mod process;
mod reading;
mod redis;

use crate::aggregate::{Registry, TagsId};
use crate::clock::Duration;
use crate::log::Log;
use crate::plan::{ObserveSpec, Plan};
use crate::sample::TagSet;
use observer::Observer;

/// How long the last look at the end of the scenarios may take.
const LAST: Duration = Duration::from_secs(2);

/// All that is watched; ends with this value.
pub struct Observers {
    registry: Registry,
    tasks: Vec<Task>,
    /// Calls of each in the whole run, once it is over.
    calls: Vec<(TagsId, crate::aggregate::Recorder, f64)>,
}

struct Task {
    end: tokio::sync::oneshot::Sender<()>,
    task: tokio::task::JoinHandle<Observer>,
}

impl Observers {
    /// Of this plan; they look from `begin` on.
    pub fn new(registry: Registry) -> Self {
        Self { registry, tasks: Vec::new(), calls: Vec::new() }
    }

    /// Starts to look. Within a runtime only.
    pub fn begin(&mut self, plan: &Plan, log: &Log) {
        let run: TagSet = plan.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let observer = |spec: &ObserveSpec| {
            let observer = Observer::new(spec, &run, &self.registry, log, plan);
            let (end, ended) = tokio::sync::oneshot::channel();
            Task { end, task: tokio::spawn(observer.watch(ended)) }
        };
        self.tasks = plan.observe.iter().map(observer).collect();
    }

    /// Looks once more, and no more then.
    pub async fn end(&mut self) {
        for Task { end, mut task } in std::mem::take(&mut self.tasks) {
            // A task that is gone has said so.
            let _ = end.send(());
            match tokio::time::timeout(LAST, &mut task).await {
                Ok(Ok(observer)) => self.calls.extend(observer.calls()),
                _ => task.abort(),
            }
        }
    }

    /// Holds what was called against the requests of the run; whether there is something new to merge.
    pub fn conclude(&mut self, requests: u64) -> bool {
        let calls = std::mem::take(&mut self.calls);
        for (tags, recorder, calls) in calls.iter().filter(|_| requests > 0) {
            recorder.add(crate::aggregate::builtin::OBSERVED_CALLS_PER_REQUEST, *tags, calls / requests as f64);
        }
        !calls.is_empty()
    }
}

impl Drop for Observers {
    fn drop(&mut self) {
        self.tasks.iter().for_each(|task| task.task.abort());
    }
}
