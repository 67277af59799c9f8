use std::path::Path;

use anyhow::Result;

use crate::cli::ComposeArgs;
use crate::compose::{Part, compose};
use crate::exit::{ExitCode, Failed};

/// Puts plugs into a journey and writes one component.
pub(super) fn execute(args: &ComposeArgs) -> Result<ExitCode> {
    let invalid = |error: anyhow::Error| Failed::error(ExitCode::Invalid, format!("{error:#}"));
    let journey = read(&args.journey)?;
    let plugs = args.plug.iter().map(|file| read(file)).collect::<Result<Vec<_>>>()?;
    let bytes = compose(&journey, &plugs).map_err(invalid)?;
    let out = args.output.clone().unwrap_or_else(|| args.journey.with_extension("composed.wasm"));
    std::fs::write(&out, &bytes).map_err(|error| {
        Failed::error(ExitCode::Invalid, format!("{}: the file cannot be written: {error}", out.display()))
    })?;
    super::print(&format!("{} ({} bytes)\n", out.display(), bytes.len()))?;
    Ok(ExitCode::Passed)
}

fn read(file: &Path) -> Result<Part> {
    let name = file.display().to_string();
    match std::fs::read(file) {
        Ok(bytes) => Ok(Part { name, bytes }),
        Err(error) => Err(Failed::error(ExitCode::Invalid, format!("cannot read {name}: {error}"))),
    }
}
