use std::fmt;

use crate::sample::TagSet;

/// Which series of a metric: those that have all of these tags.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Selector(Vec<(String, String)>);

impl Selector {
    /// Every series.
    pub const fn all() -> Self {
        Self(Vec::new())
    }

    /// Whether a series with these tags is meant.
    pub fn matches(&self, tags: &TagSet) -> bool {
        self.0.iter().all(|(key, value)| tags.get(key) == Some(value))
    }

    /// The tags that a series must have.
    pub fn tags(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Whether every series is meant.
    pub fn is_all(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Selector {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(tags: I) -> Self {
        Self(tags.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_all() {
            return Ok(());
        }
        let tags: Vec<_> = self.0.iter().map(|(key, value)| format!("{key}:{value}")).collect();
        write!(f, "{{{}}}", tags.join(","))
    }
}
