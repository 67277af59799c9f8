//! OpenTelemetry metrics over HTTP in protobuf: totals since the run began, trends as exponential histograms.

use futures_util::future::BoxFuture;

use super::exponential::{Exponential, SCALE};
use super::family::{Family, Labels, families};
use super::message::Message;
use super::moment::Moment;
use super::post::Post;
use super::{Output, Trouble};
use crate::aggregate::Sink;
use crate::clock;
use crate::plan::OutputSpec;
use crate::redact::Redactor;
use crate::sample::TagSet;

/// Metrics in one request at most.
const METRICS: usize = 50;
/// What points of a sum are: all since `start`.
const CUMULATIVE: u64 = 2;

pub(super) struct Otlp {
    post: Post,
    prefix: String,
    redactor: Redactor,
    start: u64,
}

impl Otlp {
    pub(super) fn open(spec: &OutputSpec, redactor: Redactor) -> Result<Self, String> {
        let post = Post::new(spec, &[("content-type", "application/x-protobuf")])?;
        let start = clock::wall().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos() as u64;
        Ok(Self { post, prefix: spec.prefix.clone(), redactor, start })
    }

    async fn send(&mut self, moment: &Moment) -> Result<(), Trouble> {
        let time = Times { start: self.start, at: moment.nanos() as u64 };
        let families = families(moment, &self.redactor, attributes);
        let metrics: Vec<Message> = families.iter().flat_map(|family| self.metrics(family, time)).collect();
        for some in metrics.chunks(METRICS) {
            self.post.send(request(&metrics_of(some)).bytes().to_vec()).await?;
        }
        Ok(())
    }

    fn metrics(&self, family: &Family<'_>, time: Times) -> Vec<Message> {
        let name = |suffix: &str| format!("{}{}{suffix}", self.prefix, family.metric);
        let unit = match family.unit {
            "bytes" => "By",
            unit => unit,
        };
        let points = |of: &dyn Fn(&Sink) -> Option<Message>| -> Vec<Message> {
            let all = family.series.iter();
            all.filter_map(|(labels, sink)| Some(of(sink)?.messages(field_of(sink), labels.iter().map(attribute))))
                .collect()
        };
        let metric = |name: String, unit: &str, field: u32, data: Message| {
            Message::new().string(1, &name).string(3, unit).message(field, &data)
        };
        let sum = |name: String, unit: &str, of: &dyn Fn(&Sink) -> Option<f64>| {
            let points = points(&|sink| Some(time.number(of(sink)?)));
            metric(name, unit, 7, Message::new().messages(1, points).uint64(2, CUMULATIVE).boolean(3, true))
        };
        match family.series.values().next() {
            Some(Sink::Counter { .. }) => vec![sum(name(""), unit, &|sink| match sink {
                Sink::Counter { sum, .. } => Some(*sum),
                _ => None,
            })],
            Some(Sink::Rate { .. }) => vec![
                sum(name("_hits"), "", &|sink| rate(sink).map(|(hits, _)| hits)),
                sum(name("_samples"), "", &|sink| rate(sink).map(|(_, all)| all)),
            ],
            Some(Sink::Gauge { .. }) => {
                let points = points(&|sink| match sink {
                    Sink::Gauge { last, .. } => Some(time.number(*last)),
                    _ => None,
                });
                vec![metric(name(""), unit, 5, Message::new().messages(1, points))]
            }
            Some(Sink::Trend(_)) => {
                let points = points(&|sink| time.histogram(sink));
                vec![metric(name(""), unit, 10, Message::new().messages(1, points).uint64(2, CUMULATIVE))]
            }
            None => Vec::new(),
        }
    }
}

impl Output for Otlp {
    fn write<'a>(&'a mut self, moment: &'a Moment) -> BoxFuture<'a, Result<(), Trouble>> {
        Box::pin(self.send(moment))
    }
}

/// When the run began, and when the moment was taken: nanoseconds since 1970.
#[derive(Clone, Copy)]
struct Times {
    start: u64,
    at: u64,
}

impl Times {
    /// A point of a sum or gauge, without its attributes.
    fn number(self, value: f64) -> Message {
        Message::new().fixed64(2, self.start).fixed64(3, self.at).double(4, value)
    }

    /// A point of an exponential histogram, without its attributes.
    fn histogram(self, sink: &Sink) -> Option<Message> {
        let Sink::Trend(trend) = sink else { return None };
        let buckets = Exponential::of(trend, 1.0);
        let side = |side: &std::collections::BTreeMap<i32, u64>| {
            let (first, last) = (*side.keys().next()?, *side.keys().next_back()?);
            let counts: Vec<u64> = (first..=last).map(|index| side.get(&index).copied().unwrap_or_default()).collect();
            // Bucket 0 of OpenTelemetry is above 1, which is our bucket 1.
            Some(Message::new().sint32(1, first - 1).packed_uint64(2, &counts))
        };
        let point = Message::new().fixed64(2, self.start).fixed64(3, self.at).fixed64(4, trend.count());
        let mut point = point.double(5, trend.sum()).sint32(6, SCALE).fixed64(7, buckets.zeros);
        for (field, side) in [(8, side(&buckets.positive)), (9, side(&buckets.negative))] {
            point = side.iter().fold(point, |point, side| point.message(field, side));
        }
        Some(point.double(12, trend.min()?).double(13, trend.max()?))
    }
}

fn rate(sink: &Sink) -> Option<(f64, f64)> {
    match sink {
        Sink::Rate { hits, total } => Some((*hits as f64, *total as f64)),
        _ => None,
    }
}

/// The field that holds the attributes of a point.
fn field_of(sink: &Sink) -> u32 {
    if matches!(sink, Sink::Trend(_)) { 1 } else { 7 }
}

fn attributes(tags: &TagSet) -> Labels {
    tags.iter().filter(|(key, _)| !key.is_empty()).map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

pub(super) fn attribute((key, value): &(String, String)) -> Message {
    Message::new().string(1, key).message(2, &Message::new().string(1, value))
}

/// One scope with all metrics.
fn metrics_of(metrics: &[Message]) -> Message {
    metrics.iter().fold(Message::new().message(1, &scope()), |all, metric| all.message(2, metric))
}

/// Who measured.
pub(super) fn scope() -> Message {
    Message::new().string(1, "throng").string(2, env!("CARGO_PKG_VERSION"))
}

/// One resource with one scope: metrics and spans have the same fields.
pub(super) fn request(scope: &Message) -> Message {
    let name = attribute(&("service.name".to_owned(), "throng".to_owned()));
    let resource = Message::new().message(1, &name);
    Message::new().message(1, &Message::new().message(1, &resource).message(2, scope))
}
