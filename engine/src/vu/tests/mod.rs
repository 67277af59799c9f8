//! The host as a journey meets it.

mod linking;
mod support;
