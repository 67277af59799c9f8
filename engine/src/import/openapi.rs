//! `OpenAPI` 3: an example request for each operation.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::sample::Document;
use super::text::{at, encode, form, list, plain, split_raw};
use super::{Recorded, Recordings, Wanted};

const METHODS: [&str; 7] = ["get", "head", "options", "post", "put", "patch", "delete"];

pub(super) fn read(text: &str, wanted: Wanted, to: &mut Recordings) -> Result<()> {
    let document: Value = match text.trim_start().starts_with('{') {
        true => serde_json::from_str(text).context("it is no JSON")?,
        false => serde_saphyr::from_str(text).context("it is no YAML")?,
    };
    let version = document.get("openapi").map(plain).unwrap_or_default();
    if !version.starts_with("3.") {
        bail!("`openapi` is `{version}`: it must be 3.0 or 3.1");
    }
    let document = Document(document);
    let (origin, base) = server(&document.0);
    let mut left = 0;
    for (path, item) in document.0.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let item = document.resolved(item);
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            if !wanted.all_methods && !matches!(method, "get" | "head") {
                left += 1;
                continue;
            }
            let request = Operation { document: &document, item, operation }.request(method, path, &base);
            to.requests.push(Recorded { origin: origin.clone(), ..request });
        }
    }
    if left > 0 {
        to.notes.push(format!("{left} operations left out that may change something (--all-methods imports them)"));
    }
    Ok(())
}

/// Origin and path of the first server, its variables as their defaults.
fn server(document: &Value) -> (String, String) {
    let Some(server) = list(document, "servers").first() else { return Default::default() };
    let mut url = at(server, "url").trim_end_matches('/').to_owned();
    for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
        url = url.replace(&format!("{{{name}}}"), at(variable, "default"));
    }
    match split_raw(&url) {
        Some((origin, path)) => (origin, path.trim_end_matches('/').to_owned()),
        None => (String::new(), url),
    }
}

struct Operation<'d> {
    document: &'d Document,
    item: &'d Value,
    operation: &'d Value,
}

impl Operation<'_> {
    fn request(&self, method: &str, template: &str, base: &str) -> Recorded {
        let (mut path, mut query, mut headers) = (format!("{base}{template}"), Vec::new(), Vec::new());
        for parameter in self.parameters().values() {
            let (name, value) = (at(parameter, "name"), self.document.example(parameter));
            let required = parameter.get("required").and_then(Value::as_bool).unwrap_or(false);
            let given = required || parameter.get("example").is_some() || parameter.get("examples").is_some();
            match at(parameter, "in") {
                "path" => path = path.replace(&format!("{{{name}}}"), &encode(&flat(&value))),
                "query" if given => match &value {
                    Value::Array(all) => query.extend(all.iter().map(|one| (name.to_owned(), plain(one)))),
                    value => query.push((name.to_owned(), plain(value))),
                },
                "header" if given => headers.push((name.to_owned(), flat(&value))),
                _ => {}
            }
        }
        self.authorise(&mut query, &mut headers);
        if !query.is_empty() {
            path = format!("{path}?{}", form(&query));
        }
        let body = self.body(&mut headers);
        Recorded {
            method: method.to_uppercase(),
            path,
            headers,
            body,
            name: format!("{base}{template}"),
            status: self.status(),
            ..Recorded::default()
        }
    }

    /// By place and name; those of the operation before those of its path.
    fn parameters(&self) -> BTreeMap<(&str, &str), &Value> {
        let all = list(self.item, "parameters").iter().chain(list(self.operation, "parameters"));
        let all = all.map(|parameter| self.document.resolved(parameter));
        all.map(|parameter| ((at(parameter, "in"), at(parameter, "name")), parameter)).collect()
    }

    fn authorise(&self, query: &mut Vec<(String, String)>, headers: &mut Vec<(String, String)>) {
        let document = &self.document.0;
        let needs = self.operation.get("security").or_else(|| document.get("security"));
        let first = needs.and_then(Value::as_array).and_then(|all| all.first()).and_then(Value::as_object);
        for name in first.into_iter().flat_map(|schemes| schemes.keys()) {
            let Some(scheme) = document.pointer("/components/securitySchemes").and_then(|all| all.get(name)) else {
                continue;
            };
            let scheme = self.document.resolved(scheme);
            match (at(scheme, "type"), at(scheme, "in")) {
                ("apiKey", "query") => query.push((at(scheme, "name").to_owned(), format!("{{{{secret:{name}}}}}"))),
                ("apiKey", "header") => headers.push((at(scheme, "name").to_owned(), format!("{{{{secret:{name}}}}}"))),
                ("apiKey", _) => {}
                _ => headers.push(("authorization".into(), format!("{{{{secret:{name}}}}}"))),
            }
        }
    }

    fn body(&self, headers: &mut Vec<(String, String)>) -> String {
        let Some(body) = self.operation.get("requestBody") else { return String::new() };
        let Some(content) = self.document.resolved(body).get("content").and_then(Value::as_object) else {
            return String::new();
        };
        let json = content.iter().find(|(kind, _)| kind.contains("json"));
        let Some((kind, media)) = json.or_else(|| content.iter().next()) else { return String::new() };
        headers.push(("content-type".into(), kind.clone()));
        let example = self.document.example(media);
        match &example {
            Value::Object(fields) if kind.contains("x-www-form-urlencoded") => {
                form(&fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect::<Vec<_>>())
            }
            Value::String(text) if !kind.contains("json") => text.clone(),
            value => value.to_string(),
        }
    }

    /// The status of its success, where it names one.
    fn status(&self) -> Option<u16> {
        let responses = self.operation.get("responses").and_then(Value::as_object)?;
        responses.keys().filter_map(|status| status.parse().ok()).find(|status| (200..300).contains(status))
    }
}

/// A list as one writes it in a path.
fn flat(value: &Value) -> String {
    match value {
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(","),
        value => plain(value),
    }
}
