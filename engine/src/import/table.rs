//! The folder that an import makes: a plan, a table of requests, and a place for each secret.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};

use super::secrets::{Secret, take};
use super::text::series;
use super::{Recorded, Recordings, hosts};
use crate::log::printable;

/// Headers that the engine sets itself, and those that speak of a cache that a new user does not have.
const NOT_SENT: &[&str] = &[
    "host",
    "connection",
    "content-length",
    "accept-encoding",
    "transfer-encoding",
    "keep-alive",
    "proxy-connection",
    "proxy-authorization",
    "te",
    "upgrade",
    "http2-settings",
    "if-none-match",
    "if-modified-since",
];

/// What an import makes.
#[derive(Debug)]
pub struct Folder {
    /// `throng.toml`
    pub plan: String,
    /// `requests.jsonl`
    pub table: String,
    /// Those that are to be filled in, in files below `secrets`.
    pub secrets: Vec<Secret>,
    /// The base URL; none where the recording says nothing of it.
    pub target: Option<String>,
    /// What the reader should know.
    pub notes: Vec<String>,
}

impl Folder {
    /// Of recordings from `origin`, for the plan of this name. Requests to the target have paths, so that another target
    /// can be chosen; `arrivals`: each is sent at its time, whatever became of the others.
    pub fn of(mut from: Recordings, name: &str, origin: &str, target: Option<&str>, arrivals: bool) -> Self {
        // What the journey itself reads is not the recording's to set.
        from.variables.retain(|name, _| !matches!(name.as_str(), "REPLAY" | "TABLE"));
        let recorded = hosts::target(&from);
        let secrets = take(&mut from);
        let target = target.map(|url| url.trim_end_matches('/').to_owned()).or_else(|| recorded.clone());
        let here = recorded.unwrap_or_default();
        let first = from.requests.iter().filter_map(|request| request.at).fold(f64::INFINITY, f64::min);
        let rows = from.requests.iter().map(|request| row(request, &here, first, arrivals).to_string() + "\n");
        let table = rows.collect();
        let others: BTreeSet<&str> = from
            .requests
            .iter()
            .map(|request| request.origin.as_str())
            .filter(|origin| !origin.is_empty() && *origin != here)
            .collect();
        let mut plan = Plan(String::new());
        plan.line(&format!("# Made by `throng import` of {}.", printable(origin)));
        plan.text("name", name);
        plan.line("journey = \"builtin:replay\"");
        target.iter().for_each(|target| plan.text("target", target));
        if !others.is_empty() {
            plan.line(&format!("allow = {}", Value::from(others.into_iter().collect::<Vec<_>>())));
        }
        if from.redirects {
            plan.line("\n# Redirects are requests of their own in the table.\n[http]\nmax_redirects = 0");
        }
        plan.line("\n[env]");
        plan.line(&format!("REPLAY = \"{}\"", if arrivals { "row" } else { "session" }));
        from.variables.iter().for_each(|(name, value)| plan.text(name, value));
        plan.line("\n[data.requests]\nfile = \"requests.jsonl\"");
        if arrivals {
            plan.line("policy = \"per-iteration\"");
            plan.arrivals(&from.requests);
        }
        for secret in &secrets {
            plan.line(&format!("\n[secrets.{}]\n# {}", key(&secret.name), printable(&secret.place)));
            plan.text("file", &format!("secrets/{}", secret.file()));
        }
        Self { plan: plan.0, table, secrets, target, notes: from.notes }
    }

    /// Writes it to a folder, which is made where it is not there.
    ///
    /// # Errors
    /// Where there is something in the folder, or it cannot be written.
    pub fn write(&self, to: &Path) -> Result<()> {
        if fs::read_dir(to).is_ok_and(|mut entries| entries.next().is_some()) {
            bail!("the folder is not empty: name a new one");
        }
        fs::create_dir_all(to)?;
        fs::write(to.join("throng.toml"), &self.plan)?;
        fs::write(to.join("requests.jsonl"), &self.table)?;
        fs::write(to.join(".gitignore"), "secrets/\nreports/\n")?;
        if !self.secrets.is_empty() {
            fs::create_dir_all(to.join("secrets"))?;
        }
        for secret in &self.secrets {
            let path = to.join("secrets").join(secret.file());
            let open = fs::OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
            open.with_context(|| path.display().to_string())?;
        }
        Ok(())
    }
}

/// The plan's text in the making.
struct Plan(String);

impl Plan {
    fn line(&mut self, line: &str) {
        self.0 += line;
        self.0.push('\n');
    }

    fn text(&mut self, name: &str, value: &str) {
        self.line(&format!("{} = {}", key(name), quoted(value)));
    }

    /// Users for the busiest second, if each request takes as long as that; ten times as many at most.
    fn arrivals(&mut self, requests: &[Recorded]) {
        let mut seconds: Vec<i64> =
            requests.iter().filter_map(|request| Some((request.at? / 1e3).floor() as i64)).collect();
        seconds.sort_unstable();
        let busiest = seconds.chunk_by(|a, b| a == b).map(<[i64]>::len).max().unwrap_or(0).clamp(10, 2000);
        self.line("\n[scenarios.replay]\nexecutor = \"replay\"\nlog = \"requests.jsonl\"\nspeed = 1\ncopies = 1");
        self.line(&format!("pre_allocated_vus = {busiest}\nmax_vus = {}", busiest * 10));
    }
}

/// A key of TOML: quoted where a bare one cannot hold it.
fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { name.to_owned() } else { quoted(name) }
}

/// Text as TOML on one line, whatever is in it: JSON's escapes are TOML's, but for one character.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

fn row(request: &Recorded, target: &str, first: f64, arrivals: bool) -> Value {
    let foreign = !request.origin.is_empty() && request.origin != target;
    let url = if foreign { format!("{}{}", request.origin, request.path) } else { request.path.clone() };
    let host = request.origin.split("://").nth(1).filter(|_| foreign).unwrap_or_default();
    let name = if request.name.is_empty() { format!("{host}{}", series(&request.path)) } else { request.name.clone() };
    let mut row = Map::new();
    let mut put = |key: &str, value: Value| drop(row.insert(key.to_owned(), value));
    if let Some(at) = request.at {
        put("at", json!(((at - first) * 1e3).round() / 1e3));
    }
    put("method", request.method.as_str().into());
    put("url", url.into());
    put("name", name.into());
    if !request.step.is_empty() && !arrivals {
        put("step", request.step.as_str().into());
    }
    if request.pause > 0.0 {
        put("pause", json!(request.pause));
    }
    if request.together {
        put("together", true.into());
    }
    if let Some(status) = request.status {
        put("status", status.into());
    }
    let sent = |(name, value): &&(String, String)| {
        !name.contains([':', '\r', '\n'])
            && !NOT_SENT.contains(&name.to_lowercase().as_str())
            && !value.contains(['\r', '\n'])
    };
    let headers: Vec<String> =
        request.headers.iter().filter(sent).map(|(name, value)| format!("{name}: {value}")).collect();
    if !headers.is_empty() {
        put("headers", headers.join("\n").into());
    }
    if !request.body.is_empty() {
        put("body", request.body.as_str().into());
    }
    row.into()
}
