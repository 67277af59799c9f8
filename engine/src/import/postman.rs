//! Collections of Postman, 2.1: folders, variables, auth and bodies.

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use serde_json::{Value, json};

use super::text::{at, form, list, plain, split_raw};
use super::{Recorded, Recordings};

pub(super) fn read(text: &str, to: &mut Recordings) -> Result<()> {
    let collection: Value = serde_json::from_str(text).context("it is no JSON")?;
    let schema = collection.pointer("/info/schema").and_then(Value::as_str).unwrap_or_default();
    if !schema.contains("v2.") {
        bail!("`info.schema` is `{schema}`: export the collection as 2.1");
    }
    for variable in
        list(&collection, "variable").iter().filter(|variable| variable.get("disabled") != Some(&json!(true)))
    {
        let key = if at(variable, "key").is_empty() { at(variable, "id") } else { at(variable, "key") };
        to.variables.insert(key.to_owned(), variable.get("value").map(plain).unwrap_or_default());
    }
    folder(&collection, "", collection.get("auth"), to)
}

fn folder(folder: &Value, step: &str, auth: Option<&Value>, to: &mut Recordings) -> Result<()> {
    for item in list(folder, "item") {
        let name = at(item, "name");
        let auth = item.get("auth").or(auth);
        if item.get("item").is_some() {
            let inner = if step.is_empty() { name.to_owned() } else { format!("{step} / {name}") };
            self::folder(item, &inner, auth, to)?;
        } else if let Some(request) = item.get("request") {
            let auth = request.get("auth").filter(|auth| !auth.is_null()).or(auth);
            let recorded = recorded(request, auth, to).with_context(|| format!("the request `{name}`"))?;
            to.requests.push(Recorded { name: name.to_owned(), step: step.to_owned(), ..recorded });
        }
    }
    Ok(())
}

fn recorded(request: &Value, auth: Option<&Value>, to: &mut Recordings) -> Result<Recorded> {
    let url = match request.get("url").or(Some(request)) {
        Some(Value::String(url)) => url.clone(),
        Some(url) => path_variables(at(url, "raw"), url),
        None => String::new(),
    };
    let (origin, mut path) = located(&url, to);
    let mut headers = pairs(list(request, "header"));
    let body = request.get("body").map(|content| body(content, &mut headers, to)).unwrap_or_default();
    if let Some(auth) = auth {
        authorise(auth, &mut headers, &mut path, to);
    }
    let method = if at(request, "method").is_empty() { "GET" } else { at(request, "method") };
    Ok(Recorded { method: method.to_owned(), origin, path, headers, body, ..Recorded::default() })
}

/// `/users/:id` with the values that the request has for its path.
fn path_variables(raw: &str, url: &Value) -> String {
    list(url, "variable").iter().fold(raw.to_owned(), |raw, variable| {
        let value = variable.get("value").map(plain).unwrap_or_default();
        raw.replace(&format!("/:{}", at(variable, "key")), &format!("/{value}"))
    })
}

/// The host is known when the collection has a value for its variable; else the target stands for it.
fn located(url: &str, to: &Recordings) -> (String, String) {
    let known = url.strip_prefix("{{").and_then(|rest| rest.split_once("}}"));
    let url = match known {
        Some((name, rest)) => format!("{}{rest}", to.variables.get(name.trim()).map_or("", String::as_str)),
        None => url.to_owned(),
    };
    let whole =
        if url.contains("://") || url.starts_with('/') || url.is_empty() { url } else { format!("http://{url}") };
    split_raw(&whole).unwrap_or_else(|| (String::new(), format!("/{}", whole.trim_start_matches('/'))))
}

fn pairs(all: &[Value]) -> Vec<(String, String)> {
    let enabled = all.iter().filter(|pair| pair.get("disabled") != Some(&json!(true)));
    enabled.map(|pair| (at(pair, "key").to_owned(), pair.get("value").map(plain).unwrap_or_default())).collect()
}

fn body(body: &Value, headers: &mut Vec<(String, String)>, to: &mut Recordings) -> String {
    let mut kind = |kind: &str| {
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            headers.push(("content-type".into(), kind.into()));
        }
    };
    match at(body, "mode") {
        "raw" => {
            if body.pointer("/options/raw/language").and_then(Value::as_str) == Some("json") {
                kind("application/json");
            }
            at(body, "raw").to_owned()
        }
        "urlencoded" => {
            kind("application/x-www-form-urlencoded");
            form(&pairs(list(body, "urlencoded")))
        }
        "graphql" => {
            kind("application/json");
            let variables = body.pointer("/graphql/variables").and_then(Value::as_str).unwrap_or("{}");
            let variables: Value = serde_json::from_str(variables).unwrap_or(json!({}));
            let query = body.pointer("/graphql/query").cloned().unwrap_or_default();
            json!({ "query": query, "variables": variables }).to_string()
        }
        "formdata" => {
            const BOUNDARY: &str = "----throng-import";
            kind(&format!("multipart/form-data; boundary={BOUNDARY}"));
            let files = list(body, "formdata").iter().filter(|part| at(part, "type") == "file").count();
            if files > 0 {
                to.notes.push(format!("{files} files of a form left out: write a journey for uploads"));
            }
            let texts: Vec<Value> =
                list(body, "formdata").iter().filter(|part| at(part, "type") != "file").cloned().collect();
            let part = |(name, value): (String, String)| {
                format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            pairs(&texts).into_iter().map(part).collect::<String>() + &format!("--{BOUNDARY}--\r\n")
        }
        "file" => {
            to.notes.push("a body that is a file left out: write a journey for uploads".to_owned());
            String::new()
        }
        _ => String::new(),
    }
}

fn authorise(auth: &Value, headers: &mut Vec<(String, String)>, path: &mut String, to: &mut Recordings) {
    let kind = at(auth, "type");
    let value = |key: &str| {
        let found = list(auth, kind).iter().find(|pair| at(pair, "key") == key);
        found.and_then(|pair| pair.get("value")).map(plain).unwrap_or_default()
    };
    match kind {
        "bearer" => headers.push(("authorization".into(), format!("Bearer {}", value("token")))),
        "basic" => {
            let pair = format!("{}:{}", value("username"), value("password"));
            if pair.contains("{{") {
                to.notes.push(
                    "basic auth of variables: put `Basic` and the encoded pair into secrets/authorization".to_owned(),
                );
                return headers.push(("authorization".into(), "{{secret:authorization}}".to_owned()));
            }
            let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
            headers.push(("authorization".into(), format!("Basic {encoded}")));
        }
        "apikey" if value("in") == "query" => {
            *path += if path.contains('?') { "&" } else { "?" };
            *path += &form(&[(value("key"), value("value"))]);
        }
        "apikey" => headers.push((value("key"), value("value"))),
        "" | "noauth" => {}
        other => to.notes.push(format!("auth of the kind `{other}` left out: write the header into the table")),
    }
}
