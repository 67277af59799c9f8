//! One JSON object a line, in k6's shape: a `Metric` before the first of its points, then a `Point` a value.

use std::io::Write as _;

use futures_util::future::{BoxFuture, ready};
use serde_json::json;

use super::decimal;
use super::file::Sink;
use super::instant::Instants;
use super::moment::Moment;
use super::rendered::Rendered;
use super::{Output, Trouble};
use crate::aggregate::builtin::kind_name;
use crate::aggregate::{Metric, MetricId};
use crate::plan::{OutputSpec, Place};
use crate::redact::Redactor;
use crate::sample::{TagSet, hexadecimal};

pub(super) struct Json {
    file: Sink,
    /// What begins the points of each metric that was declared, by its number.
    heads: Vec<Option<Vec<u8>>>,
    tails: Rendered<Tail>,
    times: Instants,
}

/// What ends the points of a tag set: its tags, and where no trace follows them the end of the line too.
struct Tail {
    tags: Vec<u8>,
    whole: Vec<u8>,
}

impl Json {
    pub(super) fn open(spec: &OutputSpec, redactor: Redactor) -> Result<Self, String> {
        let Place::File(path) = &spec.place else { return Err("json goes to a file".to_owned()) };
        let file = Sink::create(path).map_err(|error| format!("the file cannot be written: {error}"))?;
        Ok(Self { file, heads: Vec::new(), tails: Rendered::new(redactor), times: Instants::default() })
    }

    fn add(&mut self, moment: &Moment) -> std::io::Result<()> {
        let mut lines = self.file.lines();
        for sample in moment.samples() {
            let tail = self.tails.of(sample, tail);
            let traced = sample.trace.map(|trace| {
                let metadata = format!(r#","metadata":{{"trace_id":"{}"}}}}}}"#, hexadecimal(&trace.id));
                [tail.tags.as_slice(), metadata.as_bytes(), b"\n"].concat()
            });
            let tail = traced.as_ref().unwrap_or(&tail.whole);
            let middle = [self.times.of(sample.at).as_str(), r#"","value":"#].concat();
            let out = lines.buffer();
            sample.points(|id, amount| {
                let Some(head) = head(&mut self.heads, out, &moment.metrics, id) else { return };
                out.extend_from_slice(head);
                out.extend_from_slice(middle.as_bytes());
                decimal::shortest(out, amount);
                out.extend_from_slice(tail);
            });
            lines.spill()?;
        }
        lines.end()
    }
}

/// What begins the points of a metric. It is declared before the first of them.
fn head<'h>(
    heads: &'h mut Vec<Option<Vec<u8>>>,
    out: &mut Vec<u8>,
    metrics: &[Metric],
    id: MetricId,
) -> Option<&'h [u8]> {
    let at = id.0 as usize;
    let metric = metrics.get(at)?;
    if at >= heads.len() {
        heads.resize(at + 1, None);
    }
    let head = heads[at].get_or_insert_with(|| {
        declare(out, metric);
        // Names of metrics need no escape.
        format!(r#"{{"metric":"{}","type":"Point","data":{{"time":""#, metric.name).into_bytes()
    });
    Some(head.as_slice())
}

impl Output for Json {
    fn write<'a>(&'a mut self, moment: &'a Moment) -> BoxFuture<'a, Result<(), Trouble>> {
        Box::pin(ready(self.add(moment).map_err(Trouble::from)))
    }

    fn finish(&mut self) -> BoxFuture<'_, Result<(), Trouble>> {
        Box::pin(ready(self.file.end().map_err(Trouble::from)))
    }
}

fn declare(out: &mut Vec<u8>, metric: &Metric) {
    let contains = match metric.unit.as_str() {
        "ms" => "time",
        "bytes" => "data",
        _ => "default",
    };
    let data =
        json!({ "name": metric.name, "type": kind_name(metric.kind), "contains": contains, "unit": metric.unit });
    let line = json!({ "type": "Metric", "metric": metric.name, "data": data });
    let _ = writeln!(out, "{line}");
}

fn tail(tags: &TagSet) -> Tail {
    let pairs = tags.iter().map(|(key, value)| (key.to_owned(), value.into()));
    let tags = format!(r#","tags":{}"#, serde_json::Value::Object(pairs.collect())).into_bytes();
    Tail { whole: [tags.as_slice(), b"}}\n"].concat(), tags }
}
