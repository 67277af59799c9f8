//! What a runner grants to a bundle. Grants hold for one digest, and each for one thing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use super::{Digest, denied};
use crate::exit::{ExitCode, Failed};
use crate::plan::Permission;

/// What is granted to one bundle.
#[derive(Debug, Clone, Default)]
pub struct Grants(BTreeSet<Permission>);

/// A policy file: what each bundle is granted, by its digest.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Policy {
    #[serde(default)]
    bundle: BTreeMap<Digest, Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// For the reader of the policy.
    #[serde(default, rename = "name")]
    _name: String,
    #[serde(default)]
    grant: Vec<String>,
}

impl Grants {
    /// What flags and a policy file grant to the bundle of this digest. `bound` says whether the command line itself
    /// names the digest, without which flags grant nothing.
    ///
    /// # Errors
    /// All grants that are none, exit code 104.
    pub fn of(flags: &[String], bound: bool, policy: Option<&Path>, digest: &Digest) -> Result<Self> {
        if !flags.is_empty() && !bound {
            let message = format!("--grant holds for one digest: add --digest {digest} once you trust that bundle");
            return Err(Failed::error(ExitCode::Invalid, message));
        }
        let mut texts: Vec<(String, String)> = flags.iter().map(|text| ("--grant".into(), text.clone())).collect();
        if let Some(path) = policy {
            let place = path.display().to_string();
            let granted = read(path)?.bundle.remove(digest).map(|entry| entry.grant).unwrap_or_default();
            texts.extend(granted.into_iter().map(|text| (place.clone(), text)));
        }
        let (mut grants, mut mistakes) = (BTreeSet::new(), String::new());
        for (place, text) in texts {
            match Permission::parse(&text) {
                Ok(permission) => drop(grants.insert(permission)),
                Err(problem) => mistakes += &format!("\n  {place}: {problem}"),
            }
        }
        if mistakes.is_empty() {
            Ok(Self(grants))
        } else {
            Err(Failed::error(ExitCode::Invalid, format!("not every grant can be read{mistakes}")))
        }
    }
}

fn read(path: &Path) -> Result<Policy> {
    let wrong = |problem: String| Failed::error(ExitCode::Invalid, format!("the policy {}: {problem}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    toml::from_str(&text).map_err(|error| wrong(error.to_string().trim_end().to_owned()))
}

/// The permissions of `wants` when all are granted.
///
/// # Errors
/// All that are not, exit code 114, with what to write.
pub fn judge(name: &str, digest: &Digest, wants: BTreeSet<Permission>, grants: &Grants) -> Result<Vec<String>> {
    let (granted, refused): (Vec<_>, Vec<_>) =
        wants.into_iter().partition(|want| grants.0.contains(want) && !want.is_wildcard());
    if refused.is_empty() {
        return Ok(granted.iter().map(ToString::to_string).collect());
    }
    let quoted = |want: &Permission| serde_json::Value::from(want.to_string()).to_string();
    let list: String = refused.iter().map(|want| format!("\n  {want}{}", advice(want))).collect();
    let all: Vec<String> = granted.iter().chain(&refused).filter(|want| !want.is_wildcard()).map(quoted).collect();
    Err(denied(format!(
        "{name} wants what is not granted{list}\nto grant it, write to a policy file and add --policy FILE:\n  \
         [bundle.\"{digest}\"]\n  grant = [{}]",
        all.join(", ")
    )))
}

fn advice(want: &Permission) -> &'static str {
    match want.kind() {
        _ if want.is_wildcard() => " (nobody can: nothing is granted by a wildcard)",
        "data" => " (bring the table by --set data.NAME.file=FILE)",
        _ => "",
    }
}
