use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::tool;

pub(super) const INSTALL: &str =
    "sudo apt-get install --no-install-recommends clang lld wasi-libc libclang-rt-14-dev-wasm32";

const ELSEWHERE: &str =
    "  (that is Debian 12; the number is clang's own. Elsewhere: unpack wasi-sdk, and set WASI_SDK_PATH to its folder)";

/// clang, with every .c file of the project and of its SDK.
pub(super) fn build(folder: &Path) -> Result<Vec<u8>> {
    let clang = clang().ok_or_else(|| lacking("clang"))?;
    ready(&clang)?;
    let mut sources = sources(folder, "")?;
    sources.extend(self::sources(folder, "throng/")?);
    tool::module(folder, |output| {
        let mut command = Command::new(&clang);
        command.args(["--target=wasm32-wasi", "-mexec-model=reactor", "-Os", "-std=gnu11", "-Wall", "-I."]);
        // Function names stay: a trap's backtrace shows them.
        command.args(sources).arg("-Wl,--strip-debug").arg("-o").arg(output);
        command
    })
}

fn lacking(what: &str) -> anyhow::Error {
    tool::missing(what, &format!("{INSTALL}\n{ELSEWHERE}"))
}

fn clang() -> Option<PathBuf> {
    let sdk = std::env::var_os("WASI_SDK_PATH").map(|sdk| PathBuf::from(sdk).join("bin/clang"));
    sdk.filter(|clang| clang.is_file()).or_else(|| tool::find("clang"))
}

/// clang without a linker, a C library or its own run-time library for WebAssembly is common: each is named.
fn ready(clang: &Path) -> Result<()> {
    let ask = |question: &str| tool::answer(Command::new(clang).args(["--target=wasm32-wasi", question]));
    let is_there = |path: Option<String>| path.is_some_and(|path| Path::new(&path).is_file());
    for (what, question) in [
        ("lld (wasm-ld, the linker)", "-print-prog-name=wasm-ld"),
        ("wasi-libc (the C library)", "-print-file-name=libc.a"),
        ("clang's run-time library for wasm32", "-print-libgcc-file-name"),
    ] {
        if !is_there(ask(question)) {
            return Err(lacking(what));
        }
    }
    Ok(())
}

/// The .c files of a folder, sorted: the order is the order of the bytes.
fn sources(folder: &Path, below: &str) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder.join(below))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".c") {
            names.push(format!("{below}{name}"));
        }
    }
    names.sort();
    Ok(names)
}
