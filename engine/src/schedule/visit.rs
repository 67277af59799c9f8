//! A user at work in one scenario: one iteration after another, each timed, counted and cut off when its time is up.

use rand_chacha::ChaCha8Rng;

use super::chance;
use super::cut::{Cut, Waited};
use super::lane::Lane;
use crate::aggregate::IterationTimes;
use crate::clock::{self, Duration, Instant};
use crate::stop::Reason;
use crate::vu::{End, Tick, User};

/// A user in a scenario.
pub(super) struct Visit<'a, U> {
    pub(super) user: &'a mut U,
    pub(super) lane: &'a Lane,
    pub(super) shard: usize,
    /// Its place in a closed scenario.
    pub(super) slot: usize,
    /// When the scenario began.
    pub(super) began: Instant,
    pub(super) cut: &'a mut Cut,
    /// For pauses; none when the scenario has none.
    pub(super) rng: Option<ChaCha8Rng>,
}

impl<'a, U: User> Visit<'a, U> {
    /// How far the scenario is.
    pub(super) fn elapsed(&self) -> Duration {
        self.elapsed_at(clock::now())
    }

    pub(super) fn elapsed_at(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.began).saturating_sub(self.lane.brake().held(self.began, now))
    }

    /// Waits while the run is held.
    pub(super) async fn held_up(&mut self) -> Waited {
        let brake = self.lane.brake();
        if brake.is_on() && self.cut.bound(brake.released()).await.is_none() {
            return Waited::CutOff;
        }
        Waited::Through
    }

    /// One iteration, and the wait that the plan wants after it. The pause ends at `until` of the scenario at the latest:
    /// nothing would start after it.
    pub(super) async fn iterate(&mut self, number: u64, due: Instant, until: Duration) -> Waited {
        let (started, stood) = (clock::now(), self.user.stood());
        let tick = Tick { scenario: self.lane.index, iteration: number, due };
        let end = {
            let iteration = std::pin::pin!(self.user.iterate(tick));
            self.cut.bound(iteration).await
        };
        let ended = clock::now();
        let failed = match end {
            Some(End::Complete) => false,
            Some(End::Failed) => true,
            Some(End::Aborted(reason)) => {
                self.cut.stop().stop(Reason::Aborted(reason));
                self.lane.interrupted(self.shard);
                return Waited::CutOff;
            }
            None => {
                self.lane.interrupted(self.shard);
                return Waited::CutOff;
            }
        };
        // What a held run takes is nobody's time.
        let stood = self.user.stood().saturating_sub(stood);
        let since = |from: Instant| ended.saturating_duration_since(from).saturating_sub(stood);
        let lag = started.saturating_duration_since(due);
        let times = IterationTimes { response: since(due), service: since(started), lag };
        self.lane.complete(self.shard, times, failed);
        self.rest(started, until).await
    }

    /// Pads the iteration to its least length and pauses.
    async fn rest(&mut self, started: Instant, until: Duration) -> Waited {
        // An iteration that never waits would keep its shard to itself.
        tokio::task::coop::consume_budget().await;
        let padded = self.wait_until(started + self.lane.min_iteration).await;
        let (Some(law), Some(rng), Waited::Through) = (self.lane.pause, self.rng.as_mut(), padded) else {
            return padded;
        };
        let now = clock::now();
        let pause = chance::pause(law, now.saturating_duration_since(started), rng);
        let until = self.lane.brake().moment(self.began, until);
        self.wait_until(now.checked_add(pause).map_or(until, |end| end.min(until))).await
    }

    /// Waits for a moment, or until the user is not wanted any more.
    async fn wait_until(&mut self, moment: Instant) -> Waited {
        if self.cut.is_stopped() {
            return Waited::CutOff;
        }
        if moment <= clock::now() {
            return Waited::Through;
        }
        let lane = self.lane;
        let waited = async {
            tokio::select! {
                () = lane.brake().sleep_until(moment) => {}
                () = lane.orders.dismissal(self.slot) => {}
            }
        };
        match self.cut.bound(waited).await {
            Some(()) => Waited::Through,
            None => Waited::CutOff,
        }
    }
}
