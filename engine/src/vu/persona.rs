//! Who a guest acts for: what lives as long as the user, whatever becomes of its instances.

use std::sync::Arc;
use std::time::Duration;

use super::expectation::Expectation;
use super::flight::Pending;
use super::labels::Labels;
use super::outgoing::Outgoing;
use super::prepared::Sample;
use super::run::Run;
use super::speech::Speech;
use crate::aggregate::{Recorder, TagsId};
use crate::brake::Standstill;
use crate::clock::{self, Instant};
use crate::protocol::{Client, Response};
use crate::sample::{Cause, Exchange, Failure, Phases};

/// One user.
pub(crate) struct Persona {
    pub(crate) run: Arc<Run>,
    pub(crate) id: u32,
    /// None in `setup` and `teardown`.
    pub(crate) scenario: Option<usize>,
    pub(crate) client: Client,
    /// How long it stood because the run was held.
    pub(crate) standstill: Arc<Standstill>,
    pub(crate) recorder: Recorder,
    pub(crate) labels: Labels,
    pub(crate) speech: Speech,
    pub(crate) expect: Expectation,
    pub(crate) iteration: Iteration,
    pub(crate) warned_leave: bool,
    /// Exchanges through `wasi:http`.
    pub(crate) outgoing: Vec<Arc<Outgoing>>,
    /// How many there were in all.
    pub(crate) sends: u32,
}

/// The iteration under way, or the last one.
pub(crate) struct Iteration {
    /// This user's, from 0.
    pub(crate) number: u32,
    /// The scenario's.
    pub(crate) in_scenario: u64,
    pub(crate) due: Instant,
    pub(crate) began: Instant,
    /// Time spent in sleeps.
    pub(crate) asleep: Duration,
    /// How long the user had stood before.
    pub(crate) stood: Duration,
    /// Exchanges recorded, and the last one's tags and end.
    pub(crate) exchanges: u32,
    pub(crate) last: Option<(TagsId, Instant)>,
}

impl Iteration {
    pub(crate) fn new(number: u32, in_scenario: u64, due: Instant) -> Self {
        let began = clock::now();
        Self {
            number,
            in_scenario,
            due,
            began,
            asleep: Duration::ZERO,
            stood: Duration::ZERO,
            exchanges: 0,
            last: None,
        }
    }
}

impl Persona {
    /// The row that belongs to the iteration.
    pub(crate) fn row(&self) -> u64 {
        let number = self.iteration.in_scenario;
        let rows = self.scenario.and_then(|at| self.run.rows[at].as_ref());
        rows.and_then(|rows| rows.get(number as usize)).map_or(number, |row| u64::from(*row))
    }

    /// The user serves this scenario from now on.
    pub(crate) fn serve(&mut self, scenario: usize) {
        if self.scenario != Some(scenario) {
            self.scenario = Some(scenario);
            self.labels.settle(self.run.tags[scenario].clone());
            self.speech = self.speech.renamed(source(self.id, &self.run.basics.plan.scenarios[scenario].name));
        }
    }

    /// Notes that an exchange ended then.
    pub(crate) fn arrived(&mut self, tags: TagsId, at: Instant) {
        self.iteration.exchanges += 1;
        self.iteration.last = Some((tags, at));
    }

    /// Nobody will wait for it: what came is recorded, what is under way is given up.
    pub(crate) fn ended(&mut self, pending: Pending) {
        match pending.end() {
            Some((response, at)) => {
                self.arrived(pending.sample.tags, at);
                self.record(&pending.sample, &response, pending.sample.expects(response.exchange.status));
            }
            None => cancelled(&self.recorder, &pending.sample, pending.started),
        }
    }

    /// Records an exchange and the redirects before it.
    pub(crate) fn record(&self, sample: &Sample, response: &Response, passed: Option<bool>) {
        record(&self.recorder, sample, response, passed);
    }

    /// An exchange through `wasi:http` begins.
    pub(crate) fn watch(&mut self, outgoing: Arc<Outgoing>) {
        self.sends += 1;
        self.note_arrivals();
        self.outgoing.push(outgoing);
    }

    /// The iteration is over: what is under way through `wasi:http` is given up.
    pub(crate) fn give_up(&mut self) {
        for outgoing in &self.outgoing {
            outgoing.give_up();
        }
        self.note_arrivals();
    }

    fn note_arrivals(&mut self) {
        let mut arrived = Vec::new();
        self.outgoing.retain(|outgoing| match outgoing.over() {
            Some(over) => {
                arrived.push(over);
                false
            }
            None => true,
        });
        for (tags, at) in arrived {
            if let Some(at) = at {
                self.arrived(tags, at);
            }
        }
    }

    /// Ends the innermost step; false when none is open.
    pub(crate) fn leave(&mut self) -> bool {
        let still = self.still();
        match self.labels.leave(&self.recorder, clock::now(), still) {
            Some(left) => {
                self.recorder.step(left.tags, left.whole, left.asleep);
                true
            }
            None => false,
        }
    }

    /// Forgets the steps that are open.
    pub(crate) fn abandon(&mut self) {
        let still = self.still();
        while self.labels.leave(&self.recorder, clock::now(), still).is_some() {}
    }

    /// It slept since then; what it stood besides is not counted as sleep.
    pub(crate) fn slept(&mut self, since: Instant, stood: Duration) {
        let slept = clock::now().saturating_duration_since(since);
        self.iteration.asleep += slept.saturating_sub(self.standstill.total() - stood);
    }

    /// Time spent in sleeps, and because the run was held.
    pub(crate) fn still(&self) -> Duration {
        self.iteration.asleep + self.standstill.total()
    }
}

/// Records an exchange and the redirects before it.
pub(crate) fn record(recorder: &Recorder, sample: &Sample, response: &Response, passed: Option<bool>) {
    for (_, hop) in &response.earlier {
        recorder.exchange(sample.tags, hop, sample.expects(hop.status));
    }
    recorder.exchange(sample.tags, &response.exchange, passed);
    if sample.part && response.exchange.status != 0 {
        recorder.swap(sample.tags, response.exchange.phases.duration(), response.is_page());
    }
}

/// Records an exchange that was given up under way: so far it took this long.
pub(crate) fn cancelled(recorder: &Recorder, sample: &Sample, started: Instant) {
    let waiting = clock::now().saturating_duration_since(started);
    let failure = Some(Failure::new(Cause::Cancelled, 1000, "the journey dropped it, or its iteration ended"));
    let phases = Phases { waiting, ..Phases::default() };
    let exchange = Exchange { phases, failure, ..Exchange::default() };
    recorder.exchange(sample.tags, &exchange, sample.expects(0));
}

/// How a user's lines in the log begin.
pub(crate) fn source(id: u32, scenario: &str) -> String {
    format!("vu {id} {scenario}")
}
