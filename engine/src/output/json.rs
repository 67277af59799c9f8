//! One JSON object a line, in k6's shape: a `Metric` before the first of its points, then a `Point` a value.

use std::collections::HashSet;
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
    told: HashSet<MetricId>,
    tags: Rendered<String>,
    times: Instants,
}

impl Json {
    pub(super) fn open(spec: &OutputSpec, redactor: Redactor) -> Result<Self, String> {
        let Place::File(path) = &spec.place else { return Err("json goes to a file".to_owned()) };
        let file = Sink::create(path).map_err(|error| format!("the file cannot be written: {error}"))?;
        Ok(Self { file, told: HashSet::new(), tags: Rendered::new(redactor), times: Instants::default() })
    }

    fn lines(&mut self, moment: &Moment) -> Vec<u8> {
        let mut out = Vec::new();
        for sample in moment.samples() {
            let tags = self.tags.of(sample, object);
            let time = self.times.of(sample.at);
            let metadata = sample.trace.map_or_else(String::new, |trace| {
                format!(r#","metadata":{{"trace_id":"{}"}}"#, hexadecimal(&trace.id))
            });
            sample.points(|id, amount| {
                let Some(metric) = moment.metrics.get(id.0 as usize) else { return };
                if self.told.insert(id) {
                    declare(&mut out, metric);
                }
                // Names of metrics need no escape.
                for part in
                    [r#"{"metric":""#, &metric.name, r#"","type":"Point","data":{"time":""#, &time, r#"","value":"#]
                {
                    out.extend_from_slice(part.as_bytes());
                }
                decimal::shortest(&mut out, amount);
                for part in [r#","tags":"#, &tags, &metadata, "}}\n"] {
                    out.extend_from_slice(part.as_bytes());
                }
            });
        }
        out
    }
}

impl Output for Json {
    fn write<'a>(&'a mut self, moment: &'a Moment) -> BoxFuture<'a, Result<(), Trouble>> {
        let lines = self.lines(moment);
        Box::pin(ready(self.file.add(&lines).map_err(Trouble::from)))
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

fn object(tags: &TagSet) -> String {
    let pairs = tags.iter().map(|(key, value)| (key.to_owned(), value.into()));
    serde_json::Value::Object(pairs.collect()).to_string()
}
