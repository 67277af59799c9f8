//! Work that takes its time: a queue, two workers, and a result to ask for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use crate::answer::{Answer, Refusal};

/// Jobs that are remembered; the oldest are forgotten.
const KEPT: usize = 10_000;
/// Jobs that are worked on at a time.
const WORKERS: usize = 2;
/// Rounds of one job at most: some seconds.
const MOST: u32 = 5_000_000;

/// What a client asks for.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Work {
    #[serde(default = "some")]
    rounds: u32,
}

fn some() -> u32 {
    20_000
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Queued,
    Running,
    Done,
}

/// A job as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Job {
    id: String,
    status: State,
    result: Option<String>,
}

/// The queue.
#[derive(Debug)]
pub(crate) struct Jobs {
    state: Mutex<Queue>,
    workers: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Queue {
    jobs: BTreeMap<u64, Job>,
    accepted: u64,
    done: u64,
}

/// What it did so far.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Worked {
    accepted: u64,
    done: u64,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { state: Mutex::default(), workers: Arc::new(Semaphore::new(WORKERS)) }
    }
}

impl Jobs {
    /// Takes a job, which waits for a worker.
    pub(crate) fn accept(self: &Arc<Self>, work: &Work) -> Answer<Job> {
        let rounds = work.rounds;
        if !(1..=MOST).contains(&rounds) {
            return Err(Refusal::bad_request("invalid_job", "rounds is 1 to 5000000"));
        }
        let mut queue = self.queue();
        queue.accepted += 1;
        let number = queue.accepted;
        let job = Job { id: format!("job_{number}"), status: State::Queued, result: None };
        queue.jobs.insert(number, job.clone());
        if queue.jobs.len() > KEPT {
            queue.jobs.pop_first();
        }
        drop(queue);
        let jobs = self.clone();
        tokio::spawn(async move {
            // The workers are never dismissed.
            let Ok(_worker) = jobs.workers.acquire().await else { return };
            jobs.turn(number, State::Running, None);
            let result = tokio::task::spawn_blocking(move || grind(number, rounds)).await.ok();
            jobs.turn(number, State::Done, result);
        });
        Ok(job)
    }

    /// The job of an id such as `job_1`.
    pub(crate) fn get(&self, id: &str) -> Answer<Job> {
        let number: Option<u64> = id.strip_prefix("job_").and_then(|number| number.parse().ok());
        let job = number.and_then(|number| self.queue().jobs.get(&number).cloned());
        job.ok_or(Refusal::not_found("no_such_job", "there is no job with this id"))
    }

    pub(crate) fn worked(&self) -> Worked {
        let queue = self.queue();
        Worked { accepted: queue.accepted, done: queue.done }
    }

    fn turn(&self, number: u64, status: State, result: Option<String>) {
        let mut queue = self.queue();
        queue.done += u64::from(status == State::Done);
        if let Some(job) = queue.jobs.get_mut(&number) {
            (job.status, job.result) = (status, result);
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The work: a hash of a hash of a hash.
fn grind(number: u64, rounds: u32) -> String {
    let mut hash: [u8; 32] = Sha256::digest(number.to_be_bytes()).into();
    for _ in 1..rounds {
        hash = Sha256::digest(hash).into();
    }
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_is_the_same_each_time() {
        assert_eq!(grind(1, 1), "cd2662154e6d76b2b2b92e70c0cac3ccf534f9b74eb5b89819ec509083d00a50");
        assert_ne!(grind(1, 2), grind(1, 1));
        assert_ne!(grind(2, 1), grind(1, 1));
    }
}
