//! OpenTelemetry spans over HTTP in protobuf: one for each request whose trace is sampled. Attributes are those of the
//! semantic conventions for HTTP clients; what they have no name for is `throng.KEY`.

use futures_util::future::BoxFuture;

use super::message::Message;
use super::moment::Moment;
use super::otlp::{attribute, scope};
use super::post::Post;
use super::rendered::Rendered;
use super::{Output, Trouble};
use crate::aggregate::RawSample;
use crate::plan::OutputSpec;
use crate::redact::Redactor;
use crate::sample::TagSet;

/// Spans in one request at most.
const SPANS: usize = 1_000;
/// `SPAN_KIND_CLIENT`.
const CLIENT: u64 = 3;
/// `STATUS_CODE_ERROR`.
const ERROR: u64 = 2;

pub(super) struct Spans {
    post: Post,
    tags: Rendered<Shape>,
}

/// What spans of one tag set share.
struct Shape {
    name: String,
    attributes: Vec<Message>,
    failed: bool,
}

impl Spans {
    pub(super) fn open(spec: &OutputSpec, redactor: Redactor) -> Result<Self, String> {
        let post = Post::new(spec, &[("content-type", "application/x-protobuf")])?;
        Ok(Self { post, tags: Rendered::new(redactor) })
    }

    async fn send(&mut self, moment: &Moment) -> Result<(), Trouble> {
        let spans: Vec<Message> = moment.samples().filter_map(|sample| self.span(sample)).collect();
        for some in spans.chunks(SPANS) {
            let scope = some.iter().fold(Message::new().message(1, &scope()), |all, span| all.message(2, span));
            self.post.send(super::otlp::request(&scope).bytes().to_vec()).await?;
        }
        Ok(())
    }

    fn span(&mut self, sample: &RawSample) -> Option<Message> {
        let (trace, length) = (sample.trace?, sample.length()?);
        let shape = self.tags.of(sample, shape);
        let span = Message::new().blob(1, &trace.id).blob(2, &trace.span).string(5, &shape.name).uint64(6, CLIENT);
        let span = span.fixed64(7, sample.at.saturating_sub(length)).fixed64(8, sample.at);
        let span = shape.attributes.iter().fold(span, |span, attribute| span.message(9, attribute));
        Some(if shape.failed { span.message(15, &Message::new().uint64(3, ERROR)) } else { span })
    }
}

impl Output for Spans {
    fn write<'a>(&'a mut self, moment: &'a Moment) -> BoxFuture<'a, Result<(), Trouble>> {
        Box::pin(self.send(moment))
    }
}

fn shape(tags: &TagSet) -> Shape {
    let tag = |key| tags.get(key).unwrap_or_default();
    // A request with a name has that instead of its URL.
    let told = |(key, value): &(&str, &str)| !key.is_empty() && (*key != "url" || *value != tag("name"));
    let attributes = tags.iter().filter(told).map(|(key, value)| match (key, value.parse()) {
        ("status", Ok(0)) => attribute(&("throng.status".to_owned(), "0".to_owned())),
        ("status", Ok(status)) => {
            Message::new().string(1, "http.response.status_code").message(2, &Message::new().int64(3, status))
        }
        _ => attribute(&(name_of(key), value.to_owned())),
    });
    Shape {
        name: format!("{} {}", tag("method"), tag("name")).trim().to_owned(),
        attributes: attributes.collect(),
        failed: tag("expected_response") == "false" || !tag("error").is_empty(),
    }
}

/// The convention's name of a tag.
fn name_of(key: &str) -> String {
    match key {
        "method" => "http.request.method".to_owned(),
        "url" => "url.full".to_owned(),
        "error" => "error.type".to_owned(),
        key => format!("throng.{key}"),
    }
}
