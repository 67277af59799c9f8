//! Recorded traffic of other tools, as a plan and a table of requests that the built-in journey `replay` sends.

mod access;
mod curl;
mod har;
mod hosts;
mod openapi;
mod postman;
mod sample;
mod secrets;
mod shell;
mod table;
mod text;

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde_json::Value;

pub use hosts::Hosts;
pub use secrets::Secret;
pub use table::Folder;

/// A form that traffic is recorded in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// HAR 1.2, of a browser or of `throng trace`
    Har,
    /// Command lines of curl
    Curl,
    /// OpenAPI 3, JSON or YAML
    Openapi,
    /// A collection of Postman, 2.1
    Postman,
    /// An access log: common, combined, or an object of JSON a line
    Log,
}

/// One request as it was recorded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recorded {
    /// Its method.
    pub method: String,
    /// `https://host:port`; empty where the recording does not say.
    pub origin: String,
    /// Path and query.
    pub path: String,
    /// Names and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body, where it has one.
    pub body: String,
    /// The series; empty: by its path.
    pub name: String,
    /// The part of the session that it belongs to.
    pub step: String,
    /// When it was sent, ms; of a calendar or of the recording.
    pub at: Option<f64>,
    /// ms in which the user did nothing before it.
    pub pause: f64,
    /// It was sent before the one before it was answered.
    pub together: bool,
    /// What was answered; none where that says nothing of the next time.
    pub status: Option<u16>,
    /// Cookies that the answer set.
    pub cookies: Vec<String>,
}

/// What was read of recordings.
#[derive(Debug, Default)]
pub struct Recordings {
    /// The requests, in order.
    pub requests: Vec<Recorded>,
    /// Variables that requests name by `{{…}}`, with their values.
    pub variables: BTreeMap<String, String>,
    /// Whether redirects are recorded as requests of their own.
    pub redirects: bool,
    /// Whether requests have times of their own, apart from each other's answers.
    pub arrivals: bool,
    /// What the reader should know.
    pub notes: Vec<String>,
}

/// What a reader of recordings is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Requests that change something are imported too.
    pub all_methods: bool,
}

/// The form of a file by what is in it; none where it is no known one.
pub fn recognise(text: &str) -> Option<Form> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('{')
        && let Ok(document) = serde_json::from_str::<Value>(start)
    {
        return match &document {
            har if har.pointer("/log/entries").is_some() => Some(Form::Har),
            api if api.get("openapi").is_some() => Some(Form::Openapi),
            collection if collection.get("info").is_some() && collection.get("item").is_some() => Some(Form::Postman),
            _ => Some(Form::Log),
        };
    }
    let first = start.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'))?;
    match first {
        line if line.starts_with("curl ") || line.starts_with("$ curl ") => Some(Form::Curl),
        line if line.starts_with('{') || access::is_line(line) => Some(Form::Log),
        _ if start.lines().any(|line| line.starts_with("openapi:")) => Some(Form::Openapi),
        _ => None,
    }
}

/// Reads one recording, behind those read before.
///
/// # Errors
/// Where it is not of that form; the message says where.
pub fn read(form: Form, text: &str, wanted: Wanted, to: &mut Recordings) -> Result<()> {
    let text = text.trim_start_matches('\u{feff}');
    let before = to.requests.len();
    match form {
        Form::Har => har::read(text, to)?,
        Form::Curl => curl::read(text, to)?,
        Form::Openapi => openapi::read(text, wanted, to)?,
        Form::Postman => postman::read(text, to)?,
        Form::Log => access::read(text, wanted, to)?,
    }
    if to.requests.len() == before {
        bail!("there is no request in it");
    }
    Ok(())
}
