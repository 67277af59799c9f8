//! Compiled journeys, kept from one run to the next. What is loaded is machine code, so an entry is believed only when
//! it carries a MAC made with a key that lies outside the folder; any other is compiled again.

use std::hash::{Hash, Hasher};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

use super::program::plain;

const MAC_BYTES: usize = 32;
/// What all entries together may take; over it the oldest go. One in Python has 45 MB.
const MOST_BYTES: u64 = 1 << 30;

/// A folder of compiled components and the key that vouches for them. Without either everything is compiled.
pub(crate) struct Cache {
    place: Option<(PathBuf, [u8; 32])>,
}

impl Cache {
    /// The user's own: `$XDG_CACHE_HOME/throng`, with the key in `$XDG_STATE_HOME/throng`. `THRONG_CACHE=off` is none.
    pub(crate) fn of_user() -> Self {
        if std::env::var_os("THRONG_CACHE").is_some_and(|value| value == "off") {
            return Self { place: None };
        }
        let place = |variable: &str, below_home: &str| {
            let base = std::env::var_os(variable).filter(|v| !v.is_empty()).map(PathBuf::from);
            base.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(below_home))).map(|b| b.join("throng"))
        };
        match (place("XDG_CACHE_HOME", ".cache"), place("XDG_STATE_HOME", ".local/state")) {
            (Some(entries), Some(keys)) => Self::at(entries.join("compiled"), &keys.join("cache.key")),
            _ => Self { place: None },
        }
    }

    /// Entries here, vouched for by the key there; both are made when they are missing.
    pub(crate) fn at(entries: PathBuf, key: &Path) -> Self {
        let make = |folder: &Path| std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        let ready = make(&entries).is_ok() && key.parent().is_some_and(|folder| make(folder).is_ok());
        let key = ready.then(|| read_or_make_key(key).ok()).flatten();
        Self { place: key.map(|key| (entries, key)) }
    }

    /// The compiled component: from the folder when its entry verifies, else compiled now and kept.
    pub(crate) fn component(&self, engine: &Engine, bytes: &[u8]) -> Result<Component> {
        let Some((folder, key)) = &self.place else { return Component::new(engine, bytes).map_err(plain) };
        let name = entry_name(engine, bytes);
        let file = folder.join(&name);
        if let Some(code) = read_verified(&file, key, &name)
            && let Some(component) = deserialize(engine, &code)
        {
            return Ok(component);
        }
        let component = Component::new(engine, bytes).map_err(plain)?;
        // A cache that cannot be written costs time, not the run.
        let _ = component.serialize().map_err(plain).and_then(|code| write(&file, key, &name, &code));
        prune(folder, MOST_BYTES);
        Ok(component)
    }
}

#[expect(unsafe_code, reason = "the one place that loads machine code: its MAC has been verified")]
fn deserialize(engine: &Engine, code: &[u8]) -> Option<Component> {
    // SAFETY: the bytes came from `Component::serialize` in a process of this user, by the MAC over them, whose key no
    // one else can read; wasmtime itself checks version and configuration.
    unsafe { Component::deserialize(engine, code) }.ok()
}

/// Content and compiler settings, so that nothing stale is ever found.
fn entry_name(engine: &Engine, bytes: &[u8]) -> String {
    struct Feed(Sha256);
    impl Hasher for Feed {
        fn finish(&self) -> u64 {
            0
        }
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
    }
    let mut feed = Feed(Sha256::new_with_prefix(bytes));
    engine.precompile_compatibility_hash().hash(&mut feed);
    feed.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn mac(key: &[u8; 32], name: &str, code: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(name.as_bytes());
    mac.update(code);
    mac
}

fn read_verified(file: &Path, key: &[u8; 32], name: &str) -> Option<Vec<u8>> {
    let mut entry = std::fs::read(file).ok()?;
    let code_len = entry.len().checked_sub(MAC_BYTES)?;
    mac(key, name, &entry[..code_len]).verify_slice(&entry[code_len..]).ok()?;
    entry.truncate(code_len);
    Some(entry)
}

fn write(file: &Path, key: &[u8; 32], name: &str, code: &[u8]) -> Result<()> {
    // Under a name of its own first: another process may be reading.
    let fresh = file.with_extension(std::process::id().to_string());
    let mut out = private().create(true).truncate(true).open(&fresh)?;
    out.write_all(code)?;
    out.write_all(&mac(key, name, code).finalize().into_bytes())?;
    Ok(std::fs::rename(&fresh, file)?)
}

/// Removes the entries that were not written for longest, until the rest takes no more. What cannot be removed stays.
fn prune(folder: &Path, most: u64) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries: Vec<_> = entries
        .filter_map(|entry| {
            let facts = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            Some((facts.modified().ok()?, facts.len(), entry.path()))
        })
        .collect();
    entries.sort();
    let mut all: u64 = entries.iter().map(|(_, size, _)| size).sum();
    for (_, size, path) in entries {
        if all <= most {
            break;
        }
        all -= size;
        // Another process may have been first.
        let _ = std::fs::remove_file(path);
    }
}

fn read_or_make_key(file: &Path) -> Result<[u8; 32]> {
    if let Ok(key) = std::fs::read(file) {
        return key.try_into().ok().context("the key is not 32 bytes");
    }
    let key: [u8; 32] = rand::random();
    match private().create_new(true).open(file) {
        Ok(mut out) => {
            out.write_all(&key)?;
            Ok(key)
        }
        // Another process was faster.
        Err(_) => std::fs::read(file)?.try_into().ok().context("the key is not 32 bytes"),
    }
}

fn private() -> std::fs::OpenOptions {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn only_entry(folder: &Path) -> PathBuf {
        let mut entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
        let entry = entries.next().expect("one entry");
        assert!(entries.next().is_none());
        entry
    }

    #[test]
    fn an_entry_that_does_not_verify_is_compiled_again() {
        let place = tempfile::tempdir().unwrap();
        let (entries, key) = (place.path().join("entries"), place.path().join("keys/key"));
        let engine = Engine::default();
        let bytes = wat::parse_str("(component)").unwrap();
        let cache = Cache::at(entries.clone(), &key);
        cache.component(&engine, &bytes).unwrap();
        let entry = only_entry(&entries);
        let good = std::fs::read(&entry).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&entries), mode(&entry), mode(&key)), (0o700, 0o600, 0o600));
        let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
        let (_, secret) = cache.place.as_ref().unwrap();
        assert!(read_verified(&entry, secret, &name).is_some());

        // One bit of the code, a cut, another entry's name, another key: none is loaded.
        let mut bad = good.clone();
        bad[good.len() / 2] ^= 1;
        std::fs::write(&entry, &bad).unwrap();
        assert!(read_verified(&entry, secret, &name).is_none());
        cache.component(&engine, &bytes).unwrap();
        assert_eq!(std::fs::read(&entry).unwrap().len(), good.len());
        assert!(read_verified(&entry, secret, &name).is_some(), "compiled again and kept");
        std::fs::write(&entry, &good[..MAC_BYTES - 1]).unwrap();
        assert!(read_verified(&entry, secret, &name).is_none());
        std::fs::write(&entry, &good).unwrap();
        assert!(read_verified(&entry, secret, "another").is_none());
        assert!(read_verified(&entry, &[0; 32], &name).is_none());
    }

    #[test]
    fn the_oldest_entries_make_room() {
        let place = tempfile::tempdir().unwrap();
        for (name, size, age) in [("old", 10, 30), ("older", 10, 40), ("new", 10, 20)] {
            let file = std::fs::File::create(place.path().join(name)).unwrap();
            file.set_len(size).unwrap();
            let written = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000 - age);
            file.set_modified(written).unwrap();
        }
        let left = || {
            let entries = std::fs::read_dir(place.path()).unwrap();
            let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        prune(place.path(), 30);
        assert_eq!(left(), ["new", "old", "older"]);
        prune(place.path(), 29);
        assert_eq!(left(), ["new", "old"]);
        prune(place.path(), 5);
        assert!(left().is_empty());
    }
}
