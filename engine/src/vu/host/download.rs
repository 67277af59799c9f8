//! `http.download`: a body that is read while it comes.

use std::sync::Arc;

use wasmtime::component::{ResourceType, WasmStr};

use super::http::pollable;
use super::{Cx, Handle, Interface, gone, text};
use crate::clock;
use crate::protocol::Download;
use crate::vu::apart::apart;
use crate::vu::load::{Load, Opening, Readable};
use crate::vu::prepared::Prepared;
use crate::vu::user::after;

pub(super) fn define(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.resource("download", ResourceType::host::<Load>(), |mut cx, rep| {
        drop(cx.data_mut().handles.streams.loads.remove(rep));
        Ok(())
    })?;
    http.func_wrap_async("[constructor]download", |mut cx, (request,): (Handle<Prepared>,)| {
        Box::new(async move {
            cx.data().admit()?;
            let (user, handles) = cx.data_mut().persona()?;
            let prepared = handles.requests.get_mut(request.rep()).ok_or_else(|| gone("http.download", "request"))?;
            let (load, sample) = apart(Load::open(Opening::of(prepared, user))).await;
            let (user, handles) = cx.data_mut().persona()?;
            user.arrived(sample.tags, clock::now());
            Ok((Handle::<Load>::new_own(handles.streams.loads.push(load)),))
        })
    })?;
    http.func_wrap("[method]download.status", |cx: Cx<'_>, (of,): (Handle<Load>,)| {
        Ok((load(&cx, "download.status", &of)?.response.exchange.status,))
    })?;
    http.func_wrap("[method]download.failure", |cx: Cx<'_>, (of,): (Handle<Load>,)| {
        Ok((load(&cx, "download.failure", &of)?.failure().to_owned(),))
    })?;
    http.func_wrap("[method]download.header", |cx: Cx<'_>, (of, name): (Handle<Load>, WasmStr)| {
        let name = text(&name, &cx)?;
        Ok((load(&cx, "download.header", &of)?.response.header(&name),))
    })?;
    http.func_wrap("[method]download.received", |cx: Cx<'_>, (of,): (Handle<Load>,)| {
        Ok((body(&cx, "download.received", &of)?.received(),))
    })?;
    http.func_wrap("[method]download.ended", |cx: Cx<'_>, (of,): (Handle<Load>,)| {
        Ok((body(&cx, "download.ended", &of)?.is_ended(),))
    })?;
    http.func_wrap("[method]download.subscribe", |mut cx: Cx<'_>, (of,): (Handle<Load>,)| {
        let body = body(&cx, "download.subscribe", &of)?;
        Ok((pollable(&mut cx, Readable(body))?,))
    })?;
    http.func_wrap_async("[method]download.receive", |cx, (of, wait): (Handle<Load>, f64)| {
        Box::new(async move {
            let body = body(&cx, "download.receive", &of)?;
            Ok((body.receive(after(wait)).await.map(|piece| piece.to_vec()),))
        })
    })
}

fn load<'c>(cx: &'c Cx<'_>, function: &str, of: &Handle<Load>) -> wasmtime::Result<&'c Load> {
    cx.data().handles.streams.loads.get(of.rep()).ok_or_else(|| gone(function, "download"))
}

fn body(cx: &Cx<'_>, function: &str, of: &Handle<Load>) -> wasmtime::Result<Arc<Download>> {
    Ok(load(cx, function, of)?.body.clone())
}
