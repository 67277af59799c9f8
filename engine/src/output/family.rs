use std::collections::BTreeMap;

use super::moment::Moment;
use crate::aggregate::Sink;
use crate::redact::Redactor;
use crate::sample::TagSet;

/// Key and value, sorted by key.
pub(super) type Labels = Vec<(String, String)>;

/// All series of one metric, by the labels that one format gives them.
pub(super) struct Family<'a> {
    pub(super) metric: &'a str,
    pub(super) unit: &'a str,
    /// Tag sets that one format cannot tell apart are one series.
    pub(super) series: BTreeMap<Labels, Sink>,
}

/// The series of a moment by metric; `labels` turns tags without secrets into what the format can hold.
pub(super) fn families<'a>(
    moment: &'a Moment,
    redactor: &Redactor,
    labels: impl Fn(&TagSet) -> Labels,
) -> Vec<Family<'a>> {
    let mut families: Vec<Family<'a>> = Vec::new();
    for series in moment.series() {
        if families.last().is_none_or(|family| family.metric != series.metric) {
            let (metric, unit) = (series.metric.as_str(), moment.unit(&series.metric));
            families.push(Family { metric, unit, series: BTreeMap::new() });
        }
        let labels = labels(&super::rendered::clean(&series.tags, redactor));
        let family = families.last_mut().expect("it was just made");
        match family.series.get_mut(&labels) {
            Some(known) => known.merge(&series.sink),
            None => drop(family.series.insert(labels, series.sink.clone())),
        }
    }
    families
}
