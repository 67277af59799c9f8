use super::Build;
use crate::plan::data::is_version;
use crate::plan::mistake::Instead;
use crate::plan::node::{Entry, Node, Value};
use crate::plan::schema::shown;
use crate::plan::value::{self, choice, nearest, text};
use crate::plan::{DataPolicy, DataRows, DataTable, Recipe};

impl Build<'_> {
    pub(super) fn data(&mut self) -> Vec<DataTable> {
        let root = self.root;
        let entries = root.get("data").map_or(&[][..], Node::entries);
        let tables: Vec<DataTable> = entries.iter().map(|entry| self.table(entry)).collect();
        self.named_tables(&tables);
        tables
    }

    fn table(&mut self, entry: &Entry) -> DataTable {
        let node = &entry.node;
        let rows = self.rows(entry);
        let policy = node.get("policy").and_then(|n| choice(n, DataPolicy::WORDS).ok()).unwrap_or(0);
        let policy = DataPolicy::nth(policy);
        let wrap = node.truth(&["wrap"]).unwrap_or(!policy.is_unique());
        let version = self.version(entry, &rows);
        DataTable { name: entry.key.clone(), rows, policy, wrap, version }
    }

    fn rows(&mut self, entry: &Entry) -> DataRows {
        let node = &entry.node;
        let path = |key: &str| shown(&["data", &entry.key, key]);
        let file = node.get("file").and_then(|n| Some(self.folders.resolve(n, n.text()?)));
        let Some(generate) = node.entry("generate") else {
            let misspelt = |e: &Entry| e.key != "file" && nearest(&e.key, ["file", "generate"].into_iter()).is_some();
            if node.get("file").is_none()
                && matches!(node.value, Value::Table(_))
                && !node.entries().iter().any(misspelt)
            {
                self.missing(&node.at, &["data", &entry.key, "file"], "\"users.csv\"");
            }
            return DataRows::File(file.unwrap_or_default());
        };
        if node.get("file").is_some() {
            let instead = Instead::Remove(generate.node.at.span.end);
            self.mistake(
                &generate.key_at,
                &path("generate"),
                "`file` and `generate` cannot stand side by side",
                instead,
            );
        }
        let made = &generate.node;
        for (key, proposal) in [("rows", "1000"), ("columns", "{ email = \"email\" }")] {
            let absent = made.get(key).is_none_or(|n| key == "columns" && n.entries().is_empty());
            if absent && matches!(made.value, Value::Table(_)) {
                let instead = Instead::Insert(key.into(), proposal.into());
                self.mistake(
                    &made.at,
                    &path("generate"),
                    format!("`{key}` is missing: rows are made from it"),
                    instead,
                );
            }
        }
        let columns = made.get("columns").map_or(&[][..], Node::entries).iter();
        DataRows::Made(Recipe {
            rows: made.whole(&["rows"]).unwrap_or(1) as u32,
            seed: made.whole(&["seed"]).unwrap_or(1),
            columns: columns.filter_map(|e| Some((e.key.clone(), value::column(&e.node).ok()?))).collect(),
        })
    }

    /// Which version the rows are, and the mistake that the plan needs another. Only once for each plan: a file is read
    /// for it from its start to its end.
    fn version(&mut self, entry: &Entry, rows: &DataRows) -> String {
        if !self.has_export {
            return String::new();
        }
        // A file that is not there is a mistake of its own.
        let version = rows.version(&self.folders.source).unwrap_or_default();
        let wanted = entry.node.get("version").and_then(|node| Some((node, node.text()?)));
        if let Some((node, wanted)) = wanted.filter(|(_, wanted)| !version.is_empty() && !is_version(wanted, &version))
        {
            let message = format!("the plan needs version `{wanted}` of {}, which is `{version}`", rows.origin());
            let instead = Instead::Text(version.clone());
            self.mistake(&node.at, &shown(&["data", &entry.key, "version"]), message, instead);
        }
        version
    }

    /// The tables that the journey says it reads are there.
    fn named_tables(&mut self, tables: &[DataTable]) {
        for node in self.data_names {
            let Ok(name) = text(node, "users") else {
                let instead = Instead::Text("users".into());
                self.mistake(&node.at, "data", format!("must be the name of a table, not {}", node.what()), instead);
                continue;
            };
            if !tables.iter().any(|t| t.name == name) {
                let instead = Instead::Advice(format!("`[data.{name}]` with its `file` in the plan"));
                self.mistake(
                    &node.at,
                    "data",
                    format!("the journey reads the table `{name}`, which the plan does not have"),
                    instead,
                );
            }
        }
    }
}
