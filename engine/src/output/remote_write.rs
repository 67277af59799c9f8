//! Prometheus remote write 1.0: snappy and protobuf. Totals since the run began; trends as native histograms, or as a gauge for
//! each statistic in k6's way.

use futures_util::future::BoxFuture;

use super::exponential::{Exponential, SCALE};
use super::family::{Family, Labels, families};
use super::message::Message;
use super::moment::Moment;
use super::post::Post;
use super::{Output, Trouble, prometheus};
use crate::aggregate::{Sink, Trend};
use crate::plan::OutputSpec;
use crate::redact::Redactor;

const HEADERS: [(&str, &str); 3] = [
    ("content-type", "application/x-protobuf"),
    ("content-encoding", "snappy"),
    ("x-prometheus-remote-write-version", "0.1.0"),
];
/// Series in one request at most.
const SERIES: usize = 2000;
/// Values nearer to zero than this count as zero; what Prometheus' own libraries use.
const ZERO: f64 = 2.938735877055719e-39;
/// Statistics of a trend as gauges, with their percentiles.
const GAUGES: [(&str, f64); 7] =
    [("min", 0.0), ("p50", 50.0), ("p90", 90.0), ("p95", 95.0), ("p99", 99.0), ("p999", 99.9), ("max", 100.0)];

pub(super) struct RemoteWrite {
    post: Post,
    prefix: String,
    native: bool,
    redactor: Redactor,
    last: i64,
}

impl RemoteWrite {
    pub(super) fn open(spec: &OutputSpec, redactor: Redactor) -> Result<Self, String> {
        let post = Post::new(spec, &HEADERS)?;
        Ok(Self { post, prefix: spec.prefix.clone(), native: spec.native, redactor, last: 0 })
    }

    async fn send(&mut self, moment: &Moment) -> Result<(), Trouble> {
        // A second value of the same instant would be refused.
        let at = ((moment.nanos() / 1_000_000) as i64).max(self.last + 1);
        let mut series = Vec::new();
        for family in families(moment, &self.redactor, prometheus::labels) {
            self.family(&family, at, &mut series);
        }
        for some in series.chunks(SERIES) {
            let request = some.iter().fold(Message::new(), |request, one| request.message(1, one));
            let body = snap::raw::Encoder::new().compress_vec(request.bytes());
            let body = body.map_err(|error| Trouble { message: error.to_string(), passing: false })?;
            self.post.send(body).await?;
        }
        self.last = at;
        Ok(())
    }

    fn family(&self, family: &Family<'_>, at: i64, out: &mut Vec<Message>) {
        let name = |suffix: &str| format!("{}{}{suffix}", self.prefix, family.metric);
        for (labels, sink) in &family.series {
            let mut value = |name: &str, value: f64| {
                let sample = Message::new().double(1, value).int64(2, at);
                out.push(named(name, labels).message(2, &sample));
            };
            match sink {
                Sink::Counter { sum, .. } => {
                    value(&format!("{}_total", prometheus::counter(family, &self.prefix)), *sum);
                }
                Sink::Gauge { last, .. } => value(&name(""), *last),
                Sink::Rate { hits, total } => {
                    value(&name("_rate"), *hits as f64 / *total as f64);
                    value(&name("_hits_total"), *hits as f64);
                    value(&name("_samples_total"), *total as f64);
                }
                Sink::Trend(trend) if self.native => {
                    let (base, divisor) = prometheus::base(family, &self.prefix);
                    out.push(named(&base, labels).message(4, &histogram(trend, divisor, at)));
                }
                Sink::Trend(trend) => {
                    let (_, divisor) = prometheus::base(family, &self.prefix);
                    value(&name("_count"), trend.count() as f64);
                    value(&name("_sum"), trend.sum() / divisor);
                    value(&name("_avg"), trend.avg().unwrap_or_default() / divisor);
                    let percentiles = trend.percentiles(&GAUGES.map(|(_, percent)| percent)).unwrap_or_default();
                    for ((word, _), statistic) in GAUGES.iter().zip(percentiles) {
                        value(&name(&format!("_{word}")), statistic / divisor);
                    }
                }
            }
        }
    }
}

impl Output for RemoteWrite {
    fn write<'a>(&'a mut self, moment: &'a Moment) -> BoxFuture<'a, Result<(), Trouble>> {
        Box::pin(self.send(moment))
    }
}

/// A time series without values. Its labels must be sorted: the name's begins with `__`, which is before every other.
fn named(name: &str, labels: &Labels) -> Message {
    let label = |name: &str, value: &str| Message::new().string(1, name).string(2, value);
    let name = label("__name__", name);
    let mut all: Vec<(&str, Message)> = vec![("__name__", name)];
    all.extend(labels.iter().map(|(name, value)| (name.as_str(), label(name, value))));
    all.sort_by_key(|(name, _)| *name);
    Message::new().messages(1, all.into_iter().map(|(_, label)| label))
}

fn histogram(trend: &Trend, divisor: f64, at: i64) -> Message {
    let buckets = Exponential::of(trend, divisor);
    let counts = Message::new().uint64(1, trend.count()).double(3, trend.sum() / divisor).sint32(4, SCALE);
    let counts = counts.double(5, ZERO).uint64(6, buckets.zeros);
    let mut all = counts;
    for (spans, deltas, side) in [(8, 9, &buckets.negative), (11, 12, &buckets.positive)] {
        let (mut list, mut differences, mut before): (Vec<(i32, u64)>, Vec<i64>, i64) = Default::default();
        let mut next = None;
        for (index, count) in side {
            match list.last_mut() {
                Some((_, length)) if next == Some(*index) => *length += 1,
                _ => list.push((*index - next.unwrap_or(0), 1)),
            }
            next = Some(index + 1);
            differences.push(*count as i64 - before);
            before = *count as i64;
        }
        let list = list.into_iter().map(|(offset, length)| Message::new().sint32(1, offset).uint64(2, length));
        all = all.messages(spans, list);
        if !differences.is_empty() {
            all = all.packed_sint64(deltas, &differences);
        }
    }
    all.int64(15, at)
}
