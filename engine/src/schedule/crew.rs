//! The users' lives: each is made on its shard, serves its slots one after another, and is finished there.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::cut::Cut;
use super::lane::Lane;
use super::visit::Visit;
use super::{chance, closed, open};
use crate::plan::{Plan, Striping};
use crate::stop::{Reason, Stop};
use crate::vu::{User, Users};

/// Told by each user when it is made. One that cannot be made stops the run instead.
type Ready = mpsc::UnboundedSender<()>;

/// Makes users and keeps them at work.
pub(super) struct Crew<U> {
    users: Arc<U>,
    shards: Vec<Handle>,
    lanes: Arc<[Lane]>,
    segment: Striping,
    seed: u64,
    names: Vec<String>,
    start_within: Duration,
    finish_within: Duration,
    stop: Stop,
    /// Never sent on: closed once the crew and all its users are gone.
    _alive: mpsc::Sender<()>,
    /// Users so far, of this process.
    made: AtomicU32,
}

/// A user's claim on a scenario; given back however its life ends.
struct Place {
    lanes: Arc<[Lane]>,
    lane: usize,
    slot: usize,
    stop: Stop,
}

impl Place {
    fn lane(&self) -> &Lane {
        &self.lanes[self.lane]
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.stop.stop(Reason::Bug("a user's task panicked: this is a mistake in throng".into()));
        }
        self.lane().leave();
    }
}

impl<U: Users> Crew<U> {
    pub(super) fn new(
        plan: &Plan,
        users: Arc<U>,
        shards: Vec<Handle>,
        lanes: Arc<[Lane]>,
        stop: Stop,
    ) -> (Arc<Self>, mpsc::Receiver<()>) {
        let (alive, gone) = mpsc::channel(1);
        let crew = Self {
            _alive: alive,
            users,
            shards,
            lanes,
            segment: plan.segment.striping(),
            seed: plan.seed,
            names: plan.scenarios.iter().map(|scenario| scenario.name.clone()).collect(),
            start_within: plan.setup_timeout,
            finish_within: plan.teardown_timeout,
            stop,
            made: AtomicU32::new(0),
        };
        (Arc::new(crew), gone)
    }

    /// The runtimes that users live on.
    pub(super) fn shards(&self) -> &[Handle] {
        &self.shards
    }

    /// Users so far.
    pub(super) fn count(&self) -> u32 {
        self.made.load(Ordering::Relaxed)
    }

    /// Makes one more user for a scenario, in the background.
    pub(super) fn hire(self: &Arc<Self>, lane: usize, slot: usize) {
        self.start(&[(lane, slot)], None);
    }

    /// Starts the life of one user that serves these (scenario, slot), in order, on the next shard.
    pub(super) fn start(self: &Arc<Self>, serves: &[(usize, usize)], ready: Option<Ready>) {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let shard = number as usize % self.shards.len();
        let id = self.segment.nth(number.into()).map_or(number, |owned| owned as u32) + 1;
        let places = serves.iter().map(|(lane, slot)| self.place(*lane, *slot)).collect();
        self.shards[shard].spawn(self.clone().live(id, shard, places, ready));
    }

    fn place(&self, lane: usize, slot: usize) -> Place {
        self.lanes[lane].arrive();
        Place { lanes: self.lanes.clone(), lane, slot, stop: self.stop.clone() }
    }

    async fn live(self: Arc<Self>, id: u32, shard: usize, places: Vec<Place>, ready: Option<Ready>) {
        let Some(place) = places.first() else { return };
        let (first, brake) = (place.lane, place.lane().brake().clone());
        let made = Box::pin(self.make(id, first, shard)).await;
        let mut user = match made {
            Ok(user) => user,
            Err(reason) => {
                self.stop.stop(reason);
                return;
            }
        };
        for place in &places {
            place.lane().users.fetch_add(1, Ordering::Relaxed);
        }
        match (ready, &self.lanes[first].desk) {
            // Who waits may have stopped waiting.
            (Some(ready), _) => drop(ready.send(())),
            (None, Some(desk)) => desk.made(),
            (None, None) => {}
        }
        let mut cut = Cut::new(&self.stop, &brake);
        for place in places {
            self.serve(&mut user, id, shard, &place, &mut cut).await;
        }
        if cut.is_stopped() {
            return;
        }
        cut.clear();
        // A guest whose farewell never ends must not hold the run.
        let farewell = Box::pin(tokio::time::timeout(self.finish_within, user.finish()));
        let _ = cut.bound(farewell).await;
    }

    /// A user; without one, why the run cannot go on.
    async fn make(&self, id: u32, scenario: usize, shard: usize) -> Result<U::User, Reason> {
        let limit = self.start_within;
        match tokio::time::timeout(limit, self.users.create(id, scenario, shard)).await {
            Ok(Ok(user)) => Ok(user),
            Ok(Err(error)) => Err(Reason::Fatal(format!("user {id} cannot be made: {error:#}"))),
            Err(_) => Err(Reason::TimedOut(format!("user {id} did not start within {limit:?} (`setup_timeout`)"))),
        }
    }

    async fn serve(&self, user: &mut U::User, id: u32, shard: usize, place: &Place, cut: &mut Cut) {
        let lane = place.lane();
        cut.clear();
        let desk = lane.desk.as_ref().map(|desk| (desk, desk.sit(lane)));
        let Some(Some(began)) = cut.bound(lane.began()).await else { return };
        let rng = lane.pause.map(|_| chance::stream(self.seed, &self.names[lane.index], id.into()));
        let mut visit = Visit { user, lane, shard, slot: place.slot, began, cut, rng };
        match desk {
            Some((desk, seated)) => open::serve(&mut visit, desk, seated).await,
            None => closed::serve(&mut visit, place.slot).await,
        }
    }
}
