//! Questions to a response's body, answered where it lies.

use wasmtime::component::WasmStr;

use super::response::answer;
use super::{Cx, Handle, Interface, bounded, owned, text};
use crate::vu::answer::Answer;
use crate::vu::outcome::{Ended, mistake};

pub(super) type Asked = (Handle<Answer>, WasmStr);

pub(super) fn define(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.func_wrap("[method]response.size", |cx: Cx<'_>, (response,): (Handle<Answer>,)| {
        Ok((answer(&cx, "response.size", &response)?.response.exchange.body_size,))
    })?;
    http.func_wrap("[method]response.bytes", |cx: Cx<'_>, (response,): (Handle<Answer>,)| {
        let body = &answer(&cx, "response.bytes", &response)?.response.body;
        bounded(body.len(), &cx)?;
        Ok((body.to_vec(),))
    })?;
    http.func_wrap("[method]response.text", |cx: Cx<'_>, (response,): (Handle<Answer>,)| {
        let response = &answer(&cx, "response.text", &response)?.response;
        bounded(response.body.len(), &cx)?;
        Ok((response.text().into_owned(),))
    })?;
    http.func_wrap("[method]response.contains", |cx: Cx<'_>, (response, sought): Asked| {
        let sought = text(&sought, &cx)?;
        Ok((answer(&cx, "response.contains", &response)?.response.contains(&sought),))
    })?;
    define_json(http)?;
    define_patterns(http)
}

fn define_json(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.func_wrap("[method]response.json", |cx: Cx<'_>, (response, pointer): Asked| {
        let pointer = text(&pointer, &cx)?;
        Ok((answer(&cx, "response.json", &response)?.response.json(&pointer),))
    })?;
    http.func_wrap("[method]response.json-number", |cx: Cx<'_>, (response, pointer): Asked| {
        let pointer = text(&pointer, &cx)?;
        Ok((answer(&cx, "response.json-number", &response)?.response.json_number(&pointer),))
    })?;
    http.func_wrap("[method]response.json-length", |cx: Cx<'_>, (response, pointer): Asked| {
        let pointer = text(&pointer, &cx)?;
        Ok((answer(&cx, "response.json-length", &response)?.response.json_length(&pointer),))
    })
}

fn define_patterns(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.func_wrap("[method]response.find", |cx: Cx<'_>, (response, regex, group): (Handle<Answer>, WasmStr, u32)| {
        let regex = pattern(&regex, "response.find", &cx)?;
        let found = answer(&cx, "response.find", &response)?.response.find(&regex, group);
        Ok((found.map_err(|wrong| mistake(format!("response.find: {wrong}")))?,))
    })?;
    http.func_wrap(
        "[method]response.find-all",
        |cx: Cx<'_>, (response, regex, group): (Handle<Answer>, WasmStr, u32)| {
            let regex = pattern(&regex, "response.find-all", &cx)?;
            let found = answer(&cx, "response.find-all", &response)?.response.find_all(&regex, group);
            Ok((found.map_err(|wrong| mistake(format!("response.find-all: {wrong}")))?,))
        },
    )?;
    http.func_wrap("[method]response.select", |cx: Cx<'_>, (response, css): Asked| {
        let css = pattern(&css, "response.select", &cx)?;
        let found = answer(&cx, "response.select", &response)?.response.select(&css);
        Ok((found.map_err(|wrong| mistake(format!("response.select: {wrong}")))?,))
    })?;
    http.func_wrap(
        "[method]response.attribute",
        |cx: Cx<'_>, (response, css, name): (Handle<Answer>, WasmStr, WasmStr)| {
            let (css, name) = (pattern(&css, "response.attribute", &cx)?, text(&name, &cx)?);
            let found = answer(&cx, "response.attribute", &response)?.response.attribute(&css, &name);
            Ok((found.map_err(|wrong| mistake(format!("response.attribute: {wrong}")))?,))
        },
    )
}

/// A regular expression or selector, within the limit.
pub(super) fn pattern(argument: &WasmStr, function: &str, cx: &Cx<'_>) -> wasmtime::Result<String> {
    let pattern = owned(argument, cx)?;
    let limit = cx.data().basics.plan.limits.pattern_bytes;
    if pattern.len() > limit {
        let message = format!("{function}: a pattern has at most {limit} bytes (limits.pattern_bytes)");
        return Err(Ended::new("pattern", message).into());
    }
    Ok(pattern)
}
