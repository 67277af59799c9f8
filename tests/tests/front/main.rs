//! Tests through the front door: the real binary against the scripted origin, one file for each part of the promise.

mod content;
mod exits;
mod failures;
mod layering;
mod numbers;
mod readme;
mod secrets;
mod strings;
mod tls;
