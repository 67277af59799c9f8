use std::path::PathBuf;

use super::Build;
use crate::plan::node::Origin;
use crate::plan::{Results, part_name};

impl Build<'_> {
    pub(super) fn results(&self) -> Results {
        let of = Results::default();
        let root = self.root;
        let given = root.find(&["results", "folder"]);
        let folder = given.and_then(|node| {
            let text = node.text()?;
            // A bundle has no folder on this disk: what it names is below the current one.
            let below = || part_name(text).map(PathBuf::from);
            if node.at.origin == Origin::Bundle { below() } else { Some(self.folders.resolve(node, text)) }
        });
        Results {
            folder: folder.unwrap_or(of.folder),
            write: root.truth(&["results", "write"]).unwrap_or(of.write),
            keep: root.whole(&["results", "keep"]).map_or(of.keep, |count| count as usize),
        }
    }
}
