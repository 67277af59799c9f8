//! `http`: sending, starting, waiting.

use std::sync::Arc;

use wasmtime::component::{ResourceType, WasmStr};
use wasmtime_wasi::p2::{DynPollable, subscribe};

use super::{Cx, Handle, Interface, gone, owned};
use crate::clock;
use crate::protocol::{Request, Response};
use crate::sample::{Cause, Exchange, Failure};
use crate::vu::answer::Answer;
use crate::vu::flight::{Arrival, Flight, Pending};
use crate::vu::prepared::{Prepared, Sample};

pub(super) fn define(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.func_wrap_async("[method]request.send", |mut cx, (request,): (Handle<Prepared>,)| {
        Box::new(async move {
            let (response, sample) = send(&mut cx, "request.send", request.rep()).await?;
            Ok((hold(&mut cx, response, sample)?,))
        })
    })?;
    http.func_wrap_async("[method]request.hit", |mut cx, (request,): (Handle<Prepared>,)| {
        Box::new(async move {
            let (response, sample) = send(&mut cx, "request.hit", request.rep()).await?;
            let (user, _) = cx.data_mut().persona()?;
            user.record(&sample, &response, sample.expects(response.exchange.status));
            Ok((response.exchange.status,))
        })
    })?;
    http.func_wrap_async("get", |mut cx, (url,): (WasmStr,)| {
        Box::new(async move {
            let url = owned(&url, &cx)?;
            let state = cx.data_mut();
            state.user("http.get")?;
            let rep = state.handles.requests.push(Prepared::new(Request::new("GET", url)));
            let sent = send(&mut cx, "http.get", rep).await;
            cx.data_mut().handles.requests.remove(rep);
            let (response, sample) = sent?;
            Ok((hold(&mut cx, response, sample)?,))
        })
    })?;
    define_pending(http)
}

fn define_pending(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.resource("pending", ResourceType::host::<Pending>(), |mut cx, rep| {
        if let Some(pending) = cx.data_mut().handles.pendings.remove(rep) {
            cx.data_mut().persona()?.0.ended(pending);
        }
        Ok(())
    })?;
    http.func_wrap("[method]request.start", |mut cx: Cx<'_>, (request,): (Handle<Prepared>,)| {
        Ok((start(&mut cx, request.rep())?,))
    })?;
    http.func_wrap("[method]pending.ready", |mut cx: Cx<'_>, (pending,): (Handle<Pending>,)| {
        let pending = cx.data_mut().handles.pendings.get(pending.rep());
        Ok((pending.ok_or_else(|| gone("pending.ready", "pending"))?.flight.is_over(),))
    })?;
    http.func_wrap("[method]pending.subscribe", |mut cx: Cx<'_>, (pending,): (Handle<Pending>,)| {
        let pending = cx.data_mut().handles.pendings.get(pending.rep());
        let flight = pending.ok_or_else(|| gone("pending.subscribe", "pending"))?.flight.clone();
        Ok((pollable(&mut cx, Arrival(flight))?,))
    })?;
    http.func_wrap_async("wait", |mut cx, (pending,): (Handle<Pending>,)| {
        Box::new(async move {
            let rep = pending.rep();
            let held = cx.data_mut().handles.pendings.get(rep).map(|pending| pending.flight.clone());
            let Some(flight) = held else {
                cx.data_mut().handles.pendings.remove(rep);
                return Err(gone("http.wait", "pending"));
            };
            flight.over().await;
            let pending = cx.data_mut().handles.pendings.remove(rep).ok_or_else(|| gone("http.wait", "pending"))?;
            let (response, at) = flight.take().unwrap_or_else(|| (cancelled(), clock::now()));
            cx.data_mut().persona()?.0.arrived(pending.sample.tags, at);
            Ok((hold(&mut cx, response, pending.sample)?,))
        })
    })
}

/// Sends a prepared request; its sample is not recorded yet.
async fn send(cx: &mut Cx<'_>, function: &str, rep: u32) -> wasmtime::Result<(Box<Response>, Sample)> {
    let (user, handles) = cx.data_mut().persona()?;
    let prepared = handles.requests.get_mut(rep).ok_or_else(|| gone(function, "request"))?;
    let sample = prepared.sample(user);
    let (request, client) = (prepared.request.clone(), user.client.clone());
    let response = client.send(&request).await;
    cx.data_mut().persona()?.0.arrived(sample.tags, clock::now());
    Ok((response, sample))
}

/// Begins to send: a task of the user's own reads what comes as soon as it comes.
fn start(cx: &mut Cx<'_>, rep: u32) -> wasmtime::Result<Handle<Pending>> {
    cx.data().admit()?;
    let (user, handles) = cx.data_mut().persona()?;
    let prepared = handles.requests.get_mut(rep).ok_or_else(|| gone("request.start", "request"))?;
    let sample = prepared.sample(user);
    let (request, client) = (prepared.request.clone(), user.client.clone());
    let flight = Arc::new(Flight::default());
    let place = flight.clone();
    let task = tokio::spawn(async move { place.finish(Some(client.send(&request).await)) });
    let pending = Pending { flight, task: task.abort_handle(), sample, started: clock::now() };
    Ok(Handle::new_own(handles.pendings.push(pending)))
}

/// A handle to a response, its sample recorded unless that waits for a verdict.
pub(super) fn hold(cx: &mut Cx<'_>, response: Box<Response>, sample: Sample) -> wasmtime::Result<Handle<Answer>> {
    let admitted = cx.data().admit();
    let (user, handles) = cx.data_mut().persona()?;
    let answer = Answer::new(response, sample, user);
    admitted?;
    Ok(Handle::new_own(handles.responses.push(answer)))
}

/// A pollable of its own, that may outlive what it came from.
pub(super) fn pollable<P: wasmtime_wasi::p2::Pollable>(
    cx: &mut Cx<'_>,
    ready: P,
) -> wasmtime::Result<Handle<DynPollable>> {
    cx.data().admit()?;
    let state = cx.data_mut();
    state.pollables += 1;
    let owned = state.table.push(ready)?;
    subscribe(&mut state.table, owned)
}

fn cancelled() -> Box<Response> {
    let failure = Failure::new(Cause::Cancelled, 1000, "the exchange was cancelled");
    Response::failed(Exchange { failure: Some(failure), ..Exchange::default() })
}
