//! `store`: what users of a run share.

use wasmtime::component::WasmStr;

use super::{Cx, Interface, owned};
use crate::vu::run::Run;

pub(super) fn define(store: &mut Interface<'_>) -> wasmtime::Result<()> {
    store.func_wrap("put", |mut cx: Cx<'_>, (key, value): (WasmStr, WasmStr)| {
        let (key, value) = (owned(&key, &cx)?, owned(&value, &cx)?);
        Ok(run(&mut cx, "store.put")?.storage.put(&key, &value)?)
    })?;
    store.func_wrap("get", |mut cx: Cx<'_>, (key,): (WasmStr,)| {
        let key = owned(&key, &cx)?;
        Ok((run(&mut cx, "store.get")?.storage.get(&key),))
    })?;
    store.func_wrap("push", |mut cx: Cx<'_>, (queue, value): (WasmStr, WasmStr)| {
        let (queue, value) = (owned(&queue, &cx)?, owned(&value, &cx)?);
        Ok(run(&mut cx, "store.push")?.storage.push(&queue, &value)?)
    })?;
    store.func_wrap("pop", |mut cx: Cx<'_>, (queue,): (WasmStr,)| {
        let queue = owned(&queue, &cx)?;
        Ok((run(&mut cx, "store.pop")?.storage.pop(&queue),))
    })?;
    store.func_wrap("count", |mut cx: Cx<'_>, (key, by): (WasmStr, f64)| {
        let key = owned(&key, &cx)?;
        Ok((run(&mut cx, "store.count")?.storage.count(&key, by)?,))
    })
}

fn run<'c>(cx: &'c mut Cx<'_>, function: &str) -> wasmtime::Result<&'c Run> {
    Ok(&cx.data_mut().user(function)?.run)
}
