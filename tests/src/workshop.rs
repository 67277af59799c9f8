//! A folder in which bundles are made, changed and run.

use std::path::{Path, PathBuf};

use crate::engine::{Engine, Run};

/// The folder; it goes with the value.
pub struct Workshop(tempfile::TempDir);

impl Default for Workshop {
    fn default() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }
}

impl Workshop {
    /// A folder with these files.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let workshop = Self::default();
        files.iter().for_each(|(name, content)| drop(workshop.file(name, content)));
        workshop
    }

    /// Writes a file, and the folders above it.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it is below the folder")).expect("the folder is ours");
        std::fs::write(&path, content).expect("the folder is ours");
        path
    }

    /// The bytes of a file.
    ///
    /// # Panics
    /// Where there is none.
    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Where a file is.
    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().expect("temporary folders have plain names").to_owned()
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// The engine to be, started in the folder; arguments that name files are as a user of that folder types them.
    pub fn engine<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Engine {
        Engine::bare().inside(self.0.path()).args(arguments)
    }

    /// Runs the engine in the folder.
    pub fn throng<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Run {
        self.engine(arguments).run_plainly()
    }

    /// Bundles a plan and gives the digest.
    ///
    /// # Panics
    /// Where that fails.
    pub fn bundle(&self, plan: &str, output: &str) -> String {
        let run = self.throng(["bundle", plan, "-o", output]);
        assert_eq!(run.exit(), 0, "{}", run.text());
        let digest = run.stdout.lines().find_map(|line| line.strip_prefix("digest")).expect("it is said");
        digest.trim().to_owned()
    }

    /// A policy file that grants a bundle these permissions.
    pub fn policy(&self, name: &str, digest: &str, granted: &[&str]) -> PathBuf {
        let granted = serde_json::json!(granted);
        self.file(name, format!("[bundle.\"{digest}\"]\ngrant = {granted}\n"))
    }
}
