use std::fs::{self, File};
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::writer::{Ended, Recording, Writer};
use super::{Begun, LOG, Module, RESULT, RUN, SERIES, compact};
use crate::redact::Redactor;

/// The folder of one run, while the run goes on.
pub struct Folder {
    path: PathBuf,
    /// None once the run has ended.
    writer: Option<Writer>,
    log: File,
}

impl Folder {
    /// Makes the folder `PLAN-TIME` in `place`, which is made too, and begins to write. `modules` is called on the
    /// writer's own thread.
    ///
    /// # Errors
    /// Where the folder or a file in it cannot be made.
    pub fn create(
        place: &Path,
        begun: Begun,
        started: SystemTime,
        redactor: Redactor,
        modules: impl FnOnce() -> Vec<Module> + Send + 'static,
    ) -> Result<Self> {
        fs::create_dir_all(place)?;
        let path = make(place, &format!("{}-{}", slug(&begun.plan), compact(started)), &begun)?;
        let log = File::options().create(true).append(true).open(path.join(LOG))?;
        let writer = Writer::start(&path, begun, redactor, Box::new(modules))?;
        Ok(Self { path, writer: Some(writer), log })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where lines of the log go.
    ///
    /// # Errors
    /// Where the process has too many open files.
    pub fn log(&self) -> Result<File> {
        self.log.try_clone()
    }

    /// What the run hands its seconds to.
    pub fn recording(&self) -> Option<Recording> {
        self.writer.as_ref().map(Writer::recording)
    }

    /// Waits until every second that was handed over is written.
    pub fn end(mut self) -> Option<Ended> {
        self.writer.take().map(Writer::end)
    }
}

impl Drop for Folder {
    /// A run that ended before it measured anything leaves no folder.
    fn drop(&mut self) {
        if let Some(writer) = self.writer.take()
            && writer.end().seconds == 0
        {
            // What is left behind is a folder that says so itself.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// A new folder of this name, with a number behind it where there is one already. It has its name only when `run.json`
/// is in it: a kill leaves no folder that says nothing.
fn make(place: &Path, name: &str, begun: &Begun) -> Result<PathBuf> {
    let hidden = place.join(format!(".{name}-{}", std::process::id()));
    fs::create_dir(&hidden)?;
    replace(&hidden, RUN, &serde_json::to_vec_pretty(begun)?)?;
    let mut number = 1;
    loop {
        let path = place.join(if number == 1 { name.to_owned() } else { format!("{name}-{number}") });
        match fs::rename(&hidden, &path) {
            Ok(()) => return Ok(path),
            Err(error) if matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty) => {
                number += 1
            }
            Err(error) => return Err(error),
        }
    }
}

/// Makes the folder `PLAN-TIME` in `place` for a series of runs, with its document.
///
/// # Errors
/// Where the folder or the document cannot be made.
pub fn create_series(place: &Path, plan: &str, started: SystemTime, document: &[u8]) -> Result<PathBuf> {
    fs::create_dir_all(place)?;
    let name = format!("{}-{}", slug(plan), compact(started));
    for number in 1.. {
        let path = place.join(if number == 1 { name.clone() } else { format!("{name}-{number}") });
        match fs::create_dir(&path) {
            Ok(()) => return replace(&path, SERIES, document).map(|()| path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    unreachable!("there is always a number that is free")
}

/// A plan's name as a part of a file's name.
fn slug(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let text: String = name.chars().take(64).map(plain).collect();
    let text = text.trim_matches(['-', '.']);
    if text.is_empty() { "run".to_owned() } else { text.to_owned() }
}

/// Replaces a file at once: a reader sees the old bytes or the new ones, and so does a kill.
///
/// # Errors
/// Where the file cannot be written.
pub fn replace(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let new = folder.join(format!(".{name}.new"));
    fs::write(&new, bytes)?;
    fs::rename(&new, folder.join(name))
}

/// Removes the oldest results and series of the same plan beside this one, until `keep` are left; nothing where that is 0.
///
/// # Errors
/// Where a folder cannot be read or removed.
pub fn retain(own: &Path, keep: usize) -> Result<()> {
    let (Some(place), Some((prefix, _))) = (own.parent(), own.file_name().and_then(|name| split(name.to_str()?)))
    else {
        return Ok(());
    };
    if keep == 0 {
        return Ok(());
    }
    let entries = fs::read_dir(place)?.collect::<Result<Vec<_>>>()?.into_iter().map(|entry| entry.path());
    let mut same: Vec<PathBuf> = entries
        .filter(|path| {
            let name = path.file_name().and_then(|name| split(name.to_str()?));
            name.is_some_and(|(of, _)| of == prefix)
                && [RESULT, RUN, SERIES].iter().any(|file| path.join(file).is_file())
        })
        .collect();
    same.sort_by_key(|path| path.file_name().and_then(|name| Some(order(split(name.to_str()?)?.1))));
    let surplus = same.len().saturating_sub(keep);
    same.into_iter().take(surplus).filter(|path| path != own).try_for_each(fs::remove_dir_all)
}

/// The newest result of a plan in a place that came to its end and passed.
pub fn latest(place: &Path, plan: &str) -> Option<PathBuf> {
    let prefix = slug(plan);
    let mut known: Vec<((String, u16), PathBuf)> = Vec::new();
    for path in fs::read_dir(place).ok()?.flatten().map(|entry| entry.path()) {
        let name = path.file_name().and_then(|name| split(name.to_str()?));
        if let Some((_, time)) = name.filter(|(of, _)| *of == prefix) {
            known.push((order(time), path.clone()));
        }
    }
    known.sort();
    let passed = |path: &PathBuf| {
        let text = fs::read(path.join(RESULT)).ok()?;
        let document: serde_json::Value = serde_json::from_slice(&text).ok()?;
        (document["summary"]["exit"]["code"] == 0).then_some(())
    };
    known.into_iter().rev().map(|(_, path)| path).find(|path| passed(path).is_some())
}

/// A folder's name as plan and time; none of a folder that is no result.
fn split(name: &str) -> Option<(&str, &str)> {
    let time = name.char_indices().filter(|(_, c)| *c == '-').find_map(|(at, _)| {
        let rest = &name[at + 1..];
        let (stamp, number) = rest.as_bytes().split_at_checked(15)?;
        let shaped =
            stamp.iter().enumerate().all(|(i, byte)| if i == 8 { *byte == b'-' } else { byte.is_ascii_digit() });
        let number = number.is_empty() || rest.get(15..)?.strip_prefix('-')?.parse::<u16>().is_ok();
        (shaped && number).then_some(at)
    })?;
    Some((&name[..time], &name[time + 1..]))
}

/// What folders of one plan are sorted by.
fn order(time: &str) -> (String, u16) {
    let number = time.get(16..).and_then(|number| number.parse().ok()).unwrap_or(1);
    (time[..15].to_owned(), number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_plan_and_a_time() {
        assert_eq!(split("shop-a-20261121-184730"), Some(("shop-a", "20261121-184730")));
        assert_eq!(split("shop-20261121-184730-12"), Some(("shop", "20261121-184730-12")));
        for name in
            ["shop", "shop-2026-11-21", "shop-20261121-18473", "shop-20261121-184730x", "shop-20261121-184730-é"]
        {
            assert_eq!(split(name), None, "{name}");
        }
        assert_eq!([slug("a b/../c"), slug(".."), slug("é")], ["a-b-..-c", "run", "run"]);
    }

    #[test]
    fn the_latest_result_is_the_newest_that_passed() {
        let place = tempfile::tempdir().unwrap();
        let names = [
            ("a-20260101-000000", 0),
            ("a-20260101-000000-10", 0),
            ("a-20260102-000000", 113),
            ("b-20270101-000000", 0),
        ];
        for (name, code) in names {
            fs::create_dir(place.path().join(name)).unwrap();
            let text = format!("{{\"summary\": {{\"exit\": {{\"code\": {code}}}}}}}");
            fs::write(place.path().join(name).join(RESULT), text).unwrap();
        }
        assert_eq!(latest(place.path(), "a"), Some(place.path().join(names[1].0)));
        assert_eq!((latest(place.path(), "c"), latest(&place.path().join("none"), "a")), (None, None));
    }

    #[test]
    fn the_oldest_results_of_the_same_plan_go() {
        let place = tempfile::tempdir().unwrap();
        let names = ["a-20260101-000000", "a-20260101-000000-2", "a-20260101-000000-10", "a-20250101-000000"];
        for name in names.iter().chain(&["a-b-20240101-000000", "a-notes"]) {
            fs::create_dir(place.path().join(name)).unwrap();
            fs::write(place.path().join(name).join(RESULT), "{}").unwrap();
        }
        fs::create_dir(place.path().join("a-20230101-000000")).unwrap();
        retain(&place.path().join(names[2]), 2).unwrap();
        let left = |name: &&str| place.path().join(name).exists();
        assert_eq!(names.iter().copied().filter(left).collect::<Vec<_>>(), [names[1], names[2]]);
        assert!(["a-b-20240101-000000", "a-notes", "a-20230101-000000"].iter().all(left));
    }
}
