//! HAR 1.2: exchanges as browsers and other tools read them.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::protocol::Seen;
use crate::redact::Redactor;

/// A trace in the making.
pub struct Har {
    redactor: Redactor,
    /// Bytes of a body that are kept.
    most: usize,
    pages: Vec<Value>,
    entries: Vec<Value>,
}

impl Har {
    /// Nothing yet. Bodies are cut after `most` bytes; secrets are replaced in everything.
    pub fn new(redactor: Redactor, most: usize) -> Self {
        Self { redactor, most, pages: Vec::new(), entries: Vec::new() }
    }

    /// One exchange on the page `who`, begun at `started` of the calendar (since 1970).
    pub fn add(&mut self, who: &str, started: Duration, seen: &Seen) {
        let began = timestamp(started);
        if !self.pages.iter().any(|page| page["id"] == who) {
            let timings = json!({ "onContentLoad": -1, "onLoad": -1 });
            self.pages.push(json!({ "startedDateTime": began, "id": who, "title": who, "pageTimings": timings }));
        }
        let phases = &seen.exchange.phases;
        let whole = phases.blocked + phases.resolving + phases.connecting + phases.securing + phases.duration();
        let mut entry = json!({
            "pageref": who,
            "startedDateTime": began,
            "time": ms(whole),
            "request": self.request(seen),
            "response": self.response(seen),
            "cache": {},
            "timings": timings(seen),
        });
        if let Some(failure) = &seen.exchange.failure {
            entry["comment"] =
                format!("{} ({}): {}", failure.cause.name(), failure.code, self.clean(&failure.message)).into();
        }
        self.entries.push(entry);
    }

    /// The file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let creator = json!({ "name": "throng", "version": env!("CARGO_PKG_VERSION") });
        let log = json!({ "version": "1.2", "creator": creator, "pages": self.pages, "entries": self.entries });
        let mut text = serde_json::to_string_pretty(&json!({ "log": log })).expect("JSON values can be written");
        text.push('\n');
        text.into_bytes()
    }

    fn clean(&self, text: &str) -> String {
        self.redactor.apply(text).into_owned()
    }

    fn request(&self, seen: &Seen) -> Value {
        let url = url::Url::parse(&seen.url).ok();
        let query: Vec<Value> = url
            .iter()
            .flat_map(|url| url.query_pairs())
            .map(|(name, value)| json!({ "name": self.clean(&name), "value": self.clean(&value) }))
            .collect();
        let mut request = json!({
            "method": seen.method,
            "url": self.clean(&seen.url),
            "httpVersion": version(seen),
            "cookies": [],
            "headers": self.headers(&seen.request_headers),
            "queryString": query,
            "headersSize": -1,
            "bodySize": seen.request_body.len(),
        });
        if !seen.request_body.is_empty() {
            let mut content = Map::new();
            content.insert("mimeType".into(), mime(&seen.request_headers).into());
            content.insert("params".into(), json!([]));
            self.body(&mut content, &seen.request_body);
            request["postData"] = content.into();
        }
        request
    }

    fn response(&self, seen: &Seen) -> Value {
        let mut content = Map::new();
        content.insert("size".into(), seen.exchange.body_size.into());
        content.insert("mimeType".into(), mime(&seen.response_headers).into());
        self.body(&mut content, &seen.response_body);
        let location = seen.response_headers.iter().find(|(name, _)| name == "location").map(|(_, value)| value);
        json!({
            "status": seen.exchange.status,
            "statusText": http::StatusCode::from_u16(seen.exchange.status).ok().and_then(|s| s.canonical_reason()).unwrap_or_default(),
            "httpVersion": version(seen),
            "cookies": [],
            "headers": self.headers(&seen.response_headers),
            "content": content,
            "redirectURL": location.map(|url| self.clean(url)).unwrap_or_default(),
            "headersSize": -1,
            "bodySize": seen.exchange.transferred,
        })
    }

    fn headers(&self, headers: &[(String, String)]) -> Vec<Value> {
        headers.iter().map(|(name, value)| json!({ "name": name, "value": self.clean(value) })).collect()
    }

    /// Text as text, cut; of anything else only that it was there.
    fn body(&self, content: &mut Map<String, Value>, bytes: &[u8]) {
        let Ok(text) = std::str::from_utf8(bytes) else {
            content.insert("comment".into(), format!("{} bytes that are not text", bytes.len()).into());
            return;
        };
        // Redacted before it is cut: half a secret is not recognised.
        let clean = self.clean(text);
        let mut end = clean.len().min(self.most);
        while !clean.is_char_boundary(end) {
            end -= 1;
        }
        content.insert("text".into(), clean[..end].into());
        if end < clean.len() {
            content.insert("comment".into(), format!("cut: {} bytes more", clean.len() - end).into());
        }
    }
}

fn timings(seen: &Seen) -> Value {
    let phases = &seen.exchange.phases;
    let optional = |phase: Duration| if phase.is_zero() { json!(-1) } else { ms(phase) };
    // HAR's `connect` includes `ssl`.
    json!({
        "blocked": optional(phases.blocked),
        "dns": optional(phases.resolving),
        "connect": optional(phases.connecting + phases.securing),
        "send": ms(phases.sending),
        "wait": ms(phases.waiting),
        "receive": ms(phases.receiving),
        "ssl": optional(phases.securing),
    })
}

fn version(seen: &Seen) -> &'static str {
    seen.exchange.protocol.map_or("", crate::sample::Protocol::tag)
}

fn mime(headers: &[(String, String)]) -> &str {
    headers.iter().find(|(name, _)| name == "content-type").map_or("", |(_, value)| value)
}

fn ms(time: Duration) -> Value {
    json!((time.as_secs_f64() * 1e6).round() / 1e3)
}

/// ISO 8601 in UTC, with milliseconds.
fn timestamp(since_1970: Duration) -> String {
    let (days, second) = (since_1970.as_secs() / 86_400, since_1970.as_secs() % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", since_1970.subsec_millis())
}

/// Year, month and day of a number of days since 1970, in eras of 400 years that begin in March.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::sample::{Exchange, Phases};

    #[test]
    fn a_timestamp_is_iso_8601() {
        assert_eq!(timestamp(Duration::from_millis(0)), "1970-01-01T00:00:00.000Z");
        assert_eq!(timestamp(Duration::from_millis(951_782_399_007)), "2000-02-28T23:59:59.007Z");
        assert_eq!(timestamp(Duration::from_millis(951_782_400_000)), "2000-02-29T00:00:00.000Z");
        assert_eq!(timestamp(Duration::from_secs(1_767_225_599)), "2025-12-31T23:59:59.000Z");
    }

    #[test]
    fn bodies_are_redacted_and_then_cut() {
        let seen = Seen {
            started: clock::now(),
            method: "POST".into(),
            url: "http://a.test/x?key=s3cret-value&b=1".into(),
            request_headers: vec![("authorization".into(), "Bearer s3cret-value".into())],
            request_body: "0123456s3cret-value".into(),
            exchange: Exchange {
                status: 201,
                phases: Phases {
                    connecting: Duration::from_millis(2),
                    securing: Duration::from_millis(3),
                    waiting: Duration::from_micros(1500),
                    ..Phases::default()
                },
                ..Exchange::default()
            },
            response_headers: vec![("content-type".into(), "image/png".into())],
            response_body: vec![0xff, 0xd8, 0x00].into(),
        };
        let mut har = Har::new(Redactor::new(["s3cret-value"]), 8);
        har.add("vu 1 main", Duration::from_secs(1), &seen);
        let text = String::from_utf8(har.to_bytes()).unwrap();
        assert!(!text.contains("s3cret"), "{text}");
        let har: Value = serde_json::from_str(&text).unwrap();
        let entry = &har["log"]["entries"][0];
        assert_eq!(entry["request"]["url"], "http://a.test/x?key=***&b=1");
        assert_eq!(entry["request"]["queryString"][0], json!({ "name": "key", "value": "***" }));
        assert_eq!(entry["request"]["postData"]["text"], "0123456*");
        assert_eq!(entry["request"]["postData"]["comment"], "cut: 2 bytes more");
        assert_eq!(entry["response"]["content"]["comment"], "3 bytes that are not text");
        assert_eq!((&entry["response"]["status"], &entry["response"]["statusText"]), (&json!(201), &json!("Created")));
        let timings =
            json!({ "blocked": -1, "dns": -1, "connect": 5.0, "send": 0.0, "wait": 1.5, "receive": 0.0, "ssl": 3.0 });
        assert_eq!(entry["timings"], timings);
        assert_eq!(entry["time"], 6.5);
        assert_eq!(har["log"]["pages"][0]["id"], "vu 1 main");
    }
}
