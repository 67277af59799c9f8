//! A new project: the language's template, and its SDK in the folder `throng/`.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::Language;
use crate::exit::{ExitCode, Failed};

include!(concat!(env!("OUT_DIR"), "/sdk.rs"));

/// Makes the project in this folder, which must be new or empty. An error says what is in the way.
pub fn create(language: Language, folder: &Path) -> Result<()> {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if !is_name(name) {
        return Err(invalid(format!(
            "{name:?} cannot be a project's name: write small letters, digits and -, a letter first"
        )));
    }
    if folder.exists() && folder.read_dir().map_or(true, |mut entries| entries.next().is_some()) {
        return Err(invalid(format!("{} is not empty: name a new folder", folder.display())));
    }
    for (file, content) in files(language) {
        let path = folder.join(&file);
        let parent = path.parent().context("a file is in a folder")?;
        std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        let text = std::str::from_utf8(content)
            .map(|text| text.replace("{{name}}", name).replace("{{install}}", language.install()));
        let filled = if file.starts_with("throng/") { None } else { text.ok() };
        let bytes = filled.as_ref().map_or(content, String::as_bytes);
        std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn invalid(message: String) -> anyhow::Error {
    Failed::error(ExitCode::Invalid, message)
}

/// Good for a crate, a Go module and an npm package alike.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// What is copied to where: folders of this repository and of the project.
fn sources(language: Language) -> Vec<(&'static str, &'static str)> {
    let own = match language {
        Language::Rust => vec![("sdk/rust/", "throng/sdk/rust/"), ("wit/", "throng/wit/")],
        Language::JavaScript | Language::TypeScript => vec![("sdk/javascript/", "throng/"), ("wit/", "throng/wit/")],
        Language::Python => vec![("sdk/python/throng/", "throng/"), ("wit/", "throng/wit/")],
        Language::C => vec![("sdk/c/", "throng/")],
        Language::AssemblyScript => vec![("sdk/assemblyscript/", "throng/")],
        Language::Go => vec![("sdk/go/", "throng/")],
        Language::Wat => vec![("sdk/wat/", "throng/")],
    };
    std::iter::once(("sdk/template/", "")).chain(own).collect()
}

/// The files of a project; of two with one name the language's own wins.
fn files(language: Language) -> Vec<(String, &'static [u8])> {
    let template = format!("sdk/{}/template/", language.name());
    let copied = sources(language).into_iter().flat_map(|(from, to)| below(from, to));
    let mut files: std::collections::BTreeMap<String, &'static [u8]> = copied.collect();
    files.extend(below(&template, ""));
    // A module of its own would end the project's, and a lock of its own would be nobody's.
    files.retain(|name, _| name != "throng/go.mod" && name != "throng/package-lock.json");
    files.into_iter().collect()
}

fn below(from: &str, to: &str) -> Vec<(String, &'static [u8])> {
    let parts = FILES.iter().filter_map(|(name, content)| Some((name.strip_prefix(from)?, *content)));
    let is_template = |rest: &str| !from.ends_with("template/") && rest.starts_with("template/");
    parts.filter(|(rest, _)| !is_template(rest)).map(|(rest, content)| (format!("{to}{rest}"), content)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_a_plan_a_test_and_its_sdk() {
        for language in Language::ALL {
            let names: Vec<String> = files(language).into_iter().map(|(name, _)| name).collect();
            for wanted in ["throng.toml", "test.sh", ".gitignore", ".github/workflows/load.yml"] {
                assert!(names.iter().any(|name| name == wanted), "{language:?} lacks {wanted}: {names:?}");
            }
            assert!(names.iter().any(|name| name.starts_with("throng/")), "{language:?}: {names:?}");
            assert!(!names.iter().any(|name| name.contains("template/")), "{language:?}: {names:?}");
        }
    }

    #[test]
    fn a_folder_with_something_in_it_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("shop");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("notes"), "mine").unwrap();
        let error = create(Language::Wat, &folder).unwrap_err().to_string();
        assert!(error.ends_with("shop is not empty: name a new folder"), "{error}");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        let error = create(Language::Wat, &place.path().join("Shop X")).unwrap_err().to_string();
        assert!(error.starts_with("\"Shop X\" cannot be a project's name"), "{error}");
    }

    #[test]
    fn a_project_bears_its_name_and_is_recognised() {
        for language in Language::ALL {
            let place = tempfile::tempdir().unwrap();
            let folder = place.path().join("my-shop");
            create(language, &folder).unwrap();
            assert_eq!(super::super::detect(&folder).unwrap(), language);
            let plan = std::fs::read_to_string(folder.join("throng.toml")).unwrap();
            assert!(plan.contains("name = \"my-shop\""), "{plan}");
        }
    }
}
