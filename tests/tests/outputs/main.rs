//! Outputs through the front door: what a run measured arrives, as a real server reads it, or is counted as lost.

mod files;
mod lost;
