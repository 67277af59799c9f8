use std::sync::Arc;

/// Tags that the engine sets: a journey that sets one of them traps.
pub const RESERVED: [&str; 15] = [
    "name",
    "method",
    "status",
    "url",
    "proto",
    "scenario",
    "group",
    "expected_response",
    "error_code",
    "error",
    "tls_version",
    "check",
    "entry",
    "observed",
    "overflow",
];

/// Labels of a series: sorted by key, each key once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagSet(Vec<(Arc<str>, Arc<str>)>);

impl TagSet {
    /// No tags.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Sets one tag; a later value of the same key replaces the earlier.
    pub fn set(&mut self, key: impl Into<Arc<str>>, value: impl Into<Arc<str>>) {
        let (key, value) = (key.into(), value.into());
        match self.0.binary_search_by(|(k, _)| k.as_ref().cmp(&key)) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (key, value)),
        }
    }

    /// Removes one tag.
    pub fn unset(&mut self, key: &str) {
        self.0.retain(|(k, _)| k.as_ref() != key);
    }

    /// The value of one tag.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.binary_search_by(|(k, _)| k.as_ref().cmp(key)).ok().map(|at| self.0[at].1.as_ref())
    }

    /// Key and value, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(k, v)| (k.as_ref(), v.as_ref()))
    }

    /// How many tags.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Into<Arc<str>>, V: Into<Arc<str>>> FromIterator<(K, V)> for TagSet {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(tags: I) -> Self {
        let mut set = Self::new();
        for (key, value) in tags {
            set.set(key, value);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_value_and_order_does_not_matter() {
        let mut tags = TagSet::from_iter([("b", "1"), ("a", "2"), ("b", "3")]);
        assert_eq!(tags.iter().collect::<Vec<_>>(), [("a", "2"), ("b", "3")]);
        assert_eq!(tags, TagSet::from_iter([("a", "2"), ("b", "3")]));
        tags.unset("a");
        assert_eq!((tags.len(), tags.get("a"), tags.get("b")), (1, None, Some("3")));
    }
}
