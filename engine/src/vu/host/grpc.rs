//! `grpc`: calls of every kind.

use wasmtime::component::{ResourceType, WasmStr};
use wasmtime_wasi::async_trait;
use wasmtime_wasi::p2::Pollable;

use super::http::pollable;
use super::{Cx, Handle, Interface, bounded, gone, owned, text};
use crate::protocol::{CallEnded, CallProgress};
use crate::vu::calls::Calling;
use crate::vu::outcome::mistake;
use crate::vu::prepared::Prepared;
use crate::vu::user::after;

pub(super) fn define(grpc: &mut Interface<'_>) -> wasmtime::Result<()> {
    grpc.resource("call", ResourceType::host::<Calling>(), |mut cx, rep| {
        if let Some(calling) = cx.data_mut().handles.calls.remove(rep) {
            calling.end(cx.data_mut().persona()?.0);
        }
        Ok(())
    })?;
    grpc.func_wrap_async("[constructor]call", |mut cx, (request, method): (Handle<Prepared>, WasmStr)| {
        Box::new(async move {
            let method = owned(&method, &cx)?;
            Ok((begin(&mut cx, &request, &method).await?,))
        })
    })?;
    define_messages(grpc)?;
    define_end(grpc)
}

async fn begin(cx: &mut Cx<'_>, request: &Handle<Prepared>, method: &str) -> wasmtime::Result<Handle<Calling>> {
    cx.data().admit()?;
    let (user, handles) = cx.data_mut().persona()?;
    let prepared = handles.requests.get(request.rep()).ok_or_else(|| gone("grpc.call", "request"))?;
    let tags = prepared.called(method.trim_start_matches('/'), user);
    let (request, client) = (prepared.request.clone(), user.client.clone());
    let call = client.call(&request, method).await.map_err(|why| mistake(format!("grpc.call: {why}")))?;
    let (user, handles) = cx.data_mut().persona()?;
    let calling = Calling::new(call, tags, user);
    Ok(Handle::new_own(handles.calls.push(calling)))
}

fn define_messages(grpc: &mut Interface<'_>) -> wasmtime::Result<()> {
    grpc.func_wrap_async("[method]call.send", |mut cx, (call, message): (Handle<Calling>, WasmStr)| {
        Box::new(async move {
            let message = owned(&message, &cx)?;
            let packed = calling(&mut cx, "call.send", &call)?.call.pack(&message);
            let parcel = packed.map_err(|why| mistake(format!("call.send: {why}")))?;
            if parcel.leave().await {
                let (user, handles) = cx.data_mut().persona()?;
                handles.calls.get(call.rep()).iter().for_each(|calling| calling.sent(user));
            }
            Ok(())
        })
    })?;
    grpc.func_wrap("[method]call.finish", |mut cx: Cx<'_>, (call,): (Handle<Calling>,)| {
        calling(&mut cx, "call.finish", &call)?.call.finish();
        Ok(())
    })?;
    grpc.func_wrap_async("[method]call.receive", |mut cx, (call, wait): (Handle<Calling>, f64)| {
        Box::new(async move { Ok((receive(&mut cx, &call, wait).await?,)) })
    })?;
    grpc.func_wrap("[method]call.subscribe", |mut cx: Cx<'_>, (call,): (Handle<Calling>,)| {
        let progress = calling(&mut cx, "call.subscribe", &call)?.call.progress();
        Ok((pollable(&mut cx, Awaited(progress))?,))
    })
}

async fn receive(cx: &mut Cx<'_>, call: &Handle<Calling>, wait: f64) -> wasmtime::Result<Option<String>> {
    let held = &calling(cx, "call.receive", call)?.call;
    let (mut message, progress) = (held.take(), held.progress());
    if message.is_none() && wait > 0.0 {
        match after(wait) {
            // What came as the time ran out is there all the same.
            Some(until) => drop(tokio::time::timeout_at(until, progress.ready()).await),
            None => progress.ready().await,
        }
        message = calling(cx, "call.receive", call)?.call.take();
    }
    settled(cx, "call.receive", call)?;
    if let Some(message) = &message {
        bounded(message.len(), cx)?;
    }
    Ok(message)
}

fn define_end(grpc: &mut Interface<'_>) -> wasmtime::Result<()> {
    grpc.func_wrap("[method]call.code", |mut cx: Cx<'_>, (call,): (Handle<Calling>,)| {
        Ok((settled(&mut cx, "call.code", &call)?.map(|ended| ended.code),))
    })?;
    grpc.func_wrap("[method]call.reason", |mut cx: Cx<'_>, (call,): (Handle<Calling>,)| {
        Ok((settled(&mut cx, "call.reason", &call)?.map_or_else(String::new, |ended| ended.reason),))
    })?;
    grpc.func_wrap("[method]call.failure", |mut cx: Cx<'_>, (call,): (Handle<Calling>,)| {
        let ended = settled(&mut cx, "call.failure", &call)?;
        Ok((ended.map_or("", |ended| ended.word()).to_owned(),))
    })?;
    grpc.func_wrap("[method]call.metadata", |mut cx: Cx<'_>, (call, name): (Handle<Calling>, WasmStr)| {
        let name = text(&name, &cx)?.to_ascii_lowercase();
        Ok((calling(&mut cx, "call.metadata", &call)?.call.metadata(&name),))
    })
}

/// How it ended, where it is over; counted.
fn settled(cx: &mut Cx<'_>, function: &str, call: &Handle<Calling>) -> wasmtime::Result<Option<CallEnded>> {
    let (user, handles) = cx.data_mut().persona()?;
    let calling = handles.calls.get_mut(call.rep()).ok_or_else(|| gone(function, "call"))?;
    Ok(calling.settle(user))
}

/// Ready when there is something to receive, or the end.
struct Awaited(CallProgress);

#[async_trait]
impl Pollable for Awaited {
    async fn ready(&mut self) {
        self.0.ready().await;
    }
}

fn calling<'c>(cx: &'c mut Cx<'_>, function: &str, call: &Handle<Calling>) -> wasmtime::Result<&'c mut Calling> {
    cx.data_mut().handles.calls.get_mut(call.rep()).ok_or_else(|| gone(function, "call"))
}
