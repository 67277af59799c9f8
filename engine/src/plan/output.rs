//! Where measurements go while the run goes on.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// One place that measurements go to.
#[derive(Clone, PartialEq, Eq)]
pub struct OutputSpec {
    /// The plan's name for it.
    pub name: String,
    /// In which form.
    pub kind: OutputKind,
    /// Where to.
    pub place: Place,
    /// What names of metrics begin with.
    pub prefix: String,
    /// Whether trends are native histograms instead of a gauge for each statistic.
    pub native: bool,
    /// Points that may wait for it at most.
    pub buffer: u64,
    /// How long one delivery is tried, and how long the run waits for the rest at its end.
    pub timeout: Duration,
    /// Headers of its requests; `Debug` does not show the values.
    pub headers: BTreeMap<String, String>,
}

impl std::fmt::Debug for OutputSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let headers: Vec<&String> = self.headers.keys().collect();
        let mut shown = f.debug_struct("OutputSpec");
        shown.field("name", &self.name).field("kind", &self.kind).field("place", &self.place);
        shown.field("headers", &headers).finish_non_exhaustive()
    }
}

/// The form in which measurements go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputKind {
    /// A JSON object a line, every sample.
    Json,
    /// A row a sample, in k6's columns.
    Csv,
    /// Prometheus remote write.
    Prometheus,
    /// A page for Prometheus to scrape.
    OpenMetrics,
    /// InfluxDB line protocol over HTTP.
    Influxdb,
    /// StatsD over UDP, every sample.
    Statsd,
    /// The same with DogStatsD's tags.
    Dogstatsd,
    /// OpenTelemetry metrics over HTTP, protobuf.
    Otlp,
    /// OpenTelemetry spans of the requests whose trace is sampled, over HTTP, protobuf.
    OtlpTraces,
}

impl OutputKind {
    /// Every kind, in the order of `WORDS`.
    pub const ALL: [Self; 9] = [
        Self::Json,
        Self::Csv,
        Self::Prometheus,
        Self::OpenMetrics,
        Self::Influxdb,
        Self::Statsd,
        Self::Dogstatsd,
        Self::Otlp,
        Self::OtlpTraces,
    ];

    /// The word that plans and flags use.
    pub fn word(self) -> &'static str {
        WORDS[self as usize]
    }

    /// A place that it could go to.
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Json => "samples.json.gz",
            Self::Csv => "samples.csv",
            Self::Prometheus => "http://127.0.0.1:9090/api/v1/write",
            Self::OpenMetrics => "127.0.0.1:9464",
            Self::Influxdb => "http://127.0.0.1:8086/write?db=throng",
            Self::Statsd | Self::Dogstatsd => "127.0.0.1:8125",
            Self::Otlp => "http://127.0.0.1:4318/v1/metrics",
            Self::OtlpTraces => "http://127.0.0.1:4318/v1/traces",
        }
    }
}

/// The words of the kinds.
pub(super) const WORDS: &[&str] =
    &["json", "csv", "prometheus", "openmetrics", "influxdb", "statsd", "dogstatsd", "otlp", "otlp-traces"];

/// Where an output goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file.
    File(PathBuf),
    /// A URL.
    Url(url::Url),
    /// `host:port`.
    Address(String),
}

impl std::fmt::Display for Place {
    /// Without what a URL may hold of secrets: its user, password and query.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Address(text) => f.write_str(text),
            Self::Url(url) => write!(f, "{}{}", url.origin().ascii_serialization(), url.path()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_word() {
        assert_eq!(OutputKind::ALL.map(OutputKind::word).to_vec(), WORDS);
        assert_eq!((OutputKind::Csv.word(), OutputKind::Otlp.word()), ("csv", "otlp"));
    }

    #[test]
    fn a_place_is_shown_without_what_may_be_secret() {
        let url = url::Url::parse("http://ann:pw@127.0.0.1:8086/write?db=x&p=secret").unwrap();
        assert_eq!(Place::Url(url).to_string(), "http://127.0.0.1:8086/write");
    }
}
