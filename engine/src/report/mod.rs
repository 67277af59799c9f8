//! The run as a reader sees it: one `Summary`, rendered once per format.

mod build;
mod comparison;
mod html;
mod json;
mod junit;
mod markdown;
pub mod progress;
mod pulse;
mod quantity;
mod requirements;
mod resources;
mod sheet;
mod summary;
mod text;
pub mod warning;

pub use build::{Facts, build, requests, thresholds};
pub use comparison::{comparison_markdown, comparison_text, comparisons_json, regressions};
pub(crate) use html::{CHART_STYLE, CHARTS as CHART_SCRIPT, STYLE as PAGE_STYLE, hash as source};
pub use html::{Page, html};
pub use json::{document, json};
pub use junit::junit;
pub use pulse::Pulse;
pub(crate) use quantity::{bytes, milliseconds, number};
pub use requirements::{CategoryRow, DecisionRow, Requirements, Score};
pub use resources::{Bottleneck, ResourceRow};
pub use sheet::{Sheet, SheetChart, SheetTable};
pub use summary::{
    CheckRow, ExitRow, FailureRow, Failures, Iterations, JourneyFailureRow, MetricRow, RequestRow, ScenarioRow,
    SeriesRow, Summary, ThresholdRow, Times, Vus,
};
pub use text::{Style, text};
