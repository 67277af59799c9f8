//! The small store that all users of a run share.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::outcome::Ended;

/// Values and queues by name, bounded together.
pub(crate) struct Storage {
    limit: u64,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    values: HashMap<String, String>,
    queues: HashMap<String, VecDeque<String>>,
    bytes: u64,
}

impl Storage {
    /// An empty store of at most so many bytes, keys and values together.
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit, inner: Mutex::default() }
    }

    /// Sets a value.
    pub(crate) fn put(&self, key: &str, value: &str) -> Result<(), Ended> {
        let mut inner = self.inner();
        let freed = inner.values.get(key).map_or(0, |old| size(key, old));
        self.room(&mut inner, size(key, value), freed)?;
        inner.values.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<String> {
        self.inner().values.get(key).cloned()
    }

    /// Appends to a queue.
    pub(crate) fn push(&self, queue: &str, value: &str) -> Result<(), Ended> {
        let mut inner = self.inner();
        self.room(&mut inner, size(queue, value), 0)?;
        inner.queues.entry(queue.to_owned()).or_default().push_back(value.to_owned());
        Ok(())
    }

    /// Takes the first of a queue.
    pub(crate) fn pop(&self, queue: &str) -> Option<String> {
        let mut inner = self.inner();
        let waiting = inner.queues.get_mut(queue)?;
        let value = waiting.pop_front();
        if waiting.is_empty() {
            inner.queues.remove(queue);
        }
        let value = value?;
        inner.bytes -= size(queue, &value);
        Some(value)
    }

    /// Adds to the number of a key (0 where there is none) and gives the sum.
    pub(crate) fn count(&self, key: &str, by: f64) -> Result<f64, Ended> {
        let mut inner = self.inner();
        let old = inner.values.get(key);
        let freed = old.map_or(0, |old| size(key, old));
        let sum = old.and_then(|old| old.parse::<f64>().ok()).unwrap_or(0.0) + by;
        let text = sum.to_string();
        self.room(&mut inner, size(key, &text), freed)?;
        inner.values.insert(key.to_owned(), text);
        Ok(sum)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn room(&self, inner: &mut Inner, more: u64, freed: u64) -> Result<(), Ended> {
        let after = inner.bytes - freed + more;
        if after > self.limit {
            let limit = self.limit;
            return Err(Ended::new("store", format!("the store is full: it holds {limit} bytes (limits.store_bytes)")));
        }
        inner.bytes = after;
        Ok(())
    }
}

fn size(key: &str, value: &str) -> u64 {
    (key.len() + value.len()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_counts_and_queues() {
        let store = Storage::new(1_000);
        assert_eq!(store.get("a"), None);
        store.put("a", "1").unwrap();
        assert_eq!(store.count("a", 2.5), Ok(3.5));
        assert_eq!(store.get("a").as_deref(), Some("3.5"));
        assert_eq!(store.count("new", -1.0), Ok(-1.0));
        store.push("q", "first").unwrap();
        store.push("q", "second").unwrap();
        assert_eq!(
            (store.pop("q").as_deref(), store.pop("q").as_deref(), store.pop("q")),
            (Some("first"), Some("second"), None)
        );
    }

    #[test]
    fn it_is_bounded_and_what_is_taken_makes_room() {
        let store = Storage::new(10);
        store.put("k", "12345").unwrap();
        assert_eq!(store.push("q", "12345").unwrap_err().cause, "store");
        store.put("k", "12").unwrap();
        store.push("q", "12345").unwrap();
        assert_eq!(store.pop("q").as_deref(), Some("12345"));
        assert_eq!(store.inner().bytes, 3);
    }
}
