//! The conformance journey in every language: what the target received and what was recorded is the same.

mod build;
mod collector;
mod conformance;
mod libraries;
mod pages;
mod record;
