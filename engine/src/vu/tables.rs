//! Data tables: one copy for all users, read or made when a row is asked for.

mod csv;
mod json;
mod make;
mod text;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use self::text::{Starts, Text};
use super::random::Random;
use crate::plan::{DataPolicy, DataRows, DataTable, FileSource, Plan, Recipe, Segment};

/// The plan's tables by name.
pub(crate) struct Tables(HashMap<String, Arc<Table>>);

impl Tables {
    /// Opens all tables; an error names the file and, where one is wrong, the line.
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
    name: String,
    rows: Rows,
    policy: DataPolicy,
    wrap: bool,
    /// This process's share of the rows, for `unique`.
    share: (u32, u32),
    taken: AtomicU32,
}

/// Where the rows are.
enum Rows {
    Csv(Vec<Arc<str>>, Text, Starts),
    Json(Text, Starts),
    Made(Recipe),
}

/// Names and cells of a row.
pub(crate) type Cells = Vec<(Arc<str>, String)>;

impl Table {
    /// Opens one; an error names the file and, where one is wrong, the line.
    pub(crate) fn load(spec: &DataTable, segment: &Segment, source: &FileSource) -> Result<Self> {
        let rows = match &spec.rows {
            DataRows::Made(recipe) => Rows::Made(recipe.clone()),
            DataRows::File(path) => {
                let shown = path.display();
                let text = Text::open(source, path)
                    .with_context(|| format!("cannot read the table `{}` ({shown})", spec.name))?;
                Rows::index(path, text).with_context(|| format!("the table `{}` ({shown})", spec.name))?
            }
        };
        let share = share(segment, rows.len());
        let (name, policy, wrap) = (spec.name.clone(), spec.policy, spec.wrap);
        Ok(Self { name, rows, policy, wrap, share, taken: AtomicU32::new(0) })
    }

    /// How many rows.
    pub(crate) fn len(&self) -> u32 {
        self.rows.len()
    }

    /// Columns and cells of a row; none when there is no such row. An error where the file is not what it was.
    pub(crate) fn row(&self, row: u32) -> Result<Option<Cells>> {
        if row >= self.len() {
            return Ok(None);
        }
        let changed =
            || format!("row {row} of the table `{}` cannot be read any more: leave its file alone", self.name);
        match &self.rows {
            Rows::Made(recipe) => Ok(Some(make::cells(recipe, row))),
            Rows::Csv(columns, text, starts) => {
                let text = starts.row(text, row).with_context(changed)?.unwrap_or_default();
                Ok(Some(columns.iter().cloned().zip(csv::cells(&text)).collect()))
            }
            Rows::Json(text, starts) => {
                let text = starts.row(text, row).with_context(changed)?.unwrap_or_default();
                json::cells(&text).map(Some).with_context(changed)
            }
        }
    }

    /// A row as a JSON object; none when there is no such row. An error where the file is not what it was.
    pub(crate) fn json(&self, row: u32) -> Result<Option<String>> {
        match &self.rows {
            Rows::Made(recipe) if row < recipe.rows => Ok(Some(make::json(recipe, row))),
            Rows::Made(_) => Ok(None),
            Rows::Json(text, starts) => {
                starts.row(text, row)?.map(|text| json::raw(&text).map(str::to_owned)).transpose()
            }
            Rows::Csv(..) => Ok(self.row(row)?.map(|cells| {
                let fields = cells.into_iter().map(|(name, cell)| (name.to_string(), cell.into()));
                Value::from(fields.collect::<Map<_, _>>()).to_string()
            })),
        }
    }

    /// The row that is this user's own.
    pub(crate) fn mine(&self, user: u32) -> Option<u32> {
        user.checked_sub(1).filter(|row| *row < self.len())
    }

    /// The row of this number, or where it wraps around.
    fn nth(&self, number: u64) -> Option<u32> {
        let rows = u64::from(self.len());
        match number {
            number if number < rows => Some(number as u32),
            number if self.wrap && rows > 0 => Some((number % rows) as u32),
            _ => None,
        }
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

impl Rows {
    fn index(file: &Path, text: Text) -> Result<Self> {
        match file.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("csv") => {
                let (columns, starts) = csv::index(&text)?;
                Ok(Self::Csv(columns, text, starts))
            }
            Some("json") => {
                let starts = json::array(&text)?;
                Ok(Self::Json(text, starts))
            }
            Some("jsonl" | "ndjson") => {
                let starts = json::lines(&text)?;
                Ok(Self::Json(text, starts))
            }
            _ => bail!("what it holds is told by its extension: name it .csv, .json or .jsonl"),
        }
    }

    fn len(&self) -> u32 {
        match self {
            Self::Csv(_, _, starts) | Self::Json(_, starts) => starts.len(),
            Self::Made(recipe) => recipe.rows,
        }
    }
}

/// A guest's handle to a table: where it is in it, and the row that it read last.
pub(crate) struct Cursor {
    pub(crate) table: Arc<Table>,
    drawn: u64,
    last: Option<(u32, Cells)>,
}

impl Cursor {
    pub(crate) fn new(table: Arc<Table>) -> Self {
        Self { table, drawn: 0, last: None }
    }

    /// The next row by the table's policy. In turn, users begin at different rows: user n at the nth. `iteration` is the
    /// number of the iteration in its scenario.
    pub(crate) fn next(&mut self, user: u32, iteration: u64, random: &mut Random) -> Option<u32> {
        let rows = u64::from(self.table.len());
        if rows == 0 {
            return None;
        }
        match self.table.policy {
            DataPolicy::Unique => self.table.unique(),
            DataPolicy::PerVu => self.table.nth(u64::from(user.saturating_sub(1))),
            DataPolicy::PerIteration => self.table.nth(iteration),
            DataPolicy::Random => Some(random.below(rows) as u32),
            DataPolicy::Sequential if !self.table.wrap && self.drawn >= rows => None,
            DataPolicy::Sequential => {
                let row = (u64::from(user.saturating_sub(1)) + self.drawn) % rows;
                self.drawn += 1;
                Some(row as u32)
            }
        }
    }

    /// A cell; none where there is no such row or column.
    pub(crate) fn cell(&mut self, row: u32, column: &str) -> Result<Option<String>> {
        Ok(self.read(row)?.iter().find(|(name, _)| &**name == column).map(|(_, cell)| cell.clone()))
    }

    /// Columns and cells of a row; none when there is no such row.
    pub(crate) fn row(&mut self, row: u32) -> Result<Option<Vec<(String, String)>>> {
        if row >= self.table.len() {
            return Ok(None);
        }
        Ok(Some(self.read(row)?.iter().map(|(name, cell)| (name.to_string(), cell.clone())).collect()))
    }

    /// A row is read once, however many of its cells are asked for.
    fn read(&mut self, row: u32) -> Result<&[(Arc<str>, String)]> {
        if self.last.as_ref().is_none_or(|(last, _)| *last != row) {
            self.last = self.table.row(row)?.map(|cells| (row, cells));
        }
        Ok(self.last.as_ref().map_or(&[], |(_, cells)| cells))
    }
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
