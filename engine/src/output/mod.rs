//! Measurements leave the process while the run goes on: each output has a thread and a bounded buffer of its own, so that a
//! slow or dead sink never disturbs the load, and what it did not get is counted.

mod csv;
mod decimal;
mod exponential;
mod family;
mod file;
mod influxdb;
mod instant;
mod json;
mod lane;
mod message;
mod moment;
mod notice;
mod openmetrics;
mod otlp;
mod outputs;
mod post;
mod prometheus;
mod remote_write;
mod rendered;
mod spans;
mod statsd;

use futures_util::future::BoxFuture;

use crate::plan::{OutputKind, OutputSpec};
use crate::redact::Redactor;
use moment::{Moment, Wants};
pub use notice::{Notice, notify};
pub use outputs::{Outcome, Outputs};

/// One format and the place that it goes to. It lives on a thread of its own, and may wait and block there.
trait Output: Send {
    /// Writes one moment. An error that says so may be tried again with the same moment.
    fn write<'a>(&'a mut self, moment: &'a Moment) -> BoxFuture<'a, Result<(), Trouble>>;

    /// Writes what is left, after the last moment.
    fn finish(&mut self) -> BoxFuture<'_, Result<(), Trouble>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Why a moment could not be written.
#[derive(Debug)]
struct Trouble {
    message: String,
    /// Whether another try may end better.
    passing: bool,
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self { message: error.to_string(), passing: false }
    }
}

/// An output that is ready, and what it wants; an error says why it cannot be opened.
fn open(spec: &OutputSpec, redactor: &Redactor) -> Result<(Wants, Box<dyn Output>), String> {
    Ok(match spec.kind {
        OutputKind::Json => (Wants::Samples, Box::new(json::Json::open(spec, redactor.clone())?)),
        OutputKind::Csv => (Wants::Samples, Box::new(csv::Csv::open(spec, redactor.clone())?)),
        OutputKind::Prometheus => (Wants::Totals, Box::new(remote_write::RemoteWrite::open(spec, redactor.clone())?)),
        OutputKind::OpenMetrics => (Wants::Totals, Box::new(openmetrics::OpenMetrics::open(spec, redactor.clone())?)),
        OutputKind::Influxdb => (Wants::Interval, Box::new(influxdb::Influxdb::open(spec, redactor.clone())?)),
        OutputKind::Statsd | OutputKind::Dogstatsd => {
            (Wants::Samples, Box::new(statsd::Statsd::open(spec, redactor.clone())?))
        }
        OutputKind::OtlpTraces => (Wants::Traced, Box::new(spans::Spans::open(spec, redactor.clone())?)),
        OutputKind::Otlp => (Wants::Totals, Box::new(otlp::Otlp::open(spec, redactor.clone())?)),
    })
}
