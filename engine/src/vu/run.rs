//! What all users of a process share.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::Live;
use super::basics::Basics;
use super::meeting::Meetings;
use super::observer::Observer;
use super::profile::Profile;
use super::program::Program;
use super::storage::Storage;
use super::tables::Tables;
use crate::aggregate::{Recorder, Registry};
use crate::clock::{self, Instant};
use crate::inbox::Inbox;
use crate::plan::{Executor, Plan};
use crate::protocol;
use crate::sample::TagSet;
use crate::stop::Stop;

/// Shared by the users; nothing here is written on the hot path.
pub(crate) struct Run {
    pub(crate) program: Arc<Program>,
    pub(crate) basics: Arc<Basics>,
    pub(crate) live: Live,
    pub(crate) protocol: Arc<protocol::Shared>,
    pub(crate) inbox: Option<Arc<Inbox>>,
    pub(crate) registry: Registry,
    /// One for each shard.
    pub(crate) recorders: Vec<Recorder>,
    pub(crate) stop: Stop,
    pub(crate) profile: Option<Arc<Profile>>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) tables: Tables,
    pub(crate) storage: Storage,
    pub(crate) meetings: Meetings,
    /// Why the journey marked the run as failed.
    pub(crate) marked: OnceLock<String>,
    pub(crate) setup_data: OnceLock<String>,
    pub(crate) began: OnceLock<Instant>,
    /// For each scenario that replays a log: which row each arrival is, where it is not that of its number.
    pub(crate) rows: Vec<Option<Arc<[u32]>>>,
    /// The plan's tags and each scenario's, with its name.
    pub(crate) tags: Vec<Arc<TagSet>>,
}

/// Which row of its log each arrival of a scenario is; none where they are the same, and where there is no log.
pub(crate) fn rows(plan: &Plan, scenario: &crate::plan::Scenario) -> Option<Arc<[u32]>> {
    match &scenario.executor {
        Executor::Replay { log, speed, copies, .. } => log.arrivals(*speed, *copies, plan.seed).rows,
        _ => None,
    }
}

impl Run {
    /// Time since the run began; zero before.
    pub(crate) fn elapsed(&self) -> Duration {
        self.began.get().map_or(Duration::ZERO, |began| clock::now().saturating_duration_since(*began))
    }
}

/// The tags that every sample of a scenario (none: of setup and teardown) has.
pub(crate) fn fixed_tags(plan: &BTreeMap<String, String>, scenario: Option<&crate::plan::Scenario>) -> Arc<TagSet> {
    let own = scenario.into_iter().flat_map(|scenario| &scenario.tags);
    let mut tags: TagSet = plan.iter().chain(own).map(|(key, value)| (key.as_str(), value.as_str())).collect();
    if let Some(scenario) = scenario {
        tags.set("scenario", scenario.name.as_str());
    }
    Arc::new(tags)
}
