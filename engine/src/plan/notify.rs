//! Who is told how a run went.

use std::collections::BTreeMap;
use std::time::Duration;

/// One place that is told.
#[derive(Clone, PartialEq, Eq)]
pub struct NotifySpec {
    /// The plan's name for it.
    pub name: String,
    /// In which form.
    pub kind: NotifyKind,
    /// Where to. It may hold a secret, as Slack's do: only its origin is ever shown.
    pub to: url::Url,
    /// When.
    pub on: Vec<Occasion>,
    /// Headers of its requests; `Debug` does not show the values.
    pub headers: BTreeMap<String, String>,
    /// How long it is tried.
    pub timeout: Duration,
}

impl std::fmt::Debug for NotifySpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("NotifySpec");
        shown.field("name", &self.name).field("kind", &self.kind).field("to", &self.origin()).field("on", &self.on);
        shown.finish_non_exhaustive()
    }
}

impl NotifySpec {
    /// Scheme, host and port of where it goes.
    pub fn origin(&self) -> String {
        self.to.origin().ascii_serialization()
    }
}

/// The form of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotifyKind {
    /// A JSON document with the verdicts.
    Webhook,
    /// Slack's `text`, which Mattermost and others take too.
    Slack,
    /// An annotation of Grafana over the time of the run.
    Grafana,
}

impl NotifyKind {
    /// Every kind, in the order of `KINDS`.
    pub(super) const ALL: [Self; 3] = [Self::Webhook, Self::Slack, Self::Grafana];
}

/// The words of the kinds.
pub(super) const KINDS: &[&str] = &["webhook", "slack", "grafana"];

/// When somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// The run begins.
    Start,
    /// It passed.
    Passed,
    /// It came to its end, and did not pass.
    Failed,
    /// It did not come to its end.
    Aborted,
    /// Something that is watched says nothing new any more.
    Silence,
}

impl Occasion {
    /// Every occasion, in the order of `OCCASIONS`.
    pub(super) const ALL: [Self; 5] = [Self::Start, Self::Passed, Self::Failed, Self::Aborted, Self::Silence];

    /// The word that plans and notices use.
    pub fn word(self) -> &'static str {
        OCCASIONS[self as usize]
    }
}

/// The words of the occasions.
pub(super) const OCCASIONS: &[&str] = &["start", "passed", "failed", "aborted", "silence"];
