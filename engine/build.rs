//! Lists the files of `sdk/` and `wit/` for `throng new`, which copies them into a new project.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What tools leave behind, and what a copy does not need.
const LEFT_OUT: [&str; 5] = ["target", "node_modules", "Cargo.lock", ".venv", "__pycache__"];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the engine is in the repository").to_owned();
    let mut files = Vec::new();
    for folder in ["sdk", "wit"] {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    let mut table = String::from("const FILES: &[(&str, &[u8])] = &[\n");
    for file in files {
        let name = file.strip_prefix(&root).expect("collected below the root").display().to_string();
        // Writing to a String cannot fail.
        let _ = writeln!(table, "    ({name:?}, include_bytes!({:?})),", file.display().to_string());
    }
    table.push_str("];\n");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    std::fs::write(out.join("sdk.rs"), table).expect("OUT_DIR can be written");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
        // The lock file of a template is part of the project that it makes.
        let template = path.components().any(|part| part.as_os_str() == "template");
        if LEFT_OUT.contains(&name.as_str()) && !(template && name == "Cargo.lock") {
            continue;
        }
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
