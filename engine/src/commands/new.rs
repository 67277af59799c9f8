use crate::cli::NewArgs;
use crate::exit::ExitCode;
use crate::toolchain::{self, Language};

/// Makes a project and says what to do next.
pub(super) fn execute(args: &NewArgs) -> anyhow::Result<ExitCode> {
    toolchain::create(args.lang, &args.folder)?;
    let folder = args.folder.display();
    let build = match args.lang {
        Language::Wat => String::new(),
        Language::JavaScript | Language::TypeScript | Language::Python | Language::AssemblyScript => {
            format!("  {}\n  throng build\n", args.lang.install())
        }
        _ => "  throng build\n".to_owned(),
    };
    super::print(&format!(
        "{folder} is a project in {}. Next:\n  cd {folder}\n{build}  throng demo &      # something to run against\n  throng run\n",
        args.lang.name()
    ))?;
    Ok(ExitCode::Passed)
}
