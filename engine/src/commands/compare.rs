use std::path::PathBuf;

use anyhow::Result;

use crate::cli::CompareArgs;
use crate::compare::{Run, Settings, Side, Verdict, compare};
use crate::exit::{ExitCode, Failed};
use crate::report;

/// Prints the comparison; ends with 113 when something became worse.
pub(super) fn execute(args: &CompareArgs) -> Result<ExitCode> {
    let (base, news) = match args.results.split_first() {
        Some((base, news)) => (side(std::slice::from_ref(base))?, news.iter().map(std::slice::from_ref).collect()),
        None => (side(&args.base)?, vec![&args.new[..]]),
    };
    let news = news.into_iter().map(side).collect::<Result<Vec<Side>>>()?;
    let settings = Settings { min_effect: args.min_effect, ..Settings::default() };
    let comparisons = compare(&base, &news, settings);
    let text = match (args.json, args.markdown) {
        (true, _) => report::comparisons_json(&comparisons),
        (_, true) => comparisons.iter().map(report::comparison_markdown).collect::<Vec<_>>().join("\n"),
        _ => comparisons.iter().map(|one| report::comparison_text(one, super::run::style())).collect(),
    };
    super::print(&text)?;
    let worse = comparisons.iter().any(|comparison| comparison.count(Verdict::Regression) > 0);
    Ok(if worse { ExitCode::Regression } else { ExitCode::Passed })
}

fn side(paths: &[PathBuf]) -> Result<Side> {
    let read = |path: &PathBuf| Run::read(path).map_err(|problem| Failed::error(ExitCode::Invalid, problem));
    let runs = paths.iter().map(read).collect::<Result<Vec<Run>>>()?;
    Ok(Side::of(&runs))
}
