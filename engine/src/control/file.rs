use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// How a run is found by `throng ctl`: a file that only its user can read.
#[derive(Clone, Serialize, Deserialize)]
pub struct Found {
    /// The process.
    pub pid: u32,
    /// Base URL.
    pub url: String,
    /// What a call bears.
    pub token: String,
    /// The plan's name.
    pub plan: String,
}

/// The file of this run; it goes when it is dropped.
pub(super) struct File(PathBuf);

impl File {
    /// Writes it.
    ///
    /// # Errors
    /// Which file cannot be written.
    pub(super) fn write(found: &Found) -> Result<Self, String> {
        let folder = folder().ok_or("neither XDG_RUNTIME_DIR nor HOME is set: there is no place for the token")?;
        Self::write_in(&folder, found)
    }

    fn write_in(folder: &Path, found: &Found) -> Result<Self, String> {
        let path = folder.join(format!("run-{}.json", found.pid));
        let named = |error: std::io::Error| format!("{} cannot be written: {error}", path.display());
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(named)?;
        // What a killed run left has the rights that it has.
        let _ = std::fs::remove_file(&path);
        let bytes = serde_json::to_vec(found).map_err(|error| named(error.into()))?;
        let file = std::fs::File::options().write(true).create_new(true).mode(0o600).open(&path);
        file.and_then(|mut file| file.write_all(&bytes)).map_err(named)?;
        Ok(Self(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // Whoever finds it later sees that its process is gone.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// `$XDG_RUNTIME_DIR/throng`, else the user's cache folder.
fn folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = || variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
    variable("XDG_RUNTIME_DIR").or_else(cache).map(|folder| folder.join("throng"))
}

/// The runs of this user that can be led now.
pub fn find() -> Vec<Found> {
    folder().map_or_else(Vec::new, |folder| find_in(&folder))
}

fn find_in(folder: &Path) -> Vec<Found> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let runs = entries.filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("run-") && name.ends_with(".json")
    });
    let read = runs.filter_map(|path| {
        let found: Found = serde_json::from_slice(&std::fs::read(&path).ok()?).ok()?;
        if is_alive(found.pid) {
            return Some(found);
        }
        // A killed run's: nobody needs it.
        let _ = std::fs::remove_file(&path);
        None
    });
    let mut found: Vec<Found> = read.collect();
    found.sort_by_key(|found| found.pid);
    found
}

fn is_alive(pid: u32) -> bool {
    Path::new("/proc").join(pid.to_string()).exists()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn the_file_is_its_users_alone_and_goes_with_the_run() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("throng");
        let of = |pid| Found { pid, url: "http://127.0.0.1:1/".into(), token: "t".into(), plan: "p".into() };
        let own = File::write_in(&folder, &of(std::process::id())).unwrap();
        let gone = File::write_in(&folder, &of(u32::MAX)).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(own.path())), (0o700, 0o600));
        let pids: Vec<u32> = find_in(&folder).iter().map(|found| found.pid).collect();
        assert_eq!((pids, gone.path().exists()), (vec![std::process::id()], false));
        let path = own.path().to_owned();
        drop(own);
        assert!(!path.exists() && find_in(&folder).is_empty());
    }
}
