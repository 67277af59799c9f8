//! What a run is held against.

use std::path::PathBuf;

/// The section `baseline`.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// Which result.
    pub result: Reference,
    /// A change by this share of the baseline or less is never a regression.
    pub min_effect: f64,
}

/// How a result is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// Its folder.
    Folder(PathBuf),
    /// The newest one of the same plan in this folder that passed.
    Latest(PathBuf),
}
