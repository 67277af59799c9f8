use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::ANNOTATIONS;
use crate::clock::{self, Instant};

/// Something that was said of a run, or done to it, while it went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// From the start of the run, ms.
    pub at_ms: u64,
    /// `note`, `pause`, `resume`, `scale` or `stop`.
    pub kind: String,
    /// In words.
    pub text: String,
}

/// So many annotations are kept of a run.
const MOST_ANNOTATIONS: usize = 10_000;

/// The annotations of a run that goes on. Cloning gives another handle.
#[derive(Debug, Clone)]
pub struct Annotations(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    began: Instant,
    folder: Option<PathBuf>,
    all: Mutex<Vec<Annotation>>,
}

impl Annotations {
    /// None yet, of a run that begins now. With a folder each is written there at once.
    pub fn begin(folder: Option<&Path>) -> Self {
        let folder = folder.map(Path::to_owned);
        Self(Arc::new(Inner { began: clock::now(), folder, all: Mutex::default() }))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Annotation>> {
        self.0.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds one of now.
    ///
    /// # Errors
    /// Where there are too many, or the file cannot be written.
    pub fn add(&self, kind: &str, text: &str) -> Result<Annotation, String> {
        let at_ms = clock::now().saturating_duration_since(self.0.began).as_millis() as u64;
        let annotation = Annotation { at_ms, kind: kind.to_owned(), text: text.to_owned() };
        let mut all = self.lock();
        if all.len() >= MOST_ANNOTATIONS {
            return Err(format!("a run has {MOST_ANNOTATIONS} annotations at most"));
        }
        if let Some(folder) = &self.0.folder {
            append(&folder.join(ANNOTATIONS), &annotation)
                .map_err(|error| format!("the annotation cannot be written: {error}"))?;
        }
        all.push(annotation.clone());
        Ok(annotation)
    }

    /// All so far.
    pub fn all(&self) -> Vec<Annotation> {
        self.lock().clone()
    }
}

fn append(path: &Path, annotation: &Annotation) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(annotation)?;
    line.push(b'\n');
    File::options().create(true).append(true).open(path)?.write_all(&line)
}

/// The annotations of a folder; a line that was cut by a kill is left out.
pub fn annotations(folder: &Path) -> Vec<Annotation> {
    let Ok(file) = File::open(folder.join(ANNOTATIONS)) else { return Vec::new() };
    let lines = BufReader::new(file).lines().map_while(Result::ok);
    lines.filter_map(|line| serde_json::from_str(&line).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_read_again_up_to_the_cut_of_a_kill() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(annotations(folder.path()), []);
        let kept = Annotations::begin(Some(folder.path()));
        let (one, two) = (kept.add("note", "deploy\n2").unwrap(), kept.add("pause", "paused").unwrap());
        assert_eq!(kept.all(), [one.clone(), two]);
        let path = folder.path().join(ANNOTATIONS);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();
        assert_eq!(annotations(folder.path()), [one]);
    }
}
