//! A value for a schema of `OpenAPI`: its own example, default or choice, else one that fits its type.

use serde_json::{Map, Value, json};

use super::text::{at, list};

/// So deep a schema is followed: one may hold itself.
const DEPTH: usize = 12;

/// A document whose parts refer to each other.
pub(super) struct Document(pub(super) Value);

impl Document {
    /// The value itself, or the one that it refers to in this document.
    pub(super) fn resolved<'v>(&'v self, mut value: &'v Value) -> &'v Value {
        for _ in 0..DEPTH {
            match at(value, "$ref").strip_prefix('#').and_then(|pointer| self.0.pointer(pointer)) {
                Some(meant) => value = meant,
                None => break,
            }
        }
        value
    }

    /// The example of a parameter or a body, or one of its schema.
    pub(super) fn example(&self, holder: &Value) -> Value {
        let named = holder.get("examples").and_then(Value::as_object).and_then(|all| all.values().next());
        let named = named.map(|example| self.resolved(example)).and_then(|example| example.get("value"));
        match holder.get("example").or(named) {
            Some(example) => example.clone(),
            None => holder.get("schema").map_or(Value::Null, |schema| self.sample(schema, 0)),
        }
    }

    fn sample(&self, schema: &Value, depth: usize) -> Value {
        let schema = self.resolved(schema);
        let first = |key: &str| list(schema, key).first();
        if let Some(value) = schema
            .get("example")
            .or_else(|| first("examples"))
            .or_else(|| schema.get("default"))
            .or_else(|| schema.get("const"))
            .or_else(|| first("enum"))
        {
            return value.clone();
        }
        if depth >= DEPTH {
            return Value::Null;
        }
        if let Some(any) = first("oneOf").or_else(|| first("anyOf")) {
            return self.sample(any, depth + 1);
        }
        match self.kind(schema) {
            "object" => self.object(schema, depth),
            "array" => match schema.get("items") {
                Some(items) => json!([self.sample(items, depth + 1)]),
                None => json!([]),
            },
            "integer" => schema.get("minimum").filter(|least| least.is_i64()).cloned().unwrap_or_else(|| json!(1)),
            "number" => schema.get("minimum").cloned().unwrap_or_else(|| json!(1.5)),
            "boolean" => json!(true),
            "null" => Value::Null,
            _ => text(schema).into(),
        }
    }

    fn kind<'v>(&self, schema: &'v Value) -> &'v str {
        let several = list(schema, "type").iter().filter_map(Value::as_str).find(|kind| *kind != "null");
        match several.unwrap_or_else(|| at(schema, "type")) {
            "" if schema.get("properties").is_some() || schema.get("allOf").is_some() => "object",
            "" if schema.get("items").is_some() => "array",
            kind => kind,
        }
    }

    /// The properties that it must have; all, where it says of none that it must.
    fn object(&self, schema: &Value, depth: usize) -> Value {
        let mut object = Map::new();
        for part in list(schema, "allOf") {
            if let Value::Object(part) = self.sample(part, depth + 1) {
                object.extend(part);
            }
        }
        let required = list(schema, "required");
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let read_only = self.resolved(property).get("readOnly") == Some(&json!(true));
            if !read_only && (required.is_empty() || required.iter().any(|known| known == name)) {
                object.insert(name.clone(), self.sample(property, depth + 1));
            }
        }
        object.into()
    }
}

fn text(schema: &Value) -> String {
    let text = match at(schema, "format") {
        "uuid" => "00000000-0000-4000-8000-000000000001",
        "date" => "2026-01-31",
        "date-time" => "2026-01-31T12:00:00Z",
        "email" => "user@example.com",
        "uri" | "url" => "https://example.com/",
        "ipv4" => "192.0.2.1",
        _ => "string",
    };
    let least = schema.get("minLength").and_then(Value::as_u64).unwrap_or(0).min(1000) as usize;
    let most = schema.get("maxLength").and_then(Value::as_u64).unwrap_or(1000).max(least as u64) as usize;
    text.chars().chain(std::iter::repeat('x')).take(text.len().max(least).min(most)).collect()
}
