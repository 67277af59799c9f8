//! The scheduler: makes the users that the plan needs, starts the scenarios at their time, and waits for their end.

use std::sync::Arc;

use futures_util::future::join_all;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::crew::Crew;
use super::cut::Cut;
use super::lane::{Lane, Side};
use super::pool::{self, Need, Opening};
use super::sleeper::{Precision, Sleeper};
use super::{Board, Outcome, Parts, Reins, open, probe};
use crate::brake::Brake;
use crate::clock::{self, Duration, Instant};
use crate::plan::Plan;
use crate::sample::TagSet;
use crate::stop::{Reason, Stop};
use crate::vu::Users;

/// Runs all scenarios of a plan: `initialise`, then `run`.
pub struct Scheduler<U: Users> {
    crew: Arc<Crew<U>>,
    lanes: Lanes,
    /// For each scenario, the one that it waits for and how long it waits then.
    starts: Vec<(Option<usize>, Duration)>,
    /// What each user of the plan serves.
    serves: Vec<Vec<(usize, usize)>>,
    pacer: Handle,
    precision: Precision,
    stop: Stop,
    gone: mpsc::Receiver<()>,
}

/// The scenarios of a run; those that never began are called off when it is dropped.
struct Lanes(Arc<[Lane]>);

impl Drop for Lanes {
    fn drop(&mut self) {
        let now = clock::now();
        self.0.iter().for_each(|lane| lane.call_off(now));
    }
}

impl<U: Users> Scheduler<U> {
    /// Plans the run. An error names a `start_after` that cannot be, or a shard without a recorder.
    pub fn new(plan: &Plan, parts: Parts<U>) -> anyhow::Result<Self> {
        let openings = pool::openings(&plan.scenarios).map_err(anyhow::Error::msg)?;
        anyhow::ensure!(!parts.shards.is_empty(), "a run needs at least one shard");
        anyhow::ensure!(parts.shards.len() == parts.recorders.len(), "each shard needs a recorder of its own");
        let lanes: Arc<[Lane]> = (0..plan.scenarios.len())
            .map(|index| Lane::new(plan, index, parts.live.clone(), sides(plan, index, &parts)))
            .collect();
        let starts = openings.iter().zip(&plan.scenarios);
        let starts = starts.map(|(opening, scenario)| (opening.after.first().copied(), scenario.start_time)).collect();
        let serves = pool::assign(needs(&lanes, &openings), &openings);
        let (crew, gone) = Crew::new(plan, parts.users, parts.shards, lanes.clone(), parts.stop.clone());
        let Parts { pacer, precision, stop, .. } = parts;
        Ok(Self { crew, lanes: Lanes(lanes), starts, serves, pacer, precision, stop, gone })
    }

    /// How many users `initialise` makes.
    pub fn planned_users(&self) -> usize {
        self.serves.len()
    }

    /// The counts, also while `run` runs.
    pub fn board(&self) -> Board {
        Board { lanes: self.lanes.0.clone() }
    }

    /// What the run is led by while it runs.
    pub fn reins(&self, plan: &Plan) -> Reins {
        let crew = Arc::downgrade(&self.crew);
        let hire = move |lane: usize, slot: usize| {
            // Without a crew the run is over.
            crew.upgrade().iter().for_each(|crew| crew.hire(lane, slot));
        };
        Reins::new(plan, self.lanes.0.clone(), Arc::new(hire), self.pacer.clone(), self.stop.clone())
    }

    /// Makes the users of the plan, in parallel, on their shards; gives how many. The first that cannot be made stops
    /// the run.
    pub async fn initialise(&mut self) -> usize {
        let (ready, mut made) = mpsc::unbounded_channel();
        let users = std::mem::take(&mut self.serves);
        users.iter().for_each(|serves| self.crew.start(serves, Some(ready.clone())));
        drop(ready);
        let mut cut = Cut::new(&self.stop, &Brake::default());
        while let Some(Some(())) = cut.bound(made.recv()).await {}
        users.len()
    }

    /// Runs the scenarios to their end, or until the run is stopped. Time starts to count now.
    pub async fn run(mut self) -> Outcome {
        let zero = clock::now();
        let probe = (self.precision == Precision::Kernel)
            .then(|| self.pacer.spawn(probe::probe(self.lanes.0.clone(), self.crew.shards().to_vec())));
        let conductors = (0..self.starts.len()).map(|lane| self.pacer.spawn(self.conductor(lane).conduct(zero)));
        for conducted in join_all(conductors.collect::<Vec<_>>()).await {
            match conducted {
                Ok(Ok(())) => {}
                Ok(Err(error)) => drop(self.stop.stop(Reason::Fatal(format!("the timer of arrivals failed: {error}")))),
                Err(panic) => drop(self.stop.stop(Reason::Bug(format!("a scenario's task panicked: {panic}")))),
            }
        }
        // A timer that fails ends the scenarios that need one; the probe's own is not worth a run.
        probe.inspect(tokio::task::JoinHandle::abort);
        let users = self.crew.count();
        drop(self.crew);
        // Nothing is ever sent: this waits for the last user to go.
        let _ = self.gone.recv().await;
        Outcome { scenarios: self.lanes.0.iter().map(Lane::counts).collect(), users }
    }

    fn conductor(&self, lane: usize) -> Conductor<U> {
        Conductor {
            crew: self.crew.clone(),
            lanes: self.lanes.0.clone(),
            lane,
            after: self.starts[lane].0,
            start_time: self.starts[lane].1,
            precision: self.precision,
            stop: self.stop.clone(),
        }
    }
}

/// Starts one scenario at its time and sees it through.
struct Conductor<U> {
    crew: Arc<Crew<U>>,
    lanes: Arc<[Lane]>,
    lane: usize,
    after: Option<usize>,
    start_time: Duration,
    precision: Precision,
    stop: Stop,
}

impl<U: Users> Conductor<U> {
    async fn conduct(self, zero: Instant) -> std::io::Result<()> {
        let lane = &self.lanes[self.lane];
        let result = self.see_through(lane, zero).await;
        if result.is_err() {
            // Its users must not wait for arrivals that never come.
            self.stop.stop(Reason::Fatal("the timer of arrivals failed".into()));
        }
        lane.end(clock::now());
        result
    }

    async fn see_through(&self, lane: &Lane, zero: Instant) -> std::io::Result<()> {
        let mut cut = Cut::new(&self.stop, lane.brake());
        let mut sleeper = Sleeper::new(self.precision)?;
        let from = match self.after {
            None => Some(zero),
            Some(before) => cut.bound(self.lanes[before].over()).await.flatten(),
        };
        let Some(from) = from else { return Ok(()) };
        let Some(begin) = self.opening(lane, from, &mut sleeper, &mut cut).await? else { return Ok(()) };
        lane.begin(begin);
        if let Some(desk) = &lane.desk {
            return open::pace(lane, desk, begin, &mut sleeper, &mut cut, || self.crew.hire(self.lane, 0)).await;
        }
        lane.emptied().await;
        while lane.has_time(begin) && !cut.is_stopped() {
            // All users were sent away: until some are asked for, or its time is up.
            let end = lane.brake().moment(begin, lane.length);
            let mut orders = lane.orders.subscribe();
            let idle = async {
                tokio::select! {
                    () = lane.brake().sleep_until(end) => {}
                    // The sender lives as long as the scenario.
                    _ = orders.changed() => {}
                }
            };
            cut.bound(idle).await;
            lane.emptied().await;
        }
        if !cut.is_stopped() && !lane.orders.latest().ends {
            lane.dropped(lane.pacer(), lane.untaken());
        }
        Ok(())
    }

    /// Waits for the scenario's time and gives it; none when the run ends before.
    async fn opening(
        &self,
        lane: &Lane,
        from: Instant,
        sleeper: &mut Sleeper,
        cut: &mut Cut,
    ) -> std::io::Result<Option<Instant>> {
        let brake = lane.brake();
        let mut orders = lane.orders.subscribe();
        loop {
            let (begin, held) = (brake.moment(from, self.start_time), brake.is_on());
            let waited = cut.bound(async {
                tokio::select! {
                    slept = sleeper.sleep_until(begin), if !held => slept,
                    () = brake.released(), if held => Ok(()),
                    // The sender lives as long as the scenario.
                    _ = orders.wait_for(|order| order.ends) => Ok(()),
                }
            });
            match waited.await {
                Some(slept) => slept?,
                None => return Ok(None),
            }
            if cut.is_stopped() || lane.orders.latest().ends {
                return Ok(None);
            }
            if !brake.is_on() && brake.moment(from, self.start_time) <= clock::now() {
                return Ok(Some(begin));
            }
        }
    }
}

/// The recorders of a scenario, with its tags: those of the plan, its own before them, and its name before all.
fn sides<U>(plan: &Plan, index: usize, parts: &Parts<U>) -> Vec<Side> {
    let scenario = &plan.scenarios[index];
    let mut tags: TagSet = plan.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    for (key, value) in &scenario.tags {
        tags.set(key.as_str(), value.as_str());
    }
    tags.set("scenario", scenario.name.as_str());
    let recorders = parts.recorders.iter().chain([&parts.pacer_recorder]);
    recorders.map(|recorder| Side::new(recorder.clone(), recorder.intern(&tags))).collect()
}

fn needs(lanes: &[Lane], openings: &[Opening]) -> Vec<Need> {
    let of = |lane: &Lane| -> Vec<Need> {
        let opening = &openings[lane.index];
        let needs = lane.needs().into_iter().enumerate();
        needs
            .map(|(slot, (from, until))| Need {
                scenario: lane.index,
                slot,
                from: opening.earliest.saturating_add(from),
                until: opening.latest.saturating_add(until),
            })
            .collect()
    };
    lanes.iter().flat_map(of).collect()
}
