//! From what was typed to what a plan is made from.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::bundle;
use crate::cli::{PlanArgs, UrlArgs};
use crate::exit::{ExitCode, Failed};
use crate::plan::{Origin, Overrides, Sources};
use crate::prepare::invalid;

/// The sources of one command line: plan file or journey or URL, environment, flags.
pub(super) async fn sources(args: &PlanArgs) -> Result<Sources> {
    let mut sources = Sources { environment: std::env::vars().collect(), ..Sources::default() };
    let urls = args.url.urls.as_deref().map(urls).transpose()?;
    let first = || urls.as_ref().and_then(|urls| urls.first().cloned());
    let plan = || Path::new("throng.toml").exists().then(|| "throng.toml".to_owned());
    match args.what.clone().or_else(first).or_else(plan) {
        None => {
            return Err(Failed::error(
                ExitCode::Invalid,
                "nothing to run: name a plan, a journey or a URL, or make a throng.toml (throng run --demo shows one)",
            ));
        }
        Some(url) if url.starts_with("http://") || url.starts_with("https://") => {
            sources.journey = Some("builtin:url".into());
            url_settings(&url, &args.url, urls.as_deref(), &mut sources.overrides)?;
        }
        Some(path) if is_journey(&path) => sources.journey = Some(path.into()),
        Some(place) if place.starts_with(bundle::SCHEME) => {
            let received = super::pull::fetch(&place, &args.trust.registry.access()).await?;
            return super::trust::granted(received, args);
        }
        Some(path) if path.ends_with(bundle::EXTENSION) => return super::trust::sources(Path::new(&path), args),
        Some(path) => sources.file = Some(read(plan_file(Path::new(&path)))?),
    }
    flags(args, &mut sources.overrides)?;
    Ok(sources)
}

/// The URLs of a file: one a line, without empty lines and comments (`#`).
fn urls(file: &Path) -> Result<Vec<String>> {
    let invalid = |problem: String| Failed::error(ExitCode::Invalid, format!("--urls {}: {problem}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| invalid(format!("cannot be read: {error}")))?;
    let lines = text.lines().map(str::trim).zip(1..).filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    let urls = lines.map(|(line, number)| match url::Url::parse(line) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(line.to_owned()),
        _ => Err(invalid(format!("line {number}: `{line}` is no URL: write http://… or https://…"))),
    });
    let urls = urls.collect::<Result<Vec<_>>>()?;
    if urls.is_empty() {
        return Err(invalid("there is no URL in it: write one a line".to_owned()));
    }
    Ok(urls)
}

pub(super) fn read(path: PathBuf) -> Result<(PathBuf, String)> {
    crate::plan::read_file(&path).map_err(|errors| invalid(&errors))
}

fn is_journey(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    lower.ends_with(".wasm") || lower.ends_with(".wat") || lower.starts_with("builtin:")
}

pub(super) fn plan_file(path: &Path) -> PathBuf {
    if path.is_dir() { path.join("throng.toml") } else { path.to_owned() }
}

struct Setter<'a>(&'a mut Overrides);

impl Setter<'_> {
    fn set(&mut self, flag: &str, path: &str, value: impl ToString) {
        self.0.values.push((path.to_owned(), value.to_string(), Origin::Flag(flag.to_owned())));
    }
    fn text(&mut self, flag: &str, path: &str, value: &str) {
        self.set(flag, path, quoted(value));
    }
}

/// Text as a TOML string.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn pair<'a>(flag: &str, text: &'a str) -> Result<(&'a str, &'a str)> {
    text.split_once('=')
        .ok_or_else(|| Failed::error(ExitCode::Invalid, format!("{flag} {text}: write {flag} NAME=VALUE")))
}

pub(super) fn flags(args: &PlanArgs, overrides: &mut Overrides) -> Result<()> {
    let mut to = Setter(overrides);
    if let Some(vus) = args.vus {
        to.set("--vus", "vus", vus);
    }
    if let Some(iterations) = args.iterations {
        to.set("--iterations", "iterations", iterations);
    }
    let texts = [
        ("--duration", "duration", &args.duration),
        ("--target", "target", &args.target),
        ("--segment", "segment", &args.segment),
        ("--segment-sequence", "segment_sequence", &args.segment_sequence),
    ];
    for (flag, path, value) in texts {
        if let Some(value) = value {
            to.text(flag, path, value);
        }
    }
    if !args.stage.is_empty() {
        to.set("--stage", "stages", stages(&args.stage)?);
    }
    for text in &args.env {
        let (name, value) = pair("--env", text)?;
        to.text("--env", &format!("env.{}", key(name)), value);
    }
    for text in &args.tag {
        let (name, value) = pair("--tag", text)?;
        to.text("--tag", &format!("tags.{}", key(name)), value);
    }
    outs(&args.out, &mut to)?;
    if !args.allow.is_empty() {
        let entries: Vec<String> = args.allow.iter().map(|entry| quoted(entry)).collect();
        to.set("--allow", "allow", format!("[{}]", entries.join(", ")));
    }
    if let Some(seed) = args.seed {
        to.set("--seed", "seed", seed);
    }
    if args.insecure {
        to.set("--insecure", "tls.insecure", true);
    }
    if let Some(rps) = args.rps {
        to.set("--rps", "http.rps", rps);
    }
    if let Some(baseline) = &args.baseline {
        to.text("--baseline", "baseline.result", baseline);
    }
    for text in &args.set {
        let (path, value) = pair("--set", text)?;
        to.set("--set", path, value);
    }
    Ok(())
}

/// Each `--out KIND=WHERE` is the plan's output of that name; a second one of its kind is `KIND-2`.
fn outs(texts: &[String], to: &mut Setter<'_>) -> Result<()> {
    let mut kinds: Vec<&str> = Vec::new();
    for text in texts {
        let wrong = || Failed::error(ExitCode::Invalid, format!("--out {text}: write --out KIND=WHERE"));
        let (kind, place) = text.split_once('=').ok_or_else(wrong)?;
        kinds.push(kind);
        let name = match kinds.iter().filter(|known| **known == kind).count() {
            1 => key(kind),
            nth => key(&format!("{kind}-{nth}")),
        };
        to.text("--out", &format!("outputs.{name}.kind"), kind);
        to.text("--out", &format!("outputs.{name}.to"), place);
    }
    Ok(())
}

/// A key of a dotted path: quoted where a bare one cannot hold it.
fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { name.to_owned() } else { quoted(name) }
}

fn stages(texts: &[String]) -> Result<String> {
    let stages: Result<Vec<String>> = texts
        .iter()
        .map(|text| {
            let (time, users) = text.split_once(':').ok_or_else(|| {
                Failed::error(
                    ExitCode::Invalid,
                    format!("--stage {text}: write --stage TIME:USERS, as in --stage 30s:10"),
                )
            })?;
            Ok(format!("{{ duration = {}, target = {users} }}", quoted(time)))
        })
        .collect();
    Ok(format!("[{}]", stages?.join(", ")))
}

/// The settings that `throng run URL` stands for: one scenario, and what the built-in journey reads.
fn url_settings(url: &str, args: &UrlArgs, urls: Option<&[String]>, overrides: &mut Overrides) -> Result<()> {
    let mut to = Setter(overrides);
    to.text("URL", "name", "url");
    to.text("URL", "target", url);
    to.text("URL", "env.URL", url);
    to.text("-X", "env.METHOD", args.method.as_deref().unwrap_or(if args.body.is_some() { "POST" } else { "GET" }));
    if let Some(header) = args.header.iter().find(|header| !header.contains(':')) {
        return Err(Failed::error(ExitCode::Invalid, format!("-H {header}: write -H \"name: value\"")));
    }
    if !args.header.is_empty() {
        to.text("-H", "env.HEADERS", &args.header.join("\n"));
    }
    match args.body.as_deref().map(|body| (body, body.strip_prefix('@'))) {
        Some((_, Some(file))) => {
            to.text("-d", "files.body", file);
            to.text("-d", "env.BODY_FILE", "body");
        }
        Some((body, None)) => to.text("-d", "env.BODY", body),
        None => {}
    }
    if let Some(urls) = urls {
        to.text("--urls", "env.URLS", &urls.join("\n"));
        to.set("--urls", "allow", origins(urls));
    }
    workload(args, &mut to);
    Ok(())
}

/// The origins of URLs that the user named by hand, as a list for `allow`.
fn origins(urls: &[String]) -> String {
    let origins = urls.iter().filter_map(|url| Some(url::Url::parse(url).ok()?.origin().ascii_serialization()));
    let origins: BTreeSet<String> = origins.collect();
    let entries = origins.iter().map(|origin| format!("{{ origin = {}, private = true }}", quoted(origin)));
    format!("[{}]", entries.collect::<Vec<_>>().join(", "))
}

/// ab's and wrk's letters as one scenario of k6's executors.
fn workload(args: &UrlArgs, to: &mut Setter<'_>) {
    let users = args.connections.unwrap_or(if args.requests.is_some() { 1 } else { 50 });
    let at = |field: &str| format!("scenarios.url.{field}");
    match (args.rate, args.requests, &args.time) {
        (Some(rate), requests, time) => {
            to.text("-q", &at("executor"), "constant-arrival-rate");
            to.set("-q", &at("rate"), rate);
            to.set("-c", &at("pre_allocated_vus"), users);
            let time = time.clone().or_else(|| requests.map(|n| format!("{:.3}s", n as f64 / rate.max(1) as f64)));
            to.text("-z", &at("duration"), &time.unwrap_or_else(|| "10s".into()));
        }
        (None, Some(requests), time) => {
            to.text("-n", &at("executor"), "shared-iterations");
            to.set("-c", &at("vus"), users);
            to.set("-n", &at("iterations"), requests);
            if let Some(time) = time {
                to.text("-z", &at("max_duration"), time);
            }
        }
        (None, None, time) => {
            to.text("-z", &at("executor"), "constant-vus");
            to.set("-c", &at("vus"), users);
            to.text("-z", &at("duration"), time.as_deref().unwrap_or("10s"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(args: &UrlArgs) -> Vec<(String, String)> {
        let mut overrides = Overrides::default();
        url_settings("http://127.0.0.1:1/x", args, None, &mut overrides).unwrap();
        overrides
            .values
            .into_iter()
            .filter(|(path, ..)| path.starts_with("scenarios"))
            .map(|(p, v, _)| (p, v))
            .collect()
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(p, v)| (format!("scenarios.url.{p}"), (*v).to_owned())).collect()
    }

    #[test]
    fn the_letters_of_ab_and_wrk_make_the_scenario_they_mean() {
        let ab = UrlArgs { connections: Some(10), requests: Some(1000), ..UrlArgs::default() };
        assert_eq!(values(&ab), pairs(&[("executor", "\"shared-iterations\""), ("vus", "10"), ("iterations", "1000")]));
        let wrk = UrlArgs { connections: Some(8), time: Some("30s".into()), ..UrlArgs::default() };
        assert_eq!(values(&wrk), pairs(&[("executor", "\"constant-vus\""), ("vus", "8"), ("duration", "\"30s\"")]));
        let oha = UrlArgs { rate: Some(100), requests: Some(50), ..UrlArgs::default() };
        assert_eq!(
            values(&oha),
            pairs(&[
                ("executor", "\"constant-arrival-rate\""),
                ("rate", "100"),
                ("pre_allocated_vus", "1"),
                ("duration", "\"0.500s\"")
            ])
        );
    }

    #[test]
    fn stages_and_pairs_say_what_to_write() {
        assert_eq!(stages(&["30s:10".into()]).unwrap(), "[{ duration = \"30s\", target = 10 }]");
        assert_eq!(
            stages(&["30s".into()]).unwrap_err().to_string(),
            "--stage 30s: write --stage TIME:USERS, as in --stage 30s:10"
        );
        assert_eq!(pair("--env", "A").unwrap_err().to_string(), "--env A: write --env NAME=VALUE");
        assert_eq!(key("a b"), "\"a b\"");
    }
}
