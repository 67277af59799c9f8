//! The languages of journeys: what a new project of each looks like, and which tool builds it.
//!
//! Building a journey is trusting it: its tool runs code of the project. Running one is not, and never builds anything.

mod assemblyscript;
mod c;
mod go;
mod javascript;
mod project;
mod python;
mod rust;
mod tool;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

pub use project::create;

use crate::exit::{ExitCode, Failed};
use crate::vu::Script;

/// A project's own imports, where it has any.
const OWN: &str = "wit";
/// The file that a build makes, in the project's folder.
pub const OUTPUT: &str = "journey.wasm";

/// A language that has an SDK here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Language {
    /// Rust, for wasm32-wasip2.
    Rust,
    /// JavaScript, by componentize-qjs.
    #[value(name = "javascript", alias = "js")]
    JavaScript,
    /// TypeScript, by componentize-qjs.
    #[value(name = "typescript", alias = "ts")]
    TypeScript,
    /// Python, by componentize-py.
    #[value(alias = "py")]
    Python,
    /// C, by clang and wasi-libc.
    C,
    /// AssemblyScript, by asc.
    #[value(name = "assemblyscript", alias = "as")]
    AssemblyScript,
    /// Go, by its own compiler; experimental.
    Go,
    /// WebAssembly text, by the engine itself.
    Wat,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 8] = [
        Self::Rust,
        Self::JavaScript,
        Self::TypeScript,
        Self::Python,
        Self::C,
        Self::AssemblyScript,
        Self::Go,
        Self::Wat,
    ];

    /// Its name in commands and in the folders of `sdk/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::JavaScript => "javascript",
            Self::TypeScript => "typescript",
            Self::Python => "python",
            Self::C => "c",
            Self::AssemblyScript => "assemblyscript",
            Self::Go => "go",
            Self::Wat => "wat",
        }
    }

    /// Files that a project of this language has, and no other has all of.
    fn marks(self) -> &'static [&'static str] {
        match self {
            Self::Rust => &["Cargo.toml"],
            Self::JavaScript => &["throng/build.mjs", "journey.js"],
            Self::TypeScript => &["throng/build.mjs", "journey.ts"],
            Self::Python => &["throng/entry.py", "journey.py"],
            Self::C => &["throng/throng.h", "journey.c"],
            Self::AssemblyScript => &["throng/exports.ts", "journey.ts"],
            Self::Go => &["go.mod"],
            Self::Wat => &["journey.wat"],
        }
    }

    /// What installs the tools that its projects need, for a person and for a CI file.
    pub fn install(self) -> &'static str {
        match self {
            Self::Rust => rust::INSTALL,
            Self::JavaScript | Self::TypeScript => javascript::INSTALL,
            Self::Python => python::INSTALL,
            Self::C => c::INSTALL,
            Self::AssemblyScript => assemblyscript::INSTALL,
            Self::Go => go::INSTALL,
            Self::Wat => "true",
        }
    }
}

/// What a build made.
#[derive(Debug)]
pub struct Built {
    /// The language that was found.
    pub language: Language,
    /// The component's file.
    pub file: PathBuf,
    /// Its size in bytes.
    pub size: usize,
}

/// The language of the project in this folder. An error says what would make it one.
pub fn detect(folder: &Path) -> Result<Language> {
    let has = |language: &Language| language.marks().iter().all(|mark| folder.join(mark).is_file());
    Language::ALL.into_iter().find(has).ok_or_else(|| {
        let message = format!(
            "{}: no project that can be built is here: it needs a Cargo.toml, a go.mod, a journey.wat, or a journey.js, .ts, .py or .c \
             with its throng/ folder (throng new makes one)",
            folder.display()
        );
        Failed::error(ExitCode::Invalid, message)
    })
}

/// The journey of the project in this folder as text, where its language has that for a try: it is made in much less time
/// than a component.
pub fn script(folder: &Path) -> Result<Option<Script>> {
    match detect(folder)? {
        Language::JavaScript => javascript::script(folder, "journey.js"),
        Language::TypeScript => javascript::script(folder, "journey.ts"),
        _ => Ok(None),
    }
}

/// Builds the project in this folder with its language's own tool, into `journey.wasm`, a component.
pub fn build(folder: &Path) -> Result<Built> {
    let language = detect(folder)?;
    let made = match language {
        Language::Rust => rust::build(folder),
        Language::JavaScript => javascript::build(folder, "journey.js"),
        Language::TypeScript => javascript::build(folder, "journey.ts"),
        Language::Python => python::build(folder),
        Language::C => c::build(folder),
        Language::AssemblyScript => assemblyscript::build(folder),
        Language::Go => go::build(folder),
        Language::Wat => Ok(std::fs::read(folder.join("journey.wat"))?),
    }?;
    let file = folder.join(OUTPUT);
    let own = Some(folder.join(OWN)).filter(|own| own.is_dir());
    let name = folder.join("journey.wat").display().to_string();
    let component = crate::vu::component_with(&name, &made, own.as_deref())?;
    // Under another name first: someone may be reading the old one.
    let fresh = folder.join(".journey.wasm.new");
    std::fs::write(&fresh, &component)
        .and_then(|()| std::fs::rename(&fresh, &file))
        .with_context(|| format!("{}", file.display()))?;
    Ok(Built { language, file, size: component.len() })
}
