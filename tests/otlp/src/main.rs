//! Reads an OTLP request for metrics, or with the argument `traces` one for spans, with OpenTelemetry's own types, and writes it as JSON.

use std::io::{Read as _, Write as _};

use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::Message as _;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body)?;
    let json = if std::env::args().nth(1).as_deref() == Some("traces") {
        serde_json::to_vec(&ExportTraceServiceRequest::decode(body.as_slice())?)?
    } else {
        serde_json::to_vec(&ExportMetricsServiceRequest::decode(body.as_slice())?)?
    };
    std::io::stdout().write_all(&json)?;
    Ok(())
}
