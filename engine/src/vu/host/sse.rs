//! `sse`: streams of events.

use wasmtime::component::{ResourceType, WasmStr};

use super::http::pollable;
use super::{Cx, Handle, Interface, bounded, gone, text};
use crate::clock;
use crate::protocol::ServerEvent;
use crate::vu::apart::apart;
use crate::vu::prepared::Prepared;
use crate::vu::source::{Opening, Readable, Source};
use crate::vu::user::{after, ms};

pub(super) fn define(sse: &mut Interface<'_>) -> wasmtime::Result<()> {
    sse.resource("source", ResourceType::host::<Source>(), |mut cx, rep| {
        drop(cx.data_mut().handles.streams.sources.remove(rep));
        Ok(())
    })?;
    sse.func_wrap_async("[constructor]source", |mut cx, (request,): (Handle<Prepared>,)| {
        Box::new(async move {
            cx.data().admit()?;
            let (user, handles) = cx.data_mut().persona()?;
            let prepared = handles.requests.get_mut(request.rep()).ok_or_else(|| gone("sse.source", "request"))?;
            let (source, sample) = apart(Source::open(Opening::of(prepared, user))).await;
            let (user, handles) = cx.data_mut().persona()?;
            user.arrived(sample.tags, clock::now());
            user.record(&sample, &source.response, sample.expects(source.response.exchange.status));
            Ok((Handle::<Source>::new_own(handles.streams.sources.push(source)),))
        })
    })?;
    define_state(sse)?;
    define_reading(sse)?;
    define_event(sse)
}

fn define_state(sse: &mut Interface<'_>) -> wasmtime::Result<()> {
    sse.func_wrap("[method]source.status", |cx: Cx<'_>, (of,): (Handle<Source>,)| {
        Ok((source(&cx, "source.status", &of)?.status,))
    })?;
    sse.func_wrap("[method]source.failure", |cx: Cx<'_>, (of,): (Handle<Source>,)| {
        Ok((source(&cx, "source.failure", &of)?.failure().to_owned(),))
    })?;
    sse.func_wrap("[method]source.header", |cx: Cx<'_>, (of, name): (Handle<Source>, WasmStr)| {
        let name = text(&name, &cx)?;
        Ok((source(&cx, "source.header", &of)?.response.header(&name),))
    })?;
    sse.func_wrap("[method]source.ended", |cx: Cx<'_>, (of,): (Handle<Source>,)| {
        Ok((source(&cx, "source.ended", &of)?.is_ended(),))
    })
}

fn define_reading(sse: &mut Interface<'_>) -> wasmtime::Result<()> {
    sse.func_wrap_async("[method]source.receive", |mut cx, (of, wait): (Handle<Source>, f64)| {
        Box::new(async move {
            let Some(open) = source(&cx, "source.receive", &of)?.open.clone() else { return Ok((None,)) };
            let event = open.receive(after(wait)).await;
            let source = source_mut(&mut cx, "source.receive", &of)?;
            let Some(event) = event else {
                if source.is_ended() {
                    source.rate();
                }
                return Ok((None,));
            };
            source.received(&event);
            cx.data().admit()?;
            Ok((Some(Handle::<ServerEvent>::new_own(cx.data_mut().handles.streams.events.push(event))),))
        })
    })?;
    sse.func_wrap("[method]source.tokens", |mut cx: Cx<'_>, (of, count): (Handle<Source>, u32)| {
        source_mut(&mut cx, "source.tokens", &of)?.count(count);
        Ok(())
    })?;
    sse.func_wrap("[method]source.close", |mut cx: Cx<'_>, (of,): (Handle<Source>,)| {
        source_mut(&mut cx, "source.close", &of)?.end();
        Ok(())
    })?;
    sse.func_wrap("[method]source.subscribe", |mut cx: Cx<'_>, (of,): (Handle<Source>,)| {
        let open = source(&cx, "source.subscribe", &of)?.open.clone();
        Ok((pollable(&mut cx, Readable(open))?,))
    })
}

fn define_event(sse: &mut Interface<'_>) -> wasmtime::Result<()> {
    sse.resource("event", ResourceType::host::<ServerEvent>(), |mut cx, rep| {
        drop(cx.data_mut().handles.streams.events.remove(rep));
        Ok(())
    })?;
    type Word = fn(&ServerEvent) -> &str;
    let words: [(&str, Word); 3] = [("id", |e| e.id()), ("kind", |e| e.kind()), ("text", |e| e.text())];
    for (name, word) in words {
        let function = format!("event.{name}");
        sse.func_wrap(&format!("[method]{function}"), move |cx: Cx<'_>, (of,): (Handle<ServerEvent>,)| {
            let word = word(event(&cx, &function, &of)?);
            bounded(word.len(), &cx)?;
            Ok((word.to_owned(),))
        })?;
    }
    sse.func_wrap("[method]event.json", |cx: Cx<'_>, (of, pointer): (Handle<ServerEvent>, WasmStr)| {
        let pointer = text(&pointer, &cx)?;
        Ok((event(&cx, "event.json", &of)?.json(&pointer),))
    })?;
    sse.func_wrap("[method]event.after", |cx: Cx<'_>, (of,): (Handle<ServerEvent>,)| {
        Ok((ms(event(&cx, "event.after", &of)?.after()),))
    })
}

fn source<'c>(cx: &'c Cx<'_>, function: &str, of: &Handle<Source>) -> wasmtime::Result<&'c Source> {
    cx.data().handles.streams.sources.get(of.rep()).ok_or_else(|| gone(function, "source"))
}

fn source_mut<'c>(cx: &'c mut Cx<'_>, function: &str, of: &Handle<Source>) -> wasmtime::Result<&'c mut Source> {
    cx.data_mut().handles.streams.sources.get_mut(of.rep()).ok_or_else(|| gone(function, "source"))
}

fn event<'c>(cx: &'c Cx<'_>, function: &str, of: &Handle<ServerEvent>) -> wasmtime::Result<&'c ServerEvent> {
    cx.data().handles.streams.events.get(of.rep()).ok_or_else(|| gone(function, "event"))
}
