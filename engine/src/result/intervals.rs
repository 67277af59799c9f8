use std::collections::BTreeMap;
use std::io::Write;
use std::time::{Duration, SystemTime};

use hdrhistogram::serialization::V2DeflateSerializer;
use hdrhistogram::serialization::interval_log::{IntervalLogWriterBuilder, IntervalLogWriterError, Tag};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::journal::Frame;
use crate::aggregate::{Sink, Trend};

/// What an interval log's tag cannot hold, and what would make the tag ambiguous.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b',').add(b';').add(b'=').add(b'%');
/// Tags of a series that its line is told by; those of an outcome are merged.
const KEYS: [&str; 6] = ["scenario", "group", "method", "name", "entry", "expected_response"];
/// Nanoseconds of a metric in ms.
const NANOSECONDS: f64 = 1e6;

const HEAD: &str = "throng: the distributions of every second. Lines without a tag are http_req_duration of all requests; \
                    the others are tagged METRIC;key=value;…, percent-encoded\nvalues are nanoseconds of times, bytes of \
                    sizes, millionths of everything else; the maximum of each line is in ms of times";

/// Writes distributions as an HdrHistogram interval log, which the field's tools read.
pub struct Intervals<W> {
    to: W,
    begun: bool,
}

impl<W: Write> Intervals<W> {
    /// A log that goes to this writer.
    pub fn new(to: W) -> Self {
        Self { to, begun: false }
    }

    /// Appends a second, in one write.
    ///
    /// # Errors
    /// What the writer says.
    pub fn add(&mut self, frame: &Frame) -> std::io::Result<()> {
        let mut text = Vec::new();
        let mut serializer = V2DeflateSerializer::new();
        let mut builder = IntervalLogWriterBuilder::new();
        if !self.begun {
            let began = SystemTime::UNIX_EPOCH + Duration::from_secs(frame.snapshot.began);
            builder.add_comment(HEAD).with_start_time(began).with_base_time(began);
        }
        let (from, length) = (Duration::from_millis(frame.from_ms), Duration::from_millis(frame.length_ms));
        let mut log = builder.with_max_value_divisor(NANOSECONDS).begin_log_with(&mut text, &mut serializer)?;
        for (tag, (scale, trend)) in trends(frame) {
            let Some(histogram) = trend.hdr(scale) else { continue };
            let tag = (!tag.is_empty()).then(|| Tag::new(&tag)).flatten();
            log.write_histogram(&histogram, from, length, tag).map_err(|error| match error {
                IntervalLogWriterError::IoError(error) => error,
                IntervalLogWriterError::SerializeError(error) => std::io::Error::other(error.to_string()),
            })?;
        }
        if self.begun {
            // The builder writes the divisor's comment each time.
            let comment = text.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            text.drain(..comment);
        }
        self.begun = true;
        self.to.write_all(&text)
    }
}

/// All distributions of a second by tag, with the scale of each; the empty tag is all requests' durations.
fn trends(frame: &Frame) -> BTreeMap<String, (f64, Trend)> {
    let mut all: BTreeMap<String, (f64, Trend)> = BTreeMap::new();
    let units: BTreeMap<&str, &str> =
        frame.snapshot.metrics().map(|metric| (metric.name.as_str(), metric.unit.as_str())).collect();
    for series in frame.snapshot.all_series() {
        let Sink::Trend(trend) = &series.sink else { continue };
        let builtin = crate::aggregate::builtin::BUILTIN.iter().find(|metric| metric.name == series.metric);
        let unit = builtin.map(|metric| metric.unit).or_else(|| units.get(series.metric.as_str()).copied());
        let scale = if unit == Some("bytes") { 1.0 } else { NANOSECONDS };
        let mut tag = utf8_percent_encode(&series.metric, ESCAPED).to_string();
        for key in KEYS {
            if let Some(value) = series.tags.get(key) {
                tag += &format!(";{key}={}", utf8_percent_encode(value, ESCAPED));
            }
        }
        let requests = (series.metric == "http_req_duration").then(String::new);
        for tag in requests.into_iter().chain([tag]) {
            all.entry(tag).or_insert_with(|| (scale, Trend::default())).1.merge(trend);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use hdrhistogram::serialization::Deserializer;
    use hdrhistogram::serialization::interval_log::{IntervalLogIterator, LogEntry};

    use super::*;
    use crate::aggregate::{Aggregator, Registry};
    use crate::plan::MetricKind;
    use crate::sample::TagSet;

    #[test]
    fn every_second_is_read_back_by_the_public_reader() {
        let registry = Registry::new(100);
        let size = registry.metric("cart", MetricKind::Trend, "bytes").unwrap();
        let recorder = registry.recorder();
        let tags = recorder.intern(&TagSet::from_iter([("name", "a, b;c\n"), ("scenario", "s")]));
        let mut aggregator = Aggregator::new(&registry);
        aggregator.keep_deltas();
        let (mut text, mut log) = (Vec::new(), Vec::new());
        {
            let mut intervals = Intervals::new(&mut text);
            for at in 0..2 {
                recorder.add(size, tags, 100.0 + f64::from(at));
                aggregator.merge(Duration::from_secs(1));
                let snapshot = aggregator.take_delta().unwrap();
                intervals.add(&Frame { from_ms: u64::from(at as u32) * 1000, length_ms: 1000, snapshot }).unwrap();
            }
        }
        for entry in IntervalLogIterator::new(&text) {
            if let LogEntry::Interval(line) = entry.unwrap() {
                let bytes = base64::engine::general_purpose::STANDARD.decode(line.encoded_histogram()).unwrap();
                let all: hdrhistogram::Histogram<u64> = Deserializer::new().deserialize(&mut bytes.as_slice()).unwrap();
                let tag = line.tag().map(|tag| tag.as_str().to_owned());
                log.push((tag, line.start_timestamp().as_secs(), all.len(), all.max()));
            }
        }
        let tag = Some("cart;scenario=s;name=a%2C%20b%3Bc%0A".to_owned());
        assert_eq!(log, [(tag.clone(), 0, 1, 100), (tag, 1, 1, 101)]);
        assert_eq!(String::from_utf8(text).unwrap().matches("MaxValueDivisor").count(), 1);
    }
}
