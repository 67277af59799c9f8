//! Plan text, TOML or JSON, to a tree.

use std::borrow::Cow;
use std::ops::Range;

use jsonc_parser::common::Ranged;
use jsonc_parser::{ParseOptions, ast};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::{Instead, Mistake};
use super::node::{At, Entry, Node, Origin, Value};

/// Plan text with its name and notation.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) json: bool,
    pub(super) origin: Origin,
}

impl Document {
    /// The tree and the mistakes of notation. A tree is left of TOML with repeated keys, and of JSON with what its looser
    /// relatives allow.
    pub(super) fn parse(&self) -> (Option<Node>, Vec<Mistake>) {
        let (mark, body) = match self.text.strip_prefix('\u{feff}') {
            Some(rest) => (self.text.len() - rest.len(), rest),
            None => (0, self.text.as_str()),
        };
        let reader = Reader { origin: &self.origin, offset: mark };
        if self.json { reader.json(body) } else { reader.toml(body) }
    }
}

/// A value as TOML has it, from a flag or variable.
pub(super) fn toml_value(text: &str, origin: &Origin) -> Result<Node, String> {
    let value = DeValue::parse(text).map_err(|e| e.message().to_owned())?;
    let mut node = Reader { origin, offset: 0 }.toml_value(&value);
    place(&mut node, &At { origin: origin.clone(), span: 0..0 });
    Ok(node)
}

fn place(node: &mut Node, at: &At) {
    node.at = at.clone();
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| place(item, at)),
        Value::Table(entries) => entries.iter_mut().for_each(|entry| {
            entry.key_at = at.clone();
            place(&mut entry.node, at);
        }),
        _ => {}
    }
}

const STRICT: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_loose_object_property_names: false,
    allow_trailing_commas: true,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// The options with the one more that gets the parser past a byte; none where none does.
fn relaxed(text: &str, options: &ParseOptions, past: usize) -> Option<ParseOptions> {
    let relaxations: [fn(&mut ParseOptions); 8] = [
        |o| o.allow_missing_commas = true,
        |o| o.allow_single_quoted_strings = true,
        |o| o.allow_loose_object_property_names = true,
        |o| o.allow_hexadecimal_numbers = true,
        |o| o.allow_unary_plus_numbers = true,
        |o| o.allow_bare_decimal_point_numbers = true,
        |o| o.allow_non_finite_numbers = true,
        |o| o.allow_extended_string_escapes = true,
    ];
    relaxations.iter().find_map(|relax| {
        let mut more = options.clone();
        relax(&mut more);
        let stuck = jsonc_parser::parse_to_ast(text, &Default::default(), &more).err();
        stuck.is_none_or(|error| error.range().start > past).then_some(more)
    })
}

struct Reader<'a> {
    origin: &'a Origin,
    /// Bytes before the text that is read: a byte order mark.
    offset: usize,
}

impl Reader<'_> {
    fn at(&self, span: Range<usize>) -> At {
        At { origin: self.origin.clone(), span: span.start + self.offset..span.end + self.offset }
    }

    fn mistake(&self, span: Range<usize>, message: String, advice: &str) -> Mistake {
        Mistake { at: self.at(span), path: String::new(), message, instead: Instead::Advice(advice.into()) }
    }

    fn toml(&self, text: &str) -> (Option<Node>, Vec<Mistake>) {
        let (root, errors) = DeTable::parse_recoverable(text);
        let repeated = errors.iter().all(|e| e.message().contains("duplicate key"));
        let mistakes = errors.iter().map(|e| {
            let span = e.span().unwrap_or(0..0);
            if e.message().contains("duplicate key") {
                let key = text.get(span.clone()).unwrap_or("this key");
                return self.mistake(span, format!("`{key}` is given twice"), "one of the two");
            }
            self.mistake(span, format!("not valid TOML: {}", e.message()), "what TOML allows here (https://toml.io)")
        });
        let mistakes = mistakes.collect();
        let span = root.span();
        (repeated.then(|| self.toml_table(span, root.get_ref())), mistakes)
    }

    fn toml_table(&self, span: Range<usize>, table: &DeTable<'_>) -> Node {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().to_string(),
                key_at: self.at(key.span()),
                node: self.toml_value(value),
            })
            .collect();
        entries.sort_by_key(|e| e.key_at.span.start);
        Node { at: self.at(span), value: Value::Table(entries) }
    }

    fn toml_value(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let span = value.span();
        let value = match value.get_ref() {
            DeValue::Table(table) => return self.toml_table(span, table),
            DeValue::Array(items) => Value::List(items.iter().map(|item| self.toml_value(item)).collect()),
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix())
                .map_or(Value::Other("a number that is too large"), Value::Integer),
            DeValue::Float(number) => number.as_str().parse().map_or(Value::Other("a number"), Value::Number),
            DeValue::Datetime(_) => Value::Other("a date"),
        };
        Node { at: self.at(span), value }
    }

    /// What strict JSON forbids is told, and then allowed, so that the rest of the plan is judged too. Only the first of
    /// each kind is told: the parser stops there.
    fn json(&self, text: &str) -> (Option<Node>, Vec<Mistake>) {
        let (mut options, mut mistakes) = (STRICT, Vec::new());
        loop {
            let error = match jsonc_parser::parse_to_ast(text, &Default::default(), &options) {
                Ok(parsed) => {
                    let root = match &parsed.value {
                        Some(value) => self.json_value(value, &mut mistakes),
                        None => Node::empty(self.origin.clone()),
                    };
                    return (Some(root), mistakes);
                }
                Err(error) => error,
            };
            let message = format!("not valid JSON: {}", error.kind().to_string().to_lowercase());
            mistakes.push(self.mistake(error.range().start..error.range().end, message, "what JSON allows here"));
            match relaxed(text, &options, error.range().start) {
                Some(more) => options = more,
                None => return (None, mistakes),
            }
        }
    }

    fn json_value(&self, value: &ast::Value<'_>, repeated: &mut Vec<Mistake>) -> Node {
        let range = value.range();
        let at = self.at(range.start..range.end);
        let value = match value {
            ast::Value::StringLit(text) => Value::Text(Cow::into_owned(text.value.clone())),
            ast::Value::BooleanLit(value) => Value::Bool(value.value),
            ast::Value::NullKeyword(_) => Value::Other("null"),
            ast::Value::NumberLit(number) => json_number(number.value),
            ast::Value::Array(items) => {
                Value::List(items.elements.iter().map(|item| self.json_value(item, repeated)).collect())
            }
            ast::Value::Object(object) => {
                let mut entries: Vec<Entry> = Vec::new();
                for property in &object.properties {
                    let key = property.name.as_str().to_owned();
                    let range = property.name.range();
                    let node = self.json_value(&property.value, repeated);
                    if entries.iter().any(|e| e.key == key) {
                        let message = format!("`{key}` is given twice");
                        repeated.push(self.mistake(range.start..range.end, message, "one of the two"));
                        continue;
                    }
                    entries.push(Entry { key, key_at: self.at(range.start..range.end), node });
                }
                Value::Table(entries)
            }
        };
        Node { at, value }
    }
}

fn json_number(text: &str) -> Value {
    if let Ok(whole) = text.parse() {
        return Value::Integer(whole);
    }
    text.parse().map_or(Value::Other("a number"), Value::Number)
}
