//! What `throng dev` shows: each exchange and check as it happens, and what changed since the last try.

use std::fmt::Write as _;
use std::time::Duration;

use crate::log::printable;
use crate::once::Outcome;
use crate::plan::format_size;
use crate::protocol::Seen;
use crate::redact::Redactor;

/// Bytes of a body that are shown.
const BODY: usize = 1024;
/// Lines of a body that are shown.
const LINES: usize = 24;

/// One exchange, for a reader: secrets and control characters replaced, bodies cut.
pub fn exchange(seen: &Seen, redactor: &Redactor) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "> {} {}", seen.method, seen.url);
    fields(&mut text, &seen.request_headers);
    body(&mut text, &seen.request_body, redactor);
    let time = ms(seen.exchange.phases.duration());
    let _ = match &seen.exchange.failure {
        Some(failure) => {
            writeln!(text, "< {} ({}) after {time}: {}", failure.cause.name(), failure.code, failure.message)
        }
        None => {
            let reason =
                http::StatusCode::from_u16(seen.exchange.status).ok().and_then(|status| status.canonical_reason());
            let (status, size) = (seen.exchange.status, format_size(seen.exchange.body_size));
            writeln!(text, "< {status} {} in {time}, {size}", reason.unwrap_or_default())
        }
    };
    fields(&mut text, &seen.response_headers);
    body(&mut text, &seen.response_body, redactor);
    clean(&text, redactor)
}

/// One check.
pub fn check(name: &str, passed: bool, redactor: &Redactor) -> String {
    clean(&format!("{} {name}\n", if passed { "✓" } else { "✗" }), redactor)
}

/// What came of a try, and what is new in it.
pub fn outcome(outcome: &Outcome, last: Option<&Outcome>, redactor: &Redactor) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "requests");
    for (name, count) in &outcome.requests {
        let _ = writeln!(text, "  {count:>4} {name}");
    }
    if !outcome.checks.is_empty() {
        let _ = writeln!(text, "checks");
    }
    for (name, passed, failed) in &outcome.checks {
        let mark = if *failed == 0 { "✓" } else { "✗" };
        let _ = writeln!(text, "     {mark} {name}: {passed} of {}", passed + failed);
    }
    if let Some(last) = last {
        text.push_str(&difference(last, outcome));
    }
    if let Some(failure) = &outcome.failure {
        let _ = writeln!(text, "the journey failed: {failure}");
    }
    clean(&text, redactor)
}

/// Names and checks that came, went, or turned.
fn difference(last: &Outcome, now: &Outcome) -> String {
    let names = |outcome: &Outcome| outcome.requests.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let mut lines = compare("request", &names(last), &names(now));
    let checks = |outcome: &Outcome| outcome.checks.iter().map(|(name, ..)| name.clone()).collect::<Vec<_>>();
    lines.extend(compare("check", &checks(last), &checks(now)));
    for (name, _, failed) in &now.checks {
        let before = last.checks.iter().find(|(known, ..)| known == name);
        match before.map(|(.., failed)| *failed == 0) {
            Some(true) if *failed > 0 => lines.push(format!("! check {name} failed, and held before")),
            Some(false) if *failed == 0 => lines.push(format!("! check {name} holds, and failed before")),
            _ => {}
        }
    }
    if lines.is_empty() {
        return String::new();
    }
    format!("since the last try\n  {}\n", lines.join("\n  "))
}

fn compare(what: &str, last: &[String], now: &[String]) -> Vec<String> {
    let new = now.iter().filter(|name| !last.contains(name)).map(|name| format!("+ {what} {name}"));
    let gone = last.iter().filter(|name| !now.contains(name)).map(|name| format!("- {what} {name}"));
    new.chain(gone).collect()
}

fn fields(text: &mut String, fields: &[(String, String)]) {
    for (name, value) in fields {
        let _ = writeln!(text, "    {name}: {value}");
    }
}

fn body(text: &mut String, content: &[u8], redactor: &Redactor) {
    let Ok(whole) = std::str::from_utf8(content) else {
        let _ = writeln!(text, "    … {} bytes that are not text", content.len());
        return;
    };
    // Redacted before it is cut: half a secret is not recognised.
    let whole = redactor.apply(whole);
    let mut end = whole.len().min(BODY);
    while !whole.is_char_boundary(end) {
        end -= 1;
    }
    let mut shown = 0;
    for line in whole[..end].split_inclusive('\n').take(LINES) {
        shown += line.len();
        let _ = writeln!(text, "    {}", line.trim_end());
    }
    if shown < whole.len() {
        let _ = writeln!(text, "    … {} bytes more", whole.len() - shown);
    }
}

fn clean(text: &str, redactor: &Redactor) -> String {
    redactor.apply(text).lines().map(|line| printable(line) + "\n").collect()
}

/// A time in milliseconds, as the trace says it.
pub fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::sample::Exchange;

    fn seen(body: &[u8]) -> Seen {
        Seen {
            started: clock::now(),
            method: "GET".into(),
            url: "http://a.test/".into(),
            request_headers: vec![("x-key".into(), "s3cret-value".into())],
            request_body: bytes::Bytes::new(),
            exchange: Exchange { status: 200, body_size: body.len() as u64, ..Exchange::default() },
            response_headers: Vec::new(),
            response_body: body.to_vec().into(),
        }
    }

    #[test]
    fn a_body_is_cut_and_cannot_write_on_the_terminal() {
        let redactor = Redactor::new(["s3cret-value"]);
        let text = exchange(&seen(b"a\x1b[2J\nb"), &redactor);
        assert_eq!(text, "> GET http://a.test/\n    x-key: ***\n< 200 OK in 0.0 ms, 7B\n    a\\u{1b}[2J\n    b\n");
        let long = exchange(&seen("x".repeat(1500).as_bytes()), &redactor);
        assert!(long.ends_with("x\n    … 476 bytes more\n"), "{long}");
        assert!(exchange(&seen(&[0xff]), &redactor).ends_with("    … 1 bytes that are not text\n"));
    }

    #[test]
    fn what_changed_is_told() {
        let last = Outcome {
            requests: vec![("GET /a".into(), 1)],
            checks: vec![("gone".into(), 1, 0), ("turned".into(), 1, 0)],
            failure: None,
        };
        let now = Outcome {
            requests: vec![("GET /a".into(), 1), ("GET /b".into(), 2)],
            checks: vec![("turned".into(), 0, 1)],
            failure: Some("no stock".into()),
        };
        let text = outcome(&now, Some(&last), &Redactor::default());
        assert_eq!(
            text,
            "requests\n     1 GET /a\n     2 GET /b\nchecks\n     ✗ turned: 0 of 1\nsince the last try\n  + request GET /b\n  \
             - check gone\n  ! check turned failed, and held before\nthe journey failed: no stock\n"
        );
        assert!(!outcome(&last, Some(&last), &Redactor::default()).contains("since"));
    }
}
