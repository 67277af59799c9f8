//! What a run is led by while it runs: hold it, let it go on, change users and rates, bring it to its end.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::Order;
use super::lane::Lane;
use crate::brake::Brake;
use crate::clock::Duration;
use crate::plan::{Executor, Plan};
use crate::stop::{Reason, Stop};

/// Users of a scenario at most: more than a machine holds is a slip of the finger.
const MOST_USERS: u32 = 1_000_000;
/// Arrivals per time unit at most.
const MOST_RATE: f64 = 10_000_000.0;

type Hire = dyn Fn(usize, usize) + Send + Sync;

/// The reins of a run. Cloning gives another pair.
#[derive(Clone)]
pub struct Reins {
    lanes: Arc<[Lane]>,
    heads: Arc<[Head]>,
    hire: Arc<Hire>,
    brake: Brake,
    pacer: Handle,
    stop: Stop,
}

/// What the plan says of a scenario.
struct Head {
    name: String,
    executor: Executor,
    graceful_stop: Duration,
}

/// What is to be changed in a scenario.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scale {
    /// Users of the whole run; with an arrival rate, users at most.
    pub users: Option<u32>,
    /// Arrivals of the whole run per time unit of the plan.
    pub rate: Option<f64>,
}

/// Why an order is not obeyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// There is no such scenario.
    Unknown(String),
    /// It is over, or the run ends.
    Over(String),
    /// The scenario has no such thing, or the value cannot be.
    Unfit(String),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Self::Unknown(text) | Self::Over(text) | Self::Unfit(text)) = self;
        f.write_str(text)
    }
}

impl Reins {
    pub(super) fn new(plan: &Plan, lanes: Arc<[Lane]>, hire: Arc<Hire>, pacer: Handle, stop: Stop) -> Self {
        let heads = plan.scenarios.iter().map(|scenario| Head {
            name: scenario.name.clone(),
            executor: scenario.executor.clone(),
            graceful_stop: scenario.graceful_stop,
        });
        let brake = lanes.first().map(|lane| lane.brake().clone()).unwrap_or_default();
        Self { lanes, heads: heads.collect(), hire, brake, pacer, stop }
    }

    /// Holds the run: no iteration starts and no request of an iteration leaves until it is resumed. False when it was
    /// held before.
    pub fn pause(&self) -> bool {
        self.brake.pull()
    }

    /// Lets the run go on; false when it was not held.
    pub fn resume(&self) -> bool {
        self.brake.release()
    }

    /// Whether the run is held.
    pub fn is_paused(&self) -> bool {
        self.brake.is_on()
    }

    /// What was asked of each scenario, in the order of the plan.
    pub fn orders(&self) -> Vec<Order> {
        self.lanes.iter().map(|lane| lane.orders.latest()).collect()
    }

    /// Changes users or rate of a scenario, from now to its end.
    ///
    /// # Errors
    /// Why nothing was changed.
    pub fn scale(&self, scenario: &str, scale: Scale) -> Result<(), Refused> {
        let index = self.heads.iter().position(|head| head.name == scenario).ok_or_else(|| {
            let names: Vec<&str> = self.heads.iter().map(|head| head.name.as_str()).collect();
            Refused::Unknown(format!("there is no scenario {scenario:?}: write one of {}", names.join(", ")))
        })?;
        let (head, lane) = (&self.heads[index], &self.lanes[index]);
        fits(head, scale).map_err(|why| Refused::Unfit(format!("scenario {scenario:?}: {why}")))?;
        if lane.is_over() || lane.orders.latest().ends {
            return Err(Refused::Over(format!("scenario {scenario:?} is over")));
        }
        match (&lane.desk, scale.users) {
            (Some(desk), Some(users)) => {
                desk.set_most(lane.share(users));
                lane.orders.most(users);
            }
            (None, Some(users)) => {
                let bare = lane.orders.users(users, lane.share(users) as usize);
                bare.into_iter().for_each(|slot| (self.hire)(index, slot));
            }
            (_, None) => {}
        }
        if let Some(rate) = scale.rate {
            lane.orders.rate(rate);
        }
        Ok(())
    }

    /// Brings the run to its end: nothing starts any more, and what runs may finish within the `graceful_stop` of its
    /// scenario. False when that was asked for before.
    pub fn finish(&self) -> bool {
        let first = self.lanes.iter().any(|lane| !lane.orders.latest().ends);
        self.lanes.iter().for_each(|lane| lane.orders.end());
        self.resume();
        let running = self.lanes.iter().zip(self.heads.iter()).filter(|(lane, _)| lane.is_running());
        let grace = running.map(|(_, head)| head.graceful_stop).max();
        if let (true, Some(grace)) = (first, grace) {
            let (lanes, stop) = (self.lanes.clone(), self.stop.clone());
            self.pacer.spawn(async move {
                tokio::time::sleep(grace).await;
                if lanes.iter().any(Lane::is_running) {
                    stop.stop(Reason::Asked);
                }
            });
        }
        first
    }
}

/// Whether that can be asked of a scenario.
fn fits(head: &Head, Scale { users, rate }: Scale) -> Result<(), String> {
    let arrivals = matches!(head.executor, Executor::ConstantArrivalRate { .. } | Executor::RampingArrivalRate { .. });
    if users.is_none() && rate.is_none() {
        return Err("give `users` or `rate`".to_owned());
    }
    if matches!(head.executor, Executor::PerVuIterations { .. }) {
        return Err("the users of per-vu-iterations are its work: they cannot be changed".to_owned());
    }
    if rate.is_some() && !arrivals {
        return Err(format!("{} has no rate: give `users`", head.executor.name()));
    }
    if rate.is_some_and(|rate| !(0.0..=MOST_RATE).contains(&rate)) {
        return Err(format!("`rate` must be from 0 to {MOST_RATE}"));
    }
    match users {
        Some(users) if users > MOST_USERS => Err(format!("`users` must be from 0 to {MOST_USERS}")),
        _ => Ok(()),
    }
}
