//! The conformance journey as a project of each language, and the components that were built of it and recorded.

use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

use crate::guest::root;

/// A language, and what its project is made of besides `tests/guests/conformance/NAME`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// As `throng new --lang` has it.
    pub name: &'static str,
    /// Folders of the repository, and where they go in a project.
    sdk: &'static [(&'static str, &'static str)],
    /// Files of the language's template that a project cannot be built without.
    template: &'static [&'static str],
    /// Whether its component is kept in `tests/components`; Rust's is built by the tests.
    pub recorded: bool,
    /// Whether two builds of one source give the same bytes.
    pub reproducible: bool,
}

const WIT: (&str, &str) = ("wit", "throng/wit");

/// Every language that is built; WebAssembly text is not.
pub const BUILT: [Language; 7] = [
    Language {
        name: "rust",
        sdk: &[("sdk/rust", "throng/sdk/rust"), WIT],
        template: &["rust-toolchain.toml", "Cargo.toml", "Cargo.lock"],
        recorded: false,
        reproducible: true,
    },
    Language { name: "c", sdk: &[("sdk/c", "throng")], template: &[], recorded: true, reproducible: true },
    Language {
        name: "assemblyscript",
        sdk: &[("sdk/assemblyscript", "throng")],
        template: &["package.json", "package-lock.json"],
        recorded: true,
        reproducible: true,
    },
    Language {
        name: "javascript",
        sdk: &[("sdk/javascript", "throng"), WIT],
        template: &["package.json", "package-lock.json"],
        recorded: true,
        reproducible: false,
    },
    Language {
        name: "typescript",
        sdk: &[("sdk/javascript", "throng"), WIT],
        template: &["package.json", "package-lock.json"],
        recorded: true,
        reproducible: false,
    },
    Language {
        name: "python",
        sdk: &[("sdk/python/throng", "throng"), WIT],
        template: &["requirements.txt"],
        recorded: true,
        reproducible: false,
    },
    Language { name: "go", sdk: &[("sdk/go", "throng")], template: &[], recorded: true, reproducible: true },
];

/// The languages that the variable `LANGUAGES` names (`c,go`), for work on some; all without it.
pub fn chosen() -> impl Iterator<Item = Language> {
    let names = std::env::var("LANGUAGES").unwrap_or_default();
    BUILT.into_iter().filter(move |language| names.is_empty() || names.split(',').any(|name| name == language.name))
}

/// What tools leave behind, and what is no part of a project.
const LEFT_OUT: [&str; 5] = ["target", "node_modules", ".venv", "__pycache__", "template"];

impl Language {
    /// The recorded component, compressed.
    pub fn component(self) -> PathBuf {
        root().join("tests/components").join(self.name).with_extension("wasm.zst")
    }

    /// The digest of what it was built of, in the file beside it.
    pub fn component_source(self) -> PathBuf {
        root().join("tests/components").join(self.name).with_extension("source")
    }

    /// The files of the project, by their names in it.
    fn files(self) -> Vec<(String, PathBuf)> {
        let mut files = Vec::new();
        for (from, to) in self.sdk {
            collect(&root().join(from), to, &mut files);
        }
        let template = root().join("sdk").join(self.name).join("template");
        files.extend(self.template.iter().map(|name| ((*name).to_owned(), template.join(name))));
        collect(&root().join("tests/guests/conformance").join(self.name), "", &mut files);
        files.retain(|(name, _)| name != "throng/go.mod");
        files.sort();
        files.dedup_by(|later, first| later.0 == first.0);
        files
    }

    /// Makes the project in this folder; what the language's template has is the template's.
    ///
    /// # Panics
    /// Where a file cannot be copied.
    pub fn project(self, folder: &Path) {
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
    pub fn source(self) -> String {
        let mut all = Sha256::new();
        for (name, from) in self.files() {
            let content = std::fs::read(&from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
            all.update(format!("{name}\n{}\n", content.len()));
            all.update(content);
        }
        all.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Installs what the project itself must hold, from the lists of exact versions in it; false where it cannot be.
    pub fn install(self, folder: &Path) -> bool {
        let commands: &[&[&str]] = match self.name {
            "javascript" | "typescript" | "assemblyscript" => &[&["npm", "ci", "--no-audit", "--no-fund"]],
            "python" => {
                &[&["python3", "-m", "venv", ".venv"], &[".venv/bin/pip", "install", "-q", "-r", "requirements.txt"]]
            }
            _ => &[],
        };
        commands.iter().all(|words| {
            let program = if words[0].contains('/') { folder.join(words[0]) } else { words[0].into() };
            Command::new(program).args(&words[1..]).current_dir(folder).status().is_ok_and(|status| status.success())
        })
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
