//! A user for the tests: it interprets a vector's steps and writes down when it started.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::fixture::ms;
use crate::aggregate::Registry;
use crate::clock::{self, Duration, Instant};
use crate::vu::{End, Tick, User, Users};

/// What an iteration's start looked like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start {
    pub(super) scenario: usize,
    pub(super) iteration: u64,
    pub(super) due: Instant,
    pub(super) at: Instant,
    pub(super) user: u32,
    /// How many iterations the user had begun before, in all scenarios.
    pub(super) before: u64,
}

/// No user of this number can be made.
pub(super) const UNMAKEABLE: u32 = 1313;

/// What all users wrote down.
pub(super) type Diary = Arc<Mutex<Vec<Start>>>;

/// The steps of one iteration.
type Script = dyn Fn(&Tick) -> Vec<Value> + Send + Sync;

/// Makes the test's users.
#[derive(Clone)]
pub(super) struct Troupe {
    /// The steps of each scenario.
    pub(super) steps: Arc<Script>,
    /// How long a user takes to be made, the first excepted.
    pub(super) making: Duration,
    /// Users of the plan come up one after another, those of the last shard first.
    pub(super) staggered: bool,
    /// Whose recorders the shards write to.
    pub(super) registry: Registry,
    /// Whether the scenarios run.
    pub(super) running: Arc<AtomicBool>,
    pub(super) diary: Diary,
    /// The numbers of users that said goodbye.
    pub(super) finished: Arc<Mutex<Vec<u32>>>,
}

impl Troupe {
    pub(super) fn new(steps: impl Fn(&Tick) -> Vec<Value> + Send + Sync + 'static) -> Self {
        Self {
            steps: Arc::new(steps),
            making: Duration::ZERO,
            staggered: false,
            registry: Registry::new(1000),
            running: Arc::default(),
            diary: Diary::default(),
            finished: Arc::default(),
        }
    }
}

pub(super) struct Actor {
    troupe: Troupe,
    id: u32,
    begun: u64,
}

impl Users for Troupe {
    type User = Actor;

    async fn create(&self, id: u32, _scenario: usize, shard: usize) -> anyhow::Result<Actor> {
        if id > 1 && !self.making.is_zero() {
            tokio::time::sleep(self.making).await;
        }
        if self.staggered && !self.running.load(Ordering::Relaxed) {
            tokio::time::sleep(ms(u64::from(id % 7) + 20 - shard as u64)).await;
        }
        anyhow::ensure!(id != UNMAKEABLE, "no room");
        Ok(Actor { troupe: self.clone(), id, begun: 0 })
    }
}

impl User for Actor {
    fn iterate(&mut self, tick: Tick) -> impl Future<Output = End> + Send {
        let start = Start {
            scenario: tick.scenario,
            iteration: tick.iteration,
            due: tick.due,
            at: clock::now(),
            user: self.id,
            before: self.begun,
        };
        self.begun += 1;
        self.troupe.diary.lock().unwrap().push(start);
        let steps = (self.troupe.steps)(&tick);
        let id = self.id;
        async move { play(&steps, id).await }
    }

    async fn finish(&mut self) {
        self.troupe.finished.lock().unwrap().push(self.id);
    }
}

async fn play(steps: &[Value], user: u32) -> End {
    for step in steps {
        match step["op"].as_str().unwrap() {
            "request" => {}
            "sleep" => tokio::time::sleep(ms(step["ms"].as_u64().unwrap())).await,
            "when" if step["vu"] == user => {
                let steps = step["steps"].as_array().unwrap().clone();
                let end = Box::pin(async move { play(&steps, user).await }).await;
                if end != End::Complete {
                    return end;
                }
            }
            "when" => {}
            "throw" => return End::Failed,
            "abort" => return End::Aborted("the journey said so".into()),
            other => panic!("no such step: {other}"),
        }
    }
    End::Complete
}
