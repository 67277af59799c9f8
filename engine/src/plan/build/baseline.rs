use super::Build;
use crate::plan::baseline::{Baseline, Reference};
use crate::plan::mistake::Instead;
use crate::plan::node::{Node, Origin};
use crate::plan::{Results, part_name, value};

impl Build<'_> {
    pub(super) fn baseline(&mut self, results: &Results) -> Option<Baseline> {
        let table = self.root.get("baseline")?;
        let Some(node) = table.get("result") else {
            self.missing(&table.at, &["baseline", "result"], "\"latest\"");
            return None;
        };
        if !results.write {
            self.warn("baseline", "a run that leaves no result is not compared; thresholds on the baseline are judged");
        }
        let result = self.reference(node, results)?;
        let share = table.get("min_effect").and_then(|node| value::share(node, "0.03").ok());
        Some(Baseline { result, min_effect: share.unwrap_or(0.03) })
    }

    fn reference(&mut self, node: &Node, results: &Results) -> Option<Reference> {
        let text = node.text()?;
        if text == "latest" {
            return Some(Reference::Latest(results.folder.clone()));
        }
        // A bundle has no folder on this disk: what it names is below the current one.
        let folder = match node.at.origin {
            Origin::Bundle => part_name(text).map(std::path::PathBuf::from),
            _ => Some(self.folders.resolve(node, text)).filter(|_| !text.is_empty()),
        };
        if folder.is_none() {
            let instead = Instead::Text("latest".to_owned());
            self.mistake(&node.at, "baseline.result", "names no folder", instead);
        }
        folder.map(Reference::Folder)
    }
}
