//! Tables and files of the plan, kept once on the host for all users.

use crate::bindings::throng::load::data as raw;
use crate::{Context, Result};
use serde::de::DeserializeOwned;
use std::sync::OnceLock;

/// A table of the plan (CSV, JSON or JSON lines), as a static.
///
/// ```no_run
/// # use throng_sdk::prelude::*;
/// static USERS: Table = Table::new("users");
///
/// fn login() -> Result {
///     let user = USERS.mine().context("more users than rows")?;
///     post("/login").form(&[("name", &user.cell("name")?), ("password", &user.cell("password")?)]).send().success()?;
///     Ok(())
/// }
/// ```
pub struct Table {
    name: &'static str,
    table: OnceLock<raw::Table>,
}

impl Table {
    /// The table of that name. A name that the plan does not have traps at the first use.
    pub const fn new(name: &'static str) -> Self {
        Self { name, table: OnceLock::new() }
    }

    fn table(&self) -> &raw::Table {
        self.table.get_or_init(|| raw::Table::new(self.name))
    }

    /// How many rows.
    pub fn length(&self) -> u32 {
        self.table().length()
    }

    /// The next row by the plan's policy; none when all are used up.
    pub fn next(&self) -> Option<Row<'_>> {
        self.table().next().map(|index| Row { table: self, index })
    }

    /// The row that is this user's own for the whole run; none when there are more users than rows.
    pub fn mine(&self) -> Option<Row<'_>> {
        self.table().mine().map(|index| Row { table: self, index })
    }

    /// The row of that number, from 0.
    pub fn row(&self, index: u32) -> Row<'_> {
        Row { table: self, index }
    }
}

/// A row of a table.
pub struct Row<'a> {
    table: &'a Table,
    index: u32,
}

impl Row<'_> {
    /// Its number, from 0.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// A cell. An error where there is no such row or column.
    pub fn cell(&self, column: &str) -> Result<String> {
        let cell = self.table.table().cell(self.index, column);
        cell.with_place(self, column)
    }

    /// The row in a type of yours.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        let row = self.table.table().json(self.index).with_place(self, "")?;
        serde_json::from_str(&row).context(format!("table {}, row {}", self.table.name, self.index))
    }
}

/// Says where nothing was found.
trait Place {
    fn with_place(self, row: &Row<'_>, column: &str) -> Result<String>;
}

impl Place for Option<String> {
    fn with_place(self, row: &Row<'_>, column: &str) -> Result<String> {
        self.context(format_args!("table {} has nothing in row {} {column}", row.table.name, row.index))
    }
}

/// The bytes of a file of the plan. An unknown name traps.
pub fn file(name: &str) -> Vec<u8> {
    raw::file(name)
}
