//! Data tables: read once, one copy for all users.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use super::random::Random;
use crate::plan::{DataPolicy, DataTable, FileSource, Plan, Segment};

/// The plan's tables by name.
pub(crate) struct Tables(HashMap<String, Arc<Table>>);

impl Tables {
    /// Reads all tables; an error names the file and, where one is wrong, the line.
    pub(crate) fn load(plan: &Plan) -> Result<Self> {
        let load =
            |spec: &DataTable| Ok((spec.name.clone(), Arc::new(Table::load(spec, &plan.segment, &plan.source)?)));
        Ok(Self(plan.data.iter().map(load).collect::<Result<_>>()?))
    }

    /// The table of this name.
    pub(crate) fn get(&self, name: &str) -> Option<Arc<Table>> {
        self.0.get(name).cloned()
    }

    /// Their names, for a message.
    pub(crate) fn names(&self) -> String {
        let mut names: Vec<_> = self.0.keys().map(|name| format!("`{name}`")).collect();
        names.sort();
        names.join(", ")
    }
}

/// One table.
pub(crate) struct Table {
    columns: Vec<String>,
    rows: Vec<Box<[Option<Box<str>>]>>,
    /// Rows as they were written, where they were JSON.
    raw: Option<Vec<Box<str>>>,
    policy: DataPolicy,
    wrap: bool,
    /// This process's share of the rows, for `unique`.
    share: (u32, u32),
    taken: AtomicU32,
}

impl Table {
    fn load(spec: &DataTable, segment: &Segment, source: &FileSource) -> Result<Self> {
        let path = spec.file.display();
        let text =
            source.text(&spec.file).with_context(|| format!("cannot read the table `{}` ({path})", spec.name))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let (columns, rows, raw) =
            parse(&spec.file, text).with_context(|| format!("the table `{}` ({path})", spec.name))?;
        let share = share(segment, rows.len() as u32);
        Ok(Self { columns, rows, raw, policy: spec.policy, wrap: spec.wrap, share, taken: AtomicU32::new(0) })
    }

    /// How many rows.
    pub(crate) fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    /// A cell; none where there is no such row or column.
    pub(crate) fn cell(&self, row: u32, column: &str) -> Option<&str> {
        let at = self.columns.iter().position(|name| name == column)?;
        self.rows.get(row as usize)?.get(at)?.as_deref()
    }

    /// Column and value of a row.
    pub(crate) fn row(&self, row: u32) -> Option<Vec<(String, String)>> {
        let cells = self.columns.iter().zip(self.rows.get(row as usize)?);
        Some(cells.filter_map(|(name, cell)| Some((name.clone(), cell.as_deref()?.to_owned()))).collect())
    }

    /// A row as a JSON object.
    pub(crate) fn json(&self, row: u32) -> Option<String> {
        if let Some(raw) = &self.raw {
            return raw.get(row as usize).map(|text| text.to_string());
        }
        let fields: Map<String, Value> = self.row(row)?.into_iter().map(|(name, cell)| (name, cell.into())).collect();
        Some(Value::from(fields).to_string())
    }

    /// The row that is this user's own.
    pub(crate) fn mine(&self, user: u32) -> Option<u32> {
        user.checked_sub(1).filter(|row| *row < self.len())
    }

    fn unique(&self) -> Option<u32> {
        let (first, end) = self.share;
        let nth = self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_add(1)).ok()?;
        let rows = end - first;
        match nth {
            _ if rows == 0 => None,
            nth if nth < rows => Some(first + nth),
            nth if self.wrap => Some(first + nth % rows),
            _ => None,
        }
    }
}

/// A guest's handle to a table: where it is in it.
pub(crate) struct Cursor {
    pub(crate) table: Arc<Table>,
    drawn: u64,
}

impl Cursor {
    pub(crate) fn new(table: Arc<Table>) -> Self {
        Self { table, drawn: 0 }
    }

    /// The next row by the table's policy. In turn, users begin at different rows: user n at the nth.
    pub(crate) fn next(&mut self, user: u32, random: &mut Random) -> Option<u32> {
        let rows = u64::from(self.table.len());
        if rows == 0 {
            return None;
        }
        match self.table.policy {
            DataPolicy::Unique => self.table.unique(),
            DataPolicy::Random => Some(random.below(rows) as u32),
            DataPolicy::Sequential if !self.table.wrap && self.drawn >= rows => None,
            DataPolicy::Sequential => {
                let row = (u64::from(user.saturating_sub(1)) + self.drawn) % rows;
                self.drawn += 1;
                Some(row as u32)
            }
        }
    }
}

type Parsed = (Vec<String>, Vec<Box<[Option<Box<str>>]>>, Option<Vec<Box<str>>>);

fn parse(file: &Path, text: &str) -> Result<Parsed> {
    match file.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => csv(text),
        Some("json") => {
            objects(serde_json::from_str::<Vec<Map<String, Value>>>(text).context("it must be an array of objects")?)
        }
        Some("jsonl" | "ndjson") => {
            let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            let parse =
                |(at, line)| serde_json::from_str(line).with_context(|| format!("line {} is no JSON object", at + 1));
            objects(lines.map(parse).collect::<Result<_>>()?)
        }
        _ => bail!("what it holds is told by its extension: name it .csv, .json or .jsonl"),
    }
}

fn csv(text: &str) -> Result<Parsed> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers()?.iter().map(str::to_owned).collect();
    let rows = reader.records().map(|record| Ok(record?.iter().map(|cell| Some(cell.into())).collect()));
    Ok((columns, rows.collect::<Result<_>>()?, None))
}

fn objects(all: Vec<Map<String, Value>>) -> Result<Parsed> {
    let mut columns: Vec<String> = Vec::new();
    for name in all.iter().flat_map(Map::keys) {
        if !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    let cell = |value: &Value| match value {
        Value::String(text) => text.as_str().into(),
        other => other.to_string().into(),
    };
    let rows = all.iter().map(|row| columns.iter().map(|name| row.get(name).map(cell)).collect()).collect();
    let raw = all.iter().map(|row| serde_json::to_string(row).map(String::into_boxed_str)).collect::<Result<_, _>>()?;
    Ok((columns, rows, Some(raw)))
}

/// The rows between a segment's borders: the shares of all segments are the whole, none twice.
fn share(segment: &Segment, rows: u32) -> (u32, u32) {
    let border = |at: usize| {
        segment.borders.get(at).map_or(rows, |(n, d)| (u128::from(*n) * u128::from(rows) / u128::from(*d)) as u32)
    };
    (border(segment.index), border(segment.index + 1))
}

#[cfg(test)]
#[path = "tables_tests.rs"]
mod tests;
