//! HAR 1.2: what browsers and `throng trace` write.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::text::{at, list, split};
use super::{Recorded, Recordings};

/// A page's title as a step is not longer.
const TITLE: usize = 60;
/// Times of a HAR are mostly whole ms: an exchange that seems to begin so long before the end of another came after it.
const RESOLUTION: f64 = 1.0;

pub(super) fn read(text: &str, to: &mut Recordings) -> Result<()> {
    let document: Value = serde_json::from_str(text).context("it is no JSON")?;
    let log = document.get("log").context("it has no `log`")?;
    let mut entries = Vec::new();
    let mut left = 0;
    for (number, entry) in list(log, "entries").iter().enumerate() {
        let began = at(entry, "startedDateTime");
        let began: jiff::Timestamp = began
            .parse()
            .with_context(|| format!("entry {number}: `{began}` is no time: it must be as 2026-01-31T12:00:00.5Z"))?;
        let began = began.as_nanosecond() as f64 / 1e6;
        match request(entry, log) {
            Some(request) => entries.push((began, began + entry["time"].as_f64().unwrap_or(0.0).max(0.0), request)),
            None => left += 1,
        }
    }
    if left > 0 {
        to.notes.push(format!("{left} entries left out: not of http, or without an answer"));
    }
    entries.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut busy = f64::NEG_INFINITY;
    for (began, ended, request) in entries {
        let first = busy == f64::NEG_INFINITY;
        let together = !first && began + RESOLUTION < busy;
        let pause = if first || together { 0.0 } else { ((began - busy) * 10.0).round().max(0.0) / 10.0 };
        busy = busy.max(ended);
        to.requests.push(Recorded { at: Some(began), pause, together, ..request });
    }
    to.redirects = true;
    Ok(())
}

fn request(entry: &Value, log: &Value) -> Option<Recorded> {
    let (request, response) = (entry.get("request")?, entry.get("response")?);
    let (origin, path) = split(at(request, "url"))?;
    let status = response.get("status").and_then(Value::as_u64).filter(|status| *status > 0)?;
    let pair = |header: &Value| (at(header, "name").to_owned(), at(header, "value").to_owned());
    let set = list(response, "headers").iter().filter(|header| at(header, "name").eq_ignore_ascii_case("set-cookie"));
    let named = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
    let page = at(entry, "pageref");
    let title = list(log, "pages").iter().find(|known| at(known, "id") == page).map(|known| at(known, "title"));
    Some(Recorded {
        method: at(request, "method").to_owned(),
        origin,
        path,
        headers: list(request, "headers").iter().map(pair).collect(),
        body: body(request),
        step: step(title.unwrap_or(page)),
        status: u16::try_from(status).ok().filter(|status| *status != 304),
        // Chrome joins several lines of one name.
        cookies: set.flat_map(|header| at(header, "value").lines().map(named)).collect(),
        ..Recorded::default()
    })
}

fn body(request: &Value) -> String {
    let Some(data) = request.get("postData") else { return String::new() };
    match at(data, "text") {
        "" => {
            let pair = |field: &Value| (at(field, "name").to_owned(), at(field, "value").to_owned());
            super::text::form(&list(data, "params").iter().map(pair).collect::<Vec<_>>())
        }
        text => text.to_owned(),
    }
}

/// The title of a page; of one that is a url, its path.
fn step(title: &str) -> String {
    let title = split(title).map_or_else(|| title.to_owned(), |(_, path)| path);
    title.split('?').next().unwrap_or_default().replace("::", ":").chars().take(TITLE).collect()
}
