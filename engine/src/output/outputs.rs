use std::sync::Arc;

use super::lane::Lane;
use super::moment::{Body, Moment, Wants};
use crate::aggregate::{RawSample, Registry, Series, Snapshot};
use crate::clock;
use crate::plan::{OutputSpec, Place};
use crate::redact::Redactor;

/// All outputs of a run.
#[derive(Default)]
pub struct Outputs {
    lanes: Vec<Lane>,
    registry: Option<Registry>,
}

/// What became of one output.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    /// The plan's name for it.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Where it went to.
    pub to: String,
    /// Points that it took.
    pub written: u64,
    /// Points that it did not get.
    pub lost: u64,
    /// Why the first of them was lost, or what else went wrong.
    pub reason: Option<String>,
}

impl Outcome {
    /// What is missing in it, in one sentence; none where everything arrived.
    pub fn incomplete(&self) -> Option<String> {
        let reason = self.reason.as_ref()?;
        let (name, all) = (&self.name, self.written + self.lost);
        Some(format!("the output {name} lost {} of {all} points: {reason}", self.lost))
    }
}

impl Outputs {
    /// Opens every output before the run; an error names the first that cannot be opened.
    pub fn open(specs: &[OutputSpec], registry: &Registry, redactor: &Redactor) -> Result<Self, String> {
        let open = |spec: &OutputSpec| {
            let (wants, output) = super::open(spec, redactor)?;
            Lane::start(spec, wants, output).map_err(|error| error.to_string())
        };
        let named = |spec| open(spec).map_err(|problem| format!("output {} ({}): {problem}", spec.name, spec.place));
        let lanes = specs.iter().map(named).collect::<Result<Vec<_>, _>>()?;
        let outputs = Self { lanes, registry: Some(registry.clone()) };
        if outputs.wants(Wants::Samples) {
            registry.keep_samples();
        }
        if outputs.wants(Wants::Traced) {
            registry.keep_traced();
        }
        Ok(outputs)
    }

    /// Whether an output needs what happened between two merges by itself.
    pub fn wants_interval(&self) -> bool {
        self.wants(Wants::Interval)
    }

    fn wants(&self, wants: Wants) -> bool {
        self.lanes.iter().any(|lane| lane.wants == wants)
    }

    /// Where outputs listen: no request may go there.
    pub fn listeners(&self) -> impl Iterator<Item = std::net::SocketAddr> {
        self.lanes.iter().filter_map(|lane| match &lane.spec.place {
            Place::Address(text) if lane.spec.kind == crate::plan::OutputKind::OpenMetrics => text.parse().ok(),
            _ => None,
        })
    }

    /// Hands over what was measured: in all, and since the last call.
    pub fn second(&self, totals: &Snapshot, interval: Option<&Snapshot>) {
        let Some(registry) = self.registry.as_ref().filter(|_| !self.lanes.is_empty()) else { return };
        let (at, metrics) = (clock::wall(), Arc::new(registry.all()));
        let moment = |body, points| Moment { at, metrics: metrics.clone(), body, points };
        let series = |wants, snapshot: Option<&Snapshot>| {
            let list: Vec<Series> = snapshot.filter(|_| self.wants(wants))?.all_series();
            let points = list.len() as u64;
            Some(moment(Body::Series(Arc::new(list)), points))
        };
        let totals = series(Wants::Totals, Some(totals));
        let interval = series(Wants::Interval, interval);
        let raw = |(samples, lost): (Vec<Vec<RawSample>>, u64), points: fn(&RawSample) -> u64| {
            let points = samples.iter().flatten().map(points).sum();
            (Some(moment(Body::Samples(Arc::new(samples)), points)), lost)
        };
        let samples = raw(registry.take_samples(), RawSample::count);
        // A span is one point, whatever was measured of the request.
        let traced = raw(registry.take_traced(), |_| 1);
        for lane in &self.lanes {
            let (moment, lost) = match lane.wants {
                Wants::Totals => (&totals, 0),
                Wants::Interval => (&interval, 0),
                Wants::Samples => (&samples.0, samples.1),
                Wants::Traced => (&traced.0, traced.1),
            };
            lane.lose(lost, "more came in a second than is kept");
            moment.iter().cloned().for_each(|moment| lane.put(moment));
        }
    }

    /// Waits until all outputs have ended, each at most its own time.
    pub async fn finish(mut self) -> Vec<Outcome> {
        let ends = self.lanes.iter_mut().map(|lane| async {
            let tally = lane.finish().await;
            Outcome {
                name: lane.spec.name.clone(),
                kind: lane.spec.kind.word().to_owned(),
                to: lane.spec.place.to_string(),
                written: tally.written,
                lost: tally.lost,
                reason: tally.reason,
            }
        });
        futures_util::future::join_all(ends).await
    }
}
