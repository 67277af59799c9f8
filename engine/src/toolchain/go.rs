use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::tool;

pub(super) const INSTALL: &str = "sudo apt-get install golang   # 1.24 or newer; https://go.dev/dl has the newest";

/// Go's own compiler, for WASI's first preview; the component is made from that.
pub(super) fn build(folder: &Path) -> Result<Vec<u8>> {
    if tool::find("go").is_none() {
        return Err(tool::missing("go 1.24 or newer", INSTALL));
    }
    tool::module(folder, |output| {
        let mut command = Command::new("go");
        command.args(["build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o"]);
        command.arg(output).arg(".");
        command.env("GOOS", "wasip1").env("GOARCH", "wasm").env_remove("GOFLAGS");
        command
    })
}
