//! The log: `debug!`, `info!`, `warn!` and `error!`, formatted as by `println!`.

#[doc(hidden)]
pub use crate::bindings::throng::load::log as raw;

/// Logs a line for whoever debugs the journey.
#[macro_export]
macro_rules! debug {
    ($($text:tt)+) => { $crate::log::raw::debug(&::std::format!($($text)+)) };
}

/// Logs a line.
#[macro_export]
macro_rules! info {
    ($($text:tt)+) => { $crate::log::raw::info(&::std::format!($($text)+)) };
}

/// Logs a warning.
#[macro_export]
macro_rules! warn {
    ($($text:tt)+) => { $crate::log::raw::warn(&::std::format!($($text)+)) };
}

/// Logs an error; it does not fail the iteration.
#[macro_export]
macro_rules! error {
    ($($text:tt)+) => { $crate::log::raw::error(&::std::format!($($text)+)) };
}
