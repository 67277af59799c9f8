//! What is wrong in a plan, where, and what to write instead.

use std::fmt::Write;
use std::ops::Range;

use super::document::Document;
use super::node::{At, Origin};

/// One mistake in a plan, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError {
    /// The plan file, `the journey's plan export`, a variable or a flag.
    pub file: String,
    /// Line from 1; 0 where there are no lines (a variable, a flag).
    pub line: usize,
    /// Column in characters from 1; 0 where there are no lines.
    pub col: usize,
    /// The setting: `scenarios.browse.rate`; empty when the notation itself is wrong.
    pub path: String,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to write instead.
    pub instead: String,
    /// The change of the document that `instead` means, where it can be made by a machine.
    pub edit: Option<Edit>,
    /// The line and how many characters of it are meant; none where there are no lines.
    pub excerpt: Option<(String, usize)>,
}

/// A replacement of bytes in the document that a mistake stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Bytes that go.
    pub range: Range<usize>,
    /// Text that comes.
    pub text: String,
}

/// Something that the run does not stop for but that a reader should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The setting that it is about.
    pub path: String,
    /// One sentence.
    pub message: String,
    /// Whether it may well be right as it is: only a check says it.
    pub doubt: bool,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// A mistake before its place is turned into line and column.
#[derive(Debug, Clone)]
pub(super) struct Mistake {
    pub(super) at: At,
    pub(super) path: String,
    pub(super) message: String,
    pub(super) instead: Instead,
}

/// What to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Instead {
    /// This text as the value.
    Text(String),
    /// This value, the same in TOML and JSON.
    Literal(String),
    /// This value, as TOML and as JSON.
    Both(String, String),
    /// This key in place of the key.
    Key(String),
    /// This key with this value in the table.
    Insert(String, String),
    /// Nothing: the setting goes, from its key to this byte.
    Remove(usize),
    /// Something that only a person can write.
    Advice(String),
}

impl Mistake {
    pub(super) fn new(at: &At, path: &str, message: impl Into<String>, instead: Instead) -> Self {
        Self { at: at.clone(), path: path.to_owned(), message: message.into(), instead }
    }

    /// The mistake as it is shown, in the document that it stands in.
    pub(super) fn show(self, documents: &[Document]) -> PlanError {
        match documents.iter().find(|d| d.origin == self.at.origin) {
            Some(document) => self.in_document(document),
            None => {
                let file = match &self.at.origin {
                    Origin::Environment(name) | Origin::Flag(name) => name.clone(),
                    Origin::Export | Origin::File | Origin::Bundle => "the plan".to_owned(),
                };
                let instead = match self.instead {
                    Instead::Text(text) | Instead::Literal(text) | Instead::Both(text, _) => text,
                    Instead::Key(text) | Instead::Advice(text) => text,
                    Instead::Insert(key, value) => format!("{key} = {value}"),
                    Instead::Remove(_) => "nothing: remove it".to_owned(),
                };
                PlanError {
                    file,
                    line: 0,
                    col: 0,
                    path: self.path,
                    message: self.message,
                    instead,
                    edit: None,
                    excerpt: None,
                }
            }
        }
    }

    fn in_document(self, document: &Document) -> PlanError {
        let text = &document.text;
        let start = floor(text, self.at.span.start);
        let end = floor(text, self.at.span.end.max(start));
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let width = text[start..end.min(line_end).max(start)].chars().count().max(1);
        let (instead, edit) = proposal(&self.instead, document, start..end);
        PlanError {
            file: document.name.clone(),
            line: text[..start].matches('\n').count() + 1,
            col: text[line_start..start].trim_start_matches('\u{feff}').chars().count() + 1,
            path: self.path,
            message: self.message,
            instead,
            edit,
            excerpt: Some((
                text[line_start..line_end].trim_start_matches('\u{feff}').trim_end_matches('\r').to_owned(),
                width,
            )),
        }
    }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn proposal(instead: &Instead, document: &Document, range: Range<usize>) -> (String, Option<Edit>) {
    let replace = |text: String| (text.clone(), Some(Edit { range: range.clone(), text }));
    match instead {
        Instead::Text(text) => replace(quoted(text)),
        Instead::Literal(text) => replace(text.clone()),
        Instead::Both(toml, json) => replace(if document.json { json.clone() } else { toml.clone() }),
        Instead::Key(key) if document.json => replace(quoted(key)),
        Instead::Key(key) => replace(toml_key(key)),
        Instead::Insert(key, value) => insertion(key, value, document, range),
        Instead::Remove(end) => ("nothing: remove it".into(), removal(document, range.start, *end)),
        Instead::Advice(text) => (text.clone(), None),
    }
}

/// A key and its value, with the comma after it; none for a table with a header of its own.
fn removal(document: &Document, start: usize, end: usize) -> Option<Edit> {
    let text = &document.text;
    if text[..start].trim_end_matches(' ').ends_with('[') || end < start {
        return None;
    }
    let begin = match text[..start].ends_with('.') {
        true => text[..start].rfind(['\n', '{', ',', ' ', '\t']).map_or(0, |i| i + 1),
        false => start,
    };
    if text[begin..start].contains(['"', '\'']) {
        return None;
    }
    let rest = &text[end..];
    let comma = rest.trim_start().starts_with(',').then(|| rest.find(',').map_or(0, |i| i + 1));
    Some(Edit { range: begin..end + comma.unwrap_or(0), text: String::new() })
}

/// A key in a table: after `[header]`, or inside `{ }`.
fn insertion(key: &str, value: &str, document: &Document, table: Range<usize>) -> (String, Option<Edit>) {
    let text = if document.json { format!("{}: {value}", quoted(key)) } else { format!("{} = {value}", toml_key(key)) };
    let source = &document.text[table.clone()];
    let edit = if let Some(inside) = source.strip_prefix('{') {
        let comma = if inside.trim_start().starts_with('}') { "" } else { "," };
        Some(Edit { range: table.start + 1..table.start + 1, text: format!(" {text}{comma}") })
    } else if source.starts_with('[') {
        Some(Edit { range: table.end..table.end, text: format!("\n{text}") })
    } else {
        None
    };
    (text, edit)
}

/// Text as a string of TOML and JSON alike.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A key as TOML writes it: bare where it can be.
pub(super) fn toml_key(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { key.to_owned() } else { quoted(key) }
}

/// All mistakes as text for a terminal: place and message, the line with a caret, and what to write.
pub fn render_errors(errors: &[PlanError]) -> String {
    let mut out = String::new();
    for error in errors {
        let place =
            if error.line == 0 { error.file.clone() } else { format!("{}:{}:{}", error.file, error.line, error.col) };
        let setting = if error.path.is_empty() { String::new() } else { format!("{}: ", error.path) };
        let _ = writeln!(out, "{}: {}{}", visible(&place), clip(&visible(&setting)), clip(&visible(&error.message)));
        if let Some((line, width)) = &error.excerpt {
            let (line, col, width) = shorten(line, error.col, *width);
            let number = error.line.to_string();
            let _ = writeln!(out, "  {number} | {}", visible(&line));
            let _ = writeln!(out, "  {} | {}{}", " ".repeat(number.len()), " ".repeat(col - 1), "^".repeat(width));
        }
        let _ = writeln!(out, "  write: {}", clip(&visible(&error.instead)));
    }
    out
}

/// The part of a long line around a column, with the column and width in it.
fn shorten(line: &str, col: usize, width: usize) -> (String, usize, usize) {
    const SHOWN: usize = 160;
    let skipped = if col > SHOWN / 2 && line.chars().count() > SHOWN { col - SHOWN / 2 } else { 0 };
    let part: String = line.chars().skip(skipped).take(SHOWN).collect();
    let col = col - skipped;
    (part, col, width.min((SHOWN + 1).saturating_sub(col)).max(1))
}

/// The beginning of a text that is too long to be read.
fn clip(text: &str) -> String {
    const SHOWN: usize = 400;
    let cut = text.char_indices().nth(SHOWN).map(|(i, _)| i);
    cut.map_or_else(|| text.to_owned(), |i| format!("{}…", &text[..i]))
}

/// Text without anything that moves a terminal's cursor: one character for each character.
fn visible(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| {
            if c == '\t' {
                ' '
            } else if hidden(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}
