//! Access logs: the common and the combined form of web servers, and an object of JSON a line.

use std::sync::LazyLock;

use anyhow::{Result, bail};
use jiff::fmt::strtime;
use regex::Regex;
use serde_json::Value;

use super::text::split;
use super::{Recorded, Recordings, Wanted};

static LINE: LazyLock<Regex> = LazyLock::new(|| {
    let text = r#"^(?:\S+:\d+ )?\S+ \S+ .*?\[([^\]]+)\] "([A-Z]+) (\S+)[^"]*" (\d{3})\b"#;
    Regex::new(text).expect("the pattern is tested")
});

/// Whether a line is one of a web server's log.
pub(super) fn is_line(line: &str) -> bool {
    LINE.is_match(line)
}

pub(super) fn read(text: &str, wanted: Wanted, to: &mut Recordings) -> Result<()> {
    let (mut foreign, mut changing, mut first) = (0, 0, None);
    let mut requests = Vec::new();
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        let request = if line.trim_start().starts_with('{') { of_json(line) } else { of_line(line) };
        match request {
            None => {
                foreign += 1;
                first = first.or(Some(number));
            }
            Some(request) if !wanted.all_methods && !is_safe(&request.method) => changing += 1,
            Some(request) => requests.push(request),
        }
    }
    if requests.is_empty() && changing == 0 {
        bail!("no line is of the common or combined form, or JSON with time, method and path");
    }
    if let Some(number) = first {
        to.notes.push(format!("{foreign} lines left out: not of the form of the others (the first is line {number})"));
    }
    if changing > 0 {
        to.notes.push(format!(
            "{changing} requests left out that may change something (--all-methods imports them, without bodies)"
        ));
    }
    requests.sort_by(|a, b| a.at.unwrap_or(0.0).total_cmp(&b.at.unwrap_or(0.0)));
    if spread(&mut requests) {
        to.notes.push("times are whole seconds: the requests of a second are spread over it".to_owned());
    }
    to.requests.append(&mut requests);
    to.arrivals = true;
    Ok(())
}

fn is_safe(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS")
}

/// A log of whole seconds has all requests of a second at its beginning: they are spread evenly over it.
fn spread(requests: &mut [Recorded]) -> bool {
    if requests.iter().any(|request| request.at.is_none_or(|at| at % 1000.0 != 0.0)) {
        return false;
    }
    for second in requests.chunk_by_mut(|a, b| a.at == b.at) {
        let count = second.len() as f64;
        for (number, request) in second.iter_mut().enumerate() {
            request.at = request.at.map(|at| at + number as f64 * 1000.0 / count);
        }
    }
    true
}

fn recorded(time: f64, method: &str, target: &str, status: u16) -> Option<Recorded> {
    // A proxy's log has whole urls.
    let (origin, path) =
        split(target).or_else(|| target.starts_with('/').then(|| (String::new(), target.to_owned())))?;
    // Not modified, and what the client broke off, say nothing of the next time.
    let status = Some(status).filter(|status| (100..600).contains(status) && !matches!(status, 304 | 206 | 408 | 499));
    Some(Recorded { method: method.to_owned(), origin, path, at: Some(time), status, ..Recorded::default() })
}

fn of_line(line: &str) -> Option<Recorded> {
    let found = LINE.captures(line)?;
    recorded(clf(&found[1])?, &found[2], &found[3], found[4].parse().ok()?)
}

/// `10/Oct/2000:13:55:36 -0700` as ms since 1970.
fn clf(text: &str) -> Option<f64> {
    let time = strtime::parse("%d/%b/%Y:%H:%M:%S%.f %z", text).ok()?.to_timestamp().ok()?;
    Some(time.as_nanosecond() as f64 / 1e6)
}

fn of_json(line: &str) -> Option<Recorded> {
    const TIMES: &[&str] =
        &["time", "timestamp", "@timestamp", "ts", "time_iso8601", "time_local", "msec", "StartUTC", "date"];
    const METHODS: &[&str] = &["method", "request_method", "http_method", "RequestMethod", "verb"];
    const PATHS: &[&str] = &["path", "uri", "request_uri", "url", "RequestPath", "target"];
    const STATUSES: &[&str] = &["status", "status_code", "response_status", "DownstreamStatus", "code"];
    let object: Value = serde_json::from_str(line).ok()?;
    // Caddy and others have the request as an object of its own.
    let inner = object.get("request").filter(|request| request.is_object());
    let find = |keys: &[&str]| keys.iter().find_map(|key| object.get(*key).or_else(|| inner?.get(*key)));
    let line = object.get("request").and_then(Value::as_str).unwrap_or_default();
    let mut words = line.split(' ');
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let method = find(METHODS).and_then(Value::as_str).unwrap_or(first);
    let path = find(PATHS).and_then(Value::as_str).unwrap_or(second);
    let status = find(STATUSES).and_then(|status| match status {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().and_then(|status| u16::try_from(status).ok()),
    });
    recorded(time(find(TIMES)?)?, if method.is_empty() { "GET" } else { method }, path, status.unwrap_or(0))
}

/// Seconds, ms, µs or ns since 1970, or a time of the calendar, as ms since 1970.
fn time(value: &Value) -> Option<f64> {
    let since = |number: f64| match number {
        seconds if seconds < 1e11 => seconds * 1e3,
        ms if ms < 1e14 => ms,
        us if us < 1e17 => us / 1e3,
        ns => ns / 1e6,
    };
    match value {
        Value::Number(number) => number.as_f64().map(since),
        Value::String(text) => {
            let calendar = || Some(text.parse::<jiff::Timestamp>().ok()?.as_nanosecond() as f64 / 1e6);
            text.parse().ok().map(since).or_else(calendar).or_else(|| clf(text))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_kind_are_the_same() {
        let truth = 971_211_336_000.0;
        for text in [
            "971211336",
            "971211336000",
            "971211336000000",
            "\"2000-10-10T13:55:36-07:00\"",
            "\"10/Oct/2000:13:55:36 -0700\"",
        ] {
            assert_eq!(time(&serde_json::from_str(text).unwrap()), Some(truth), "{text}");
        }
        assert_eq!(time(&"soon".into()), None);
    }

    #[test]
    fn lines_of_servers_are_read() {
        let common = r#"127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a?b=1 HTTP/1.0" 200 2326"#;
        let combined = format!("{common} \"http://x/\" \"Mozilla/4.08 [en]\"");
        let apache = format!("www.a.test:80 {common}");
        for line in [common, &combined, &apache] {
            let request = of_line(line).unwrap();
            assert_eq!(
                (request.path.as_str(), request.status, request.at),
                ("/a?b=1", Some(200), Some(971_211_336_000.0))
            );
        }
        assert!(of_line(r#"127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "-" 400 0"#).is_none());
    }
}
