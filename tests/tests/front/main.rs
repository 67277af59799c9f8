//! Tests through the front door: the real binary against the scripted origin, one file for each part of the promise.

mod connections;
mod content;
mod examples;
mod exits;
mod failures;
mod layering;
mod numbers;
<<<<<<< HEAD
mod readme;
=======
mod sdk;
>>>>>>> f0a6610 (tests: the demonstration, every example, the SDK at run time, proxies, local addresses, held bytes, refused streams)
mod secrets;
mod strings;
mod tls;
