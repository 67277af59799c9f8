//! The `Server-Timing` header: what the server says of its own times.

use super::headers::Headers;

/// Its name.
pub(super) const SERVER_TIMING: &str = "server-timing";
/// Entries taken of one response at most; a server must not fill the engine's series.
const MOST: usize = 32;

/// Name and milliseconds of every entry that has a duration.
pub(super) fn entries(headers: &Headers) -> Vec<(String, f64)> {
    if !headers.noted().timing {
        return Vec::new();
    }
    let lines = headers.get_all(SERVER_TIMING).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| split(line, ',')).filter_map(entry).take(MOST).collect()
}

fn entry(text: &str) -> Option<(String, f64)> {
    let mut fields = split(text, ';').into_iter().map(str::trim);
    let name = fields.next().filter(|name| !name.is_empty() && name.len() <= 128)?;
    let duration = fields.find_map(|field| {
        let (key, value) = field.split_once('=')?;
        key.trim().eq_ignore_ascii_case("dur").then(|| value.trim().trim_matches('"'))
    })?;
    let milliseconds: f64 = duration.parse().ok().filter(|ms: &f64| ms.is_finite() && *ms >= 0.0)?;
    Some((name.to_owned(), milliseconds))
}

/// Splits outside of quotes.
fn split(text: &str, at: char) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    text.split(|c| {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        c == at && !quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_with_durations() {
        let mut headers = http::HeaderMap::new();
        headers.append("server-timing", "db;dur=53.2, cache;desc=\"a, b;dur=9\";dur=0, miss".parse().expect("a value"));
        headers.append("server-timing", "app; DUR=\"12\", bad;dur=x, neg;dur=-1, ;dur=1".parse().expect("a value"));
        let wanted = vec![("db".to_owned(), 53.2), ("cache".to_owned(), 0.0), ("app".to_owned(), 12.0)];
        assert_eq!(entries(&headers.into()), wanted);
        assert_eq!(entries(&Headers::default()), vec![]);
    }
}
