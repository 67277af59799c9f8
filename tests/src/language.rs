//! Languages that are built by tools of their own, and how the tests make projects of them.

use std::path::Path;
use std::process::Command;

use crate::recorded::Recorded;

/// A language, and what its project is made of besides the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// As `throng new --lang` has it.
    pub name: &'static str,
    /// Folders of the repository, and where they go in a project.
    pub(crate) sdk: &'static [(&'static str, &'static str)],
    /// Files of the language's template that a project cannot be built without.
    pub(crate) template: &'static [&'static str],
    /// Whether its components are kept in `tests/components`; Rust's are built by the tests.
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

/// The language of this name.
///
/// # Panics
/// Where there is none.
pub fn language(name: &str) -> Language {
    BUILT.into_iter().find(|language| language.name == name).unwrap_or_else(|| panic!("no language is called {name}"))
}

impl Language {
    /// The conformance journey.
    pub fn conformance(self) -> Recorded {
        Recorded::new(self, self.name, &format!("tests/guests/conformance/{}", self.name))
    }

    /// The journey that adds to tagged series in each iteration.
    pub fn handles(self) -> Recorded {
        Recorded::new(self, &format!("handles-{}", self.name), &format!("tests/guests/handles/{}", self.name))
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
