//! A small store that all users of a run share, also across machines.

use crate::bindings::throng::load::store as raw;

/// Keeps a value under a key.
pub fn put(key: &str, value: &str) {
    raw::put(key, value);
}

/// The value of a key.
pub fn get(key: &str) -> Option<String> {
    raw::get(key)
}

/// Appends to a queue.
pub fn push(queue: &str, value: &str) {
    raw::push(queue, value);
}

/// Takes the oldest of a queue; none when it is empty.
pub fn pop(queue: &str) -> Option<String> {
    raw::pop(queue)
}

/// Adds to a number and gives the new value; whole up to 2^53.
pub fn count(key: &str, by: impl Into<f64>) -> f64 {
    raw::count(key, by.into())
}
