//! Outputs through the front door: what a run measured arrives, as a real server reads it, or is counted as lost.

mod files;
mod influxdb;
mod lost;
mod notices;
mod observed;
mod otlp;
mod prometheus;
mod recorder;
mod statsd;
mod strings;
mod work;
