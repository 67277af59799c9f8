//! The conformance journey in every language: what the target received and what was recorded is the same.
#![expect(clippy::unwrap_used, reason = "a test's own functions end it by this")]

mod build;
mod collector;
mod conformance;
mod dev;
mod handles;
mod libraries;
mod pages;
mod parts;
mod record;
mod shop;
