//! The host as a journey meets it.

mod hostile;
mod linking;
mod origin;
mod running;
mod script;
mod support;
