//! InfluxDB line protocol over HTTP, the same for versions 1 and 2: what each series added up to in a second.

use std::fmt::Write as _;

use futures_util::future::BoxFuture;

use super::family::{Labels, families};
use super::moment::Moment;
use super::post::Post;
use super::{Output, Trouble};
use crate::aggregate::Sink;
use crate::plan::OutputSpec;
use crate::redact::Redactor;
use crate::sample::TagSet;

/// Bytes in one request at most.
const BYTES: usize = 1 << 20;
/// The percentiles that are told of a trend, with their fields.
const PERCENTILES: [(&str, f64); 4] = [("p50", 50.0), ("p90", 90.0), ("p95", 95.0), ("p99", 99.0)];

pub(super) struct Influxdb {
    post: Post,
    prefix: String,
    redactor: Redactor,
    last: u128,
}

impl Influxdb {
    pub(super) fn open(spec: &OutputSpec, redactor: Redactor) -> Result<Self, String> {
        let post = Post::new(spec, &[("content-type", "text/plain; charset=utf-8")])?;
        Ok(Self { post, prefix: spec.prefix.clone(), redactor, last: 0 })
    }

    async fn send(&mut self, moment: &Moment) -> Result<(), Trouble> {
        // A second point of the same instant would replace the first.
        let at = moment.nanos().max(self.last + 1);
        let mut body = String::new();
        for family in families(moment, &self.redactor, tags) {
            let measurement = escaped(&format!("{}{}", self.prefix, family.metric), &[',', ' ']);
            for (labels, sink) in &family.series {
                line(&mut body, &measurement, labels, &fields(sink), at);
                if body.len() > BYTES {
                    self.post.send(std::mem::take(&mut body).into_bytes()).await?;
                }
            }
        }
        if !body.is_empty() {
            self.post.send(body.into_bytes()).await?;
        }
        self.last = at;
        Ok(())
    }
}

impl Output for Influxdb {
    fn write<'a>(&'a mut self, moment: &'a Moment) -> BoxFuture<'a, Result<(), Trouble>> {
        Box::pin(self.send(moment))
    }
}

fn tags(tags: &TagSet) -> Labels {
    let special = [',', '=', ' '];
    let full = tags.iter().filter(|(_, value)| !value.is_empty());
    let mut labels: Labels = full.map(|(key, value)| (escaped(key, &special), escaped(value, &special))).collect();
    // `time` is the instant, and no tag.
    labels.iter_mut().filter(|(key, _)| key.is_empty() || key == "time").for_each(|(key, _)| key.insert_str(0, "tag_"));
    labels.sort();
    labels
}

/// A name or value: with a backslash before what has a meaning. Line protocol has no way to write a control character, nor a
/// backslash at the end: those are percent-encoded.
fn escaped(text: &str, special: &[char]) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("%5C"),
            c if c.is_ascii_control() => {
                let _ = write!(out, "%{:02X}", u32::from(c));
            }
            c if special.contains(&c) => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

fn fields(sink: &Sink) -> String {
    match sink {
        Sink::Counter { sum, .. } => format!("value={sum}"),
        Sink::Gauge { last, .. } => format!("value={last}"),
        Sink::Rate { hits, total } => format!("hits={hits}i,total={total}i"),
        Sink::Trend(trend) => {
            let mut out = format!("count={}i,sum={}", trend.count(), trend.sum());
            let values = trend.percentiles(&PERCENTILES.map(|(_, percent)| percent)).unwrap_or_default();
            let shown = PERCENTILES.iter().map(|(name, _)| *name).zip(values);
            let ends = [("min", trend.min()), ("max", trend.max()), ("avg", trend.avg())];
            let ends = ends.into_iter().filter_map(|(name, value)| Some((name, value?)));
            for (name, value) in ends.chain(shown) {
                // Writing to a String cannot fail.
                let _ = write!(out, ",{name}={value}");
            }
            out
        }
    }
}

fn line(out: &mut String, measurement: &str, labels: &Labels, fields: &str, at: u128) {
    out.push_str(measurement);
    for (key, value) in labels {
        let _ = write!(out, ",{key}={value}");
    }
    let _ = writeln!(out, " {fields} {at}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_written_as_the_protocol_says() {
        let mut out = String::new();
        let labels = tags(&TagSet::from_iter([("a b", "x,y=z"), ("empty", ""), ("n", "1\n2\\")]));
        line(&mut out, "throng_http_reqs", &labels, &fields(&Sink::Rate { hits: 1, total: 2 }), 17);
        assert_eq!(out, "throng_http_reqs,a\\ b=x\\,y\\=z,n=1%0A2%5C hits=1i,total=2i 17\n");
    }
}
