use crate::aggregate::MetricId;

/// One value of a look.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    pub(super) metric: MetricId,
    /// Labels besides the name of what is watched.
    pub(super) labels: Vec<(String, String)>,
    pub(super) value: Value,
}

/// What a value says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value {
    /// How much there is now.
    Level(f64),
    /// How much there was since the source began.
    Total(f64),
}

impl Seen {
    /// A level without labels.
    pub(super) fn level(metric: MetricId, value: f64) -> Self {
        Self { metric, labels: Vec::new(), value: Value::Level(value) }
    }

    /// A total without labels.
    pub(super) fn total(metric: MetricId, value: f64) -> Self {
        Self { metric, labels: Vec::new(), value: Value::Total(value) }
    }
}

/// What one look gave, or why it gave nothing.
pub(super) type Look = Result<Vec<Seen>, String>;
