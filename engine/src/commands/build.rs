use crate::cli::BuildArgs;
use crate::exit::ExitCode;
use crate::toolchain;

/// Builds the journey of a project.
pub(super) fn execute(args: &BuildArgs) -> anyhow::Result<ExitCode> {
    let folder = match args.project.parent() {
        Some(folder) if args.project.is_file() => folder,
        _ => &args.project,
    };
    // A plan named without a folder is in the current one.
    let folder = if folder.as_os_str().is_empty() { ".".as_ref() } else { folder };
    let built = toolchain::build(folder)?;
    super::print(&format!("{}: {} KB, from {}\n", built.file.display(), built.size / 1000, built.language.name()))?;
    Ok(ExitCode::Passed)
}
