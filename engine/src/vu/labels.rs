//! The tags of one user's samples: the plan's and scenario's, its own, and the steps it is in.

use std::sync::Arc;
use std::time::Duration;

use crate::aggregate::{Recorder, TagsId};
use crate::clock::Instant;
use crate::sample::{RESERVED, TagSet};

use super::outcome::{Ended, mistake};

/// Step paths that are kept; more (names made from data) are forgotten when an iteration ends.
const KEPT_PATHS: usize = 256;

/// Which steps and tags a sample was taken under: what a prepared request keeps its interned tags by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    generation: u32,
    path: u32,
}

/// A user's tags.
pub(crate) struct Labels {
    fixed: Arc<TagSet>,
    own: TagSet,
    generation: u32,
    paths: Vec<Path>,
    here: u32,
    open: Vec<Open>,
}

struct Path {
    parent: u32,
    step: Box<str>,
    /// `::buy::pay`
    whole: Arc<str>,
    tags: Option<(u32, TagsId)>,
}

struct Open {
    outer: u32,
    entered: Instant,
    asleep: Duration,
}

/// A step that is over.
pub(crate) struct Left {
    pub(crate) tags: TagsId,
    pub(crate) whole: Duration,
    pub(crate) asleep: Duration,
}

impl Labels {
    /// No tags but these, outside all steps; `outermost` is the path to begin with (`::setup`, else empty).
    pub(crate) fn new(fixed: Arc<TagSet>, outermost: &str) -> Self {
        let root = Path { parent: 0, step: "".into(), whole: outermost.into(), tags: None };
        Self { fixed, own: TagSet::new(), generation: 0, paths: vec![root], here: 0, open: Vec::new() }
    }

    /// The user serves another scenario.
    pub(crate) fn settle(&mut self, fixed: Arc<TagSet>) {
        self.fixed = fixed;
        self.generation += 1;
    }

    /// Where the user is now.
    pub(crate) fn place(&self) -> Place {
        Place { generation: self.generation, path: self.here }
    }

    /// Sets a tag of the user's own. A key of the engine traps.
    pub(crate) fn tag(&mut self, key: &str, value: &str, limit: usize) -> wasmtime::Result<()> {
        check_key("vu.tag", key)?;
        self.own.set(key, value);
        self.generation += 1;
        check_count(self.own.len(), limit)
    }

    /// Takes it back: the scenario's or plan's shows again.
    pub(crate) fn untag(&mut self, key: &str) {
        self.own.unset(key);
        self.generation += 1;
    }

    /// All tags of a sample taken now, and these besides.
    pub(crate) fn with<'t>(&'t self, more: impl IntoIterator<Item = (&'t str, &'t str)>) -> TagSet {
        let mut all = TagSet::clone(&self.fixed);
        for (key, value) in self.own.iter().chain(more) {
            all.set(key, value);
        }
        let path = &self.paths[self.here as usize].whole;
        if !path.is_empty() {
            all.set("group", path.clone());
        }
        all
    }

    /// The tags of a sample taken now, interned once for each place.
    pub(crate) fn interned(&mut self, recorder: &Recorder) -> TagsId {
        let generation = self.generation;
        if let Some((of, tags)) = self.paths[self.here as usize].tags
            && of == generation
        {
            return tags;
        }
        let tags = recorder.intern(&self.with([]));
        self.paths[self.here as usize].tags = Some((generation, tags));
        tags
    }

    /// Begins a step within the one that is open.
    pub(crate) fn enter(&mut self, step: &str, now: Instant, asleep: Duration) {
        let outer = self.here;
        let known = self.paths.iter().position(|path| path.parent == outer && &*path.step == step && !step.is_empty());
        self.here = match known {
            Some(at) => at as u32,
            None => {
                let whole = format!("{}::{step}", self.paths[outer as usize].whole).into();
                self.paths.push(Path { parent: outer, step: step.into(), whole, tags: None });
                (self.paths.len() - 1) as u32
            }
        };
        self.open.push(Open { outer, entered: now, asleep });
    }

    /// Ends the innermost step; none when none is open.
    pub(crate) fn leave(&mut self, recorder: &Recorder, now: Instant, asleep: Duration) -> Option<Left> {
        let open = self.open.pop()?;
        let tags = self.interned(recorder);
        self.here = open.outer;
        Some(Left {
            tags,
            whole: now.saturating_duration_since(open.entered),
            asleep: asleep.saturating_sub(open.asleep),
        })
    }

    /// Between iterations, outside all steps: keeps what is kept within bounds.
    pub(crate) fn tidy(&mut self) {
        if self.paths.len() > KEPT_PATHS {
            self.paths.truncate(1);
            self.generation += 1;
        }
    }
}

/// The engine's own tags cannot be set.
pub(crate) fn check_key(function: &str, key: &str) -> wasmtime::Result<()> {
    if RESERVED.contains(&key) {
        return Err(mistake(format!("{function}: `{key}` is a tag that the engine sets: take another key")));
    }
    Ok(())
}

/// One sample cannot have any number of tags.
pub(crate) fn check_count(count: usize, limit: usize) -> wasmtime::Result<()> {
    if count > limit {
        return Err(Ended::new("tags", format!("a sample has at most {limit} tags (limits.tags)")).into());
    }
    Ok(())
}
