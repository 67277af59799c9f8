//! What is watched of the target while a run goes on.

use std::path::PathBuf;
use std::time::Duration;

use super::MetricKind;

/// One thing that is watched.
#[derive(Clone, PartialEq, Eq)]
pub struct ObserveSpec {
    /// The plan's name for it: the tag `observed` of its metrics.
    pub name: String,
    /// What it is.
    pub what: Observed,
    /// How often it is looked at.
    pub interval: Duration,
    /// Nothing new for so long is silence.
    pub silence: Duration,
    /// Connections that its users share, where that is fewer than the server allows.
    pub pool: Option<u64>,
}

/// Where the numbers come from.
#[derive(Clone, PartialEq, Eq)]
pub enum Observed {
    /// A page in Prometheus' text format, and what is taken of it.
    Page(url::Url, Vec<Pick>),
    /// A process of this machine with all that it started.
    Process(ProcessSpec),
    /// A control group of this machine, by its folder.
    Cgroup(PathBuf),
    /// A PostgreSQL server. It may hold a password.
    Postgres(String),
    /// A Redis server. It may hold a password.
    Redis(String),
}

/// Which process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProcessSpec {
    /// By its number.
    Number(i32),
    /// By a file that holds the number.
    File(PathBuf),
    /// The oldest one of this program.
    Command(String),
}

impl std::fmt::Debug for ObserveSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ObserveSpec").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A metric of a page: its name, and labels that a series must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// The metric's name.
    pub name: String,
    /// Labels and values.
    pub labels: Vec<(String, String)>,
}

impl Pick {
    /// `pool_used` or `pool_used{pool="main"}`; none where it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, labels, rest) = series(text.trim())?;
        rest.trim().is_empty().then_some(Self { name, labels })
    }

    /// What its values are by its name: what ends as totals do is one.
    pub fn kind(&self) -> MetricKind {
        let total = ["_total", "_count", "_sum", "_bucket"].iter().any(|end| self.name.ends_with(end));
        if total { MetricKind::Counter } else { MetricKind::Trend }
    }

    /// Its unit by its name.
    pub fn unit(&self) -> &'static str {
        let name = self.name.strip_suffix("_total").unwrap_or(&self.name);
        let name = name.strip_suffix("_sum").unwrap_or(name);
        match name.rsplit('_').next() {
            Some("seconds") => "s",
            Some("bytes") => "bytes",
            _ => "",
        }
    }
}

/// Name and labels of a series, and what follows.
type SeriesLine<'t> = (String, Vec<(String, String)>, &'t str);

/// A series as Prometheus writes it.
pub fn series(text: &str) -> Option<SeriesLine<'_>> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let end = text.find(|c| !word(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let Some(mut rest) = rest.strip_prefix('{') else { return Some((name.to_owned(), Vec::new(), rest)) };
    let mut labels = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('}') {
            return Some((name.to_owned(), labels, after));
        }
        let (label, after) = rest.split_once('=')?;
        let (value, after) = quoted(after.trim_start())?;
        labels.push((label.trim().to_owned(), value));
        rest = after.trim_start();
        rest = rest.strip_prefix(',').unwrap_or(rest);
    }
}

/// A value in double quotes with its escapes undone, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut value = String::new();
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &inner[at + 1..])),
            '\\' => match chars.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pick_is_a_name_with_labels() {
        let pick = |text| Pick::parse(text).map(|pick| (pick.name, pick.labels));
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(pick("up"), Some(("up".into(), vec![])));
        let all = pick(r#"a:b{x="1, }", y = "q\"\\\n" ,}"#);
        assert_eq!(all, Some(("a:b".into(), vec![pair("x", "1, }"), pair("y", "q\"\\\n")])));
        for wrong in ["", "1a", "a{x}", "a{x=\"1}", "a b", "a{x=\"1\"} 5"] {
            assert_eq!(pick(wrong), None, "{wrong}");
        }
        assert_eq!(series("a{x=\"1\"} 5 7").map(|(.., rest)| rest.to_owned()), Some(" 5 7".to_owned()));
    }

    #[test]
    fn kind_and_unit_are_in_the_name() {
        let of = |name: &str| Pick { name: name.to_owned(), labels: Vec::new() };
        let all = ["requests_total", "wait_seconds_sum", "cpu_seconds_total", "resident_memory_bytes", "pool_used"];
        let found = all.map(|name| (of(name).kind(), of(name).unit()));
        let (total, level) = (MetricKind::Counter, MetricKind::Trend);
        assert_eq!(found, [(total, ""), (total, "s"), (total, "s"), (level, "bytes"), (level, "")]);
    }
}
