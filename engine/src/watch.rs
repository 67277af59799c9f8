//! Which files of a project changed, and when.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

/// A save is over when nothing has changed for so long: editors write in several steps.
const QUIET: Duration = Duration::from_millis(15);
/// Folders that are made, not written.
const MADE: [&str; 4] = ["target", "node_modules", "build", "dist"];
/// Files that a person writes while a build may be under way: no build makes them.
const SOURCES: [&str; 11] = ["rs", "js", "ts", "py", "c", "h", "cpp", "zig", "go", "wat", "toml"];
/// Folders that are watched at most.
const FOLDERS: usize = 2_000;

type Files = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// Waits for changes below a folder, and of some files elsewhere.
pub struct Watch {
    folder: PathBuf,
    files: Vec<PathBuf>,
    events: Receiver<()>,
    watcher: RecommendedWatcher,
    known: Files,
}

impl Watch {
    /// Everything below this folder but hidden and made folders, and these files. An error says what cannot be watched.
    pub fn new(folder: &Path) -> Result<Self> {
        let folder = &whole(folder);
        let (send, events) = channel();
        let changed = move |event: notify::Result<notify::Event>| {
            let read = matches!(&event, Ok(event) if matches!(event.kind, EventKind::Access(kind) if !closes(kind)));
            if !read {
                // Nobody listens any more: then nobody needs it.
                let _ = send.send(());
            }
        };
        let mut watcher = notify::recommended_watcher(changed).context("files cannot be watched on this machine")?;
        for folder in folders(folder) {
            let watched = watcher.watch(&folder, RecursiveMode::NonRecursive);
            watched.with_context(|| format!("cannot watch {}", folder.display()))?;
        }
        let mut watch = Self { folder: folder.to_owned(), files: Vec::new(), events, watcher, known: Files::new() };
        watch.know();
        Ok(watch)
    }

    /// This file too, wherever it is; one that is missing is seen when it comes.
    pub fn add(&mut self, file: &Path) {
        let file = &whole(file);
        if self.files.contains(file) {
            return;
        }
        if let Some(folder) = file.parent().filter(|folder| folder.is_dir()) {
            // What cannot be watched is seen with the next change of something else.
            let _ = self.watcher.watch(folder, RecursiveMode::NonRecursive);
        }
        self.files.push(file.to_owned());
        self.known.extend(state(file).map(|state| (file.to_owned(), state)));
    }

    /// A build has ended: what it made is no change, what was written meanwhile is.
    pub fn built(&mut self) {
        let before = std::mem::take(&mut self.known);
        self.know();
        for file in difference(&before, &self.known).iter().filter(|file| is_source(file)) {
            match before.get(file) {
                Some(state) => self.known.insert(file.clone(), *state),
                None => self.known.remove(file),
            };
        }
    }

    /// The folder that is watched.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Waits until something has changed; gives the files, sorted.
    pub fn wait(&mut self) -> Result<Vec<PathBuf>> {
        loop {
            self.events.recv().context("the watch on the files has ended")?;
            while self.events.recv_timeout(QUIET).is_ok() {}
            let before = std::mem::take(&mut self.known);
            self.know();
            let changed = difference(&before, &self.known);
            if !changed.is_empty() {
                return Ok(changed);
            }
        }
    }

    fn know(&mut self) {
        let below = folders(&self.folder).into_iter().flat_map(|folder| entries(&folder)).filter(|path| path.is_file());
        let all = below.chain(self.files.iter().cloned());
        self.known = all.filter_map(|file| state(&file).map(|state| (file, state))).collect();
    }
}

/// One name for each file: what is watched by two names would be seen twice.
fn whole(path: &Path) -> PathBuf {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (std::fs::canonicalize(path), std::fs::canonicalize(parent), path.file_name()) {
        (Ok(whole), ..) if whole.is_dir() => whole,
        // The name stays, also where it is a link.
        (_, Ok(parent), Some(name)) => parent.join(name),
        _ => path.to_owned(),
    }
}

fn is_source(file: &Path) -> bool {
    file.extension().and_then(|extension| extension.to_str()).is_some_and(|extension| SOURCES.contains(&extension))
}

fn closes(kind: notify::event::AccessKind) -> bool {
    kind == notify::event::AccessKind::Close(notify::event::AccessMode::Write)
}

fn state(file: &Path) -> Option<(u64, Option<SystemTime>)> {
    let facts = std::fs::metadata(file).ok()?;
    Some((facts.len(), facts.modified().ok()))
}

fn difference(before: &Files, after: &Files) -> Vec<PathBuf> {
    let gone = before.keys().filter(|file| !after.contains_key(*file));
    let mut changed: Vec<PathBuf> = after
        .iter()
        .filter(|(file, state)| before.get(*file) != Some(state))
        .map(|(file, _)| file)
        .chain(gone)
        .cloned()
        .collect();
    changed.sort();
    changed
}

/// The folder and those below it that are written by hand.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut all = vec![folder.to_owned()];
    let mut next = 0;
    while next < all.len() && all.len() < FOLDERS {
        let below = entries(&all[next]).into_iter().filter(|path| path.is_dir() && !path.is_symlink() && by_hand(path));
        all.extend(below);
        next += 1;
    }
    all
}

fn by_hand(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && !MADE.contains(&&*name)
}

/// What is in a folder; one that cannot be read has nothing.
fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_seen_and_what_is_made_is_not() {
        let place = tempfile::tempdir().unwrap();
        let root = &place.path().canonicalize().unwrap();
        for folder in ["src", "target", ".git"] {
            std::fs::create_dir(root.join(folder)).unwrap();
        }
        std::fs::write(root.join("throng.toml"), "a").unwrap();
        let mut watch = Watch::new(root).unwrap();
        watch.add(&root.join("target/journey.wasm"));
        // Neither of these is anything to do.
        std::fs::write(root.join("target/else.o"), "x").unwrap();
        std::fs::write(root.join(".git/index"), "x").unwrap();
        std::fs::read(root.join("throng.toml")).unwrap();
        std::fs::write(root.join("src/lib.rs"), "b").unwrap();
        assert_eq!(watch.wait().unwrap(), [root.join("src/lib.rs")]);
        std::fs::write(root.join("target/journey.wasm"), "made").unwrap();
        std::fs::write(root.join("src/journey.lock"), "made too").unwrap();
        std::fs::write(root.join("src/lib.rs"), "saved meanwhile").unwrap();
        watch.built();
        std::fs::remove_file(root.join("throng.toml")).unwrap();
        assert_eq!(watch.wait().unwrap(), [root.join("src/lib.rs"), root.join("throng.toml")]);
        std::fs::write(root.join("target/journey.wasm"), "built by hand").unwrap();
        assert_eq!(watch.wait().unwrap(), [root.join("target/journey.wasm")]);
    }
}
