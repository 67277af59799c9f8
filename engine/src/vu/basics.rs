//! What a journey may ask for before there is a user: the plan's values and files.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use bytes::Bytes;

use crate::log::Log;
use crate::plan::Plan;

/// The plan, its files (read once, when the run is made) and the log.
pub(crate) struct Basics {
    pub(crate) plan: Arc<Plan>,
    pub(crate) files: HashMap<String, (String, Bytes)>,
    pub(crate) log: Log,
}

impl Basics {
    /// Reads the plan's files; an error names the file.
    pub(crate) fn new(plan: Arc<Plan>, log: Log) -> Result<Self> {
        let read = |(name, path): (&String, &std::path::PathBuf)| {
            let bytes = plan
                .source
                .read(path)
                .with_context(|| format!("cannot read the file `{name}` of the plan ({})", path.display()))?;
            Ok((name.clone(), (path.display().to_string(), bytes)))
        };
        let files = plan.files.iter().map(read).collect::<Result<_>>()?;
        Ok(Self { plan, files, log })
    }

    /// Path and bytes of a file of the plan; the error says which there are.
    pub(crate) fn file(&self, function: &str, name: &str) -> wasmtime::Result<(String, Bytes)> {
        self.files.get(name).cloned().ok_or_else(|| {
            let known = self.plan.files.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            super::outcome::mistake(format!("{function}: the plan has no file `{name}`; it has {}", or_none(&known)))
        })
    }
}

/// A list for a message.
pub(crate) fn or_none(list: &str) -> &str {
    if list.is_empty() { "none" } else { list }
}
