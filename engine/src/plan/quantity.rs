//! Durations and sizes as a plan writes them: `500ms`, `1h30m`, `64MB`, `1KiB`.

use std::time::Duration;

const NANOS: [(&str, u128); 7] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];
const DAY: (&str, u128) = ("d", 86_400_000_000_000);

/// Longest duration that a plan may have, so that sums of them never overflow.
const LONGEST: u128 = 100 * 366 * DAY.1;

const BYTES: [(&str, u128); 7] = [
    ("B", 1),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

/// Reads a duration: one or more numbers with the units d, h, m, s, ms, us, ns. None when it is not one.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let mut nanos: u128 = 0;
    let mut rest = text;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (number, after) = split_number(rest)?;
        let end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (_, scale) = NANOS.iter().chain([&DAY]).find(|(unit, _)| *unit == &after[..end])?;
        nanos = nanos.checked_add(scaled(number, *scale)?)?;
        rest = &after[end..];
    }
    (nanos <= LONGEST).then(|| Duration::new((nanos / 1_000_000_000) as u64, (nanos % 1_000_000_000) as u32))
}

/// Reads a size in bytes: a number with B, KB, MB, GB (1000) or KiB, MiB, GiB (1024). None when it is not one.
pub fn parse_size(text: &str) -> Option<u64> {
    let (number, unit) = split_number(text)?;
    let (_, scale) = BYTES.iter().find(|(name, _)| *name == unit)?;
    u64::try_from(scaled(number, *scale)?).ok()
}

fn split_number(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// A decimal number times a scale, exact to the unit below (what is smaller is cut).
fn scaled(number: &str, scale: u128) -> Option<u128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') || whole.len() > 20 || fraction.len() > 15 {
        return None;
    }
    let whole: u128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let part: u128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    whole.checked_mul(scale)?.checked_add(part * scale / 10u128.pow(fraction.len() as u32))
}

/// The shortest way to write a duration: `1h30m`, `1.5s`, `200ms`.
pub fn format_duration(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    let (hours, minutes) = (nanos / NANOS[6].1, nanos % NANOS[6].1 / NANOS[5].1);
    let rest = nanos % NANOS[5].1;
    let mut text = String::new();
    for (count, unit) in [(hours, "h"), (minutes, "m")] {
        if count > 0 {
            text += &format!("{count}{unit}");
        }
    }
    let (unit, scale) = match rest {
        0 if text.is_empty() => return "0s".into(),
        0 => return text,
        1_000_000_000.. => NANOS[4],
        1_000_000.. => NANOS[3],
        1_000.. => NANOS[1],
        _ => NANOS[0],
    };
    let fraction = format!("{:0width$}", rest % scale, width = scale.ilog10() as usize);
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() || scale == 1 { String::new() } else { format!(".{fraction}") };
    text + &format!("{}{dot}{unit}", rest / scale)
}

/// The shortest exact way to write a size: `64MiB`, `1500B`.
pub fn format_size(bytes: u64) -> String {
    let exact =
        [3, 6, 2, 5, 1, 4].into_iter().map(|i| BYTES[i]).find(|(_, scale)| bytes > 0 && u128::from(bytes) % scale == 0);
    let (unit, scale) = exact.unwrap_or(BYTES[0]);
    format!("{}{unit}", u128::from(bytes) / scale)
}

/// What someone who wrote `10 sec`, `-5s` or `10` most likely meant.
pub(super) fn meant_duration(text: &str) -> Option<Duration> {
    let mut meant = String::new();
    for word in words(&text.to_lowercase()) {
        meant += match word.as_str() {
            "second" | "seconds" | "sec" | "secs" => "s",
            "minute" | "minutes" | "min" | "mins" => "m",
            "hour" | "hours" | "hr" | "hrs" => "h",
            "day" | "days" => "d",
            "millisecond" | "milliseconds" | "millis" | "msec" | "msecs" => "ms",
            "microsecond" | "microseconds" | "usec" => "us",
            other => other,
        };
    }
    parse_duration(&meant).or_else(|| parse_duration(&(meant + "s")))
}

/// What someone who wrote `64 mb` or `64M` most likely meant.
pub(super) fn meant_size(text: &str) -> Option<u64> {
    let meant = words(&text.to_lowercase()).concat();
    let (number, unit) = split_number(&meant)?;
    let (name, _) = BYTES.iter().find(|(name, _)| {
        let name = name.to_lowercase();
        name == unit
            || (name.len() == 2 && name.strip_suffix('b') == Some(unit))
            || name.strip_suffix('b') == Some(unit)
    })?;
    parse_size(&format!("{number}{name}"))
}

/// Runs of digits and runs of letters, without anything between them.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = None;
    for c in text.chars() {
        let kind = if c.is_ascii_digit() || c == '.' { Some(true) } else { c.is_alphabetic().then_some(false) };
        match (kind, words.last_mut()) {
            (Some(_), Some(word)) if kind == last => word.push(c),
            (Some(_), _) => words.push(c.into()),
            (None, _) => {}
        }
        last = kind.or(last);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_exact() {
        let cases = [
            ("500ms", 500_000_000),
            ("1.5s", 1_500_000_000),
            ("2m", 120_000_000_000),
            ("1h30m", 5_400_000_000_000),
            ("0s", 0),
            ("1d", 86_400_000_000_000),
            ("250us", 250_000),
            ("7ns", 7),
            (".5s", 500_000_000),
        ];
        for (text, nanos) in cases {
            assert_eq!(parse_duration(text).map(|d| d.as_nanos()), Some(nanos), "{text}");
        }
        let wrong = [
            "",
            "10",
            "10 s",
            "-1s",
            "s",
            "1..5s",
            "1x",
            "inf",
            "1e3s",
            "99999999999999999999999d",
            "1s ",
            "١s",
            "40000d",
        ];
        for wrong in wrong {
            assert_eq!(parse_duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn durations_are_written_as_they_are_read() {
        for text in ["1h30m", "1.5s", "200ms", "0s", "1m250ms", "1h", "1.5ms", "7us", "3ns", "24h"] {
            let duration = parse_duration(text).expect(text);
            assert_eq!(format_duration(duration), text);
        }
    }

    #[test]
    fn sizes_are_exact() {
        let cases =
            [("64MB", 64_000_000), ("1KiB", 1024), ("64MiB", 64 << 20), ("1.5KB", 1500), ("0B", 0), ("2GiB", 2 << 30)];
        for (text, bytes) in cases {
            assert_eq!(parse_size(text), Some(bytes), "{text}");
        }
        for wrong in ["64", "64M", "64 MB", "mb", "-1B", "", "99999999999999999999GB"] {
            assert_eq!(parse_size(wrong), None, "{wrong}");
        }
        assert_eq!(format_size(64 << 20), "64MiB");
        assert_eq!(format_size(64_000_000), "64MB");
        assert_eq!(format_size(1500), "1500B");
        assert_eq!(format_size(0), "0B");
    }

    #[test]
    fn what_was_meant_is_guessed() {
        for (text, meant) in [("10 sec", "10s"), ("-5s", "5s"), ("10", "10s"), ("1 hour 30 min", "1h30m"), ("2M", "2m")]
        {
            assert_eq!(meant_duration(text).map(format_duration).as_deref(), Some(meant), "{text}");
        }
        assert_eq!(meant_duration("soon"), None);
        assert_eq!(meant_size("64 mb"), Some(64_000_000));
        assert_eq!(meant_size("64m"), Some(64_000_000));
        assert_eq!(meant_size("much"), None);
    }
}
