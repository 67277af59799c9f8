//! Journeys as projects of their language, and the components that were built of them and recorded.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::guest::root;
use crate::language::{Language, language};

/// A journey whose component is kept in `tests/components`, for machines without the language's tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What it is written in.
    pub language: Language,
    /// What its component is called.
    pub name: String,
    folder: PathBuf,
}

/// What tools leave behind, and what is no part of a project.
const LEFT_OUT: [&str; 5] = ["target", "node_modules", ".venv", "__pycache__", "template"];

/// The example in Python whose library is written in Rust.
pub fn members() -> Recorded {
    Recorded::new(language("python"), "members-python", "guest-examples/members-python")
}

/// The shop's customers in the languages that have them besides Rust; their components are not kept.
pub fn shops() -> [Recorded; 2] {
    ["javascript", "python"].map(|name| {
        let journey = format!("shop-{name}");
        Recorded::new(language(name), &journey, &format!("guest-examples/{journey}"))
    })
}

/// gRPC in JavaScript.
pub fn grpc() -> Recorded {
    Recorded::new(language("javascript"), "grpc-javascript", "guest-examples/grpc-javascript")
}

/// The journey beyond request and response (sockets, streams, pages, webhooks, jobs), in the languages that have it besides
/// Rust.
pub fn parts() -> [Recorded; 2] {
    ["javascript", "python"].map(|name| {
        let journey = format!("parts-{name}");
        Recorded::new(language(name), &journey, &format!("guest-examples/{journey}"))
    })
}

impl Recorded {
    /// The journey in this folder of the repository, under this name.
    pub(crate) fn new(language: Language, name: &str, folder: &str) -> Self {
        Self { language, name: name.to_owned(), folder: root().join(folder) }
    }

    /// Where its component is kept, compressed.
    pub fn component(&self) -> PathBuf {
        root().join("tests/components").join(format!("{}.wasm.zst", self.name))
    }

    /// Where the digest of its sources is kept.
    pub fn component_source(&self) -> PathBuf {
        root().join("tests/components").join(format!("{}.source", self.name))
    }

    /// The recorded component.
    ///
    /// # Panics
    /// Where its sources changed since, and where there is none.
    pub fn bytes(&self) -> Vec<u8> {
        let again = format!("run `cargo xtask components {}`", self.language.name);
        assert!(self.is_current(), "{} changed since its component was recorded: {again}", self.name);
        let packed = std::fs::read(self.component()).unwrap_or_else(|error| panic!("{error}: {again}"));
        zstd::decode_all(&packed[..]).expect("it was compressed by a test of ours")
    }

    /// Whether the component is that of the sources as they are.
    ///
    /// # Panics
    /// Where a source cannot be read.
    pub fn is_current(&self) -> bool {
        std::fs::read_to_string(self.component_source()).is_ok_and(|recorded| recorded.trim() == self.source())
    }

    /// The files of the project, by their names in it.
    fn files(&self) -> Vec<(String, PathBuf)> {
        let mut files = Vec::new();
        for (from, to) in self.language.sdk {
            collect(&root().join(from), to, &mut files);
        }
        let template = root().join("sdk").join(self.language.name).join("template");
        files.extend(self.language.template.iter().map(|name| ((*name).to_owned(), template.join(name))));
        collect(&self.folder, "", &mut files);
        files.retain(|(name, _)| name != "throng/go.mod");
        files.sort();
        files.dedup_by(|later, first| later.0 == first.0);
        files
    }

    /// Makes the project in this folder; what the language's template has is the template's.
    ///
    /// # Panics
    /// Where a file cannot be copied.
    pub fn project(&self, folder: &Path) {
        for (name, from) in self.files() {
            let to = folder.join(&name);
            std::fs::create_dir_all(to.parent().expect("a file is in a folder")).expect("the folder is ours");
            let content = std::fs::read(&from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
            let text = String::from_utf8(content).map(|text| text.replace("{{name}}", "conformance").into_bytes());
            std::fs::write(to, text.unwrap_or_else(|error| error.into_bytes())).expect("the folder is ours");
        }
    }

    /// The digest of all that the component is built of.
    ///
    /// # Panics
    /// Where a file cannot be read.
    pub fn source(&self) -> String {
        let mut all = Sha256::new();
        for (name, from) in self.files() {
            let content = std::fs::read(&from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
            all.update(format!("{name}\n{}\n", content.len()));
            all.update(content);
        }
        all.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn collect(folder: &Path, to: &str, files: &mut Vec<(String, PathBuf)>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("it can be listed").path();
        let name = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let below = if to.is_empty() { name } else { format!("{to}/{name}") };
        if path.is_dir() { collect(&path, &below, files) } else { files.push((below, path)) }
    }
}
