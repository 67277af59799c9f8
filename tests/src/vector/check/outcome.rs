use serde_json::Value;

use super::{Answer, Observed, each, exactly, number, within};

/// Expectations about the one request of a request-outcome vector: what its journey saw, and its tags.
pub(super) fn check(key: &str, wanted: &Value, observed: &Observed) -> Answer {
    let reports = observed.run.reports();
    let report = reports.first().unwrap_or(&Value::Null);
    Some(match key {
        "status" => exactly(wanted, &report["status"]),
        "has_error_text" => exactly(wanted, &Value::from(!report["message"].as_str().unwrap_or_default().is_empty())),
        "error_code" => {
            let found = tag("error_code", observed).and_then(|code| code.parse().ok()).unwrap_or_default();
            within(wanted, found, 0.0)
        }
        "zero_timings" => timings(wanted, report, |ms| ms == 0.0),
        "nonzero_timings" => timings(wanted, report, |ms| ms > 0.0),
        "http_reqs" => within(wanted, observed.samples("http_reqs"), 0.0),
        "http_req_failed" if wanted.is_null() => within(&0.into(), observed.samples("http_req_failed"), 0.0),
        "http_req_failed" => within(&1.into(), observed.samples("http_req_failed"), 0.0)
            .or_else(|| within(wanted, observed.sum("http_req_failed"), 0.0)),
        "expected_response_tag" | "status_tag" | "error_code_tag" | "proto_tag" => {
            let name = key.strip_suffix("_tag").unwrap_or(key);
            exactly(&wanted.as_str().map(str::to_owned), &tag(name, observed))
        }
        "bytes_sent_nonzero" => exactly(&wanted.as_bool(), &Some(observed.sum("data_sent") > 0.0)),
        "bytes_received_nonzero" => exactly(&wanted.as_bool(), &Some(observed.sum("data_received") > 0.0)),
        _ => return None,
    })
}

/// A tag of the only series of `http_reqs`.
fn tag(name: &str, observed: &Observed) -> Option<String> {
    observed.series("http_reqs").next().and_then(|series| Some(series["tags"][name].as_str()?.to_owned()))
}

fn timings(names: &Value, report: &Value, holds: impl Fn(f64) -> bool) -> Option<String> {
    each(names.as_array().into_iter().flatten().filter_map(Value::as_str).map(|name| {
        let ours = match name {
            "looking_up" => "resolving",
            "tls_handshaking" => "securing",
            same => same,
        };
        let found = number(&report[ours]);
        (!holds(found)).then(|| format!("{name} {found} ms"))
    }))
}
