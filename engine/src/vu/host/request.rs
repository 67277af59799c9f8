//! `http.request` and `http.multipart`: what is set stays set, and setting again replaces.

use std::time::Duration;

use wasmtime::component::{ResourceType, WasmList, WasmStr};

use super::{Cx, Handle, Interface, bounded, fields, gone, owned, text};
use crate::plan::http::HttpVersion;
use crate::protocol::{Multipart, Request};
use crate::vu::expectation::Expectation;
use crate::vu::labels::{check_count, check_key};
use crate::vu::outcome::{Ended, mistake};
use crate::vu::prepared::Prepared;
use crate::vu::user::duration;

type Fields = Vec<(String, String)>;

pub(super) fn define(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.resource("request", ResourceType::host::<Prepared>(), |mut cx, rep| {
        cx.data_mut().handles.requests.remove(rep);
        Ok(())
    })?;
    http.func_wrap("[constructor]request", |mut cx: Cx<'_>, (method, url): (WasmStr, WasmStr)| {
        let request = Request::new(owned(&method, &cx)?, owned(&url, &cx)?);
        cx.data().admit()?;
        let state = cx.data_mut();
        state.user("http.request")?;
        Ok((Handle::<Prepared>::new_own(state.handles.requests.push(Prepared::new(request))),))
    })?;
    define_names(http)?;
    define_bodies(http)?;
    define_auth(http)?;
    define_options(http)?;
    define_samples(http)?;
    define_multipart(http)
}

fn define_names(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    type Set = fn(&mut Request, &str, &str);
    let setters: [(&str, Set); 4] = [
        ("param", Request::param),
        ("query", Request::query),
        ("header", Request::header),
        ("add-header", Request::add_header),
    ];
    for (name, set) in setters {
        let function = format!("request.{name}");
        http.func_wrap(
            &format!("[method]{function}"),
            move |mut cx: Cx<'_>, (request, name, value): (Handle<Prepared>, WasmStr, WasmStr)| {
                let (name, value) = (owned(&name, &cx)?, owned(&value, &cx)?);
                let limit = cx.data().basics.plan.limits.header_bytes;
                if function.ends_with("header") && name.len() + value.len() > limit {
                    let message =
                        format!("{function} `{}`: more than {limit} bytes (limits.header_bytes)", short(&name));
                    return Err(Ended::new("header", message).into());
                }
                set(prepared(&mut cx, &function, &request)?.request_mut(), &name, &value);
                Ok(())
            },
        )?;
    }
    Ok(())
}

fn define_bodies(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.func_wrap("[method]request.bytes", |mut cx: Cx<'_>, (request, content): (Handle<Prepared>, WasmList<u8>)| {
        bounded(content.len(), &cx)?;
        let content = content.as_le_slice(&cx).to_vec();
        prepared(&mut cx, "request.bytes", &request)?.request_mut().bytes(content);
        Ok(())
    })?;
    http.func_wrap("[method]request.text", |mut cx: Cx<'_>, (request, content): (Handle<Prepared>, WasmStr)| {
        let content = owned(&content, &cx)?;
        prepared(&mut cx, "request.text", &request)?.request_mut().text(content);
        Ok(())
    })?;
    http.func_wrap("[method]request.json", |mut cx: Cx<'_>, (request, content): (Handle<Prepared>, WasmStr)| {
        let content = owned(&content, &cx)?;
        prepared(&mut cx, "request.json", &request)?.request_mut().json(content);
        Ok(())
    })?;
    http.func_wrap("[method]request.form", |mut cx: Cx<'_>, (request, form): (Handle<Prepared>, Fields)| {
        fields(&form, &cx)?;
        let form = form.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        prepared(&mut cx, "request.form", &request)?.request_mut().form(form);
        Ok(())
    })?;
    http.func_wrap(
        "[method]request.multipart",
        |mut cx: Cx<'_>, (request, parts): (Handle<Prepared>, Handle<Multipart>)| {
            let handles = &mut cx.data_mut().handles;
            let parts = handles.multiparts.get(parts.rep()).ok_or_else(|| gone("request.multipart", "multipart"))?;
            let prepared =
                handles.requests.get_mut(request.rep()).ok_or_else(|| gone("request.multipart", "request"))?;
            prepared.request_mut().multipart(parts);
            Ok(())
        },
    )?;
    http.func_wrap("[method]request.file", |mut cx: Cx<'_>, (request, name): (Handle<Prepared>, WasmStr)| {
        let name = owned(&name, &cx)?;
        let (path, content) = cx.data().basics.file("request.file", &name)?;
        prepared(&mut cx, "request.file", &request)?.request_mut().file(&path, content);
        Ok(())
    })?;
    http.func_wrap("[method]request.empty", |mut cx: Cx<'_>, (request,): (Handle<Prepared>,)| {
        prepared(&mut cx, "request.empty", &request)?.request_mut().empty();
        Ok(())
    })
}

fn define_auth(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    type Set = fn(&mut Request, &str, &str);
    let setters: [(&str, Set); 2] = [("basic-auth", Request::basic_auth), ("digest-auth", Request::digest_auth)];
    for (name, set) in setters {
        http.func_wrap(
            &format!("[method]request.{name}"),
            move |mut cx: Cx<'_>, (request, user, password): (Handle<Prepared>, WasmStr, WasmStr)| {
                let (user, password) = (owned(&user, &cx)?, owned(&password, &cx)?);
                set(prepared(&mut cx, name, &request)?.request_mut(), &user, &password);
                Ok(())
            },
        )?;
    }
    http.func_wrap("[method]request.bearer", |mut cx: Cx<'_>, (request, token): (Handle<Prepared>, WasmStr)| {
        let token = owned(&token, &cx)?;
        prepared(&mut cx, "request.bearer", &request)?.request_mut().bearer(&token);
        Ok(())
    })
}

fn define_options(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.func_wrap("[method]request.timeout", |mut cx: Cx<'_>, (request, limit): (Handle<Prepared>, f64)| {
        let limit = duration(limit).unwrap_or(Duration::MAX);
        prepared(&mut cx, "request.timeout", &request)?.request_mut().timeout(limit);
        Ok(())
    })?;
    http.func_wrap("[method]request.redirects", |mut cx: Cx<'_>, (request, at_most): (Handle<Prepared>, u32)| {
        prepared(&mut cx, "request.redirects", &request)?.request_mut().redirects(at_most);
        Ok(())
    })?;
    http.func_wrap("[method]request.version", |mut cx: Cx<'_>, (request, protocol): (Handle<Prepared>, WasmStr)| {
        let version = match &*text(&protocol, &cx)? {
            "1.1" => Some(HttpVersion::Http1),
            "2" => Some(HttpVersion::Http2),
            "" => None,
            other => {
                return Err(mistake(format!(
                    "request.version: `{}` is none: write `1.1`, `2` or nothing",
                    short(other)
                )));
            }
        };
        prepared(&mut cx, "request.version", &request)?.request_mut().version(version);
        Ok(())
    })?;
    http.func_wrap("[method]request.discard", |mut cx: Cx<'_>, (request,): (Handle<Prepared>,)| {
        prepared(&mut cx, "request.discard", &request)?.request_mut().discard();
        Ok(())
    })
}

fn define_samples(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.func_wrap("[method]request.name", |mut cx: Cx<'_>, (request, name): (Handle<Prepared>, WasmStr)| {
        let name = owned(&name, &cx)?;
        prepared(&mut cx, "request.name", &request)?.set_name(&name);
        Ok(())
    })?;
    http.func_wrap(
        "[method]request.tag",
        |mut cx: Cx<'_>, (request, key, value): (Handle<Prepared>, WasmStr, WasmStr)| {
            let (key, value) = (owned(&key, &cx)?, owned(&value, &cx)?);
            check_key("request.tag", &key)?;
            let limit = cx.data().basics.plan.limits.tags;
            check_count(prepared(&mut cx, "request.tag", &request)?.set_tag(&key, &value), limit)
        },
    )?;
    http.func_wrap("[method]request.expect", |mut cx: Cx<'_>, (request, statuses): (Handle<Prepared>, WasmStr)| {
        let expect =
            Expectation::parse(&text(&statuses, &cx)?).map_err(|wrong| mistake(format!("request.expect: {wrong}")))?;
        prepared(&mut cx, "request.expect", &request)?.expect = expect;
        Ok(())
    })?;
    http.func_wrap("[method]request.await-verdict", |mut cx: Cx<'_>, (request,): (Handle<Prepared>,)| {
        prepared(&mut cx, "request.await-verdict", &request)?.await_verdict = true;
        Ok(())
    })
}

fn define_multipart(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.resource("multipart", ResourceType::host::<Multipart>(), |mut cx, rep| {
        cx.data_mut().handles.multiparts.remove(rep);
        Ok(())
    })?;
    http.func_wrap("[constructor]multipart", |mut cx: Cx<'_>, (): ()| {
        cx.data().admit()?;
        let state = cx.data_mut();
        state.user("http.multipart")?;
        Ok((Handle::<Multipart>::new_own(state.handles.multiparts.push(Multipart::new())),))
    })?;
    http.func_wrap(
        "[method]multipart.field",
        |mut cx: Cx<'_>, (parts, name, value): (Handle<Multipart>, WasmStr, WasmStr)| {
            let (name, value) = (owned(&name, &cx)?, owned(&value, &cx)?);
            multipart(&mut cx, "multipart.field", &parts)?.field(&name, &value);
            Ok(())
        },
    )?;
    type Part = (Handle<Multipart>, WasmStr, WasmStr, WasmStr, WasmList<u8>);
    http.func_wrap("[method]multipart.part", |mut cx: Cx<'_>, (parts, name, filename, kind, content): Part| {
        let (name, filename, kind) = (owned(&name, &cx)?, owned(&filename, &cx)?, owned(&kind, &cx)?);
        bounded(content.len(), &cx)?;
        let content = content.as_le_slice(&cx).to_vec();
        multipart(&mut cx, "multipart.part", &parts)?.part(&name, &filename, &kind, content);
        Ok(())
    })?;
    type File = (Handle<Multipart>, WasmStr, WasmStr, WasmStr, WasmStr);
    http.func_wrap("[method]multipart.file", |mut cx: Cx<'_>, (parts, name, filename, kind, file): File| {
        let (name, filename, kind) = (owned(&name, &cx)?, owned(&filename, &cx)?, owned(&kind, &cx)?);
        let (_, content) = cx.data().basics.file("multipart.file", &owned(&file, &cx)?)?;
        multipart(&mut cx, "multipart.file", &parts)?.part(&name, &filename, &kind, content);
        Ok(())
    })
}

fn prepared<'c>(cx: &'c mut Cx<'_>, function: &str, request: &Handle<Prepared>) -> wasmtime::Result<&'c mut Prepared> {
    cx.data_mut().handles.requests.get_mut(request.rep()).ok_or_else(|| gone(function, "request"))
}

fn multipart<'c>(cx: &'c mut Cx<'_>, function: &str, parts: &Handle<Multipart>) -> wasmtime::Result<&'c mut Multipart> {
    cx.data_mut().handles.multiparts.get_mut(parts.rep()).ok_or_else(|| gone(function, "multipart"))
}

/// What of an argument stands in a message.
fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
