//! What a run is watched and led by from outside, while it goes on: the page, the HTTP API and `throng ctl`.

mod access;
mod address;
mod command;
mod events;
mod file;
mod guard;
mod page;
mod remote;
mod server;
mod status;
mod tls;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::{mpsc, oneshot, watch};

pub use command::{Change, Command, Failure};
pub use file::{Found, find};
pub use remote::Remote;
pub use server::{ROUTES, Serving, Ui};
pub use status::{ScenarioStatus, Status};

use crate::aggregate::Snapshot;
use crate::clock::{self, Duration, Instant};
use crate::log::Log;
use crate::plan::Plan;
use crate::redact::Redactor;
use crate::report::{Pulse, RequestRow, ThresholdRow};
use crate::result::{Annotation, Annotations, Begun, Point};
use crate::schedule::{Board, Reins};
use crate::vu::Live;

/// Points of the course that are kept for who comes later: three hours.
const KEPT: usize = 10_800;
/// How long who watches has to see the end.
const FAREWELL: Duration = Duration::from_millis(200);

/// Where a run is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// `setup`, and the making of users.
    #[default]
    Setup,
    /// The scenarios.
    Running,
    /// `teardown`.
    Teardown,
    /// Over.
    Ended,
}

/// A run as it is watched and led. Cloning gives another handle.
#[derive(Clone)]
pub struct Control(Arc<Inner>);

struct Inner {
    begun: Begun,
    log: Log,
    annotations: Annotations,
    address: Option<SocketAddr>,
    began: Instant,
    led: OnceLock<Led>,
    state: Mutex<State>,
    /// How often something changed: who watches looks then.
    changed: watch::Sender<u64>,
    asks: (mpsc::UnboundedSender<Ask>, tokio::sync::Mutex<mpsc::UnboundedReceiver<Ask>>),
}

/// Somebody wants the report as it is now.
type Ask = oneshot::Sender<Vec<u8>>;

/// What there is once the schedule is made.
struct Led {
    reins: Reins,
    board: Board,
    live: Live,
    plan: Arc<Plan>,
}

#[derive(Default)]
struct State {
    stage: Stage,
    stopped: Option<Duration>,
    course: VecDeque<Point>,
    /// Points so far, those that are not kept included.
    seconds: u64,
    until_ms: u64,
    requests: Arc<Vec<RequestRow>>,
    thresholds: Arc<Vec<ThresholdRow>>,
    pulses: Vec<Pulse>,
    counts: (u64, u64),
}

impl Control {
    /// Of a run that begins now; `address` is where it is led from, where that is by network.
    pub fn begin(begun: Begun, log: Log, annotations: Annotations, address: Option<SocketAddr>) -> Self {
        let (ask, asked) = mpsc::unbounded_channel();
        Self(Arc::new(Inner {
            begun,
            log,
            annotations,
            address,
            began: clock::now(),
            led: OnceLock::new(),
            state: Mutex::default(),
            changed: watch::Sender::new(0),
            asks: (ask, tokio::sync::Mutex::new(asked)),
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) {
        self.0.changed.send_modify(|number| *number += 1);
    }

    /// Where it is led from.
    pub fn address(&self) -> Option<SocketAddr> {
        self.0.address
    }

    /// What was known when the run began.
    pub fn begun(&self) -> &Begun {
        &self.0.begun
    }

    /// Blacks secrets out.
    pub fn redactor(&self) -> &Redactor {
        self.0.log.redactor()
    }

    /// From now on orders reach the schedule. The first call counts.
    pub fn lead(&self, reins: Reins, board: Board, live: Live, plan: Arc<Plan>) {
        // A second schedule would be another run.
        let _ = self.0.led.set(Led { reins, board, live, plan });
        self.change();
    }

    /// The run enters a stage.
    pub fn enter(&self, stage: Stage) {
        self.state().stage = stage;
        self.change();
    }

    /// A second is over: `interval` is what happened in it, `snapshot` everything so far, `thresholds` how they would come
    /// out now.
    pub fn second(&self, snapshot: &Snapshot, interval: &Snapshot, thresholds: Vec<ThresholdRow>) {
        let now = clock::now().saturating_duration_since(self.0.began).as_millis() as u64;
        let clean = |text: &str| self.redactor().apply(text).into_owned();
        let names: Vec<&str> = self.0.led.get().map_or(Vec::new(), Led::names);
        let requests = crate::report::requests(snapshot, &clean);
        let pulses = names.iter().map(|name| Pulse::of(snapshot, name)).collect();
        let counts = crate::tally::requests(snapshot);
        let mut state = self.state();
        let mut point = Point::of(interval, state.until_ms, now.saturating_sub(state.until_ms));
        let last = snapshot.seconds.last().map(|second| second.at);
        let late = snapshot.seconds.iter().rev().take_while(|second| Some(second.at) == last);
        point.late_ms = late.filter_map(|second| second.delay_ms).reduce(f64::max);
        (state.until_ms, state.requests, state.pulses, state.counts) = (now, Arc::new(requests), pulses, counts);
        state.thresholds = Arc::new(thresholds);
        state.course.push_back(point);
        state.seconds += 1;
        if state.course.len() > KEPT {
            state.course.pop_front();
        }
        drop(state);
        self.change();
    }

    /// The course so far.
    pub fn course(&self) -> Vec<Point> {
        self.state().course.iter().cloned().collect()
    }

    /// The last seconds of the course, so many at most.
    pub fn latest(&self, seconds: usize) -> Vec<Point> {
        let state = self.state();
        state.course.iter().skip(state.course.len().saturating_sub(seconds)).cloned().collect()
    }

    /// What was measured of each request name so far, and how the thresholds would come out now.
    pub fn tables(&self) -> (Arc<Vec<RequestRow>>, Arc<Vec<ThresholdRow>>) {
        let state = self.state();
        (state.requests.clone(), state.thresholds.clone())
    }

    /// What was said of it, and done to it, so far.
    pub fn annotations(&self) -> Vec<Annotation> {
        self.0.annotations.all()
    }

    /// Waits until somebody wants the report as it is now.
    pub async fn asked(&self) -> oneshot::Sender<Vec<u8>> {
        match self.0.asks.1.lock().await.recv().await {
            Some(ask) => ask,
            None => std::future::pending().await,
        }
    }

    /// The report as it is now; none when the run is over.
    async fn report(&self) -> Option<Vec<u8>> {
        let (ask, answer) = oneshot::channel();
        self.0.asks.0.send(ask).ok()?;
        let mut over = self.0.changed.subscribe();
        tokio::select! {
            page = answer => page.ok(),
            _ = over.wait_for(|_| self.state().stage == Stage::Ended) => None,
        }
    }

    /// What a reader of the summary should know of it.
    pub fn told(&self) -> Option<String> {
        let stopped = self.state().stopped?;
        Some(format!("ended on request after {:.1} s; what was planned after that did not run", stopped.as_secs_f64()))
    }

    /// The run is over; who watches sees it.
    pub async fn end(&self) {
        self.enter(Stage::Ended);
        if self.0.changed.receiver_count() > 0 {
            tokio::time::sleep(FAREWELL).await;
        }
    }
}

impl Led {
    fn names(&self) -> Vec<&str> {
        self.plan.scenarios.iter().map(|scenario| scenario.name.as_str()).collect()
    }
}
