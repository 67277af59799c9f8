use super::Build;
use crate::plan::layers::split;
use crate::plan::matrix::names_in;
use crate::plan::mistake::Instead;
use crate::plan::node::{Entry, Node, Origin, Value};
use crate::plan::schema::shown;
use crate::plan::settings::{SETTINGS, find};
use crate::plan::value::{nearest, positive};
use crate::plan::{Axis, Cost, Matrix, TargetProcess};

/// Keys of the section that are no settings that vary.
const OWN: [&str; 4] = ["before", "pause", "ramp", "pid"];
/// Rows at most.
const ROWS: usize = 1000;

impl Build<'_> {
    pub(super) fn matrix(&mut self) -> Option<Matrix> {
        let root = self.root;
        let table = root.entry("matrix")?;
        let entries: Vec<&Entry> = table.node.entries().iter().filter(|e| !OWN.contains(&e.key.as_str())).collect();
        if entries.is_empty() && matches!(table.node.value, Value::Table(_)) {
            let instead =
                Instead::Advice("`vus = [10, 50, 100]` in it, or any other setting's path in quotes".to_owned());
            self.mistake(&table.key_at, "matrix", "nothing varies", instead);
        }
        let axes: Vec<Axis> = entries.iter().filter_map(|entry| self.axis(entry, &entries)).collect();
        let rows: usize = axes.iter().map(|axis| axis.values.len()).product();
        if rows > ROWS {
            let instead = Instead::Advice(format!("fewer values: at most {ROWS} rows"));
            self.mistake(&table.key_at, "matrix", format!("{rows} rows are too many"), instead);
        }
        ["before", "pid"].iter().for_each(|key| self.by_hand(&table.node, key));
        let before: Vec<String> = root.many(&["matrix", "before"], |n| crate::plan::value::text(n, ""));
        self.placeholders(&table.node, &before, &axes);
        Some(Matrix {
            axes,
            before,
            folder: self.folders.plan.clone(),
            pause: root.span(&["matrix", "pause"]).unwrap_or_default(),
            ramp: root.span(&["matrix", "ramp"]).unwrap_or_default(),
            process: table.node.get("pid").and_then(|node| {
                let text = node.text()?;
                Some(
                    text.parse()
                        .map_or_else(|_| TargetProcess::File(self.folders.resolve(node, text)), TargetProcess::Number),
                )
            }),
        })
    }

    pub(super) fn cost(&mut self) -> Option<Cost> {
        let root = self.root;
        let table = root.entry("cost")?;
        let Some(price) = table.node.get("instance_hour") else {
            self.missing(&table.node.at, &["cost", "instance_hour"], "0.34");
            return None;
        };
        Some(Cost {
            instance_hour: positive(price).ok()?,
            instances: root.whole(&["cost", "instances"]).unwrap_or(1),
            currency: root.words(&["cost", "currency"]).unwrap_or_default(),
        })
    }

    /// One setting that varies; a mistake where there is no such setting.
    fn axis(&mut self, entry: &Entry, all: &[&Entry]) -> Option<Axis> {
        let Value::List(items) = &entry.node.value else { return None };
        let path = split(&entry.key);
        let keys: Vec<&str> = path.iter().map(String::as_str).collect();
        if find(&keys).is_none() || ["matrix", "results"].contains(&keys[0]) {
            let known = SETTINGS.iter().map(|setting| setting.path).filter(|path| !path.contains('*')).chain(OWN);
            let instead = nearest(&entry.key, known).map_or_else(
                || {
                    Instead::Advice(
                        "the path of a setting in quotes, as in \"scenarios.NAME.rate\" = [10, 20]".to_owned(),
                    )
                },
                |near| Instead::Key(near.to_owned()),
            );
            let message = format!("`{}` is not a setting that can vary", entry.key);
            self.mistake(&entry.key_at, &shown(&["matrix", &entry.key]), message, instead);
            return None;
        }
        let last = |key: &str| split(key).pop().unwrap_or_default();
        let name = last(&entry.key);
        let alone = all.iter().filter(|other| last(&other.key) == name).count() == 1;
        Some(Axis {
            path: entry.key.clone(),
            name: if alone { name } else { entry.key.clone() },
            values: items.iter().map(written).collect(),
        })
    }

    /// What starts or watches a process is given by hand: a local file or a flag.
    fn by_hand(&mut self, table: &Node, key: &str) {
        let Some(entry) = table.entry(key) else { return };
        if !matches!(entry.node.at.origin, Origin::File | Origin::Flag(_)) {
            let message = format!("the {} may not reach for a process", entry.node.at.origin);
            let instead = Instead::Advice(format!("`{key}` in a local plan file, or `--set matrix.{key}=…`"));
            self.mistake(&entry.key_at, &shown(&["matrix", key]), message, instead);
        }
    }

    fn placeholders(&mut self, table: &Node, before: &[String], axes: &[Axis]) {
        let Some(node) = table.get("before") else { return };
        for name in before.iter().flat_map(|word| names_in(word)) {
            if axes.iter().any(|axis| axis.name == name || axis.path == name) {
                continue;
            }
            let near = nearest(&name, axes.iter().map(|axis| axis.name.as_str()));
            let near = near.or(axes.first().map(|axis| axis.name.as_str())).unwrap_or("vus").to_owned();
            let message = format!("`{{{name}}}` is none of what varies");
            self.mistake(&node.at, "matrix.before", message, Instead::Advice(format!("`{{{near}}}`")));
        }
    }
}

/// A value as a person writes it.
fn written(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::List(_) | Value::Table(_) | Value::Other(_) => String::new(),
    }
}
