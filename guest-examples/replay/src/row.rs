//! One row: a request as it was recorded.

use crate::fill::{fill, in_url};
use crate::throng::load::{data::Table, http::Request};

pub struct Row {
    method: String,
    url: String,
    headers: String,
    body: String,
    pub name: String,
    pub step: String,
    /// ms
    pub pause: f64,
    pub together: bool,
    pub status: Option<u16>,
}

impl Row {
    pub fn read(table: &Table, number: u32) -> Result<Self, String> {
        let cells = table.row(number).ok_or_else(|| format!("the table has no row {number}"))?;
        let mut row = Self {
            method: "GET".to_owned(),
            url: String::new(),
            headers: String::new(),
            body: String::new(),
            name: String::new(),
            step: String::new(),
            pause: 0.0,
            together: false,
            status: None,
        };
        for (column, cell) in cells {
            match column.as_str() {
                "method" => row.method = cell,
                "url" => row.url = cell,
                "headers" => row.headers = cell,
                "body" => row.body = cell,
                "name" => row.name = cell,
                "step" => row.step = cell,
                "pause" => row.pause = cell.parse().unwrap_or(0.0),
                "together" => row.together = cell == "true",
                "status" => row.status = cell.parse().ok(),
                _ => {}
            }
        }
        if row.url.is_empty() {
            return Err(format!("row {number} has no url"));
        }
        Ok(row)
    }

    pub fn request(&self) -> Request {
        let filled = fill(&self.url);
        let url = in_url(&filled);
        let request = Request::new(&self.method, &url);
        if !self.name.is_empty() {
            request.name(&self.name);
        }
        for (name, value) in self.headers.lines().filter_map(|line| line.split_once(':')) {
            let value = fill(value.trim());
            if !value.is_empty() {
                request.add_header(name.trim(), &value);
            }
        }
        if !self.body.is_empty() {
            request.bytes(fill(&self.body).as_bytes());
        }
        // What failed when it was recorded has not failed when it does so again.
        if let Some(status) = self.status.filter(|status| *status >= 400) {
            request.expect(&status.to_string());
        }
        request.discard();
        request
    }
}
