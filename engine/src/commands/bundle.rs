use std::path::{Path, PathBuf};

use anyhow::Result;

use super::sources::{plan_file, read};
use crate::bundle::{self, Bundle, Packed};
use crate::cli::BundleArgs;
use crate::exit::ExitCode;
use crate::log::{Level, Log};
use crate::plan::{self, Plan, Sources, format_size};
use crate::prepare::prepare;
use crate::redact::Redactor;

/// Checks a plan and writes it, its journey and its files as one bundle.
pub(super) fn execute(args: &BundleArgs) -> Result<ExitCode> {
    let path = plan_file(Path::new(args.plan.as_deref().unwrap_or(".")));
    let sources = Sources { file: Some(read(path)?), ..Sources::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let silent = |_: &Plan| Log::new(Box::new(std::io::sink()), Level::Error, Redactor::default());
    let prepared = runtime.block_on(prepare(checkable(&sources), &silent))?;
    let Packed { bundle, warnings } = bundle::pack(&sources, &prepared.plan.name)?;
    let output = args.output.clone().unwrap_or_else(|| default_output(&bundle));
    bundle.write(&output)?;
    let log = Log::new(Box::new(std::io::stderr()), Level::Warn, Redactor::default());
    for warning in prepared.warnings.iter().map(ToString::to_string).chain(warnings) {
        log.line(Level::Warn, "bundle", &warning);
    }
    super::print(&report(&bundle, &output))?;
    Ok(ExitCode::Passed)
}

/// The plan with a value for each variable that it reads, whether the process has it or not.
fn checkable(sources: &Sources) -> Sources {
    let value = |name: &String| std::env::var(name).unwrap_or_else(|_| "unset".to_owned());
    let environment = plan::variables_of(sources).iter().map(|name| (name.clone(), value(name))).collect();
    Sources { environment, ..sources.clone() }
}

fn default_output(bundle: &Bundle) -> PathBuf {
    let name = bundle.contents.name.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' });
    PathBuf::from(name.collect::<String>() + bundle::EXTENSION)
}

fn report(bundle: &Bundle, output: &Path) -> String {
    let mut rows = vec![("bundle", output.display().to_string()), ("digest", bundle.digest().to_string())];
    for layer in &bundle.manifest.layers {
        let title = layer.title().unwrap_or_default();
        rows.push(("part", format!("{title}  {}  {}", format_size(layer.size), layer.digest)));
    }
    rows.extend(bundle.contents.wants.iter().map(|want| ("wants", want.clone())));
    rows.iter().map(|(label, value)| format!("{label:<8} {}\n", crate::log::printable(value))).collect()
}
