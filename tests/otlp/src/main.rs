//! Reads an OTLP metrics request with OpenTelemetry's own types, and writes it as JSON.

use std::io::{Read as _, Write as _};

use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use prost::Message as _;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body)?;
    let request = ExportMetricsServiceRequest::decode(body.as_slice())?;
    std::io::stdout().write_all(&serde_json::to_vec(&request)?)?;
    Ok(())
}
