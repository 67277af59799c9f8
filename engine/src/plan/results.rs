//! Where the results of runs go.

use std::path::PathBuf;

/// The section `results`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// Where each run makes a folder of its own.
    pub folder: PathBuf,
    /// Whether a run leaves a result.
    pub write: bool,
    /// So many of one plan are kept; 0 = all.
    pub keep: usize,
}

impl Default for Results {
    fn default() -> Self {
        Self { folder: PathBuf::from("reports"), write: true, keep: 0 }
    }
}

impl Results {
    /// Whether somebody chose the folder: then it must be possible to write there.
    pub fn is_chosen(&self) -> bool {
        self.folder != Self::default().folder
    }
}
