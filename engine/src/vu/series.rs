//! A custom metric and the tags that its handle adds.

use super::labels::Place;
use super::persona::Persona;
use crate::aggregate::{MetricId, TagsId};

/// What a `metric` handle stands for.
#[derive(Clone)]
pub(crate) struct Series {
    pub(crate) metric: MetricId,
    pub(crate) tags: Vec<(String, String)>,
    interned: Option<(Place, TagsId)>,
}

impl Series {
    pub(crate) fn new(metric: MetricId, tags: Vec<(String, String)>) -> Self {
        Self { metric, tags, interned: None }
    }

    /// Adds a value under the tags that the user has now.
    pub(crate) fn add(&mut self, value: f64, user: &mut Persona) {
        let place = user.labels.place();
        let tags = match self.interned {
            Some((at, tags)) if at == place => tags,
            _ if self.tags.is_empty() => user.labels.interned(&user.recorder),
            _ => {
                let own = self.tags.iter().map(|(key, value)| (key.as_str(), value.as_str()));
                user.recorder.intern(&user.labels.with(own))
            }
        };
        self.interned = Some((place, tags));
        user.recorder.add(self.metric, tags, value);
    }
}
