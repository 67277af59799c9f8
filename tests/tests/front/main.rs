//! Tests through the front door: the real binary against the scripted origin, one file for each part of the promise.

mod command_line;
mod comparing;
mod compose;
mod connections;
mod content;
mod contract;
mod dev;
mod examples;
mod exits;
mod failures;
mod layering;
mod numbers;
mod ordinary;
mod page;
mod profile;
mod readme;
mod recordings;
mod requirements;
mod results;
mod sdk;
mod secrets;
mod strings;
mod tls;
mod trace;
mod traps;
mod trials;
