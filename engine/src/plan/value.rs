//! Single values: what is right, and what to write where it is wrong.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::http::HostTarget;
use super::mistake::{Instead, Mistake};
use super::node::{Node, Value};
use super::quantity::{format_duration, format_size, meant_duration, meant_size, parse_duration, parse_size};
use super::recipe::{COLUMN_WORDS, Column};

/// A value, or what is wrong with it (paths are those below the value).
pub(super) type Reading<T> = Result<T, Vec<Mistake>>;

pub(super) fn wrong<T>(node: &Node, message: impl Into<String>, instead: Instead) -> Reading<T> {
    Err(vec![Mistake::new(&node.at, "", message, instead)])
}

pub(super) fn text(node: &Node, example: &str) -> Reading<String> {
    match &node.value {
        Value::Text(text) => Ok(text.clone()),
        Value::Integer(number) => wrong(node, "must be text in quotes", Instead::Text(number.to_string())),
        Value::Number(number) => wrong(node, "must be text in quotes", Instead::Text(number.to_string())),
        Value::Bool(value) => wrong(node, "must be text in quotes", Instead::Text(value.to_string())),
        _ => wrong(node, format!("must be text, not {}", node.what()), Instead::Text(example.into())),
    }
}

pub(super) fn boolean(node: &Node) -> Reading<bool> {
    match &node.value {
        Value::Bool(value) => Ok(*value),
        Value::Text(text) => {
            let meant = matches!(text.to_lowercase().as_str(), "true" | "yes" | "on" | "1");
            wrong(node, "must be true or false without quotes", Instead::Literal(meant.to_string()))
        }
        Value::Integer(number) => wrong(node, "must be true or false", Instead::Literal((*number != 0).to_string())),
        _ => wrong(node, format!("must be true or false, not {}", node.what()), Instead::Literal("false".into())),
    }
}

/// A whole number from `min` to `max`.
pub(super) fn integer(node: &Node, min: u64, max: u64) -> Reading<u64> {
    let clamp = |number: i128| number.clamp(i128::from(min), i128::from(max));
    let literal = |number: i128| Instead::Literal(clamp(number).to_string());
    match &node.value {
        Value::Integer(number) => match u64::try_from(*number) {
            Ok(fits) if (min..=max).contains(&fits) => Ok(fits),
            _ if *number < 0 => {
                wrong(node, format!("{number} is negative; it must be {min} or more"), literal(-*number))
            }
            _ if clamp(*number) > *number => {
                wrong(node, format!("{number} is too small; it must be {min} or more"), literal(*number))
            }
            _ => wrong(node, format!("{number} is too large; it must be {max} or less"), literal(*number)),
        },
        Value::Number(number) => {
            wrong(node, format!("{number} is not a whole number"), literal(number.round() as i128))
        }
        Value::Text(text) => {
            let meant = text.trim().replace(['_', ','], "").parse().unwrap_or(i128::from(min.max(1)));
            wrong(node, "must be a whole number without quotes", literal(meant))
        }
        _ => wrong(node, format!("must be a whole number, not {}", node.what()), literal(i128::from(min.max(1)))),
    }
}

/// A text, a number or a truth.
pub(super) fn scalar(node: &Node) -> Reading<()> {
    match &node.value {
        Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Bool(_) => Ok(()),
        _ => wrong(node, format!("must be text or a number, not {}", node.what()), Instead::Literal("10".into())),
    }
}

/// A list with something in it.
pub(super) fn some(node: &Node, values: &[()], example: &str) -> Reading<()> {
    if values.is_empty() { wrong(node, "has no value", Instead::Literal(example.into())) } else { Ok(()) }
}

/// What is in a column of generated rows.
pub(super) fn column(node: &Node) -> Reading<Column> {
    let text = text(node, "email")?;
    match Column::parse(&text) {
        Some(column) => Ok(column),
        None => {
            let instead = match nearest(&text, COLUMN_WORDS.iter().copied()) {
                Some(near) => Instead::Text(near.into()),
                None => Instead::Advice(format!(
                    "{}; a range as `1..500` or `0.50..99.99`; or a choice as `red|green`",
                    COLUMN_WORDS.join(", ")
                )),
            };
            wrong(node, format!("`{text}` is nothing that can be generated"), instead)
        }
    }
}

/// A number above zero.
pub(super) fn positive(node: &Node) -> Reading<f64> {
    let number = match &node.value {
        Value::Integer(number) => *number as f64,
        Value::Number(number) => *number,
        _ => return wrong(node, format!("must be a number, not {}", node.what()), Instead::Literal("1".into())),
    };
    if number.is_finite() && number > 0.0 {
        return Ok(number);
    }
    wrong(node, format!("{number} must be more than zero"), Instead::Literal("1".into()))
}

/// A number from 0 to 1.
pub(super) fn share(node: &Node, example: &str) -> Reading<f64> {
    let number = match &node.value {
        Value::Integer(number) => *number as f64,
        Value::Number(number) => *number,
        _ => {
            let message = format!("must be a number from 0 to 1, not {}", node.what());
            return wrong(node, message, Instead::Literal(example.into()));
        }
    };
    if (0.0..=1.0).contains(&number) {
        return Ok(number);
    }
    let meant = if number > 1.0 && number <= 100.0 { (number / 100.0).to_string() } else { example.to_owned() };
    wrong(node, format!("{number} is not from 0 to 1"), Instead::Literal(meant))
}

/// A duration of at least `min`.
pub(super) fn duration(node: &Node, min: Duration, example: &str) -> Reading<Duration> {
    let at_least = |d: Duration| Instead::Text(format_duration(d.max(min)));
    let fallback = parse_duration(example).unwrap_or(Duration::from_secs(10));
    match &node.value {
        Value::Text(text) => match parse_duration(text) {
            Some(duration) if duration >= min => Ok(duration),
            Some(_) if min <= Duration::from_nanos(1) => {
                wrong(node, format!("`{text}` must be more than zero"), at_least(fallback))
            }
            Some(duration) => wrong(
                node,
                format!("`{text}` is too short; it must be at least {}", format_duration(min)),
                at_least(duration),
            ),
            None if text.trim_start().starts_with('-') => {
                let meant = meant_duration(text).filter(|d| *d >= min).unwrap_or(fallback);
                wrong(node, format!("`{text}` is negative"), at_least(meant))
            }
            None => {
                let meant = meant_duration(text).unwrap_or(fallback);
                wrong(node, format!("`{text}` is not a duration such as 500ms, 1.5s, 2m or 1h30m"), at_least(meant))
            }
        },
        Value::Integer(_) | Value::Number(_) => {
            let number = if let Value::Integer(n) = node.value { n.to_string() } else { String::new() };
            let meant = meant_duration(&number).unwrap_or(fallback);
            wrong(node, "a duration needs a unit and quotes", at_least(meant))
        }
        _ => wrong(node, format!("must be a duration, not {}", node.what()), at_least(fallback)),
    }
}

/// A duration, or `inf` for ever (none).
pub(super) fn ttl(node: &Node, example: &str) -> Reading<Option<Duration>> {
    match node.text() {
        Some("inf") => Ok(None),
        Some("0") => Ok(Some(Duration::ZERO)),
        _ => duration(node, Duration::ZERO, example).map(Some),
    }
}

/// A size in bytes from `min` to `max`; a bare number is bytes.
pub(super) fn size(node: &Node, min: u64, max: u64) -> Reading<u64> {
    let shown = |bytes: u64| Instead::Text(format_size(bytes.clamp(min, max)));
    let bytes = match &node.value {
        Value::Integer(number) => match u64::try_from(*number) {
            Ok(bytes) => bytes,
            Err(_) => return wrong(node, format!("{number} is not a size"), shown(min)),
        },
        Value::Text(text) => match parse_size(text) {
            Some(bytes) => bytes,
            None => {
                let meant = meant_size(text).unwrap_or(min);
                return wrong(node, format!("`{text}` is not a size such as 64MB or 1KiB"), shown(meant));
            }
        },
        _ => return wrong(node, format!("must be a size, not {}", node.what()), shown(min)),
    };
    if (min..=max).contains(&bytes) {
        return Ok(bytes);
    }
    wrong(
        node,
        format!("{} is not within {} and {}", format_size(bytes), format_size(min), format_size(max)),
        shown(bytes),
    )
}

/// One of several words; gives its position.
pub(super) fn choice(node: &Node, words: &[&str]) -> Reading<usize> {
    let first = words.first().copied().unwrap_or_default();
    let given = text(node, first)?;
    match words.iter().position(|w| *w == given) {
        Some(at) => Ok(at),
        None => {
            let meant = nearest(&given, words.iter().copied()).unwrap_or(first);
            wrong(node, format!("`{given}` is none of {}", words.join(", ")), Instead::Text(meant.into()))
        }
    }
}

/// A list read item by item; a bare value is proposed as a list of itself.
pub(super) fn list<T>(node: &Node, example: &str, read: impl Fn(&Node) -> Reading<T>) -> Reading<Vec<T>> {
    let Value::List(items) = &node.value else {
        let instead = match node.text() {
            Some(text) => format!("[{}]", super::mistake::quoted(text)),
            None => example.to_owned(),
        };
        return wrong(node, format!("must be a list, not {}", node.what()), Instead::Literal(instead));
    };
    each(items.iter().map(read))
}

/// Every reading's value, or everything that is wrong, with the position before each path.
pub(super) fn each<T>(readings: impl Iterator<Item = Reading<T>>) -> Reading<Vec<T>> {
    let (mut values, mut mistakes) = (Vec::new(), Vec::new());
    for (i, reading) in readings.enumerate() {
        match reading {
            Ok(value) => values.push(value),
            Err(found) => mistakes.extend(found.into_iter().map(|m| Mistake { path: format!("[{i}]{}", m.path), ..m })),
        }
    }
    if mistakes.is_empty() { Ok(values) } else { Err(mistakes) }
}

/// A URL with one of these schemes, a host and nothing that a base URL cannot have.
pub(super) fn base_url(node: &Node, schemes: &[&str]) -> Reading<url::Url> {
    let example = format!("{}://127.0.0.1:8080", schemes[0]);
    let given = text(node, &example)?;
    match url::Url::parse(&given) {
        Ok(url) if schemes.contains(&url.scheme()) && url.has_host() => Ok(url),
        parsed => {
            let guess = format!("{}://{}", schemes[0], given.trim_start_matches(['/', ':']));
            let guess = url::Url::parse(&guess).ok().filter(|u| u.has_host() && parsed.is_err()).map(|_| guess);
            let host_and_port =
                url::Url::parse(&format!("{}://{given}", schemes[0])).ok().filter(|u| u.port().is_some());
            let guess = guess.or(host_and_port.map(|_| format!("{}://{given}", schemes[0]))).unwrap_or(example);
            wrong(node, format!("`{given}` is not a URL with {}", schemes.join(" or ")), Instead::Text(guess))
        }
    }
}

pub(super) fn address(node: &Node) -> Reading<IpAddr> {
    let given = text(node, "127.0.0.1")?;
    match given.trim_matches(['[', ']']).parse() {
        Ok(address) => Ok(address),
        Err(_) => wrong(node, format!("`{given}` is not an IP address"), Instead::Text("127.0.0.1".into())),
    }
}

pub(super) fn host_target(node: &Node) -> Reading<HostTarget> {
    let given = text(node, "127.0.0.1:8080")?;
    if let Ok(socket) = given.parse::<SocketAddr>() {
        return Ok(HostTarget::Socket(socket));
    }
    match given.trim_matches(['[', ']']).parse() {
        Ok(address) => Ok(HostTarget::Address(address)),
        Err(_) => wrong(
            node,
            format!("`{given}` is neither an address nor address:port"),
            Instead::Text("127.0.0.1:8080".into()),
        ),
    }
}

/// The word that is most like another, when one is near.
pub(super) fn nearest<'a>(word: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).take(64).collect::<String>().to_lowercase();
    let given = plain(word);
    let allowed = (given.chars().count() / 3).max(1);
    let mut closest: Option<(usize, &str)> = None;
    let mut longer = Vec::new();
    for word in words {
        let candidate = plain(word);
        let distance = strsim::damerau_levenshtein(&given, &candidate);
        if distance <= allowed && closest.is_none_or(|(least, _)| distance < least) {
            closest = Some((distance, word));
        }
        let shortened = given.len() >= 3 && candidate.starts_with(&given);
        if shortened || (given.len() >= 4 && candidate.contains(&given)) {
            longer.push(word);
        }
    }
    closest.map(|(_, word)| word).or(if longer.len() == 1 { longer.pop() } else { None })
}
