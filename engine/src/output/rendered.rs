use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use crate::aggregate::{Outcome, RawSample};
use crate::redact::Redactor;
use crate::sample::TagSet;

/// What tags look like in one format, written once for each tag set: samples come by thousands, tag sets by dozens.
pub(super) struct Rendered<T> {
    redactor: Redactor,
    known: HashMap<Key, (Arc<TagSet>, Arc<T>), FxBuildHasher>,
}

/// A tag set by its allocation, which the value beside it keeps alive.
type Key = (usize, Option<Outcome>);

impl<T> Rendered<T> {
    pub(super) fn new(redactor: Redactor) -> Self {
        Self { redactor, known: HashMap::default() }
    }

    /// The tags of a sample; `render` gets them without secrets.
    pub(super) fn of(&mut self, sample: &RawSample, render: impl FnOnce(&TagSet) -> T) -> Arc<T> {
        let key = (Arc::as_ptr(&sample.tags) as usize, sample.outcome());
        if let Some((_, known)) = self.known.get(&key) {
            return known.clone();
        }
        let rendered = Arc::new(render(&clean(&sample.all_tags(), &self.redactor)));
        self.known.insert(key, (sample.tags.clone(), rendered.clone()));
        rendered
    }
}

/// Tags without secrets.
pub(super) fn clean(tags: &TagSet, redactor: &Redactor) -> TagSet {
    tags.iter().map(|(key, value)| (redactor.apply(key).into_owned(), redactor.apply(value).into_owned())).collect()
}
