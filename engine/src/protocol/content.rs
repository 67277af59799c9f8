//! Questions to a body: the guest asks, and only the answer leaves the host.

mod charset;
mod html;
mod json;
pub(super) mod page;
mod pattern;
mod xpath;

use std::borrow::Cow;

use super::response::Response;

pub use xpath::find as xpath;

/// What an RFC 6901 pointer leads to in a JSON text, as `Response::json` gives it.
pub fn pointed(text: &str, pointer: &str) -> Option<String> {
    json::find(text, pointer).map(json::Found::into_text)
}

impl Response {
    /// The body as text, by the response's charset; what cannot be decoded is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        charset::text(&self.headers, &self.body)
    }

    /// Whether the text is in the body.
    pub fn contains(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// What an RFC 6901 pointer leads to: a string without its quotes, anything else as JSON text; none where nothing
    /// is, or no JSON.
    pub fn json(&self, pointer: &str) -> Option<String> {
        pointed(&self.text(), pointer)
    }

    /// The number that a pointer leads to (a string that holds one counts too); NaN where no number is.
    pub fn json_number(&self, pointer: &str) -> f64 {
        json::find(&self.text(), pointer).map_or(f64::NAN, |found| found.number())
    }

    /// Members of the array or object that a pointer leads to; 0 for anything else.
    pub fn json_length(&self, pointer: &str) -> u32 {
        json::find(&self.text(), pointer).map_or(0, |found| found.length())
    }

    /// A group of the first match of a regular expression; an error says why the pattern does not compile.
    pub fn find(&self, pattern: &str, group: u32) -> Result<Option<String>, String> {
        let text = self.text();
        pattern::compiled(pattern, |regex| Some(regex.captures(&text)?.get(group as usize)?.as_str().to_owned()))
    }

    /// A group of every match.
    pub fn find_all(&self, pattern: &str, group: u32) -> Result<Vec<String>, String> {
        let text = self.text();
        pattern::compiled(pattern, |regex| {
            let groups = regex.captures_iter(&text).filter_map(|found| found.get(group as usize));
            groups.map(|found| found.as_str().to_owned()).collect()
        })
    }

    /// The text of every element that a CSS selector matches; an error says why the selector does not compile.
    pub fn select(&self, css: &str) -> Result<Vec<String>, String> {
        html::texts(&self.text(), css)
    }

    /// An attribute of every element that a CSS selector matches and that has it.
    pub fn attribute(&self, css: &str, name: &str) -> Result<Vec<String>, String> {
        html::attributes(&self.text(), css, name)
    }

    /// Whether the body is a whole HTML page, not a part of one.
    pub fn is_page(&self) -> bool {
        page::is_page(&self.text())
    }

    /// The absolute addresses that the page embeds, each once, in its order.
    pub fn embedded(&self) -> Vec<String> {
        page::embedded(&self.text(), self.url())
    }
}
