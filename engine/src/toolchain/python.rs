use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use tempfile::TempDir;
use wit_parser::Resolve;

use super::{OWN, tool};
use crate::wit;

pub(super) const INSTALL: &str = "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt";

const CONTRACT: &str = "throng/wit";

/// componentize-py, of the project's own virtual environment or of the `PATH`.
pub(super) fn build(folder: &Path) -> Result<Vec<u8>> {
    let world = folder.join(OWN).is_dir().then(|| world(folder)).transpose()?;
    let own = folder.join(".venv/bin/componentize-py").canonicalize().ok();
    let Some(program): Option<PathBuf> = own.or_else(|| tool::find("componentize-py")) else {
        return Err(tool::missing("componentize-py", &tool::inside(folder, INSTALL)));
    };
    tool::module(folder, |output| {
        let mut command = Command::new(&program);
        command.args(["-q", "-d", CONTRACT]);
        match &world {
            Some((world, read)) => command.arg("-d").arg(read.path()).args(["-w", world]),
            None => command.args(["-w", "staged"]),
        };
        command.args(["componentize", "-p", ".", "throng.entry", "-o"]).arg(output);
        command
    })
}

/// The world in the project's own `wit/`, as componentize-py names it, and the folder as it was read. An error says what
/// to write there.
fn world(folder: &Path) -> Result<(String, TempDir)> {
    let mut resolve = Resolve::default();
    resolve.push_dir(folder.join(CONTRACT)).with_context(|| format!("{CONTRACT}/ cannot be read"))?;
    let (world, read) = wit::world(&mut resolve, &folder.join(OWN))?;
    let world = &resolve.worlds[world];
    let package = world.package.context("a world is in a package")?;
    Ok((resolve.packages[package].name.interface_id(&world.name), read))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toolchain::{Language, create};

    #[test]
    fn a_project_has_one_world_of_its_own() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("shop");
        create(Language::Python, &folder).unwrap();
        std::fs::create_dir(folder.join(OWN)).unwrap();
        let write = |text: &str| std::fs::write(folder.join("wit/journey.wit"), text).unwrap();
        write("package team:shop@1.2.0; world journey { include throng:load/staged@0.1.0; }");
        assert_eq!(world(&folder).unwrap().0, "team:shop/journey@1.2.0");
        write("package team:shop; world one {} world two {}");
        let error = build(&folder).unwrap_err().to_string();
        assert!(error.starts_with("wit/ has 2 worlds, and a journey has one: write `world journey {"), "{error}");
        write("package team:shop; world journey { include team:none/at-all; }");
        let error = build(&folder).unwrap_err().to_string();
        assert!(error.starts_with("wit/ cannot be read: ") && error.contains("team:none"), "{error}");
    }
}
